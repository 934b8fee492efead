import type {
  AuthorizeSecurityGroupIngressCommandInput,
  AuthorizeSecurityGroupIngressCommandOutput,
  CreateSecurityGroupCommandInput,
  CreateSecurityGroupCommandOutput,
  DeleteSecurityGroupCommandInput,
  DeleteSecurityGroupCommandOutput,
  DescribeSecurityGroupsCommandInput,
  DescribeSecurityGroupsCommandOutput,
  SecurityGroupRule as Ec2Rule,
  IpPermission,
  RevokeSecurityGroupIngressCommandInput,
} from '@aws-sdk/client-ec2';
import type { Account, SecurityGroup, SecurityGroupRule } from './account';
import { AwsError, NotModelled } from './aws-error';
import { filtered, type Output, paged } from './ec2-query';
import type { Call } from './store';
import { listOf, tagsOf } from './tags';

type NewRule = Omit<SecurityGroupRule, 'id'>;

export function createSecurityGroup(
  account: Account,
  input: CreateSecurityGroupCommandInput,
): Output<CreateSecurityGroupCommandOutput> {
  const name = input.GroupName ?? '';
  const description = input.Description ?? '';
  const vpcId = input.VpcId ?? '';
  const vpc = account.vpcs.get(vpcId);
  if (!vpc) throw new AwsError('InvalidVpcID.NotFound', `The vpc ID '${vpcId}' does not exist`);
  // Source: GroupName and Description of CreateSecurityGroup in the EC2 API reference.
  const allowed = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;
  if (!allowed.test(name) || !allowed.test(description) || name.startsWith('sg-')) {
    throw new AwsError('InvalidParameterValue', `Invalid security group name or description.`);
  }
  const inVpc = account.securityGroups.all().filter((group) => group.vpcId === vpcId);
  if (inVpc.some((group) => group.name === name)) {
    throw new AwsError(
      'InvalidGroup.Duplicate',
      `The security group '${name}' already exists for VPC '${vpcId}'`,
    );
  }
  if (inVpc.length >= account.quotas.securityGroupsPerVpc) {
    throw new AwsError(
      'SecurityGroupLimitExceeded',
      'The maximum number of security groups for the VPC has been reached.',
    );
  }
  const tags = tagsOf(input.TagSpecifications, 'security-group');
  const id = addSecurityGroup(account, { name, description, vpcId, tags, hasIpv6: vpc.hasIpv6 });
  return {
    GroupId: id,
    Tags: listOf(tags),
    SecurityGroupArn: account.arn('ec2', `security-group/${id}`),
  };
}

/** With the egress that EC2 adds by itself: everything, IPv6 too where the VPC has it. */
export function addSecurityGroup(
  account: Account,
  group: Omit<SecurityGroup, 'id' | 'rules'> & { hasIpv6: boolean },
): string {
  const { hasIpv6, ...rest } = group;
  const id = account.newId('sg');
  const anywhere = [{ cidrIpv4: '0.0.0.0/0' }, ...(hasIpv6 ? [{ cidrIpv6: '::/0' }] : [])];
  const rules = anywhere.map((peer) => ({
    id: account.newId('sgr'),
    egress: true,
    protocol: '-1',
    fromPort: undefined,
    toPort: undefined,
    peer,
    description: undefined,
  }));
  account.securityGroups.put(id, { ...rest, id, rules });
  return id;
}

export function describeSecurityGroups(
  account: Account,
  input: DescribeSecurityGroupsCommandInput,
  call: Call,
): Output<DescribeSecurityGroupsCommandOutput> {
  const seen = account.securityGroups.seenBy(call);
  for (const id of input.GroupIds ?? []) findGroup(seen, id);
  const groups = filtered(
    [...seen.values()],
    input.Filters,
    {
      'group-id': (group) => [group.id],
      'group-name': (group) => [group.name],
      'vpc-id': (group) => [group.vpcId],
      description: (group) => [group.description],
      'ip-permission.group-id': (group) => referencedGroups(group, false),
      'egress.ip-permission.group-id': (group) => referencedGroups(group, true),
    },
    (group) => group.tags,
  ).filter((group) => input.GroupIds?.includes(group.id) ?? true);
  const { page, NextToken } = paged(groups, input);
  return {
    SecurityGroups: page.map((group) => ({
      GroupId: group.id,
      GroupName: group.name,
      Description: group.description,
      OwnerId: account.accountId,
      VpcId: group.vpcId,
      Tags: listOf(group.tags),
      SecurityGroupArn: account.arn('ec2', `security-group/${group.id}`),
      IpPermissions: permissionsOf(account, group, false),
      IpPermissionsEgress: permissionsOf(account, group, true),
    })),
    NextToken,
  };
}

