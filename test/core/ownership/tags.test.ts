import fc from 'fast-check';
import { nodegroupTags } from '../../../src/core/lifecycle/expand';
import type { ChoiceRecord } from '../../../src/core/ownership/choice-record';
import {
  readRecord,
  recordOf,
  recordTags,
  userTags,
} from '../../../src/core/ownership/choice-record';
import {
  forwardedStackTags,
  identityTags,
  isReservedTagKey,
  tagDifference,
  tooManyTags,
} from '../../../src/core/ownership/tags';
import type { StringMap } from '../../../src/core/util/objects';
import { choices, create, IDENTITY, properties } from '../given';

/** EKS, API_TagResource: letters, digits, spaces and + - = . _ : / @, at most 128 and 256 characters. */
const EKS_KEY = /^[\p{L}\p{N} +\-=._:/@]{1,128}$/u;
const EKS_VALUE = /^[\p{L}\p{N} +\-=._:/@]{0,256}$/u;

const SUBNETS = Array.from({ length: 16 }, (_, at) => `subnet-${String(at).padStart(17, '0')}`);
const GROUPS = Array.from({ length: 4 }, (_, at) => `sg-${String(at).padStart(17, 'a')}`);
/** Longer than any name of today. */
const TYPES = Array.from(
  { length: 20 },
  (_, at) => `${'a'.repeat(12)}.${'b'.repeat(10)}${at + 10}`,
);
const STACK_TAGS = Object.fromEntries(
  Array.from({ length: 50 }, (_, at) => [`${at}-${'k'.repeat(124)}`, 'v'.repeat(256)]),
);

const FORTY = Object.fromEntries(Object.entries(STACK_TAGS).slice(0, 40));

const LARGEST: ChoiceRecord = {
  placementGroup: 'CREATE',
  securityGroup: 'CREATE',
  layout: 'EFA_PRIMARY',
  localStorage: 'RAID10',
  zoneGiven: true,
  zoneIdGiven: true,
  placementGroupNameGiven: true,
  interfacesListed: true,
  securityGroupIdGiven: true,
  madePlacementGroup: true,
  madeSecurityGroup: true,
  foundSecurityGroupId: GROUPS[0] ?? '',
  instanceTypes: TYPES,
  subnets: SUBNETS,
  securityGroupIds: GROUPS,
};

describe('the record of the choices', () => {
  it.each<readonly [string, ChoiceRecord]>([
    ['16 subnets over two tags, and everything given', LARGEST],
    [
      'the least',
      {
        placementGroup: 'AUTO',
        securityGroup: 'AUTO',
        layout: 'EFA_ALL',
        localStorage: 'AUTO',
        zoneGiven: false,
        zoneIdGiven: false,
        placementGroupNameGiven: false,
        interfacesListed: false,
        securityGroupIdGiven: false,
        madePlacementGroup: false,
        madeSecurityGroup: false,
        instanceTypes: ['p5.48xlarge'],
        subnets: ['subnet-00000001'],
        securityGroupIds: [],
      },
    ],
    ['one member of the two zones', { ...LARGEST, zoneGiven: false }],
    ['nine subnets', { ...LARGEST, subnets: SUBNETS.slice(0, 9) }],
    ['eight subnets', { ...LARGEST, subnets: SUBNETS.slice(0, 8) }],
  ])('is read back from its tags: %s', (_name, record) => {
    expect(readRecord(recordTags(record, STACK_TAGS))).toEqual(record);
  });

  it('takes few tags, of characters and lengths that EKS allows, in the worst case', () => {
    const tags = recordTags(LARGEST, STACK_TAGS);
    for (const [key, value] of Object.entries(tags)) {
      expect(key).toMatch(EKS_KEY);
      expect(value).toMatch(EKS_VALUE);
    }
    expect(Object.keys(tags).sort()).toEqual([
      'efa-node-group:choices',
      'efa-node-group:choices-2',
      'efa-node-group:instance-types',
      'efa-node-group:instance-types-2',
      'efa-node-group:instance-types-3',
      'efa-node-group:security-groups',
      'efa-node-group:stack-tags',
      'efa-node-group:stack-tags-2',
      'efa-node-group:subnets',
      'efa-node-group:subnets-2',
    ]);
  });

  it('is the same whatever the order of what was given', () => {
    const backwards = {
      ...LARGEST,
      subnets: [...SUBNETS].reverse(),
      securityGroupIds: [...GROUPS].reverse(),
    };
    expect(recordTags(backwards, STACK_TAGS)).toEqual(recordTags(LARGEST, STACK_TAGS));
  });

  it.each([
    ['nothing of a node group without our tags', {}, {}],
    [
      'no member whose tag is missing',
      { 'efa-node-group:subnets': 'subnet-1 subnet-2' },
      { subnets: ['subnet-1', 'subnet-2'] },
    ],
    [
      'no subnets where only the second tag is left',
      { 'efa-node-group:subnets-2': 'subnet-9' },
      {},
    ],
  ])('says %s', (_name, tags, record) => {
    expect(readRecord(tags)).toEqual(record);
  });

  it.each([
    [
      'defaults',
      {},
      { placementGroup: 'made' as const, efaSecurityGroup: { groupId: 'sg-1' } },
      {
        placementGroup: 'AUTO',
        securityGroup: 'AUTO',
        layout: 'EFA_PRIMARY',
        localStorage: 'AUTO',
        zoneGiven: false,
        zoneIdGiven: false,
        madePlacementGroup: true,
        madeSecurityGroup: false,
        foundSecurityGroupId: 'sg-1',
        securityGroupIds: [],
      },
    ],
    [
      'what was given',
      {
        Placement: { Group: 'NONE', AvailabilityZoneId: 'use1-az1' },
        Efa: { SecurityGroup: 'CREATE', InterfaceLayout: 'EFA_ALL' },
        LocalStorage: 'NONE',
        SecurityGroupIds: ['sg-2'],
      },
      { placementGroup: 'none' as const, efaSecurityGroup: 'made' },
      {
        placementGroup: 'NONE',
        securityGroup: 'CREATE',
        layout: 'EFA_ALL',
        localStorage: 'NONE',
        zoneGiven: false,
        zoneIdGiven: true,
        madePlacementGroup: false,
        madeSecurityGroup: true,
        securityGroupIds: ['sg-2'],
      },
    ],
  ] as const)('holds %s', (_name, more, made, wanted) => {
    const record = recordOf(properties(more), made);
    expect(record).toMatchObject(wanted);
    expect('foundSecurityGroupId' in record).toBe('foundSecurityGroupId' in wanted);
  });
});

