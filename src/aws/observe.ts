/** Observes AWS: one function for each target; those of one decision run at the same time. */

import { snapshotIdsOf } from '../core/instance/snapshots';
import type { Observation } from '../core/loop/observation';
import type { Environment, Facts, Target } from '../core/model/facts';
import type { Request } from '../core/model/request';
import { familiesWithoutEfa } from '../core/node/instance-types';
import { namedGroupOf } from '../core/placement/placement-group';
import type { Clients } from './clients';
import { findOwnTemplate, findScalingGroup, findUsedTemplate } from './find/auto-scaling';
import { findNamedPlacementGroup, findReservations } from './find/capacity';
import {
  findCluster,
  findCniVersion,
  findDesiredGroups,
  findEfaSizes,
  findGoneGroups,
  findInstanceTypes,
  findOfferings,
  findRouteTables,
  findSubnets,
  nodeSubnets,
} from './find/environment';
import { checkReadable } from './find/live-state';
import { findImage, findKeyPair, findSnapshots } from './find/node';
import {
  findLaunchTemplate,
  findNodegroup,
  findPlacementGroup,
  findSecurityGroup,
  findUpdate,
} from './find/owned-resources';

/** @throws AwsCallError of the first observation that failed */
export async function observe(
  clients: Clients,
  targets: readonly Target[],
  request: Request,
  facts: Facts,
): Promise<Observation> {
  // none is still being tried when the invocation answers
  const results = await Promise.allSettled(
    targets.map((target) => OBSERVERS[target](clients, request, facts)),
  );
  const observations = results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  const environment = Object.assign(
    {},
    ...observations.map((each) => each.environment ?? {}),
  ) as Environment;
  return Object.assign({}, ...observations, { environment }) as Observation;
}

type Observer = (clients: Clients, request: Request, facts: Facts) => Promise<Observation>;
/** A request with properties: the core observes the targets that need them only for these. */
type PropertiesRequest = Extract<Request, { action: 'CREATE' | 'UPDATE' }>;

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
  readable: async (clients, { identity }, { nodegroup }) => ({
    environment: {
      readable: await checkReadable(
        clients,
        identity,
        nodegroup.is === 'present' ? nodegroup.value : undefined,
      ),
    },
  }),
  cluster: async (clients, { identity }) => ({
    environment: { cluster: (await findCluster(clients, identity)) ?? 'absent' },
  }),
  subnets: async (clients, request) => ({
    environment: await findSubnets(clients, (request as PropertiesRequest).desired.Subnets),
  }),
  nodeSubnets: async (clients, _request, { nodegroup }) => ({
    environment: {
      nodeSubnets: await nodeSubnets(
        clients,
        nodegroup.is === 'present' ? nodegroup.value : undefined,
      ),
    },
  }),
  routeTables: async (clients, _request, { environment }) => ({
    environment: { routeTables: await findRouteTables(clients, environment) },
  }),
  instanceTypes: async (clients, request) => ({
    environment: await findInstanceTypes(
      clients,
      (request as PropertiesRequest).desired.InstanceTypes,
    ),
  }),
  efaSizes: async (clients, _request, { environment }) => ({
    environment: { efaSizes: await findEfaSizes(clients, familiesWithoutEfa(environment)) },
  }),
  offerings: async (clients, request) => ({
    environment: {
      offerings: await findOfferings(clients, (request as PropertiesRequest).desired.InstanceTypes),
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
  ownTemplate: async (clients, _request, { nodegroup }) => ({
    environment: {
      ownTemplate: await findOwnTemplate(
        clients,
        nodegroup.is === 'present' ? nodegroup.value : undefined,
      ),
    },
  }),
  capacityReservations: async (clients, request) => ({
    environment: await findReservations(clients, (request as PropertiesRequest).desired),
  }),
  namedPlacementGroup: async (clients, request) => {
    const named = namedGroupOf((request as PropertiesRequest).desired);
    return {
      environment: named
        ? { namedPlacementGroup: await findNamedPlacementGroup(clients, named) }
        : {},
    };
  },
  image: async (clients, request) => ({
    environment: {
      image:
        (await findImage(clients, (request as PropertiesRequest).desired.ImageId ?? '')) ??
        'absent',
    },
  }),
  keyPair: async (clients, request) => ({
    environment: {
      keyPair:
        (await findKeyPair(clients, (request as PropertiesRequest).desired.KeyName ?? '')) ??
        'absent',
    },
  }),
  snapshots: async (clients, request) => ({
    environment: await findSnapshots(
      clients,
      snapshotIdsOf((request as PropertiesRequest).desired),
    ),
  }),
  cniVersion: async (clients, { identity }) => ({
    environment: { cniVersion: await findCniVersion(clients, identity) },
  }),
  goneGroups: async (clients, _request, { nodegroup, launchTemplate }) => ({
    environment: {
      goneGroupIds: await findGoneGroups(
        clients,
        nodegroup.is === 'present' ? nodegroup.value : undefined,
        launchTemplate.is === 'present' ? launchTemplate.value : undefined,
      ),
    },
  }),
  scalingGroup: async (clients, _request, { nodegroup }) => ({
    environment: {
      scalingGroup: await findScalingGroup(
        clients,
        nodegroup.is === 'present' ? nodegroup.value : undefined,
      ),
    },
  }),
  securityGroups: async (clients, request, { environment }) => ({
    environment: {
      securityGroups: await findDesiredGroups(clients, request as PropertiesRequest, environment),
    },
  }),
};
