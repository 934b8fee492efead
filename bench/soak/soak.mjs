// `make soak`: bench/soak/main.ts for each number of node groups and each share of faults; writes bench/soak/latest.md.
// Variables: NODE_GROUPS and FAULTS (lists, with commas), SEED. One cell is repeated by one value of each.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const { NODE_GROUPS = '1,10,100,500', FAULTS = '0,1,5,20', SEED = '1' } = process.env;
const listOf = (text) => text.split(',').map(Number);
/** What is demanded: the whole takes at most so many times what one group and the fullest bucket take. */
const MOST = 1.5;

const alone = new Map(cell(1, 0).map((step) => [step.name, step]));
const rows = [];
let isWrong = false;
for (const groups of listOf(NODE_GROUPS)) {
  for (const faults of listOf(FAULTS)) {
    for (const step of cell(groups, faults)) rows.push(row(step, groups, faults));
  }
}
const page = pageOf(rows);
writeFileSync(join(here, 'latest.md'), page);
console.log(page);
process.exitCode = isWrong ? 1 : 0;

function cell(groups, faults) {
  const ran = spawnSync(
    process.execPath,
    ['-r', join(root, 'scripts/lib/without-jest.cjs'), join(here, 'main.ts')],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      env: { ...process.env, NODE_GROUPS: groups, FAULTS: faults, SEED, NODE_NO_WARNINGS: '1' },
    },
  );
  if (ran.status !== 0)
    throw new Error(`${groups} groups, ${faults} %:\n${ran.stdout}${ran.stderr}`);
  const steps = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const left = steps.pop();
  return steps.map((step) => ({ ...step, left: left.left + left.notModelled }));
}

function row(step, groups, faults) {
  const one = alone.get(step.name);
  const forced = Math.max(
    ...Object.entries(one.byAction).map(([action, count]) => {
      const { burst, perSecond } = step.buckets[action];
      return Math.max(0, (count * groups - burst) / perSecond);
    }),
  );
  const ratio = step.seconds / (one.seconds + forced);
  if (step.failed > 0 || step.left > 0) isWrong = true;
  for (const failure of step.failures)
    console.error(`${step.name}, ${groups} groups, ${faults} %: ${failure}`);
  return [
    groups,
    `${faults} %`,
    step.name,
    step.failed,
    step.left,
    step.callsAGroup.toFixed(1),
    (step.callsAGroup / one.callsAGroup).toFixed(2),
    step.throttled,
    Math.round(step.seconds),
    Math.round(one.seconds + forced),
    faults === 0 && ratio > MOST ? `**${ratio.toFixed(2)}**` : ratio.toFixed(2),
    step.mostRunning,
    step.herd,
  ];
}

function pageOf(lines) {
  const head = [
    'groups',
    'faults',
    'step',
    'failed',
    'left',
    'requests a group',
    'of one alone',
    'throttled',
    'seconds',
    'forced',
    'ratio',
    'at once',
    'in one second',
  ];
  const text = (cells) => `| ${cells.join(' | ')} |`;
  return `# Many node groups at once

\`make soak\` writes this page: node groups of one account and Region, through the registry entry point, on test/world, in virtual time and with the
SDK's own pauses between attempts. Every step begins in the same second for all groups. **Nothing of it was run on real AWS.**

EC2's limits are those that it publishes (buckets.ts has the page); EKS and Auto Scaling publish none, and 5 changing and 20 reading requests a second
of each API are an assumption. A fault is an error of the server or a broken connection, and half of these requests were carried out. A request takes
0.15 s. "forced" is the time of one group alone and of its fullest bucket, for as many groups; the ratio should stay at or below ${MOST} where
nothing fails. "at once" counts invocations that run side by side, "in one second" those that begin in one second, after the first.

Seed ${SEED}; \`make soak NODE_GROUPS=100 FAULTS=20 SEED=${SEED}\` repeats a cell.

${text(head)}
${text(head.map((_, at) => (at === 2 ? '---' : '---:')))}
${lines.map(text).join('\n')}
`;
}
