/** Properties as the launch template holds them, and as they are read back. */
import type { Feature } from '../../../src/core/feature/feature';
import { additionalVolumes } from '../../../src/core/instance/additional-volumes';
import { instanceTags } from '../../../src/core/instance/instance-tags';
import { metadataOptions } from '../../../src/core/instance/metadata-options';
import { volume } from '../../../src/core/instance/volume';
import { expandBlockDevices } from '../../../src/core/launch-template/block-devices';
import { expandTags, flattenTags } from '../../../src/core/ownership/tags';
import { withoutUndefined } from '../../../src/core/util/objects';
import { sectionOf, thereAndBack } from '../features';
import { properties } from '../given';

/** What a feature reads of block devices. */
function read(feature: Feature, BlockDeviceMappings: unknown) {
  return withoutUndefined(feature.flatten?.({ data: { BlockDeviceMappings } } as never) ?? {});
}

describe('a section, there and back', () => {
  it('volumes beside that of Volume, with a snapshot and with none', () => {
    const AdditionalVolumes = [
      {
        DeviceName: '/dev/sdf',
        SizeGiB: 500,
        Type: 'io2',
        Iops: 9000,
        Encrypted: true,
        KmsKeyId: 'k',
      },
      { DeviceName: '/dev/sdg', Type: 'gp2', Encrypted: false, SnapshotId: 'snap-0123456789' },
    ] as const;
    const data = expandBlockDevices(properties({ AdditionalVolumes }), '/dev/xvda');
    expect(data.map(({ DeviceName }) => DeviceName)).toEqual(['/dev/xvda', '/dev/sdf', '/dev/sdg']);
    expect(data.map(({ Ebs }) => Ebs?.DeleteOnTermination)).toEqual([true, true, true]);
    expect(read(additionalVolumes, data)).toEqual({ AdditionalVolumes });
    expect(read(volume, data)).toMatchObject({ Volume: { SizeGiB: 100 } });
  });
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
  ] as const)('%s', (_name, given, expected) => {
    const data = expandBlockDevices(properties(given ? { Volume: given } : {}), '/dev/xvda');
    expect(data).toMatchObject([{ DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true } }]);
    expect(read(volume, data)).toEqual({ Volume: expected });
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
      'IMDSv1 where it is given',
      { HttpTokens: 'optional' },
      { HttpTokens: 'optional', HttpPutResponseHopLimit: 1 },
    ],
  ] as const)('%s', (_name, given, expected) => {
    const { data, back } = thereAndBack(metadataOptions, given ? { MetadataOptions: given } : {});
    expect(data).toEqual({ MetadataOptions: expected });
    expect(back).toEqual({ MetadataOptions: expected });
    const applied = { ...data.MetadataOptions, State: 'applied' } as const;
    expect(sectionOf(metadataOptions).flatten({ MetadataOptions: applied })).toEqual(back);
  });
  it.each([
    ['no tags', undefined, 0],
    ['no tags in an empty map', {}, 0],
    ['tags on instances, volumes and interfaces', { b: '2', a: '1' }, 3],
  ])('%s', (_name, given, kinds) => {
    const { data, back } = thereAndBack(instanceTags, given ? { InstanceTags: given } : {});
    const { TagSpecifications = [] } = data;
    expect(TagSpecifications.map(({ ResourceType }) => ResourceType)).toEqual(
      ['instance', 'volume', 'network-interface'].slice(0, kinds),
    );
    for (const { Tags } of TagSpecifications)
      expect(Tags).toEqual([
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ]);
    expect(back).toEqual(kinds > 0 ? { InstanceTags: given } : {});
  });
  it('nothing of a template that holds nothing', () => {
    const features = [metadataOptions, instanceTags];
    expect(features.map((feature) => sectionOf(feature).flatten({}))).toEqual([{}, {}]);
    expect(read(volume, undefined)).toEqual({});
    expect(read(additionalVolumes, undefined)).toEqual({});
  });
  it('tags of any key, sorted', () => {
    const tags = JSON.parse('{"b":"","__proto__":"x","a":"1"}');
    expect(expandTags(tags).map(({ Key }) => Key)).toEqual(['__proto__', 'a', 'b']);
    expect(Object.entries(flattenTags(expandTags(tags))).sort()).toEqual(
      Object.entries(tags).sort(),
    );
  });
});
