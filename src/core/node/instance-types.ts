/** The instance types: whether they exist here with EFA, and whether several of them can be one node group. */

import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { replacementFinding } from '../feature/change';
import type { Feature, ReadContext } from '../feature/feature';
import { maximumEfaInterfaces } from '../instance-type/cards';
import { acceleratorOf, architectureOf } from '../instance-type/hardware';
import { efaInterfaceCount } from '../instance-type/interface-types';
import { describeInterfaces, desiredInterfaces } from '../instance-type/layout';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import { canonicalJson } from '../util/hash';

/** EC2 user guide, efa: "EFA traffic between P4d/P4de/DL1 instances and other instance types is currently not supported". */
const EFA_APART = /^(p4de?|dl1)\./;

export const instanceTypes: Feature = {
  properties: ['InstanceTypes'],
  change: 'replace',
  observesForCreate: () => ['instanceTypes', 'offerings'],
  checkCreate: ({ desired, environment }) => instanceTypeFindings(desired, environment),
  warnings: ({ desired: { InstanceTypes } }) => {
    const apart = InstanceTypes.filter((name) => EFA_APART.test(name));
    return findingsAt('InstanceTypes', [
      apart.length > 0 && apart.length < InstanceTypes.length
        ? `EFA traffic between ${apart.join(', ')} and other instance types is not supported, so that nodes of the group cannot reach each other with EFA. Create a separate node group for each type.`
        : undefined,
    ]);
  },
  notUpdatable: ({ desired, nodegroup, record }) => {
    const live = nodegroup.instanceTypes?.length ? nodegroup.instanceTypes : record.instanceTypes;
    return replacementFinding('InstanceTypes', setText(desired.InstanceTypes), setText(live));
  },
  expand: ({ InstanceTypes }, { capacityType }) =>
    // for a Capacity Block, EKS requires it in the launch template (EKS user guide, capacity-blocks-mng)
    capacityType === 'CAPACITY_BLOCK' ? {} : { instanceTypes: [...InstanceTypes] },
  flatten: (live) => ({ InstanceTypes: liveTypes(live) }),
};

function setText(values: readonly string[] | undefined): string | undefined {
  return values && [...values].sort().join(', ');
}

/** DescribeNodegroup may leave the types out of a group with a launch template (API_Nodegroup). */
function liveTypes({ nodegroup, data, record }: ReadContext): readonly string[] | undefined {
  if (nodegroup.instanceTypes?.length) return [...nodegroup.instanceTypes].sort();
  return data?.InstanceType ? [data.InstanceType] : record.instanceTypes;
}

export function instanceTypeFindings(
  desired: Properties,
  environment: Environment,
): readonly Finding[] {
  const { instanceTypes: known = [], unknownInstanceTypes = [], offerings = {} } = environment;
  const withEfa = known.filter(hasEfa);
  return findingsAt('InstanceTypes', [
    ...unknownInstanceTypes.map(
      (name) =>
        `Instance type ${name} does not exist in this Region. Correct the name, or use another Region.`,
    ),
    ...known.filter((type) => !hasEfa(type)).map((type) => withoutEfa(type, environment)),
    // without cards there would be nodes without interfaces
    ...withEfa
      .filter(({ NetworkInfo }) => !NetworkInfo?.NetworkCards?.length)
      .map(
        ({ InstanceType }) =>
          `EC2 does not describe the network cards of ${InstanceType}, so its interfaces cannot be planned. Use another instance type.`,
      ),
    ...withEfa
      .filter(({ InstanceType = '' }) => !offerings[InstanceType]?.length)
      .map(
        ({ InstanceType }) =>
          `${InstanceType} is offered in no Availability Zone of this Region. Use another instance type or another Region.`,
      ),
    ...(withEfa.length === desired.InstanceTypes.length
      ? togetherMessages(desired, environment)
      : []),
  ]);
}

/** Ids of the zones that offer every one of the types. */
export function offeringZoneIds(
  { InstanceTypes }: Properties,
  { offerings = {} }: Environment,
): readonly string[] {
  const [first = [], ...further] = InstanceTypes.map((type) => offerings[type] ?? []);
  return first.filter((zone) => further.every((zones) => zones.includes(zone)));
}

/** Families of the types that have no EFA: other sizes of theirs may have it. */
export function familiesWithoutEfa({ instanceTypes = [] }: Environment): readonly string[] {
  return [...new Set(instanceTypes.filter((type) => !hasEfa(type)).map(familyOf))];
}

export function hasEfa(type: InstanceTypeInfo): boolean {
  return maximumEfaInterfaces(type) > 0;
}

function familyOf({ InstanceType }: InstanceTypeInfo): string {
  return InstanceType?.split('.')[0] ?? '';
}

function withoutEfa(type: InstanceTypeInfo, { efaSizes = {} }: Environment): string {
  const family = familyOf(type);
  const sizes = efaSizes[family] ?? [];
  return sizes.length > 0
    ? `${type.InstanceType} does not support EFA. Use a size that does: ${sizes.join(', ')}.`
    : `Neither ${type.InstanceType} nor any other ${family} size in this Region supports EFA. Use another instance family.`;
}

/** Several types: one launch template serves them, in one zone. */
function togetherMessages(
  desired: Properties,
  environment: Environment,
): readonly (string | undefined)[] {
  const { instanceTypes: types = [], offerings = {} } = environment;
  if (types.length < 2) return [];
  const named = (text: (type: InstanceTypeInfo) => string) =>
    types.map((type) => `${type.InstanceType}: ${text(type)}`).join('; ');
  const layouts = new Set(types.map((type) => canonicalJson(desiredInterfaces(type, desired.Efa))));
  const kinds = new Set(types.map(hardwareKindOf));
  const offeredApart =
    types.every(({ InstanceType = '' }) => offerings[InstanceType]?.length) &&
    offeringZoneIds(desired, environment).length === 0;
  return [
    layouts.size > 1
      ? `The instance types have different interfaces and cannot share a launch template: ${named((type) => describeLayout(type, desired))}. Create a separate node group for each type.`
      : undefined,
    kinds.size > 1
      ? `The instance types have different architectures or accelerators and cannot share an AMI: ${named(hardwareKindOf)}. Create a separate node group for each type.`
      : undefined,
    offeredApart
      ? `No Availability Zone of this Region offers all these instance types: ${named(({ InstanceType = '' }) => offerings[InstanceType]?.join(', ') ?? '')}. Create a separate node group for each type.`
      : undefined,
  ];
}

function describeLayout(type: InstanceTypeInfo, { Efa }: Properties): string {
  const interfaces = desiredInterfaces(type, Efa);
  return `${efaInterfaceCount(interfaces)} EFA (${describeInterfaces(interfaces)})`;
}

function hardwareKindOf(type: InstanceTypeInfo): string {
  return `${architectureOf(type)} ${acceleratorOf(type)}`;
}
