/** What will hurt, though nothing refuses it: told before the first call and again at the end, never a failure. */

import { capacityWarnings } from '../capacity/checks';
import { cniWarnings } from '../interfaces/cni';
import type { Properties } from '../model/properties';
import type { Choices, Finding, Environment, Decision, Progress, UpdateRequest } from '../model/types';
import { nodeWarnings } from '../node/checks';
import { representative } from '../node/instance-types';
import { warmPoolWarnings } from '../scaling/warm-pool';
import { changed } from './changes';
import { describeFindings } from './validate';

/** What a subject may look at; a look-up that nobody made says nothing, and Update has no choices. */
export interface WarningContext {
  readonly desired: Properties;
  readonly environment: Environment;
  readonly choices: Choices | undefined;
}

/** One subject a line, from core/preflight/. */
function allWarnings(context: WarningContext): readonly Finding[] {
  const { desired, environment, choices } = context;
  return [
    ...cniWarnings(environment, choices?.interfaces),
    ...capacityWarnings(context),
    ...nodeWarnings(desired, environment, choices?.amiType),
    ...warmPoolWarnings(desired, representative(environment.instanceTypes ?? [])),
  ];
}

export function createWarnings(
  desired: Properties,
  environment: Environment,
  choices: Choices,
): readonly Finding[] {
  return allWarnings({ desired, environment, choices });
}

/** Those of properties that changed: the rest was told when they were given. */
export function updateWarnings(request: UpdateRequest, environment: Environment): readonly Finding[] {
  const { desired } = request;
  return allWarnings({ desired, environment, choices: undefined }).filter(({ path }) =>
    changed(request, path.replace(/[.[].*/, '') as keyof Properties),
  );
}

/** Undefined where there is nothing to tell, or it was told. */
export function warnOnce(
  warnings: readonly Finding[],
  { warnings: told }: Progress,
): Decision | undefined {
  return warnings.length > 0 && !told ? { kind: 'warn', warnings } : undefined;
}

export function withWarnings(
  notes: readonly string[],
  { warnings = [] }: Pick<Progress, 'warnings'>,
): readonly string[] {
  return warnings.length > 0 ? [...notes, `Warning: ${describeFindings(warnings)}`] : notes;
}
