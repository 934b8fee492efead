/** Whole plans as files, to be reviewed as differences. `make golden` writes them anew. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision } from '../../src/core/model/decision';
import { checkRows, unlike } from '../core/rows';
import { differences } from '../releases/difference';
import { GOLDEN_PLANS } from './plans';

const TOKENS = ['ClientToken', 'clientRequestToken'];
const file = (name: string) => join(__dirname, `${name}.json`);

/** Tokens follow from the content beside them, and would only make a difference longer. */
function textOf(decisions: readonly Decision[]): string {
  const shown = JSON.stringify(
    decisions,
    (key, value: unknown) => (TOKENS.includes(key) ? '(token)' : value),
    2,
  );
  return `${shown}\n`;
}

describe('golden plans', () => {
  it('are in their files, and end with success', () => {
    checkRows(
      GOLDEN_PLANS,
      ({ name }) => name,
      ({ name, decisions }) => {
        const planned = decisions();
        const text = textOf(planned);
        if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file(name), text);
        const kept = readFileSync(file(name), 'utf8');
        return [
          ...unlike('the last decision', 'succeed', planned.at(-1)?.kind),
          ...differences(JSON.parse(kept), JSON.parse(text)),
          ...unlike('the order of members', true, text === kept),
        ];
      },
    );
  });

  it('are all of the files', () => {
    const files = readdirSync(__dirname).filter((name) => name.endsWith('.json'));
    expect(files.sort()).toEqual(GOLDEN_PLANS.map(({ name }) => `${name}.json`).sort());
  });
});
