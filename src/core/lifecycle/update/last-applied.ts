/**
 * Desired against what was applied last, which the node group records: what an update touches, and what it records of
 * itself. Without a record, previous against desired decides. decisions/last-applied.md
 */

import type { Nodegroup } from '@aws-sdk/client-eks';
import { isChanged } from '../../feature/change';
import type { Progress } from '../../model/decision';
import type { Facts } from '../../model/facts';
import type { PropertyPath } from '../../model/properties';
import type { UpdateRequest } from '../../model/request';
import {
  APPLIED_TAG,
  type AppliedRecord,
  operationHash,
  parseApplied,
} from '../../ownership/applied-record';
import type { SizeOrigin } from '../../scaling/size-difference';
import { sameJson } from '../../util/compare';
import {
  type AppliedGroup,
  appliedHash,
  appliedHashes,
  type Given,
  withValuesAt,
} from '../applied-groups';

const HOUR_SECONDS = 3600;
/** An update of ours has 36 hours, and so may have what fails after it: later, a template is put back by somebody. */
const LATEST_ROLLBACK_HOURS = 72;
/** Most rollbacks come at once: until then, nodes that an update launched go without a lower DesiredSize. */
const ROLLBACK_HOURS = 3;

/** An update, and what was applied before it. */
export interface SinceApplied {
  /** As it came. */
  readonly given: UpdateRequest;
  /** With the previous values of what is applied already: what it changes is what the update touches. */
  readonly request: UpdateRequest;
  /** What was applied last; undefined where no release recorded it. */
  readonly applied: AppliedRecord | undefined;
  /** When the operation began, in hours since 1970. */
  readonly hour: number;
  readonly sizeOrigin: SizeOrigin;
  /** What the update only puts back to what was applied before. */
  readonly takenBack: readonly PropertyPath[];
  /** Of properties that are sent together. */
  readonly groups: readonly AppliedGroup[];
}

export function sinceLastApplied(
  given: UpdateRequest,
  nodegroup: Nodegroup,
  facts: Facts,
  { checkpoint, startedAtEpochSeconds }: Pick<Progress, 'checkpoint' | 'startedAtEpochSeconds'>,
  groups: readonly AppliedGroup[],
): SinceApplied {
  // this operation's own, where the node group does not show it yet
  const applied = parseApplied(checkpoint.applied ?? nodegroup.tags?.[APPLIED_TAG]);
  const hour = Math.floor(startedAtEpochSeconds / HOUR_SECONDS);
  return {
    given,
    request: applied
      ? touched({ request: given, record: applied, hour, nodegroup, facts, groups })
      : given,
    applied,
    hour,
    sizeOrigin: applied
      ? sizeOriginOf({ request: given, record: applied, hour, nodegroup, facts, groups })
      : { kind: 'unknown' },
    takenBack: applied ? groupsTakenBack(given, applied, groups).flatMap(({ paths }) => paths) : [],
    groups,
  };
}

interface Comparison {
  readonly request: UpdateRequest;
  readonly record: AppliedRecord;
  readonly hour: number;
  readonly nodegroup: Nodegroup;
  readonly facts: Facts;
  readonly groups: readonly AppliedGroup[];
}

/** So that nothing counts as changed that is not. */
function touched(comparison: Comparison): UpdateRequest {
  const { request, groups } = comparison;
  const applied = groups.filter((group) => isApplied(group, comparison));
  const paths = applied.flatMap((group) => group.paths);
  return {
    ...request,
    previous: withValuesAt(request.previous, request.desired, paths),
    ...(applied.some(({ sent }) => sent === 'tags') && { previousStackTags: request.stackTags }),
  };
}

/** Whether the operation has recorded itself. */
export function isRecorded({
  applied,
  given,
  groups,
}: Pick<SinceApplied, 'applied' | 'given' | 'groups'>): boolean {
  return (
    applied?.operation === operationHash(given) &&
    sameJson(applied.hashes, appliedHashes(groups, givenOf(given, 'desired')))
  );
}

/** Whether nothing of the group is to be sent. */
function isApplied(group: AppliedGroup, comparison: Comparison): boolean {
  const { request, record, groups } = comparison;
  const [previous, desired] = (['previous', 'desired'] as const).map((side) =>
    appliedHash(group, givenOf(request, side)),
  );
  if (previous === desired) return true;
  const { [group.key]: last } = record.hashes;
  const { [group.key]: before } = record.before;
  if (last === undefined) return false;
  const isRepeated = last === desired && before === previous;
  if (isRepeated && isRecorded({ applied: record, given: request, groups })) return false;
  const isTakenBack = groupsTakenBack(request, record, [group]).length > 0;
  switch (group.sent) {
    case 'tags':
      // one repeated by another operation was refused, on the node group or on what belongs to it
      return last === desired && !isRepeated;
    case 'config': {
      // until the update is known to have succeeded, the values before are what is applied
      const applied = record.isSending ? (before ?? last) : last;
      return (
        applied === desired &&
        !(record.isSending && isTakenBack && wasConfigSent(group, comparison))
      );
    }
    case 'version':
      if (isTakenBack) return !wasVersionSent(comparison);
      return last === desired && !isRepeated;
    case 'template':
      // a version that was made by hand is not taken back; what is asked for once more is no way back
      if (isTakenBack && mayBeRollback(group, comparison)) return isMadeByHand(comparison);
      return last === desired && !isRepeated;
  }
}

