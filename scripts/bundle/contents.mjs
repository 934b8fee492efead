// What a bundled file really contains: esbuild says how many bytes of each module are left in it. Bills of materials and
// licence texts are made of this, not of package.json, of which most is left out.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { root } from '../lib/root.mjs';

const records = join(root, 'build/contents');

/**
 * esbuild's build of one file, which also writes down what the file contains.
 *
 * @returns esbuild's result, with `bytes` and `files`: the length of the file, and of how many files it is made; and with
 *   `contents`, as the function of this name gives them
 */
export async function bundle(options) {
  const result = await build({ ...options, absWorkingDir: root, metafile: true });
  const [output] = Object.values(result.metafile.outputs);
  noteContents(result.metafile);
  return {
    ...result,
    bytes: output.bytes,
    files: Object.keys(result.metafile.inputs).length,
    contents: contentsOf(result.metafile, output),
  };
}

/** Writes down what each of the files contains that esbuild has made. */
export function noteContents(metafile) {
  for (const [outfile, output] of Object.entries(metafile.outputs)) {
    // a file outside of the repository is nobody's artefact
    if (!outfile.startsWith('..')) write(outfile, contentsOf(metafile, output));
  }
}

/**
 * @param places files that were bundled, or folders of such files, from the root of the repository
 * @returns `packages`: keys of package-lock.json, sorted, each with those whose code it calls; `shims`: the folders of
 *   shims/ of which there is code. Throws when nothing was written down of a place.
 */
export function contents(places) {
  const found = places.flatMap((place) => recordsOf(place));
  const names = [...new Set(found.flatMap((record) => Object.keys(record.packages)))].sort();
  const needs = (name) => found.flatMap((record) => record.packages[name] ?? []);
  return {
    packages: Object.fromEntries(names.map((name) => [name, [...new Set(needs(name))].sort()])),
    shims: [...new Set(found.flatMap((record) => record.shims))].sort(),
  };
}

/** Before the files of a folder are bundled anew: one of them may be gone. */
export function forgetContents(folder) {
  rmSync(join(records, folder), { recursive: true, force: true });
}

/** Of modules with bytes in the output alone: esbuild reads many that it then leaves out. */
function contentsOf({ inputs }, output) {
  const left = Object.keys(output.inputs).filter((path) => output.inputs[path].bytesInOutput > 0);
  const owners = new Set(left.map(packageOf).filter(Boolean));
  const packages = Object.fromEntries([...owners].sort().map((name) => [name, new Set()]));
  for (const path of left) {
    const needed = packages[packageOf(path)];
    for (const { path: imported, external } of inputs[path].imports) {
      const name = external ? undefined : packageOf(imported);
      if (needed && owners.has(name) && name !== packageOf(path)) needed.add(name);
    }
  }
  return {
    packages: Object.fromEntries(
      Object.entries(packages).map(([name, needed]) => [name, [...needed].sort()]),
    ),
    shims: [...new Set(left.map((path) => /^shims\/[^/]+/.exec(path)?.[0]).filter(Boolean))].sort(),
  };
}

/** The key of package-lock.json, such as `node_modules/@smithy/core` or `node_modules/a/node_modules/b`. */
function packageOf(path) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

function write(outfile, record) {
  const file = join(records, `${outfile}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
}

function recordsOf(place) {
  const folder = join(records, place);
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory();
  const names = isFolder
    ? readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.json'))
    : [`${place}.json`];
  const files = names.map((name) => (isFolder ? join(folder, name) : join(records, name)));
  const missing = files.find((file) => !statSync(file, { throwIfNoEntry: false }));
  if (missing || files.length === 0) {
    throw new Error(
      `Nothing is known of what ${place} contains: there is no ${relative(root, missing ?? folder)}. Bundle it first.`,
    );
  }
  return files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
}
