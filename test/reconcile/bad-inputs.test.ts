/** Whatever is wrong with an input is one InvalidRequest that names path, value and fix; nothing is created. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanDocument } from '../../src/cli/plan/plan-document';
import { describeFindings } from '../../src/core/model/findings';
import type { Properties } from '../../src/core/model/properties';
import type { CreateRequest, UpdateRequest } from '../../src/core/model/request';
import { formatId } from '../../src/core/ownership/identity';
import { efaNodegroup, file } from '../cli/terminal';
import { scene } from '../world/scene';
import type { World } from '../world/world';
import type { BadInput, Change } from './bad-inputs/bad-input';
import { create, created, failed, QUICK, run, seedProperties, update, writes } from './driver';
import { addDecoys, watch } from './watch';

/** What issue and guide promise. */
const MINIMUM_ROWS = 60;
const FOLDER = join(__dirname, 'bad-inputs');

const files = readdirSync(FOLDER).sort();
const ROWS: readonly (BadInput & { readonly file: string })[] = files.flatMap((file) =>
  Object.values(jest.requireActual<Record<string, readonly BadInput[]>>(join(FOLDER, file)))
    .flat()
    .map((row) => ({ ...row, file: file.replace(/\.ts$/, '') })),
);

describe(`${ROWS.length} bad inputs of ${files.length - 1} subjects`, () => {
  it(`are at least ${MINIMUM_ROWS}, each with a name of its own`, () => {
    process.stdout.write(`bad inputs: ${ROWS.length} rows, none of them makes a changing call\n`);
    expect(ROWS.length).toBeGreaterThanOrEqual(MINIMUM_ROWS);
    expect(new Set(ROWS.map(({ file, name }) => `${file}: ${name}`)).size).toBe(ROWS.length);
    for (const { words } of ROWS) expect(words.length).toBeGreaterThan(0);
  });

  it.each(ROWS)('$file: $name', async (row) => {
    const given = scene({ timings: QUICK });
    const { world } = given;
    const propertiesOf = (change: Change | ((scene: typeof given) => Change)): Properties => {
      const more = typeof change === 'function' ? change(given) : change;
      const entries = Object.entries({ ...seedProperties(given), ...more });
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as never;
    };
    const before = row.living && propertiesOf(row.living);
    if (!before) row.world?.(world, given);
    const creation = create(before ?? propertiesOf(row.properties));
    addDecoys(world, creation.identity);
    watch(world).watchOthers();
    if (before) {
      await created(world, creation);
      row.world?.(world, given);
      watch(world).watchOthers();
    }
    const request = before
      ? update(creation.identity, before, propertiesOf(row.properties))
      : creation;
    const attempt = await run(world, request);
    const { code, message } = failed(attempt);
    expect({ code, path: message.split(': ')[0] }).toEqual({
      code: 'InvalidRequest',
      path: row.path,
    });
    expect(message.split(' | ')).toEqual([message]);
    for (const word of row.words)
      expect(message).toMatch(word instanceof RegExp ? word : literal(word));
    expect(writes(attempt.calls)).toEqual([]);
    await expectSameOfPlan(world, request, message);
  });
});

/** The plan refuses what the deployment refuses, in the same words, and nothing else. */
async function expectSameOfPlan(
  world: World,
  request: CreateRequest | UpdateRequest,
  message: string,
): Promise<void> {
  const { action, identity, desired } = request;
  const id = formatId(identity);
  const args =
    action === 'CREATE'
      ? ['--resource', request.origin.logicalId ?? '']
      : ['--id', id, '--previous', file('previous.json', request.previous)];
  const { exitCode, stdout } = await efaNodegroup(world, ['plan', '-', '--json', ...args], {
    stdin: desired,
  });
  const { findings, calls } = JSON.parse(stdout) as PlanDocument;
  const words = (text: string) => text.replaceAll(identity.generation, '0'.repeat(12));
  expect([exitCode, words(describeFindings(findings)), calls]).toEqual([1, words(message), []]);
}

function literal(text: string): RegExp {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
