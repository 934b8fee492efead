/** What AWS would answer if nothing went wrong: observations and results without AWS. */

import type { CreateNodegroupCommandOutput, Nodegroup, Update } from '@aws-sdk/client-eks';
import type { Observation } from '../loop/observation';
import type { ApiCall, ApiCalls, ApiResult } from '../model/api-calls';
import type {
  Environment,
  Facts,
  LaunchTemplateFact,
  PlacementGroupFact,
  SecurityGroupFact,
  Target,
  TemplateInterface,
} from '../model/facts';
import type { Identity, Request } from '../model/request';
import { reservationOf } from '../model/reservation';
import { formatId, resourceName } from '../ownership/identity';
import { OWNED_RESOURCES } from '../ownership/owned-resources';
import { ID_TAG } from '../ownership/tag-keys';
import { rulesAreRight } from '../security-group/self-rules';

/** What AWS holds before the operation; a resource that does not exist is undefined. */
export interface Snapshot {
  readonly nodegroup?: Nodegroup;
  readonly launchTemplate?: LaunchTemplateFact;
  readonly securityGroup?: SecurityGroupFact;
  readonly placementGroup?: PlacementGroupFact;
  readonly environment: Environment;
}
/** What AWS would hold meanwhile. */
export interface Simulated extends Snapshot {
  readonly update?: Update;
  /** Of the launch template that Create created. */
  readonly interfaces?: readonly TemplateInterface[];
  /** That EKS's copy of the launch template names. */
  readonly reservation?: string;
}

/** What an observation of a target shows, where it is not the member of its own name. */
const ENVIRONMENT_OF: Partial<Record<Target, readonly (keyof Environment)[]>> = {
  subnets: ['subnets', 'unknownSubnetIds'],
  instanceTypes: ['instanceTypes', 'unknownInstanceTypes'],
  capacityReservations: ['capacityReservations', 'unknownCapacityReservations', 'passedOver'],
  goneGroups: ['goneGroupIds'],
  snapshots: ['snapshots', 'unknownSnapshotIds'],
};

export function withObservation<T extends Snapshot>(
  known: T,
  { environment, ...resources }: Observation,
): T {
  const found = Object.entries(resources).flatMap(([resource, { value }]) =>
    value === undefined ? [] : [[resource, value] as const],
  );
  return {
    ...known,
    ...Object.fromEntries(found),
    environment: { ...known.environment, ...environment },
  };
}

export function reservationInCopy(request: Request): Pick<Simulated, 'reservation'> {
  if (request.action === 'DELETE') return {};
  const reservation = reservationOf(request.desired.CapacityReservation);
  return reservation === undefined ? {} : { reservation };
}

export function simulatedObservation(
  simulated: Simulated,
  targets: readonly Target[],
): Observation {
  const { securityGroup, environment, reservation } = simulated;
  const group = securityGroup && { ...securityGroup, rulesConfirmed: rulesAreRight(securityGroup) };
  const resources = { ...simulated, securityGroup: group };
  const observation = [...OWNED_RESOURCES, 'update' as const].filter((resource) =>
    targets.includes(resource),
  );
  const names = targets.flatMap((target): readonly string[] => ENVIRONMENT_OF[target] ?? [target]);
  const interfaces = usedInterfaces(simulated);
  const content = { interfaces, ...(reservation && { reservation }) };
  const assumed = {
    goneGroupIds: [],
    readable: true,
    ownTemplate: content,
    scalingGroup: { desiredCapacity: simulated.nodegroup?.scalingConfig?.desiredSize ?? 0 },
  };
  const answers = Object.entries({ ...assumed, ...environment }).filter(([name]) =>
    names.includes(name),
  );
  return {
    ...Object.fromEntries(
      observation.map((resource) => [resource, { value: resources[resource] }]),
    ),
    ...(targets.includes('templateCopy') && {
      templateCopy: {
        value: { is: 'read', template: '', ...content },
      },
    }),
    environment: Object.fromEntries(answers),
  };
}

/** EKS copies the version that the node group names; where it is not known, one interface represents all. */
function usedInterfaces({
  interfaces,
  launchTemplate,
  nodegroup,
}: Simulated): readonly TemplateInterface[] {
  const used = launchTemplate?.versions?.find(
    ({ VersionNumber }) => String(VersionNumber) === nodegroup?.launchTemplate?.version,
  );
  return used?.LaunchTemplateData?.NetworkInterfaces ?? interfaces ?? [{}];
}