/** All rules or none: EC2 refuses the whole call when one of them exists. */
export const authorize =
  (egress: boolean) =>
  (
    account: Account,
    input: AuthorizeSecurityGroupIngressCommandInput,
    call: Call,
  ): Output<AuthorizeSecurityGroupIngressCommandOutput> => {
    const seen = account.securityGroups.seenBy(call);
    const group = targetGroup(account, input.GroupId, call);
    const wanted = rulesOf(input.IpPermissions, egress);
    for (const rule of wanted) {
      if ('groupId' in rule.peer) findGroup(seen, rule.peer.groupId);
      if (group.rules.some((existing) => isSame(existing, rule))) {
        throw new AwsError(
          'InvalidPermission.Duplicate',
          `the specified rule "peer: ${Object.values(rule.peer)[0]}, ALL, ALLOW" already exists`,
        );
      }
    }
    const inDirection = group.rules.filter((rule) => rule.egress === egress).length;
    if (inDirection + wanted.length > account.quotas.rulesPerSecurityGroup) {
      throw new AwsError(
        'RulesPerSecurityGroupLimitExceeded',
        'The maximum number of rules per security group has been reached.',
      );
    }
    const added = wanted.map((rule) => ({ ...rule, id: account.newId('sgr') }));
    account.securityGroups.put(group.id, { ...group, rules: [...group.rules, ...added] });
    return {
      Return: true,
      SecurityGroupRules: added.map((rule) => ec2Rule(account, group.id, rule)),
    };
  };

/** In a VPC: a rule that does not exist fails the whole call, "and no rules are revoked". */
export const revoke =
  (egress: boolean) =>
  (account: Account, input: RevokeSecurityGroupIngressCommandInput, call: Call): object => {
    const group = targetGroup(account, input.GroupId, call);
    const unwanted = rulesOf(input.IpPermissions, egress);
    for (const rule of unwanted) {
      if (!group.rules.some((existing) => isSame(existing, rule))) {
        throw new AwsError(
          'InvalidPermission.NotFound',
          'The specified rule does not exist in this security group.',
        );
      }
    }
    const rules = group.rules.filter((rule) => !unwanted.some((other) => isSame(rule, other)));
    account.securityGroups.put(group.id, { ...group, rules });
    return { Return: true };
  };

export function deleteSecurityGroup(
  account: Account,
  input: DeleteSecurityGroupCommandInput,
  call: Call,
): Output<DeleteSecurityGroupCommandOutput> {
  const group = targetGroup(account, input.GroupId, call);
  const isHeld =
    account.interfaces.all().some(({ groupIds }) => groupIds.includes(group.id)) ||
    // the control plane's interfaces carry it (EKS user guide, sec-group-reqs)
    account.clusters
      .all()
      .some(({ clusterSecurityGroupId }) => clusterSecurityGroupId === group.id);
  const isReferenced = account.securityGroups
    .all()
    .some(
      (other) =>
        other.id !== group.id &&
        other.rules.some(({ peer }) => 'groupId' in peer && peer.groupId === group.id),
    );
  if (isHeld || isReferenced) {
    throw new AwsError('DependencyViolation', `resource ${group.id} has a dependent object`);
  }
  account.securityGroups.remove(group.id);
  return { Return: true, GroupId: group.id };
}

function targetGroup(account: Account, id: string | undefined, call: Call): SecurityGroup {
  if (id === undefined) throw new NotModelled('security groups by name');
  return account.securityGroups.target(id, call) ?? raiseNotFound(id);
}

