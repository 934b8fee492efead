import fc from 'fast-check';
import { isReservedTagKey } from '../../../src/core/ownership/tag-keys';
import {
  forwardedStackTags,
  identityTags,
  tagDifference,
  tooManyTags,
} from '../../../src/core/ownership/tags';
import type { StringMap } from '../../../src/core/util/objects';
import { IDENTITY } from '../given';

describe('keys', () => {
  it.each([
    ['aws:cloudformation:stack-name', true],
    ['AWS:x', true],
    ['Aws:x', true],
    ['eks:cluster-name', true],
    ['efa-node-group:id', true],
    ['awsome', false],
    ['my:aws:x', false],
    ['efa-node-group', false],
    ['team', false],
  ])('%s is reserved: %s', (key, reserved) => {
    expect(isReservedTagKey(key)).toBe(reserved);
  });
  it('of the stack are forwarded but for those that would do harm', () => {
    const stack = {
      team: 'a',
      'aws:cloudformation:stack-id': 'x',
      'eks:x': 'y',
      'efa-node-group:id': 'forged',
      'kubernetes.io/cluster/training': 'owned',
      'k8s.io/cluster-autoscaler/node-template/resources/vpc.amazonaws.com/efa': '99',
    };
    expect(forwardedStackTags(stack)).toEqual({ team: 'a' });
    expect(forwardedStackTags(stack, { team: 'b' })).toEqual({});
  });
  it('say whose a resource is and where it comes from', () => {
    expect(identityTags(IDENTITY, { stackName: 's', logicalId: 'N' })).toEqual({
      'efa-node-group:id': 'training/nodes-0123456789ab/0123456789ab',
      'efa-node-group:stack': 's',
      'efa-node-group:logical-id': 'N',
    });
    expect(identityTags(IDENTITY, {})).toEqual({
      'efa-node-group:id': 'training/nodes-0123456789ab/0123456789ab',
    });
  });
});

describe('the number of tags', () => {
  const tags = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, '']));
  it('of 50 is taken', () => {
    expect(tooManyTags(tags(50))).toEqual([]);
  });
  it('of 52 is refused with what to remove', () => {
    expect(tooManyTags(tags(52))).toEqual([
      { path: 'Tags', message: expect.stringMatching(/52.*50.*Remove 2/) },
    ]);
  });
});

describe('the difference of tags', () => {
  it.each<readonly [string, StringMap, StringMap, StringMap, StringMap, readonly string[]]>([
    [
      'nothing changed: nothing, whatever is live',
      { a: '1' },
      { a: '1' },
      { a: 'drifted' },
      {},
      [],
    ],
    ['nothing changed: nothing, though it was removed by hand', { a: '1' }, { a: '1' }, {}, {}, []],
    ['a value changed: set', { a: '1' }, { a: '2' }, { a: '1' }, { a: '2' }, []],
    ['a value changed and is live already: nothing', { a: '1' }, { a: '2' }, { a: '2' }, {}, []],
    ['a key added: set', {}, { a: '1' }, {}, { a: '1' }, []],
    [
      'a key added that is live with another value: set',
      {},
      { a: '1' },
      { a: '9' },
      { a: '1' },
      [],
    ],
    ['a key removed: removed', { a: '1', b: '2' }, {}, { a: '1', b: 'drifted' }, {}, ['a', 'b']],
    ['a key removed that is gone already: nothing', { a: '1' }, {}, {}, {}, []],
    [
      'a key that the template never named is left alone',
      { a: '1' },
      { a: '2' },
      { a: '1', x: 'y' },
      { a: '2' },
      [],
    ],
    ['an empty value is a value', {}, { a: '' }, {}, { a: '' }, []],
    [
      'keys of Object.prototype: removed',
      { constructor: '1', toString: '2' } as never,
      {},
      { constructor: '1', toString: '2' } as never,
      {},
      ['constructor', 'toString'],
    ],
    [
      'keys of Object.prototype that are gone already: nothing',
      { constructor: '1' } as never,
      {},
      {},
      {},
      [],
    ],
  ])('%s', (_name, before, after, live, set, remove) => {
    expect(tagDifference(before, after, live)).toEqual({ set, remove });
  });

  const map = fc.dictionary(
    fc.oneof(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'), fc.string()),
    fc.constantFrom('1', '2', ''),
    { maxKeys: 6 },
  );
  const own = (of: StringMap, key: string) => (Object.hasOwn(of, key) ? of[key] : undefined);
  it('applied to what is live sets every changed key as desired, and changes no other key', () => {
    fc.assert(
      fc.property(map, map, map, (before, desired, live) => {
        const { set, remove } = tagDifference(before, desired, live);
        const after = new Map<string, string>(Object.entries(live));
        for (const [key, value] of Object.entries(set)) after.set(key, value);
        for (const key of remove) after.delete(key);
        const keys = [before, desired, live].flatMap((each) => Object.keys(each));
        for (const key of keys) {
          const changed = own(before, key) !== own(desired, key);
          expect(after.get(key)).toBe(changed ? own(desired, key) : own(live, key));
        }
        const again = tagDifference(before, desired, Object.fromEntries(after));
        expect([Object.keys(again.set), again.remove]).toEqual([[], []]);
      }),
      { numRuns: 2000 },
    );
  });
});
