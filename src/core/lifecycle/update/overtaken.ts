/** An update that another operation has overtaken: it sends nothing more. decisions/late-invocations.md */

import type { Nodegroup } from '@aws-sdk/client-eks';
import { failure, waitUntilShown } from '../../loop/wait';
import type { Decision, Progress } from '../../model/decision';
import type { UpdateRequest } from '../../model/request';
import { APPLIED_TAG, operationHash, parseApplied } from '../../ownership/applied-record';
import { formatId } from '../../ownership/identity';

/**
 * The node group's record is neither this operation's nor the one that this operation found: CloudFormation has given this
 * one up, and the next has changed the node group since. A read that lags behind may show an older one, so it is looked
 * again.
 */
export function whereOvertaken(
  request: UpdateRequest,
  { tags }: Nodegroup,
  progress: Progress,
): Decision | undefined {
  const shown = parseApplied(tags?.[APPLIED_TAG]);
  const own = operationHash(request);
  if (!shown || shown.operation === own) return undefined;
  const written = parseApplied(progress.checkpoint.applied);
  const isLater = shown.earlier === own || (written && shown.operation !== written.earlier);
  if (!isLater) return undefined;
  const until = 'the record of this update to become visible';
  return (
    waitUntilShown('record', until, 'that of another operation', progress) ??
    failure(
      'NotStabilized',
      `Another update of ${formatId(request.identity)} has begun since, so this one changes nothing more. Retry the stack operation, if CloudFormation still waits for it.`,
    )
  );
}
