/**
 * No message shows a value that the schema does not make harmless: a template may pass a NoEcho parameter to any property.
 * The canaries are values that are refused, in every property that schema.json has.
 */
import schema from '../../schema.json';
import { createRequest } from '../../src/core/lifecycle/requests';
import { validateRequest } from '../../src/core/lifecycle/validate';
import { properties } from '../core/given';

const SECRET = 'canary7f3a';
/** Of each form that some rule refuses: schema, Kubernetes, EKS, user data. */
const CANARIES = [
  `${SECRET}\u0007`,
  `-${SECRET}`,
  `a/${SECRET}/b c`,
  `aws:${SECRET}`,
  `kubernetes.io/${SECRET}`,
  `Content-Type: multipart/mixed; boundary="${SECRET}"`,
  `apiVersion: ${SECRET}/v1\nkind: NodeConfig`,
  `[settings.${SECRET}]\n${SECRET} = "${SECRET}"\n[settings`,
  SECRET.repeat(2000),
];
type Node = Readonly<Record<string, unknown>>;

/** Paths of the members that are no objects, as a function that puts a value there. */
function leaves(
  node: Node,
  path: string,
  put: (value: unknown) => unknown,
): [string, (value: unknown) => unknown][] {
  const ref = node.$ref as string | undefined;
  const shape = ref
    ? ((schema.definitions as Record<string, Node>)[ref.split('/').at(-1) ?? ''] as Node)
    : node;
  const members = Object.entries((shape.properties ?? {}) as Record<string, Node>);
  if (members.length > 0)
    return members.flatMap(([name, member]) =>
      leaves(member, `${path}.${name}`, (value) => put({ [name]: value })),
    );
  const [pattern] = Object.values((shape.patternProperties ?? {}) as Record<string, Node>);
  if (pattern) return [[`${path}.key`, (value) => put({ key: value })]];
  if (shape.type === 'array')
    return [
      [`${path} itself`, put],
      ...leaves(shape.items as Node, `${path}[]`, (value) => put([value, value])),
    ];
  return [[path, put]];
}

const READ_ONLY = schema.readOnlyProperties.map((pointer) => pointer.split('/').at(-1));
const ALL = Object.entries(schema.properties as Record<string, Node>)
  .filter(([name]) => !READ_ONLY.includes(name))
  .flatMap(([name, node]) => leaves(node, name, (value) => ({ [name]: value })));

/** Images of each family, whose user data has other rules. */
const FAMILIES = [{}, { AmiType: 'BOTTLEROCKET_x86_64_NVIDIA' }, { ImageId: 'ami-00000001' }];

function messages(change: object): readonly string[] {
  const desired = { ...properties({}), ...change };
  const input = { operationKey: 'a'.repeat(64), desired, previous: {}, logicalId: 'Nodes' };
  return validateRequest(createRequest(input as never)).map(({ message }) => message);
}

it('the schema has properties for canaries', () => {
  expect(ALL.length).toBeGreaterThan(60);
});

let refused = 0;
it.each(ALL)('a canary in %s is in no message', (path, put) => {
  for (const family of FAMILIES) {
    for (const canary of CANARIES) {
      const found = messages({ ...family, ...(put(canary) as object) });
      // names that the schema takes are names of resources in the account
      const shown = found.filter((message) => message.includes(SECRET));
      expect({ path, canary: canary.slice(0, 40), shown }).toMatchObject({ shown: [] });
      refused += found.length;
    }
  }
});

it('the canaries are refused', () => {
  expect(refused).toBeGreaterThan(1000);
});
