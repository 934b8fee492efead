/** A decision in one line, for the tables of lifecycle/. */
import type { Decision } from '../../src/core/model/decision';

export function headlineOf(decision: Decision): string {
  switch (decision.kind) {
    case 'observe':
      return `observe ${decision.targets.join(' ')}`;
    case 'warn':
      return `warn ${decision.warnings.map(({ path }) => path).join(' ')}`;
    case 'accept':
      return `accept ${decision.choices.zoneId}`;
    case 'call':
      return `call ${decision.calls.map(({ call }) => call.split(':')[1]).join(' ')}`;
    case 'wait':
      return `wait ${decision.wait.until}`;
    case 'succeed':
      return 'succeed';
    case 'fail':
      return `fail ${decision.failure.code}`;
  }
}

/** What a decision says to people. */
export function textOf(decision: Decision): string {
  if (decision.kind === 'wait') return `${decision.wait.until}: ${decision.wait.lastStatus}`;
  if (decision.kind === 'fail') return decision.failure.message;
  return decision.kind === 'succeed' ? decision.notes.join(' ') : '';
}
