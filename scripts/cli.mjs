// Bundles the command line: node scripts/cli.mjs writes dist/efa-nodegroup.js, or the file that is named, with all of its
// packages inside, so that `npx efa-nodegroup` needs nothing but Node.
import { chmodSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { unusedShapes } from './bundle/parts.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outfile = process.argv[2] ?? 'dist/efa-nodegroup.js';

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  banner: { js: '#!/usr/bin/env node' },
  // the SDK's ES modules, so that only the commands in use are bundled
  mainFields: ['module', 'main'],
  // the SDK's errors are told apart by constructor.name
  keepNames: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  plugins: [unusedShapes],
});
chmodSync(resolve(root, outfile), 0o755);
const [output] = Object.values(metafile.outputs);
console.log(`${outfile}: ${output.bytes} bytes from ${Object.keys(metafile.inputs).length} files`);
