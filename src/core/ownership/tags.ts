/** Tags: our own, which name the node group that a resource belongs to; those of user and stack; and what an update changes. */

import type { Tag } from '@aws-sdk/client-ec2';
import { type Finding, findingsAt } from '../model/findings';
import type { CreateRequest, Identity, UpdateRequest } from '../model/request';
import { filterKeys, type StringMap } from '../util/objects';
import { formatId } from './identity';
import { ID_TAG, isForbiddenTagKey, LOGICAL_ID_TAG, STACK_TAG } from './tag-keys';

/** EC2 and EKS: 50 user tags on a resource. */
export const MAXIMUM_TAGS = 50;

/** Sorted by key, so that equal tags make equal calls. */
export function expandTags(tags: StringMap): Tag[] {
  return Object.entries(tags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([Key, Value]) => ({ Key, Value }));
}

export function flattenTags(tags: readonly Tag[] | undefined): StringMap {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** Whose a resource is, and where it comes from. */
export function identityTags(
  identity: Identity,
  origin: { readonly stackName?: string; readonly logicalId?: string },
): StringMap {
  return {
    [ID_TAG]: formatId(identity),
    ...(origin.stackName && { [STACK_TAG]: origin.stackName }),
    ...(origin.logicalId && { [LOGICAL_ID_TAG]: origin.logicalId }),
  };
}

/** Tags of the launch template, the security group and the placement group. */
export function resourceTags(request: CreateRequest | UpdateRequest): StringMap {
  return {
    ...givenTags(request.stackTags, request.desired.Tags),
    ...identityTags(request.identity, request.origin),
  };
}

/** The stack's and the user's tags together. */
export function givenTags(stackTags: StringMap, userTags: StringMap | undefined): StringMap {
  return { ...forwardedStackTags(stackTags), ...userTags };
}

/** Stack tags that can be put on: `aws:` ones never are, and a user's tag of the same key wins. */
export function forwardedStackTags(stackTags: StringMap, userTags: StringMap = {}): StringMap {
  return filterKeys(stackTags, (key) => !isForbiddenTagKey(key) && !Object.hasOwn(userTags, key));
}

export function tooManyTags(tags: StringMap): readonly Finding[] {
  const count = Object.keys(tags).length;
  return findingsAt('Tags', [
    count > MAXIMUM_TAGS
      ? `${count} tags, including those of the stack and the provider, exceed AWS's limit of ${MAXIMUM_TAGS}. Remove ${count - MAXIMUM_TAGS} ${count - MAXIMUM_TAGS === 1 ? 'tag' : 'tags'}.`
      : undefined,
  ]);
}

/** Three-way: only keys whose value changed from `previous` to `desired`, and only where `live` differs. */
export function tagDifference(
  previous: StringMap,
  desired: StringMap,
  live: StringMap,
): { readonly set: StringMap; readonly remove: readonly string[] } {
  return {
    set: filterKeys(desired, (key) => previous[key] !== desired[key] && live[key] !== desired[key]),
    remove: Object.keys(previous)
      .filter((key) => !Object.hasOwn(desired, key) && Object.hasOwn(live, key))
      .sort(),
  };
}
