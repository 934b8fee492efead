import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Test files that take longer than all others together: tables of every error at every call. What they alone would find
 * counts as a survivor.
 */
const SLOW = [
  'capacity-words',
  'errors',
  'gateways',
  'going-back',
  'late-create',
  'lost-answers',
  'read-back',
  'slow',
  'stale-update',
];

/** `make mutate` sets the rest: what is mutated, and where the reports go (mutate.mjs). */
export default {
  plugins: [here('runner.mjs')],
  testRunner: 'jest-by-speed',
  coverageAnalysis: 'perTest',
  checkers: [],
  disableTypeChecks: false,
  // TypeScript 7 has no API for Stryker to rewrite tsconfig.json with; Jest does not read that file
  tsconfigFile: 'none.json',
  ignoreStatic: true,
  incremental: true,
  allowConsoleColors: false,
  cleanTempDir: 'always',
  tempDirName: '.reports/mutation/sandboxes',
  ignorePatterns: [
    '/*',
    '!/src',
    '!/test',
    '!/schema.json',
    '!/package.json',
    '!/tsconfig.json',
    '!/jest.*',
    '!/shims',
    '!/examples',
    '!/guides',
    '!/template.yml',
  ],
  dryRunTimeoutMinutes: 120,
  timeoutMS: 30_000,
  timeoutFactor: 1,
  maxTestRunnerReuse: 150,
  jest: {
    configFile: 'jest.config.cjs',
    enableFindRelatedTests: false,
    config: {
      testMatch: [
        '<rootDir>/test/core/lifecycle/**/*.test.ts',
        '<rootDir>/test/core/loop/**/*.test.ts',
        `<rootDir>/test/reconcile/**/${process.env.MUTATE_TESTS || '*'}.test.ts`,
      ],
      testPathIgnorePatterns: [
        '/node_modules/',
        `/test/reconcile/(${SLOW.join('|')})\\.test\\.ts$`,
      ],
      testEnvironment: here('environment.cjs'),
      cacheDirectory: '<rootDir>/.jest-cache',
    },
  },
};
