/** What differs between two templates and the live node group, and what a difference costs. */

import { anyInTemplate, changed, notUpdatable } from '../../../src/core/lifecycle/changes';
import { configDifference } from '../../../src/core/lifecycle/update-checks';
import type { Properties, UpdateConfig } from '../../../src/core/model/properties';
import { versionDifference } from '../../../src/core/node/versions';
import { readRecord } from '../../../src/core/ownership/choice-record';
import { compareVersions, sameSet } from '../../../src/core/util/compare';
import { IDENTITY, living, properties, update } from '../given';

const LIVE = living().nodegroup;

describe('how nodes are replaced', () => {
  const config = (UpdateConfig?: UpdateConfig) => (UpdateConfig ? { UpdateConfig } : {});
  it.each([
    [
      'nothing changed, changed by hand',
      { MaxUnavailable: 2 },
      { MaxUnavailable: 2 },
      { maxUnavailable: 5 },
      undefined,
    ],
    [
      'a default written down, changed by hand',
      undefined,
      { MaxUnavailable: 1, UpdateStrategy: 'DEFAULT' },
      { maxUnavailable: 5 },
      undefined,
    ],
    [
      'another number',
      { MaxUnavailable: 2 },
      { MaxUnavailable: 3 },
      { maxUnavailable: 2 },
      { maxUnavailable: 3, updateStrategy: 'DEFAULT' },
    ],
    [
      'a number that is live already',
      { MaxUnavailable: 2 },
      { MaxUnavailable: 3 },
      { maxUnavailable: 3 },
      undefined,
    ],
    [
      'a percentage for a number',
      { MaxUnavailable: 2 },
      { MaxUnavailablePercentage: 50 },
      { maxUnavailable: 2 },
      { maxUnavailablePercentage: 50, updateStrategy: 'DEFAULT' },
    ],
    [
      'a strategy',
      undefined,
      { UpdateStrategy: 'MINIMAL' },
      { maxUnavailable: 1 },
      { maxUnavailable: 1, updateStrategy: 'MINIMAL' },
    ],
    [
      'the strategy removed: EKS would keep it',
      { MaxUnavailable: 2, UpdateStrategy: 'MINIMAL' },
      { MaxUnavailable: 2 },
      { maxUnavailable: 2, updateStrategy: 'MINIMAL' },
      { maxUnavailable: 2, updateStrategy: 'DEFAULT' },
    ],
    [
      'all removed: the default again',
      { MaxUnavailable: 4, UpdateStrategy: 'MINIMAL' },
      undefined,
      { maxUnavailable: 4, updateStrategy: 'MINIMAL' },
      { maxUnavailable: 1, updateStrategy: 'DEFAULT' },
    ],
    [
      'all removed, the default is live',
      { MaxUnavailable: 4 },
      undefined,
      { maxUnavailable: 1 },
      undefined,
    ],
  ] as const)('%s', (_name, previous, desired, live, wanted) => {
    const nodegroup = { ...LIVE, updateConfig: live };
    expect(configDifference(update(config(previous), config(desired)), nodegroup)).toEqual(
      wanted && { updateConfig: wanted },
    );
  });
});

describe('versions', () => {
  const nodegroup = { ...LIVE, version: '1.33', releaseVersion: '1.33.5-20260801' };
  it.each<readonly [string, Partial<Properties>, Partial<Properties>, object, number]>([
    ['nothing given', {}, {}, {}, 0],
    [
      'given and unchanged, though live is another',
      { Version: '1.34' },
      { Version: '1.34' },
      {},
      0,
    ],
    ['a higher version', { Version: '1.33' }, { Version: '1.34' }, { version: '1.34' }, 0],
    [
      'a higher version by more than one digit',
      { Version: '1.9' },
      { Version: '1.100' },
      { version: '1.100' },
      0,
    ],
    ['given for the first time, as it is live', {}, { Version: '1.33' }, {}, 0],
    ['a lower version is not sent, with a note', { Version: '1.33' }, { Version: '1.32' }, {}, 1],
    ['1.9 is lower than 1.33', { Version: '1.33' }, { Version: '1.9' }, {}, 1],
    ['removed: untouched', { Version: '1.33' }, {}, {}, 0],
    [
      'a higher release',
      {},
      { ReleaseVersion: '1.33.5-20260901' },
      { releaseVersion: '1.33.5-20260901' },
      0,
    ],
    ['a lower release is not sent, with a note', {}, { ReleaseVersion: '1.33.5-20260701' }, {}, 1],
    ['the live release', {}, { ReleaseVersion: '1.33.5-20260801' }, {}, 0],
    [
      'both higher',
      {},
      { Version: '1.34', ReleaseVersion: '1.34.1-20260901' },
      { version: '1.34', releaseVersion: '1.34.1-20260901' },
      0,
    ],
    ['both lower', {}, { Version: '1.32', ReleaseVersion: '1.32.1-20260101' }, {}, 2],
  ])('%s', (_name, previous, desired, wanted, notes) => {
    const difference = versionDifference(update(previous, desired), nodegroup);
    expect(difference).toEqual({ ...wanted, notes: expect.any(Array) });
    expect(difference.notes).toHaveLength(notes);
    for (const note of difference.notes) expect(note).toContain('EKS cannot go back');
  });
  it.each([
    ['1.33', '1.33', 0],
    ['1.33', '1.9', 1],
    ['1.33', '1.33.1', -1],
    ['1.33.5-20260801', '1.33.5-20260731', 1],
    ['1.33.5-20260801', '1.33.10-20260101', -1],
  ])('%s against %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a))).toBe(sign === 0 ? 0 : -sign);
  });
});

