/** When an update records itself on the node group: decisions/last-applied.md. */

import type { ConfigMembers } from '../../feature/feature';
import type { NextVersion } from '../../launch-template/versions';
import type { Decision, Progress } from '../../model/decision';
import { versionDifference } from '../../node/versions';
import type { AppliedRecord } from '../../ownership/applied-record';
import { APPLIED_TAG, formatApplied } from '../../ownership/applied-record';
import { isOutOfDate, isRecorded, recordOfOperation } from './last-applied';
import type { SettledUpdate } from './settled-update';
import { tagCall, tagCalls } from './tags';

/** The record of this operation, where it is to be written before anything else. */
export function dueRecord(
  update: SettledUpdate,
  config: ConfigMembers | undefined,
  next: NextVersion | undefined,
  { checkpoint: { sentTokens = [] } }: Progress,
): AppliedRecord | undefined {
  // release 0.1 began it, and what was live before is not known any more
  if (sentTokens.length > 0) return undefined;
  const { request, nodegroup, sizes } = update;
  const { version, releaseVersion } = versionDifference(request, nodegroup);
  const isDue =
    !isRecorded(update) &&
    (config !== undefined ||
      next !== undefined ||
      version !== undefined ||
      releaseVersion !== undefined ||
      tagCalls(update, undefined).length > 0 ||
      isOutOfDate(update));
  return isDue ? recordOfOperation(update, config !== undefined, sizes) : undefined;
}

/** The configuration is known to be applied. */
export function confirmRecord(update: SettledUpdate): Decision | undefined {
  const { applied } = update;
  if (!applied?.isSending || !isRecorded(update)) return undefined;
  const tags = { [APPLIED_TAG]: formatApplied({ ...applied, isSending: false }) };
  return { kind: 'call', calls: [tagCall(update, tags)] };
}
