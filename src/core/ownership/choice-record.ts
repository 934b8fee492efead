/**
 * The user's choices that AWS does not hold, recorded as short tags on the node group, so that Read shows them from AWS
 * alone. What a release recorded is read by every later one.
 */

import type { PlacementGroupChoice, SecurityGroupChoice } from '../model/choices';
import type { Properties } from '../model/properties';
import type { AutoCreateNone, InterfaceLayout, LocalStorage } from '../model/property-types';
import { sha256Hex } from '../util/hash';
import { filterKeys, type StringMap } from '../util/objects';
import { isReservedTagKey, SCALE_FROM_ZERO_TAG } from './tag-keys';

/** EKS tag values hold 256 characters: eight subnet ids, nine choices, or 36 hashed keys. */
const SUBNETS_A_TAG = 8;
const CHOICES_A_TAG = 9;
const HASHED_KEYS_A_TAG = 36;
const HASHED_KEY_LENGTH = 6;

const CHOICES_TAG = 'efa-node-group:choices';
const TYPES_TAG = 'efa-node-group:instance-types';
const SUBNETS_TAG = 'efa-node-group:subnets';
const GROUPS_TAG = 'efa-node-group:security-groups';
const STACK_TAGS_TAG = 'efa-node-group:stack-tags';

/** What AWS does not hold of the user's choices, and what was created for them. */
export interface ChoiceRecord {
  readonly placementGroup?: AutoCreateNone;
  readonly securityGroup?: AutoCreateNone;
  readonly layout?: InterfaceLayout;
  readonly localStorage?: LocalStorage;
  readonly zoneGiven?: boolean;
  readonly zoneIdGiven?: boolean;
  /** The name itself is in the launch template: a tag can't hold every name. */
  readonly placementGroupNameGiven?: boolean;
  readonly placementGroupIdGiven?: boolean;
  /** Whether the interfaces are a list: it is in the launch template. */
  readonly interfacesListed?: boolean;
  /** Whether `existingSecurityGroupId` is Efa.SecurityGroupId. */
  readonly securityGroupIdGiven?: boolean;
  readonly createdPlacementGroup?: boolean;
  readonly createdSecurityGroup?: boolean;
  /** Group that EFA traffic goes through, where it is not one of ours. */
  readonly existingSecurityGroupId?: string;
  readonly maxPods?: number | undefined;
  readonly instanceTypes?: readonly string[];
  readonly subnets?: readonly string[];
  readonly securityGroupIds?: readonly string[];
}

export function recordOf(
  desired: Properties,
  chosen: {
    readonly placementGroup: Pick<PlacementGroupChoice, 'kind'>;
    readonly efaSecurityGroup: SecurityGroupChoice;
  },
): ChoiceRecord {
  const { Efa, Placement } = desired;
  return {
    placementGroup: Placement?.Group ?? 'AUTO',
    securityGroup: Efa?.SecurityGroup ?? 'AUTO',
    layout: Efa?.InterfaceLayout ?? 'EFA_PRIMARY',
    localStorage: desired.LocalStorage ?? 'AUTO',
    zoneGiven: Placement?.AvailabilityZone !== undefined,
    zoneIdGiven: Placement?.AvailabilityZoneId !== undefined,
    placementGroupNameGiven: Placement?.GroupName !== undefined,
    placementGroupIdGiven: Placement?.GroupId !== undefined,
    interfacesListed: Efa?.NetworkInterfaces !== undefined,
    securityGroupIdGiven: Efa?.SecurityGroupId !== undefined,
    createdPlacementGroup: chosen.placementGroup.kind === 'created',
    createdSecurityGroup: chosen.efaSecurityGroup.kind === 'created',
    ...(chosen.efaSecurityGroup.kind === 'existing' && {
      existingSecurityGroupId: chosen.efaSecurityGroup.id,
    }),
    maxPods: desired.MaxPods,
    instanceTypes: desired.InstanceTypes,
    subnets: desired.Subnets,
    securityGroupIds: desired.SecurityGroupIds ?? [],
  };
}

