/** Whether the template's own value changed: the first question of every update. */

import { type Finding, findingsAt } from '../model/findings';
import type { Properties, PropertyPath } from '../model/properties';
import type { Change } from '../model/request';
import type { SchemaNode } from '../schema/schema';
import { nodeAt, resolveNode, valueAt } from '../schema/schema';
import { canonicalJson } from '../util/hash';
import type { Feature } from './feature';

/** Lists that schema.json calls unordered compare as sets. */
export function isChanged({ previous, desired }: Change, path: PropertyPath): boolean {
  return comparableValue(previous, path) !== comparableValue(desired, path);
}

export function isFeatureChanged(change: Change, { properties }: Feature): boolean {
  return properties.some((path) => isChanged(change, path));
}

function comparableValue(properties: Properties, path: string): string {
  return canonicalJson(withoutOrder(valueAt(properties, path), nodeAt(path)) ?? null);
}

/**
 * Of a create-only property: a value that is given and differs from the live one. One that the template leaves out is
 * unchanged, and one that neither AWS nor the record has is not compared.
 */
export function replacementFinding(
  path: PropertyPath,
  desired: string | undefined,
  live: string | undefined,
): readonly Finding[] {
  return findingsAt(path, [
    desired === undefined || live === undefined || desired === live
      ? undefined
      : `${live} cannot be changed to ${desired} in place. CloudFormation replaces the node group.`,
  ]);
}

/** The value with every unordered array (`insertionOrder: false`) in one fixed order, at every depth. */
function withoutOrder(value: unknown, given: SchemaNode): unknown {
  const node = resolveNode(given);
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutOrder(item, node.items ?? {}));
    return node.insertionOrder === false ? items.map(canonicalJson).sort() : items;
  }
  if (value === null || typeof value !== 'object' || !node.properties) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      withoutOrder(member, node.properties?.[name] ?? {}),
    ]),
  );
}
