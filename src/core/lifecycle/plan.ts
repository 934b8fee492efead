/**
 * Every move of an operation, by folding `decide` over what AWS would answer if nothing went wrong. It is
 * what the handlers do, because it is the same function that decides.
 */
import type { CreateNodegroupCommandOutput, Nodegroup, Update } from '@aws-sdk/client-eks';
import { reservationOf } from '../capacity/reservation';
import { applyResult } from '../loop/apply-result';
import { restore, checkpointOf, checkpointAfterResult } from '../loop/checkpoint';
import { applyObservation, type Observation, NOTHING_OBSERVED } from '../loop/observation';
import type {
  ApiResult,
  ApiCalls,
  Facts,
  LaunchTemplateFact,
  Environment,
  Decision,
  PlacementGroupFact,
  Progress,
  Request,
  SecurityGroupFact,
  ApiCall,
  Target,
  TemplateInterface,
} from '../model/types';
import { formatId } from '../ownership/identity';
import { ID_TAG } from '../ownership/tags';
import { rulesAreRight } from '../security-group/security-group';
import { decide } from './decide';

/** What AWS says before the operation; a piece that is not there is undefined. */
export interface Snapshot {
  readonly nodegroup?: Nodegroup;
  readonly launchTemplate?: LaunchTemplateFact;
  readonly securityGroup?: SecurityGroupFact;
  readonly placementGroup?: PlacementGroupFact;
  readonly environment: Environment;
}
interface Simulated extends Snapshot {
  readonly update?: Update;
  /** Of the template that Create made. */
  readonly interfaces?: readonly TemplateInterface[];
  /** That EKS's copy of the template names. */
  readonly reservation?: string;
}

const OWNED_RESOURCES = ['nodegroup', 'launchTemplate', 'securityGroup', 'placementGroup'] as const;
/** What a look at something that is not ours tells, where it is not the look-up of its own name. */
const ENVIRONMENT_OF: Partial<Record<Target, readonly (keyof Environment)[]>> = {
  subnets: ['subnets', 'unknownSubnetIds'],
  instanceTypes: ['instanceTypes', 'unknownInstanceTypes'],
  capacityReservations: ['capacityReservations', 'unknownCapacityReservations'],
};

/** Far over what any operation needs; a plan that does not end is a bug. */
const MAXIMUM_DECISIONS = 60;

/** What the fold has to be told: these targets, seen from these facts. */
export interface Question {
  readonly targets: readonly Target[];
  readonly facts: Facts;
  /** Whether calls were imagined before it, so that AWS could not yet answer. */
  readonly afterCalls: boolean;
}
export interface Planned {
  readonly decisions: readonly Decision[];
  /** Everything that was told. */
  readonly snapshot: Snapshot;
}

/** @throws TypeError for a plan that does not end, which no input should reach. */
export function plan(request: Request, snapshot: Snapshot): readonly Decision[] {
  const folding = planning(request);
  let question = folding.next();
  while (!question.done) {
    question = folding.next(simulatedObservation(snapshot, question.value.targets));
  }
  return question.value.decisions;
}

/** The same for somebody who can ask AWS: each target is asked about once, and imagined from then on. */
export function* planning(request: Request): Generator<Question, Planned, Observation> {
  const decisions: Decision[] = [];
  const observedTargets = new Set<Target>(['update', 'templateCopy', 'ownInterfaces']);
  let snapshot: Snapshot = { environment: {} };
  let simulated: Simulated = { ...snapshot, ...reservationInCopy(request) };
  let afterCalls = false;
  let facts = NOTHING_OBSERVED;
  let progress: Progress = { startedAtEpochSeconds: 0, waitedSeconds: 0, waits: 0, checkpoint: {} };
  while (decisions.length < MAXIMUM_DECISIONS) {
    const decision = decide(request, facts, progress);
    decisions.push(decision);
    switch (decision.kind) {
      case 'observe': {
        const targets = decision.targets.filter((target) => !observedTargets.has(target));
        if (targets.length > 0) {
          const answer = yield { targets, facts, afterCalls };
          snapshot = withObservation(snapshot, answer);
          simulated = withObservation(simulated, answer);
          for (const target of targets) observedTargets.add(target);
        }
        const observation = simulatedObservation(simulated, decision.targets);
        facts = applyObservation(request, facts, observation, progress.checkpoint);
        if (observedAnything(observation)) progress = withCheckpoint(progress, { observedAnything: true });
        break;
      }
      case 'warn':
        progress = { ...progress, warnings: decision.warnings };
        break;
      case 'call':
        afterCalls = true;
        for (const apiCall of decision.calls) {
          const answered = simulatedResult(apiCall, simulated);
          facts = applyResult(facts, answered);
          progress = { ...progress, checkpoint: checkpointAfterResult(progress.checkpoint, answered) };
          simulated = simulateCall(request, simulated, answered, facts);
        }
        break;
      case 'accept':
      case 'wait':
        simulated = decision.kind === 'wait' ? simulateWait(simulated) : simulated;
        progress = nextInvocation(request, facts, progress, decision);
        facts = restore(progress.checkpoint);
        break;
      default:
        return { decisions, snapshot };
    }
  }
  throw new TypeError(`the plan does not end: ${decisions.at(-1)?.kind}`);
}

