// Builds the npm package in dist/npm/, and packs it: the command line and the CDK construct, each one file with all that
// it needs inside, but for aws-cdk-lib and constructs, which the CDK app has. `make npm-package` runs it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { writeBill } from './bundle/bill.mjs';
import { bundle, contents } from './bundle/contents.mjs';
import { NOTICES, noticesOf } from './bundle/notices.mjs';
import { packSame } from './bundle/tarball.mjs';
import { templateOf } from './lib/cfn-yaml.cjs';
import { root } from './lib/root.mjs';

const out = join(root, 'dist/npm');
const bundles = [
  'dist/efa-nodegroup.js',
  'dist/npm/construct/index.js',
  'build/CustomResource/dist',
];
const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The templates of install/ go into the file as JSON. */
const templatesOfInstall = {
  name: 'templates-of-install',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.yaml$/ }, ({ path }) => ({
      contents: JSON.stringify(templateOf(readFileSync(path, 'utf8'))),
      loader: 'json',
    })),
};

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
    // for TypeScript with `moduleResolution: node`, which does not read `exports`
    main: 'construct/index.js',
    types: 'construct/index.d.ts',
    // one file for both module systems, so that an app never has the classes twice; its names can be imported from ES modules
    exports: {
      '.': { types: './construct/index.d.ts', default: './construct/index.js' },
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
    plugins: [templatesOfInstall],
    legalComments: 'none',
    logLevel: 'warning',
  });
  node('scripts/package.mjs', 'CustomResource');
  cpSync(join(root, 'build/CustomResource/dist'), join(out, 'construct/custom-resource'), {
    recursive: true,
  });
  node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.construct.json');
  const types = join(root, '.types/npm/src/construct');
  for (const file of reachable(types, 'index.d.ts')) {
    cpSync(join(types, file), join(out, 'construct', file), { recursive: true });
  }
}

/** The file and all that it names: the others import what is only in the bundle. */
function reachable(folder, file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name] of readFileSync(join(folder, file), 'utf8').matchAll(
    /from '(\.{1,2}\/[^']+)'/g,
  )) {
    reachable(folder, posix.join(posix.dirname(file), `${name}.d.ts`), found);
  }
  return found;
}

function node(...command) {
  execFileSync(process.execPath, command, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}
