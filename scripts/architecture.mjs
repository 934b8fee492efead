// The shape of src/: layers, circles, sizes, words. `make lint` runs it; it prints what it measured, and names what breaks
// a limit. test/architecture.test.ts shows that each check can fail.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parse } from '@babel/parser';

const LIMITS = { circles: 0, filesPerFolder: 14, linesPerFile: 300, levels: 12, privateWords: 20 };

/** Written by `cfn generate` or `make generate`. */
const GENERATED = [
  'models.ts',
  'construct/cfn-efa-node-group.ts',
  'construct/enums.ts',
  'construct/props.ts',
  'core/features.ts',
  'core/model/properties.ts',
];

/** src/core from the lowest layer up: a folder imports those above it in this list, and nothing else of core. */
const CORE_LAYERS = [
  ['util'],
  ['model'],
  ['schema', 'ownership', 'instance-type'],
  ['loop', 'ami'],
  ['feature'],
  // features do not import each other
  [
    'capacity',
    'instance',
    'interfaces',
    'node',
    'nodegroup',
    'placement',
    'scaling',
    'security-group',
  ],
  ['.'],
  ['launch-template'],
  ['lifecycle'],
  ['plan'],
];

/** Functions of one name in several files, where the name means the same: members of Feature, or of one interface. */
const SAME_MEANING = [
  'difference',
  'exclusionRules',
  'expandConfig',
  'flattenConfig',
  'notUpdatable',
  'rules',
  'targetsToObserve',
  'warnings',
];

/** Words that the field has others for (CONTRIBUTING.md, "Words"). */
const PRIVATE_WORDS =
  /\b(look(s|ed|ing)?|lookups?|sights?|pieces?|told|mend(s|ed|ing)?|doors?|seldom|courtesy|troubles?|wish(es)?|misfits?|holdings|stand-?ins?|inARow|unclear)\b/gi;

/** What the CDK calls a look-up (`fromLookup`), src/construct calls so too. */
const WORDS_OF_THE_CDK = /\blook-?ups?\b|\blooks? (it |them )?up\b|\blooked up\b/gi;

/**
 * @param root folder that holds src/
 * @returns what was measured, and `violations`: one sentence each
 */
export function architectureOf(root) {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts'));
  const written = files.filter((file) => !GENERATED.includes(file));
  const sources = new Map(
    files.map((file) => [file, readFileSync(join(root, 'src', file), 'utf8')]),
  );
  const imports = new Map(
    files
      .filter((file) => file !== 'models.ts')
      .map((file) => [file, importsOf(file, sources.get(file), sources)]),
  );
  const circles = circlesOf(imports);
  const folders = countBy(written, (file) => posix.dirname(file));
  const [largestFolder, filesPerFolder] = maximum(folders);
  const lines = new Map(
    written.map((file) => [file, sources.get(file).trimEnd().split('\n').length]),
  );
  const [longestFile, linesPerFile] = maximum(lines);
  const chain = circles.length === 0 ? longestChain(imports, ({ kind }) => kind === 'value') : [];
  const words = written.flatMap((file) => {
    const source = sources.get(file);
    const ours = file.startsWith('construct/') ? source.replace(WORDS_OF_THE_CDK, '') : source;
    return [...ours.matchAll(PRIVATE_WORDS)].map(([word]) => `${file}: ${word}`);
  });
  const arrows = [...imports.values()].flat().length;
  return {
    files: files.length,
    arrows,
    circles: circles.length,
    filesPerFolder,
    largestFolder,
    linesPerFile,
    longestFile,
    levels: chain.length,
    levelsWithTypes: circles.length === 0 ? longestChain(imports, () => true).length : undefined,
    privateWords: words.length,
    violations: [
      ...circles.map((circle) => `src/ has a circle of imports: ${circle.join(' -> ')}.`),
      ...(chain.length > LIMITS.levels
        ? [
            `src/ has ${chain.length} levels of imports, at most ${LIMITS.levels}: ${chain.join(' -> ')}.`,
          ]
        : []),
      ...[...folders]
        .filter(([, count]) => count > LIMITS.filesPerFolder)
        .map(
          ([folder, count]) =>
            `src/${folder} has ${count} files, at most ${LIMITS.filesPerFolder}.`,
        ),
      ...[...lines]
        .filter(([, count]) => count > LIMITS.linesPerFile)
        .map(([file, count]) => `src/${file} has ${count} lines, at most ${LIMITS.linesPerFile}.`),
      ...layerViolations(imports),
      ...nameViolations(written, sources),
      ...(words.length > LIMITS.privateWords
        ? [
            `src/ has ${words.length} private words, at most ${LIMITS.privateWords}: ${words.slice(0, 30).join(', ')}.`,
          ]
        : []),
    ],
  };
}

