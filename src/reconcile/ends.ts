/** When an invocation ends, and when the operation ends at the latest. */

import type { Progress } from '../core/model/decision';
import type { HandlerErrorCode } from '../core/model/errors';
import type { Outcome } from '../core/model/outcome';
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

/** @param accepted whether the Id went out before */
export function failedOutcome(code: HandlerErrorCode, message: string, accepted: boolean): Outcome {
  return { kind: 'failed', failure: { code, message }, accepted };
}
