/** Validates a template before anything is observed: against schema.json, and against rules that it cannot express. */
import { isChanged } from '../feature/change';
import { FEATURES } from '../features';
import type { Finding } from '../model/findings';
import type { Properties, PropertyPath } from '../model/properties';
import type { Request } from '../model/request';
import { topLevelOf } from '../schema/schema';
import { schemaFindings } from '../schema/schema-findings';

/** Of the properties of a new node group; [] where they are valid. Read-only properties are left out of account. Never throws. */
export function validate(properties: object): readonly Finding[] {
  return findingsOf(properties, true);
}

/**
 * What is wrong with a request before anything is observed: for Update, with the changed properties alone, and without
 * the later rules (update/later-rules.ts).
 */
export function validateRequest(request: Request): readonly Finding[] {
  if (request.action === 'DELETE') return [];
  const findings = findingsOf(request.desired, request.action === 'CREATE');
  if (request.action === 'CREATE') return findings;
  return findings.filter(({ path }) => isChanged(request, topLevelOf(path) as PropertyPath));
}

function findingsOf(properties: object, isNew: boolean): readonly Finding[] {
  const findings = schemaFindings(properties);
  if (findings.length > 0) return findings;
  const desired = properties as Properties;
  return FEATURES.flatMap((feature) => [
    ...(feature.rules?.(desired, isNew) ?? []),
    ...((isNew && feature.laterRules?.(desired, isNew)) || []),
  ]);
}
