/** `efa-nodegroup plan`: reads, plans, prints. */

import { writeFileSync } from 'node:fs';
import { type Clients, makeClients } from '../../aws/clients';
import { findLiveState } from '../../aws/find/live-state';
import { observe } from '../../aws/observe';
import { planWith } from '../../aws/planned';
import { makeStackClients, type StackClients } from '../../aws/stack/stack-clients';
import { flatten, type LiveState } from '../../core/lifecycle/flatten';
import { createRequest, updateRequest } from '../../core/lifecycle/requests';
import { validateRequest } from '../../core/lifecycle/validate';
import type { CreateRequest, UpdateRequest } from '../../core/model/request';
import { planning } from '../../core/plan/plan';
import { ExternalValues } from '../input/external-values';
import { readSubjects, type SourceOptions } from '../input/read-subjects';
import { identityOf, liveProperties, planInput } from '../input/request';
import { regionOf } from '../input/source';
import type { Removal, Subject, SubjectProperties, Subjects } from '../input/subject';
import type { Attributes } from '../input/template';
import { type ExitCode, FAILED, type Io, nodeGroupNotFound } from '../io';
import { pictureSvg } from '../picture/svg';
import { exitCodeOfPlans } from '../plan/exit-code';
import { KnownAfter } from '../plan/known-after';
import { placed } from '../plan/placed';
import { type PlanDocument, planDocument } from '../plan/plan-document';
import { type NodeGroupPlan, plansDocument, plansLines, type RemovalDocument } from '../plan/plans';
import { type CommonOptions, clientConfigOf, formatOf, printed } from '../terminal/options';
import { painter } from '../terminal/paint';
import { whereAmI } from '../terminal/where';
import { UsageError } from '../usage-error';

export interface PlanOptions extends SourceOptions, CommonOptions {
  readonly detailedExitcode?: true;
  readonly svg?: string;
}
/** By Id; undefined where the node group does not exist. */
type LiveStates = ReadonlyMap<string, LiveState | undefined>;

/** @throws UsageError, AwsCallError */
export async function planCommand(
  file: string | undefined,
  options: PlanOptions,
  io: Io,
): Promise<ExitCode> {
  const format = formatOf(options, 'text');
  const config = clientConfigOf(options, io);
  const clients = makeClients(config);
  let made: StackClients | undefined;
  const stackClients = () => {
    made ??= makeStackClients(config);
    return made;
  };
  const external = new ExternalValues(stackClients);
  const found = await readSubjects(file, options, { clients, stackClients, external, io });
  await regionOf(clients.ec2);
  refuseProblems([
    ...found.problems,
    ...(found.usesLive ? [] : await unresolved(found, new Map())),
  ]);
  const live = await liveStates(clients, found);
  const gone = found.subjects.find(({ id }) => id !== undefined && !live.get(id));
  if (gone) {
    io.stderr(nodeGroupNotFound(gone.id ?? ''));
    return FAILED;
  }
  if (found.usesLive) refuseProblems(await unresolved(found, live));
  const plans = await plansOf(clients, found, live);
  const asks = found.subjects.length === 0 || plans.some(({ wasObserved }) => wasObserved);
  const answer = {
    where: await whereAmI(clients, external, io, asks),
    stackName: found.stackName,
    plans: plans.map(({ plan }) => plan),
    removals: found.removals.map((removal) => removalDocument(removal, live)),
  };
  if (format === 'text') {
    for (const { text, isError } of plansLines(answer, painter(io.hasColors === true))) {
      if (isError) io.stderr(`${text}\n`);
      else io.stdout(`${text}\n`);
    }
  } else {
    io.stdout(printed(plansDocument(answer), format));
  }
  if (options.svg !== undefined) writeSvg(options.svg, answer.plans);
  return exitCodeOfPlans(answer, options.detailedExitcode === true);
}

/** All at once. */
function refuseProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw new UsageError([...new Set(problems)].join('\n'));
}

/** What cannot be resolved in any of the node groups, before AWS is asked about the first. */
async function unresolved({ subjects }: Subjects, live: LiveStates): Promise<readonly string[]> {
  const own = subjects.map(({ logicalId }) => logicalId);
  const unknownYet: Attributes = (logicalId, name) => {
    if (!own.includes(logicalId)) return undefined;
    return name === 'NodeSubnets' ? Array<string>(16).fill('') : '';
  };
  const all = await Promise.all(
    subjects.map((subject) => subject.properties(unknownYet, live.get(subject.id ?? ''))),
  );
  return all.flatMap(({ problems }) => problems);
}

