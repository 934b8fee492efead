/** Whether the given security groups can be on the interfaces, and serve EFA. */
import type { SecurityGroup } from '@aws-sdk/client-ec2';
import { findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Choices, Finding, Environment } from '../model/types';
import { groupsOf, MAXIMUM_GROUPS_PER_INTERFACE, missingDirections } from './security-group';

/** The groups that may serve AUTO: the cluster's own first. */
export function candidates(
  clusterGroupId: string,
  desired: Properties,
  { securityGroups = [] }: Environment,
): readonly SecurityGroup[] {
  return [clusterGroupId, ...(desired.SecurityGroupIds ?? [])].flatMap(
    (id) => securityGroups.find(({ GroupId }) => GroupId === id) ?? [],
  );
}

/** What speaks against SecurityGroupIds and Efa.SecurityGroupId. */
export function securityGroupFindings(
  { SecurityGroupIds = [], Efa }: Properties,
  known: readonly SecurityGroup[],
  vpcId: string,
): readonly Finding[] {
  const forEfa = Efa?.SecurityGroupId;
  return [
    ...notHere('SecurityGroupIds', SecurityGroupIds, known, vpcId),
    ...(forEfa === undefined ? [] : efaGroupFindings(forEfa, known, vpcId)),
  ];
}

/** Groups that EC2 does not know or that are in another VPC. */
function notHere(
  path: string,
  given: readonly string[],
  known: readonly SecurityGroup[],
  vpcId: string,
): readonly Finding[] {
  const groups = given.map((id) => [id, known.find(({ GroupId }) => GroupId === id)] as const);
  const unknown = groups.filter(([, group]) => !group).map(([id]) => id);
  const foreign = groups.filter(([, group]) => group && group.VpcId !== vpcId);
  return findingsAt(path, [
    unknown.length > 0
      ? `EC2 knows no security group ${unknown.join(', ')}. Remove it, or mend the id.`
      : undefined,
    foreign.length > 0
      ? `${foreign.map(([id, group]) => `${id} is in ${group?.VpcId}`).join(', ')}; the cluster is in ${vpcId}. Name groups of the cluster's VPC.`
      : undefined,
  ]);
}

function efaGroupFindings(
  id: string,
  known: readonly SecurityGroup[],
  vpcId: string,
): readonly Finding[] {
  const path = 'Efa.SecurityGroupId';
  const absent = notHere(path, [id], known, vpcId);
  const group = known.find(({ GroupId }) => GroupId === id);
  if (absent.length > 0 || !group) return absent;
  const missing = missingDirections(group);
  return findingsAt(path, [
    missing.length > 0
      ? `${id} has no ${missing.join(' and no ')} rule for all traffic (protocol -1) ${missing.map((direction) => (direction === 'inbound' ? 'from' : 'to')).join(' and ')} itself, and EFA needs both; rules for 0.0.0.0/0 do not serve. Add it, or let Efa.SecurityGroup CREATE make a group.`
      : undefined,
  ]);
}

/** The primary interface carries the most groups. */
export function tooManyGroups(
  clusterGroupId: string,
  givenGroupIds: readonly string[],
  efaGroup: Choices['efaSecurityGroup'],
): Finding | undefined {
  const efaGroupId =
    typeof efaGroup === 'object' ? efaGroup.groupId : efaGroup === 'made' ? 'a new one' : undefined;
  const groups = groupsOf(
    { InterfaceType: 'interface' },
    { clusterGroupId, givenGroupIds, efaGroupId },
  );
  const over = groups.length - MAXIMUM_GROUPS_PER_INTERFACE;
  if (over <= 0) return undefined;
  return {
    path: 'SecurityGroupIds',
    message: `with the cluster's security group and the one for EFA there are ${groups.length} on the primary interface; EC2 takes ${MAXIMUM_GROUPS_PER_INTERFACE}. Remove ${over}.`,
  };
}
