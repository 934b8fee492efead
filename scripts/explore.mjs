// `make explore`: every plan of test/explore, in as many processes as there are processors; then pairs, for an hour.
//   SHARD=2/8        this machine runs the second of eight parts
//   SEED=7           other pairs
//   MINUTES=10       for the pairs
//   ONLY=pairs       or singles
//   REPLAY='…'       one plan, as a failure prints it
// Figures are added up from .reports/explore/, and written into guides/reliability.md.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { figuresOf, writeGuide } from './lib/explored.mjs';
import { root } from './lib/root.mjs';

const { REPLAY, SHARD = '1/1', SEED = '1', MINUTES = '60', ONLY } = process.env;
const reports = join(root, '.reports/explore');

process.chdir(root);
if (REPLAY) process.exit(await main({ REPLAY }));

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
let failed = 0;
for (const mode of ONLY ? [ONLY] : ['singles', 'pairs']) failed += await explore(mode);
const parts = readdirSync(reports).map((name) =>
  JSON.parse(readFileSync(join(reports, name), 'utf8')),
);
const figures = figuresOf(parts);
console.log(JSON.stringify({ ...figures, traces: undefined, failures: undefined }, null, 2));
for (const failure of figures.failures) console.log(failure);
writeGuide(figures);
process.exitCode = failed > 0 ? 1 : 0;

/** @returns how many processes found something. */
async function explore(mode) {
  const [index, count] = SHARD.split('/').map(Number);
  const processes = availableParallelism();
  const codes = await Promise.all(
    Array.from({ length: processes }, (_, at) =>
      main({
        EXPLORE: mode,
        SEED,
        MINUTES,
        SHARD: `${(index - 1) * processes + at + 1}/${count * processes}`,
      }),
    ),
  );
  return codes.filter((code) => code !== 0).length;
}

function main(variables) {
  const args = ['-r', './scripts/lib/without-jest.cjs', 'test/explore/main.ts'];
  const env = { ...process.env, NODE_NO_WARNINGS: '1', ...variables };
  const child = spawn(process.execPath, args, { env, stdio: 'inherit' });
  return new Promise((ended) => {
    child.on('exit', (code) => ended(code ?? 1));
  });
}
