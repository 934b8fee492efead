/** When an invocation ends, and when the operation ends at the latest. */

import { modelWithoutRead } from '../core/lifecycle/flatten';
import { rolledTo } from '../core/loop/rolled-to';
import type { Progress } from '../core/model/decision';
import { AwsCallError, type HandlerErrorCode } from '../core/model/errors';
import type { Facts } from '../core/model/facts';
import { withWarnings } from '../core/model/findings';
import type { Outcome } from '../core/model/outcome';
import type { Request } from '../core/model/request';
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

/**
 * Whether EKS has ended the one roll of an update with success, as it has where nothing but the last read is left: a
 * failure would roll every node a second time.
 */
export function hasRolledNodes({ checkpoint, completionNotes }: Progress, facts: Facts): boolean {
  const isEnded = completionNotes !== undefined || facts.update?.status === 'Successful';
  return isEnded && rolledTo(checkpoint, facts) !== undefined;
}

/** The notes of its success. */
export function unverified(until: string, status: string, progress: Progress): readonly string[] {
  return withWarnings([rolledUnverified(until, status)], progress);
}

/** Success of an update without the last read. */
export function unread(request: Request, facts: Facts, notes: readonly string[]): Outcome {
  const model = modelWithoutRead(request, facts);
  return { kind: 'succeeded', ...(model && { model }), message: notes.join(' ') };
}

/** Success by the last read, or without it where it cannot be made; the failure where it shows no node group. */
export async function lastOutcome(
  failure: Outcome,
  by: {
    readonly read: () => Promise<Outcome>;
    readonly observe: () => Promise<unknown>;
    readonly unread: () => Outcome;
  },
): Promise<Outcome> {
  const outcome = await unlessRefused(by.read);
  if (outcome && outcome.kind !== 'inProgress')
    return outcome.kind === 'failed' ? failure : outcome;
  await unlessRefused(by.observe);
  return by.unread();
}

async function unlessRefused<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AwsCallError) return undefined;
    throw error;
  }
}

/** @param accepted whether the Id went out before */
export function failedOutcome(code: HandlerErrorCode, message: string, accepted: boolean): Outcome {
  return { kind: 'failed', failure: { code, message }, accepted };
}