describe('create-only properties', () => {
  const nodegroup = LIVE;
  const live = {
    identity: IDENTITY,
    nodegroup,
    record: readRecord(nodegroup.tags ?? {}),
    instanceTypes: ['p5.48xlarge'],
    zone: { name: 'us-east-1b', id: 'use1-az2' },
  };
  it.each<readonly [string, Partial<Properties>, string, string]>([
    ['another cluster', { ClusterName: 'other' }, 'ClusterName', 'training cannot become other'],
    ['another name', { NodegroupName: 'other' }, 'NodegroupName', 'cannot become other'],
    [
      'another role',
      { NodeRole: 'arn:aws:iam::123456789012:role/other' },
      'NodeRole',
      'role/other',
    ],
    [
      'another type',
      { InstanceTypes: ['p5e.48xlarge'] },
      'InstanceTypes',
      'p5.48xlarge cannot become p5e.48xlarge',
    ],
    [
      'another AMI type',
      { AmiType: 'AL2023_x86_64_STANDARD' },
      'AmiType',
      'AL2023_x86_64_NVIDIA cannot become',
    ],
    [
      'another placement',
      { Placement: { Group: 'NONE' } },
      'Placement.Group',
      'AUTO cannot become NONE',
    ],
    [
      'another zone',
      { Placement: { AvailabilityZone: 'us-east-1a' } },
      'Placement.AvailabilityZone',
      'us-east-1b cannot become us-east-1a',
    ],
    [
      'another zone id',
      { Placement: { AvailabilityZoneId: 'use1-az1' } },
      'Placement.AvailabilityZoneId',
      'use1-az2 cannot become use1-az1',
    ],
    [
      'the subnets of the nodes dropped',
      { Subnets: ['subnet-0000000a'] },
      'Subnets',
      'the nodes are in subnet-0000000b',
    ],
  ])('%s has to replace', (_name, more, path, text) => {
    expect(notUpdatable(properties(more), live)).toEqual([
      { path, message: expect.stringContaining(text) },
    ]);
  });
  it.each<readonly [string, Partial<Properties>]>([
    ['nothing given', {}],
    [
      'all given as they are live',
      {
        NodegroupName: IDENTITY.nodegroupName,
        AmiType: 'AL2023_x86_64_NVIDIA',
        CapacityType: 'ON_DEMAND',
        Placement: {
          Group: 'AUTO',
          AvailabilityZone: 'us-east-1b',
          AvailabilityZoneId: 'use1-az2',
        },
      },
    ],
    [
      'a candidate subnet added',
      { Subnets: ['subnet-0000000a', 'subnet-0000000b', 'subnet-0000000c'] },
    ],
    ['a candidate subnet removed that is not in use', { Subnets: ['subnet-0000000b'] }],
  ])('%s is no replacement', (_name, more) => {
    expect(notUpdatable(properties(more), live)).toEqual([]);
  });
  it('what neither AWS nor the record tells is not compared', () => {
    const unknown = {
      ...live,
      record: {},
      instanceTypes: undefined,
      zone: { name: undefined, id: undefined },
      nodegroup: {},
    };
    const other = properties({
      InstanceTypes: ['p5e.48xlarge'],
      Placement: { Group: 'NONE', AvailabilityZone: 'x' },
      AmiType: 'AL2023_x86_64_NVIDIA',
    });
    expect(notUpdatable(other, unknown)).toEqual([]);
  });
});

describe('a change of a property', () => {
  it.each<readonly [string, keyof Properties, Partial<Properties>, Partial<Properties>, boolean]>([
    [
      'subnets in another order',
      'Subnets',
      { Subnets: ['a', 'b'] },
      { Subnets: ['b', 'a'] },
      false,
    ],
    ['another subnet', 'Subnets', { Subnets: ['a', 'b'] }, { Subnets: ['a', 'c'] }, true],
    [
      'keys in another order',
      'Labels',
      { Labels: { a: '1', b: '2' } },
      { Labels: { b: '2', a: '1' } },
      false,
    ],
    [
      'absent to empty text is a change',
      'PreBootstrapUserData',
      {},
      { PreBootstrapUserData: '' },
      true,
    ],
    [
      'groups in another order',
      'SecurityGroupIds',
      { SecurityGroupIds: ['a', 'b'] },
      { SecurityGroupIds: ['b', 'a'] },
      false,
    ],
  ])('%s', (_name, property, previous, desired, wanted) => {
    expect(changed(update(previous, desired), property)).toBe(wanted);
  });
  it.each<readonly [keyof Properties, Partial<Properties>, boolean]>([
    ['Volume', { Volume: { SizeGiB: 1 } }, true],
    ['MetadataOptions', { MetadataOptions: { HttpTokens: 'optional' } }, true],
    ['InstanceTags', { InstanceTags: { a: 'b' } }, true],
    ['LocalStorage', { LocalStorage: 'NONE' }, true],
    ['PreBootstrapUserData', { PreBootstrapUserData: '#!' }, true],
    ['SecurityGroupIds', { SecurityGroupIds: ['sg-1'] }, true],
    ['Efa', { Efa: { SecurityGroup: 'NONE' } }, true],
    ['Labels', { Labels: { a: 'b' } }, false],
    ['Tags', { Tags: { a: 'b' } }, false],
    ['Version', { Version: '1.34' }, false],
    ['ForceUpdateEnabled', { ForceUpdateEnabled: true }, false],
  ])('of %s needs the template: %s', (_name, desired, wanted) => {
    expect(anyInTemplate(update({}, desired))).toBe(wanted);
  });
  it.each([
    [['a', 'b'], ['b', 'a', 'a'], true],
    [['a'], ['a', 'b'], false],
    [[], [], true],
  ])('sets %j and %j', (a, b, same) => {
    expect(sameSet(a, b)).toBe(same);
    expect(sameSet(b, a)).toBe(same);
  });
});