/** The result of a call; ids that AWS would give are named after the call. */
export function simulatedResult(
  { identity }: Request,
  apiCall: ApiCall,
  { nodegroup }: Simulated,
): ApiResult {
  const id = `(known after ${apiCall.call})`;
  const outputs: Partial<Record<ApiCall['call'], unknown>> = {
    'ec2:CreatePlacementGroup': { PlacementGroup: { GroupId: id, State: 'available' } },
    'ec2:CreateSecurityGroup': { GroupId: id },
    'ec2:CreateLaunchTemplate': {
      LaunchTemplate: { LaunchTemplateId: id, LatestVersionNumber: 1 },
    },
    'ec2:CreateLaunchTemplateVersion': {
      LaunchTemplateVersion: {
        VersionNumber: Number(nodegroup?.launchTemplate?.version ?? 0) + 1,
      },
    },
    'eks:UpdateNodegroupConfig': {
      update: { id, status: 'InProgress', type: 'ConfigUpdate' },
    },
    'eks:UpdateNodegroupVersion': {
      update: { id, status: 'InProgress', type: 'VersionUpdate' },
    },
  };
  const output =
    outputs[apiCall.call] ??
    (apiCall.call === 'eks:CreateNodegroup' ? creatingNodegroup(identity, apiCall) : {});
  return { ...apiCall, output } as ApiResult;
}

function creatingNodegroup(
  identity: Identity,
  { input }: Extract<ApiCall, { call: 'eks:CreateNodegroup' }>,
): Partial<CreateNodegroupCommandOutput> {
  const { clientRequestToken: _token, ...nodegroup } = input;
  const launchTemplate = { ...input.launchTemplate, name: resourceName(identity) };
  return { nodegroup: { ...nodegroup, launchTemplate, status: 'CREATING' } as Nodegroup };
}

/** What later observations would show: what is known now, with our Id on it, and what an update will have changed. */
export function simulateCall(
  { identity }: Request,
  simulated: Simulated,
  apiCall: ApiResult,
  facts: Facts,
): Simulated {
  const ours = { [ID_TAG]: formatId(identity) };
  const resources = OWNED_RESOURCES.map((resource) => {
    const observed = facts[resource];
    if (observed.is === 'unknown') return [resource, simulated[resource]];
    if (observed.is === 'absent') return [resource, undefined];
    return [resource, { ...observed.value, tags: { ...observed.value.tags, ...ours } }];
  });
  const seen = {
    ...simulated,
    ...Object.fromEntries(resources),
    ...(facts.update && { update: facts.update }),
    ...(apiCall.call === 'ec2:CreateLaunchTemplate' && {
      interfaces: apiCall.input.LaunchTemplateData?.NetworkInterfaces,
    }),
  } as Simulated;
  return apiCall.call === 'eks:UpdateNodegroupVersion' ? withVersions(seen, apiCall.input) : seen;
}

function withVersions(
  simulated: Simulated,
  { launchTemplate, version, releaseVersion }: ApiCalls['eks:UpdateNodegroupVersion'][0],
): Simulated {
  return withNodegroupMembers(simulated, {
    ...(launchTemplate && {
      launchTemplate: { ...simulated.nodegroup?.launchTemplate, ...launchTemplate },
    }),
    ...(version && { version }),
    ...(releaseVersion && { releaseVersion }),
  });
}

function withNodegroupMembers(simulated: Simulated, more: Partial<Nodegroup>): Simulated {
  return simulated.nodegroup
    ? { ...simulated, nodegroup: { ...simulated.nodegroup, ...more } }
    : simulated;
}

/** Every wait ends well: what is being created is ACTIVE, what is being deleted is absent, an update has succeeded. */
export function simulateWait(waiting: Simulated): Simulated {
  const simulated = withActiveCluster(waiting);
  const { update } = simulated;
  const updated = update
    ? { ...simulated, update: { ...update, status: 'Successful' as const } }
    : simulated;
  switch (simulated.nodegroup?.status) {
    case 'DELETING': {
      const { nodegroup: _gone, ...rest } = updated;
      return rest;
    }
    case 'CREATING':
    case 'UPDATING':
      return withNodegroupMembers(updated, { status: 'ACTIVE' });
    default:
      return updated;
  }
}

function withActiveCluster(simulated: Simulated): Simulated {
  const { cluster } = simulated.environment;
  const busy =
    cluster && cluster !== 'absent' && ['CREATING', 'UPDATING'].includes(cluster.status ?? '');
  return busy
    ? {
        ...simulated,
        environment: { ...simulated.environment, cluster: { ...cluster, status: 'ACTIVE' } },
      }
    : simulated;
}
