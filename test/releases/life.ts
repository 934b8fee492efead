/**
 * The life of one node group, step by step, through one of the two entry points. Every step begins at a time of
 * its own, so that nothing that an earlier one took longer for shows in the requests of the next.
 */
import { type Answered, Stack } from '../custom-resource/cloudformation';
import { watch } from '../reconcile/watch';
import { CloudFormation, type Json, type Operation } from '../registry/cloudformation';
import type { RecordedCall } from '../world/endpoint';
import type { World } from '../world/world';
import { canonical } from './difference';
import { kindNamed, STEPS, type Step, type Templates } from './kinds';

export const ENTRY_POINTS = ['registry', 'custom-resource'] as const;
export type EntryPoint = (typeof ENTRY_POINTS)[number];

export interface Request {
  /** Requests of one number are in flight together; counted within the step. */
  readonly round: number;
  readonly service: RecordedCall['service'];
  readonly action: string;
  readonly input: Json;
  /** True where the request changes something. */
  readonly changes: boolean;
  /** What the world refused it with. */
  readonly error?: string;
}

/** What CloudFormation was given in the end, without what is said to people. */
export type Answer = Json;

export interface Lived {
  readonly step: Step;
  readonly answer: Answer;
  readonly requests: readonly Request[];
  readonly messages: readonly string[];
  /** What one invocation passed to the next. */
  readonly progresses: readonly unknown[];
}

interface Group {
  readonly world: World;
  readonly entryPoint: EntryPoint;
  readonly kind: string;
  readonly templates: Templates;
}

const STEP_SECONDS = 4 * 3600;
const BUCKET = 'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com';

/** What the stack had before an update, and what it wants. */
const UPDATES: Partial<Record<Step, readonly [keyof Templates, keyof Templates]>> = {
  unchanged: ['created', 'created'],
  'in place': ['created', 'changed'],
  roll: ['changed', 'rolled'],
  'roll back': ['rolled', 'changed'],
};

/** All steps, or those from one on where the node group of this id is there already. */
export async function live(
  group: Group,
  from: { readonly step: Step; readonly id: string } = { step: 'create', id: '' },
): Promise<readonly Lived[]> {
  const { world, kind } = group;
  const started = world.clock.epochSeconds();
  const firstStep = STEPS.indexOf(from.step);
  const callers = { cloudFormation: new CloudFormation(world), stack: new Stack(world) };
  const lived: Lived[] = [];
  let { id } = from;
  for (const step of STEPS.slice(firstStep)) {
    passTo(world, started + (STEPS.indexOf(step) - firstStep) * STEP_SECONDS);
    kindNamed(kind).happens?.[step]?.(world);
    const first = world.calls.length;
    const through = step === 'read' ? 'registry' : group.entryPoint;
    const told =
      through === 'registry'
        ? await askRegistry(callers.cloudFormation, group, step, id)
        : await askCustomResource(callers.stack, group, step, id);
    id ||= told.id;
    lived.push({
      step,
      answer: told.answer,
      messages: told.messages,
      progresses: told.progresses,
      requests: requestsOf(world.calls.slice(first)),
    });
  }
  expect(world.notModelled).toEqual([]);
  return lived;
}

/** The changing requests of a recorded creation, sent as they were; then the time at which the next step begins. */
export async function remake(
  world: World,
  requests: readonly Request[],
  send: (request: Request) => Promise<unknown>,
): Promise<void> {
  const end = world.clock.epochSeconds() + STEP_SECONDS;
  let round = 0;
  for (const request of requests) {
    if (!request.changes || request.error) continue;
    if (round !== 0 && request.round !== round) world.clock.advance(1);
    round = request.round;
    await send(request);
  }
  passTo(world, end);
}

function passTo(world: World, epochSeconds: number): void {
  const seconds = epochSeconds - world.clock.epochSeconds();
  if (seconds < 0) throw new Error(`a step took ${-seconds} seconds too long`);
  world.clock.advance(seconds);
}

