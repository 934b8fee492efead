/**
 * Stryker's Jest runner loads every test file for every mutant, and goes on after the first failure. This one loads only the
 * files that reach the mutant, one after the other from the quickest, and stops at the first failure or when its seconds
 * are used up. What was not run is not counted as a kill, so a score is never higher than with all tests.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import {
  commonTokens,
  declareFactoryPlugin,
  PluginKind,
  tokens,
} from '@stryker-mutator/api/plugin';
import { strykerValidationSchema } from '@stryker-mutator/jest-runner';
import { createJestTestRunnerFactory } from './node_modules/@stryker-mutator/jest-runner/dist/src/jest-test-runner.js';

/** In the sandbox, which all workers share: of each test its file and its milliseconds. */
const TIMES = 'test-times.json';

factory.inject = tokens(commonTokens.injector);
function factory(injector) {
  const runner = createJestTestRunnerFactory()(injector);
  return bySpeed(runner, Number(process.env.MUTATE_SECONDS) * 1_000);
}

export { strykerValidationSchema };
export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, 'jest-by-speed', factory),
];

function bySpeed(runner, budget) {
  const { run, dryRun, mutantRun } = Object.getPrototypeOf(runner);
  const killers = new Map();
  let times;
  let files;
  runner.run = (settings) =>
    run.call(runner, { ...settings, testFiles: files ?? settings.testFiles });
  runner.dryRun = async (options) => {
    files = undefined;
    const result = await dryRun.call(runner, options);
    const rows = (result.tests ?? []).map((test) => [test.id, test.fileName, test.timeSpentMs]);
    writeFileSync(TIMES, JSON.stringify(rows));
    return result;
  };
  runner.mutantRun = async (options) => {
    times ??= JSON.parse(readFileSync(TIMES, 'utf8'));
    const kills = killers.get(options.sandboxFileName) ?? {};
    killers.set(options.sandboxFileName, kills);
    let nrOfTests = 0;
    for (const file of inOrder(times, options.testFilter, kills, budget)) {
      files = [file];
      const result = await mutantRun.call(runner, options);
      nrOfTests += result.nrOfTests ?? 0;
      if (result.status === 'survived') continue;
      kills[file] = (kills[file] ?? 0) + 1;
      return result;
    }
    return { status: 'survived', nrOfTests };
  };
  return runner;
}

/** The files that reach a mutant: those first that killed most others of its source file, then the quickest. */
function inOrder(times, testFilter, kills, budget) {
  const wanted = testFilter === undefined ? undefined : new Set(testFilter);
  const milliseconds = new Map();
  for (const [id, file, took] of times) {
    if (wanted === undefined || wanted.has(id))
      milliseconds.set(file, (milliseconds.get(file) ?? 0) + took);
  }
  const sorted = [...milliseconds].sort(
    ([a, aTook], [b, bTook]) => (kills[b] ?? 0) - (kills[a] ?? 0) || aTook - bTook,
  );
  let spent = 0;
  return sorted
    .filter(([, took]) => {
      spent += took;
      return spent <= budget || spent === took;
    })
    .map(([file]) => file);
}
