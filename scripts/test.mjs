// The runner behind `make test`: all checks and all tests. Most of them wait for something, so they run in three lanes side
// by side; LANES=1 runs one after the other. What a stage prints is shown when it has ended.
//
// The last line is `N passed, N failed`, with `, N skipped` when there are any; the exit code is 0 only when
// nothing failed and every runner ran at least one test. Everything it writes goes to .reports/, build/ and .local-aws/.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { copyForCfn } from './lib/cfn-copy.mjs';
import { checks } from './lib/checks.mjs';
import { crossChecked } from './lib/cross-check.mjs';
import { judgedRequests } from './lib/judged.mjs';
import { root } from './lib/root.mjs';
import { ofPackage, python, ran } from './lib/run.mjs';
import { countedRunner, runLanes, timesOf, total, worded } from './lib/stages.mjs';

process.chdir(root);
// not build/, which the cfn CLI deletes when the end-to-end tests submit the type
const reports = join(root, '.reports');
const judged = join(reports, 'judged.jsonl');
const crossChecks = ['world', 'local'].map((side) => join(reports, `cross-check-${side}.txt`));
/** Figures for the last lines. */
const figures = [];
const began = Date.now();

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
process.env.JUDGED_REQUESTS = judged;
[process.env.CROSS_CHECK_WORLD, process.env.CROSS_CHECK_LOCAL] = crossChecks;

/** The folders of Python tests that no lane names. */
const others = readdirSync('test')
  .map((name) => `test/${name}`)
  .filter((folder) => !['test/e2e', 'test/install'].includes(folder))
  .filter((folder) => statSync(folder).isDirectory())
  .filter((folder) => readdirSync(folder).some((name) => /^test_.*\.py$/.test(name)));
const lanes = [
  // the processors are busy with it, and test/install reads what jest has written
  [
    ...Object.entries(checks).map(([name, command]) => check(name, () => ran(...command))),
    check('cfn validate', () =>
      ran(python('cfn'), ['validate'], { cwd: copyForCfn('cfn-validate') }),
    ),
    check('generated files are up to date', () =>
      ran(process.execPath, ['scripts/generate.mjs', '--check']),
    ),
    jest(),
    check("requests and answers are as AWS's service models say", () =>
      figure(judgedRequests(judged)),
    ),
    pytest('test/install'),
  ],
  ['local-aws/tests', ...others].map((folder) => pytest(folder)),
  // in a copy of the checkout, because `cfn submit` deletes build/ and writes src/models.ts. Its tests mostly wait: many more
  // workers than processors
  [pytest('test/e2e', ['-n', '16', '--dist', 'worksteal'], ['-m', 'efa_tools.checkout_copy'])],
];
const results = await runLanes(process.env.LANES === '1' ? [lanes.flat()] : lanes);
// of jest, and of local-aws/tests
results.push(
  ...(await runLanes([
    [check('the two models of AWS agree', () => figure(crossChecked(crossChecks)))],
  ])),
);
const vulnerabilities = await ran(python('python'), ['-m', 'efa_tools.vulnerabilities']);
figures.push(...vulnerabilities.output.trim().split('\n'));
if (!vulnerabilities.passed) results.push({ name: 'vulnerabilities', seconds: 0, failed: 1 });
for (const file of ['iam.txt', 'bills.txt'])
  figures.push(...(read(file)?.trim().split('\n') ?? []));

console.log('');
for (const line of timesOf(results, (Date.now() - began) / 1000)) console.log(line);
for (const line of figures) console.log(line);
for (const { name } of results.filter(({ failed }) => failed > 0)) console.log(`FAILED ${name}`);
const summary = worded(total(results));
writeFileSync(join(reports, 'summary.txt'), `${summary}\n`);
console.log(summary);
process.exitCode = total(results).failed > 0 ? 1 : 0;

/** A check counts as one test. */
function check(name, run) {
  return {
    name,
    async run() {
      const { passed, output } = await run();
      return { output, ...(passed ? { passed: 1 } : { failed: 1 }) };
    },
  };
}

/** A figure that is a check as well. */
async function figure({ text, problems }) {
  figures.push(text);
  return { passed: problems.length === 0, output: problems.join('\n') };
}

function jest() {
  const report = join(reports, 'jest.json');
  const args = [ofPackage('jest/bin/jest.js'), '--ci', '--json', `--outputFile=${report}`];
  return {
    name: 'jest',
    async run() {
      const done = await ran(process.execPath, args);
      const result = JSON.parse(read('jest.json') ?? '{}');
      return countedRunner('jest', done, {
        passed: result.numPassedTests ?? 0,
        failed: (result.numFailedTests ?? 0) + (result.numRuntimeErrorTestSuites ?? 0),
        skipped: (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0),
      });
    },
  };
}

/** @param before what runs the module pytest, as Python's arguments */
function pytest(folder, more = [], before = []) {
  const name = `pytest ${folder}`;
  const report = `${folder.replaceAll('/', '-')}.xml`;
  const options = ['-p', 'no:cacheprovider', `--junitxml=${join(reports, report)}`, ...more];
  return {
    name,
    async run() {
      const done = await ran(python('python'), [...before, '-m', 'pytest', folder, ...options]);
      const suite = /<testsuite [^>]*>/.exec(read(report) ?? '')?.[0] ?? '';
      const number = (what) => Number(new RegExp(` ${what}="(\\d+)"`).exec(suite)?.[1] ?? 0);
      const failed = number('failures') + number('errors');
      const skipped = number('skipped');
      const passed = number('tests') - failed - skipped;
      return countedRunner(name, done, { passed, failed, skipped });
    },
  };
}

/** Of .reports/; undefined where it is not there. */
function read(name) {
  const file = join(reports, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
