/** Delete: the node group; when it is gone, its security group, launch template and placement group. */
import type { Nodegroup } from '@aws-sdk/client-eks';
import { failure, canObserve, poll, SECOND_OBSERVATION_SECONDS, waitFor } from '../loop/wait';
import type { DeleteRequest, Facts, Decision, OwnedResource, Progress, ApiCall } from '../model/types';
import { formatId } from '../ownership/identity';
import { deleteNodegroup } from './expand';
import { describeHealth } from './health';

const DEPENDENT: readonly OwnedResource[] = ['securityGroup', 'launchTemplate', 'placementGroup'];
/** "Delete again helps" (eksctl#4203): a DELETE_FAILED node group is deleted this often in all. */
const MAXIMUM_DELETES = 4;

/** Facts hold only what carries exactly this Id: what belongs to others was folded to absent. */
export function decideDelete(request: DeleteRequest, facts: Facts, progress: Progress): Decision {
  const toLookAt = (['nodegroup', ...DEPENDENT] as const).filter((resource) => canObserve(facts[resource]));
  if (toLookAt.length > 0) return { kind: 'observe', targets: toLookAt };
  if (facts.nodegroup.is === 'present') {
    return deleteUntilGone(request, facts.nodegroup.value, progress);
  }
  if (facts.nodegroup.is === 'unknown') return secondObservation(request);
  const calls = DEPENDENT.flatMap((resource) => deletionCall(facts, resource) ?? []);
  if (calls.length > 0) return { kind: 'call', calls };
  if (DEPENDENT.some((resource) => facts[resource].is === 'unknown')) return secondObservation(request);
  if (progress.checkpoint.observedAnything) return { kind: 'succeed', notes: [] };
  return failure('NotFound', `there is nothing of ${formatId(request.identity)}.`);
}

function deleteUntilGone(request: DeleteRequest, nodegroup: Nodegroup, progress: Progress): Decision {
  const { nodegroupName } = request.identity;
  const deletes = progress.checkpoint.deletes ?? 0;
  const health = describeHealth(nodegroup);
  if (nodegroup.status === 'DELETE_FAILED' && deletes >= MAXIMUM_DELETES) {
    return failure(
      'NotStabilized',
      `node group ${nodegroupName} is DELETE_FAILED after ${deletes} tries: ${health}`,
    );
  }
  // one call, and one more for each DELETE_FAILED that follows it
  const again = nodegroup.status === 'DELETE_FAILED' || deletes === 0;
  if (nodegroup.status !== 'DELETING' && again) {
    return { kind: 'call', calls: [deleteNodegroup(request)] };
  }
  const seen = ['now', nodegroup.status, health].filter(Boolean).join(' ');
  return poll(`node group ${nodegroupName} to be gone`, seen, request.operationKey, progress);
}

function secondObservation({ identity }: DeleteRequest): Decision {
  return waitFor(`a second look for ${formatId(identity)}`, 'not seen once', SECOND_OBSERVATION_SECONDS);
}

function deletionCall(facts: Facts, resource: OwnedResource): ApiCall | undefined {
  const observed = facts[resource];
  if (observed.is !== 'present') return undefined;
  switch (resource) {
    case 'securityGroup': {
      const { value } = observed as Extract<Facts['securityGroup'], { is: 'present' }>;
      return { call: 'ec2:DeleteSecurityGroup', input: { GroupId: value.id } };
    }
    case 'launchTemplate': {
      const { value } = observed as Extract<Facts['launchTemplate'], { is: 'present' }>;
      return { call: 'ec2:DeleteLaunchTemplate', input: { LaunchTemplateId: value.id } };
    }
    case 'placementGroup': {
      const { value } = observed as Extract<Facts['placementGroup'], { is: 'present' }>;
      return { call: 'ec2:DeletePlacementGroup', input: { GroupName: value.name } };
    }
    default:
      return undefined;
  }
}
