/** The exit code of a plan. */
import { type ExitCode, FAILED, IN_PLACE, OK, REPLACES, ROLLS } from '../io';
import type { PlanDocument } from './plan-document';
import type { Plans } from './plans';

/** @param isDetailed whether success says what would be done: the highest of all node groups */
export function exitCodeOfPlans({ plans, removals }: Plans, isDetailed: boolean): ExitCode {
  if (plans.some(wouldFail)) return FAILED;
  if (!isDetailed) return OK;
  const codes = plans.map(detailedCode);
  const isDeleted = removals.some(({ action }) => action === 'DELETE');
  return (
    ([REPLACES, ROLLS, IN_PLACE] as const).find(
      (code) => codes.includes(code) || (isDeleted && code === REPLACES),
    ) ?? OK
  );
}

function wouldFail({ findings, replacement }: PlanDocument): boolean {
  return findings.length > 0 || (replacement !== null && wouldFail(replacement));
}

/** A node group that is created takes nothing away. */
function detailedCode({ action, cost }: PlanDocument): ExitCode {
  if (action === 'CREATE') return IN_PLACE;
  if (cost === 'REPLACES') return REPLACES;
  if (cost === null || cost === 'NOTHING') return OK;
  return cost.startsWith('ROLLS') ? ROLLS : IN_PLACE;
}
