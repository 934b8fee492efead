/** Whether a subnet has a way out of its VPC, by the route tables (VPC user guide, Route tables). */
import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import type { Environment } from './facts';

/**
 * Where the default route of IPv4 leads. `internetGateway`: only a node with a public IP address has a way out; `nowhere`: no route
 * leaves the VPC; `elsewhere`: a NAT gateway, or what is not known to end there.
 */
export type WayOut = 'internetGateway' | 'nowhere' | 'elsewhere';

/** Undefined where the route tables are not known. */
export function wayOutOf(
  subnetId: string | undefined,
  { routeTables }: Pick<Environment, 'routeTables'>,
): WayOut | undefined {
  if (!routeTables || routeTables === 'unknown') return undefined;
  const table =
    routeTables.find(({ Associations = [] }) =>
      Associations.some(({ SubnetId }) => SubnetId === subnetId),
    ) ?? routeTables.find(({ Associations = [] }) => Associations.some(({ Main }) => Main));
  return table && wayOut(table);
}

function wayOut({ Routes = [] }: RouteTable): WayOut {
  // a route whose target was deleted is a blackhole
  const leaving = Routes.filter((route) => route.State !== 'blackhole' && leavesVpc(route));
  if (leaving.length === 0) return 'nowhere';
  const isPublic = leaving.some(
    ({ DestinationCidrBlock, GatewayId }) =>
      DestinationCidrBlock === '0.0.0.0/0' && GatewayId?.startsWith('igw-'),
  );
  return isPublic ? 'internetGateway' : 'elsewhere';
}

/** Not to the VPC itself, nor to a gateway endpoint, which serves S3 and DynamoDB alone. */
function leavesVpc({ GatewayId }: Route): boolean {
  return GatewayId !== 'local' && !GatewayId?.startsWith('vpce-');
}
