/** What several errors lead to that came together. */
import { onceRolled } from '../core/loop/rolled-to';
import type { RolledTo } from '../core/model/decision';
import { type AwsCallError, classify, type Disposition } from '../core/model/errors';

export interface DecidedError extends Disposition {
  readonly error: AwsCallError;
}

/**
 * `fatal`: the first terminal one, where there is one; `first`: what is waited for otherwise.
 * @param errors at least one
 * @param sent the roll that the operation has sent
 * @param isRead whether nothing was to be changed
 */
export function decideErrors(
  errors: readonly AwsCallError[],
  sent: RolledTo | undefined,
  isRead: boolean,
): { readonly fatal: DecidedError | undefined; readonly first: DecidedError } {
  const decided = errors.map((error) => ({
    error,
    ...onceRolled(classify(error.aws), sent, isRead),
  }));
  const fatal = decided.find(({ disposition }) => ['fail', 'exists'].includes(disposition));
  return { fatal, first: decided[0] as DecidedError };
}
