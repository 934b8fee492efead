/** Reads what exists around a node group: the cluster, its network, the instance types. */

import {
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type RouteTable,
  type Subnet,
} from '@aws-sdk/client-ec2';
import { DescribeAddonCommand, DescribeClusterCommand, type Nodegroup } from '@aws-sdk/client-eks';
import { AwsCallError } from '../../core/model/errors';
import type { Environment, LaunchTemplateFact } from '../../core/model/facts';
import { NOT_FOUND } from '../../core/model/not-found';
import type { Properties } from '../../core/model/properties';
import type { Identity } from '../../core/model/request';
import { type Clients, find, send } from '../clients';

export async function findCluster({ eks }: Clients, { clusterName: name }: Identity) {
  const answer = await find('eks:DescribeCluster', name, NOT_FOUND.eks, () =>
    eks.send(new DescribeClusterCommand({ name })),
  );
  return answer?.cluster;
}

/** `unknown` where its version cannot be read: only a warning depends on it. */
export async function findCniVersion({ eks }: Clients, { clusterName }: Identity): Promise<string> {
  try {
    const answer = await find('eks:DescribeAddon', `${clusterName}/vpc-cni`, NOT_FOUND.eks, () =>
      eks.send(new DescribeAddonCommand({ clusterName, addonName: 'vpc-cni' })),
    );
    return answer ? (answer.addon?.addonVersion ?? 'unknown') : 'absent';
  } catch (error) {
    if (error instanceof AwsCallError) return 'unknown';
    throw error;
  }
}

/** By filter, so that an id that does not exist is missing from the answer instead of failing the call. */
export async function findSubnets({ ec2 }: Clients, ids: readonly string[]): Promise<Environment> {
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

/** Of the cluster's VPC. `unknown` where they may not be read: what follows from them is checked no more than before. */
export async function findRouteTables(
  { ec2 }: Clients,
  { cluster }: Environment,
): Promise<NonNullable<Environment['routeTables']>> {
  const vpcId = cluster && cluster !== 'absent' ? cluster.resourcesVpcConfig?.vpcId : undefined;
  if (!vpcId) return [];
  const tables: RouteTable[] = [];
  let NextToken: string | undefined;
  do {
    const page = await find('ec2:DescribeRouteTables', vpcId, ['UnauthorizedOperation'], () =>
      ec2.send(
        new DescribeRouteTablesCommand({
          Filters: [{ Name: 'vpc-id', Values: [vpcId] }],
          ...(NextToken && { NextToken }),
        }),
      ),
    );
    if (!page) return 'unknown';
    tables.push(...(page.RouteTables ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return tables;
}

/** EC2 refuses the whole call where one type does not exist; then each type is described in a call of its own. */
export async function findInstanceTypes(
  clients: Clients,
  types: readonly string[],
): Promise<Environment> {
  const together = await describeInstanceTypes(clients, types);
  const known =
    together ??
    (await Promise.all(types.map((type) => describeInstanceTypes(clients, [type])))).flatMap(
      (each) => each ?? [],
    );
  const named = (type: string) => known.find(({ InstanceType }) => InstanceType === type);
  return {
    instanceTypes: types.flatMap((type) => named(type) ?? []),
    unknownInstanceTypes: types.filter((type) => !named(type)),
  };
}

async function describeInstanceTypes({ ec2 }: Clients, types: readonly string[]) {
  const answer = await find(
    'ec2:DescribeInstanceTypes',
    types.join(', '),
    NOT_FOUND.instanceType,
    () => ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: types as ['m5.large'] })),
  );
  return answer && (answer.InstanceTypes ?? []);
}

/** Family to its sizes with EFA in this Region. */
export async function findEfaSizes(
  clients: Clients,
  families: readonly string[],
): Promise<NonNullable<Environment['efaSizes']>> {
  const sizes = await Promise.all(families.map((family) => efaSizesOf(clients, family)));
  return Object.fromEntries(families.map((family, at) => [family, sizes[at] ?? []]));
}

async function efaSizesOf({ ec2 }: Clients, family: string): Promise<readonly string[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await send('ec2:DescribeInstanceTypes', `${family}.*`, () =>
      ec2.send(
        new DescribeInstanceTypesCommand({
          Filters: [
            { Name: 'instance-type', Values: [`${family}.*`] },
            { Name: 'network-info.efa-supported', Values: ['true'] },
          ],
          ...(NextToken !== undefined && { NextToken }),
        }),
      ),
    );
    names.push(...(page.InstanceTypes ?? []).flatMap(({ InstanceType }) => InstanceType ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return names.sort();
}

export async function findOfferings(
  { ec2 }: Clients,
  types: readonly string[],
): Promise<NonNullable<Environment['offerings']>> {
  const answer = await send('ec2:DescribeInstanceTypeOfferings', types.join(', '), () =>
    ec2.send(
      new DescribeInstanceTypeOfferingsCommand({
        LocationType: 'availability-zone-id',
        Filters: [{ Name: 'instance-type', Values: [...types] }],
      }),
    ),
  );
  const zonesOf = (type: string) =>
    (answer.InstanceTypeOfferings ?? [])
      .filter(({ InstanceType }) => InstanceType === type)
      .map(({ Location = '' }) => Location)
      .sort();
  return Object.fromEntries(types.map((type) => [type, zonesOf(type)]));
}

/** The cluster's security group and those that the template names: SecurityGroupIds and Efa.SecurityGroupId. */
export async function findDesiredGroups(
  { ec2 }: Clients,
  { desired }: { readonly desired: Properties },
  { cluster }: Environment,
) {
  const clusterGroup =
    cluster && cluster !== 'absent'
      ? cluster.resourcesVpcConfig?.clusterSecurityGroupId
      : undefined;
  const { SecurityGroupIds = [], Efa: { SecurityGroupId: efaGroup } = {} } = desired;
  const ids = [...new Set([clusterGroup, ...SecurityGroupIds, efaGroup].flatMap((id) => id ?? []))];
  return findGroups({ ec2 }, ids);
}

/** Of the groups that the live version of our template names, those that EC2 does not know. */
export async function findGoneGroups(
  clients: Clients,
  nodegroup: Nodegroup | undefined,
  template: LaunchTemplateFact | undefined,
): Promise<readonly string[]> {
  const { version } = nodegroup?.launchTemplate ?? {};
  const live = template?.versions?.find(({ VersionNumber }) => String(VersionNumber) === version);
  const interfaces = live?.LaunchTemplateData?.NetworkInterfaces ?? [];
  const ids = [...new Set(interfaces.flatMap(({ Groups = [] }) => Groups))];
  const known = await findGroups(clients, ids);
  return ids.filter((id) => !known.some(({ GroupId }) => GroupId === id));
}

/** By filter: those that EC2 does not know are missing from the answer. */
async function findGroups({ ec2 }: Pick<Clients, 'ec2'>, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const answer = await send('ec2:DescribeSecurityGroups', ids.join(', '), () =>
    ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-id', Values: [...ids] }] }),
    ),
  );
  return answer.SecurityGroups ?? [];
}
