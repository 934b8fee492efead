/** Whether the given security groups can be on the interfaces, and serve EFA. */
import type { SecurityGroup } from '@aws-sdk/client-ec2';
import type { SecurityGroupChoice } from '../model/choices';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import { groupsOf } from './choice';
import { missingDirections } from './self-rules';

/** API_LaunchTemplateInstanceNetworkInterfaceSpecificationRequest; quota "Security groups per network interface". */
const MAXIMUM_GROUPS_PER_INTERFACE = 5;

/** Findings about SecurityGroupIds and Efa.SecurityGroupId. */
export function givenGroupFindings(
  { SecurityGroupIds = [], Efa }: Properties,
  known: readonly SecurityGroup[],
  vpcId: string,
): readonly Finding[] {
  const forEfa = Efa?.SecurityGroupId;
  return [
    ...notInVpc('SecurityGroupIds', SecurityGroupIds, known, vpcId),
    ...(forEfa === undefined ? [] : efaGroupFindings(forEfa, known, vpcId)),
  ];
}

/** Groups that do not exist or that are in another VPC. */
function notInVpc(
  path: string,
  given: readonly string[],
  known: readonly SecurityGroup[],
  vpcId: string,
): readonly Finding[] {
  const groups = given.map((id) => [id, known.find(({ GroupId }) => GroupId === id)] as const);
  const unknown = groups.filter(([, group]) => !group).map(([id]) => id);
  const foreign = groups.filter(([, group]) => group && group.VpcId !== vpcId);
  return findingsAt(path, [
    ...unknown.map(
      (id) =>
        `Security group ${id} does not exist in this account and Region. Correct the ID, or remove it.`,
    ),
    foreign.length > 0
      ? `${foreign.map(([id, group]) => `${id} is in ${group?.VpcId}`).join(', ')}, but the cluster is in ${vpcId}. Use security groups of the cluster's VPC.`
      : undefined,
  ]);
}

function efaGroupFindings(
  id: string,
  known: readonly SecurityGroup[],
  vpcId: string,
): readonly Finding[] {
  const path = 'Efa.SecurityGroupId';
  const absent = notInVpc(path, [id], known, vpcId);
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
  const efaGroupId =
    choice.kind === 'existing' ? choice.id : choice.kind === 'created' ? 'a new one' : undefined;
  const groups = groupsOf(
    { InterfaceType: 'interface' },
    { clusterGroupId, givenGroupIds, efaGroupId },
  );
  const over = groups.length - MAXIMUM_GROUPS_PER_INTERFACE;
  return findingsAt('SecurityGroupIds', [
    over > 0
      ? `With those of the cluster and for EFA, the primary interface has ${groups.length} security groups, but EC2 allows ${MAXIMUM_GROUPS_PER_INTERFACE}. Remove ${over} from SecurityGroupIds.`
      : undefined,
  ]);
}