/** Imports of files below src/: `value`, `type`, or `lazy` where the file is loaded later, as a bundle of its own. */
function importsOf(file, source, sources) {
  const found = [];
  const add = (path, kind) => {
    if (!path.startsWith('.')) return;
    const target = posix.join(posix.dirname(file), path.replace(/\.js$/, ''));
    const known = [`${target}.ts`, `${target}/index.ts`].find((each) => sources.has(each));
    if (known) found.push({ from: file, to: known, kind });
  };
  const { program } = parse(source, {
    sourceType: 'module',
    plugins: ['typescript', 'decorators-legacy'],
  });
  for (const node of program.body) {
    if (!node.source) continue;
    const isType =
      (node.importKind ?? node.exportKind) === 'type' ||
      (node.specifiers?.length > 0 && node.specifiers.every((each) => each.importKind === 'type'));
    add(node.source.value, isType ? 'type' : 'value');
  }
  for (const [, path] of source.matchAll(/\b(?:import|require)\('([^']+)'\)/g)) add(path, 'lazy');
  return found;
}

/** Each circle as the files on it, the first one again at its end. */
function circlesOf(imports) {
  const circles = [];
  const done = new Set();
  const visit = (file, path) => {
    const at = path.indexOf(file);
    if (at >= 0) {
      circles.push([...path.slice(at), file]);
      return;
    }
    if (done.has(file)) return;
    for (const { to, kind } of imports.get(file) ?? []) {
      if (kind !== 'lazy') visit(to, [...path, file]);
    }
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return circles;
}

/** The files of the longest chain, entry first. Without circles it ends. */
function longestChain(imports, counts) {
  const known = new Map();
  const chainFrom = (file) => {
    if (!known.has(file)) {
      const chains = (imports.get(file) ?? [])
        .filter((each) => each.kind !== 'lazy' && counts(each))
        .map(({ to }) => chainFrom(to));
      known.set(file, [file, ...longest(chains)]);
    }
    return known.get(file);
  };
  return longest([...imports.keys()].map(chainFrom));
}

function layerViolations(imports) {
  const layerOf = (file) => {
    const folder = posix.dirname(file).split('/')[1] ?? '.';
    return { folder, layer: CORE_LAYERS.findIndex((layer) => layer.includes(folder)) };
  };
  return [...imports.values()].flat().flatMap(({ from, to }) => {
    if (!from.startsWith('core/') || !to.startsWith('core/')) return [];
    const [lower, upper] = [layerOf(to), layerOf(from)];
    if (upper.layer < 0)
      return [`src/${from} is in ${upper.folder}, a folder that CORE_LAYERS does not have.`];
    return lower.folder === upper.folder || lower.layer < upper.layer
      ? []
      : [`src/${from} imports src/${to}, but ${upper.folder} is not above ${lower.folder}.`];
  });
}

function nameViolations(files, sources) {
  const places = new Map();
  for (const file of files) {
    for (const [, name] of sources
      .get(file)
      .matchAll(/^(?:export )?(?:async )?function\*? (\w+)/gm)) {
      places.set(name, [...(places.get(name) ?? []), file]);
    }
  }
  return [...places]
    .filter(([name, found]) => new Set(found).size > 1 && !SAME_MEANING.includes(name))
    .map(([name, found]) => `The function name ${name} is defined in ${found.join(' and ')}.`);
}

function countBy(values, keyOf) {
  const counts = new Map();
  for (const value of values) counts.set(keyOf(value), (counts.get(keyOf(value)) ?? 0) + 1);
  return counts;
}

function maximum(counts) {
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), ['', 0]);
}

function longest(chains) {
  return chains.reduce((most, each) => (each.length > most.length ? each : most), []);
}

if (process.argv[1] === import.meta.filename) {
  const { violations, ...found } = architectureOf(process.argv[2] ?? '.');
  console.log(
    `src: ${found.files} files, ${found.arrows} imports, circles ${found.circles}, ` +
      `largest folder ${found.filesPerFolder} files (${found.largestFolder}), ` +
      `longest file ${found.linesPerFile} lines (${found.longestFile}), ` +
      `import levels ${found.levels} (${found.levelsWithTypes} with types), private words ${found.privateWords}`,
  );
  for (const violation of violations) console.error(violation);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
