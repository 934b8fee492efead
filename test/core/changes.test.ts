/** The one three-way rule: touched only where the template changed; sent is what differs from live. */
import type { Nodegroup } from '@aws-sdk/client-eks';
import {
  anyInTemplate,
  changed,
  compareVersions,
  configDifference,
  notUpdatable,
  sameSet,
  versionDifference,
} from '../../src/core/changes';
import type { Properties, Taint, UpdateConfig } from '../../src/core/properties';
import { readRecord } from '../../src/core/tags';
import { IDENTITY, living, properties, update } from './given';

const LIVE = living().nodegroup;

type Value = string | undefined;
const VALUES: readonly Value[] = [undefined, '', 'x', 'y'];
const THREE: readonly (readonly [Value, Value, Value])[] = VALUES.flatMap((previous) =>
  VALUES.flatMap((desired) => VALUES.map((live) => [previous, desired, live] as const)),
);

/** The rule, for one key: undefined is nothing to send. */
function rule(previous: Value, desired: Value, live: Value): 'set' | 'remove' | undefined {
  if (previous === desired) return undefined;
  if (desired === undefined) return live === undefined ? undefined : 'remove';
  return live === desired ? undefined : 'set';
}

describe('labels', () => {
  const map = (value: Value) => ({ kept: '1', ...(value !== undefined && { key: value }) });
  it.each(THREE)('previous %s, desired %s, live %s', (previous, desired, live) => {
    const difference = configDifference(
      update({ Labels: map(previous) }, { Labels: map(desired) }),
      { ...LIVE, labels: { ...(live !== undefined && { key: live }), other: '2' } },
    );
    expect(difference).toEqual(
      {
        set: { labels: { addOrUpdateLabels: { key: desired } } },
        remove: { labels: { removeLabels: ['key'] } },
        undefined: undefined,
      }[String(rule(previous, desired, live))],
    );
  });
  it.each([
    ['all removed', { a: '1', b: '2' }, undefined, { labels: { removeLabels: ['a', 'b'] } }],
    [
      'one set, one removed',
      { a: '1' },
      { b: '2' },
      { labels: { addOrUpdateLabels: { b: '2' }, removeLabels: ['a'] } },
    ],
    [
      'keys of Object.prototype set',
      undefined,
      JSON.parse('{"__proto__":"x","constructor":"y"}'),
      { labels: { addOrUpdateLabels: JSON.parse('{"__proto__":"x","constructor":"y"}') } },
    ],
    [
      'keys of Object.prototype that were never live',
      JSON.parse('{"toString":"x"}'),
      undefined,
      undefined,
    ],
  ])('%s', (_name, previous, desired, wanted) => {
    const live = { ...LIVE, labels: { a: '1', b: '2x' } };
    const labels = (Labels: Properties['Labels']) => (Labels ? { Labels } : {});
    const difference = configDifference(update(labels(previous), labels(desired)), live);
    expect(JSON.stringify(difference)).toBe(JSON.stringify(wanted));
  });
  it('removed ones are removed, also those called constructor', () => {
    const live = {
      ...LIVE,
      labels: JSON.parse('{"constructor":"y","__proto__":"x"}'),
    };
    const before = { Labels: JSON.parse('{"constructor":"y","__proto__":"x"}') };
    expect(configDifference(update(before, {}), live)).toEqual({
      labels: { removeLabels: ['__proto__', 'constructor'] },
    });
  });
});

