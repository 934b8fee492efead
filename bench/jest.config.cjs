/** Figures of the model of AWS in test/world: `make bench` runs them, `make test` does not. */
module.exports = {
  testEnvironment: 'node',
  rootDir: '..',
  roots: ['<rootDir>/bench'],
  testMatch: ['<rootDir>/bench/*.bench.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/jest.transform.cjs' },
};
