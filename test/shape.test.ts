/** scripts/architecture.mjs, which `make lint` runs: the limits of src/, and that each of them can fail. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const script = join(__dirname, '../scripts/architecture.mjs');
const root = join(__dirname, '..');

function measured(folder: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, folder], {
    encoding: 'utf8',
  });
  return { status, stdout, violations: stderr.trim() };
}

/** @param files below src/, with their sources */
function measuredWith(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'shape-'));
  try {
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, 'src', file)), { recursive: true });
      writeFileSync(join(folder, 'src', file), source);
    }
    return measured(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const importing = (path: string) => `import { x } from '${path}';\nexport const y = x;\n`;
const chain = Object.fromEntries(
  Array.from({ length: 13 }, (_, at) => [`aws/f${at}.ts`, importing(`./f${at + 1}`)]),
);
const LEAF = 'export const x = 1;\n';

describe('src/', () => {
  it('keeps every limit', () => {
    const { status, stdout, violations } = measured(root);
    expect(violations).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/circles 0, largest folder \d+ files .*import levels \d+/);
  });
});

describe('the measurement names', () => {
  test.each<[string, Record<string, string>, string]>([
    [
      'the arrows of a circle',
      { 'aws/a.ts': importing('./b'), 'aws/b.ts': importing('./a') },
      'src/ has a circle of imports: aws/a.ts -> aws/b.ts -> aws/a.ts.',
    ],
    [
      'a circle of types alone',
      {
        'aws/a.ts': "import type { B } from './b';\nexport type A = B;\n",
        'aws/b.ts': "import type { A } from './a';\nexport type B = A;\n",
      },
      'src/ has a circle of imports: aws/a.ts -> aws/b.ts -> aws/a.ts.',
    ],
    [
      'a chain that is too long',
      { ...chain, 'aws/f13.ts': LEAF },
      'src/ has 14 levels of imports, at most 12: aws/f0.ts -> aws/f1.ts',
    ],
    [
      'a folder that is too full',
      Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`aws/f${at}.ts`, LEAF])),
      'src/aws has 15 files, at most 14.',
    ],
    [
      'a file that is too long',
      { 'aws/a.ts': '// line\n'.repeat(301) },
      'src/aws/a.ts has 301 lines, at most 300.',
    ],
    [
      'a lower layer that imports a higher one',
      { 'core/util/a.ts': importing('../model/b'), 'core/model/b.ts': LEAF },
      'src/core/util/a.ts imports src/core/model/b.ts, but util is not above model.',
    ],
    [
      'a feature that imports another one',
      { 'core/scaling/a.ts': importing('../placement/b'), 'core/placement/b.ts': LEAF },
      'src/core/scaling/a.ts imports src/core/placement/b.ts, but scaling is not above placement.',
    ],
    [
      'a folder that no layer has',
      { 'core/helpers/a.ts': importing('../util/b'), 'core/util/b.ts': LEAF },
      'src/core/helpers/a.ts is in helpers, a folder that CORE_LAYERS does not have.',
    ],
    [
      'a function name with two meanings',
      { 'aws/a.ts': 'function zoneOf() {}\n', 'cli/b.ts': 'export function zoneOf() {}\n' },
      'The function name zoneOf is defined in aws/a.ts and cli/b.ts.',
    ],
    [
      'private words',
      { 'aws/a.ts': '// a look at a piece through the door\n'.repeat(7) },
      'src/ has 21 private words, at most 20: aws/a.ts: look, aws/a.ts: piece, aws/a.ts: door',
    ],
  ])('%s', (_name, files, expected) => {
    const { status, violations } = measuredWith(files);
    expect(violations).toContain(expected);
    expect(status).toBe(1);
  });

  it('nothing where all is well, lazy imports included', () => {
    const files = {
      'handlers.ts': "export const load = () => import('./aws/a.js');\n",
      'aws/a.ts': importing('./b'),
      'aws/b.ts': "export const x = () => require('./a');\n",
    };
    expect(measuredWith(files)).toMatchObject({ status: 0, violations: '' });
  });
});
