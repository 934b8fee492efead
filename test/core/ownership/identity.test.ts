import fc from 'fast-check';
import {
  callToken,
  formatId,
  newIdentity,
  operationKey,
  parseId,
  resourceName,
} from '../../../src/core/ownership/identity';
import { canonicalJson, sha256Hex } from '../../../src/core/util/hash';

const OF = {
  accountId: '123456789012',
  region: 'us-east-1',
  typeName: 'Efa::EKS::NodeGroup',
  logicalId: 'Nodes',
  clientRequestToken: 'token',
};
const KEY = operationKey(OF);

describe('the operation key', () => {
  it('is the same for the same operation', () => {
    expect(KEY).toMatch(/^[0-9a-f]{64}$/);
    expect(operationKey({ ...OF })).toBe(KEY);
  });
  it.each(Object.keys(OF))('is another with another %s', (member) => {
    expect(operationKey({ ...OF, [member]: 'other' })).not.toBe(KEY);
  });
  it('does not run its parts together', () => {
    expect(sha256Hex('ab', 'c')).not.toBe(sha256Hex('a', 'bc'));
    expect(sha256Hex('a', '')).not.toBe(sha256Hex('a'));
  });
});

describe('a new identity', () => {
  const generation = KEY.slice(0, 12);
  it.each([
    ['takes the given name', 'given', 'Nodes', 'given'],
    ['generates a name of logical id and generation', undefined, 'Nodes', `Nodes-${generation}`],
    ['leaves out what EKS takes in no name', undefined, 'My.No/des::1', `MyNodes1-${generation}`],
    ['generates a name without a logical id', undefined, '', `efa-${generation}`],
    ['cuts a long logical id', undefined, 'N'.repeat(255), `${'N'.repeat(40)}-${generation}`],
  ])('%s', (_name, given, logicalId, nodegroupName) => {
    const identity = newIdentity(KEY, 'training', given, logicalId);
    expect(identity).toEqual({ clusterName: 'training', nodegroupName, generation });
    expect(identity.nodegroupName.length).toBeLessThanOrEqual(63);
    expect(parseId(formatId(identity))).toEqual(identity);
  });
});

describe('an Id', () => {
  const name = fc.stringMatching(/^[0-9A-Za-z][A-Za-z0-9_-]{0,62}$/);
  const generation = fc.stringMatching(/^[0-9a-f]{12}$/);
  it('is read back as it was written, and fits the schema', () => {
    fc.assert(
      fc.property(name, name, generation, (clusterName, nodegroupName, gen) => {
        const identity = { clusterName, nodegroupName, generation: gen };
        expect(parseId(formatId(identity))).toEqual(identity);
        expect(formatId(identity).length).toBeLessThanOrEqual(200);
      }),
    );
  });
  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['no generation', 'training/nodes'],
    ['a generation that is no hash', 'training/nodes/0123456789aZ'],
    ['a short generation', 'training/nodes/0123456789a'],
    ['a fourth part', 'training/nodes/0123456789ab/x'],
    ['a line end', 'training/nodes/0123456789ab\n'],
    ['a name that EKS does not take', 'training/-nodes/0123456789ab'],
    ['the placeholder of a cancelled create', 'stack-Nodes-1ABCDEFGHIJKL'],
  ])('is none with %s', (_name, id) => {
    expect(parseId(id)).toBeUndefined();
  });
});

describe('the name of the resources', () => {
  it.each([
    ['ends in the generation', 'given', 'efa-given-0123456789ab'],
    ['names the generation once', 'Nodes-0123456789ab', 'efa-Nodes-0123456789ab'],
    ['has at most 80 characters', 'n'.repeat(63), `efa-${'n'.repeat(63)}-0123456789ab`],
  ])('%s', (_name, nodegroupName, expected) => {
    const name = resourceName({
      clusterName: 'training',
      nodegroupName,
      generation: '0123456789ab',
    });
    expect(name).toBe(expected);
    expect(name.length).toBeLessThanOrEqual(80);
  });
});

describe('the token of a call', () => {
  const token = callToken(KEY, 'ec2:CreateLaunchTemplate', { a: 1, b: [2] }, undefined);
  it('is at most 64 ASCII characters', () => {
    expect(token).toMatch(/^[0-9a-f]{64}$/);
  });
  it.each([
    [
      'the same for the same content in another order',
      KEY,
      'ec2:CreateLaunchTemplate',
      { b: [2], a: 1 },
      undefined,
      true,
    ],
    ['the same for attempt 0', KEY, 'ec2:CreateLaunchTemplate', { a: 1, b: [2] }, 0, true],
    [
      'another for another operation',
      sha256Hex('x'),
      'ec2:CreateLaunchTemplate',
      { a: 1, b: [2] },
      undefined,
      false,
    ],
    ['another for another call', KEY, 'eks:CreateNodegroup', { a: 1, b: [2] }, undefined, false],
    [
      'another for other content',
      KEY,
      'ec2:CreateLaunchTemplate',
      { a: 1, b: [3] },
      undefined,
      false,
    ],
    ['another for the next attempt', KEY, 'ec2:CreateLaunchTemplate', { a: 1, b: [2] }, 1, false],
  ])('is %s', (_name, key, call, content, attempt, same) => {
    expect(callToken(key, call, content, attempt) === token).toBe(same);
  });
});

/** The same value with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe('canonical JSON', () => {
  it('is equal exactly where the values are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, two) => {
        expect(canonicalJson(reversed(one))).toBe(canonicalJson(one));
        expect(JSON.parse(canonicalJson(one))).toEqual(JSON.parse(JSON.stringify(one)));
        const equal = JSON.stringify(sortedEntries(one)) === JSON.stringify(sortedEntries(two));
        expect(canonicalJson(one) === canonicalJson(two)).toBe(equal);
      }),
    );
  });
  it('leaves undefined members out, at every depth', () => {
    expect(canonicalJson({ b: { d: undefined, c: 1 }, a: undefined })).toBe('{"b":{"c":1}}');
  });
  it('keeps a key __proto__', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":2}}'))).toBe(
      '{"__proto__":{"a":2},"b":1}',
    );
  });
});

/** Objects as lists of entries, written without canonicalJson. */
function sortedEntries(value: unknown): unknown {
  if (Array.isArray(value)) return ['array', ...value.map(sortedEntries)];
  if (value === null || typeof value !== 'object') return ['value', value];
  return [
    'object',
    ...Object.keys(value)
      .sort()
      .map((key) => [key, sortedEntries((value as Record<string, unknown>)[key])]),
  ];
}
