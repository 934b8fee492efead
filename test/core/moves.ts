/** A move in one line, for the tables of decide-*.test.ts. */
import type { Move } from '../../src/core/model/types';

export function headlineOf(move: Move): string {
  switch (move.kind) {
    case 'look':
      return `look ${move.at.join(' ')}`;
    case 'warn':
      return `warn ${move.warnings.map(({ path }) => path).join(' ')}`;
    case 'begin':
      return `begin ${move.choices.zoneId}`;
    case 'call':
      return `call ${move.steps.map(({ call }) => call.split(':')[1]).join(' ')}`;
    case 'wait':
      return `wait ${move.wait.until}`;
    case 'done':
      return 'done';
    case 'fail':
      return `fail ${move.failure.code}`;
  }
}

/** What a move says to people. */
export function textOf(move: Move): string {
  if (move.kind === 'wait') return `${move.wait.until}: ${move.wait.seen}`;
  if (move.kind === 'fail') return move.failure.message;
  return move.kind === 'done' ? move.notes.join(' ') : '';
}
