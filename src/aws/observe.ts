/** What AWS says: each look is one call, and looks at the same time are sent together. */
import type { Looked } from '../core/loop/observation';
import type { Facts, Lookups, Request, Target } from '../core/model/types';
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
export async function look(
  clients: Clients,
  at: readonly Target[],
  request: Request,
  facts: Facts,
): Promise<Looked> {
  const answers = await Promise.all(at.map((target) => LOOKS[target](clients, request, facts)));
  const lookups = Object.assign({}, ...answers.map((answer) => answer.lookups ?? {})) as Lookups;
  return Object.assign({}, ...answers, { lookups }) as Looked;
}

type Look = (clients: Clients, request: Request, facts: Facts) => Promise<Looked>;
type Creating = Extract<Request, { action: 'CREATE' | 'UPDATE' }>;

const LOOKS: Readonly<Record<Target, Look>> = {
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
    lookups: { cluster: (await findCluster(clients, identity)) ?? 'absent' },
  }),
  subnets: async (clients, request) => ({
    lookups: await findSubnets(clients, (request as Creating).desired.Subnets),
  }),
  nodeSubnets: async (clients, _request, { nodegroup }) => ({
    lookups: {
      nodeSubnets: await nodeSubnets(
        clients,
        nodegroup.is === 'present' ? nodegroup.value : undefined,
      ),
    },
  }),
  instanceTypes: async (clients, request) => ({
    lookups: await findInstanceTypes(clients, (request as Creating).desired.InstanceTypes),
  }),
  efaSizes: async (clients, _request, { lookups }) => ({
    lookups: { efaSizes: await findEfaSizes(clients, familiesWithoutEfa(lookups)) },
  }),
  offerings: async (clients, request) => ({
    lookups: {
      offerings: await findOfferings(clients, (request as Creating).desired.InstanceTypes),
    },
  }),
  usedTemplate: async (clients, _request, { nodegroup }) => ({
    usedTemplate: {
      value: await findUsedTemplate(
        clients,
        nodegroup.is === 'present' ? nodegroup.value : undefined,
      ),
    },
  }),
  ownInterfaces: async (clients, _request, { nodegroup }) => ({
    lookups: {
      ownInterfaces: await findOwnInterfaces(
        clients,
        nodegroup.is === 'present' ? nodegroup.value : undefined,
      ),
    },
  }),
  capacityReservations: async (clients, request) => ({
    lookups: await findReservations(
      clients,
      (request as Creating).desired.CapacityReservation ?? {},
    ),
  }),
  namedPlacementGroup: async (clients, request) => ({
    lookups: {
      namedPlacementGroup: await findNamedGroup(
        clients,
        (request as Creating).desired.Placement?.GroupName ?? '',
      ),
    },
  }),
  image: async (clients, request) => ({
    lookups: {
      image: (await findImage(clients, (request as Creating).desired.ImageId ?? '')) ?? 'absent',
    },
  }),
  keyPair: async (clients, request) => ({
    lookups: {
      keyPair:
        (await findKeyPair(clients, (request as Creating).desired.KeyName ?? '')) ?? 'absent',
    },
  }),
  cniVersion: async (clients, { identity }) => ({
    lookups: { cniVersion: await findCniVersion(clients, identity) },
  }),
  securityGroups: async (clients, request, { lookups }) => ({
    lookups: { securityGroups: await findGivenGroups(clients, request as Creating, lookups) },
  }),
};
