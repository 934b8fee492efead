/** The time that one invocation may take. */
import type { Clock } from './ports';

/** CloudFormation allows 60 (CloudFormation CLI user guide, resource-type-test-contract); the last event needs some. */
const INVOCATION_SECONDS = 50;

/**
 * Call it where the invocation begins.
 * @param functionRemaining milliseconds that Lambda leaves the function
 */
export function invocationClock(
  nowEpochSeconds: () => number,
  functionRemaining: () => number,
): Clock {
  const end = nowEpochSeconds() + INVOCATION_SECONDS;
  return {
    nowEpochSeconds,
    remainingMilliseconds: () => Math.min(functionRemaining(), (end - nowEpochSeconds()) * 1000),
  };
}
