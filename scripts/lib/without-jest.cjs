// `node -r` this: runs the TypeScript of test/ without jest, by the same transformer. Its helpers may `expect`; their hooks do nothing.
const { readFileSync } = require('node:fs');
const { expect } = require('expect');
const { process: transform } = require('../../jest.transform.cjs');

const { extensions } = require;
extensions['.ts'] = (module, file) => {
  module._compile(transform(readFileSync(file, 'utf8'), file).code, file);
};
// as in jest, a module comes before a .json of its name
for (const after of ['.json', '.node']) {
  const load = extensions[after];
  delete extensions[after];
  extensions[after] = load;
}

const nothing = () => undefined;
Object.assign(globalThis, {
  expect,
  beforeAll: nothing,
  beforeEach: nothing,
  afterEach: nothing,
  afterAll: nothing,
});
