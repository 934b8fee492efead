/** Delete: the node group; once it no longer exists, its security group, launch template and placement group. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import {
  canObserve,
  failure,
  poll,
  SECOND_OBSERVATION_SECONDS,
  visibilitySeconds,
  waitFor,
} from '../loop/wait';
import type { Decision, Progress } from '../model/decision';
import type { Facts, OwnedResource } from '../model/facts';
import type { DeleteRequest } from '../model/request';
import { deleteNodegroup } from '../ownership/calls';
import { formatId } from '../ownership/identity';
import {
  deletionCall,
  EC2_RESOURCES,
  OWNED_RESOURCES,
  titleOf,
} from '../ownership/owned-resources';
import { describeHealth } from './health';

/** "Delete again helps" (eksctl#4203): a DELETE_FAILED node group is deleted this often in all. */
const MAXIMUM_DELETES = 4;

/** Facts hold only what carries exactly this Id: what belongs to others counts as absent. */
export function decideDelete(request: DeleteRequest, facts: Facts, progress: Progress): Decision {
  const targets = OWNED_RESOURCES.filter((resource) => canObserve(facts[resource]));
  if (targets.length > 0) return { kind: 'observe', targets };
  if (facts.nodegroup.is === 'present') {
    return deleteUntilGone(request, facts.nodegroup.value, progress);
  }
  if (facts.nodegroup.is === 'unknown') return observeLater(request, facts, ['nodegroup']);
  const calls = EC2_RESOURCES.flatMap((resource) => deletionCall(facts, resource) ?? []);
  if (calls.length > 0) return { kind: 'call', calls };
  const unknown = EC2_RESOURCES.filter((resource) => facts[resource].is === 'unknown');
  if (unknown.length > 0) return observeLater(request, facts, unknown);
  if (progress.checkpoint.observedAnything) return { kind: 'succeed', notes: [] };
  return failure('NotFound', `No resource of ${formatId(request.identity)} exists.`);
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
      `Node group ${nodegroupName} is DELETE_FAILED after ${deletes} attempts to delete it: ${health}`,
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

/** What may have been created is looked for until the window is over, anything else a second time. */
function observeLater(
  { identity }: DeleteRequest,
  facts: Facts,
  resources: readonly OwnedResource[],
): Decision {
  const delays = resources.flatMap((resource) => {
    const observed = facts[resource];
    if (observed.is !== 'unknown' || !observed.confirmed) return [];
    return visibilitySeconds(observed.observations - 1) ?? [];
  });
  const id = formatId(identity);
  if (delays.length === 0) {
    const until = `a second observation of ${id}`;
    return waitFor(until, 'not visible once', SECOND_OBSERVATION_SECONDS);
  }
  const named = resources.map((resource) => `the ${titleOf(resource)}`).join(' and ');
  return waitFor(`${named} of ${id} to become visible`, 'not visible', Math.min(...delays));
}
