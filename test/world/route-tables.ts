/** Route tables: the way out of a VPC. A VPC's main one leads to a NAT gateway, so that its subnets are private. */
import type {
  DescribeRouteTablesCommandInput,
  DescribeRouteTablesCommandOutput,
  Route,
} from '@aws-sdk/client-ec2';
import type { Account, Subnet, WorldCluster } from './account';
import { filtered, type Output, paged } from './ec2-query';
import type { Call } from './store';

export interface RouteTable {
  id: string;
  vpcId: string;
  isMain: boolean;
  /** Those that are associated with it; others of the VPC use the main one. */
  subnetIds: readonly string[];
  /** Beside the local one. */
  routes: readonly Route[];
}

const to = (target: Partial<Route>): Route => ({
  DestinationCidrBlock: '0.0.0.0/0',
  State: 'active',
  ...target,
});
export const TO_NAT = to({ NatGatewayId: 'nat-00000000000000001' });
export const TO_INTERNET = to({ GatewayId: 'igw-00000000000000001' });
/** Of a NAT gateway that was deleted: "A route … has a state of blackhole" (VPC user guide). */
export const TO_NOTHING = to({ NatGatewayId: 'nat-00000000000000002', State: 'blackhole' });
export const TO_S3: Route = {
  DestinationPrefixListId: 'pl-00000001',
  GatewayId: 'vpce-00000000000000001',
  State: 'active',
};
export const TO_OFFICE = to({
  DestinationCidrBlock: '192.168.0.0/16',
  TransitGatewayId: 'tgw-00000000000000001',
});

const LOCAL: Route = {
  DestinationCidrBlock: '10.0.0.0/16',
  GatewayId: 'local',
  State: 'active',
};

export function addMainRouteTable({ routeTables }: Account, vpcId: string): void {
  const id = vpcId.replace('vpc-', 'rtb-');
  routeTables.put(id, { id, vpcId, isMain: true, subnetIds: [], routes: [TO_NAT] });
}

/** A route table of its own for every subnet, and what else the subnets are from here on. */
export function route(
  { routeTables, subnets }: Account,
  routes: readonly Route[],
  more: Partial<Subnet> = {},
): void {
  for (const subnet of subnets.all()) {
    const id = subnet.id.replace('subnet-', 'rtb-');
    const subnetIds = [subnet.id];
    routeTables.put(id, { id, vpcId: subnet.vpcId, isMain: false, subnetIds, routes });
    subnets.put(subnet.id, { ...subnet, ...more });
  }
}

/** The clusters' API servers are reached from outside the VPC alone. */
export function shutEndpoint({ clusters }: Account): void {
  for (const cluster of clusters.all()) {
    const resourcesVpcConfig = { ...cluster.resourcesVpcConfig, endpointPrivateAccess: false };
    clusters.put(cluster.name, { ...cluster, resourcesVpcConfig });
  }
}

export function describeRouteTables(
  account: Account,
  input: DescribeRouteTablesCommandInput,
  call: Call,
): Output<DescribeRouteTablesCommandOutput> {
  const tables = filtered(
    [...account.routeTables.seenBy(call).values()],
    input.Filters,
    {
      'vpc-id': (table) => [table.vpcId],
      'route-table-id': (table) => [table.id],
      'association.subnet-id': (table) => table.subnetIds,
      'association.main': (table) => [String(table.isMain)],
    },
    () => ({}),
  );
  const { page, NextToken } = paged(tables, input);
  return {
    RouteTables: page.map(({ id, vpcId, isMain, subnetIds, routes }) => ({
      RouteTableId: id,
      VpcId: vpcId,
      OwnerId: account.accountId,
      Associations: [
        ...(isMain ? [{ Main: true, RouteTableId: id }] : []),
        ...subnetIds.map((SubnetId) => ({ Main: false, RouteTableId: id, SubnetId })),
      ],
      Routes: [LOCAL, ...routes],
    })),
    NextToken,
  };
}

function routesOf({ routeTables }: Account, { id, vpcId }: Subnet): readonly Route[] {
  const tables = routeTables.all().filter((table) => table.vpcId === vpcId);
  const used =
    tables.find(({ subnetIds }) => subnetIds.includes(id)) ?? tables.find(({ isMain }) => isMain);
  return used?.routes ?? [];
}

function isPublic(account: Account, subnet: Subnet): boolean {
  return routesOf(account, subnet).some(
    ({ DestinationCidrBlock, GatewayId }) =>
      DestinationCidrBlock === '0.0.0.0/0' && GatewayId?.startsWith('igw-'),
  );
}

/**
 * "in the case where you are attempting to create a new node group using a public subnet where mapPublicIpOnLaunch is set to
 * FALSE, node group creation will fail" (containers-roadmap#607, EKS's product manager); the text: amazon-vpc-cni-k8s#878.
 */
export function publicAddressProblem(
  account: Account,
  nodegroupName: string,
  subnets: readonly Subnet[],
): { code: string; message: string; resourceIds: string[] } | undefined {
  const ids = subnets
    .filter((subnet) => isPublic(account, subnet) && !subnet.mapPublicIpOnLaunch)
    .map(({ id }) => id);
  if (ids.length === 0) return undefined;
  return {
    code: 'Ec2SubnetInvalidConfiguration',
    message: `One or more Amazon EC2 Subnets of [${ids.join(', ')}] for node group ${nodegroupName} does not automatically assign public IP addresses to instances launched into it. If you want your instances to be assigned a public IP address, then you need to enable auto-assign public IP address for the subnet. See IP addressing in VPC guide: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html#subnet-public-ip`,
    resourceIds: ids,
  };
}

/**
 * Why nodes there cannot reach an API server whose endpoint is public alone. "If you use a launch template and specify
 * multiple network interfaces, Amazon EC2 won't auto-assign a public IPv4 address, even if MapPublicIpOnLaunch is set to
 * true" (EKS user guide, create-managed-node-group).
 */
export function unreachable(
  account: Account,
  { resourcesVpcConfig }: WorldCluster,
  interfaces: number,
  subnets: readonly Subnet[],
): string | undefined {
  if (resourcesVpcConfig?.endpointPrivateAccess) return undefined;
  if (interfaces > 1 && subnets.some((subnet) => isPublic(account, subnet)))
    return 'several interfaces in a public subnet: no public IP, and the endpoint is not private';
  const leadsOut = ({ State, GatewayId }: Route) =>
    State === 'active' && !GatewayId?.startsWith('vpce-');
  return subnets.every((subnet) => routesOf(account, subnet).some(leadsOut))
    ? undefined
    : 'no route out of the VPC, and the endpoint is not private';
}
