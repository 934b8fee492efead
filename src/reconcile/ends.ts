/** When an invocation ends, and when the operation ends at the latest. */

import { rolledTo } from '../core/loop/rolled-to';
import type { Checkpoint, Progress } from '../core/model/decision';
import { AwsCallError, type HandlerErrorCode } from '../core/model/errors';
import type { Facts } from '../core/model/facts';
import { withWarnings } from '../core/model/findings';
import type { Outcome } from '../core/model/outcome';
import { rolledUnverified } from './messages';
import type { Clock } from './ports';

/** The operation ends this long before CloudFormation stops waiting, so that its last event arrives in time. */
const DEADLINE_MARGIN_SECONDS = 120;

/**
 * No step begins with less: its first attempt should have time for an answer (aws/time-limit.ts cuts it off in any case).
 * Not more either, because what an invocation observed is observed again by the next one.
 */
const STEP_MILLISECONDS = 12_000;
/** The first answer carries the Id; the next invocation creates resources. */
export const ACCEPT_DELAY_SECONDS = 1;
export const NEXT_INVOCATION_DELAY_SECONDS = 1;

/** Whether too little time is left for another call. */
export function isOutOfTime(clock: Clock): boolean {
  return clock.remainingMilliseconds() < STEP_MILLISECONDS;
}

/** In epoch seconds. */
export function deadlineOf({ startedAtEpochSeconds }: Progress, timeoutSeconds: number): number {
  return startedAtEpochSeconds + timeoutSeconds - DEADLINE_MARGIN_SECONDS;
}

/** Whether EKS has ended the one roll of an update with success: a failure would roll every node a second time. */
export function hasRolledNodes(checkpoint: Checkpoint, facts: Facts): boolean {
  return facts.update?.status === 'Successful' && rolledTo(checkpoint, facts) !== undefined;
}

/** The notes of its success. */
export function unverified(until: string, status: string, progress: Progress): readonly string[] {
  return withWarnings([rolledUnverified(until, status)], progress);
}

/** Success where the end comes to it, and else the failure. */
export async function successOr(failure: Outcome, end: Promise<Outcome>): Promise<Outcome> {
  try {
    const outcome = await end;
    return outcome.kind === 'succeeded' ? outcome : failure;
  } catch (error) {
    if (error instanceof AwsCallError) return failure;
    throw error;
  }
}

/** @param accepted whether the Id went out before */
export function failedOutcome(code: HandlerErrorCode, message: string, accepted: boolean): Outcome {
  return { kind: 'failed', failure: { code, message }, accepted };
}
