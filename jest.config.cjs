/** Tests live in test/, one folder per room of src/. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/world/judged.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/jest.transform.cjs' },
};
