/**
 * Every move of an operation, by folding `decide` over what AWS would answer if nothing went wrong. It is
 * what the handlers do, because it is the same function that decides.
 */
import type { CreateNodegroupCommandOutput, Nodegroup, Update } from '@aws-sdk/client-eks';
import { reservationOf } from '../capacity/reservation';
import { afterStep } from '../loop/apply-result';
import { factsFrom, hintsOf, seenAfterStep } from '../loop/checkpoint';
import { afterLook, type Looked, NOTHING_KNOWN } from '../loop/observation';
import type {
  AnsweredStep,
  Calls,
  Facts,
  LaunchTemplateFact,
  Lookups,
  Move,
  PlacementGroupFact,
  Progress,
  Request,
  SecurityGroupFact,
  Step,
  Target,
  TemplateInterface,
} from '../model/types';
import { formatId } from '../ownership/identity';
import { ID_TAG } from '../ownership/tags';
import { rulesAreRight } from '../security-group/security-group';
import { decide } from './decide';

/** What AWS says before the operation; a piece that is not there is undefined. */
export interface Before {
  readonly nodegroup?: Nodegroup;
  readonly launchTemplate?: LaunchTemplateFact;
  readonly securityGroup?: SecurityGroupFact;
  readonly placementGroup?: PlacementGroupFact;
  readonly lookups: Lookups;
}
interface Imagined extends Before {
  readonly update?: Update;
  /** Of the template that Create made. */
  readonly interfaces?: readonly TemplateInterface[];
  /** That EKS's copy of the template names. */
  readonly reservation?: string;
}

const PIECES = ['nodegroup', 'launchTemplate', 'securityGroup', 'placementGroup'] as const;
/** What a look at something that is not ours tells, where it is not the look-up of its own name. */
const LOOKUPS_OF: Partial<Record<Target, readonly (keyof Lookups)[]>> = {
  subnets: ['subnets', 'unknownSubnetIds'],
  instanceTypes: ['instanceTypes', 'unknownInstanceTypes'],
  capacityReservations: ['capacityReservations', 'unknownCapacityReservations'],
};

/** Far over what any operation needs; a plan that does not end is a bug. */
const MAXIMUM_MOVES = 60;

/** What the fold has to be told: these targets, seen from these facts. */
export interface Question {
  readonly at: readonly Target[];
  readonly facts: Facts;
  /** Whether calls were imagined before it, so that AWS could not yet answer. */
  readonly afterCalls: boolean;
}
export interface Planned {
  readonly moves: readonly Move[];
  /** Everything that was told. */
  readonly before: Before;
}

/** @throws TypeError for a plan that does not end, which no input should reach. */
export function plan(request: Request, before: Before): readonly Move[] {
  const folding = planning(request);
  let step = folding.next();
  while (!step.done) step = folding.next(imaginedLook(before, step.value.at));
  return step.value.moves;
}

/** The same for somebody who can ask AWS: each target is asked about once, and imagined from then on. */
export function* planning(request: Request): Generator<Question, Planned, Looked> {
  const moves: Move[] = [];
  const asked = new Set<Target>(['update', 'usedTemplate', 'ownInterfaces']);
  let before: Before = { lookups: {} };
  let imagined: Imagined = { ...before, ...copiedReservation(request) };
  let afterCalls = false;
  let facts = NOTHING_KNOWN;
  let progress: Progress = { startedAtEpochSeconds: 0, waitedSeconds: 0, waits: 0, seen: {} };
  while (moves.length < MAXIMUM_MOVES) {
    const move = decide(request, facts, progress);
    moves.push(move);
    switch (move.kind) {
      case 'look': {
        const at = move.at.filter((target) => !asked.has(target));
        if (at.length > 0) {
          const told = yield { at, facts, afterCalls };
          before = withTold(before, told);
          imagined = withTold(imagined, told);
          for (const target of at) asked.add(target);
        }
        const looked = imaginedLook(imagined, move.at);
        facts = afterLook(request, facts, looked, progress.seen);
        if (sawAnything(looked)) progress = withSeen(progress, { anything: true });
        break;
      }
      case 'warn':
        progress = { ...progress, warnings: move.warnings };
        break;
      case 'call':
        afterCalls = true;
        for (const step of move.steps) {
          const answered = imaginedAnswer(step, imagined);
          facts = afterStep(facts, answered);
          progress = { ...progress, seen: seenAfterStep(progress.seen, answered) };
          imagined = afterCall(request, imagined, answered, facts);
        }
        break;
      case 'begin':
      case 'wait':
        imagined = move.kind === 'wait' ? afterWait(imagined) : imagined;
        progress = nextInvocation(request, facts, progress, move);
        facts = factsFrom(progress.seen);
        break;
      default:
        return { moves, before };
    }
  }
  throw new TypeError(`the plan does not end: ${moves.at(-1)?.kind}`);
}

function withTold<T extends Before>(known: T, { lookups, ...pieces }: Looked): T {
  const found = Object.entries(pieces).flatMap(([piece, { value }]) =>
    value === undefined ? [] : [[piece, value] as const],
  );
  return {
    ...known,
    ...Object.fromEntries(found),
    lookups: { ...known.lookups, ...lookups },
  };
}

function withSeen(progress: Progress, more: Progress['seen']): Progress {
  return { ...progress, seen: { ...progress.seen, ...more } };
}

