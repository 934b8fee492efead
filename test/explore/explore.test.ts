/**
 * The part of the exploration that `make test` runs; `make explore` runs all of it (main.ts). What it is made of: journeys.ts (the
 * requests), events/ (what happens), rules/ and verdict.ts (what has to hold).
 */
import { silenceLogs } from '../custom-resource/given';
import { known, regressions } from './lists';
import { ENTRIES, lineOf, type Plan } from './plan';
import { allSingles, places, someSingles } from './plans';
import { Report } from './report';
import { EVENTS, referenceOf, verdictOf } from './verdict';

const SEED = '1';
const QUICK_OF_EACH = 3;

silenceLogs();

async function explored(plans: readonly Plan[]): Promise<Report> {
  const report = new Report();
  for (const plan of plans) report.add(await verdictOf(plan));
  return report;
}

function found({ failures }: Report): void {
  if (failures.length > 0)
    throw new Error(`${failures.length} plans ended wrong\n${failures.join('\n')}`);
}

it('what was found before stays right', async () => {
  found(await explored(regressions()));
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
    const [registry, custom] = await Promise.all(ENTRIES.map((entry) => referenceOf(entry, name)));
    expect(JSON.parse(custom?.meaning ?? '')).toEqual(JSON.parse(registry?.meaning ?? ''));
  },
);

it('some of the plans of every event end right', async () => {
  const report = await explored(await someSingles(SEED, QUICK_OF_EACH));
  report.write('quick', { mode: 'quick', seed: SEED, shard: '1/1' });
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
