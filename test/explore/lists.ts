/**
 * Two lists of lines. `regressions.txt`: plans that once ended wrong. `known.txt`: what still ends wrong, as
 * `invariant | regular expression over the plan's line | reason`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Plan, planOf } from './plan';

export interface Known {
  readonly invariant: string;
  readonly line: RegExp;
  readonly reason: string;
}

function linesOf(name: string): readonly string[] {
  const lines = readFileSync(join(__dirname, name), 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

export function regressions(): readonly Plan[] {
  return linesOf('regressions.txt').map(planOf);
}

export function known(): readonly Known[] {
  return linesOf('known.txt').map((text) => {
    const [invariant = '', line = '', reason = ''] = text.split(' | ');
    if (!reason) throw new Error(`no reason: ${text}`);
    return { invariant: invariant.trim(), line: new RegExp(`^${line.trim()}$`), reason };
  });
}
