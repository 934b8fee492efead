// src/core/schema/schema-check.ts in the bundle: ajv's own standalone code of the compiled schema instead of ajv (0.1 MB
// instead of 0.3, and nothing to compile), in dist/schema-check.js, which is loaded when the first template is checked.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

/** In place of the module: a function of the same name that loads the file at its first call. */
export const lazySchemaCheck = {
  name: 'lazy-schema-check',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]core[\\/]schema[\\/]schema-check\.ts$/ }, () => ({
      contents: `exports.schemaErrors = (properties) => require('./schema-check.js').schemaErrors(properties);`,
    }));
    build.onResolve({ filter: /^\.\/schema-check\.js$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** The source of dist/schema-check.js, before it is bundled. */
export async function schemaCheckSource(root) {
  const require = createRequire(join(root, 'package.json'));
  const { ajv, checkSchema } = await load(root, require);
  const standalone = require('ajv/dist/standalone').default;
  return `${standalone(ajv, checkSchema)}
const check = module.exports;
module.exports = { schemaErrors: (properties) => (check(properties) ? [] : check.errors) };
`;
}

/** The module as a test would load it, ajv included. */
async function load(root, require) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/core/schema/schema-check.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    write: false,
  });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0].text)(
    module,
    module.exports,
    require,
  );
  return module.exports;
}
