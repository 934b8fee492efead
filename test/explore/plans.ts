/**
 * All plans of one event; pairs, as many as are asked for. Nothing is random: a seed gives the same plans. Two things are
 * left out: what happens in the middle of a wait whose invocations are the same call for call, and of kinds of faults
 * that differ in nothing but a number (ALIKE) all but one at each call, which the seed chooses.
 */
import { sha256Hex } from '../../src/core/util/hash';
import type { RecordedCall } from '../world/endpoint';
import type { EventKind } from './events/event';
import { ALIKE } from './events/faults';
import { JOURNEYS, type Journey } from './journeys';
import { ENTRIES, type Entry, lineOf, momentsOf, type Plan, type Step } from './plan';
import { EVENTS, referenceOf, type Verdict } from './verdict';

export interface Place {
  readonly entry: Entry;
  readonly journey: Journey;
}

export function places(): readonly Place[] {
  return ENTRIES.flatMap((entry) =>
    JOURNEYS.filter((journey) => (journey.entry ?? entry) === entry).map((journey) => ({
      entry,
      journey,
    })),
  );
}

/** Every event at every call of the journey. */
async function singlesOf({ entry, journey }: Place, seed: string): Promise<readonly Plan[]> {
  const reference = await referenceOf(entry, journey.name);
  const last = reference.requests.at(-1)?.calls ?? [0, 0];
  const skipped = journey.last ? reference.calls.length - (last[1] - last[0]) : 0;
  const counted = notRepeated(reference.calls).filter((at) => at >= skipped);
  const moments = momentsOf(reference.calls);
  const steps = counted.flatMap((at) => {
    const [call, moment] = [reference.calls[at], moments[at]];
    return call && moment ? stepsOf({ calls: [call] }, journey, [moment]) : [];
  });
  const plans = steps.map((step) => ({ entry, journey: journey.name, steps: [step] }));
  return plans.filter((plan) => isChosen(seed, plan));
}

export async function allSingles(seed: string): Promise<readonly Plan[]> {
  const all: Plan[] = [];
  for (const place of places()) all.push(...(await singlesOf(place, seed)));
  return all;
}

/** Places of the calls, without those of invocations that are neither the first nor the last of equal ones in a row. */
function notRepeated(calls: readonly RecordedCall[]): readonly number[] {
  // where nothing happens, time passes between invocations alone
  const invocations: number[][] = [];
  for (const [at, { atEpochSeconds }] of calls.entries()) {
    if (calls[at - 1]?.atEpochSeconds === atEpochSeconds) invocations.at(-1)?.push(at);
    else invocations.push([at]);
  }
  const texts = invocations.map((places) =>
    places.map((at) => `${calls[at]?.action} ${calls[at]?.errorCode}`).join(),
  );
  return invocations.flatMap((places, index) =>
    texts[index - 1] === texts[index] && texts[index + 1] === texts[index] ? [] : places,
  );
}

function isChosen(seed: string, { entry, journey, steps }: Plan): boolean {
  const [step] = steps;
  const alike = ALIKE.find((names) => names.includes(step?.what ?? ''));
  if (!alike || !step) return true;
  const one = chance(seed, { entry, journey, steps: [{ ...step, what: 'alike' }] });
  return step.what === alike[Math.floor(one * alike.length)];
}

/** What can still happen after the events of a plan, at the calls that it came to. */
export function pairsOf({ line, calls }: Verdict, plan: Plan, journey: Journey): readonly Plan[] {
  const [first] = plan.steps;
  const moments = momentsOf(calls);
  const at = moments.findIndex((each) => isSame(each, first));
  return stepsOf({ calls: calls.slice(at + 1) }, journey, moments.slice(at + 1))
    .filter((step) => line !== '' && isTogether(first, step))
    .map((step) => ({ ...plan, steps: [...plan.steps, step] }));
}

function stepsOf(
  { calls }: Pick<Verdict, 'calls'>,
  journey: Journey,
  moments = momentsOf(calls),
): readonly Step[] {
  return calls.flatMap((call, at) => {
    const moment = moments[at];
    if (!moment) return [];
    const { only } = journey;
    const events = EVENTS.filter(
      ({ group, applies }) => group === (only ?? group) && applies(call, journey),
    );
    return events.map(({ name }) => ({ ...moment, what: name }));
  });
}

function isSame(a: { action: string; ordinal: number }, b: Step | undefined): boolean {
  return a.action === b?.action && a.ordinal === b.ordinal;
}

/** Two requests that both arrive beside a third are another exploration. */
function isTogether(first: Step | undefined, second: Step): boolean {
  const group = (step: Step | undefined): EventKind['group'] | undefined =>
    EVENTS.find(({ name }) => name === step?.what)?.group;
  return !(group(first) === 'overlap' && group(second) === 'overlap');
}

/** A number from 0 to below 1 that the seed and the text decide. */
function chance(seed: string, plan: Plan): number {
  return Number.parseInt(sha256Hex(seed, lineOf(plan)).slice(0, 8), 16) / 2 ** 32;
}

export function shuffled(seed: string, plans: readonly Plan[]): readonly Plan[] {
  return plans
    .map((plan) => ({ plan, at: chance(seed, plan) }))
    .sort((a, b) => a.at - b.at)
    .map(({ plan }) => plan);
}

/** Of each event through each entry point, so many plans. */
export async function someSingles(seed: string, ofEach: number): Promise<readonly Plan[]> {
  const counts = new Map<string, number>();
  return shuffled(seed, await allSingles(seed)).filter(({ entry, steps: [step] }) => {
    const key = `${entry} ${step?.what}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= ofEach;
  });
}

/** `i/n`: which part of the plans this process runs. */
export function ofShard(shard: string, plans: readonly Plan[]): readonly Plan[] {
  const [index = 1, count = 1] = shard.split('/').map(Number);
  return plans.filter((plan) => Math.floor(chance('shard', plan) * count) === index - 1);
}
