/** How requests may end where something happened, by what it owes (events/event.ts). */
import { canonicalJson } from '../../../src/core/util/hash';
import type { EventKind } from '../events/event';
import { type Journey, journeyOf } from '../journeys';
import type { Plan } from '../plan';
import { type RequestRecord, withoutIds } from '../stacks/stack';
import { type Stage, settle, stageOf } from '../stacks/stage';
import { differenceOf, meaningOf } from './meaning';

/** The journey in which nothing happens. */
export interface Reference {
  readonly ends: readonly string[];
  readonly state: string;
  readonly meaning: string;
  readonly requests: readonly RequestRecord[];
}

export interface Case {
  readonly stage: Stage;
  readonly events: readonly EventKind[];
  readonly plan: Plan;
  readonly journey: Journey;
  readonly reference: Reference;
  /** What the world before the journey means. */
  readonly before: string;
  readonly state: string;
  readonly meaning: string;
}

export async function judgeEnds(one: Case): Promise<void> {
  const { stage, events, plan, reference } = one;
  const { requests } = stage.stack.journal;
  const owes = new Set(events.map(({ owed }) => owed));
  if (owes.has('breaks')) return;
  const ends = requests.map(endText);
  const isAsEver = ends.join() === reference.ends.join();
  const failed = requests.filter(({ status }) => status === 'FAILED');
  const codes = codesOwed(events, plan.journey === 'list');
  const isOwed = failed.some(({ code }) => codes.includes(code ?? ''));
  if (owes.has('given-up')) return isOwed ? undefined : judgeGivenUp(one);
  if (owes.has('one-wins')) return isOwed ? undefined : judgeOneWins(one);
  if (isAsEver) return owes.has('keeps') ? judgeKept(one) : judgeSame(one);
  if (isOwed) return owes.has('keeps') ? undefined : judgeFailure(one);
  const messages = failed.map(({ message }) => message.slice(0, 300));
  const instead = `${ends.join(', ')} instead of ${reference.ends.join(', ')}`;
  stage.monitor.breaks('ends', [instead, ...messages].join('; '));
}

/** I3: with events that are waited for, everything is as it would be without any. */
function judgeSame(one: Case): void {
  const { stage, events, reference, state, meaning } = one;
  const owes = new Set(events.map(({ owed }) => owed));
  const [is, expected] = owes.has('fails')
    ? [meaning, reference.meaning]
    : [state, reference.state];
  if (is !== expected) stage.monitor.breaks('I3', differenceOf(expected, is));
  judgeAnswers(one);
}

function codesOwed(events: readonly EventKind[], isNeverWaitedFor: boolean): readonly string[] {
  // credentials that are refused twice running are not waited for
  const expired = events.filter(({ code }) => code === 'InvalidCredentials');
  const owing = events.filter(({ owed }) => owed === 'fails' || isNeverWaitedFor);
  return [...owing, ...(expired.length > 1 ? expired : [])].flatMap(({ code }) => code ?? []);
}

/** CloudFormation has put everything back: a failed create leaves nothing, a failed update what was before. */
function judgeFailure({ stage, journey, before, meaning, reference }: Case): void {
  const { monitor, stack } = stage;
  const last = stack.journal.requests.at(-1);
  const isBack = journey.name.endsWith('-and-back');
  // a Delete that failed is tried again at the end
  if (last?.kind === 'DELETE' && last.status === 'FAILED') return;
  if (!journey.lives) {
    if (stage.left().length > 0) monitor.breaks('I4', names(stage));
    return;
  }
  if (journey.name === 'delete' || journey.name === 'list') return;
  if (last?.kind === 'ROLLBACK' && last.status !== 'SUCCESS') {
    monitor.breaks('rollback', `${last.code}: ${last.message}`);
    return;
  }
  // a way back that was refused is continued
  const failed = stack.journal.requests.filter(({ status }) => status === 'FAILED');
  // what was replaced is deleted once more
  const isReplaced = failed.every(({ kind, code }) => kind === 'DELETE' || code === 'NotUpdatable');
  const allowed = isBack || isReplaced ? [before, reference.meaning] : [before];
  if (allowed.includes(meaning)) return;
  monitor.breaks('I3', differenceOf(before, meaning));
}