/** Whether what takes the group back can be the rollback of the operation that the record is of. */
function mayBeRollback(
  { key }: AppliedGroup,
  { record, hour }: Pick<Comparison, 'record' | 'hour'>,
): boolean {
  const isSoon = record.hour === undefined || hour - record.hour <= LATEST_ROLLBACK_HOURS;
  return isSoon && !record.takenBack?.includes(key);
}

/** Those that the update only puts back to what was applied before, as a rollback does. */
export function groupsTakenBack(
  request: UpdateRequest,
  { before, hashes }: AppliedRecord,
  groups: readonly AppliedGroup[],
): readonly AppliedGroup[] {
  return groups.filter(
    (group) =>
      before[group.key] === appliedHash(group, givenOf(request, 'desired')) &&
      hashes[group.key] === appliedHash(group, givenOf(request, 'previous')),
  );
}

/** Whether AWS has what the previous template asked for. The sizes have a rule of their own (size-difference.ts). */
function wasConfigSent({ feature }: AppliedGroup, { request, nodegroup }: Comparison): boolean {
  const { previous, desired } = request;
  const undone = { previous: desired, desired: previous };
  return (
    feature?.difference(undone, nodegroup, { efaCount: undefined, sizes: undefined }) === undefined
  );
}

function wasVersionSent({ request, nodegroup }: Comparison): boolean {
  const sent = (name: 'Version' | 'ReleaseVersion', live: string | undefined) =>
    !isChanged(request, name) ||
    request.previous[name] === undefined ||
    request.previous[name] === live;
  return sent('Version', nodegroup.version) && sent('ReleaseVersion', nodegroup.releaseVersion);
}

/** Ours are described; false as long as it was not observed. */
function isMadeByHand({ facts: { launchTemplate }, nodegroup }: Comparison): boolean {
  if (launchTemplate.is !== 'present') return false;
  const live = launchTemplate.value.versions?.find(
    ({ VersionNumber }) => String(VersionNumber) === nodegroup.launchTemplate?.version,
  );
  return live !== undefined && !/^v1:/.test(live.VersionDescription ?? '');
}

export function givenOf(request: UpdateRequest, side: 'previous' | 'desired'): Given {
  return {
    properties: request[side],
    stackTags: side === 'previous' ? request.previousStackTags : request.stackTags,
  };
}

/**
 * Whether the configuration of an earlier operation may still be on its way: it was about to be sent, and is taken back
 * now. EKS may show UPDATING, and the new values, a while later.
 */
export function mayBeOnItsWay({ applied, given, groups }: SinceApplied): boolean {
  if (!applied?.isSending || applied.operation === operationHash(given)) return false;
  return groupsTakenBack(given, applied, groups).some(
    ({ sent, key }) => sent === 'config' && applied.before[key] !== applied.hashes[key],
  );
}

/** Whether AWS has something else that the operation sent together with the sizes: then it has applied both. */
function isProven(comparison: Comparison): boolean {
  const { request, record, groups } = comparison;
  return groupsTakenBack(request, record, groups).some(
    (group) =>
      group.sent === 'config' &&
      !group.paths.includes('ScalingConfig') &&
      wasConfigSent(group, comparison),
  );
}

/** Where the sizes come from. */
function sizeOriginOf(comparison: Comparison): SizeOrigin {
  const { record, request, hour, groups } = comparison;
  const sizes = groups.find(({ paths }) => paths.includes('ScalingConfig'));
  if (!sizes || !record.sizes) return { kind: 'forward' };
  if (isRecorded({ applied: record, given: request, groups }))
    return { kind: 'again', ...record.sizes, isUnsure: false };
  const isSoon = record.hour === undefined || hour - record.hour <= ROLLBACK_HOURS;
  const isSame = record.hashes[sizes.key] === appliedHash(sizes, givenOf(request, 'desired'));
  if (record.isSending && isSame && record.takenBack?.includes(sizes.key))
    return { kind: 'again', ...record.sizes, isUnsure: !isSoon };
  const isBack = groupsTakenBack(request, record, [sizes]).length > 0;
  if (isBack && mayBeRollback(sizes, { record, hour })) {
    return {
      kind: 'back',
      live: record.sizes.before,
      sent: record.sizes.after,
      isUnsure: record.isSending && !isProven(comparison),
      isSoon,
    };
  }
  return { kind: 'forward' };
}
