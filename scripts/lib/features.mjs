/** The features that src/core declares. */
import { createRequire } from 'node:module';
import { buildSync } from 'esbuild';
import { root } from './root.mjs';

/** `FEATURES` of src/core/features.ts. */
export function loadedFeatures() {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: ['src/core/features.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    logLevel: 'warning',
  });
  const module = { exports: {} };
  const run = new Function('module', 'exports', 'require', outputFiles[0].text);
  run(module, module.exports, createRequire(import.meta.url));
  return module.exports.FEATURES;
}
