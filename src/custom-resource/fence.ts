/**
 * The fence between two requests for one resource. CloudFormation gives a request up without a word to the provider and
 * sends the next one: what still runs for the earlier one is stopped and waited out before the next one does anything, and
 * an earlier one that comes late does nothing. Why: decisions/custom-resource-entry-point.md.
 */
import {
  ENDED_ON_ITS_OWN,
  ENDING_SECONDS,
  type Execution,
  executionsOf,
  isBefore,
  isUndecided,
  type OwnExecution,
  ownExecution,
} from './executions';
import type { States } from './states';

/** What the checks before found. */
export interface Fence {
  readonly checks: number;
  /** Names of executions that no invocation of can write any more: they were waited for. */
  readonly waitedOut: readonly string[];
}
/**
 * - `open`: nothing of an earlier request can write any more
 * - `superseded`: CloudFormation has sent a later request
 * - `sentAgain`: it has sent the same one again, with another URL
 * - `waitSeconds`: check again after them
 */
export type FenceResult =
  | 'open'
  | 'superseded'
  | 'sentAgain'
  | { readonly waitSeconds: number; readonly fence: Fence };

/** A call that was sent right before Lambda ended the function may still be carried out. */
const LAST_CALL_SECONDS = 10;
/** No execution runs for longer: the state machine's TimeoutSeconds is 3540. */
const LONGEST_SECONDS = 3600;

/**
 * @param invocationSeconds how long an invocation of this function may take. @throws AwsCallError
 */
export async function fence(
  own: OwnExecution,
  { checks, waitedOut }: Fence,
  invocationSeconds: number,
  now: number,
  states: States,
): Promise<FenceResult> {
  const mine = ownExecution(own);
  if (!mine) return 'open';
  const lastWriteAfter = invocationSeconds + LAST_CALL_SECONDS;
  const since = now - LONGEST_SECONDS - lastWriteAfter;
  const found = await executionsOf(states.list, mine, own.stateMachineArn, since);
  const others = found.filter(({ name }) => name !== own.name);
  const isDelete = mine.requestType === 'Delete';
  const later = isDelete ? [] : others.filter((other) => isBefore(mine, other));
  if (checks === 0 && later.some((other) => isUndecided(mine, other))) {
    return { waitSeconds: ENDING_SECONDS, fence: { checks: 1, waitedOut } };
  }
  if (later.some(({ requestId }) => requestId === mine.requestId)) return 'sentAgain';
  if (later.length > 0) return 'superseded';
  // a Delete makes nothing, and may be of another generation
  const making = others.filter((other) => other.requestType !== 'Delete' && isBefore(other, mine));
  const open = making.filter(({ name }) => !waitedOut.includes(name));
  const running = open.filter(({ status }) => status === 'RUNNING');
  const after = (waitSeconds: number, out: readonly Execution[]) => ({
    waitSeconds,
    fence: { checks: checks + 1, waitedOut: [...waitedOut, ...out.map(({ name }) => name)] },
  });
  if (running.length > 0) {
    // an execution that has answered is not stopped
    if (checks === 0) return after(ENDING_SECONDS, []);
    await Promise.all(running.map(({ arn }) => states.stop(arn)));
    return after(lastWriteAfter, running);
  }
  const ended = open.filter(({ status }) => status !== ENDED_ON_ITS_OWN);
  const waits = ended.map(({ stoppedAtEpochSeconds: at = 0 }) => at + lastWriteAfter - now);
  const waitSeconds = Math.ceil(Math.max(0, ...waits));
  return waitSeconds > 0 ? after(waitSeconds, ended) : 'open';
}
