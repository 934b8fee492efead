/** What AWS does not hold of the user's choices, as tags of the node group. */
import { FEATURES } from '../../../src/core/features';
import { nodegroupTags } from '../../../src/core/lifecycle/create/nodegroup-tags';
import {
  type ChoiceRecord,
  readRecord,
  recordOf,
  recordTags,
  userTags,
} from '../../../src/core/ownership/choice-record';
import type { StringMap } from '../../../src/core/util/objects';
import { choices, create, properties } from '../given';

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
  placementGroupIdGiven: true,
  interfacesListed: true,
  securityGroupIdGiven: true,
  createdPlacementGroup: true,
  createdSecurityGroup: true,
  existingSecurityGroupId: GROUPS[0] ?? '',
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
        placementGroupIdGiven: false,
        interfacesListed: false,
        securityGroupIdGiven: false,
        createdPlacementGroup: false,
        createdSecurityGroup: false,
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
      { placementGroup: { kind: 'created' }, efaSecurityGroup: { kind: 'existing', id: 'sg-1' } },
      {
        placementGroup: 'AUTO',
        securityGroup: 'AUTO',
        layout: 'EFA_PRIMARY',
        localStorage: 'AUTO',
        zoneGiven: false,
        zoneIdGiven: false,
        createdPlacementGroup: true,
        createdSecurityGroup: false,
        existingSecurityGroupId: 'sg-1',
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
      { placementGroup: { kind: 'none' }, efaSecurityGroup: { kind: 'created' } },
      {
        placementGroup: 'NONE',
        securityGroup: 'CREATE',
        layout: 'EFA_ALL',
        localStorage: 'NONE',
        zoneGiven: false,
        zoneIdGiven: true,
        createdPlacementGroup: false,
        createdSecurityGroup: true,
        securityGroupIds: ['sg-2'],
      },
    ],
  ] as const)('holds %s', (_name, more, chosen, expected) => {
    const record = recordOf(properties(more), chosen);
    expect(record).toMatchObject(expected);
    expect('existingSecurityGroupId' in record).toBe('existingSecurityGroupId' in expected);
  });
});

describe('the tags of the user', () => {
  const tagsOf = (Tags: StringMap, stackTags: StringMap): StringMap =>
    nodegroupTags(FEATURES, create({ Tags }, stackTags), choices(create({ Tags }, stackTags)));

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
  ])('%s', (_name, tags, stackTags, expected) => {
    expect(Object.entries(userTags(tagsOf(tags, stackTags))).sort()).toEqual(
      Object.entries(expected).sort(),
    );
  });

  it('come back without those of AWS, EKS and ours, and with what an operator added', () => {
    const live = {
      ...tagsOf({ team: 'a' }, {}),
      'aws:cloudformation:stack-id': 'x',
      'eks:cluster-name': 'y',
      byHand: 'z',
    };
    expect(userTags(live)).toEqual({ team: 'a', byHand: 'z' });
  });
});
