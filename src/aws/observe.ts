/** What AWS says: each look is one call, and looks at the same time are sent together. */

import type { Observation } from '../core/loop/observation';
import type { Environment, Facts, Target } from '../core/model/facts';
import type { Request } from '../core/model/request';
import { familiesWithoutEfa } from '../core/node/instance-types';
import type { Clients } from './clients';
import { findOwnInterfaces, findUsedTemplate } from './find/auto-scaling';
import { findNamedGroup, findReservations } from './find/capacity';
import {
  findCluster,
  findCniVersion,
  findEfaSizes,
  findGivenGroups,
  findInstanceTypes,
  findOfferings,
  findSubnets,
  nodeSubnets,
} from './find/environment';
import { findImage, findKeyPair } from './find/node';
import {
  findLaunchTemplate,
  findNodegroup,
  findPlacementGroup,
  findSecurityGroup,
  findUpdate,
} from './find/owned-resources';

/** @throws AwsCallError of the first look that failed */
export async function observe(
  clients: Clients,
  at: readonly Target[],
  request: Request,
  facts: Facts,
): Promise<Observation> {
  const answers = await Promise.all(at.map((target) => OBSERVERS[target](clients, request, facts)));
  const environment = Object.assign(
    {},
    ...answers.map((answer) => answer.environment ?? {}),
  ) as Environment;
  return Object.assign({}, ...answers, { environment }) as Observation;
}

type Observer = (clients: Clients, request: Request, facts: Facts) => Promise<Observation>;
type Creating = Extract<Request, { action: 'CREATE' | 'UPDATE' }>;

const OBSERVERS: Readonly<Record<Target, Observer>> = {
  nodegroup: async (clients, { identity }) => ({
    nodegroup: { value: await findNodegroup(clients, identity) },
  }),
  launchTemplate: async (clients, request, facts) => ({
    launchTemplate: { value: await findLaunchTemplate(clients, request, facts) },
  }),
  securityGroup: async (clients, { identity }) => ({
    securityGroup: { value: await findSecurityGroup(clients, identity) },
  }),
  placementGroup: async (clients, { identity }) => ({
    placementGroup: { value: await findPlacementGroup(clients, identity) },
  }),
  update: async (clients, { identity }, { update }) => ({
    update: { value: await findUpdate(clients, identity, update?.id ?? '') },
  }),
  cluster: async (clients, { identity }) => ({
    environment: { cluster: (await findCluster(clients, identity)) ?? 'absent' },
  }),
  subnets: async (clients, request) => ({
    environment: await findSubnets(clients, (request as Creating).desired.Subnets),
  }),
  nodeSubnets: async (clients, _request, { nodegroup }) => ({
    environment: {
      nodeSubnets: await nodeSubnets(
        clients,
        nodegroup.is === 'present' ? nodegroup.value : undefined,
      ),
    },
  }),
  instanceTypes: async (clients, request) => ({
    environment: await findInstanceTypes(clients, (request as Creating).desired.InstanceTypes),
  }),
  efaSizes: async (clients, _request, { environment }) => ({
    environment: { efaSizes: await findEfaSizes(clients, familiesWithoutEfa(environment)) },
  }),
  offerings: async (clients, request) => ({
    environment: {
      offerings: await findOfferings(clients, (request as Creating).desired.InstanceTypes),
    },
  }),
  templateCopy: async (clients, _request, { nodegroup }) => ({
    templateCopy: {
      value: await findUsedTemplate(
        clients,
        nodegroup.is === 'present' ? nodegroup.value : undefined,
      ),
    },
  }),
  ownInterfaces: async (clients, _request, { nodegroup }) => ({
    environment: {
      ownInterfaces: await findOwnInterfaces(
        clients,
        nodegroup.is === 'present' ? nodegroup.value : undefined,
      ),
    },
  }),
  capacityReservations: async (clients, request) => ({
    environment: await findReservations(
      clients,
      (request as Creating).desired.CapacityReservation ?? {},
    ),
  }),
  namedPlacementGroup: async (clients, request) => ({
    environment: {
      namedPlacementGroup: await findNamedGroup(
        clients,
        (request as Creating).desired.Placement?.GroupName ?? '',
      ),
    },
  }),
  image: async (clients, request) => ({
    environment: {
      image: (await findImage(clients, (request as Creating).desired.ImageId ?? '')) ?? 'absent',
    },
  }),
  keyPair: async (clients, request) => ({
    environment: {
      keyPair:
        (await findKeyPair(clients, (request as Creating).desired.KeyName ?? '')) ?? 'absent',
    },
  }),
  cniVersion: async (clients, { identity }) => ({
    environment: { cniVersion: await findCniVersion(clients, identity) },
  }),
  securityGroups: async (clients, request, { environment }) => ({
    environment: {
      securityGroups: await findGivenGroups(clients, request as Creating, environment),
    },
  }),
};
