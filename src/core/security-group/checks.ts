/** Whether the given security groups can be on the interfaces, and serve EFA. */
import type { SecurityGroup } from '@aws-sdk/client-ec2';
import type { SecurityGroupChoice } from '../model/choices';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import { groupsOf } from './choice';
import { missingDirections } from './self-rules';

/** VPC user guide, amazon-vpc-limits: "Security groups per network interface: 5, adjustable: Yes (up to 16)". */
const DEFAULT_GROUPS_PER_INTERFACE = 5;
const MAXIMUM_GROUPS_PER_INTERFACE = 16;

/** Findings about SecurityGroupIds and Efa.SecurityGroupId. */
export function givenGroupFindings(
  { SecurityGroupIds = [], Efa }: Properties,
  known: readonly SecurityGroup[],
): readonly Finding[] {
  const forEfa = Efa?.SecurityGroupId;
  return [
    ...unknownGroups('SecurityGroupIds', SecurityGroupIds, known),
    ...(forEfa === undefined ? [] : efaGroupFindings(forEfa, known)),
  ];
}

function unknownGroups(
  path: string,
  given: readonly string[],
  known: readonly SecurityGroup[],
): readonly Finding[] {
  const unknown = given.filter((id) => !known.some(({ GroupId }) => GroupId === id));
  return findingsAt(
    path,
    unknown.map(
      (id) =>
        `Security group ${id} does not exist in this account and Region. Correct the ID, or remove it.`,
    ),
  );
}

/**
 * Groups of another VPC. One that is associated with the cluster's would serve (EKS user guide, sec-group-reqs: "Amazon EKS
 * supports shared security groups"), but DescribeSecurityGroups does not show it, and a wrong id is the commoner mistake.
 */
export function foreignGroupFindings(
  { SecurityGroupIds = [], Efa }: Properties,
  known: readonly SecurityGroup[],
  vpcId: string,
): readonly Finding[] {
  const foreign = (path: string, ids: readonly (string | undefined)[]) => {
    const groups = known.filter(({ GroupId, VpcId }) => ids.includes(GroupId) && VpcId !== vpcId);
    return findingsAt(path, [
      groups.length > 0
        ? `${groups.map(({ GroupId, VpcId }) => `${GroupId} is in ${VpcId}`).join(', ')}, but the cluster is in ${vpcId}. Use security groups of the cluster's VPC.`
        : undefined,
    ]);
  };
  return [
    ...foreign('SecurityGroupIds', SecurityGroupIds),
    ...foreign('Efa.SecurityGroupId', [Efa?.SecurityGroupId]),
  ];
}

function efaGroupFindings(id: string, known: readonly SecurityGroup[]): readonly Finding[] {
  const path = 'Efa.SecurityGroupId';
  const absent = unknownGroups(path, [id], known);
  const group = known.find(({ GroupId }) => GroupId === id);
  if (absent.length > 0 || !group) return absent;
  const missing = missingDirections(group);
  return findingsAt(path, [
    missing.length > 0
      ? `Security group ${id} lacks the ${missing.join(' and the ')} rule for all traffic (protocol -1) with itself as ${missing.map((direction) => (direction === 'inbound' ? 'source' : 'destination')).join(' and ')}. EFA requires both directions; rules for 0.0.0.0/0 do not count. Add what is missing, or replace SecurityGroupId by SecurityGroup: CREATE.`
      : undefined,
  ]);
}

/** The primary interface carries the most groups. */
export function tooManyGroups(
  clusterGroupId: string,
  givenGroupIds: readonly string[],
  choice: SecurityGroupChoice,
): readonly Finding[] {
  const count = groupsOfPrimary(clusterGroupId, givenGroupIds, choice);
  const over = count - MAXIMUM_GROUPS_PER_INTERFACE;
  return findingsAt('SecurityGroupIds', [
    over > 0
      ? `With those of the cluster and for EFA, the primary interface has ${count} security groups, but EC2 allows at most ${MAXIMUM_GROUPS_PER_INTERFACE}. Remove ${over} from SecurityGroupIds.`
      : undefined,
  ]);
}

/** More than the quota that an account has unless it asked for more. */
export function manyGroupsWarning(
  clusterGroupId: string,
  givenGroupIds: readonly string[],
  choice: SecurityGroupChoice,
): readonly Finding[] {
  const count = groupsOfPrimary(clusterGroupId, givenGroupIds, choice);
  return findingsAt('SecurityGroupIds', [
    count > DEFAULT_GROUPS_PER_INTERFACE && count <= MAXIMUM_GROUPS_PER_INTERFACE
      ? `With those of the cluster and for EFA, the primary interface has ${count} security groups, and accounts may have ${DEFAULT_GROUPS_PER_INTERFACE} unless the quota "Security groups per network interface" was raised. Make sure that it was, or remove ${count - DEFAULT_GROUPS_PER_INTERFACE} from SecurityGroupIds.`
      : undefined,
  ]);
}

function groupsOfPrimary(
  clusterGroupId: string,
  givenGroupIds: readonly string[],
  choice: SecurityGroupChoice,
): number {
  const efaGroupId =
    choice.kind === 'existing' ? choice.id : choice.kind === 'created' ? 'a new one' : undefined;
  const groups = groupsOf(
    { InterfaceType: 'interface' },
    { clusterGroupId, givenGroupIds, efaGroupId },
  );
  return groups.length;
}
