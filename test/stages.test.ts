/** How `make test` runs its stages: scripts/lib/stages.mjs. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const module = join(__dirname, '../scripts/lib/stages.mjs');

/** Runs a script that has the module's functions; `result` is what it assigns. */
function run(script: string): { printed: string[]; result: unknown } {
  const source = `
    import { countedRunner, runLanes, timesOf, total, worded } from ${JSON.stringify(module)};
    let result;
    ${script}
    console.log(JSON.stringify(result));`;
  const args = ['--input-type=module', '-e', source];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const printed = stdout.trim().split('\n');
  return { result: JSON.parse(printed.pop() ?? ''), printed };
}

test('lanes run side by side, the stages of one in order, and no lines of two mix', () => {
  const { printed, result } = run(`
    const waiting = {};
    const stage = (name, first) => ({
      name,
      run: async () => {
        if (first) await new Promise((ended) => { waiting[first] = ended; });
        waiting[name]?.();
        return { output: name + ' one\\n' + name + ' two', passed: 1 };
      },
    });
    // the first stage of the first lane ends when the second lane is through
    const results = await runLanes([[stage('a', 'd'), stage('b')], [stage('c'), stage('d')]]);
    result = results.map(({ name }) => name);`);
  expect(result).toEqual(['a', 'b', 'c', 'd']);
  const lines = printed.filter((line) => line !== '').map((line) => line.replace(/, \d+ s$/, ''));
  const shown = (name: string) => [
    `== ${name}`,
    `${name} one`,
    `${name} two`,
    `${name}: 1 passed, 0 failed`,
  ];
  expect([...lines].sort()).toEqual(['a', 'b', 'c', 'd'].flatMap(shown).sort());
  for (const name of ['a', 'b', 'c', 'd']) {
    const at = lines.indexOf(`== ${name}`);
    expect(lines.slice(at, at + 4)).toEqual(shown(name));
  }
});

test('a stage that throws has failed, and the others go on', () => {
  const { printed, result } = run(`
    const results = await runLanes([[
      { name: 'a', run: async () => { throw new Error('broken'); } },
      { name: 'b', run: async () => ({ output: '', passed: 2, skipped: 1 }) },
    ]]);
    result = worded(total(results));`);
  expect(result).toBe('2 passed, 1 failed, 1 skipped');
  expect(printed.join('\n')).toContain('Error: broken');
});

test.each([
  ['what it counted', true, { passed: 3, failed: 0 }, { passed: 3, failed: 0 }],
  ['its failures', false, { passed: 3, failed: 2 }, { passed: 3, failed: 2 }],
  ['one failure where it ran no test', true, { passed: 0, failed: 0 }, { passed: 0, failed: 1 }],
  [
    'one failure where it failed and no test did',
    false,
    { passed: 3, failed: 0 },
    { passed: 3, failed: 1 },
  ],
])('a runner counts as %s', (_, passed, counts, expected) => {
  const { result } = run(
    `result = countedRunner('jest', { passed: ${passed}, output: 'text' }, ${JSON.stringify(counts)});`,
  );
  expect(result).toMatchObject({ ...expected, output: expect.stringContaining('text') });
});

test('the table of times has the longest first, and what one after the other would take', () => {
  const { result } = run(
    `result = timesOf([{ name: 'a', seconds: 1 }, { name: 'b', seconds: 61 }], 61.4);`,
  );
  expect(result).toEqual(['time: 61 s, of 62 s one after the other', '   61 s b', '    1 s a']);
});
