/** The EKS update that this operation sent: its polls, its end, and where EKS no longer knows it. */

import type { Nodegroup, Update } from '@aws-sdk/client-eks';
import { failure, isForPeople, poll, waitUntilShown } from '../../loop/wait';
import type { Decision, Progress, RolledTo } from '../../model/decision';
import type { Facts } from '../../model/facts';
import type { UpdateRequest } from '../../model/request';
import { describeUpdateErrors, sentence } from '../health';
import type { SettledUpdate } from './settled-update';

/** While the update is under way, nothing else is asked; every two minutes the node group is, for its health. */
export function pollUpdate(request: UpdateRequest, facts: Facts, progress: Progress): Decision {
  const { update, isUpdateObserved } = facts;
  if (!update) return { kind: 'observe', targets: ['nodegroup'] };
  if (!isUpdateObserved) {
    return {
      kind: 'observe',
      targets: isForPeople(progress) ? ['nodegroup', 'update'] : ['update'],
    };
  }
  return update.status === 'InProgress'
    ? pollInProgress(request, update, progress, undefined)
    : { kind: 'observe', targets: ['nodegroup'] };
}

/** The update that this operation sent; a failed one is reported once and never sent again. */
export function waitForUpdate(
  request: UpdateRequest,
  update: Update | undefined,
  nodegroup: Nodegroup,
  progress: Progress,
): Decision | undefined {
  if (!update) return undefined;
  switch (update.status) {
    case 'Successful':
      return undefined;
    case 'Failed':
    case 'Cancelled':
      return failure(
        'NotStabilized',
        `EKS ended ${describeUpdate(update, request)} as ${update.status}. ${sentence(describeUpdateErrors(update) || 'EKS reports no error')} Fix the cause and retry the stack operation.`,
      );
    case undefined:
      return waitForForgotten(update, request.identity.nodegroupName, progress);
    default:
      return pollInProgress(request, update, progress, nodegroup);
  }
}

function describeUpdate(
  { id, type = 'type unknown' as never }: Update,
  { identity }: UpdateRequest,
): string {
  return `update ${id} (${type}) of node group ${identity.nodegroupName}`;
}

function pollInProgress(
  request: UpdateRequest,
  update: Update,
  progress: Progress,
  nodegroup: Nodegroup | undefined,
): Decision {
  // a changed configuration launches nodes at most to scale, and EKS reports an issue where it cannot
  const launches = update.type === 'VersionUpdate' || nodegroup?.health?.issues?.length;
  const until = `${describeUpdate(update, request)} to finish`;
  const { status = '' } = update;
  return poll(until, status, request.operationKey, progress, launches ? nodegroup : undefined);
}

/**
 * One that EKS does not know (API_DescribeUpdate, ResourceNotFoundException). EKS does not show one at once that was just
 * sent, so that it is forgotten only after the window; then the node group shows how it ended.
 */
function waitForForgotten(
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
