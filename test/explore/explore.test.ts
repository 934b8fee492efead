/**
 * The exploration: `make explore` runs all of it, `make test` a part. What it is made of: journeys.ts (the requests),
 * faults.ts, hands.ts and overlaps.ts (what happens), monitor.ts and verdict.ts (what has to hold).
 */
import { silenceLogs } from '../custom-resource/given';
import { journeyOf } from './journeys';
import { known, regressions } from './lists';
import { ENTRIES, lineOf, type Plan, planOf } from './plan';
import { allSingles, ofShard, pairsOf, places, shuffled, someSingles } from './plans';
import { Report } from './report';
import { EVENTS, referenceOf, verdictOf } from './verdict';

const { EXPLORE = 'quick', REPLAY, SHARD = '1/1', SEED = '1', MINUTES = '60' } = process.env;
const QUICK_OF_EACH = 3;
/** One plan in so many of one event is gone on with, by so many second events each. */
const PAIRS_OF_EACH = 12;
const DAY_MILLISECONDS = 86_400_000;

jest.setTimeout(DAY_MILLISECONDS);
silenceLogs();

/** A run that is stopped has written down what it found. */
const WRITTEN_EVERY = 100;
const PART = `${EXPLORE}-${SHARD.replace('/', '-of-')}`;

async function explored(plans: readonly Plan[], report: Report): Promise<void> {
  for (const [at, plan] of plans.entries()) {
    report.add(await verdictOf(plan));
    if (at % WRITTEN_EVERY === WRITTEN_EVERY - 1) report.write(PART, about());
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

function found({ failures }: Report): void {
  if (failures.length > 0)
    throw new Error(`${failures.length} plans ended wrong\n${failures.join('\n')}`);
}

const only = (wanted: boolean) => (wanted ? it : it.skip);

if (REPLAY) {
  it(REPLAY, async () => {
    const { broken, calls, requests } = await verdictOf(planOf(REPLAY));
    const trace = calls.map(({ action, errorCode }) =>
      errorCode ? `${action} (${errorCode})` : action,
    );
    const ends = requests.map((each) => `${each.kind} ${each.status} ${each.message}`);
    process.stdout.write(`${[...trace, ...ends].join('\n')}\n`);
    expect(Object.fromEntries(broken)).toEqual({});
  });
} else if (EXPLORE === 'quick') {
  const plans = regressions();
  only(plans.length > 0)('what was found before stays right', async () => {
    const report = new Report();
    await explored(plans, report);
    found(report);
  });

  it.each(places().map(({ entry, journey }) => [entry, journey.name] as const))(
    '%s %s goes well where nothing happens',
    async (entry, journey) => {
      const { broken } = await referenceOf(entry, journey);
      expect(Object.fromEntries(broken)).toEqual({});
    },
  );

  const ofBoth = places().filter(({ entry, journey }) => entry === 'custom' && !journey.entry);
  it.each(ofBoth.map(({ journey }) => journey.name))(
    '%s leaves the same through both entry points',
    async (name) => {
      const [registry, custom] = await Promise.all(
        ENTRIES.map((entry) => referenceOf(entry, name)),
      );
      expect(JSON.parse(custom?.meaning ?? '')).toEqual(JSON.parse(registry?.meaning ?? ''));
    },
  );

  it('some of the plans of every event end right', async () => {
    const report = new Report();
    await explored(await someSingles(SEED, QUICK_OF_EACH), report);
    report.write(PART, about());
    found(report);
  });

  it.each(ENTRIES)('every event comes somewhere through %s', async (entry) => {
    const plans = (await allSingles(SEED)).filter((plan) => plan.entry === entry);
    const tried = new Set(plans.flatMap(({ steps }) => steps.map(({ what }) => what)));
    expect(EVENTS.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  it('every line of the lists can be read', () => {
    expect(regressions().map(lineOf)).toEqual([...new Set(regressions().map(lineOf))]);
    for (const { reason } of known()) expect(reason).toMatch(/.{10}/);
  });
} else {
  it(`${EXPLORE} of shard ${SHARD} end right`, async () => {
    const report = new Report();
    if (EXPLORE === 'pairs') await exploredPairs(report);
    else await explored(ofShard(SHARD, await allSingles(SEED)), report);
    report.write(PART, { ...about(), traces: await traces() });
    found(report);
  });
}
