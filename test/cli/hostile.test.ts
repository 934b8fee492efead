/** Templates of somebody who means harm: each ends with one sentence, quickly, and no terminal obeys what they hold. */
import { scene } from '../world/scene';
import { efaNodegroup, file } from './terminal';

const NODES = `
Resources:
  Nodes:
    Type: Efa::EKS::NodeGroup
    Properties:
      ClusterName: training
`;
/** Ten times what the line before has: 10 to the power of 9 from 304 bytes. */
const LAUGHS = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghi'].map((name, at) => {
    const before = 'abcdefgh'[at];
    return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`;
  }),
].join('\n');
const CONDITIONS = Array.from(
  { length: 60 },
  (_, at) =>
    `  C${at + 1}: !And [!Condition C${at}, !Condition C${at}, !Equals [a, a], !Condition C${at}]`,
).join('\n');
const deep = (open: string, close: string, levels: number) =>
  `a: ${open.repeat(levels)}x${close.repeat(levels)}`;

async function run(content: string) {
  const { world } = scene();
  const began = performance.now();
  const ran = await efaNodegroup(world, [
    'plan',
    '--template',
    file('t.yaml', content),
    '--resource',
    'Nodes',
  ]);
  return { ...ran, seconds: (performance.now() - began) / 1000, calls: world.calls };
}

it.each<[string, string, RegExp]>([
  ['aliases of aliases', `${LAUGHS}\n${NODES}`, /has more than 500000 values with its aliases/],
  ['a list that holds itself', `a: &a [*a]\n${NODES}`, /an alias inside of what it repeats/],
  ['a map that holds itself', `a: &a { b: *a }\n${NODES}`, /an alias inside of what it repeats/],
  ['an alias of nothing', `a: *b\n${NODES}`, /./],
  ['10,000 levels of lists', `${deep('[', ']', 10_000)}\n${NODES}`, /has more than 200 levels/],
  [
    '1,000 levels of JSON',
    `{"a": ${'['.repeat(1000)}${']'.repeat(1000)}}`,
    /has more than 200 levels/,
  ],
  ['100,000 levels of JSON', `${'['.repeat(100_000)}`, /./],
  ['50 MB', `${NODES}# ${'x'.repeat(50_000_000)}`, /has 50\d+ characters/],
  [
    'a condition of itself',
    `Conditions: { A: !Condition B, B: !Condition A }\n${NODES}      Labels: !If [A, 1, 2]`,
    /Condition A refers to itself/,
  ],
  [
    'a mapping of itself',
    `Mappings: { M: { a: { b: !FindInMap [M, a, b] } } }\n${NODES}      Labels: !FindInMap [M, a, b]`,
    /refers to itself/,
  ],
])('%s', async (_what, content, says) => {
  const { exitCode, stderr, stdout, seconds, calls } = await run(content);
  expect({ exitCode, stdout, calls }).toEqual({ exitCode: 2, stdout: '', calls: [] });
  expect(stderr).toMatch(says);
  expect(stderr).toMatch(/^error: .*\n$/);
  expect(stderr.length).toBeLessThan(400);
  expect(seconds).toBeLessThan(5);
});

it('conditions that each name the one before three times are evaluated once each', async () => {
  const content = `Conditions:\n  C0: !Equals [a, a]\n${CONDITIONS}\n${NODES}      NodegroupName: !If [C60, yes, no]`;
  const { seconds, stderr } = await run(content);
  expect(stderr).not.toMatch(/refers to itself/);
  expect(seconds).toBeLessThan(5);
});

it('an alias used twice is what it was', async () => {
  const content = `a: &a { b: 1 }\n${NODES}      Tags: { x: y }\nc: [*a, *a]`;
  expect((await run(content)).stderr).not.toMatch(/alias/);
});

it.each([
  ['a title', '\u001b]0;owned\u0007'],
  ['a colour', '\u001b[31m'],
  ['a line overwritten', '\rerror: none'],
  ['one of C1', '\u009b2J'],
  ['another direction', '\u202eevil'],
])('no terminal obeys %s', async (_what, sequence) => {
  const quoted = JSON.stringify(`x${sequence}`);
  const template = JSON.stringify({
    Resources: { Nodes: { Type: 'Efa::EKS::NodeGroup', Properties: { [`Bad${sequence}`]: 1 } } },
  });
  for (const content of [
    template,
    `${NODES}      Labels: { ${quoted}: ${quoted} }`,
    `${NODES}      Tags: !GetAtt ${quoted}`,
  ]) {
    const { stdout, stderr } = await run(content);
    expect(stderr + stdout).not.toBe('');
    expect(stderr + stdout).not.toMatch(/(?![\t\n])[\p{Cc}\u202e]/u);
  }
});