/** The record as tags; EKS allows letters, digits, spaces and + - = . _ : / @ in them. */
export function recordTags(record: ChoiceRecord, stackTags: StringMap): StringMap {
  const choices = [
    `placement-group=${record.placementGroup ?? ''}`,
    `security-group=${record.securityGroup ?? ''}`,
    `layout=${record.layout ?? ''}`,
    `local-storage=${record.localStorage ?? ''}`,
    ...(record.zoneGiven ? ['zone=given'] : []),
    ...(record.zoneIdGiven ? ['zone-id=given'] : []),
    ...(record.createdPlacementGroup ? ['made=placement-group'] : []),
    ...(record.createdSecurityGroup ? ['made=security-group'] : []),
    ...(record.existingSecurityGroupId ? [`efa-group=${record.existingSecurityGroupId}`] : []),
    ...(record.placementGroupNameGiven ? ['placement-group-name=given'] : []),
    ...(record.placementGroupIdGiven ? ['placement-group-id=given'] : []),
    ...(record.interfacesListed ? ['interfaces=listed'] : []),
    ...(record.securityGroupIdGiven ? ['efa-group-id=given'] : []),
    ...(record.maxPods === undefined ? [] : [`max-pods=${record.maxPods}`]),
  ];
  return {
    ...spread(CHOICES_TAG, choices, CHOICES_A_TAG),
    ...spread(TYPES_TAG, sortedValues(record.instanceTypes ?? []), SUBNETS_A_TAG),
    ...spread(SUBNETS_TAG, sortedValues(record.subnets ?? []), SUBNETS_A_TAG),
    ...spread(GROUPS_TAG, sortedValues(record.securityGroupIds ?? []), SUBNETS_A_TAG),
    ...spread(
      STACK_TAGS_TAG,
      sortedValues(Object.keys(stackTags).map(hashedKey)),
      HASHED_KEYS_A_TAG,
    ),
  };
}

/** Whether the tags hold a record: every node group of this provider is created with one. */
export function hasRecord(tags: StringMap): boolean {
  return tags[CHOICES_TAG] !== undefined;
}

/** A member is absent where its tag is: never a guess. */
export function readRecord(tags: StringMap): ChoiceRecord {
  const choices = gather(tags, CHOICES_TAG);
  const entries = (choices ?? []).map((entry) => entry.split('=') as [string, string]);
  const all = (key: string) => entries.filter(([name]) => name === key).map(([, value]) => value);
  const one = <T extends string>(key: string) => (all(key)[0] || undefined) as T | undefined;
  const optional = (member: string, value: unknown) =>
    value === undefined ? {} : { [member]: value };
  return {
    ...optional('placementGroup', one('placement-group')),
    ...optional('securityGroup', one('security-group')),
    ...optional('layout', one('layout')),
    ...optional('localStorage', one('local-storage')),
    ...(choices !== undefined && {
      zoneGiven: one('zone') === 'given',
      zoneIdGiven: one('zone-id') === 'given',
      placementGroupNameGiven: one('placement-group-name') === 'given',
      placementGroupIdGiven: one('placement-group-id') === 'given',
      interfacesListed: one('interfaces') === 'listed',
      securityGroupIdGiven: one('efa-group-id') === 'given',
      createdPlacementGroup: all('made').includes('placement-group'),
      createdSecurityGroup: all('made').includes('security-group'),
      // an empty list has no tag, so the choices tag proves that the record exists
      securityGroupIds: gather(tags, GROUPS_TAG) ?? [],
    }),
    ...optional('existingSecurityGroupId', one('efa-group')),
    ...optional('maxPods', one('max-pods') && Number(one('max-pods'))),
    ...optional('instanceTypes', gather(tags, TYPES_TAG)),
    ...optional('subnets', gather(tags, SUBNETS_TAG)),
  };
}

/** The user's own tags: without ours, AWS's, and the stack's, whose keys are recorded. */
export function userTags(tags: StringMap): StringMap {
  const stack = new Set(gather(tags, STACK_TAGS_TAG) ?? []);
  return filterKeys(
    tags,
    (key) => !isReservedTagKey(key) && key !== SCALE_FROM_ZERO_TAG && !stack.has(hashedKey(key)),
  );
}

/** Stack tags may have 50 keys of 128 characters, which no tag holds: their hashes do. */
function hashedKey(key: string): string {
  return sha256Hex(key).slice(0, HASHED_KEY_LENGTH);
}

function sortedValues(values: readonly string[]): readonly string[] {
  return [...values].sort();
}

function spread(key: string, values: readonly string[], aTag: number): StringMap {
  const tags: Record<string, string> = {};
  for (let from = 0; from < values.length; from += aTag) {
    const suffix = from === 0 ? '' : `-${from / aTag + 1}`;
    tags[key + suffix] = values.slice(from, from + aTag).join(' ');
  }
  return tags;
}

function gather(tags: StringMap, key: string): readonly string[] | undefined {
  if (tags[key] === undefined) return undefined;
  const values = [tags[key]];
  for (let n = 2; tags[`${key}-${n}`] !== undefined; n += 1) values.push(tags[`${key}-${n}`] ?? '');
  return values.flatMap((value) => value.split(' ')).sort();
}
