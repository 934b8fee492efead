/**
 * Runs the state machine's definition of install/custom-resource.yaml, as the Amazon States Language says (JSONPath):
 * what is deployed is what is tested. What it does not know, it throws for.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Timeline } from './timeline';

type Json = unknown;
type Members = Record<string, Json>;
interface Rule {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly ResultPath?: string;
  readonly Next?: string;
}
interface Choice {
  readonly And?: readonly Choice[];
  readonly Variable?: string;
  readonly Next?: string;
  readonly [test: string]: unknown;
}
interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Parameters?: Members;
  readonly Resource?: string;
  readonly ResultPath?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Rule[];
  readonly Catch?: readonly Rule[];
  readonly Choices?: readonly Choice[];
  readonly Default?: string;
  readonly SecondsPath?: string;
  readonly End?: boolean;
  readonly Comment?: string;
}
interface Definition {
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
}

/** What a Task's function ended with: an error of its own or of Lambda, by the name that Retry and Catch see. */
export class TaskError extends Error {
  constructor(
    readonly code: string,
    override readonly cause = '',
  ) {
    super(code);
  }
}
export type Functions = Readonly<
  Record<'Reconcile' | 'Answer' | 'SendMessage', (input: Json) => Promise<Json>>
>;
export type Status = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
/** What `$$` shows of an execution, and whether somebody stopped it. */
export interface Context {
  readonly Execution: { readonly Id: string; readonly Name: string; readonly StartTime: string };
  readonly StateMachine: { readonly Id: string };
}

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pass: ['Parameters', 'Next'],
  Task: ['Resource', 'Parameters', 'ResultPath', 'TimeoutSeconds', 'Retry', 'Catch', 'Next', 'End'],
  Choice: ['Choices', 'Default'],
  Wait: ['SecondsPath', 'Next'],
  Succeed: [],
};

let deployed: Definition | undefined;

export function deployedDefinition(): Definition {
  deployed ??= readDefinition();
  return deployed;
}

function readDefinition(): Definition {
  const file = join(__dirname, '../../install/custom-resource.yaml');
  // !Ref and its like keep their argument; none of them is in the definition
  const template = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' });
  return template.Resources.Machine.Properties.Definition as Definition;
}

/**
 * A stopped execution enters no other state; the function that it called goes on (API_StopExecution, Lambda guide).
 * @returns the execution's status, TIMED_OUT after the definition's TimeoutSeconds
 */
export async function execute(
  definition: Definition,
  input: Json,
  functions: Functions,
  timeline: Timeline,
  context: Context,
  isStopped: () => boolean,
): Promise<Status> {
  let over = false;
  const run = async () => {
    try {
      let name: string | undefined = definition.StartAt;
      let data = throughJson(input);
      while (name !== undefined && !over) {
        const state: State | undefined = definition.States[name];
        if (!state) throw new TypeError(`no state ${name}`);
        known(name, state);
        const apiCall = await enter(state, data, functions, timeline, context);
        name = apiCall.next;
        data = throughJson(apiCall.data);
      }
      return 'SUCCEEDED' as const;
    } catch (error) {
      if (error instanceof TaskError) return 'FAILED' as const;
      throw error;
    }
  };
  const ended = await timeline.within(definition.TimeoutSeconds, run, isStopped);
  over = true;
  return ended ?? (isStopped() ? 'ABORTED' : 'TIMED_OUT');
}

function known(name: string, state: State): void {
  const fields = FIELDS[state.Type];
  const unknown = Object.keys(state).filter(
    (field) => !['Type', 'Comment', ...(fields ?? [])].includes(field),
  );
  if (!fields || unknown.length > 0) {
    throw new TypeError(`${name}: ${state.Type} with ${unknown.join(', ')} is not known here`);
  }
}

