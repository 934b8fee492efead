/** Tags: ours, which say whose a resource is and what was chosen; and the difference to send. */
import type { Tag } from '@aws-sdk/client-ec2';
import type {
  AutoCreateNone,
  InterfaceLayout,
  LocalStorage,
  Properties,
} from '../model/properties';
import type { Choices, Finding, Identity, StringMap } from '../model/types';
import { formatId, sha256Hex } from './identity';

/** Refused in the user's tags and labels. */
export const OUR_TAG_PREFIX = 'efa-node-group:';
export const OUR_LABEL_PREFIX = 'efa-node-group/';

/** On all four resources, put on in the create call: only what carries exactly its Id is ever touched. */
export const ID_TAG = 'efa-node-group:id';
/** Label that a nodeSelector of EFA pods names. */
export const EFA_COUNT_LABEL = 'efa-node-group/efa-count';
/** Cluster Autoscaler reads it to scale a group up from zero (its AWS provider's README, "Auto-Discovery Setup"). */
export const SCALE_FROM_ZERO_TAG =
  'k8s.io/cluster-autoscaler/node-template/resources/vpc.amazonaws.com/efa';

/** EC2 and EKS: 50 user tags on a resource. */
const MAXIMUM_TAGS = 50;
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

/** What AWS does not hold of the user's choices, and what was made for them. */
export interface ChoiceRecord {
  readonly placementGroup?: AutoCreateNone;
  readonly securityGroup?: AutoCreateNone;
  readonly layout?: InterfaceLayout;
  readonly localStorage?: LocalStorage;
  readonly zoneGiven?: boolean;
  readonly zoneIdGiven?: boolean;
  /** The name itself is in the launch template: a tag can't hold every name. */
  readonly placementGroupNameGiven?: boolean;
  /** Whether the interfaces are a list: it is in the launch template. */
  readonly interfacesListed?: boolean;
  /** Whether `foundSecurityGroupId` is Efa.SecurityGroupId. */
  readonly securityGroupIdGiven?: boolean;
  readonly madePlacementGroup?: boolean;
  readonly madeSecurityGroup?: boolean;
  /** Group that EFA traffic goes through, where it is not one of ours. */
  readonly foundSecurityGroupId?: string;
  readonly maxPods?: number | undefined;
  readonly instanceTypes?: readonly string[];
  readonly subnets?: readonly string[];
  readonly securityGroupIds?: readonly string[];
}

/** Sorted by key, so that equal tags make equal calls. */
export function expandTags(tags: StringMap): Tag[] {
  return Object.entries(tags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([Key, Value]) => ({ Key, Value }));
}

