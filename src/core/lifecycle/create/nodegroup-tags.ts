/** The tags of a new node group. */

import { efaInterfaceCount } from '../../instance-type/interface-types';
import type { Choices } from '../../model/choices';
import type { CreateRequest } from '../../model/request';
import { recordOf, recordTags } from '../../ownership/choice-record';
import { SCALE_FROM_ZERO_TAG } from '../../ownership/tag-keys';
import { forwardedStackTags, resourceTags } from '../../ownership/tags';
import type { StringMap } from '../../util/objects';

/** Tags of the node group: those of its other resources, the recorded choices, and the hint for Cluster Autoscaler. */
export function nodegroupTags(request: CreateRequest, choices: Choices): StringMap {
  return {
    ...resourceTags(request),
    ...recordTags(
      recordOf(request.desired, choices),
      forwardedStackTags(request.stackTags, request.desired.Tags),
    ),
    [SCALE_FROM_ZERO_TAG]: String(efaInterfaceCount(choices.interfaces)),
  };
}
