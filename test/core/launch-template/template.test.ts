import { resolveLocalStorage } from '../../../src/core/ami/user-data';
import { instanceStoreDisks } from '../../../src/core/instance-type/hardware';
import {
  expandInstanceTags,
  expandMetadataOptions,
  expandVolume,
  flattenInstanceTags,
  flattenMetadataOptions,
  flattenVolume,
} from '../../../src/core/launch-template/sections';
import { expandLaunchTemplateData } from '../../../src/core/launch-template/template';
import {
  recordedUserDataHash,
  userDataHash,
  versionDescription,
} from '../../../src/core/launch-template/version-description';
import type { Properties } from '../../../src/core/model/properties';
import { expandTags, flattenTags } from '../../../src/core/ownership/tags';
import { withoutUndefined } from '../../../src/core/util/objects';
import {
  CLUSTER_GROUP,
  choices,
  create,
  EFA_TYPES,
  environment,
  IDENTITY,
  NAME,
  OWN_GROUP,
  properties,
  typeNamed,
} from '../given';

describe('the whole template', () => {
  it('of p5.48xlarge, as the seed asks for it', () => {
    const request = create({ LocalStorage: 'RAID0' });
    const chosen = { ...choices(request), efaSecurityGroup: 'made' as const };
    const data = expandLaunchTemplateData(IDENTITY, request.desired, chosen, OWN_GROUP);
    expect(data.NetworkInterfaces).toEqual([
      {
        NetworkCardIndex: 0,
        DeviceIndex: 0,
        InterfaceType: 'efa',
        Groups: [CLUSTER_GROUP, OWN_GROUP],
        DeleteOnTermination: true,
      },
      ...Array.from({ length: 31 }, (_, at) => ({
        NetworkCardIndex: at + 1,
        DeviceIndex: 1,
        InterfaceType: 'efa-only',
        Groups: [OWN_GROUP],
        DeleteOnTermination: true,
      })),
    ]);
    expect(data.Placement).toEqual({ GroupName: NAME });
    expect(Object.keys(data).sort()).toEqual([
      'BlockDeviceMappings',
      'MetadataOptions',
      'NetworkInterfaces',
      'Placement',
      'UserData',
    ]);
  });

  const FORBIDDEN = [
    'SubnetId',
    'IamInstanceProfile',
    'SecurityGroupIds',
    'SecurityGroups',
    'InstanceType',
    'ImageId',
    'InstanceMarketOptions',
    'HibernationOptions',
    'InstanceInitiatedShutdownBehavior',
    'AssociatePublicIpAddress',
  ];
  it.each(EFA_TYPES.map((type) => [type.InstanceType, type] as const))(
    'of %s has no field that EKS forbids, and survives JSON',
    (name, instanceType) => {
      for (const InterfaceLayout of ['EFA_PRIMARY', 'EFA_ALL', 'ENA_PRIMARY'] as const) {
        const request = create({ InstanceTypes: [name ?? ''], Efa: { InterfaceLayout } });
        const chosen = choices(request, environment({ instanceTypes: [instanceType] }));
        const data = expandLaunchTemplateData(IDENTITY, request.desired, chosen, CLUSTER_GROUP);
        const text = JSON.stringify(data);
        for (const field of FORBIDDEN) expect(text).not.toContain(`"${field}"`);
        expect(JSON.parse(text)).toEqual(data);
        for (const each of data.NetworkInterfaces ?? []) {
          expect(each.DeleteOnTermination).toBe(true);
          expect(each.Groups?.length).toBeGreaterThan(0);
          expect(Object.keys(each)).toHaveLength(5);
        }
      }
    },
  );

  it('without placement group, disks and user data has none of their sections', () => {
    const request = create({ Placement: { Group: 'NONE' }, LocalStorage: 'NONE' });
    const data = expandLaunchTemplateData(IDENTITY, request.desired, choices(request), undefined);
    expect(Object.keys(data).sort()).toEqual([
      'BlockDeviceMappings',
      'MetadataOptions',
      'NetworkInterfaces',
    ]);
  });
});