describe('taints', () => {
  const taint = (value: Value): readonly Taint[] =>
    value === undefined
      ? []
      : [{ Key: 'key', Effect: 'NO_SCHEDULE', ...(value !== '' && { Value: value }) }];
  const eks = (value: Value) =>
    value === undefined ? [] : [{ key: 'key', effect: 'NO_SCHEDULE' as const, value }];
  it.each(THREE)('previous %s, desired %s, live %s', (previous, desired, live) => {
    const difference = configDifference(
      update({ Taints: taint(previous) }, { Taints: taint(desired) }),
      { ...LIVE, taints: [...eks(live), { key: 'key', effect: 'NO_EXECUTE' }] },
    );
    const one = { key: 'key', effect: 'NO_SCHEDULE' };
    const withValue = (value: Value) => (value ? { ...one, value } : one);
    expect(difference).toEqual(
      {
        set: { taints: { addOrUpdateTaints: [withValue(desired)] } },
        remove: { taints: { removeTaints: [withValue(previous)] } },
        undefined: undefined,
      }[String(rule(previous, desired, live))],
    );
  });
  it('in another order are no change', () => {
    const both: Taint[] = [
      { Key: 'a', Effect: 'NO_SCHEDULE' },
      { Key: 'b', Effect: 'NO_EXECUTE', Value: 'x' },
    ];
    const request = update({ Taints: both }, { Taints: [...both].reverse() });
    expect(changed(request, 'Taints')).toBe(false);
    expect(configDifference(request, { ...LIVE, taints: [] })).toBeUndefined();
  });
  it('of one key and another effect are another taint', () => {
    const request = update(
      { Taints: [{ Key: 'a', Effect: 'NO_SCHEDULE' }] },
      { Taints: [{ Key: 'a', Effect: 'NO_EXECUTE' }] },
    );
    const live = {
      ...LIVE,
      taints: [{ key: 'a', effect: 'NO_SCHEDULE' as const, value: '' }],
    };
    expect(configDifference(request, live)).toEqual({
      taints: {
        addOrUpdateTaints: [{ key: 'a', effect: 'NO_EXECUTE' }],
        removeTaints: [{ key: 'a', effect: 'NO_SCHEDULE' }],
      },
    });
  });
});

