/** The security groups of the interfaces, and the rules that EFA needs. */
import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import { carriesIp } from '../interfaces/layout';
import type { Efa, Properties } from '../model/properties';
import type { Choices, SecurityGroupFact, StringMap } from '../model/types';

/** API_LaunchTemplateInstanceNetworkInterfaceSpecificationRequest; quota "Security groups per network interface". */
export const MAXIMUM_GROUPS_PER_INTERFACE = 5;

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

/** Whether the template asks for EFA traffic to go through something else. */
export function securityGroupChanged({
  previous: { Efa: before },
  desired: { Efa: wanted },
}: {
  readonly previous: Properties;
  readonly desired: Properties;
}): boolean {
  return (
    (before?.SecurityGroup ?? 'AUTO') !== (wanted?.SecurityGroup ?? 'AUTO') ||
    before?.SecurityGroupId !== wanted?.SecurityGroupId
  );
}

/** What a look at our group says of its rules. */
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

/** The choice at creation; `candidates`: the cluster's group, then those of SecurityGroupIds. */
export function chooseSecurityGroup(
  efa: Efa | undefined,
  candidates: readonly SecurityGroup[],
): Choices['efaSecurityGroup'] {
  const { SecurityGroup: asked = 'AUTO', SecurityGroupId } = efa ?? {};
  if (SecurityGroupId !== undefined) return { groupId: SecurityGroupId };
  if (asked === 'NONE') return 'none';
  if (asked === 'CREATE') return 'made';
  const serving = candidates.find(hasSelfRules);
  return serving?.GroupId ? { groupId: serving.GroupId } : 'made';
}

/**
 * Groups of one interface, each once. Interfaces that carry IP: the cluster's group (EKS adds none when a
 * template names groups: EKS user guide, launch-templates), the user's, the EFA group. `efa-only`: the EFA
 * group alone, or all of the others where there is none.
 */
export function groupsOf(
  card: { readonly InterfaceType?: string | undefined },
  groups: {
    readonly clusterGroupId: string;
    readonly givenGroupIds: readonly string[];
    readonly efaGroupId: string | undefined;
  },
): string[] {
  const ip = [groups.clusterGroupId, ...[...groups.givenGroupIds].sort()];
  if (groups.efaGroupId && !carriesIp(card)) return [groups.efaGroupId];
  return [...new Set(groups.efaGroupId ? [...ip, groups.efaGroupId] : ip)];
}
