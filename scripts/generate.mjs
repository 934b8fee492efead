// Writes everything in this repository that is generated:
//
//   node scripts/generate.mjs                      writes
//   node scripts/generate.mjs --check              writes nothing; names each file that is out of date, and ends with 1
//   node scripts/generate.mjs [--check] NAME ...   the same for some generators alone
//
// A generator is the default export of a module in scripts/generate/: its `name`, the `files` in git that it writes, and
// `run()`, which returns the text of each of them by its path. Whatever else `run` returns is written, but not checked:
// it is not in git. A generator that throws has failed, and its message is shown. To add a generator, add a module.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './lib/root.mjs';

const folder = join(import.meta.dirname, 'generate');
const names = process.argv.slice(2).filter((argument) => argument !== '--check');
const onlyCheck = process.argv.includes('--check');
const generators = await load();
const problems = [];

for (const generator of chosen()) {
  try {
    const texts = await textsOf(generator);
    if (onlyCheck) compare(generator, texts);
    else for (const [file, text] of Object.entries(texts)) write(file, text);
  } catch (error) {
    problems.push(`${generator.name}: ${error.message}`);
  }
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

async function textsOf(generator) {
  const texts = await generator.run();
  const missing = generator.files.filter((file) => texts[file] === undefined);
  if (missing.length > 0) throw new Error(`it did not generate ${missing.join(', ')}`);
  return texts;
}

function compare({ files }, texts) {
  for (const file of files) {
    if (!isCurrent(file, texts[file])) problems.push(`${file} is out of date. Run make generate.`);
  }
}

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
