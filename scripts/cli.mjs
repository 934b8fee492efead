// Bundles the command line: node scripts/cli.mjs writes dist/efa-nodegroup.js, with all of its packages inside, so that
// `npx efa-nodegroup` needs nothing but Node.
import { appendFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { writeBill } from './bundle/bill.mjs';
import { bundle, contents } from './bundle/contents.mjs';
import { noticesComment } from './bundle/notices.mjs';
import { unusedShapes } from './bundle/parts.mjs';
import { root } from './lib/root.mjs';

const outfile = 'dist/efa-nodegroup.js';

const { bytes, files } = await bundle({
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
appendFileSync(join(root, outfile), noticesComment(contents([outfile])));
chmodSync(join(root, outfile), 0o755);
writeBill(outfile, [outfile]);
console.log(`${outfile}: ${bytes} bytes of code from ${files} files`);
