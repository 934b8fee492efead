/** What a node group's own words mean: its status and its health issues. */
import type { Nodegroup, Update } from '@aws-sdk/client-eks';
import { type HandlerErrorCode, healthOf } from '../model/errors';

/** Resources that a message names of each issue. */
const NAMED_RESOURCES = 5;

/** `CODE: text (resource, …)` of every issue; '' where there is none. */
export function describeHealth({ health }: Nodegroup): string {
  return (health?.issues ?? [])
    .map(({ code, message, resourceIds = [] }) => describeIssue(code, message, resourceIds))
    .join('; ');
}

export function describeUpdateErrors({ errors = [] }: Update): string {
  return errors
    .map(({ errorCode, errorMessage, resourceIds = [] }) =>
      describeIssue(errorCode, errorMessage, resourceIds),
    )
    .join('; ');
}

function describeIssue(
  code: string | undefined,
  message: string | undefined,
  resourceIds: readonly string[],
): string {
  const named = resourceIds.slice(0, NAMED_RESOURCES).join(', ');
  return `${code}: ${message}${named && ` (${named})`}`;
}

/** AWS's words with the period that another sentence needs before it. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** The code of the first issue that does not resolve itself; undefined where only capacity is missing. */
export function terminalHealth({ health }: Nodegroup): HandlerErrorCode | undefined {
  const issues = (health?.issues ?? []).map(({ code }) => healthOf(code));
  return issues.find(({ is }) => is === 'terminal')?.code;
}

/** The handler code of a node group that failed: that of its first terminal issue, else of its first. */
export function failureCode(nodegroup: Nodegroup): HandlerErrorCode {
  const [issue] = nodegroup.health?.issues ?? [];
  return terminalHealth(nodegroup) ?? (issue ? healthOf(issue.code).code : 'NotStabilized');
}

/**
 * A node group that has been ACTIVE may be in use: its Create may have been answered with SUCCESS. One that was never
 * ACTIVE is not, because SUCCESS is only answered after ACTIVE; one that is being deleted, or whose deletion failed, is
 * not either. DEGRADED comes both before and after ACTIVE, so that it counts as in use.
 */
export function mayBeInService(nodegroup: Nodegroup | undefined): boolean {
  return ['ACTIVE', 'UPDATING', 'DEGRADED'].includes(nodegroup?.status ?? '');
}
