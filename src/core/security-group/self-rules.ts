/** The rules that EFA needs in a security group: all traffic in and out, from and to the group itself. */
import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import type { ApiCall } from '../model/api-calls';
import type { SecurityGroupFact } from '../model/facts';
import type { StringMap } from '../util/objects';

/** All traffic from or to the group itself. */
export function selfRule(groupId: string): IpPermission {
  return {
    IpProtocol: '-1',
    UserIdGroupPairs: [{ GroupId: groupId, Description: 'EFA traffic between the nodes' }],
  };
}
export const OPEN_EGRESS_IPV4: IpPermission = {
  IpProtocol: '-1',
  IpRanges: [{ CidrIp: '0.0.0.0/0' }],
};
export const OPEN_EGRESS_IPV6: IpPermission = {
  IpProtocol: '-1',
  Ipv6Ranges: [{ CidrIpv6: '::/0' }],
};

/**
 * Whether a group lets EFA traffic through: all traffic in and out, from and to the group itself. An open
 * CIDR rule does not serve (EC2 user guide, efa-start, "Prepare an EFA-enabled security group").
 */
export function hasSelfRules(group: SecurityGroup): boolean {
  return missingDirections(group).length === 0;
}

/** Directions in which the group does not let EFA traffic through. */
export function missingDirections(group: SecurityGroup): readonly ('inbound' | 'outbound')[] {
  const id = group.GroupId ?? '';
  return [
    ...(allowsSelf(group.IpPermissions, id) ? [] : (['inbound'] as const)),
    ...(allowsSelf(group.IpPermissionsEgress, id) ? [] : (['outbound'] as const)),
  ];
}

function allowsSelf(permissions: readonly IpPermission[] | undefined, groupId: string): boolean {
  return (permissions ?? []).some(
    ({ IpProtocol, UserIdGroupPairs }) =>
      IpProtocol === '-1' && UserIdGroupPairs?.some(({ GroupId }) => GroupId === groupId),
  );
}

/** What an observation of our group shows of its rules. */
export function securityGroupFact(group: SecurityGroup, tags: StringMap): SecurityGroupFact {
  const id = group.GroupId ?? '';
  const egress = group.IpPermissionsEgress ?? [];
  const fact = {
    id,
    tags,
    selfIngress: allowsSelf(group.IpPermissions, id),
    selfEgress: allowsSelf(egress, id),
    openEgressIpv4: egress.some(
      ({ IpProtocol, IpRanges }) =>
        IpProtocol === '-1' && IpRanges?.some(({ CidrIp }) => CidrIp === '0.0.0.0/0'),
    ),
    openEgressIpv6: egress.some(
      ({ IpProtocol, Ipv6Ranges }) =>
        IpProtocol === '-1' && Ipv6Ranges?.some(({ CidrIpv6 }) => CidrIpv6 === '::/0'),
    ),
  };
  return { ...fact, rulesConfirmed: rulesAreRight(fact), ruleObservations: 0, waitForRules: false };
}

export function rulesAreRight(
  fact: Pick<SecurityGroupFact, 'selfIngress' | 'selfEgress' | 'openEgressIpv4' | 'openEgressIpv6'>,
): boolean {
  return fact.selfIngress && fact.selfEgress && !fact.openEgressIpv4 && !fact.openEgressIpv6;
}
/** What is missing of exactly two rules: all traffic in and out, from and to the group itself. */
export function securityGroupRules(group: SecurityGroupFact): readonly ApiCall[] {
  const GroupId = group.id;
  const rules = (rule: ReturnType<typeof selfRule>) => ({ GroupId, IpPermissions: [rule] });
  const calls: ApiCall[] = [];
  if (!group.selfIngress) {
    calls.push({ call: 'ec2:AuthorizeSecurityGroupIngress', input: rules(selfRule(GroupId)) });
  }
  if (!group.selfEgress) {
    calls.push({ call: 'ec2:AuthorizeSecurityGroupEgress', input: rules(selfRule(GroupId)) });
  }
  if (group.openEgressIpv4) {
    calls.push({ call: 'ec2:RevokeSecurityGroupEgress', input: rules(OPEN_EGRESS_IPV4) });
  }
  if (group.openEgressIpv6) {
    calls.push({ call: 'ec2:RevokeSecurityGroupEgress', input: rules(OPEN_EGRESS_IPV6) });
  }
  return calls;
}
