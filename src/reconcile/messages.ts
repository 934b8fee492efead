/** The sentences about the loop itself. Findings and AWS's errors have theirs in the core. */
import type { Choices } from '../core/model/choices';

export const CONTINUES = 'Still in progress.';

export function creationAccepted(id: string, { zoneName, zoneId }: Choices): string {
  return `Creating ${id} in ${zoneName} (${zoneId}).`;
}

export function waiting(until: string, status: string): string {
  const text = `Waiting for ${until}: ${status}`;
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

export function timedOut(minutes: number, until: string, status: string): string {
  return `Timed out after ${minutes} minutes waiting for ${until} (last status: ${status.replace(/\.$/, '')}).`;
}

export function lostAtTheEnd(id: string): string {
  return `Node group ${id} no longer exists. It was probably deleted outside CloudFormation.`;
}

/** @param blockers ids of what keeps a deletion from succeeding; '' where none is known */
export function withBlockers(status: string, blockers: string): string {
  return blockers ? `${status} (in use by ${blockers})` : status;
}

/** @param activity the message of the last scaling activity that failed; '' where none did */
export function withActivity(status: string, activity: string): string {
  return activity ? `${status}; Auto Scaling reports: ${activity}` : status;
}
