/** The checks of style, types and formats: `make lint` and `make test` run them. */
import { ofPackage, python, succeeds } from './run.mjs';

const colors = process.stdout.isTTY ? [] : ['--colors=off'];
const biome = [ofPackage('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', ...colors];

/** By name; each says whether it passes. */
export const checks = {
  'style of JavaScript and TypeScript (biome)': () => succeeds(process.execPath, biome),
  'types of TypeScript (tsc)': () =>
    succeeds(process.execPath, [ofPackage('typescript/bin/tsc'), '-b']),
  'shape of src (scripts/architecture.mjs)': () =>
    succeeds(process.execPath, ['scripts/architecture.mjs']),
  'style of Python (ruff check)': () => succeeds(python('ruff'), ['check', '--quiet', '.']),
  'format of Python (ruff format)': () =>
    succeeds(python('ruff'), ['format', '--check', '--quiet', '--diff', '.']),
  'types of Python (mypy)': () => succeeds(python('mypy'), ['--no-error-summary']),
};
