// `make mutate`: changes the sources in small ways, one at a time, and counts the changes that no test notices. One run of
// Stryker for each folder; what did not change since is taken from .reports/mutation/. Writes bench/mutation/latest.md.
// Variables: FOLDER (one of those below), FILES (a pattern of sources), TESTS (a pattern of names in test/reconcile),
// SECONDS of tests for each mutant, CONCURRENCY.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const reports = join(root, '.reports/mutation');
const LIMIT = 85;

/** Each with the files directly in it; its subfolders are named on their own. */
const FOLDERS = [
  'src/core/lifecycle',
  'src/core/lifecycle/create',
  'src/core/lifecycle/update',
  'src/core/loop',
  'src/reconcile',
];
/** Those of which a score is demanded. */
const JUDGED = 'src/core/';

const { FOLDER, FILES, TESTS = '', SECONDS = '30', CONCURRENCY = '2' } = process.env;
mkdirSync(reports, { recursive: true });
for (const folder of FOLDERS) {
  if (FOLDER ? FOLDER !== folder : FILES && dirname(FILES) !== folder) continue;
  run(folder, FILES || `${folder}/*.ts`);
}
const page = report();
writeFileSync(join(here, 'latest.md'), page);
console.log(page);

function run(folder, mutate) {
  const { status } = spawnSync(
    process.execPath,
    [
      join(here, 'node_modules/@stryker-mutator/core/bin/stryker.js'),
      'run',
      relative(root, join(here, 'stryker.config.mjs')),
      ...['--mutate', mutate, '--concurrency', CONCURRENCY],
      ...['--reporters', 'progress-append-only', '--incrementalFile', saved(folder)],
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, MUTATE_TESTS: TESTS, MUTATE_SECONDS: SECONDS },
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}

function saved(folder) {
  return join(reports, `${folder.replaceAll('/', '-')}.json`);
}

/**
 * The page: the score of each file, and what survived. A mutant in equivalents.json changes nothing that could be noticed:
 * `at` is in its line.
 */
function report() {
  const equivalents = JSON.parse(readFileSync(join(here, 'equivalents.json'), 'utf8'));
  const scores = [];
  const survivors = [];
  const same = [];
  for (const folder of FOLDERS.filter((each) => existsSync(saved(each)))) {
    const { files } = JSON.parse(readFileSync(saved(folder), 'utf8'));
    for (const [file, { source, mutants }] of Object.entries(files).sort()) {
      const counts = { file, killed: 0, survived: 0, notReached: 0, equivalent: 0, atLoad: 0 };
      for (const mutant of mutants) {
        const of = { file, ...describe(source, mutant) };
        if (['Killed', 'Timeout'].includes(mutant.status)) counts.killed += 1;
        else if (mutant.status === 'Ignored') counts.atLoad += 1;
        else if (['Survived', 'NoCoverage'].includes(mutant.status)) {
          const reason = equivalents.find(
            (row) =>
              row.file === file &&
              of.at.includes(row.at) &&
              row.from === of.from &&
              row.to === of.to,
          )?.reason;
          if (reason === undefined) survivors.push({ ...of, status: mutant.status });
          else same.push({ ...of, reason });
          if (reason !== undefined) counts.equivalent += 1;
          else counts[mutant.status === 'Survived' ? 'survived' : 'notReached'] += 1;
        }
      }
      scores.push(counts);
    }
  }
  return `${[
    head(),
    table(
      ['file', 'score', 'killed', 'survived', 'not reached', 'equivalent', 'when loaded'],
      [
        row(`**lifecycle and loop** (limit ${LIMIT} %)`, judged(scores)),
        ...scores.map((counts) => row(counts.file, [counts])),
      ],
    ),
    '## Survivors',
    table(
      ['where', 'is', 'becomes', ''],
      survivors.map((of) => [
        `${of.file}:${of.line}`,
        code(of.from),
        code(of.to),
        of.status === 'NoCoverage' ? 'not reached' : '',
      ]),
    ),
    '## Equivalent',
    table(
      ['where', 'is', 'becomes', 'why nothing changes'],
      same.map((of) => [`${of.file}:${of.line}`, code(of.from), code(of.to), of.reason]),
    ),
  ].join('\n\n')}\n`;
}

function head() {
  return [
    '# Figures of `make mutate`',
    `The score is the share of mutants that a test notices, in percent, without those that are equivalent. A mutant in what runs once, when a file is loaded (a constant, a table), is not tried. Each was given ${SECONDS} s of tests: those of test/core/lifecycle, test/core/loop and, of test/reconcile, ${TESTS ? `\`${TESTS}\`` : 'all but the slow ones that stryker.config.mjs names'}.`,
  ].join('\n\n');
}

function judged(scores) {
  return scores.filter(({ file }) => file.startsWith(JUDGED));
}

function row(name, scores) {
  const sum = (key) => scores.reduce((total, counts) => total + counts[key], 0);
  const all = sum('killed') + sum('survived') + sum('notReached');
  const score = all === 0 ? '' : ((100 * sum('killed')) / all).toFixed(1);
  return [
    name,
    score,
    ...['killed', 'survived', 'notReached', 'equivalent', 'atLoad'].map((key) => String(sum(key))),
  ];
}

/** Line, its text, and what is mutated before and after. */
function describe(source, { location: { start, end }, replacement }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const at = oneLine(lines[0]);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return { line: start.line, at, from: oneLine(lines.join('\n')), to: oneLine(replacement) };
}

function oneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}

function code(text) {
  const short = text.length > 120 ? `${text.slice(0, 117)}...` : text;
  return `\`\` ${short.replaceAll('|', '\\|')} \`\``;
}

function table(header, rows) {
  return [header, header.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
