/** Runs a plan, and judges what came of it by rules alone. */
import { checkWatched } from '../reconcile/watch';
import type { RecordedCall } from '../world/endpoint';
import type { EventKind } from './events/event';
import { FAULTS, STALE_READS } from './events/faults';
import { HANDS } from './events/hands';
import { OVERLAPS } from './events/overlaps';
import { journeyOf } from './journeys';
import { type Entry, lineOf, type Plan } from './plan';
import { endText, judgeEnds, names, type Reference } from './rules/ends';
import { meaningOf } from './rules/meaning';
import { judgeRequests } from './rules/requests';
import { stateOf } from './stacks/stack';
import { type Stage, settle, stageOf } from './stacks/stage';

export const EVENTS: readonly EventKind[] = [...FAULTS, ...STALE_READS, ...HANDS, ...OVERLAPS];

/** CloudFormation allows an invocation 60 s. */
const LONGEST_SECONDS = 55;
/** What an event may cost: a wait, and everything looked at again in each of its invocations. */
const CALLS_AN_EVENT = 150;
const SECRET = /canary-/;
const FAILED_ROLLBACK = /\+ +"Status": "FAILED"/;

export interface Verdict {
  readonly line: string;
  /** Invariant: detail. Nothing: all of them hold. */
  readonly broken: ReadonlyMap<string, string>;
  readonly calls: readonly RecordedCall[];
  /** Whether every event came to pass. */
  readonly met: boolean;
  readonly longest: number;
}

type Judged = Verdict & Reference;
const references = new Map<string, Promise<Judged>>();

/** The journey in which nothing happens. */
export function referenceOf(entry: Entry, journey: string): Promise<Judged> {
  const key = `${entry} ${journey}`;
  const known = references.get(key) ?? judged({ entry, journey, steps: [] }, undefined);
  references.set(key, known);
  return known;
}

export async function verdictOf(plan: Plan): Promise<Judged> {
  return judged(plan, await referenceOf(plan.entry, plan.journey));
}

export function eventOf(what: string): EventKind {
  const found = EVENTS.find(({ name }) => name === what);
  if (!found) throw new Error(`no event ${what}`);
  return found;
}

async function judged(plan: Plan, reference: Judged | undefined): Promise<Judged> {
  const journey = journeyOf(plan.journey);
  const stage = await stageOf(plan.entry, journey);
  const { made, stack, monitor } = stage;
  const first = made.world.calls.length;
  const before = meaningOf(made);
  const events = plan.steps.map(({ what }) => eventOf(what));
  stage.begin();
  for (const [at, step] of plan.steps.entries()) events[at]?.arm(stage, step);
  await guarded(stage, () => stack.run(() => journey.run(stack, made.properties)));
  const calls = made.world.calls.slice(first);
  const met = stage.end();
  settle(stage);
  const state = stateOf(made);
  const meaning = meaningOf(made);
  const ends = stack.journal.requests.map(endText);
  const requests = [...stack.journal.requests];
  judgeRequests(stage, events);
  if (reference)
    await judgeEnds({ stage, events, plan, journey, reference, before, state, meaning });
  if (reference && calls.length > 2 * reference.calls.length + CALLS_AN_EVENT * events.length) {
    monitor.breaks('I9', `${calls.length} calls, ${reference.calls.length} without the events`);
  }
  await judgeDelete(stage, events);
  // two requests side by side share one clock
  const isAlone = !events.some(({ group }) => group === 'overlap');
  if (isAlone && stack.longest > LONGEST_SECONDS)
    monitor.breaks('I9', `an invocation of ${stack.longest} s`);
  if (SECRET.test(stack.sent())) monitor.breaks('I12', 'a secret was sent to CloudFormation');
  await guarded(stage, async () => checkWatched());
  const { broken } = monitor;
  const longest = isAlone ? stack.longest : 0;
  return { line: lineOf(plan), broken, calls, met, longest, ends, state, meaning, requests };
}

/** A protocol that is broken shows as an assertion of the driver. */
async function guarded({ monitor }: Stage, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const text = String((error as Error).message ?? error);
    // what was taken away may be what the rollback needs
    if (!monitor.isForgiving || !FAILED_ROLLBACK.test(text)) monitor.breaks('protocol', text);
  }
}

/** I1, I4, I6: a Delete leaves nothing, and nothing appears after it. */
async function judgeDelete(stage: Stage, events: readonly EventKind[]): Promise<void> {
  const { stack, monitor, made } = stage;
  const isBroken = events.some(({ owed }) => owed === 'breaks');
  const isNothing = stack.id === undefined;
  await guarded(stage, () => stack.run(() => stack.delete()));
  const last = stack.journal.requests.at(-1);
  settle(stage);
  const isOver = isNothing || last?.status === 'SUCCESS' || last?.code === 'NotFound';
  // a create that was given up as its node group came into service: nobody but an operator may say whether it is used
  if (last?.code === 'ResourceConflict' && last.message.includes('did not name them')) return;
  if (!isOver && !isBroken)
    monitor.breaks('delete', last ? `${endText(last)} ${last.message}` : '');
  if (!isOver) return;
  if (stage.left().length > 0) monitor.breaks('I1', names(stage));
  if (made.world.notModelled.length > 0) monitor.breaks('model', String(made.world.notModelled[0]));
}