export function flattenTags(tags: readonly Tag[] | undefined): StringMap {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** What the three other resources carry beside the user's and the stack's tags. */
export function identityTags(
  identity: Identity,
  origin: { readonly stackName?: string; readonly logicalId?: string },
): StringMap {
  return {
    [ID_TAG]: formatId(identity),
    ...(origin.stackName && { 'efa-node-group:stack': origin.stackName }),
    ...(origin.logicalId && { 'efa-node-group:logical-id': origin.logicalId }),
  };
}

export function recordOf(
  desired: Properties,
  made: {
    readonly placementGroup: Choices['placementGroup'];
    readonly efaSecurityGroup: Choices['efaSecurityGroup'];
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
    interfacesListed: Efa?.NetworkInterfaces !== undefined,
    securityGroupIdGiven: Efa?.SecurityGroupId !== undefined,
    madePlacementGroup: made.placementGroup === 'made',
    madeSecurityGroup: made.efaSecurityGroup === 'made',
    ...(typeof made.efaSecurityGroup === 'object' && {
      foundSecurityGroupId: made.efaSecurityGroup.groupId,
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
    ...(record.madePlacementGroup ? ['made=placement-group'] : []),
    ...(record.madeSecurityGroup ? ['made=security-group'] : []),
    ...(record.foundSecurityGroupId ? [`efa-group=${record.foundSecurityGroupId}`] : []),
    ...(record.placementGroupNameGiven ? ['placement-group-name=given'] : []),
    ...(record.interfacesListed ? ['interfaces=listed'] : []),
    ...(record.securityGroupIdGiven ? ['efa-group-id=given'] : []),
    ...(record.maxPods === undefined ? [] : [`max-pods=${record.maxPods}`]),
  ];
  return {
    ...spread(CHOICES_TAG, choices, CHOICES_A_TAG),
    ...spread(TYPES_TAG, sorted(record.instanceTypes ?? []), SUBNETS_A_TAG),
    ...spread(SUBNETS_TAG, sorted(record.subnets ?? []), SUBNETS_A_TAG),
    ...spread(GROUPS_TAG, sorted(record.securityGroupIds ?? []), SUBNETS_A_TAG),
    ...spread(STACK_TAGS_TAG, sorted(Object.keys(stackTags).map(hashedKey)), HASHED_KEYS_A_TAG),
  };
}

/** A member is absent where its tag is: never a guess. */
export function readRecord(tags: StringMap): ChoiceRecord {
  const choices = gather(tags, CHOICES_TAG);
  const entries = (choices ?? []).map((entry) => entry.split('=') as [string, string]);
  const all = (key: string) => entries.filter(([name]) => name === key).map(([, value]) => value);
  const one = <T extends string>(key: string) => (all(key)[0] || undefined) as T | undefined;
  const given = (member: string, value: unknown) =>
    value === undefined ? {} : { [member]: value };
  return {
    ...given('placementGroup', one('placement-group')),
    ...given('securityGroup', one('security-group')),
    ...given('layout', one('layout')),
    ...given('localStorage', one('local-storage')),
    ...(choices !== undefined && {
      zoneGiven: one('zone') === 'given',
      zoneIdGiven: one('zone-id') === 'given',
      placementGroupNameGiven: one('placement-group-name') === 'given',
      interfacesListed: one('interfaces') === 'listed',
      securityGroupIdGiven: one('efa-group-id') === 'given',
      madePlacementGroup: all('made').includes('placement-group'),
      madeSecurityGroup: all('made').includes('security-group'),
      // no tag where the list is empty, so the choices tag stands for it
      securityGroupIds: gather(tags, GROUPS_TAG) ?? [],
    }),
    ...given('foundSecurityGroupId', one('efa-group')),
    ...given('maxPods', one('max-pods') && Number(one('max-pods'))),
    ...given('instanceTypes', gather(tags, TYPES_TAG)),
    ...given('subnets', gather(tags, SUBNETS_TAG)),
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

/** Keys that belong to AWS, to EKS or to us. */
export function isReservedTagKey(key: string): boolean {
  // aws: is refused in whatever case (API_TagResource)
  return /^aws:/i.test(key) || key.startsWith('eks:') || key.startsWith(OUR_TAG_PREFIX);
}

/** Stack tags that can be put on: `aws:` ones never are, and a user's tag of the same key wins. */
export function forwardedStackTags(stackTags: StringMap, userTags: StringMap = {}): StringMap {
  return filterKeys(stackTags, (key) => !isRefusedTagKey(key) && !Object.hasOwn(userTags, key));
}

/** Keys that neither the stack nor the user may put on. */
export function isRefusedTagKey(key: string): boolean {
  // a second security group with this tag breaks the AWS load balancer controller (eksctl#8475)
  return isReservedTagKey(key) || key === SCALE_FROM_ZERO_TAG || key.startsWith('kubernetes.io/cluster/');
}

export function tooManyTags(tags: StringMap): Finding | undefined {
  const count = Object.keys(tags).length;
  if (count <= MAXIMUM_TAGS) return undefined;
  return {
    path: 'Tags',
    message: `with the stack's tags and the provider's own there are ${count}; AWS takes ${MAXIMUM_TAGS}. Remove ${count - MAXIMUM_TAGS}.`,
  };
}

/** Three-way: only keys whose value changed from `before` to `wanted`, and only where `live` differs. */
export function tagDifference(
  before: StringMap,
  wanted: StringMap,
  live: StringMap,
): { readonly set: StringMap; readonly remove: readonly string[] } {
  return {
    set: filterKeys(wanted, (key) => before[key] !== wanted[key] && live[key] !== wanted[key]),
    remove: Object.keys(before)
      .filter((key) => !Object.hasOwn(wanted, key) && Object.hasOwn(live, key))
      .sort(),
  };
}

export function filterKeys(map: StringMap, keep: (key: string) => boolean): StringMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => keep(key)));
}

/** Stack tags may have 50 keys of 128 characters, which no tag holds: their hashes do. */
function hashedKey(key: string): string {
  return sha256Hex(key).slice(0, HASHED_KEY_LENGTH);
}

function sorted(values: readonly string[]): readonly string[] {
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