async function liveStates(clients: Clients, { subjects, removals }: Subjects): Promise<LiveStates> {
  const ids = [...subjects, ...removals].flatMap(({ id }) => (id === undefined ? [] : [id]));
  const states = await Promise.all(
    [...new Set(ids)].map(
      async (id) => [id, await findLiveState(clients, identityOf(id))] as const,
    ),
  );
  return new Map(states);
}

interface Observed {
  readonly plan: NodeGroupPlan;
  /** Whether AWS was asked: invalid properties make no calls, as in the handlers. */
  readonly wasObserved: boolean;
}

/** One after the other, for each may refer to those before it. */
async function plansOf(
  clients: Clients,
  { subjects }: Subjects,
  live: LiveStates,
): Promise<readonly Observed[]> {
  const known = new KnownAfter();
  const planned: Observed[] = [];
  for (const subject of subjects) {
    const state = live.get(subject.id ?? '');
    const properties = await subject.properties(known.attribute, state);
    const { document, wasObserved } = await new Planner(clients, known).plan(
      subject,
      properties,
      state,
    );
    if (subject.logicalId !== undefined) known.add(subject.logicalId, document);
    const warnings = [...document.warnings, ...properties.notes];
    const shown = placed(known.shown({ ...document, warnings }), subject.positions);
    planned.push({ plan: { logicalId: subject.logicalId ?? null, ...shown }, wasObserved });
  }
  return planned;
}

class Planner {
  private wasObserved = false;

  constructor(
    private readonly clients: Clients,
    private readonly known: KnownAfter,
  ) {}

  async plan(
    subject: Subject,
    { desired, previous }: SubjectProperties,
    state: LiveState | undefined,
  ): Promise<{ readonly document: PlanDocument; readonly wasObserved: boolean }> {
    const { origin, id, customResourceSeconds } = subject;
    const creation = createRequest(planInput(desired, origin));
    const document =
      id === undefined || !state
        ? await this.documentOf(creation)
        : await this.updateDocument(id, desired, previous, origin, state, customResourceSeconds);
    return document.cost === 'REPLACES'
      ? {
          document: { ...document, replacement: await this.documentOf(creation) },
          wasObserved: this.wasObserved,
        }
      : { document, wasObserved: this.wasObserved };
  }

  private async updateDocument(
    id: string,
    desired: object,
    previous: object | undefined,
    origin: Subject['origin'],
    state: LiveState,
    customResourceSeconds: number | undefined,
  ): Promise<PlanDocument> {
    const identity = identityOf(id);
    const before = previous ?? liveProperties(flatten(identity, state));
    const request = updateRequest(planInput(desired, origin, before), identity);
    return planDocument(request, await this.snapshotOf(request), state, customResourceSeconds);
  }

  private async documentOf(request: CreateRequest): Promise<PlanDocument> {
    return planDocument(request, await this.snapshotOf(request));
  }

  /** Invalid properties make no calls here, as in the handlers. */
  private async snapshotOf(request: CreateRequest | UpdateRequest) {
    if (validateRequest(request).length > 0) return { environment: {} };
    this.wasObserved = true;
    const { clients } = this;
    const observing = this.known.observing((targets, asked, facts) =>
      observe(clients, targets, asked, facts),
    );
    const planned = await planWith(
      planning,
      (targets, asked, facts) => observing(targets, asked as CreateRequest | UpdateRequest, facts),
      request,
    );
    return planned.snapshot;
  }
}

function removalDocument(
  { id, logicalId, retained, renamedTo }: Removal,
  live: LiveStates,
): RemovalDocument {
  return {
    action: retained ? 'RETAIN' : 'DELETE',
    id,
    logicalId,
    nodes: live.get(id)?.nodegroup.scalingConfig?.desiredSize ?? null,
    renamedTo: renamedTo ?? null,
  };
}

/** Of the node group that exists after the update. */
function writeSvg(file: string, plans: readonly NodeGroupPlan[]): void {
  const [only, ...others] = plans;
  if (!only || others.length > 0) {
    throw new UsageError(
      `--svg draws one node group, and the plan has ${plans.length}. Specify one with --resource.`,
    );
  }
  const { replacement, ...document } = only;
  const { id, instanceTypes, efaInterfaceCount, cards, interfaces } = replacement ?? document;
  const title = `${id}: ${instanceTypes.join(', ')}, ${efaInterfaceCount} EFA`;
  try {
    writeFileSync(file, pictureSvg(title, cards, interfaces));
  } catch (error) {
    throw new UsageError(
      `${file} cannot be written: ${(error as NodeJS.ErrnoException).code}. Check the path and its permissions.`,
    );
  }
}