function withObservation<T extends Snapshot>(known: T, { environment, ...resources }: Observation): T {
  const found = Object.entries(resources).flatMap(([resource, { value }]) =>
    value === undefined ? [] : [[resource, value] as const],
  );
  return {
    ...known,
    ...Object.fromEntries(found),
    environment: { ...known.environment, ...environment },
  };
}

function withCheckpoint(progress: Progress, more: Progress['checkpoint']): Progress {
  return { ...progress, checkpoint: { ...progress.checkpoint, ...more } };
}

function nextInvocation(
  request: Request,
  facts: Facts,
  progress: Progress,
  decision: Extract<Decision, { kind: 'accept' | 'wait' }>,
): Progress {
  return {
    ...progress,
    ...(decision.kind === 'accept' && { choices: decision.choices }),
    waits: progress.waits + 1,
    checkpoint: checkpointOf(request.action, facts, progress.checkpoint),
  };
}

function reservationInCopy(request: Request): Pick<Simulated, 'reservation'> {
  if (request.action === 'DELETE') return {};
  const reservation = reservationOf(request.desired.CapacityReservation);
  return reservation === undefined ? {} : { reservation };
}

function observedAnything({ environment: _lookups, ...resources }: Observation): boolean {
  return Object.values(resources).some(({ value }) => value !== undefined);
}

function simulatedObservation(simulated: Simulated, at: readonly Target[]): Observation {
  const { securityGroup, environment, reservation } = simulated;
  const group = securityGroup && { ...securityGroup, rulesConfirmed: rulesAreRight(securityGroup) };
  const resources = { ...simulated, securityGroup: group };
  const observation = [...OWNED_RESOURCES, 'update' as const].filter((resource) => at.includes(resource));
  const told = at.flatMap((target): readonly string[] => ENVIRONMENT_OF[target] ?? [target]);
  const interfaces = usedInterfaces(simulated);
  const answers = Object.entries({ ...environment, ownInterfaces: interfaces }).filter(([name]) =>
    told.includes(name),
  );
  return {
    ...Object.fromEntries(observation.map((resource) => [resource, { value: resources[resource] }])),
    ...(at.includes('templateCopy') && {
      templateCopy: {
        value: { is: 'read', template: '', interfaces, ...(reservation && { reservation }) },
      },
    }),
    environment: Object.fromEntries(answers),
  };
}

/** EKS copies the version that the node group names; where nobody was told it, one interface stands for all. */
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

/** What AWS would answer; ids that it would give are named after their call. */
function simulatedResult(apiCall: ApiCall, { nodegroup }: Simulated): ApiResult {
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
  const output = outputs[apiCall.call] ?? (apiCall.call === 'eks:CreateNodegroup' ? creating(apiCall) : {});
  return { ...apiCall, output } as ApiResult;
}

function creating({
  input,
}: Extract<ApiCall, { call: 'eks:CreateNodegroup' }>): Partial<CreateNodegroupCommandOutput> {
  const { clientRequestToken: _token, ...nodegroup } = input;
  return { nodegroup: { ...nodegroup, status: 'CREATING' } as Nodegroup };
}

/** What later looks would see: what is known now, with our Id on it, and what an update will have changed. */
function simulateCall(
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
  return withNodegroup(simulated, {
    ...(launchTemplate && { launchTemplate }),
    ...(version && { version }),
    ...(releaseVersion && { releaseVersion }),
  });
}

function withNodegroup(simulated: Simulated, more: Partial<Nodegroup>): Simulated {
  return simulated.nodegroup
    ? { ...simulated, nodegroup: { ...simulated.nodegroup, ...more } }
    : simulated;
}

/** Waiting ends well: what is being made is ACTIVE, what is being deleted is gone, an update has succeeded. */
function simulateWait(waiting: Simulated): Simulated {
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
      return withNodegroup(updated, { status: 'ACTIVE' });
    default:
      return updated;
  }
}

function withActiveCluster(simulated: Simulated): Simulated {
  const { cluster } = simulated.environment;
  const busy =
    cluster && cluster !== 'absent' && ['CREATING', 'UPDATING'].includes(cluster.status ?? '');
  return busy
    ? { ...simulated, environment: { ...simulated.environment, cluster: { ...cluster, status: 'ACTIVE' } } }
    : simulated;
}
