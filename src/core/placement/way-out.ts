/** Whether nodes can leave their subnets: to the API server, and for what they need to join. */
import type { Subnet } from '@aws-sdk/client-ec2';
import type { CreateContext, WarningContext } from '../feature/feature';
import { publicSubnetFindings } from '../feature/public-subnets';
import { type Finding, findingsAt } from '../model/findings';
import type { NetworkInterface } from '../model/properties';
import { type WayOut, wayOutOf } from '../model/routes';

type Known = Pick<CreateContext, 'desired' | 'environment' | 'privateAccess' | 'ipv6'>;

/** @param used the subnets that the nodes will be in */
export function wayOutFindings(
  { desired, environment, privateAccess, ipv6 }: Known,
  used: readonly Subnet[],
  interfaces: readonly NetworkInterface[],
): readonly Finding[] {
  const without = used.filter(({ MapPublicIpOnLaunch }) => !MapPublicIpOnLaunch);
  const refused = leadingTo(without, 'internetGateway', environment);
  const shut = leadingTo(used, 'nowhere', environment);
  return [
    ...findingsAt('Subnets', [
      // containers-roadmap#607: "a public subnet where mapPublicIpOnLaunch is set to FALSE, node group creation will fail"
      refused
        ? `The default route of ${refused} is an internet gateway, but the subnet does not assign public IP addresses (MapPublicIpOnLaunch), and EKS does not create node groups there. Use subnets with a route to a NAT gateway, or enable the attribute.`
        : undefined,
      // addresses of IPv6 need no NAT
      shut && privateAccess === false && !ipv6
        ? `${shut} has no route out of the VPC, so nodes there could not reach the API server of ${desired.ClusterName}. Enable the cluster's private endpoint, add a route to a NAT gateway, or use other subnets.`
        : undefined,
    ]),
    ...(privateAccess === false
      ? publicSubnetFindings('Subnets', desired.ClusterName, used, interfaces, environment)
      : []),
  ];
}

/** Nodes that reach the API server inside the VPC, and nothing outside. */
export function wayOutWarnings({ environment, choices }: WarningContext): readonly Finding[] {
  const { subnets = [], routeTables } = environment;
  if (!choices || choices.ipv6) return [];
  const { subnetIds, interfaces } = choices;
  const used = subnets.filter(({ SubnetId = '' }) => subnetIds.includes(SubnetId));
  const open = leadingTo(used, 'internetGateway', environment);
  return findingsAt('Subnets', [
    open && interfaces.length > 1
      ? // EKS user guide, create-managed-node-group and private-clusters
        `Nodes with ${interfaces.length} interfaces get no public IP address, and the default route of ${open} is an internet gateway: they reach nothing outside the VPC, and join only where it has endpoints for Amazon ECR, Amazon S3, Amazon EC2 and AWS STS. Use subnets with a route to a NAT gateway.`
      : undefined,
    routeTables === 'unknown'
      ? 'Whether the nodes have a way out of their subnets was not checked, because the route tables could not be read. Allow ec2:DescribeRouteTables to the role of the provider.'
      : undefined,
  ]);
}

/** Undefined where there is none. */
function leadingTo(
  subnets: readonly Subnet[],
  wayOut: WayOut,
  environment: WarningContext['environment'],
): string | undefined {
  const names = subnets
    .filter(({ SubnetId }) => wayOutOf(SubnetId, environment) === wayOut)
    .map(({ SubnetId }) => SubnetId);
  return names.length > 0 ? names.join(', ') : undefined;
}