function nextInvocation(
  request: Request,
  facts: Facts,
  progress: Progress,
  move: Extract<Move, { kind: 'begin' | 'wait' }>,
): Progress {
  return {
    ...progress,
    ...(move.kind === 'begin' && { choices: move.choices }),
    waits: progress.waits + 1,
    seen: hintsOf(request.action, facts, progress.seen),
  };
}

function copiedReservation(request: Request): Pick<Imagined, 'reservation'> {
  if (request.action === 'DELETE') return {};
  const reservation = reservationOf(request.desired.CapacityReservation);
  return reservation === undefined ? {} : { reservation };
}

function sawAnything({ lookups: _lookups, ...pieces }: Looked): boolean {
  return Object.values(pieces).some(({ value }) => value !== undefined);
}

function imaginedLook(imagined: Imagined, at: readonly Target[]): Looked {
  const { securityGroup, lookups, reservation } = imagined;
  const group = securityGroup && { ...securityGroup, rulesSeen: rulesAreRight(securityGroup) };
  const pieces = { ...imagined, securityGroup: group };
  const looked = [...PIECES, 'update' as const].filter((piece) => at.includes(piece));
  const told = at.flatMap((target): readonly string[] => LOOKUPS_OF[target] ?? [target]);
  const interfaces = usedInterfaces(imagined);
  const answers = Object.entries({ ...lookups, ownInterfaces: interfaces }).filter(([name]) =>
    told.includes(name),
  );
  return {
    ...Object.fromEntries(looked.map((piece) => [piece, { value: pieces[piece] }])),
    ...(at.includes('usedTemplate') && {
      usedTemplate: {
        value: { is: 'read', template: '', interfaces, ...(reservation && { reservation }) },
      },
    }),
    lookups: Object.fromEntries(answers),
  };
}

/** EKS copies the version that the node group names; where nobody was told it, one interface stands for all. */
function usedInterfaces({
  interfaces,
  launchTemplate,
  nodegroup,
}: Imagined): readonly TemplateInterface[] {
  const used = launchTemplate?.versions?.find(
    ({ VersionNumber }) => String(VersionNumber) === nodegroup?.launchTemplate?.version,
  );
  return used?.LaunchTemplateData?.NetworkInterfaces ?? interfaces ?? [{}];
}

/** What AWS would answer; ids that it would give are named after their call. */
function imaginedAnswer(step: Step, { nodegroup }: Imagined): AnsweredStep {
  const id = `(known after ${step.call})`;
  const outputs: Partial<Record<Step['call'], unknown>> = {
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
  const output = outputs[step.call] ?? (step.call === 'eks:CreateNodegroup' ? creating(step) : {});
  return { ...step, output } as AnsweredStep;
}

function creating({
  input,
}: Extract<Step, { call: 'eks:CreateNodegroup' }>): Partial<CreateNodegroupCommandOutput> {
  const { clientRequestToken: _token, ...nodegroup } = input;
  return { nodegroup: { ...nodegroup, status: 'CREATING' } as Nodegroup };
}

/** What later looks would see: what is known now, with our Id on it, and what an update will have changed. */
function afterCall(
  { identity }: Request,
  imagined: Imagined,
  step: AnsweredStep,
  facts: Facts,
): Imagined {
  const ours = { [ID_TAG]: formatId(identity) };
  const pieces = PIECES.map((piece) => {
    const sight = facts[piece];
    if (sight.is === 'unsure') return [piece, imagined[piece]];
    if (sight.is === 'absent') return [piece, undefined];
    return [piece, { ...sight.value, tags: { ...sight.value.tags, ...ours } }];
  });
  const seen = {
    ...imagined,
    ...Object.fromEntries(pieces),
    ...(facts.update && { update: facts.update }),
    ...(step.call === 'ec2:CreateLaunchTemplate' && {
      interfaces: step.input.LaunchTemplateData?.NetworkInterfaces,
    }),
  } as Imagined;
  return step.call === 'eks:UpdateNodegroupVersion' ? withVersions(seen, step.input) : seen;
}

function withVersions(
  imagined: Imagined,
  { launchTemplate, version, releaseVersion }: Calls['eks:UpdateNodegroupVersion'][0],
): Imagined {
  return withNodegroup(imagined, {
    ...(launchTemplate && { launchTemplate }),
    ...(version && { version }),
    ...(releaseVersion && { releaseVersion }),
  });
}

function withNodegroup(imagined: Imagined, more: Partial<Nodegroup>): Imagined {
  return imagined.nodegroup
    ? { ...imagined, nodegroup: { ...imagined.nodegroup, ...more } }
    : imagined;
}

/** Waiting ends well: what is being made is ACTIVE, what is being deleted is gone, an update has succeeded. */
function afterWait(waiting: Imagined): Imagined {
  const imagined = withActiveCluster(waiting);
  const { update } = imagined;
  const updated = update
    ? { ...imagined, update: { ...update, status: 'Successful' as const } }
    : imagined;
  switch (imagined.nodegroup?.status) {
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

function withActiveCluster(imagined: Imagined): Imagined {
  const { cluster } = imagined.lookups;
  const busy =
    cluster && cluster !== 'absent' && ['CREATING', 'UPDATING'].includes(cluster.status ?? '');
  return busy
    ? { ...imagined, lookups: { ...imagined.lookups, cluster: { ...cluster, status: 'ACTIVE' } } }
    : imagined;
}
