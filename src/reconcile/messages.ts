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

export function timedOut(seconds: number, until: string, status: string): string {
  return `Timed out after ${Math.round(seconds / 60)} minutes waiting for ${until} (last status: ${status.replace(/\.$/, '')}).`;
}

/** Nothing but the roll itself fails an update whose nodes are rolled. */
export function rolledUnverified(until: string, status: string): string {
  return `The nodes are rolled, but the rest of the update was not verified before its time was over: it waited for ${until} (last status: ${status.replace(/\.$/, '')}). Check the EFA interfaces on a node.`;
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
