/** What AWS says: each look is one call, and looks at the same time are sent together. */
import type { Looked } from '../core/after-look';
import type { Facts, Lookups, Request, Target } from '../core/types';
import type { Clients } from './clients';
import {
  findCluster,
  findGivenGroups,
  findInstanceType,
  findOfferings,
  findSubnets,
  nodeSubnets,
} from './lookups';
import {
  findLaunchTemplate,
  findNodegroup,
  findPlacementGroup,
  findSecurityGroup,
  findUpdate,
} from './pieces';

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
  instanceType: async (clients, request) => ({
    lookups: { instanceType: await findInstanceType(clients, typeOf(request as Creating)) },
  }),
  offerings: async (clients, request) => ({
    lookups: { offeringZoneIds: await findOfferings(clients, typeOf(request as Creating)) },
  }),
  securityGroups: async (clients, request, { lookups }) => ({
    lookups: { securityGroups: await findGivenGroups(clients, request as Creating, lookups) },
  }),
};

function typeOf({ desired }: Creating): string {
  return desired.InstanceTypes[0] ?? '';
}
