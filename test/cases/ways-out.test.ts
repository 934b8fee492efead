/** Subnets whose nodes have no way out (route-tables.ts of the world), and the nearest that have one. */
import type { Route } from '@aws-sdk/client-ec2';
import { silenceLogs } from '../custom-resource/given';
import {
  route,
  shutEndpoint,
  TO_INTERNET,
  TO_NAT,
  TO_NOTHING,
  TO_OFFICE,
  TO_S3,
} from '../world/route-tables';
import type { Scene } from '../world/scene';
import { refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

/** One interface, so that its nodes may have public addresses. */
const SINGLE = { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'NONE' };

function routed(routes: readonly Route[], { isOpen = true, assigns = false } = {}) {
  return ({ world: { account } }: Scene): void => {
    route(account, routes, { mapPublicIpOnLaunch: assigns });
    if (!isOpen) shutEndpoint(account);
  };
}

const UNASSIGNED = {
  path: 'Subnets',
  words: ['is an internet gateway', 'MapPublicIpOnLaunch', 'EKS does not create node groups there'],
  atSynth: false,
};
const SHUT = {
  path: 'Subnets',
  words: ['has no route out of the VPC', "Enable the cluster's private endpoint"],
  atSynth: false,
};

refusedEverywhere([
  { name: 'a public subnet', properties: SINGLE, world: routed([TO_INTERNET]), ...UNASSIGNED },
  {
    name: 'one for nodes with many interfaces',
    properties: {},
    world: routed([TO_INTERNET, TO_OFFICE]),
    ...UNASSIGNED,
  },
  {
    name: 'no route at all',
    properties: SINGLE,
    world: routed([], { isOpen: false }),
    ...SHUT,
  },
  {
    name: 'a NAT gateway that was deleted, and an endpoint of S3',
    properties: {},
    world: routed([TO_NOTHING, TO_S3], { isOpen: false }),
    ...SHUT,
  },
]);

takenEverywhere([
  {
    name: 'a public subnet that assigns addresses',
    properties: SINGLE,
    world: routed([TO_INTERNET], { isOpen: false, assigns: true }),
  },
  {
    name: 'one for nodes that get none, which reach the API server alone',
    properties: {},
    world: routed([TO_INTERNET], { assigns: true }),
    warned: ['Nodes with 32 interfaces get no public IP address', 'they reach nothing outside'],
  },
  {
    name: 'a subnet with a NAT gateway that assigns addresses nobody needs',
    properties: {},
    world: routed([TO_NAT], { isOpen: false, assigns: true }),
  },
  {
    name: 'no route at all, beside the private endpoint',
    properties: {},
    world: routed([]),
  },
  {
    name: 'a transit gateway, which may lead anywhere',
    properties: {},
    world: routed([TO_OFFICE], { isOpen: false }),
  },
  {
    name: 'route tables that may not be read',
    properties: {},
    world: ({ world }) =>
      world.faults.add({
        action: 'DescribeRouteTables',
        times: Number.POSITIVE_INFINITY,
        error: { code: 'UnauthorizedOperation' },
      }),
    warned: ['the route tables could not be read', 'Allow ec2:DescribeRouteTables'],
  },
]);
