/**
 * What each process of `make explore` runs, in Node alone: in jest, whose modules live in a context of their own, a plan
 * takes twice as long. SHARD, SEED, MINUTES and REPLAY as scripts/explore.mjs says; EXPLORE is `singles` or `pairs`.
 */
import { judge } from '../world/judge';
import { journeyOf } from './journeys';
import { type Plan, planOf } from './plan';
import { allSingles, ofShard, pairsOf, places, shuffled } from './plans';
import { Report } from './report';
import { referenceOf, type Verdict, verdictOf } from './verdict';

const { EXPLORE = 'singles', REPLAY, SHARD = '1/1', SEED = '1', MINUTES = '60' } = process.env;
/** One plan in so many of one event is gone on with, by so many second events each. */
const PAIRS_OF_EACH = 12;
/** A run that is stopped has written down what it found. */
const WRITTEN_EVERY = 100;
const PART = `${EXPLORE}-${SHARD.replace('/', '-of-')}`;

/** A verdict, with what AWS's service models say of the requests. */
async function judged(plan: Plan): Promise<Verdict & { readonly text: string }> {
  const verdict = await verdictOf(plan);
  const wrong = judge.takeWrong();
  const broken = new Map(verdict.broken);
  if (wrong.length > 0) broken.set('wire', wrong.map(String).join('; '));
  const trace = verdict.calls.map(({ action, errorCode }) =>
    errorCode ? `${action} (${errorCode})` : action,
  );
  const ends = verdict.requests.map((each) => `${each.kind} ${each.status} ${each.message}`);
  return { ...verdict, broken, text: [...trace, ...ends].join('\n') };
}

async function explored(plans: readonly Plan[], report: Report): Promise<void> {
  for (const plan of plans) {
    report.add(await judged(plan));
    if (report.run % WRITTEN_EVERY === 0) report.write(PART, about());
  }
}

function about() {
  return { mode: EXPLORE, seed: SEED, shard: SHARD };
}

/** Second events after as many first ones as there is time for. */
async function exploredPairs(report: Report): Promise<void> {
  const end = Date.now() + Number(MINUTES) * 60_000;
  for (const plan of shuffled(SEED, ofShard(SHARD, await allSingles(SEED)))) {
    if (Date.now() > end) return;
    const first = await verdictOf(plan);
    const pairs = shuffled(SEED, pairsOf(first, plan, journeyOf(plan.journey)));
    await explored(pairs.slice(0, PAIRS_OF_EACH), report);
  }
}

async function traces(): Promise<object> {
  const all: Record<string, number> = {};
  for (const { entry, journey } of places()) {
    all[`${entry} ${journey.name}`] = (await referenceOf(entry, journey.name)).calls.length;
  }
  return all;
}

async function replayed(line: string): Promise<readonly string[]> {
  const { text, broken } = await judged(planOf(line));
  return [text, ...[...broken].map(([invariant, detail]) => `${invariant}: ${detail}`)];
}

/** @returns whether something ended wrong. */
async function main(print: (text: string) => void): Promise<boolean> {
  if (REPLAY) {
    const [text = '', ...broken] = await replayed(REPLAY);
    print([text, ...broken].join('\n'));
    return broken.length > 0;
  }
  const report = new Report();
  if (EXPLORE === 'pairs') await exploredPairs(report);
  else await explored(ofShard(SHARD, await allSingles(SEED)), report);
  report.write(PART, { ...about(), traces: await traces() });
  print(`${PART}: ${report.run} plans, ${report.failures.length} ended wrong`);
  return report.failures.length > 0;
}

const print = console.log;
// the provider's own log
console.log = () => undefined;
main(print).then(
  (isWrong) => {
    process.exitCode = isWrong ? 1 : 0;
  },
  (error) => {
    print(String((error as Error).stack));
    process.exitCode = 2;
  },
);
