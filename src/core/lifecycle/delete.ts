/** Delete: the node group; when it is gone, its security group, launch template and placement group. */
import type { Nodegroup } from '@aws-sdk/client-eks';
import { fail, mayLook, poll, SECOND_LOOK_SECONDS, waitFor } from '../loop/wait';
import type { DeleteRequest, Facts, Move, Piece, Progress, Step } from '../model/types';
import { formatId } from '../ownership/identity';
import { deleteNodegroup } from './expand';
import { describeHealth } from './health';

const DEPENDENT: readonly Piece[] = ['securityGroup', 'launchTemplate', 'placementGroup'];
/** "Delete again helps" (eksctl#4203): a DELETE_FAILED node group is deleted this often in all. */
const MAXIMUM_DELETES = 4;

/** Facts hold only what carries exactly this Id: what belongs to others was folded to absent. */
export function decideDelete(request: DeleteRequest, facts: Facts, progress: Progress): Move {
  const toLookAt = (['nodegroup', ...DEPENDENT] as const).filter((piece) => mayLook(facts[piece]));
  if (toLookAt.length > 0) return { kind: 'look', at: toLookAt };
  if (facts.nodegroup.is === 'present') {
    return nodegroupMove(request, facts.nodegroup.value, progress);
  }
  if (facts.nodegroup.is === 'unsure') return secondLook(request);
  const steps = DEPENDENT.flatMap((piece) => deletion(facts, piece) ?? []);
  if (steps.length > 0) return { kind: 'call', steps };
  if (DEPENDENT.some((piece) => facts[piece].is === 'unsure')) return secondLook(request);
  if (progress.seen.anything) return { kind: 'done', notes: [] };
  return fail('NotFound', `there is nothing of ${formatId(request.identity)}.`);
}

function nodegroupMove(request: DeleteRequest, nodegroup: Nodegroup, progress: Progress): Move {
  const { nodegroupName } = request.identity;
  const deletes = progress.seen.deletes ?? 0;
  const health = describeHealth(nodegroup);
  if (nodegroup.status === 'DELETE_FAILED' && deletes >= MAXIMUM_DELETES) {
    return fail(
      'NotStabilized',
      `node group ${nodegroupName} is DELETE_FAILED after ${deletes} tries: ${health}`,
    );
  }
  // one call, and one more for each DELETE_FAILED that follows it
  const again = nodegroup.status === 'DELETE_FAILED' || deletes === 0;
  if (nodegroup.status !== 'DELETING' && again) {
    return { kind: 'call', steps: [deleteNodegroup(request)] };
  }
  const seen = ['now', nodegroup.status, health].filter(Boolean).join(' ');
  return poll(`node group ${nodegroupName} to be gone`, seen, request.operationKey, progress);
}

function secondLook({ identity }: DeleteRequest): Move {
  return waitFor(`a second look for ${formatId(identity)}`, 'not seen once', SECOND_LOOK_SECONDS);
}

function deletion(facts: Facts, piece: Piece): Step | undefined {
  const sight = facts[piece];
  if (sight.is !== 'present') return undefined;
  switch (piece) {
    case 'securityGroup': {
      const { value } = sight as Extract<Facts['securityGroup'], { is: 'present' }>;
      return { call: 'ec2:DeleteSecurityGroup', input: { GroupId: value.id } };
    }
    case 'launchTemplate': {
      const { value } = sight as Extract<Facts['launchTemplate'], { is: 'present' }>;
      return { call: 'ec2:DeleteLaunchTemplate', input: { LaunchTemplateId: value.id } };
    }
    case 'placementGroup': {
      const { value } = sight as Extract<Facts['placementGroup'], { is: 'present' }>;
      return { call: 'ec2:DeletePlacementGroup', input: { GroupName: value.name } };
    }
    default:
      return undefined;
  }
}
