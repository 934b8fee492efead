/** When an update records itself on the node group, and what: decisions/last-applied.md. */

import type { ConfigMembers, SizeDifference } from '../../feature/feature';
import type { NextVersion } from '../../launch-template/versions';
import type { Decision, Progress } from '../../model/decision';
import type { UpdateRequest } from '../../model/request';
import { versionDifference } from '../../node/versions';
import {
  APPLIED_TAG,
  type AppliedRecord,
  formatApplied,
  operationHash,
} from '../../ownership/applied-record';
import { sameJson } from '../../util/compare';
import { type AppliedGroup, appliedHash, appliedHashes } from '../applied-groups';
import { givenOf, groupsTakenBack, isRecorded, type SinceApplied } from './last-applied';
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
  const isDue = isRecorded(update)
    ? config?.scalingConfig !== undefined && hasMoved(update)
    : config !== undefined ||
      next !== undefined ||
      version !== undefined ||
      releaseVersion !== undefined ||
      tagCalls(update, undefined).length > 0 ||
      isOutOfDate(update);
  return isDue ? recordOfOperation(update, config !== undefined, sizes) : undefined;
}

/** Whether an autoscaler has moved the size since the record was written: the way back restores what is live now. */
function hasMoved({ applied, sizes }: SettledUpdate): boolean {
  return sizes !== undefined && !sameJson(applied?.sizes?.before, sizes.before);
}

/** The configuration is known to be applied. */
export function confirmRecord(update: SettledUpdate): Decision | undefined {
  const { applied } = update;
  if (!applied?.isSending || !isRecorded(update)) return undefined;
  const tags = { [APPLIED_TAG]: formatApplied({ ...applied, isSending: false }) };
  return { kind: 'call', calls: [tagCall(update, tags)] };
}

/** The record of this operation, to be written with its first change. */
export function recordOfOperation(
  { given, request, groups, applied, hour }: SinceApplied,
  isSending: boolean,
  sizes: SizeDifference | undefined,
): AppliedRecord {
  const operation = operationHash(given);
  const earlier = applied?.operation === operation ? applied.earlier : applied?.operation;
  const touched = touchedGroups(request, groups);
  const takenBack = touched.flatMap((group) =>
    applied && isBack(group, given, applied) ? [group.key] : [],
  );
  return {
    operation,
    ...(earlier && { earlier }),
    hour,
    isSending,
    hashes: appliedHashes(groups, givenOf(given, 'desired')),
    before: Object.fromEntries(
      touched.map((group) => [group.key, appliedHash(group, givenOf(request, 'previous'))]),
    ),
    ...(takenBack.length > 0 && { takenBack }),
    ...(sizes && { sizes: { before: sizes.before, after: sizes.after } }),
  };
}

/** Whether the operation takes back what the record's one applied in the group, or goes on with one that did. */
function isBack(group: AppliedGroup, given: UpdateRequest, applied: AppliedRecord): boolean {
  if (!applied.takenBack?.includes(group.key))
    return groupsTakenBack(given, applied, [group]).length > 0;
  return (
    applied.hashes[group.key] === appliedHash(group, givenOf(given, 'desired')) &&
    applied.before[group.key] === appliedHash(group, givenOf(given, 'previous'))
  );
}

/** Whether the template changed against the record, although AWS may have it all. */
export function isOutOfDate({ applied, request, groups }: SinceApplied): boolean {
  if (!applied) return false;
  return touchedGroups(request, groups).some((group) => {
    // a rollback of what may not have been sent
    const isTakenBack =
      applied.isSending &&
      applied.before[group.key] === appliedHash(group, givenOf(request, 'desired'));
    return (group.sent === 'config' || group.sent === 'tags') && !isTakenBack;
  });
}

/** @param request with the previous values of what is applied already */
function touchedGroups(
  request: UpdateRequest,
  groups: readonly AppliedGroup[],
): readonly AppliedGroup[] {
  return groups.filter(
    (group) =>
      appliedHash(group, givenOf(request, 'previous')) !==
      appliedHash(group, givenOf(request, 'desired')),
  );
}