describe('a section, there and back', () => {
  const response = (part: object) => part as never;
  it.each([
    [
      'a volume by default: gp3, encrypted, 100 GiB',
      undefined,
      { SizeGiB: 100, Type: 'gp3', Encrypted: true },
    ],
    [
      'a volume with one member given',
      { SizeGiB: 500 },
      { SizeGiB: 500, Type: 'gp3', Encrypted: true },
    ],
    [
      'a volume with all given',
      { SizeGiB: 1, Type: 'io2', Iops: 100, Encrypted: false },
      { SizeGiB: 1, Type: 'io2', Iops: 100, Encrypted: false },
    ],
    [
      'a volume with a key and throughput',
      { Throughput: 500, KmsKeyId: 'k' },
      { SizeGiB: 100, Type: 'gp3', Encrypted: true, Throughput: 500, KmsKeyId: 'k' },
    ],
  ] as const)('%s', (_name, volume, wanted) => {
    const BlockDeviceMappings = expandVolume(volume, '/dev/xvda');
    expect(BlockDeviceMappings).toMatchObject([
      { DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true } },
    ]);
    expect(flattenVolume(response({ BlockDeviceMappings }))).toEqual(wanted);
  });
  it.each([
    [
      'IMDSv2 and one hop by default',
      undefined,
      { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    ],
    [
      'two hops',
      { HttpPutResponseHopLimit: 2 },
      { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
    ],
    [
      'IMDSv1 where it is asked for',
      { HttpTokens: 'optional' },
      { HttpTokens: 'optional', HttpPutResponseHopLimit: 1 },
    ],
  ] as const)('%s', (_name, options, wanted) => {
    const MetadataOptions = expandMetadataOptions(options);
    expect(MetadataOptions).toEqual(wanted);
    expect(
      flattenMetadataOptions(
        response({ MetadataOptions: { ...MetadataOptions, State: 'applied' } }),
      ),
    ).toEqual(wanted);
  });
  it.each([
    ['no tags', undefined, 0],
    ['no tags in an empty map', {}, 0],
    ['tags on instances, volumes and interfaces', { b: '2', a: '1' }, 3],
  ])('%s', (_name, tags, kinds) => {
    const { TagSpecifications = [] } = expandInstanceTags(tags);
    expect(TagSpecifications.map(({ ResourceType }) => ResourceType)).toEqual(
      ['instance', 'volume', 'network-interface'].slice(0, kinds),
    );
    for (const { Tags } of TagSpecifications)
      expect(Tags).toEqual([
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ]);
    expect(flattenInstanceTags(response({ TagSpecifications }))).toEqual(tags ?? {});
  });
  it('nothing of a template of which nothing is told', () => {
    expect([
      flattenVolume(response({})),
      flattenMetadataOptions(response({})),
      flattenInstanceTags(response({})),
    ]).toEqual([{}, {}, {}]);
  });
  it('tags of any key, sorted', () => {
    const tags = JSON.parse('{"b":"","__proto__":"x","a":"1"}');
    expect(expandTags(tags).map(({ Key }) => Key)).toEqual(['__proto__', 'a', 'b']);
    expect(Object.entries(flattenTags(expandTags(tags))).sort()).toEqual(
      Object.entries(tags).sort(),
    );
  });
});

describe('local storage', () => {
  it.each([
    ['AUTO with disks', undefined, 'p5.48xlarge', 'RAID0'],
    ['AUTO said, with disks', 'AUTO', 'p5.48xlarge', 'RAID0'],
    ['AUTO without disks', 'AUTO', 'c5n.18xlarge', 'NONE'],
    ['NONE with disks', 'NONE', 'p5.48xlarge', 'NONE'],
    ['Mount', 'Mount', 'p5.48xlarge', 'Mount'],
  ] as const)('%s', (_name, asked, type, wanted) => {
    expect(resolveLocalStorage(asked, typeNamed(type), 'AL2023_x86_64_STANDARD')).toBe(wanted);
  });
  it('counts the disks, of every kind', () => {
    expect(instanceStoreDisks(typeNamed('p5.48xlarge'))).toBe(8);
    expect(
      instanceStoreDisks({ InstanceStorageInfo: { Disks: [{ Count: 2 }, { Count: 3 }] } }),
    ).toBe(5);
    expect(instanceStoreDisks({})).toBe(0);
  });
  it('is RAID0 by AUTO on the 132 types with disks', () => {
    expect(
      EFA_TYPES.filter(
        (type) => resolveLocalStorage('AUTO', type, 'AL2023_x86_64_STANDARD') === 'RAID0',
      ),
    ).toHaveLength(132);
  });
});

describe('the description of a version', () => {
  const hash = userDataHash(undefined);
  const of = (more: Partial<Properties>) => versionDescription(properties(more), hash);
  it('has a prefix, two hashes, and less than 255 characters', () => {
    expect(of({})).toMatch(/^v1:[0-9a-f]{32}:[0-9a-f]{32}$/);
    expect(recordedUserDataHash({ VersionDescription: of({}) })).toBe(hash);
  });
  it.each<readonly [string, Partial<Properties>]>([
    ['the volume', { Volume: { Encrypted: true, Type: 'gp3', SizeGiB: 100 } }],
    ['a part of the volume', { Volume: { Type: 'gp3' } }],
    [
      'the metadata options',
      { MetadataOptions: { HttpPutResponseHopLimit: 1, HttpTokens: 'required' } },
    ],
    ['local storage', { LocalStorage: 'AUTO' }],
    ['monitoring', { Monitoring: false }],
    ['the EFA properties', { Efa: { InterfaceLayout: 'EFA_PRIMARY', SecurityGroup: 'AUTO' } }],
    ['empty tags and groups', { InstanceTags: {}, SecurityGroupIds: [] }],
    [
      'what the template does not hold',
      {
        Labels: { a: 'b' },
        Tags: { a: 'b' },
        ScalingConfig: { MinSize: 0, MaxSize: 1 },
        ForceUpdateEnabled: true,
      },
    ],
  ])('is the same where a default is written down: %s', (_name, more) => {
    expect(of(more)).toBe(of({}));
  });
  it.each<readonly [string, Partial<Properties>]>([
    ['Volume', { Volume: { SizeGiB: 101 } }],
    ['MetadataOptions', { MetadataOptions: { HttpPutResponseHopLimit: 2 } }],
    ['LocalStorage', { LocalStorage: 'RAID0' }],
    ['InstanceTags', { InstanceTags: { a: 'b' } }],
    ['SecurityGroupIds', { SecurityGroupIds: ['sg-1'] }],
    ['Efa.InterfaceLayout', { Efa: { InterfaceLayout: 'EFA_ALL' } }],
    ['Efa.SecurityGroup', { Efa: { SecurityGroup: 'CREATE' } }],
    ['ImageId', { ImageId: 'ami-00000001' }],
    ['KeyName', { KeyName: 'mine' }],
    ['Monitoring', { Monitoring: true }],
    ['MaxPods', { MaxPods: 30 }],
  ])('is another with another %s', (_name, more) => {
    expect(of(more)).not.toBe(of({}));
    expect(recordedUserDataHash({ VersionDescription: of(more) })).toBe(hash);
  });
  it('is the same whatever the order of the groups', () => {
    expect(of({ SecurityGroupIds: ['sg-1', 'sg-2'] })).toBe(
      of({ SecurityGroupIds: ['sg-2', 'sg-1'] }),
    );
  });
  it.each([
    undefined,
    '',
    'v2:x',
    'made by hand',
    `v1:${'a'.repeat(32)}`,
    `xv1:${'a'.repeat(32)}:${'a'.repeat(32)}`,
  ])('that is not ours says nothing: %s', (VersionDescription) => {
    expect(recordedUserDataHash({ VersionDescription })).toBeUndefined();
  });
  it('says nothing where there is no version', () => {
    expect(recordedUserDataHash(undefined)).toBeUndefined();
  });
  it('has another user-data hash for every text, and one for none', () => {
    expect(userDataHash('')).toBe(userDataHash(undefined));
    expect(userDataHash('#!/bin/sh')).not.toBe(userDataHash(undefined));
  });
});

describe('undefined members', () => {
  it('are left out; false, 0 and empty text stay', () => {
    expect(withoutUndefined({ a: undefined, b: false, c: 0, d: '' })).toEqual({
      b: false,
      c: 0,
      d: '',
    });
  });
});
