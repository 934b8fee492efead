/** What is installed from npm: licences that are allowed, and nothing that runs at installation. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Entry {
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly link?: boolean;
}

const root = join(__dirname, '..');
const folders = lockedFolders();

/** Their package.json says it in a form that is older than SPDX, which npm leaves out of the lock file. */
const OLD_FORM: Readonly<Record<string, string>> = {
  'node_modules/exit': 'MIT',
  'node_modules/querystring': 'MIT',
};

/** esbuild's replaces a wrapper by the binary of a package of its own; that of the AWS SDK v2 prints that it is retired. */
const SCRIPTS_THAT_DO_NOT_RUN = ['node_modules/esbuild', 'node_modules/aws-sdk'];

test('lock files are found', () => {
  expect(folders).toEqual(expect.arrayContaining(['.', 'bench/mutation', 'bench/node22']));
});

test.each(folders)('%s: each licence is allowed', (folder) => {
  const entries = Object.entries(lockOf(folder)).filter(([path, { link }]) => path !== '' && !link);
  const licences = entries.map(([path, { license, dev }]) => [
    path,
    license ?? OLD_FORM[path] ?? null,
    // what is not for development may be in an artefact
    folder === '.' && dev !== true,
  ]);
  expect(refused(licences)).toEqual([]);
});

test('licences that are not allowed are refused, and what is allowed for tools alone is refused in an artefact', () => {
  expect(
    refused([
      ['a', 'GPL-3.0-only', false],
      ['b', null, false],
      ['c', 'MIT AND GPL-3.0-only', false],
      ['d', '(MIT OR GPL-3.0-or-later)', true],
      ['e', 'CC-BY-4.0', false],
      ['f', 'CC-BY-4.0', true],
      ['g', 'Apache License 2.0', true],
    ]),
  ).toEqual(['a', 'b', 'c', 'f']);
});

test.each(folders)('%s: no package runs a script at its installation', (folder) => {
  const settings = readFileSync(join(root, folder, '.npmrc'), 'utf8').split('\n');
  expect(settings).toContain('ignore-scripts=true');
  const withScript = Object.entries(lockOf(folder)).filter(([, entry]) => entry.hasInstallScript);
  const unknown = withScript.map(([path]) => path);
  expect(unknown.filter((path) => !SCRIPTS_THAT_DO_NOT_RUN.includes(path))).toEqual([]);
});

function lockOf(folder: string): Record<string, Entry> {
  const text = readFileSync(join(root, folder, 'package-lock.json'), 'utf8');
  return (JSON.parse(text) as { packages: Record<string, Entry> }).packages;
}

/** Of paths with a licence, and whether they may be in an artefact: those that scripts/lib/licences.mjs does not allow. */
function refused(licences: readonly unknown[]): string[] {
  const script = `
    import { ALLOWED, ALLOWED_FOR_TOOLS, isAllowed } from ${JSON.stringify(join(root, 'scripts/lib/licences.mjs'))};
    const refused = JSON.parse(process.argv[1]).filter(
      ([, licence, inside]) => !isAllowed(licence, inside ? ALLOWED : [...ALLOWED, ...ALLOWED_FOR_TOOLS]));
    console.log(JSON.stringify(refused.map(([path]) => path)));`;
  const args = ['--input-type=module', '-e', script, JSON.stringify(licences)];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (stderr) throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

function lockedFolders(): string[] {
  const args = [
    'ls-files',
    '-co',
    '--exclude-standard',
    'package-lock.json',
    '*/package-lock.json',
  ];
  const { stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const found = stdout.split('\n').filter((file) => file !== '' && existsSync(join(root, file)));
  return found.map((file) =>
    file === 'package-lock.json' ? '.' : file.replace(/\/package-lock\.json$/, ''),
  );
}
