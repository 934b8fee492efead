// Builds the npm package in dist/npm/, and packs it: the command line and the CDK construct, each one file with all that
// it needs inside, but for aws-cdk-lib and constructs, which the CDK app has. `make npm-package` runs it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeBill } from './bundle/bill.mjs';
import { bundle, contents } from './bundle/contents.mjs';
import { NOTICES, noticesOf } from './bundle/notices.mjs';
import { packSame } from './bundle/tarball.mjs';
import { root } from './lib/root.mjs';

const out = join(root, 'dist/npm');
const bundles = ['dist/efa-nodegroup.js', 'dist/npm/construct/index.js'];
const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
node('scripts/cli.mjs');
cpSync(join(root, 'dist/efa-nodegroup.js'), join(out, 'efa-nodegroup.js'));
await construct();
for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE', 'schema.json']) {
  cpSync(join(root, file), join(out, file));
}
cpSync(join(root, 'guides'), join(out, 'guides'), { recursive: true });
writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
writeFileSync(join(out, NOTICES), noticesOf(contents(bundles)));
const { filename, size, files } = await packSame(out, join(root, 'dist'));
for (const file of files) console.log(`${String(file.size).padStart(9)} ${file.path}`);
console.log(`dist/${filename}: ${size} bytes`);
writeBill(`dist/${filename}`, bundles, project.name);

/** The published manifest: none of the project's own packages, which are inside the two files. */
function manifest() {
  const { name, version, description, keywords, license, engines } = project;
  return {
    name,
    version,
    description,
    keywords,
    license,
    engines,
    bin: { 'efa-nodegroup': 'efa-nodegroup.js' },
    exports: {
      './construct': { types: './construct/index.d.ts', default: './construct/index.js' },
      './schema.json': './schema.json',
      './package.json': './package.json',
    },
    // the oldest that was tried; the tests run with those of package.json
    peerDependencies: { 'aws-cdk-lib': '^2.100.0', constructs: '^10.0.5' },
    peerDependenciesMeta: {
      'aws-cdk-lib': { optional: true },
      constructs: { optional: true },
    },
  };
}

async function construct() {
  await bundle({
    entryPoints: ['src/construct/index.ts'],
    outfile: 'dist/npm/construct/index.js',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['aws-cdk-lib', 'constructs'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.construct.json');
  const types = join(root, '.types/npm/src/construct');
  for (const file of readdirSync(types)) cpSync(join(types, file), join(out, 'construct', file));
}

function node(...command) {
  execFileSync(process.execPath, command, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}
