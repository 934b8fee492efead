/**
 * Every attack of the list fails, and succeeds with its guard switched off: what stops it is the guard, and not something
 * that a later change takes away unseen. The table is in guides/security.md; `ATTACKS=write` writes it.
 */
import './guards';

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silenceLogs } from '../custom-resource/given';
import { ATTACKS, type Attack } from './attacks';
import { GUARDS, without } from './guards';

silenceLogs();

const GUIDE = join(__dirname, '../../guides/security.md');
const [BEGIN, END] = ['<!-- attacks -->\n', '<!-- /attacks -->'] as const;

const outcomes = new Map<Attack, { readonly withGuard: boolean; readonly without: boolean }>();

it.each(ATTACKS.map((attack) => [`${attack.actor} ${attack.does}`, attack] as const))(
  '%s',
  async (_what, attack) => {
    const withGuard = await attack.run();
    const unguarded = await without(attack.guards, () => attack.run());
    outcomes.set(attack, { withGuard, without: unguarded });
    expect({ withGuard, unguarded }).toEqual({ withGuard: false, unguarded: true });
  },
);

it('no guard is without an attack', () => {
  const used = new Set(ATTACKS.flatMap(({ guards }) => guards));
  expect([...used].sort()).toEqual(Object.keys(GUARDS).sort());
});

it('the table is in the guide', () => {
  const text = readFileSync(GUIDE, 'utf8');
  const [before, rest = ''] = text.split(BEGIN);
  const after = rest.slice(rest.indexOf(END));
  const wanted = `${before}${BEGIN}${table()}${after}`;
  if (process.env.ATTACKS === 'write') writeFileSync(GUIDE, wanted);
  expect(readFileSync(GUIDE, 'utf8')).toBe(wanted);
});

function table(): string {
  const rows = ATTACKS.map((attack) => {
    const { actor, does, guards } = attack;
    const { withGuard, without: unguarded } = outcomes.get(attack) ?? {};
    const cells = [
      actor,
      does,
      guards.map((guard) => GUARDS[guard]).join('; '),
      withGuard ? 'succeeds' : 'fails',
      unguarded ? 'succeeds' : 'fails',
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = '| actor | attack | guard | with it | without it |\n|---|---|---|---|---|';
  return `${[head, ...rows].join('\n')}\n`;
}
