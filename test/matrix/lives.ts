/** One node group through one of the two entry points, with numbers as numbers or as texts. */
import { Stack, texts } from '../custom-resource/cloudformation';
import { CloudFormation, type Event, type Json, type Operation } from '../registry/cloudformation';
import type { World } from '../world/world';
import type { Sent } from './costs';

export const ENTRY_POINTS = ['registry', 'custom resource'] as const;
export type EntryPoint = (typeof ENTRY_POINTS)[number];
/** `usual`: numbers in the registry, texts in the custom resource, as CloudFormation sends them; `other`: the other way. */
export type Form = 'usual' | 'other';

/** How a create or an update ended. */
export interface Ended {
  readonly succeeded: boolean;
  /** Of the node group that is there now. */
  readonly id: string;
  /** All that CloudFormation was told. */
  readonly answer: Json;
  /** The requests that changed something. */
  readonly sent: readonly Sent[];
}
export interface Life {
  create(properties: Json): Promise<Ended>;
  update(from: Json, to: Json): Promise<Ended>;
  /** What the registry's Read answers. */
  read(): Promise<Json>;
}

const MAXIMUM_INVOCATIONS = 100;

export function lifeIn(world: World, entryPoint: EntryPoint, form: Form = 'usual'): Life {
  const life = entryPoint === 'registry' ? inRegistry(world, form) : inCustomResource(world, form);
  let id = '';
  const ended = async (does: () => Promise<Omit<Ended, 'sent'>>) => {
    const first = world.calls.length;
    const end = await does();
    id = end.id;
    return { ...end, sent: changing(world, first) };
  };
  return {
    create: (properties) => ended(() => life.create(properties)),
    update: (from, to) => ended(() => life.update(from, to)),
    read: async () => {
      const told = await new CloudFormation(world).last({ action: 'READ', model: { Id: id } });
      if (!told.resourceModel) throw new Error(`Read: ${told.errorCode} ${told.message}`);
      return told.resourceModel;
    },
  };
}

type Steps = {
  readonly [K in 'create' | 'update']: (...of: Parameters<Life[K]>) => Promise<Omit<Ended, 'sent'>>;
};

function changing({ calls }: World, first: number): readonly Sent[] {
  return calls
    .slice(first)
    .filter(({ write }) => write)
    .map(({ action, input }) => ({ action, input: JSON.parse(JSON.stringify(input)) as Json }));
}

function inRegistry(world: World, form: Form): Steps {
  const cloudFormation = new CloudFormation(world);
  let id = '';
  const run = async (operation: Operation) => {
    const event =
      form === 'usual'
        ? await cloudFormation.last(operation)
        : await lastWithTexts(cloudFormation, operation);
    const { status, errorCode, message, resourceModel } = event;
    id ||= String(resourceModel?.Id ?? '');
    return {
      succeeded: status === 'SUCCESS',
      id,
      answer: { status, errorCode, message, resourceModel },
    };
  };
  return {
    create: (model) => run({ action: 'CREATE', token: 'create', model }),
    update: (previous, model) =>
      run({ action: 'UPDATE', token: 'update', model: { ...model, Id: id }, previous }),
  };
}

/** The driver's own loop compares the model of each event with what was sent, and numbers are no texts. */
async function lastWithTexts(
  cloudFormation: CloudFormation,
  { model, previous, ...operation }: Operation,
): Promise<Event> {
  let sent = texts(model) as Json;
  let context: Json | undefined;
  for (let invocation = 1; invocation <= MAXIMUM_INVOCATIONS; invocation += 1) {
    const before = previous && { previous: texts(previous) as Json };
    const event = await cloudFormation.invoke({ ...operation, model: sent, ...before }, context);
    if (event.status !== 'IN_PROGRESS') return event;
    sent = event.resourceModel ?? {};
    context = event.callbackContext;
    cloudFormation.world.clock.advance(event.callbackDelaySeconds ?? 0);
  }
  throw new Error('not settled');
}

function inCustomResource(world: World, form: Form): Steps {
  const stack = new Stack(world);
  const bag = (properties: Json) => ({ ServiceToken: 'arn', ...properties });
  const sending = (properties: Json, old?: Json) =>
    form === 'usual'
      ? {}
      : {
          change: {
            ResourceProperties: bag(properties),
            ...(old && { OldResourceProperties: bag(old) }),
          },
        };
  const ended = (answer: object) => ({
    succeeded: (answer as { readonly Status?: string }).Status === 'SUCCESS',
    id: stack.id ?? '',
    answer: answer as Json,
  });
  return {
    create: async (properties) =>
      ended(await stack.run(() => stack.create(properties, sending(properties)))),
    update: async (from, to) => ended(await stack.run(() => stack.update(to, sending(to, from)))),
  };
}
