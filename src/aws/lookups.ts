/** What AWS says of things that are not ours: the cluster, its network, the instance type. */
import {
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type Subnet,
} from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, type Nodegroup } from '@aws-sdk/client-eks';
import type { Properties } from '../core/properties';
import type { Identity, Lookups } from '../core/types';
import { type Clients, find, send } from './clients';

const NO_CLUSTER = ['ResourceNotFoundException', 'NotFoundException'];

export async function findCluster({ eks }: Clients, { clusterName: name }: Identity) {
  const answer = await find('eks:DescribeCluster', name, NO_CLUSTER, () =>
    eks.send(new DescribeClusterCommand({ name })),
  );
  return answer?.cluster;
}

/** By filter: an id that EC2 does not know is missing from the answer, and the others are still told. */
export async function findSubnets({ ec2 }: Clients, ids: readonly string[]): Promise<Lookups> {
  const answer = await send('ec2:DescribeSubnets', ids.join(', '), () =>
    ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [...ids] }] })),
  );
  const subnets = answer.Subnets ?? [];
  const unknownSubnetIds = ids.filter((id) => !subnets.some(({ SubnetId }) => SubnetId === id));
  return { subnets, unknownSubnetIds };
}

export async function nodeSubnets(
  clients: Clients,
  nodegroup: Nodegroup | undefined,
): Promise<readonly Subnet[]> {
  const ids = nodegroup?.subnets ?? [];
  return ids.length > 0 ? ((await findSubnets(clients, ids)).subnets ?? []) : [];
}

export async function findInstanceType({ ec2 }: Clients, type: string) {
  const answer = await find('ec2:DescribeInstanceTypes', type, ['InvalidInstanceType'], () =>
    ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: [type as 'm5.large'] })),
  );
  return answer?.InstanceTypes?.[0] ?? 'absent';
}

export async function findOfferings({ ec2 }: Clients, type: string): Promise<readonly string[]> {
  const answer = await send('ec2:DescribeInstanceTypeOfferings', type, () =>
    ec2.send(
      new DescribeInstanceTypeOfferingsCommand({
        LocationType: 'availability-zone-id',
        Filters: [{ Name: 'instance-type', Values: [type] }],
      }),
    ),
  );
  return (answer.InstanceTypeOfferings ?? []).map(({ Location = '' }) => Location).sort();
}

/** The cluster's security group and those that the template names. */
export async function findGivenGroups(
  { ec2 }: Clients,
  { desired }: { readonly desired: Properties },
  { cluster }: Lookups,
) {
  const clusterGroup =
    cluster && cluster !== 'absent'
      ? cluster.resourcesVpcConfig?.clusterSecurityGroupId
      : undefined;
  const ids = [...(clusterGroup ? [clusterGroup] : []), ...(desired.SecurityGroupIds ?? [])];
  if (ids.length === 0) return [];
  const answer = await send('ec2:DescribeSecurityGroups', ids.join(', '), () =>
    ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-id', Values: ids }] })),
  );
  return answer.SecurityGroups ?? [];
}
