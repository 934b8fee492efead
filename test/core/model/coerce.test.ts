import fc from 'fast-check';
import schema from '../../../schema.json';
import { coerced } from '../../../src/core/schema/coerce';

interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string;
  readonly items?: SchemaNode;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly patternProperties?: object;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}
const definitions = schema.definitions as Readonly<Record<string, SchemaNode>>;

/** Values of the types that schema.json has, whatever their patterns. */
function arbitraryOf(node: SchemaNode): fc.Arbitrary<unknown> {
  if (node.$ref) return arbitraryOf(definitions[node.$ref.split('/').at(-1) ?? ''] ?? {});
  switch (node.type) {
    case 'integer':
      return fc.integer({ min: node.minimum ?? -1e9, max: node.maximum ?? 1e9 });
    case 'boolean':
      return fc.boolean();
    case 'string':
      return fc.oneof(
        fc.string(),
        fc.constantFrom('true', '7', '-1', '', '1e3', ...(node.enum ?? [])),
      );
    case 'array':
      return fc.array(arbitraryOf(node.items ?? {}), { maxLength: 3 });
    case 'object':
      return node.patternProperties
        ? fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.constantFrom('true', '8')))
        : membersOf(node.properties ?? {});
    default:
      throw new TypeError(`schema.json has the type ${node.type}: say here how a text becomes one`);
  }
}

function membersOf(properties: Readonly<Record<string, SchemaNode>>) {
  const members = Object.entries(properties).map(
    ([name, node]) => [name, arbitraryOf(node)] as const,
  );
  return fc.record(Object.fromEntries(members), { requiredKeys: [] });
}

function stringified(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringified);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, stringified(one)]));
  }
  return String(value);
}

const model = membersOf(schema.properties as Readonly<Record<string, SchemaNode>>);

test('texts become again what they were', () => {
  fc.assert(
    fc.property(model, (given) => {
      expect(coerced(stringified(given) as object)).toEqual(plain(given));
    }),
    { numRuns: 300 },
  );
});

/** fast-check's objects may have no prototype. */
function plain(given: object): unknown {
  return JSON.parse(JSON.stringify(given));
}

test('what has its type already stays', () => {
  fc.assert(
    fc.property(model, (given) => {
      expect(coerced(given)).toEqual(plain(given));
    }),
    { numRuns: 100 },
  );
});

test.each([
  [{ ScalingConfig: { MinSize: 'two', MaxSize: '' } }],
  [{ ScalingConfig: { MinSize: '0x10', MaxSize: '1e3', DesiredSize: ' 5' } }],
  [{ ScalingConfig: '5', Subnets: 'subnet-1', Labels: ['a'] }],
  [{ ForceUpdateEnabled: 'yes', Unknown: '7', constructor: 'x' }],
  [{ Taints: [null, 'x'], Volume: null }],
])('what fits no type stays, for the check of the schema to find: %j', (given) => {
  expect(coerced(given)).toEqual(given);
});

test('what it is given is not changed', () => {
  const given = Object.freeze({ Volume: Object.freeze({ SizeGiB: '100' }) });
  expect(coerced(given)).toEqual({ Volume: { SizeGiB: 100 } });
});