describe('scaling', () => {
  const size = (MinSize: number, MaxSize: number, DesiredSize?: number): Partial<Properties> => ({
    ScalingConfig: { MinSize, MaxSize, ...(DesiredSize !== undefined && { DesiredSize }) },
  });
  const live = (minSize: number, maxSize: number, desiredSize: number): Nodegroup => ({
    ...LIVE,
    scalingConfig: { minSize, maxSize, desiredSize },
  });

  it.each([
    [
      'nothing changed, an autoscaler moved desired from 2 to 6',
      size(2, 10, 2),
      size(2, 10, 2),
      live(2, 10, 6),
      undefined,
    ],
    [
      'nothing changed, max was raised by hand',
      size(2, 10),
      size(2, 10),
      live(2, 20, 15),
      undefined,
    ],
    [
      'max raised, an autoscaler moved desired',
      size(2, 10, 2),
      size(2, 12, 2),
      live(2, 10, 6),
      { maxSize: 12 },
    ],
    ['max raised to what it is by hand', size(2, 10), size(2, 20), live(2, 20, 15), undefined],
    ['max raised, min changed by hand', size(2, 10), size(2, 12), live(4, 10, 4), { maxSize: 12 }],
    [
      'min raised above live desired raises that',
      size(2, 10),
      size(4, 10),
      live(2, 10, 3),
      { minSize: 4, desiredSize: 4 },
    ],
    [
      'min raised below live desired',
      size(2, 10, 2),
      size(4, 10, 4),
      live(2, 10, 6),
      { minSize: 4, desiredSize: 4 },
    ],
    ['min raised, desired never given', size(2, 10), size(4, 10), live(2, 10, 6), { minSize: 4 }],
    ['min lowered', size(2, 10), size(0, 10), live(2, 10, 6), { minSize: 0 }],
    ['desired changed', size(2, 10, 2), size(2, 10, 5), live(2, 10, 6), { desiredSize: 5 }],
    ['desired changed to what it is', size(2, 10, 2), size(2, 10, 6), live(2, 10, 6), undefined],
    [
      'desired given for the first time',
      size(2, 10),
      size(2, 10, 5),
      live(2, 10, 6),
      { desiredSize: 5 },
    ],
    ['desired removed: untouched', size(2, 10, 2), size(2, 10), live(2, 10, 6), undefined],
    [
      'all changed',
      size(2, 10, 2),
      size(3, 5, 4),
      live(2, 10, 6),
      { minSize: 3, maxSize: 5, desiredSize: 4 },
    ],
    ['max lowered to live desired', size(2, 10), size(2, 6), live(2, 10, 6), { maxSize: 6 }],
    [
      'all to 0',
      size(2, 10, 2),
      size(0, 1, 0),
      live(2, 10, 6),
      { minSize: 0, maxSize: 1, desiredSize: 0 },
    ],
  ])('%s', (_name, previous, desired, nodegroup, wanted) => {
    expect(configDifference(update(previous, desired), nodegroup)).toEqual(
      wanted && { scalingConfig: wanted },
    );
  });

  it.each([
    [
      'max below live desired: nodes are not taken away by this alone',
      size(2, 10),
      size(2, 4),
      live(2, 10, 6),
      'ScalingConfig.MaxSize',
      '4 is below the live desired size 6',
    ],
    [
      'desired above a max that was lowered by hand',
      size(2, 10, 2),
      size(2, 10, 8),
      live(2, 5, 2),
      'ScalingConfig.MaxSize',
      '5 is below the desired size 8',
    ],
    [
      'desired below a min that was raised by hand',
      size(2, 10, 4),
      size(2, 10, 3),
      live(4, 10, 4),
      'ScalingConfig.DesiredSize',
      '3 is below the live minimum 4',
    ],
    [
      'min above a max that was lowered by hand',
      size(2, 10),
      size(6, 10),
      live(2, 5, 2),
      'ScalingConfig.MinSize',
      '6 is over the live maximum 5',
    ],
  ])('refuses %s', (_name, previous, desired, nodegroup, path, text) => {
    expect(configDifference(update(previous, desired), nodegroup)).toEqual({
      path,
      message: expect.stringContaining(text),
    });
  });

  const numbers = [0, 1, 2, 3];
  const sizes = numbers.flatMap((min) =>
    [1, 2, 3]
      .filter((max) => max >= min)
      .flatMap((max) =>
        [undefined, ...numbers.filter((at) => at >= min && at <= max)].map(
          (at) => [min, max, at] as const,
        ),
      ),
  );
  it('keeps the rule for every previous, desired and live of small numbers', () => {
    const broken: unknown[] = [];
    for (const before of sizes) {
      for (const after of sizes) {
        for (const [min, max, at] of sizes) {
          if (at === undefined) continue;
          const difference = configDifference(
            update(size(...before), size(...after)),
            live(min, max, at),
          );
          const drifted = before[0] !== min || before[1] !== max || before[2] !== at;
          const given = after[2] !== undefined && after[2] !== before[2];
          if (difference && 'path' in difference) {
            if (!drifted && after[1] >= at) broken.push([before, after, [min, max, at]]);
            continue;
          }
          const next = {
            minSize: min,
            maxSize: max,
            desiredSize: at,
            ...difference?.scalingConfig,
          };
          const kept =
            next.minSize === (after[0] === before[0] ? min : after[0]) &&
            next.maxSize === (after[1] === before[1] ? max : after[1]) &&
            next.desiredSize === (given ? after[2] : Math.max(at, next.minSize)) &&
            next.minSize <= next.desiredSize &&
            next.desiredSize <= next.maxSize;
          if (!kept) broken.push([before, after, [min, max, at], difference]);
        }
      }
    }
    expect(broken).toEqual([]);
  });
});

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

describe('a label beside drift', () => {
  it('is all that is sent: desired stays 6, max stays raised', () => {
    const before = {
      ScalingConfig: { MinSize: 2, MaxSize: 10, DesiredSize: 2 },
      UpdateConfig: { MaxUnavailable: 2 },
      Taints: [{ Key: 'a', Effect: 'NO_SCHEDULE' as const }],
    };
    const nodegroup = {
      ...LIVE,
      scalingConfig: { minSize: 2, maxSize: 20, desiredSize: 6 },
      updateConfig: { maxUnavailable: 9 },
      taints: [],
      labels: { byHand: 'x' },
    };
    expect(
      configDifference(update(before, { ...before, Labels: { team: 'a' } }), nodegroup),
    ).toEqual({
      labels: { addOrUpdateLabels: { team: 'a' } },
    });
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
