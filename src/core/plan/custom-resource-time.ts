/** Whether a roll fits into the time that CloudFormation waits for a custom resource, which is an hour at most. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import type { ApiCall } from '../model/api-calls';
import type { Decision } from '../model/decision';
import type { Finding } from '../model/findings';
import type { UpdateConfig } from '../model/properties';
import { asksForEarlierRelease } from '../node/versions';
import { rollTimeFindings } from '../scaling/roll-time';

const CUSTOM_RESOURCE = {
  has: 'a custom resource has {minutes} minutes left',
  orElse: ', or use the registry type Efa::EKS::NodeGroup, for which CloudFormation waits 36 hours',
};

export interface CustomResourceTime {
  readonly rolls: boolean;
  /** Why the update is refused. A way back never is. */
  readonly refused?: Finding;
  readonly note?: Finding;
}

/** @param decisions of the update */
export function customResourceTime(
  decisions: readonly Decision[],
  live: Nodegroup | undefined,
  desired: UpdateConfig | undefined,
  secondsLeft: number,
): CustomResourceTime {
  const direction = rollDirection(decisions, live);
  if (!direction || !live) return { rolls: false };
  const { refused, warning } = rollTimeFindings(live, desired, secondsLeft, CUSTOM_RESOURCE);
  if (refused && direction === 'forward') return { rolls: true, refused };
  const note = warning ?? refused;
  return { rolls: true, ...(note && { note }) };
}

/** `back`: to a version that the launch template still has, as in a rollback; the Kubernetes version never goes back. */
function rollDirection(
  decisions: readonly Decision[],
  live: Nodegroup | undefined,
): 'forward' | 'back' | undefined {
  const calls: readonly ApiCall[] = decisions.flatMap((decision) =>
    decision.kind === 'call' ? decision.calls : [],
  );
  const rolls = calls.flatMap((apiCall) =>
    apiCall.call === 'eks:UpdateNodegroupVersion' && !(live && asksForEarlierRelease(apiCall, live))
      ? [apiCall.input.launchTemplate]
      : [],
  );
  if (rolls.length === 0) return undefined;
  const createsVersion = calls.some(({ call }) => call === 'ec2:CreateLaunchTemplateVersion');
  return rolls.every((template) => template !== undefined) && !createsVersion ? 'back' : 'forward';
}
