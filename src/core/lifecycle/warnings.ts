/** Warnings: what causes problems although nothing refuses it. Reported before the first call and again at the end; never a failure. */
import { isFeatureChanged } from '../feature/change';
import type { WarningContext } from '../feature/feature';
import { FEATURES } from '../features';
import type { Choices } from '../model/choices';
import type { Decision, Progress } from '../model/decision';
import type { Environment } from '../model/facts';
import type { Finding } from '../model/findings';
import type { Properties } from '../model/properties';
import type { UpdateRequest } from '../model/request';

/** @param choices undefined where nothing was observed, as when a template is synthesised */
export function createWarnings(
  desired: Properties,
  environment: Environment,
  choices: Choices | undefined,
): readonly Finding[] {
  const context: WarningContext = { desired, environment, choices };
  return FEATURES.flatMap((feature) => feature.warnings?.(context) ?? []);
}

/** Those of properties that changed: the rest was reported when they were given. */
export function updateWarnings(
  request: UpdateRequest,
  environment: Environment,
): readonly Finding[] {
  const context: WarningContext = { desired: request.desired, environment, choices: undefined };
  return FEATURES.filter((feature) => isFeatureChanged(request, feature)).flatMap(
    (feature) => feature.warnings?.(context) ?? [],
  );
}

/** Undefined where there is nothing to report, or it was reported. */
export function warnOnce(
  warnings: readonly Finding[],
  { warnings: reported }: Progress,
): Decision | undefined {
  return warnings.length > 0 && !reported ? { kind: 'warn', warnings } : undefined;
}
