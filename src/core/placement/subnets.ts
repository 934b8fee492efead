/** The candidate subnets, and whether they can hold the nodes. */
import type { Subnet } from '@aws-sdk/client-ec2';
import type { CreateContext, Feature } from '../feature/feature';
import { carriesIp } from '../instance-type/interface-types';
import type { Choices } from '../model/choices';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { NetworkInterface } from '../model/properties';
import type { ChosenZone } from '../model/zone';
import { wayOutFindings, wayOutWarnings } from './way-out';

export const subnets: Feature = {
  properties: ['Subnets'],
  change: 'replace',
  observesForCreate: () => ['subnets', 'offerings', 'routeTables'],
  checkCreate: (context) => [
    ...subnetFindings(context.environment, context.vpcId),
    ...zoneFindings(context),
  ],
  warnings: (context) => [
    ...outpostWarnings(context.environment),
    ...publicAddressWarnings(context),
    ...wayOutWarnings(context),
  ],
  notUpdatable: ({ desired, nodegroup }) => {
    const dropped = (nodegroup.subnets ?? []).filter((id) => !desired.Subnets.includes(id));
    return findingsAt('Subnets', [
      dropped.length > 0
        ? `The nodes are in ${dropped.join(', ')}, which the template no longer lists. CloudFormation replaces the node group.`
        : undefined,
    ]);
  },
  flatten: ({ nodegroup, record }) => ({
    Subnets: record.subnets,
    NodeSubnets: nodegroup.subnets && [...nodegroup.subnets].sort(),
  }),
};

/** "If your instance has one network interface" (EC2 user guide, using-instance-addressing; VPC user guide, subnet-public-ip). */
function publicAddressWarnings({
  environment: { subnets: known = [] },
  choices,
}: {
  readonly environment: Environment;
  readonly choices?: Pick<Choices, 'interfaces' | 'subnetIds'> | undefined;
}): readonly Finding[] {
  if (choices?.interfaces.length !== 1) return [];
  const open = known.flatMap(({ SubnetId = '', MapPublicIpOnLaunch }) =>
    MapPublicIpOnLaunch && choices.subnetIds.includes(SubnetId) ? [SubnetId] : [],
  );
  return findingsAt('Subnets', [
    open.length > 0
      ? `Nodes with one interface get a public IP address in ${open.join(', ')}, so that the internet reaches what their security groups allow. Use private subnets, or check the groups.`
      : undefined,
  ]);
}

/** EKS user guide, managed-node-groups: "Managed node groups can't be deployed on AWS Outposts". A zone has them beside its own. */
export function isInRegion({ OutpostArn }: Pick<Subnet, 'OutpostArn'>): boolean {
  return !OutpostArn;
}

function outpostWarnings({ subnets: known = [] }: Environment): readonly Finding[] {
  return findingsAt('Subnets', [
    onOutposts(known).length > 0
      ? `${onOutposts(known).join(', ')} is on an AWS Outpost, where EKS has no managed node groups, and no node is launched there. Remove it.`
      : undefined,
  ]);
}

function onOutposts(known: readonly Subnet[]): readonly string[] {
  return known.filter((one) => !isInRegion(one)).map(({ SubnetId = '' }) => SubnetId);
}

/** Subnets that do not exist or, where the cluster is known, that are in another VPC. */
export function subnetFindings(
  { unknownSubnetIds: unknown = [], subnets: known = [] }: Environment,
  vpcId: string | undefined,
): readonly Finding[] {
  const outposts = onOutposts(known);
  const elsewhere = known.filter(({ VpcId }) => vpcId && VpcId !== vpcId);
  return findingsAt('Subnets', [
    ...unknown.map(
      (id) =>
        `Subnet ${id} does not exist in this account and Region. Correct the ID, or remove it.`,
    ),
    elsewhere.length > 0
      ? `${elsewhere.map(({ SubnetId, VpcId }) => `${SubnetId} is in ${VpcId}`).join(', ')}, but the cluster is in ${vpcId}. Use subnets of the cluster's VPC.`
      : undefined,
    outposts.length > 0 && outposts.length === known.length
      ? `${outposts.join(', ')} is on an AWS Outpost, where EKS has no managed node groups. Use subnets of the Region.`
      : undefined,
  ]);
}

function zoneFindings(context: CreateContext): readonly Finding[] {
  const { zone, choices } = context;
  if (!zone || !choices) return [];
  return 'zoneId' in zone ? addressFindings(context, zone, choices.interfaces) : [zone];
}

/** Addresses, and the way to the API server. */
function addressFindings(
  context: CreateContext,
  zone: ChosenZone,
  interfaces: readonly NetworkInterface[],
): readonly Finding[] {
  const { desired, environment, ipv6 } = context;
  const nodes = desired.ScalingConfig.DesiredSize ?? desired.ScalingConfig.MinSize;
  const perNode = interfaces.filter(carriesIp).length;
  const used = (environment.subnets ?? []).filter(({ SubnetId }) =>
    zone.subnetIds.includes(SubnetId ?? ''),
  );
  return [
    ...(ipv6 ? ipv6Findings(desired.ClusterName, used) : []),
    ...findingsAt('Subnets', [
      nodes * perNode > zone.freeAddresses
        ? `${nodes} nodes need ${nodes * perNode} IP addresses (${perNode} each), but the subnets in ${zone.zoneName} (${zone.subnetIds.join(', ')}) have ${zone.freeAddresses} free. Add a subnet in ${zone.zoneName}, or lower ScalingConfig.DesiredSize.`
        : undefined,
    ]),
    ...wayOutFindings(context, used, interfaces),
  ];
}

/** EKS ends the create with Ec2SubnetMissingIpv6Assignment otherwise (EKS user guide, cni-ipv6; eksctl#4701). */
function ipv6Findings(clusterName: string, used: readonly Subnet[]): readonly Finding[] {
  const without = used.filter(({ AssignIpv6AddressOnCreation }) => !AssignIpv6AddressOnCreation);
  return findingsAt('Subnets', [
    without.length > 0
      ? `Nodes of ${clusterName} need IPv6 addresses, but ${without.map(({ SubnetId }) => SubnetId).join(', ')} does not assign them (AssignIpv6AddressOnCreation). Associate an IPv6 CIDR block with the subnet and enable the attribute, or use other subnets.`
      : undefined,
  ]);
}
