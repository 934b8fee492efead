/** What will hurt, though nothing refuses it: told before the first call and again at the end, never a failure. */

import { capacityWarnings } from '../capacity/checks';
import { cniWarnings } from '../interfaces/cni';
import type { Properties } from '../model/properties';
import type { Choices, Finding, Lookups, Move, Progress, UpdateRequest } from '../model/types';
import { nodeWarnings } from '../node/checks';
import { standIn } from '../node/instance-types';
import { warmPoolWarnings } from '../scaling/warm-pool';
import { changed } from './changes';
import { describeFindings } from './validate';

/** What a subject may look at; a look-up that nobody made says nothing, and Update has no choices. */
export interface WarningContext {
  readonly desired: Properties;
  readonly lookups: Lookups;
  readonly choices: Choices | undefined;
}

/** One subject a line, from core/preflight/. */
function allWarnings(context: WarningContext): readonly Finding[] {
  const { desired, lookups, choices } = context;
  return [
    ...cniWarnings(lookups, choices?.interfaces),
    ...capacityWarnings(context),
    ...nodeWarnings(desired, lookups, choices?.amiType),
    ...warmPoolWarnings(desired, standIn(lookups.instanceTypes ?? [])),
  ];
}

export function createWarnings(
  desired: Properties,
  lookups: Lookups,
  choices: Choices,
): readonly Finding[] {
  return allWarnings({ desired, lookups, choices });
}

/** Those of properties that changed: the rest was told when they were given. */
export function updateWarnings(request: UpdateRequest, lookups: Lookups): readonly Finding[] {
  const { desired } = request;
  return allWarnings({ desired, lookups, choices: undefined }).filter(({ path }) =>
    changed(request, path.replace(/[.[].*/, '') as keyof Properties),
  );
}

/** Undefined where there is nothing to tell, or it was told. */
export function warnMove(
  warnings: readonly Finding[],
  { warnings: told }: Progress,
): Move | undefined {
  return warnings.length > 0 && !told ? { kind: 'warn', warnings } : undefined;
}

export function withWarnings(
  notes: readonly string[],
  { warnings = [] }: Pick<Progress, 'warnings'>,
): readonly string[] {
  return warnings.length > 0 ? [...notes, `Warning: ${describeFindings(warnings)}`] : notes;
}
