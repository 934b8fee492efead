/** Whether EC2 has the instance types here, with EFA, and whether several of them make one node group. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { maximumEfaInterfaces } from '../interfaces/cards';
import { describeInterfaces, efaInterfaceCount, desiredInterfaces } from '../interfaces/layout';
import { instanceStoreDisks } from '../launch-template/template';
import { findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Finding, Environment } from '../model/types';
import { canonicalJson } from '../ownership/identity';
import { acceleratorOf, architectureOf } from './ami-type';

export interface ChosenTypes {
  /** Stands for all, because all have to be alike; undefined where none has EFA. */
  readonly type: InstanceTypeInfo | undefined;
  /** All that have EFA. */
  readonly alike: readonly InstanceTypeInfo[];
  readonly findings: readonly Finding[];
}

export function chooseTypes(desired: Properties, environment: Environment): ChosenTypes {
  const { instanceTypes = [], unknownInstanceTypes = [], offerings = {} } = environment;
  const withEfa = instanceTypes.filter(hasEfa);
  return {
    type: representative(withEfa),
    alike: withEfa,
    findings: findingsAt('InstanceTypes', [
      ...unknownInstanceTypes.map(
        (name) =>
          `EC2 knows no instance type ${name} in this Region. Mend the name, or use another Region.`,
      ),
      ...instanceTypes.filter((type) => !hasEfa(type)).map((type) => withoutEfa(type, environment)),
      ...withEfa
        .filter(({ InstanceType = '' }) => !offerings[InstanceType]?.length)
        .map(
          ({ InstanceType }) =>
            `EC2 knows ${InstanceType} and offers it in no zone of this Region. Name another type, or use another Region.`,
        ),
      ...(withEfa.length === desired.InstanceTypes.length
        ? togetherMessages(desired, environment)
        : []),
    ]),
  };
}

/** Ids of the zones that offer every one of the types. */
export function offeringZoneIds(
  { InstanceTypes }: Properties,
  { offerings = {} }: Environment,
): readonly string[] {
  const [first = [], ...further] = InstanceTypes.map((type) => offerings[type] ?? []);
  return first.filter((zone) => further.every((zones) => zones.includes(zone)));
}

/** Types that one node group has together are alike in all but their disks: the one with fewest stands for them. */
export function representative(types: readonly InstanceTypeInfo[]): InstanceTypeInfo | undefined {
  return [...types].sort((a, b) => instanceStoreDisks(a) - instanceStoreDisks(b))[0];
}

/** Families of the types that have no EFA: other sizes of theirs may have it. */
export function familiesWithoutEfa({ instanceTypes = [] }: Environment): readonly string[] {
  return [...new Set(instanceTypes.filter((type) => !hasEfa(type)).map(familyOf))];
}

function hasEfa(type: InstanceTypeInfo): boolean {
  return maximumEfaInterfaces(type) > 0;
}

function familyOf({ InstanceType }: InstanceTypeInfo): string {
  return InstanceType?.split('.')[0] ?? '';
}

function withoutEfa(type: InstanceTypeInfo, { efaSizes = {} }: Environment): string {
  const family = familyOf(type);
  const sizes = efaSizes[family] ?? [];
  return sizes.length > 0
    ? `${type.InstanceType} has no EFA. In its family these have it: ${sizes.join(', ')}.`
    : `${type.InstanceType} has no EFA, and no other size of ${family} has it in this Region. Name a type of another family.`;
}

/** Several types: one launch template serves them, in one zone. */
function togetherMessages(desired: Properties, environment: Environment): readonly (string | undefined)[] {
  const { instanceTypes: types = [], offerings = {} } = environment;
  if (types.length < 2) return [];
  const named = (text: (type: InstanceTypeInfo) => string) =>
    types.map((type) => `${type.InstanceType}: ${text(type)}`).join('; ');
  const layouts = new Set(types.map((type) => canonicalJson(desiredInterfaces(type, desired.Efa))));
  const kinds = new Set(types.map(kindOf));
  const offeredApart =
    types.every(({ InstanceType = '' }) => offerings[InstanceType]?.length) &&
    offeringZoneIds(desired, environment).length === 0;
  return [
    layouts.size > 1
      ? `one launch template cannot serve types of different interfaces: ${named((type) => describe(type, desired))}. Make a node group for each.`
      : undefined,
    kinds.size > 1
      ? `one AMI cannot serve types of different architecture or accelerator: ${named(kindOf)}. Make a node group for each.`
      : undefined,
    offeredApart
      ? `EFA does not leave a zone, and none offers all of the types: ${named(({ InstanceType = '' }) => offerings[InstanceType]?.join(', ') ?? '')}. Make a node group for each.`
      : undefined,
  ];
}

function describe(type: InstanceTypeInfo, { Efa }: Properties): string {
  const interfaces = desiredInterfaces(type, Efa);
  return `${efaInterfaceCount(interfaces)} EFA (${describeInterfaces(interfaces)})`;
}

function kindOf(type: InstanceTypeInfo): string {
  return `${architectureOf(type)} ${acceleratorOf(type)}`;
}
