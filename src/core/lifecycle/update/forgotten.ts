/** An update that EKS no longer knows (API_DescribeUpdate, ResourceNotFoundException): the node group shows how it ended. */

import type { Nodegroup, Update } from '@aws-sdk/client-eks';
import { failure, waitUntilShown } from '../../loop/wait';
import type { Decision, Progress, RolledTo } from '../../model/decision';
import type { SettledUpdate } from './settled-update';

/** EKS does not show one at once that was just sent, so that it is forgotten only after the window. */
export function waitForForgotten(
  { id, status }: Update,
  nodegroupName: string,
  progress: Progress,
): Decision | undefined {
  if (status !== undefined) return undefined;
  const until = `update ${id} of node group ${nodegroupName} to become visible`;
  return waitUntilShown('update', until, 'not visible', progress);
}

/** Undefined where the settled node group has what the update was sent for, or EKS knows the update. */
export function failWhereLost(
  { facts: { update }, nodegroup }: SettledUpdate,
  sentRoll: RolledTo | undefined,
  isConfigLost: boolean,
): Decision | undefined {
  if (!update || update.status !== undefined) return undefined;
  // after a roll nothing but the roll may fail the operation
  const isLost = sentRoll ? !isRolledTo(nodegroup, sentRoll) : isConfigLost;
  return isLost
    ? failure(
        'NotStabilized',
        `EKS no longer knows update ${update.id} of node group ${nodegroup.nodegroupName}, which is ${nodegroup.status} and does not have what the update was sent for. Retry the stack operation.`,
      )
    : undefined;
}

function isRolledTo(
  { launchTemplate, version, releaseVersion }: Nodegroup,
  sent: RolledTo,
): boolean {
  const live = { templateVersion: launchTemplate?.version, version, releaseVersion };
  return (Object.keys(live) as (keyof RolledTo)[]).every(
    (member) => sent[member] === undefined || sent[member] === live[member],
  );
}
