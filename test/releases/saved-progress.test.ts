/**
 * What one invocation passes to the next, compared with what release 0.1.0 passes: an operation that one of the two began
 * is so ended by the other. RECORD_PROGRESS=1 writes the file; it was written by the code of commit 64aae0b.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADDED_PROGRESS } from './deliberate';
import { differences, short } from './difference';
import { prepared } from './kinds';
import { ENTRY_POINTS, type EntryPoint, live } from './life';

/** Together they have every kind of choice, and every task of the custom resource. */
const KINDS = [
  'p5-default',
  'named-placement-group',
  'own-security-groups',
  'spot-with-nothing-made',
  'capacity-reservation',
] as const;
const FILE = join(__dirname, '0.1.0', 'saved-progress.json');

type Passed = Readonly<Record<string, readonly unknown[]>>;

beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => jest.restoreAllMocks());

if (process.env.RECORD_PROGRESS && !existsSync(FILE)) {
  it('is recorded', async () => {
    const lives: string[] = [];
    for (const kind of KINDS) {
      for (const entryPoint of ENTRY_POINTS) {
        const steps = Object.entries(await passedIn(kind, entryPoint)).map(
          ([step, progresses]) =>
            `  ${JSON.stringify(step)}: [\n${progresses.map((one) => `   ${JSON.stringify(one)}`).join(',\n')}\n  ]`,
        );
        lives.push(` ${JSON.stringify(`${kind}.${entryPoint}`)}: {\n${steps.join(',\n')}\n }`);
      }
    }
    writeFileSync(FILE, `{\n${lives.join(',\n')}\n}\n`);
  });
}

describe.each(KINDS)('of %s', (kind) => {
  it.each(ENTRY_POINTS)('the %s passes on what 0.1.0 passes on', async (entryPoint) => {
    const recorded = JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, Passed>>;
    const now = await passedIn(kind, entryPoint);
    const all = differences(recorded[`${kind}.${entryPoint}`], now).filter(isNoText);
    const found = all.filter((line) => !ADDED_PROGRESS.some((added) => added.test(line)));
    expect(short(found)).toEqual([]);
  });
});

/** What is said to people is passed on too, in today's words. */
function isNoText(difference: string): boolean {
  return !/\.(warnings\[\d+\]\.message|notes\[\d+\]): "/.test(difference);
}

async function passedIn(kind: string, entryPoint: EntryPoint): Promise<Passed> {
  const { world, templates } = prepared(kind);
  const lived = await live({ world, entryPoint, kind, templates });
  const passed = lived.map(({ step, progresses }) => [step, progresses] as const);
  return JSON.parse(JSON.stringify(Object.fromEntries(passed))) as Passed;
}
