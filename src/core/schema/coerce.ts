/** Converts texts to the numbers and booleans of schema.json: CloudFormation sends every value of a custom resource as text. */
import { PROPERTIES_NODE, resolveNode, type SchemaNode } from './schema';

const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
]);

/** A value that cannot be converted stays as it is; the schema check reports it. */
export function coerced(properties: object): object {
  return coerce(properties, PROPERTIES_NODE) as object;
}

function coerce(value: unknown, given: SchemaNode): unknown {
  const node = resolveNode(given);
  switch (node.type) {
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    case 'boolean':
      return typeof value === 'string' ? (BOOLEANS.get(value.toLowerCase()) ?? value) : value;
    case 'integer':
      return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    case 'array': {
      const { items = {} } = node;
      return Array.isArray(value) ? value.map((item) => coerce(item, items)) : value;
    }
    case 'object':
      return isPlainObject(value) ? coerceMembers(value, node) : value;
    default:
      return value;
  }
}

function coerceMembers(
  value: Readonly<Record<string, unknown>>,
  { properties = {}, patternProperties = {} }: SchemaNode,
): object {
  const [anyMember = {}] = Object.values(patternProperties);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      coerce(member, Object.hasOwn(properties, name) ? (properties[name] ?? {}) : anyMember),
    ]),
  );
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
