// Bundles the command line: node scripts/cli.mjs writes dist/efa-nodegroup.js, or the file that is named, with all of its
// packages inside, so that `npx efa-nodegroup` needs nothing but Node.
import { appendFileSync, chmodSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeBill } from './bundle/bill.mjs';
import { bundle } from './bundle/contents.mjs';
import { noticesComment } from './bundle/notices.mjs';
import { unusedShapes } from './bundle/parts.mjs';
import { root } from './lib/root.mjs';

const ARTEFACT = 'dist/efa-nodegroup.js';
const outfile = process.argv[2] ?? ARTEFACT;

const { bytes, files, contents } = await bundle({
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
  logLevel: 'warning',
  plugins: [unusedShapes],
});
// the licence texts of the packages inside: the file is passed on alone
appendFileSync(resolve(root, outfile), noticesComment(contents));
chmodSync(resolve(root, outfile), 0o755);
if (outfile === ARTEFACT) writeBill(outfile, [outfile]);
console.log(`${outfile}: ${bytes} bytes of code from ${files} files`);
