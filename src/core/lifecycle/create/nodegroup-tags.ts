/** The tags of a new node group. */

import type { Feature } from '../../feature/feature';
import { efaInterfaceCount } from '../../instance-type/interface-types';
import type { Choices } from '../../model/choices';
import type { CreateRequest } from '../../model/request';
import { APPLIED_TAG, formatApplied, operationHash } from '../../ownership/applied-record';
import { recordOf, recordTags } from '../../ownership/choice-record';
import { SCALE_FROM_ZERO_TAG } from '../../ownership/tag-keys';
import { forwardedStackTags, resourceTags, tooManyTags } from '../../ownership/tags';
import type { StringMap } from '../../util/objects';
import { appliedGroups, appliedHashes } from '../applied-groups';

/** Tags of the node group: those of its other resources, the recorded choices, and the hint for Cluster Autoscaler. */
export function nodegroupTags(
  features: readonly Feature[],
  request: CreateRequest,
  choices: Choices,
): StringMap {
  const tags = neededTags(request, choices);
  const given = { properties: request.desired, stackTags: request.stackTags };
  const record = {
    operation: operationHash(request),
    isSending: false,
    hashes: appliedHashes(appliedGroups(features), given),
    before: {},
  };
  const all = { ...tags, [APPLIED_TAG]: formatApplied(record) };
  // 50 tags of the user's and the stack's are not refused for its sake
  return tooManyTags(all).length > 0 ? tags : all;
}

function neededTags(request: CreateRequest, choices: Choices): StringMap {
  return {
    ...resourceTags(request),
    ...recordTags(
      recordOf(request.desired, choices),
      forwardedStackTags(request.stackTags, request.desired.Tags),
    ),
    [SCALE_FROM_ZERO_TAG]: String(efaInterfaceCount(choices.interfaces)),
  };
}
