/** Whole plans as files, to be reviewed as differences. `make golden` writes them anew. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision } from '../../src/core/model/decision';
import { GOLDEN_PLANS } from './plans';

const TOKENS = ['ClientToken', 'clientRequestToken'];
const file = (name: string) => join(__dirname, `${name}.json`);

/** Tokens follow from the content beside them, and would only make a difference longer. */
function text(decisions: readonly Decision[]): string {
  const shown = JSON.stringify(
    decisions,
    (key, value: unknown) => (TOKENS.includes(key) ? '(token)' : value),
    2,
  );
  return `${shown}\n`;
}

describe('golden plans', () => {
  it.each(GOLDEN_PLANS)('$name', ({ name, decisions }) => {
    const planned = decisions();
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file(name), text(planned));
    expect(planned.at(-1)?.kind).toBe('succeed');
    expect(existsSync(file(name))).toBe(true);
    expect(text(planned)).toBe(readFileSync(file(name), 'utf8'));
  });

  it('every file is the plan of a case', () => {
    const files = readdirSync(__dirname).filter((name) => name.endsWith('.json'));
    expect(files.sort()).toEqual(GOLDEN_PLANS.map(({ name }) => `${name}.json`).sort());
  });
});