function findGroup(seen: ReadonlyMap<string, SecurityGroup>, id: string): SecurityGroup {
  return seen.get(id) ?? raiseNotFound(id);
}

function raiseNotFound(id: string): never {
  throw new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
}

function referencedGroups(group: SecurityGroup, egress: boolean): string[] {
  return group.rules.flatMap((rule) =>
    rule.egress === egress && 'groupId' in rule.peer ? rule.peer.groupId : [],
  );
}

function rulesOf(permissions: IpPermission[] | undefined, egress: boolean): NewRule[] {
  if (!permissions) throw new NotModelled('rules other than by IpPermissions');
  return permissions.flatMap((permission) => {
    if (permission.PrefixListIds) throw new NotModelled('prefix lists in rules');
    const peers = [
      ...(permission.UserIdGroupPairs ?? []).map((pair) => ({
        peer: { groupId: pair.GroupId ?? '' },
        description: pair.Description,
      })),
      ...(permission.IpRanges ?? []).map((range) => ({
        peer: { cidrIpv4: range.CidrIp ?? '' },
        description: range.Description,
      })),
      ...(permission.Ipv6Ranges ?? []).map((range) => ({
        peer: { cidrIpv6: range.CidrIpv6 ?? '' },
        description: range.Description,
      })),
    ];
    // EC2 ignores ports when the protocol is "all".
    const isAll = permission.IpProtocol === '-1';
    return peers.map((peer) => ({
      ...peer,
      egress,
      protocol: permission.IpProtocol ?? '',
      fromPort: isAll ? undefined : permission.FromPort,
      toPort: isAll ? undefined : permission.ToPort,
    }));
  });
}

/** The description is not part of a rule's identity. */
function isSame(a: NewRule, b: NewRule): boolean {
  return (
    a.egress === b.egress &&
    a.protocol === b.protocol &&
    a.fromPort === b.fromPort &&
    a.toPort === b.toPort &&
    JSON.stringify(a.peer) === JSON.stringify(b.peer)
  );
}

/** EC2 shows rules of the same protocol and ports as one permission with several peers. */
function permissionsOf(account: Account, group: SecurityGroup, egress: boolean): IpPermission[] {
  const permissions = new Map<string, Required<Omit<IpPermission, 'FromPort' | 'ToPort'>>>();
  for (const rule of group.rules.filter((candidate) => candidate.egress === egress)) {
    const key = `${rule.protocol}/${rule.fromPort}/${rule.toPort}`;
    const permission = permissions.get(key) ?? {
      IpProtocol: rule.protocol,
      ...(rule.fromPort === undefined ? {} : { FromPort: rule.fromPort, ToPort: rule.toPort }),
      IpRanges: [],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    };
    permissions.set(key, permission);
    const { peer, description: Description } = rule;
    if ('groupId' in peer) {
      permission.UserIdGroupPairs?.push({
        GroupId: peer.groupId,
        UserId: account.accountId,
        Description,
      });
    } else if ('cidrIpv4' in peer) {
      permission.IpRanges?.push({ CidrIp: peer.cidrIpv4, Description });
    } else {
      permission.Ipv6Ranges?.push({ CidrIpv6: peer.cidrIpv6, Description });
    }
  }
  return [...permissions.values()];
}

function ec2Rule(account: Account, groupId: string, rule: SecurityGroupRule): Ec2Rule {
  const { peer } = rule;
  return {
    SecurityGroupRuleId: rule.id,
    GroupId: groupId,
    GroupOwnerId: account.accountId,
    IsEgress: rule.egress,
    IpProtocol: rule.protocol,
    FromPort: rule.fromPort ?? -1,
    ToPort: rule.toPort ?? -1,
    Description: rule.description,
    ...('groupId' in peer
      ? { ReferencedGroupInfo: { GroupId: peer.groupId, UserId: account.accountId } }
      : {}),
    ...('cidrIpv4' in peer ? { CidrIpv4: peer.cidrIpv4 } : {}),
    ...('cidrIpv6' in peer ? { CidrIpv6: peer.cidrIpv6 } : {}),
  };
}
