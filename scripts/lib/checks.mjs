/** The checks of style, types and formats: `make lint` and `make test` run them. */
import { ofPackage, python } from './run.mjs';

const colors = process.stdout.isTTY ? [] : ['--colors=off'];
const node = process.execPath;

/** By name the command and its arguments; it ends with 0 where the check passes. */
export const checks = {
  'style of JavaScript and TypeScript (biome)': [
    node,
    [ofPackage('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', ...colors],
  ],
  'types of TypeScript (tsc)': [node, [ofPackage('typescript/bin/tsc'), '-b']],
  'shape of src (scripts/architecture.mjs)': [node, ['scripts/architecture.mjs']],
  'style of Python (ruff check)': [python('ruff'), ['check', '--quiet', '.']],
  'format of Python (ruff format)': [
    python('ruff'),
    ['format', '--check', '--quiet', '--diff', '.'],
  ],
  'types of Python (mypy)': [python('mypy'), ['--no-error-summary']],
};