async function askRegistry(
  cloudFormation: CloudFormation,
  { kind, templates }: Group,
  step: Step,
  id: string,
) {
  const { stackTags } = kindNamed(kind);
  const common = { token: step, ...(stackTags && { stackTags }) };
  const events = await cloudFormation.run({ ...operationOf(step, templates, id), ...common });
  const { status, errorCode, resourceModel } = events.at(-1) ?? {};
  return {
    id: String(resourceModel?.Id ?? ''),
    answer: withoutAbsent({ status, errorCode, resourceModel }),
    messages: events.flatMap(({ message }) => message || []),
    progresses: events.flatMap(({ callbackContext }) => callbackContext ?? []),
  };
}

function operationOf(step: Step, templates: Templates, id: string): Operation {
  const [from, to] = UPDATES[step] ?? [];
  if (from && to) {
    return { action: 'UPDATE', model: { ...templates[to], Id: id }, previous: templates[from] };
  }
  if (step === 'create') return { action: 'CREATE', model: templates.created };
  if (step === 'read') return { action: 'READ', model: { Id: id } };
  return { action: 'DELETE', model: { ...templates.changed, Id: id } };
}

async function askCustomResource(stack: Stack, { templates }: Group, step: Step, id: string) {
  const [from, to] = UPDATES[step] ?? [];
  const updated = from && to && { old: templates[from], now: templates[to] };
  const create = step === 'create';
  const { progresses } = stack.provider;
  const first = progresses.length;
  const answered = await stack.run(() =>
    stack.send(
      {
        RequestType: create ? 'Create' : updated ? 'Update' : 'Delete',
        ...(!create && { PhysicalResourceId: id }),
        ResourceProperties: updated ? updated.now : templates[create ? 'created' : 'changed'],
        ...(updated && { OldResourceProperties: updated.old }),
      },
      // these two are in every token, so they do not depend on how many requests came before
      { requestId: `request-${slug(step)}`, change: { ResponseURL: urlOf(stack.world, step) } },
    ),
  );
  const { Reason, ...answer } = answered satisfies Answered;
  return {
    id: answer.PhysicalResourceId,
    answer: answer as Json,
    messages: Reason === undefined ? [] : [Reason],
    progresses: progresses.slice(first),
  };
}

function urlOf(world: World, step: Step): string {
  const date = world.clock
    .now()
    .toISOString()
    .replace(/[-:]|\.\d+/g, '');
  return `${BUCKET}/stack%7CNodes%7C${slug(step)}?X-Amz-Signature=signature&X-Amz-Date=${date}`;
}

function slug(step: Step): string {
  return step.replaceAll(' ', '-');
}

/**
 * What changes something. A request that AWS refuses until something else is gone is sent again and again; how
 * often depends on the delays alone, so that it counts once.
 */
export function changing(requests: readonly Request[]): readonly Request[] {
  const refused = new Set<string>();
  return requests.filter(({ changes, service, action, input, error }) => {
    if (!changes || error === undefined) return changes;
    const text = canonical({ service, action, input, error });
    const isFirst = !refused.has(text);
    refused.add(text);
    return isFirst;
  });
}

export function reading(requests: readonly Request[]): readonly Request[] {
  return requests.filter(({ changes }) => !changes);
}

function requestsOf(calls: readonly RecordedCall[]): readonly Request[] {
  const rounds = [...new Set(calls.map(({ batch }) => batch))];
  return calls.map(({ batch, service, action, input, write, errorCode }) => ({
    round: rounds.indexOf(batch) + 1,
    service,
    action,
    // as it is when it was read from a file
    input: JSON.parse(JSON.stringify(input)) as Json,
    changes: write,
    ...(errorCode !== undefined && { error: errorCode }),
  }));
}

function withoutAbsent(members: Json): Json {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null),
  );
}

/** A test that remakes a node group says whose it is, for the checks that follow every test. */
export function isKnown(world: World, id: string): void {
  watch(world).ids.add(id);
}
