/** What AWS says beside an error or a wait. It makes a message more helpful; the wait is the same without it. */

import type { ApiCall } from '../core/model/api-calls';
import type { Progress, Wait } from '../core/model/decision';
import { AwsCallError, type AwsError, classify, describeAwsError } from '../core/model/errors';
import { isOutOfTime } from './ends';
import { withActivity, withBlockers } from './messages';
import type { Ports } from './ports';

/** The error, and what keeps a resource from being deleted. */
export async function statusOfError(
  { aws, clock }: Ports,
  error: AwsError,
  calls: readonly ApiCall[],
): Promise<string> {
  const apiCall = calls.find(({ call }) => call === error.call);
  const isHeld = apiCall && classify(error).code === 'ResourceConflict';
  const blockers = isHeld && !isOutOfTime(clock) ? await bestEffort(aws.blockers(apiCall)) : '';
  return withBlockers(describeAwsError(error), blockers);
}

/** The last status, and why the Auto Scaling group could not launch an instance. */
export async function statusOfWait(
  { aws, clock }: Ports,
  { lastStatus, scalingGroup, isSeldom }: Wait,
  { startedAtEpochSeconds }: Progress,
  isLast: boolean,
): Promise<string> {
  const activity =
    scalingGroup && (isLast || !isSeldom) && !isOutOfTime(clock)
      ? await bestEffort(aws.scalingActivity(scalingGroup, startedAtEpochSeconds))
      : '';
  return withActivity(lastStatus, activity);
}

/** '' where AWS does not give it. */
async function bestEffort(text: Promise<string>): Promise<string> {
  try {
    return await text;
  } catch (error) {
    if (error instanceof AwsCallError) return '';
    throw error;
  }
}

export async function statusOfErrors(
  ports: Ports,
  errors: readonly AwsCallError[],
  calls: readonly ApiCall[],
): Promise<string> {
  const statuses = await Promise.all(errors.map(({ aws }) => statusOfError(ports, aws, calls)));
  return statuses.join('; ');
}