async function enter(
  state: State,
  data: Json,
  functions: Functions,
  timeline: Timeline,
  context: Context,
): Promise<{ readonly next: string | undefined; readonly data: Json }> {
  switch (state.Type) {
    case 'Succeed':
      return { next: undefined, data };
    case 'Pass': {
      return {
        next: state.Next,
        data: state.Parameters ? filled(state.Parameters, data, context) : data,
      };
    }
    case 'Wait':
      await timeline.sleep(Number(at(data, state.SecondsPath ?? '')));
      return { next: state.Next, data };
    case 'Choice': {
      const chosen = (state.Choices ?? []).find((choice) => holds(choice, data));
      return { next: chosen?.Next ?? state.Default, data };
    }
    default:
      return task(state, data, functions, timeline, context);
  }
}

async function task(
  state: State,
  data: Json,
  functions: Functions,
  timeline: Timeline,
  context: Json,
) {
  const name = /^\$\{(\w+)Arn\}$/.exec(state.Resource ?? '')?.[1] as keyof Functions;
  const tries = new Map<Rule, number>();
  for (;;) {
    try {
      const output = await timeline.within(state.TimeoutSeconds ?? Number.POSITIVE_INFINITY, () =>
        functions[name](
          throughJson(state.Parameters ? filled(state.Parameters, data, context) : data),
        ),
      );
      if (output === undefined) throw new TaskError('States.Timeout');
      return { next: state.Next, data: placed(data, output, state.ResultPath) };
    } catch (error) {
      if (!(error instanceof TaskError)) throw error;
      const retry = state.Retry?.find((rule) => matches(rule, error));
      const tried = retry ? (tries.get(retry) ?? 0) : 0;
      if (retry && tried < (retry.MaxAttempts ?? 3)) {
        tries.set(retry, tried + 1);
        const delay = (retry.IntervalSeconds ?? 1) * (retry.BackoffRate ?? 2) ** tried;
        await timeline.sleep(Math.min(delay, retry.MaxDelaySeconds ?? Number.POSITIVE_INFINITY));
        continue;
      }
      const caught = state.Catch?.find((rule) => matches(rule, error));
      if (!caught) throw error;
      const about = { Error: error.code, Cause: error.cause };
      return { next: caught.Next, data: placed(data, about, caught.ResultPath) };
    }
  }
}

function matches({ ErrorEquals }: Rule, { code }: TaskError): boolean {
  return ErrorEquals.includes(code) || ErrorEquals.includes('States.ALL');
}

function holds(choice: Choice, data: Json): boolean {
  if (choice.And) return choice.And.every((each) => holds(each, data));
  const { Variable = '', Next: _, Comment: __, ...test } = choice;
  const present = find(data, Variable);
  const [[name, wanted] = []] = Object.entries(test);
  if (name === 'IsPresent') return (present !== undefined) === wanted;
  // a path that is not there ends the execution with States.Runtime
  if (!present) throw new TaskError('States.Runtime', Variable);
  const { value } = present;
  switch (name) {
    case 'IsBoolean':
      return (typeof value === 'boolean') === wanted;
    case 'IsNumeric':
      return (typeof value === 'number') === wanted;
    case 'BooleanEquals':
      return value === wanted;
    case 'NumericGreaterThanEquals':
      return typeof value === 'number' && value >= Number(wanted);
    case 'NumericLessThanEquals':
      return typeof value === 'number' && value <= Number(wanted);
    default:
      throw new TypeError(`the test ${name} is not known here`);
  }
}

function filled(template: Json, data: Json, context: Json): Json {
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => {
      if (!key.endsWith('.$')) return [key, filled(value, data, context)];
      const path = String(value);
      const from = path.startsWith('$$') ? at(context, path.slice(1)) : at(data, path);
      return [key.slice(0, -2), from];
    }),
  );
}

function placed(data: Json, value: Json, path = '$'): Json {
  if (path === '$') return value;
  const [name, ...deeper] = path.slice(2).split('.');
  if (!name || deeper.length > 0) throw new TypeError(`ResultPath ${path} is not known here`);
  return { ...(data as Members), [name]: value };
}

function at(data: Json, path: string): Json {
  const found = find(data, path);
  if (!found) throw new TaskError('States.Runtime', path);
  return found.value;
}

function find(data: Json, path: string): { readonly value: Json } | undefined {
  const names = path.split('.').slice(1);
  let value = data;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Members)[name];
  }
  return { value };
}

function throughJson(value: Json): Json {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
