/** Properties as the launch template holds them, and as they are read back. */
import { instanceTags } from '../../../src/core/instance/instance-tags';
import { metadataOptions } from '../../../src/core/instance/metadata-options';
import { volume } from '../../../src/core/instance/volume';
import { expandTags, flattenTags } from '../../../src/core/ownership/tags';
import { sectionOf, thereAndBack } from '../features';

describe('a section, there and back', () => {
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
    const { data, back } = thereAndBack(volume, given ? { Volume: given } : {});
    expect(data.BlockDeviceMappings).toMatchObject([
      { DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true } },
    ]);
    expect(back).toEqual({ Volume: expected });
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
    const features = [volume, metadataOptions, instanceTags];
    expect(features.map((feature) => sectionOf(feature).flatten({}))).toEqual([{}, {}, {}]);
  });
  it('tags of any key, sorted', () => {
    const tags = JSON.parse('{"b":"","__proto__":"x","a":"1"}');
    expect(expandTags(tags).map(({ Key }) => Key)).toEqual(['__proto__', 'a', 'b']);
    expect(Object.entries(flattenTags(expandTags(tags))).sort()).toEqual(
      Object.entries(tags).sort(),
    );
  });
});
