// Which packages there is code of in groups of files: node contained.mjs ROOT A.js B.js -- C.js prints a list of them for
// each group, as JSON, each as `name@version`.
//
// It knows nothing of esbuild. It reads all JavaScript in node_modules and in our own folders, and looks for runs of words
// that are in the files and in one package alone. A bundler changes white space, some names, imports and quotes; most
// runs of five words stay.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const RUN = 5;
/** What compilers write into each file they make says nothing. */
const FILES_WITH_A_RUN = 8;
/** See `contained`: a few runs of a large file are by chance, where a bundler has joined two files or changed a name. */
const ENOUGH = 1.2;
/** Of the version that is surest: others share code with it, and differ in what the bundler changed. */
const OF_ANOTHER_VERSION = 0.1;
/** One file of many packages' code, which are known by it and not by themselves: a command, and nothing that one imports. */
const OF_OTHERS = ['aws-cdk'];
const OURS = ['src', 'shims', 'scripts'];
const CODE = /\.[cm]?[jt]s$/;

/**
 * @returns of each group, and of each package, a number that says how sure it is that there is code of it: of one of its
 *   files, how many runs are there that no other package has, times the part of the file that is there.
 */
export function contained(groups, root) {
  const found = groups.map((texts) => {
    const runs = texts.flatMap(runsOf);
    return new Map(runs.map((run) => [run, { owners: new Set(), files: 0 }]));
  });
  const read = groups.map(() => []);
  for (const { owner, files } of [...packagesOf(root), ...ours(root)]) {
    for (const file of files) {
      const runs = [...new Set(runsOf(readFileSync(file, 'utf8')))];
      for (const [at, group] of found.entries()) {
        const there = runs.filter((run) => group.has(run)).map((run) => group.get(run));
        for (const each of there) {
          each.owners.add(owner);
          each.files += 1;
        }
        if (there.length > 0) read[at].push({ owner, there, part: there.length / runs.length });
      }
    }
  }
  return read.map(sureness);
}

function sureness(read) {
  const sure = {};
  for (const { owner, there, part } of read) {
    const alone = there.filter(
      ({ owners, files }) => owners.size === 1 && files <= FILES_WITH_A_RUN,
    );
    sure[owner] = Math.max(sure[owner] ?? 0, alone.length * part);
  }
  return sure;
}

/** Of each run of words one number, so that millions of them fit into memory. Compilers' helpers begin with two underscores. */
function runsOf(text) {
  // a bundler adds a number to a name that two files have
  const words = (text.match(/[A-Za-z_$][\w$]*/g) ?? []).map((word) =>
    word.startsWith('__') ? HELPER : hashOf(word.replace(/\d+$/, '')),
  );
  const runs = [];
  let helper = -1;
  for (const [at, last] of words.entries()) {
    if (last === HELPER) helper = at;
    const first = at - RUN + 1;
    if (first < 0 || first <= helper) continue;
    let [high, low] = [0, 0];
    for (let word = first; word <= at; word += 1) {
      high = (Math.imul(high, 31) + words[word]) >>> 0;
      low = (Math.imul(low ^ words[word], 16777619) >>> 0) & 0xfffff;
    }
    runs.push(high * 0x100000 + low);
  }
  return runs;
}

const HELPER = -1;
const hashes = new Map();
function hashOf(word) {
  let hash = hashes.get(word);
  if (hash === undefined) {
    hash = 2166136261;
    for (const character of word) hash = Math.imul(hash ^ character.codePointAt(0), 16777619);
    hash >>>= 0;
    hashes.set(word, hash);
  }
  return hash;
}

/** Each package in node_modules, at any depth, with its own files. Two copies of one version are one. */
function* packagesOf(folder) {
  const modules = join(folder, 'node_modules');
  for (const name of namesIn(modules)) {
    const path = join(modules, name);
    const { name: own, version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    yield { owner: `${own}@${version}`, files: filesIn(path) };
    yield* packagesOf(path);
  }
}

function namesIn(modules) {
  return entriesOf(modules).flatMap((entry) => {
    if (!entry.isDirectory() || entry.name.startsWith('.')) return [];
    if (OF_OTHERS.includes(entry.name)) return [];
    if (!entry.name.startsWith('@')) return [entry.name];
    const scoped = entriesOf(join(modules, entry.name)).filter((each) => each.isDirectory());
    return scoped.map((each) => `${entry.name}/${each.name}`);
  });
}

function ours(root) {
  return [{ owner: 'ours', files: OURS.flatMap((folder) => filesIn(join(root, folder))) }];
}

function filesIn(folder) {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(path);
    return entry.isFile() && CODE.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function isSure(sure, name) {
  const unversioned = (each) => each.slice(0, each.lastIndexOf('@'));
  const versions = Object.keys(sure).filter((each) => unversioned(each) === unversioned(name));
  const surest = Math.max(...versions.map((each) => sure[each]));
  return sure[name] >= Math.max(ENOUGH, OF_ANOTHER_VERSION * surest);
}

if (process.argv[1] === import.meta.filename) {
  const [root, ...files] = process.argv.slice(2);
  const groups = files.join('\n').split('\n--\n');
  const texts = groups.map((group) => group.split('\n').map((file) => readFileSync(file, 'utf8')));
  const found = contained(texts, root).map((sure) =>
    Object.keys(sure).filter((name) => name !== 'ours' && isSure(sure, name)),
  );
  console.log(JSON.stringify(found.map((names) => names.sort())));
}
