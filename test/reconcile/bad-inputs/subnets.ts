/** Bad inputs about subnets and the zone. */
import { route, shutEndpoint, TO_INTERNET } from '../../world/route-tables';
import type { BadInput } from './bad-input';

const UNKNOWN = 'subnet-0badbadbadbadbad1';
/** A subnet of a VPC of its own. */
const FOREIGN = 'subnet-0f0e1a90f0e1a9001';

export const SUBNETS: readonly BadInput[] = [
  {
    name: 'a subnet that does not exist',
    properties: ({ subnetIds }) => ({ Subnets: [...subnetIds, UNKNOWN] }),
    path: 'Subnets',
    words: [`Subnet ${UNKNOWN} does not exist`, 'Correct the ID'],
  },
  {
    name: 'a subnet of another VPC',
    properties: ({ subnetIds }) => ({ Subnets: [...subnetIds, FOREIGN] }),
    world: ({ account }, { subnetIds }) => {
      const near = account.subnets.get(subnetIds[0]);
      if (!near) throw new Error('no subnet');
      account.subnets.put(FOREIGN, { ...near, id: FOREIGN, vpcId: 'vpc-0ther' });
    },
    path: 'Subnets',
    words: [`${FOREIGN} is in vpc-0ther`, 'the cluster is in vpc-', "of the cluster's VPC"],
  },
  {
    name: 'a subnet that assigns no IPv6 address in an IPv6 cluster',
    properties: { ClusterName: 'six' },
    world: (world, { vpcId }) => {
      world.addCluster({ name: 'six', vpcId, ipFamily: 'ipv6' });
    },
    path: 'Subnets',
    words: ['Nodes of six need IPv6 addresses', 'subnet-', 'AssignIpv6AddressOnCreation'],
  },
  {
    name: 'a subnet named twice',
    properties: ({ subnetIds: [first, second] }) => ({ Subnets: [first, second, first] }),
    path: 'Subnets',
    words: ['The value is listed twice, as [0] and [2]', 'Remove one'],
  },
  {
    name: 'no zone of the subnets offers the type',
    properties: ({ subnetIds: [, , third] }) => ({ Subnets: [third] }),
    path: 'Subnets',
    words: [
      'p5.48xlarge is offered in use1-az1, use1-az2',
      'us-east-1c (use1-az3, subnet-',
      'Add a subnet',
    ],
  },
  {
    name: 'too few free addresses where every interface takes one',
    properties: ({ subnetIds: [first] }) => ({
      Subnets: [first],
      Efa: { InterfaceLayout: 'EFA_ALL' },
    }),
    world: ({ account }, { subnetIds: [first] }) => {
      const subnet = account.subnets.get(first);
      // enough for two nodes of one address each
      if (subnet) account.subnets.put(first, { ...subnet, availableIpAddressCount: 63 });
    },
    path: 'Subnets',
    words: [
      '2 nodes need 64 IP addresses (32 each)',
      'have 63 free',
      'lower ScalingConfig.DesiredSize',
    ],
  },
  {
    name: 'a zone without a subnet',
    properties: { Placement: { AvailabilityZone: 'us-east-1f' } },
    path: 'Placement.AvailabilityZone',
    words: ['us-east-1f', 'us-east-1a (use1-az1, ', 'add a subnet in us-east-1f'],
  },
  {
    name: 'public subnets without private endpoint',
    properties: {},
    world: ({ account }) => {
      route(account, [TO_INTERNET], { mapPublicIpOnLaunch: true });
      shutEndpoint(account);
    },
    path: 'Subnets',
    words: [
      'from public subnets (',
      'Nodes with 32 interfaces get no public IP',
      'private subnets',
    ],
  },
];
