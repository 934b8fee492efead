/**
 * What is left to do once the nodes are rolled. Nothing but the roll itself may fail the update here: CloudFormation
 * would roll every node a second time.
 */

import type { Nodegroup } from '@aws-sdk/client-eks';
import { resolveUnknown } from '../../loop/resolve-unknown';
import { canObserve } from '../../loop/wait';
import type { Decision, Progress } from '../../model/decision';
import type { Facts } from '../../model/facts';
import type { UpdateRequest } from '../../model/request';
import { versionDifference } from '../../node/versions';
import { readRecord } from '../../ownership/choice-record';
import { mayBeUnused } from '../../security-group/choice';
import { verifyLaunchTemplate } from '../success';
import { leftoverNote } from './leftover';

/** The interfaces are verified before our security group goes: until then the way back may need it. */
export function afterRoll(
  request: UpdateRequest,
  facts: Facts,
  nodegroup: Nodegroup,
  progress: Progress,
): Decision {
  const { notes } = versionDifference(request, nodegroup, progress.checkpoint.refusedRelease);
  if (progress.checkpoint.leftover) return withoutUnusedGroup(request, facts, progress, notes);
  const verified = verifyLaunchTemplate(undefined, facts, progress, notes);
  return verified.kind === 'succeed'
    ? withoutUnusedGroup(request, facts, progress, verified.notes)
    : verified;
}

/** Success, after our own group was deleted if the nodes have left it. */
export function withoutUnusedGroup(
  request: UpdateRequest,
  facts: Facts,
  progress: Progress,
  notes: readonly string[],
): Decision {
  const { nodegroup, securityGroup, environment } = facts;
  const { leftover } = progress.checkpoint;
  const success = { kind: 'succeed', notes } as const;
  if (leftover?.why) return { kind: 'succeed', notes: [...notes, leftoverNote(leftover)] };
  if (leftover && securityGroup.is !== 'absent') return deletion(leftover.securityGroupId);
  const tags = nodegroup.is === 'present' ? nodegroup.value.tags : undefined;
  if (!mayBeUnused(request, readRecord(tags ?? {}))) return success;
  if (!environment.ownTemplate) return { kind: 'observe', targets: ['ownTemplate'] };
  if (canObserve(securityGroup)) return { kind: 'observe', targets: ['securityGroup'] };
  const unknown = resolveUnknown(['securityGroup'], facts);
  if (unknown && unknown.kind !== 'fail') return unknown;
  if (securityGroup.is !== 'present' || environment.ownTemplate === 'absent') return success;
  // without a group that it names, a launch template launches no node any more
  const { id } = securityGroup.value;
  const isNamed = environment.ownTemplate.interfaces.some(({ Groups = [] }) => Groups.includes(id));
  return isNamed ? success : deletion(id);
}

function deletion(GroupId: string): Decision {
  return { kind: 'call', calls: [{ call: 'ec2:DeleteSecurityGroup', input: { GroupId } }] };
}
