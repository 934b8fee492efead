// The runner behind `make test`: all checks and all tests, in order, with their own output.
// The last line is `N passed, N failed`, with `, N skipped` when there are any; the exit code is 0 only when
// nothing failed and every runner ran at least one test. Everything it writes goes to .reports/ and build/.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const venv = join(root, '.venv', 'bin');
// not build/, which the cfn CLI deletes when the end-to-end tests submit the type
const reports = join(root, '.reports');
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const colors = process.stdout.isTTY ? [] : ['--colors=off'];
check('lint', () => node('@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', ...colors]));
check('types', () => node('typescript/bin/tsc', ['-b']));
const cfnFolder = copyForCfn();
check('cfn validate', () => run(join(venv, 'cfn'), ['validate'], cfnFolder));
check('cfn generate leaves no difference', () => {
  const ran = run(join(venv, 'cfn'), ['generate'], cfnFolder);
  const same = ran && read(join(cfnFolder, 'src/models.ts')) === read('src/models.ts');
  if (ran && !same) console.error('src/models.ts does not fit schema.json: run make generate');
  return same;
});
check("the construct's properties fit schema.json", () =>
  run(process.execPath, ['scripts/construct-props.mjs', '--check'], root),
);
runJest();
runPytest('local-aws/tests');
runPytest('test/contract');
runPytest('test/examples');
runPytest('test/e2e');
runPytest('test/package');
runPytest('test/install');

console.log('');
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
  const exitedWell = node('jest/bin/jest.js', ['--ci', '--json', `--outputFile=${report}`]);
  const result = existsSync(report) ? JSON.parse(read(report)) : {};
  countRunner('jest', exitedWell, {
    passed: result.numPassedTests ?? 0,
    failed: (result.numFailedTests ?? 0) + (result.numRuntimeErrorTestSuites ?? 0),
    skipped: (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0),
  });
}

function runPytest(folder) {
  console.log(`\n== pytest ${folder}`);
  if (!existsSync(folder)) {
    console.log(`${folder} does not exist: nothing run`);
    return;
  }
  const report = join(reports, `${folder.replaceAll('/', '-')}.xml`);
  const options = ['-m', 'pytest', folder, '-p', 'no:cacheprovider', `--junitxml=${report}`];
  const exitedWell = run(join(venv, 'python'), options);
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

/** `cfn generate` rewrites files where it runs, so it runs in a copy of what it reads. */
function copyForCfn() {
  const folder = join(root, 'build', 'cfn');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'src'), { recursive: true });
  for (const file of ['.rpdk-config', 'schema.json', 'package.json', 'template.yml']) {
    if (existsSync(file)) cpSync(file, join(folder, file));
  }
  symlinkSync('schema.json', join(folder, 'efa-eks-nodegroup.json'));
  return folder;
}

function node(script, args) {
  return run(process.execPath, [join(root, 'node_modules', script), ...args]);
}

function run(command, args, cwd = root) {
  const { status, signal, error } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (error) console.error(`${command}: ${error.message}. Run make install first.`);
  if (signal) console.error(`${command} ended by ${signal}`);
  return status === 0;
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