/** I3: what the requests that did the same answer. */
function judgeAnswers({ stage, reference }: Case): void {
  const { requests } = stage.stack.journal;
  for (const [at, { kind, status, data }] of requests.entries()) {
    if (status !== 'SUCCESS') continue;
    const expected = withoutIds(canonicalJson(reference.requests[at]?.data ?? ''));
    const is = withoutIds(canonicalJson(data ?? ''));
    if (is !== expected)
      stage.monitor.breaks('answer', `${kind} answers ${differenceOf(expected, is)}`);
  }
}

async function judgeKept({ stage, events, plan, reference, meaning }: Case): Promise<void> {
  if (plan.journey === 'delete' || stage.monitor.isExcused) return;
  const meant = await withHandsAfter(plan, events);
  // a hand that came when nothing could be changed did nothing
  if ([meant, reference.meaning].includes(meaning)) return;
  stage.monitor.breaks('hand', differenceOf(meant, meaning));
}

/** Drift is never undone: it makes no difference whether a hand comes during or after the journey. */
async function withHandsAfter({ entry, journey: name }: Plan, events: readonly EventKind[]) {
  const journey = journeyOf(name);
  const stage = await stageOf(entry, journey);
  const { stack, made } = stage;
  await stack.run(() => journey.run(stack, made.properties));
  settle(stage);
  for (const { after } of events) after?.(stage);
  settle(stage);
  return meaningOf(made);
}

function judgeGivenUp(one: Case): void {
  const { stage, journey, before, meaning, reference } = one;
  const { monitor, stack } = stage;
  const last = stack.journal.requests.at(-1);
  if (!journey.lives) {
    // given up once it had been answered
    if (meaning === reference.meaning && (stack.id || last?.status === 'FAILED')) return;
    if (stage.left().length > 0) monitor.breaks('I4', names(stage));
    return;
  }
  if (last?.kind === 'ROLLBACK' && last.status !== 'SUCCESS') {
    monitor.breaks('rollback', `${last.code}: ${last.message}`);
  }
  // it may have been answered just before
  const isAnswered = stack.journal.requests.map(endText).join() === reference.ends.join();
  const allowed = isReplaced(one)
    ? [before, reference.meaning]
    : [isAnswered ? reference.meaning : before];
  if (!allowed.includes(meaning)) monitor.breaks('I3', differenceOf(allowed[0] ?? '', meaning));
}

/**
 * The new node group was answered: what is given up is its create, whose Delete follows, or the Delete of the one that it
 * replaced, which changes nothing.
 */
function isReplaced({ stage }: Case): boolean {
  const { requests } = stage.stack.journal;
  const created = requests.findIndex(
    ({ kind, status }) => kind === 'CREATE' && status === 'SUCCESS',
  );
  return created > 0 && requests.slice(created + 1).every(({ kind }) => kind !== 'ROLLBACK');
}

function judgeOneWins({ stage }: Case): void {
  const creates = stage.stack.journal.requests.filter(({ kind }) => kind === 'CREATE');
  const won = creates.filter(({ status }) => status === 'SUCCESS');
  const lost = creates.filter(({ code }) => code === 'AlreadyExists');
  if (won.length === 1 && lost.length === 1) return;
  stage.monitor.breaks(
    'one-wins',
    creates.map((each) => `${endText(each)} ${each.message}`).join('; '),
  );
}

export function endText({ kind, status, code }: RequestRecord): string {
  return [kind, status, ...(code ? [code] : [])].join(' ');
}

export function names(stage: Stage): string {
  return stage
    .left()
    .map(({ type, name }) => `${type} ${name}`)
    .join(', ');
}
