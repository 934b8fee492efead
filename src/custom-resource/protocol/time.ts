/** How long CloudFormation waits for a custom resource, and what fits into it. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import type { Finding } from '../../core/model/findings';
import type { UpdateConfig } from '../../core/model/properties';
import type { Event } from './event';
import { signedAtEpochSeconds } from './response-url';

/** The default and the longest (AWS::CloudFormation::CustomResource, ServiceTimeout). */
const LONGEST_SECONDS = 3600;
/** The operation ends this long before the time-out, in the core and outside it. */
export const MARGIN_SECONDS = 120;

/** The time for one batch of nodes, from launch to drained: an estimate, and a lower limit. */
const LIKELY_BATCH_SECONDS = 25 * 60;
const SHORTEST_BATCH_SECONDS = 6 * 60;

/** `ServiceTimeout`, 1 to 3600, which CloudFormation sends as text among the properties. */
export function timeoutSeconds({ ResourceProperties }: Event): number {
  const { ServiceTimeout } = ResourceProperties as { readonly ServiceTimeout?: unknown };
  const seconds = Number(ServiceTimeout);
  return seconds >= 1 && seconds < LONGEST_SECONDS ? seconds : LONGEST_SECONDS;
}

/**
 * CloudFormation's clock started when it signed the URL, which may be well before Lambda delivered the request. A time
 * after the execution's start is not plausible and is ignored.
 */
export function requestedAtEpochSeconds({ ResponseURL }: Event, startedAt: number): number {
  return Math.min(signedAtEpochSeconds(ResponseURL) ?? startedAt, startedAt);
}

/** Seconds that are left for the operation. */
export function secondsLeft(event: Event, requestedAt: number, now: number): number {
  return requestedAt + timeoutSeconds(event) - MARGIN_SECONDS - now;
}

/**
 * Whether a roll fits into the time that is left. EKS replaces as many nodes at once as UpdateConfig allows, at least one.
 * @returns `refused` where it cannot fit, `warning` where it may not
 */
export function rollTimeFindings(
  { scalingConfig, updateConfig }: Pick<Nodegroup, 'scalingConfig' | 'updateConfig'>,
  desired: UpdateConfig | undefined,
  remainingSeconds: number,
): { readonly refused?: Finding; readonly warning?: Finding } {
  const nodes = scalingConfig?.desiredSize ?? 0;
  const percentage = desired?.MaxUnavailablePercentage ?? updateConfig?.maxUnavailablePercentage;
  const number = desired?.MaxUnavailable ?? updateConfig?.maxUnavailable ?? 1;
  const atOnce = desired?.MaxUnavailable
    ? desired.MaxUnavailable
    : percentage
      ? Math.ceil((nodes * percentage) / 100)
      : number;
  const batches = Math.ceil(nodes / Math.max(1, atOnce));
  const minutes = Math.floor(remainingSeconds / 60);
  const roll = `Rolling ${nodes} nodes in ${batches} ${batches === 1 ? 'batch' : 'batches'} of ${Math.max(1, atOnce)}`;
  const left = `but a custom resource has ${minutes} minutes left`;
  const fix =
    'Raise MaxUnavailable or MaxUnavailablePercentage, or use the resource type Efa::EKS::NodeGroup, for which CloudFormation waits 36 hours.';
  if (batches * SHORTEST_BATCH_SECONDS > remainingSeconds) {
    return {
      refused: {
        path: 'UpdateConfig',
        message: `${roll} takes at least ${batches * 6} minutes, ${left}. ${fix}`,
      },
    };
  }
  if (batches * LIKELY_BATCH_SECONDS > remainingSeconds) {
    return {
      warning: {
        path: 'UpdateConfig',
        message: `${roll} may take ${batches * 25} minutes, ${left}. ${fix}`,
      },
    };
  }
  return {};
}