describe('the tags of the user', () => {
  const made = (Tags: StringMap, stackTags: StringMap): StringMap =>
    nodegroupTags(create({ Tags }, stackTags), choices(create({ Tags }, stackTags)));

  it.each<readonly [string, StringMap, StringMap, StringMap]>([
    ['come back alone', { team: 'a' }, {}, { team: 'a' }],
    ['come back without the 40 of the stack', { team: 'a' }, FORTY, { team: 'a' }],
    [
      'come back where the stack has the same key, with their own value',
      { team: 'a' },
      { team: 'b', cost: '1' },
      { team: 'a' },
    ],
    [
      'come back where the stack has the same key and value',
      { team: 'a' },
      { team: 'a' },
      { team: 'a' },
    ],
    [
      'come back whatever their keys',
      JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}'),
      {},
      JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}'),
    ],
  ])('%s', (_name, tags, stackTags, wanted) => {
    expect(Object.entries(userTags(made(tags, stackTags))).sort()).toEqual(
      Object.entries(wanted).sort(),
    );
  });

  it('come back without those of AWS, EKS and ours, and with what an operator added', () => {
    const live = {
      ...made({ team: 'a' }, {}),
      'aws:cloudformation:stack-id': 'x',
      'eks:cluster-name': 'y',
      byHand: 'z',
    };
    expect(userTags(live)).toEqual({ team: 'a', byHand: 'z' });
  });
});

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
    expect(tooManyTags(tags(50))).toBeUndefined();
  });
  it('of 52 is refused with what to remove', () => {
    expect(tooManyTags(tags(52))).toMatchObject({
      path: 'Tags',
      message: expect.stringMatching(/52.*50.*Remove 2/),
    });
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
  ])('%s', (_name, before, wanted, live, set, remove) => {
    expect(tagDifference(before, wanted, live)).toEqual({ set, remove });
  });

  const map = fc.dictionary(
    fc.oneof(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'), fc.string()),
    fc.constantFrom('1', '2', ''),
    { maxKeys: 6 },
  );
  const own = (of: StringMap, key: string) => (Object.hasOwn(of, key) ? of[key] : undefined);
  it('applied to what is live makes every changed key as wanted, and no other key another', () => {
    fc.assert(
      fc.property(map, map, map, (before, wanted, live) => {
        const { set, remove } = tagDifference(before, wanted, live);
        const after = new Map<string, string>(Object.entries(live));
        for (const [key, value] of Object.entries(set)) after.set(key, value);
        for (const key of remove) after.delete(key);
        const keys = [before, wanted, live].flatMap((each) => Object.keys(each));
        for (const key of keys) {
          const changed = own(before, key) !== own(wanted, key);
          expect(after.get(key)).toBe(changed ? own(wanted, key) : own(live, key));
        }
        const again = tagDifference(before, wanted, Object.fromEntries(after));
        expect([Object.keys(again.set), again.remove]).toEqual([[], []]);
      }),
      { numRuns: 2000 },
    );
  });
});
