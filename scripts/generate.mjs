// Writes everything in this repository that is generated:
//
//   node scripts/generate.mjs                      writes
//   node scripts/generate.mjs --check              writes nothing; names each file that is out of date, and ends with 1
//   node scripts/generate.mjs [--check] NAME ...   the same for some generators alone
//
// A generator is the default export of a module in scripts/generate/: its `name`, the `files` in git that it writes, and
// `run()`, which returns the text of each of them by its path. Whatever else `run` returns is written, but not checked:
// it is not in git. To add a generator, add a module.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './lib/root.mjs';

const folder = join(import.meta.dirname, 'generate');
const names = process.argv.slice(2).filter((argument) => argument !== '--check');
const onlyCheck = process.argv.includes('--check');
const generators = await load();
const stale = [];

for (const generator of chosen()) {
  const texts = await generator.run();
  const missing = generator.files.filter((file) => texts[file] === undefined);
  if (missing.length > 0)
    throw new Error(`${generator.name} did not generate ${missing.join(', ')}`);
  if (onlyCheck) {
    for (const file of generator.files) if (!isCurrent(file, texts[file])) stale.push(file);
  } else {
    for (const [file, text] of Object.entries(texts)) write(file, text);
  }
}
for (const file of stale) console.error(`${file} is out of date. Run make generate.`);
process.exitCode = stale.length > 0 ? 1 : 0;

async function load() {
  const modules = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  const loaded = await Promise.all(modules.sort().map((file) => import(join(folder, file))));
  return loaded.map((module) => module.default);
}

function chosen() {
  const unknown = names.filter((name) => !generators.some((generator) => generator.name === name));
  if (unknown.length > 0) {
    const known = generators.map((generator) => generator.name).join(', ');
    console.error(`There is no generator ${unknown.join(', ')}. There are ${known}.`);
    process.exit(2);
  }
  return names.length === 0 ? generators : generators.filter(({ name }) => names.includes(name));
}

function isCurrent(file, text) {
  const path = join(root, file);
  return existsSync(path) && readFileSync(path, 'utf8') === text;
}

function write(file, text) {
  if (isCurrent(file, text)) return;
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(file);
}
