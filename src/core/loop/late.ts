/**
 * An invocation that comes late may come after the next request, which CloudFormation has answered as done: after the
 * Delete of its Id, or after the rollback of its update. Why, and what it may still do: decisions/late-invocations.md.
 */
import type { Checkpoint, Failure, Progress } from '../model/decision';
import type { Facts, OwnedResource } from '../model/facts';
import type { Request, UpdateRequest } from '../model/request';
import { APPLIED_TAG, operationHash, parseApplied } from '../ownership/applied-record';
import { formatId } from '../ownership/identity';
import { EC2_RESOURCES, titleOf } from '../ownership/owned-resources';
import { TO_OBSERVE_AGAIN } from './checkpoint';
import { NOTHING_OBSERVED } from './observation';
import { LATE_AFTER_SECONDS } from './wait';

/**
 * When the next invocation is due. After one that was late and only waited, that is when the late one was: what the next
 * one sends is as late.
 * @param progress at the start of this invocation
 * @param hasSent whether this invocation sent calls, for which `heldBack` looked at what lives
 */
export function dueAfter(
  request: Request,
  progress: Progress,
  now: number,
  delaySeconds: number,
  hasSent: boolean,
): Pick<Progress, 'due'> {
  if (!mayComeLate(request)) return {};
  const waits = progress.waits + 1;
  const isStillLate = !hasSent && isLate(request, progress, now);
  const atEpochSeconds = isStillLate ? progress.due?.atEpochSeconds : now + delaySeconds;
  return { due: { waits, atEpochSeconds: atEpochSeconds ?? now } };
}

export function isLate(request: Request, { due, waits }: Progress, now: number): boolean {
  if (!mayComeLate(request) || due?.waits !== waits) return false;
  return now > due.atEpochSeconds + LATE_AFTER_SECONDS;
}

function mayComeLate({ action, fenced }: Request): boolean {
  return action !== 'DELETE' && !fenced;
}

interface Late {
  readonly facts?: Facts;
  readonly checkpoint?: Checkpoint;
  readonly failure?: Failure;
}

/** What a late invocation does before it sends calls: it goes on, fails, or observes again (`facts`). */
export function whenLate(request: Request, facts: Facts, checkpoint: Checkpoint): Late {
  return request.action === 'UPDATE'
    ? lateUpdate(request, facts, checkpoint)
    : lateCreate(request, facts, checkpoint);
}

/**
 * What an Update decides its first call from may be older than this no more: CloudFormation may have sent the same request
 * again, and that one has ended meanwhile. A Create has the rule above.
 */
const OVERTAKEN_AFTER_SECONDS = 20;

/** Instead of the time of an observation, once calls were sent: no call is too late for it. */
export const SENT = Number.POSITIVE_INFINITY;

/** What an invocation knows when it is about to send calls. */
export interface Known {
  readonly facts: Facts;
  readonly checkpoint: Checkpoint;
  /** Of its first observation; undefined once calls were sent, or everything was observed again. */
  readonly observedAtEpochSeconds: number | undefined;
}

/** What is to be observed again before calls are sent, or why they are not sent; undefined where they are. */
export function heldBack(
  request: Request,
  progress: Progress,
  { facts, checkpoint, observedAtEpochSeconds: observedAt }: Known,
  now: number,
): Late | undefined {
  const isFirst = request.action === 'UPDATE' && progress.waits === 0;
  if (isFirst && observedAt !== undefined && now > observedAt + OVERTAKEN_AFTER_SECONDS) {
    return { facts: NOTHING_OBSERVED };
  }
  return checkpoint.doubted || isLate(request, progress, now)
    ? whenLate(request, facts, checkpoint)
    : undefined;
}

/**
 * It goes on where the node group's record is still its own although it has sent something: a rollback would have written
 * its own. After a roll nothing but the roll may fail the update.
 */
function lateUpdate(request: UpdateRequest, { nodegroup }: Facts, checkpoint: Checkpoint): Late {
  const tags = nodegroup.is === 'present' ? nodegroup.value.tags : undefined;
  const isOwn = parseApplied(tags?.[APPLIED_TAG])?.operation === operationHash(request);
  if (checkpoint.rolledTo || (isOwn && checkpoint.sentTokens)) return {};
  const message = `CloudFormation continued the update of ${formatId(request.identity)} late: it may have been rolled back meanwhile, so nothing more was changed. Retry the stack operation.`;
  return { failure: { code: 'NotStabilized', message } };
}

/** What is known as created is observed again, and found, or the calls are not sent. */
function lateCreate(request: Request, facts: Facts, checkpoint: Checkpoint): Late {
  const { doubted, ...rest } = checkpoint;
  if (doubted) {
    const gone = doubted.filter((resource) => facts[resource].is !== 'present');
    return gone.length > 0 ? { failure: deletedMeanwhile(request, gone) } : { checkpoint: rest };
  }
  const known = EC2_RESOURCES.filter((resource) => facts[resource].is === 'present');
  if (known.length === 0) return { failure: deletedMeanwhile(request, []) };
  const again = Object.fromEntries(known.map((resource) => [resource, TO_OBSERVE_AGAIN]));
  return { facts: { ...facts, ...again }, checkpoint: { ...checkpoint, doubted: known } };
}

function deletedMeanwhile({ identity }: Request, gone: readonly OwnedResource[]): Failure {
  const found =
    gone.length === 0
      ? 'nothing of it had been created'
      : `its ${gone.map(titleOf).join(' and its ')} cannot be found`;
  return {
    code: 'NotStabilized',
    message: `CloudFormation continued the creation of ${formatId(identity)} late, and ${found}: it may have been deleted meanwhile, so nothing more was created. Retry the stack operation.`,
  };
}
