// The files that bench.mjs loads side by side, in build/Bench.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { unreached, unusedShapes } from '../scripts/bundle/parts.mjs';

/** 0.1.0 */
const RELEASE = '64aae0b';
const CLIENTS = ['@aws-sdk/client-ec2', '@aws-sdk/client-eks'];

/** Of each name its file, or undefined for Node alone. */
export async function makeBundles(root) {
  const folder = join(root, 'build', 'Bench');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run(root, process.execPath, ['scripts/package.mjs', 'Bench']);
  return {
    node: undefined,
    clients: await bundleClients(root, join(folder, 'clients.js'), []),
    trimmedClients: await bundleClients(root, join(folder, 'trimmed-clients.js'), [
      unusedShapes,
      unreached,
    ]),
    ours: join(folder, 'dist', 'handlers.js'),
    ...bundleRelease(root, folder),
    stock: await bundleStock(root, folder),
  };
}

/** Of all files that are loaded with one. */
export function bytes(file) {
  if (file === undefined) return 0;
  const script =
    'require(process.argv[1]); console.log(JSON.stringify(Object.keys(require.cache)));';
  const { stdout } = spawnSync(process.execPath, ['--no-warnings', '-e', script, file], {
    encoding: 'utf8',
  });
  return JSON.parse(stdout).reduce((sum, each) => sum + statSync(each).size, 0);
}

/** This type as RELEASE was, with the packages of today. Nothing where the checkout does not have its commit. */
function bundleRelease(root, folder) {
  const project = join(folder, 'release');
  mkdirSync(project);
  const parts = ['src', 'shims', 'scripts', 'schema.json', 'package.json', 'tsconfig.json'];
  const archive = join(folder, 'release.tar');
  const { status } = spawnSync('git', ['archive', '-o', archive, RELEASE, ...parts], { cwd: root });
  if (status !== 0) return {};
  run(project, 'tar', ['xf', archive]);
  run(root, 'cp', ['-al', 'node_modules', join(project, 'node_modules')]);
  run(project, process.execPath, ['scripts/package.mjs', 'TypeFunction']);
  return { release: join(project, 'build', 'TypeFunction', 'dist', 'handlers.js') };
}

/** The two clients with the commands that src/aws imports, without plugins as a user would bundle them. */
async function bundleClients(root, outfile, plugins) {
  const files = readdirSync(join(root, 'src', 'aws'), { recursive: true });
  const sources = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'src', 'aws', file), 'utf8'));
  const lines = CLIENTS.map((client) => {
    const names = sources.flatMap((source) => importsOf(source, client));
    return `export { ${[...new Set(names)].sort().join(', ')} } from '${client}';`;
  });
  await build({
    stdin: { contents: lines.join('\n'), resolveDir: root },
    outfile,
    plugins,
    ...plain(root),
    // as in scripts/package.mjs
    mainFields: ['module', 'main'],
    keepNames: true,
    minifyWhitespace: true,
    lineLimit: 120,
  });
  return outfile;
}

function importsOf(source, client) {
  const imports = new RegExp(`import \\{([^}]*)\\} from '${client}'`, 'g');
  return [...source.matchAll(imports)]
    .flatMap(([, names]) => names.split(','))
    .map((name) => name.trim())
    .filter((name) => /^\w+(Client|Command)$/.test(name));
}

/** What `cfn init` writes, bundled as it comes: handlers that do nothing yet, and AWS SDK v2. */
async function bundleStock(root, folder) {
  const project = join(folder, 'stock');
  mkdirSync(project);
  const init = ['init', '--type-name', 'Efa::EKS::NodeGroup', '--artifact-type', 'RESOURCE'];
  run(project, join(root, '.venv', 'bin', 'cfn'), [...init, 'typescript', '--no-docker']);
  const written = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const pinned = JSON.parse(readFileSync(join(root, 'bench', 'stock', 'package.json'), 'utf8'));
  for (const kind of ['dependencies', 'optionalDependencies']) {
    if (JSON.stringify(written[kind]) !== JSON.stringify(pinned[kind])) {
      throw new Error(`bench/stock/package.json: ${kind} are not those that cfn init writes`);
    }
  }
  cpSync(join(root, 'bench', 'stock', 'package-lock.json'), join(project, 'package-lock.json'));
  writeFileSync(join(project, 'package.json'), JSON.stringify(pinned));
  cpSync(join(root, '.npmrc'), join(project, '.npmrc'));
  run(project, 'npm', ['ci', '--no-audit', '--no-fund']);
  const outfile = join(folder, 'stock.js');
  await build({ entryPoints: [join(project, 'src', 'handlers.ts')], outfile, ...plain(project) });
  return outfile;
}

function plain(absWorkingDir) {
  return {
    absWorkingDir,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    legalComments: 'none',
    logLevel: 'error',
  };
}

function run(cwd, command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${error ?? `${stdout}${stderr}`}`);
}
