/** Tests live in test/, one folder per room of src/. */
module.exports = {
  // some tests run a whole life hundreds of times, and machines are busy: none depends on its speed
  testTimeout: 600_000,
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/world/judged.ts'],
  transform: {
    '^.+\\.ts$': '<rootDir>/jest.transform.cjs',
    '^.+\\.yaml$': '<rootDir>/jest.yaml.cjs',
  },
};
