/** Delete: the node group; once it no longer exists, its security group, launch template and placement group. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import {
  CREATES_OVER_SECONDS,
  canObserve,
  failure,
  poll,
  SECOND_OBSERVATION_SECONDS,
  visibilitySeconds,
  waitFor,
} from '../loop/wait';
import type { Decision, Progress } from '../model/decision';
import type { Facts } from '../model/facts';
import type { DeleteRequest, Identity } from '../model/request';
import { deleteNodegroup } from '../ownership/calls';
import { formatId, resourceName } from '../ownership/identity';
import { isProvenOwn, restoreIdTag } from '../ownership/nodegroup-owner';
import {
  deletionCall,
  EC2_RESOURCES,
  OWNED_RESOURCES,
  titleOf,
} from '../ownership/owned-resources';
import { ID_TAG } from '../ownership/tag-keys';
import { describeHealth, mayBeInService, sentence } from './health';

/** "Delete again helps" (eksctl#4203): a DELETE_FAILED node group is deleted this often in all. */
const MAXIMUM_DELETES = 4;

/** Facts hold only what is of exactly this Id: what belongs to others counts as absent. */
export function decideDelete(request: DeleteRequest, facts: Facts, progress: Progress): Decision {
  const targets = OWNED_RESOURCES.filter((resource) => canObserve(facts[resource]));
  if (targets.length > 0) return { kind: 'observe', targets };
  if (facts.nodegroup.is === 'present') {
    const nodegroup = facts.nodegroup.value;
    if (request.keepsInService && !progress.checkpoint.deletes && mayBeInService(nodegroup)) {
      return { kind: 'succeed', notes: [] };
    }
    return (
      proveOwnership(request, nodegroup, facts.launchTemplate) ??
      deleteUntilGone(request, nodegroup, progress)
    );
  }
  if (facts.nodegroup.is === 'unknown') return anotherObservation(request.identity, facts);
  const calls = EC2_RESOURCES.flatMap((resource) => deletionCall(facts, resource) ?? []);
  if (calls.length > 0) return { kind: 'call', calls };
  if (EC2_RESOURCES.some((resource) => facts[resource].is === 'unknown')) {
    return anotherObservation(request.identity, facts);
  }
  if (!request.fenced && mayStillBeCreated(progress)) return closingWait(request, progress);
  const left = EC2_RESOURCES.flatMap((resource) => {
    const observed = facts[resource];
    const otherId = observed.is === 'present' ? undefined : observed.otherId;
    return otherId === undefined ? [] : [leftNote(request.identity, titleOf(resource), otherId)];
  });
  if (progress.checkpoint.observedAnything) return { kind: 'succeed', notes: left };
  return failure('NotFound', `No resource of ${formatId(request.identity)} exists.`);
}

/** A node group without its Id tag gets it back first; one with no tag of ours at all needs its launch template as proof. */
function proveOwnership(
  { identity }: DeleteRequest,
  nodegroup: Nodegroup,
  template: Facts['launchTemplate'],
): Decision | undefined {
  if (nodegroup.status === 'DELETING') return undefined;
  if (!isProvenOwn(nodegroup, template, identity)) {
    if (template.is === 'unknown')
      return anotherObservation(identity, { launchTemplate: template });
    const id = formatId(identity);
    return failure(
      'ResourceConflict',
      `Node group ${nodegroup.nodegroupName} uses launch template ${resourceName(identity)}, which no longer exists, and has none of the tags that it was created with, so it was not deleted. Put the tag ${ID_TAG} with the value ${id} on it and delete it again, or delete it by hand.`,
    );
  }
  const call = restoreIdTag(nodegroup, identity);
  return call && { kind: 'call', calls: [call] };
}

function deleteUntilGone(
  request: DeleteRequest,
  nodegroup: Nodegroup,
  progress: Progress,
): Decision {
  const { nodegroupName } = request.identity;
  const deletes = progress.checkpoint.deletes ?? 0;
  const health = describeHealth(nodegroup);
  if (nodegroup.status === 'DELETE_FAILED' && deletes >= MAXIMUM_DELETES) {
    return failure(
      'NotStabilized',
      `Node group ${nodegroupName} is DELETE_FAILED after ${deletes} attempts to delete it: ${sentence(health || 'EKS reports no health issue')} Fix the cause and retry the stack operation.`,
    );
  }
  // one call, and one more for each DELETE_FAILED that follows it
  const again = nodegroup.status === 'DELETE_FAILED' || deletes === 0;
  if (nodegroup.status !== 'DELETING' && again) {
    return { kind: 'call', calls: [deleteNodegroup(request)] };
  }
  const lastStatus = [nodegroup.status, health].filter(Boolean).join(' ');
  return poll(
    `node group ${nodegroupName} to be deleted`,
    lastStatus,
    request.operationKey,
    progress,
  );
}

/** Of what something proves, until the window is over; of what nothing proves, one more. */
function anotherObservation(identity: Identity, facts: Partial<Facts>): Decision {
  const id = formatId(identity);
  const proven = OWNED_RESOURCES.flatMap((resource) => {
    const observed = facts[resource];
    return observed?.is === 'unknown' && observed.confirmed ? [observed.observations] : [];
  });
  if (proven.length === 0) {
    const until = `confirmation that ${id} is deleted`;
    return waitFor(until, 'not found once', SECOND_OBSERVATION_SECONDS);
  }
  const delay = visibilitySeconds(Math.min(...proven) - 1) ?? SECOND_OBSERVATION_SECONDS;
  return waitFor(`everything of ${id} to become visible`, 'not all of it is visible', delay);
}

function leftNote(identity: Identity, title: string, id: string): string {
  return `The ${title} ${id} has the name ${resourceName(identity)} and not the tag ${ID_TAG} with the value ${formatId(identity)}, so it was left. Delete it by hand if it belonged to this node group.`;
}

/** An invocation of its Create may be under way, or come late (decisions/late-invocations.md). */
function mayStillBeCreated({ checkpoint: { creationEnded, closed } }: Progress): boolean {
  return !creationEnded && !closed;
}

function closingWait({ identity }: DeleteRequest, { waitedSeconds }: Progress): Decision {
  const wait = {
    until: `the end of the time in which ${formatId(identity)} may still be created`,
    lastStatus: 'nothing of it is visible',
    delaySeconds: Math.max(SECOND_OBSERVATION_SECONDS, CREATES_OVER_SECONDS - waitedSeconds),
    timeoutCode: 'NotStabilized',
    closing: true,
  } as const;
  return { kind: 'wait', wait };
}
