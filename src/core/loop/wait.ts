/** Waiting as data: how long until the next observation, and what to report meanwhile. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import schema from '../../../schema.json';
import type { Decision, Failure, NotShown, Progress } from '../model/decision';
import type { HandlerErrorCode } from '../model/errors';
import type { Observed } from '../model/facts';
import { describeFindings, type Finding } from '../model/findings';
import { sha256Hex } from '../util/hash';

/** How long CloudFormation waits for each action for the registry type (schema.json, timeoutInMinutes). */
export const TIMEOUT_SECONDS = {
  CREATE: schema.handlers.create.timeoutInMinutes * 60,
  UPDATE: schema.handlers.update.timeoutInMinutes * 60,
  DELETE: schema.handlers.delete.timeoutInMinutes * 60,
} as const;

/** Early polls come quickly, so that a small change is quick; the SDK's own waiter polls every 30 s. */
const EARLY_POLLS = 6;
const EARLY_POLL_SECONDS = 10;
const LATE_POLL_SECONDS = 30;
/** What is of use to people alone is asked for in one of so many polls, every two minutes. */
const SELDOM_POLLS = 4;
/** Seconds between observations of something that AWS created and does not show: 115 in all, near EC2's documented minutes. */
const VISIBILITY_DELAYS_SECONDS = [5, 10, 20, 20, 20, 20, 20] as const;
/** After two observations that show nothing, this far apart, what was never observed counts as absent. */
export const SECOND_OBSERVATION_SECONDS = 10;
/**
 * An invocation of Create or Update that comes later than this writes nothing on its own word (decisions/late-invocations.md): one that
 * was killed after 60 s, and sent again a minute later, is not late.
 */
export const LATE_AFTER_SECONDS = 180;
const RETRY_DELAYS_SECONDS = [5, 10, 20, 40, 60] as const;
/** The shares of a delay that chance decides: those that were refused together come back apart. */
const POLL_SPREAD = 0.2;
const RETRY_SPREAD = 0.6;

/** How long an invocation may take (CloudFormation CLI user guide: 60 seconds). */
const INVOCATION_SECONDS = 60;
/** After this, no invocation of a Create can write any more that CloudFormation sent before the Delete. */
export const CREATES_OVER_SECONDS =
  Math.max(...RETRY_DELAYS_SECONDS) + LATE_AFTER_SECONDS + INVOCATION_SECONDS;

export function pollSeconds(key: string, waits: number): number {
  return jittered(
    waits < EARLY_POLLS ? EARLY_POLL_SECONDS : LATE_POLL_SECONDS,
    key,
    waits,
    POLL_SPREAD,
  );
}

/** @param retries those before, in a row; what succeeds begins again */
export function retrySeconds(key: string, retries: number, waits: number): number {
  const at = Math.min(retries, RETRY_DELAYS_SECONDS.length - 1);
  return jittered(RETRY_DELAYS_SECONDS[at] ?? 60, key, waits, RETRY_SPREAD);
}

/** Undefined once something that was created has not become visible within the window. */
export function visibilitySeconds(observations: number): number | undefined {
  return VISIBILITY_DELAYS_SECONDS[observations];
}

/** The same for the same wait of the same operation: many groups do not ask in step. At least a second. */
function jittered(seconds: number, key: string, waits: number, spread: number): number {
  const random = Number.parseInt(sha256Hex(key, String(waits)).slice(0, 8), 16) / 0xffffffff;
  return Math.max(1, Math.round(seconds * (1 - spread * (1 - random))));
}

export function waitFor(
  until: string,
  lastStatus: string,
  delaySeconds: number,
  timeoutCode: HandlerErrorCode = 'NotStabilized',
): Decision {
  return { kind: 'wait', wait: { until, lastStatus, delaySeconds, timeoutCode } };
}

/** The wait for what a read of Update does not show; undefined once the window of that thing's own observations is over. */
export function waitUntilShown(
  notShown: NotShown,
  until: string,
  lastStatus: string,
  { checkpoint }: Progress,
): Decision | undefined {
  const delaySeconds = visibilitySeconds(checkpoint.notShown?.[notShown] ?? 0);
  if (delaySeconds === undefined) return undefined;
  const wait = { until, lastStatus, delaySeconds, timeoutCode: 'NotStabilized', notShown } as const;
  return { kind: 'wait', wait };
}

/** @param nodegroup the one whose nodes are waited for; undefined where it was not observed, or launches none */
export function poll(
  until: string,
  lastStatus: string,
  key: string,
  progress: Progress,
  nodegroup?: Nodegroup,
): Decision {
  const delaySeconds = pollSeconds(key, progress.waits);
  const scalingGroup = nodegroup
    ? scalingGroupToAsk(nodegroup, progress)
    : progress.checkpoint.scalingGroup;
  const isSeldom = !isForPeople(progress) && !nodegroup?.health?.issues?.length;
  const wait = { until, lastStatus, delaySeconds, timeoutCode: 'NotStabilized' } as const;
  if (!scalingGroup) return { kind: 'wait', wait };
  return { kind: 'wait', wait: { ...wait, scalingGroup, ...(isSeldom && { isSeldom }) } };
}

/** Whether this is one of the polls that also ask for what is of use to people alone. */
export function isForPeople({ waits }: Progress): boolean {
  return (waits - EARLY_POLLS) % SELDOM_POLLS === 0;
}

/** The Auto Scaling group, once nodes take longer than usual or EKS names an issue. */
function scalingGroupToAsk(
  { health, resources }: Nodegroup,
  { waits }: Progress,
): string | undefined {
  if (waits < EARLY_POLLS && !health?.issues?.length) return undefined;
  return resources?.autoScalingGroups?.[0]?.name;
}

export function failure(code: Failure['code'], message: string): Decision {
  return { kind: 'fail', failure: { code, message } };
}

export function refuse(code: Failure['code'], findings: readonly Finding[]): Decision {
  return { kind: 'fail', failure: { code, message: describeFindings(findings), findings } };
}

/** The wait for something that AWS created and does not show yet; it fails when the window is over. */
export function waitUntilVisible(what: string, observations: number): Decision {
  const delay = visibilitySeconds(observations - 1);
  return delay === undefined
    ? failure(
        'NotStabilized',
        `${what.replace(/^./, (initial) => initial.toUpperCase())} was created but no longer exists. It was probably deleted outside CloudFormation. Retry the stack operation.`,
      )
    : waitFor(`${what} to become visible`, 'created, but not visible yet', delay);
}

export const NOT_OBSERVED = {
  is: 'unknown',
  confirmed: false,
  observations: 0,
  observeNow: true,
} as const;

export function canObserve(observed: Observed<unknown>): boolean {
  return observed.is === 'unknown' && observed.observeNow;
}
