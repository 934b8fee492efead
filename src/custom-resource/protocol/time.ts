/** How long CloudFormation waits for a custom resource, and what fits into it. */

import type { Event } from './event';
import { signedAtEpochSeconds } from './response-url';

/** The default and the longest (AWS::CloudFormation::CustomResource, ServiceTimeout). */
const LONGEST_SECONDS = 3600;
/** The core ends this long before the time-out that it is given. */
export const MARGIN_SECONDS = 120;
/** Of an Update with a short ServiceTimeout it is a part: a rollback may already have waited for two minutes. */
const MARGIN_PART = 5;

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

/** The operation ends this long before the time-out. */
export function marginSeconds(event: Event): number {
  if (event.RequestType !== 'Update') return MARGIN_SECONDS;
  return Math.min(MARGIN_SECONDS, Math.ceil(timeoutSeconds(event) / MARGIN_PART));
}

/** Seconds that are left for the operation. */
export function secondsLeft(event: Event, requestedAt: number, now: number): number {
  return requestedAt + timeoutSeconds(event) - marginSeconds(event) - now;
}
