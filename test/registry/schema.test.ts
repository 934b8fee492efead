/** What schema.json has to hold beside what `cfn validate` checks, for every property that comes later too. */
import schema from '../../schema.json';

interface Node {
  readonly [key: string]: unknown;
  readonly properties?: Record<string, Node>;
  readonly items?: Node;
  readonly patternProperties?: Record<string, Node>;
}

/** Their form is AWS's to choose, or free text. */
const FREE_TEXT = ['/properties/PreBootstrapUserData', '/properties/UserData'];
const TAG_VALUES = /^\/definitions\/(Tags|Labels)\/patternProperties\//;

const root = schema as unknown as Record<string, Record<string, Node>>;
const readOnly = new Set<string>(schema.readOnlyProperties);

/** Every schema in the schema, by its JSON pointer. */
function nodesOf(node: Node, pointer: string): readonly (readonly [string, Node])[] {
  const children = [
    ...Object.entries(node.properties ?? {}).map(
      ([name, child]) => [`properties/${name}`, child] as const,
    ),
    ...Object.entries(node.patternProperties ?? {}).map(
      ([name, child]) => [`patternProperties/${name}`, child] as const,
    ),
    ...(node.items ? [['items', node.items] as const] : []),
  ];
  return [
    [pointer, node],
    ...children.flatMap(([path, child]) => nodesOf(child, `${pointer}/${path}`)),
  ];
}

const nodes = ['definitions', 'properties'].flatMap((part) =>
  Object.entries(root[part] ?? {}).flatMap(([name, node]) => nodesOf(node, `/${part}/${name}`)),
);
const ofType = (type: string) => nodes.filter(([, node]) => node.type === type);
const isOutput = (pointer: string) => readOnly.has(pointer.split('/').slice(0, 3).join('/'));

/** A pattern with an open quantifier does not bound the length. */
const isBounded = ({ maxLength, pattern, enum: values }: Node) =>
  maxLength !== undefined || values !== undefined || !/[*+]|,\}/.test(String(pattern ?? '*'));

function isDefined(pointer: string): boolean {
  let properties: Record<string, Node> | undefined = root.properties;
  const [, , ...names] = pointer.split('/');
  return names.every((name) => {
    const node: Node | undefined = properties?.[name];
    const definition = String(node?.$ref ?? '').split('/')[2] ?? '';
    properties = (root.definitions?.[definition] ?? node)?.properties;
    return node !== undefined;
  });
}

/** The pointers of those that break the rule. */
function breaking(
  those: readonly (readonly [string, Node])[],
  isKept: (node: Node) => boolean,
): readonly string[] {
  return those.filter(([, node]) => !isKept(node)).map(([pointer]) => pointer);
}

describe('schema.json', () => {
  it('makes a definition of every object, because the contract suite looks up insertionOrder there', () => {
    const inline = ofType('object').filter(([pointer]) => !/^\/definitions\/\w+$/.test(pointer));
    expect(inline).toEqual([]);
  });

  it('says of every array how it is ordered and how long it is', () => {
    const keys = ['insertionOrder', 'uniqueItems', 'maxItems'];
    expect(
      breaking(ofType('array'), (node) => keys.every((key) => node[key] !== undefined)),
    ).toEqual([]);
  });

  it('bounds every string and every number', () => {
    expect(breaking(ofType('string'), isBounded)).toEqual([]);
    expect(
      breaking(
        ofType('integer'),
        ({ minimum, maximum }) => minimum !== undefined && maximum !== undefined,
      ),
    ).toEqual([]);
  });

  it('says which characters a string has that a template gives', () => {
    const given = ofType('string').filter(
      ([pointer]) =>
        !isOutput(pointer) && !FREE_TEXT.includes(pointer) && !TAG_VALUES.test(pointer),
    );
    expect(breaking(given, (node) => (node.pattern ?? node.enum) !== undefined)).toEqual([]);
  });

  it('refuses what it does not know', () => {
    expect(breaking(ofType('object'), (node) => node.additionalProperties === false)).toEqual([]);
    expect(schema.additionalProperties).toBe(false);
  });

  it('describes every property in sentences', () => {
    const properties = nodes.filter(([pointer]) =>
      /\/properties\/\w+$|^\/properties/.test(pointer),
    );
    const described = properties.filter(([pointer]) => !/\/items/.test(pointer));
    expect(breaking(described, ({ description }) => /.{10}\.$/s.test(`${description}`))).toEqual(
      [],
    );
  });

  it.each([
    'createOnlyProperties',
    'conditionalCreateOnlyProperties',
    'writeOnlyProperties',
    'readOnlyProperties',
    'primaryIdentifier',
  ] as const)('has all properties that %s names', (list) => {
    expect(schema[list].filter((pointer) => !isDefined(pointer))).toEqual([]);
  });

  it('keeps create-only, conditional and read-only properties apart', () => {
    const all = [
      ...schema.createOnlyProperties,
      ...schema.conditionalCreateOnlyProperties,
      ...schema.readOnlyProperties,
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('hides only what AWS does not hold as it was given', () => {
    expect(schema.writeOnlyProperties).toEqual([
      '/properties/ForceUpdateEnabled',
      '/properties/PreBootstrapUserData',
      '/properties/UserData',
    ]);
  });

  it('has one identifier, which AWS gives', () => {
    expect(schema.primaryIdentifier).toEqual(['/properties/Id']);
    expect(readOnly.has('/properties/Id')).toBe(true);
    expect(schema).not.toHaveProperty('additionalIdentifiers');
  });

  it('can be tagged at any time, but not with aws: tags, which nobody may put on', () => {
    expect(schema.tagging).toMatchObject({
      taggable: true,
      tagOnCreate: true,
      tagUpdatable: true,
      cloudFormationSystemTags: false,
      tagProperty: '/properties/Tags',
    });
    const { permissions } = schema.tagging;
    for (const handler of ['create', 'update'] as const) {
      const theirs = schema.handlers[handler].permissions;
      const needed = permissions.filter(
        (each) => handler === 'update' || !/Delete|Untag/.test(each),
      );
      expect(theirs).toEqual(expect.arrayContaining(needed));
    }
  });

  /** Read and list answer at once, so that theirs would say nothing. */
  it('waits as long as AWS::EKS::Nodegroup does', () => {
    expect(schema.handlers.create.timeoutInMinutes).toBe(240);
    expect(schema.handlers.update.timeoutInMinutes).toBe(2160);
    expect(schema.handlers.delete.timeoutInMinutes).toBe(240);
  });
});
