// `make release`: release/VERSION/, with all that is installed, its documentation, bills of materials, provenance and
// checksums. The same commit gives the same bytes on any machine. guides/verify.md says how a reader checks that.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './lib/root.mjs';
import { notesOf } from './release/changelog.mjs';
import { linkedFiles } from './release/links.mjs';
import { provenanceOf } from './release/provenance.mjs';
import { keyOf, withDefaults } from './release/templates.mjs';

/** What is read first; what these link to follows. */
const PAGES = ['README.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE', 'schema.json'];
/** What pins everything that a build reads and that is not in git. */
const INPUTS = ['package-lock.json', 'local-aws/requirements.txt'];

try {
  release();
} catch (error) {
  console.error(`make release: ${error.message}`);
  process.exit(1);
}

function release() {
  const { version } = JSON.parse(read('package.json'));
  const commit = cleanCommit();
  const notes = notesOf(read('CHANGELOG.md'), version);
  const folder = join(root, 'release', version);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const artefacts = build().map((path) => {
    const name = path.split('/').at(-1);
    cpSync(join(root, path), join(folder, name));
    return described(folder, name);
  });
  copyPages(folder);
  const templates = copyTemplates(folder, artefacts, version);
  writeFileSync(join(folder, 'RELEASE-NOTES.md'), `# ${version}\n\n${notes}\n`);
  writeJson(join(folder, 'release.json'), {
    name: 'eks-efa-nodegroup',
    version,
    commit,
    // what `make publish` copies, and where to
    artefacts: [...artefacts.filter(({ name }) => !name.endsWith('.cdx.json')), ...templates].map(
      (artefact) => ({ ...artefact, key: keyOf({ ...artefact, version }) }),
    ),
  });
  const inputs = INPUTS.map((name) => ({ name, sha256: sha256(join(root, name)) }));
  const subjects = sums(folder);
  writeJson(join(folder, 'provenance.json'), provenanceOf(subjects, { version, commit, inputs }));
  for (const { name } of subjects) chmodSync(join(folder, name), 0o644);
  const lines = sums(folder).map(({ name, sha256: sum }) => `${sum}  ${name}\n`);
  writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''));
  for (const { name, sha256: sum, bytes } of artefacts) console.log(`${sum} ${bytes} ${name}`);
  console.log(`release/${version}: ${lines.length} files of commit ${commit}, and SHA256SUMS`);
}

/** @returns HEAD. Throws where something is not in it. */
function cleanCommit() {
  const changed = git('status', '--porcelain').trimEnd();
  if (changed) {
    throw new Error(
      `These files are not in a commit, so that nobody could build the release again. Commit or remove them.\n${changed}`,
    );
  }
  return git('rev-parse', 'HEAD').trim();
}

/** @returns the paths of all artefacts that the build makes, and of their bills of materials. */
function build() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const { status } = spawnSync('make', ['package', 'npm-package'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed; make has printed why.');
  const files = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => (folder === '.' ? name : `${folder}/${name}`));
  return [...files('.').filter((name) => /\.(zip|cdx\.json)$/.test(name)), ...files('dist')].sort();
}

function copyPages(folder) {
  const files = git('ls-files', '-z').split('\0').filter(Boolean);
  const pages = [...PAGES, ...files.filter((file) => /^(guides|examples)\//.test(file))];
  for (const file of linkedFiles(root, pages, files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
}

/** @returns the templates among what lies in install/. */
function copyTemplates(folder, artefacts, version) {
  const found = (name) => artefacts.find((each) => each.name === name);
  const [registry, custom] = ['efa-eks-nodegroup.zip', 'custom-resource.zip'].map(found);
  const defaults = {
    FirstPackageKey: keyOf({ ...registry, version }),
    CodeKey: keyOf({ ...custom, version }),
    CodeSha256: Buffer.from(custom.sha256, 'hex').toString('base64'),
  };
  const files = git('ls-files', 'install').trim().split('\n');
  const templates = files.filter((file) => /\.ya?ml$/.test(file));
  for (const file of files) {
    const text = read(file);
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    const written = templates.includes(file) ? withDefaults(text, defaults) : text;
    writeFileSync(join(folder, file), written);
  }
  return templates.map((name) => described(folder, name));
}

function described(folder, name) {
  const path = join(folder, name);
  return { name, sha256: sha256(path), bytes: statSync(path).size };
}

/** `name` and `sha256` of all files in a folder, sorted by name. */
function sums(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => ({ name: path.slice(folder.length + 1), sha256: sha256(path) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function git(...args) {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
}

function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

function read(file) {
  return readFileSync(join(root, file), 'utf8');
}
