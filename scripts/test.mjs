// The runner behind `make test`: all checks and all tests, in order, with their own output.
// The last line is `N passed, N failed`, with `, N skipped` when there are any; the exit code is 0 only when
// nothing failed and every runner ran at least one test. Everything it writes goes to .reports/ and build/.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyForCfn } from './lib/cfn-copy.mjs';
import { checks } from './lib/checks.mjs';
import { crossChecked } from './lib/cross-check.mjs';
import { judgedRequests } from './lib/judged.mjs';
import { root } from './lib/root.mjs';
import { ofPackage, python, succeeds } from './lib/run.mjs';

process.chdir(root);
// not build/, which the cfn CLI deletes when the end-to-end tests submit the type
const reports = join(root, '.reports');
const judged = join(reports, 'judged.jsonl');
const crossChecks = ['world', 'local'].map((side) => join(reports, `cross-check-${side}.txt`));
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
/** Figures for the last lines. */
const figures = [];

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

for (const [name, passes] of Object.entries(checks)) check(name, passes);
check('cfn validate', () => succeeds(python('cfn'), ['validate'], copyForCfn('cfn-validate')));
check('generated files are up to date', () =>
  succeeds(process.execPath, ['scripts/generate.mjs', '--check']),
);
[process.env.CROSS_CHECK_WORLD, process.env.CROSS_CHECK_LOCAL] = crossChecks;
runJest();
checkWire();
runPytest('local-aws/tests');
checkModels();
runPytest('test/contract');
runPytest('test/examples');
// they mostly wait: many more workers than processors
runPytest('test/e2e', ['-n', '16', '--dist', 'worksteal']);
runPytest('test/package');
runPytest('test/cdk');
runPytest('test/install');
addFigure(join(reports, 'iam.txt'));

console.log('');
for (const figure of figures) console.log(figure);
for (const failure of failures) console.log(`FAILED ${failure}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
const summary = `${total.passed} passed, ${total.failed} failed${skipped}`;
writeFileSync(join(reports, 'summary.txt'), `${summary}\n`);
console.log(summary);
process.exitCode = total.failed > 0 ? 1 : 0;

/** A check counts as one test. */
function check(name, passes) {
  console.log(`\n== ${name}`);
  const passed = passes();
  console.log(`${name}: ${passed ? 'ok' : 'FAILED'}`);
  count(name, passed ? { passed: 1 } : { failed: 1 });
}

function runJest() {
  console.log('\n== jest');
  const report = join(reports, 'jest.json');
  process.env.JUDGED_REQUESTS = judged;
  const jest = [ofPackage('jest/bin/jest.js'), '--ci', '--json', `--outputFile=${report}`];
  const exitedWell = succeeds(process.execPath, jest);
  const result = existsSync(report) ? JSON.parse(read(report)) : {};
  countRunner('jest', exitedWell, {
    passed: result.numPassedTests ?? 0,
    failed: (result.numFailedTests ?? 0) + (result.numRuntimeErrorTestSuites ?? 0),
    skipped: (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0),
  });
}

/** Of a test that wrote it. */
function addFigure(file) {
  figures.push(...(read(file)?.trim().split('\n') ?? []));
}

function checkWire() {
  const { text, problems } = judgedRequests(judged);
  figures.push(text);
  check("requests and answers are as AWS's service models say", () => {
    for (const problem of problems) console.log(problem);
    return problems.length === 0;
  });
}

function checkModels() {
  const { text, problems } = crossChecked(crossChecks);
  figures.push(text);
  check('the two models of AWS agree', () => {
    for (const problem of problems) console.log(problem);
    return problems.length === 0;
  });
}

function runPytest(folder, more = []) {
  console.log(`\n== pytest ${folder}`);
  if (!existsSync(folder)) {
    console.log(`${folder} does not exist: nothing run`);
    return;
  }
  const report = join(reports, `${folder.replaceAll('/', '-')}.xml`);
  const options = ['-m', 'pytest', folder, '-p', 'no:cacheprovider', `--junitxml=${report}`];
  const exitedWell = succeeds(python('python'), [...options, ...more]);
  const suite = existsSync(report) ? (/<testsuite [^>]*>/.exec(read(report))?.[0] ?? '') : '';
  const number = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  const skipped = number('skipped');
  const passed = number('tests') - failed - skipped;
  countRunner(`pytest ${folder}`, exitedWell, { passed, failed, skipped });
}

/** A runner that failed without a failed test, or that ran no test at all, counts as one failure. */
function countRunner(name, exitedWell, { passed, failed, skipped }) {
  if (passed + failed === 0) {
    console.log(`${name} ran no test`);
    count(name, { failed: 1, skipped });
  } else if (!exitedWell && failed === 0) {
    console.log(`${name} failed, though no test of it did`);
    count(name, { passed, failed: 1, skipped });
  } else {
    count(name, { passed, failed, skipped });
  }
}

function count(name, { passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  if (failed > 0) failures.push(name);
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
