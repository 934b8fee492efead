/** What to do about a resource that AWS confirmed and that was not observed. */
import type { Decision } from '../model/decision';
import type { Facts, OwnedResource } from '../model/facts';
import { titleOf } from '../ownership/owned-resources';
import { canObserve, waitUntilVisible } from './wait';

/** An observation; a wait where the last one did not show it; undefined where nothing is open. */
export function resolveUnknown(
  resources: readonly OwnedResource[],
  facts: Facts,
): Decision | undefined {
  const open = resources.filter((resource) => {
    const observed = facts[resource];
    return observed.is === 'unknown' && observed.confirmed;
  });
  const targets = open.filter((resource) => canObserve(facts[resource]));
  if (targets.length > 0) return { kind: 'observe', targets };
  const [first] = open;
  const observed = first && facts[first];
  return first && observed?.is === 'unknown'
    ? waitUntilVisible(`the ${titleOf(first)}`, observed.observations)
    : undefined;
}
