/** How long CloudFormation waits for a custom resource, and what fits into it. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import type { Finding } from '../../core/model/findings';
import type { UpdateConfig } from '../../core/model/properties';
import type { Event } from './event';
import { signedAtEpochSeconds } from './response-url';

/** The default and the longest (AWS::CloudFormation::CustomResource, ServiceTimeout). */
const LONGEST_SECONDS = 3600;
/** The core ends so long before the time-out; so does what the door does by itself. */
export const MARGIN_SECONDS = 120;

/** One node, from launch to drained: as we think it takes, and what no node does it in. */
const LIKELY_BATCH_SECONDS = 25 * 60;
const SHORTEST_BATCH_SECONDS = 6 * 60;

/** `ServiceTimeout`, 1 to 3600; CloudFormation sends it as a text among the properties. */
export function timeoutSeconds({ ResourceProperties }: Event): number {
  const { ServiceTimeout } = ResourceProperties as { readonly ServiceTimeout?: unknown };
  const given = Number(ServiceTimeout);
  return given >= 1 && given < LONGEST_SECONDS ? given : LONGEST_SECONDS;
}

/**
 * CloudFormation's clock began when it signed the URL. Lambda may have brought the request later; a time after the
 * execution's start, or none, is not believed.
 */
export function requestedAtEpochSeconds({ ResponseURL }: Event, startedAt: number): number {
  return Math.min(signedAtEpochSeconds(ResponseURL) ?? startedAt, startedAt);
}

/** Seconds that are left for the operation. */
export function secondsLeft(event: Event, requestedAt: number, now: number): number {
  return requestedAt + timeoutSeconds(event) - MARGIN_SECONDS - now;
}

/**
 * Whether a roll fits. EKS replaces as many nodes at once as UpdateConfig says, at least one.
 * @returns `refused` where it cannot, `warning` where it may not.
 */
export function rollTimeFindings(
  { scalingConfig, updateConfig }: Pick<Nodegroup, 'scalingConfig' | 'updateConfig'>,
  wanted: UpdateConfig | undefined,
  left: number,
): { readonly refused?: Finding; readonly warning?: Finding } {
  const nodes = scalingConfig?.desiredSize ?? 0;
  const percentage = wanted?.MaxUnavailablePercentage ?? updateConfig?.maxUnavailablePercentage;
  const number = wanted?.MaxUnavailable ?? updateConfig?.maxUnavailable ?? 1;
  const atOnce = wanted?.MaxUnavailable
    ? wanted.MaxUnavailable
    : percentage
      ? Math.ceil((nodes * percentage) / 100)
      : number;
  const batches = Math.ceil(nodes / Math.max(1, atOnce));
  const minutes = Math.floor(left / 60);
  const what = `${nodes} nodes roll in ${batches} batches of ${Math.max(1, atOnce)}`;
  const mend =
    'Raise UpdateConfig, or use the registry type Efa::EKS::NodeGroup, for which CloudFormation waits 36 hours.';
  if (batches * SHORTEST_BATCH_SECONDS > left) {
    return {
      refused: {
        path: 'UpdateConfig',
        message: `${what}, which takes ${batches * 6} minutes at the least, and a custom resource has ${minutes}. ${mend}`,
      },
    };
  }
  if (batches * LIKELY_BATCH_SECONDS > left) {
    return {
      warning: {
        path: 'UpdateConfig',
        message: `${what}, which may take ${batches * 25} minutes, and a custom resource has ${minutes}. ${mend}`,
      },
    };
  }
  return {};
}
