/** What schema.json refuses, in our own sentences. */
import { schemaFindings } from '../../../src/core/schema/schema-findings';
import { type BadInput, checkBadInput, without } from '../bad-input';
import { properties } from '../given';

const SUBNETS_17 = Array.from({ length: 17 }, (_, at) => `subnet-${String(at).padStart(8, '0')}`);

const BAD: readonly BadInput[] = [
  ['no ClusterName', without('ClusterName'), 'ClusterName', ['required', 'Add it']],
  ['no NodeRole', without('NodeRole'), 'NodeRole', ['required']],
  ['no Subnets', without('Subnets'), 'Subnets', ['required']],
  ['no InstanceTypes', without('InstanceTypes'), 'InstanceTypes', ['required']],
  ['no ScalingConfig', without('ScalingConfig'), 'ScalingConfig', ['required']],
  ['no MaxSize', { ScalingConfig: { MinSize: 1 } }, 'ScalingConfig.MaxSize', ['required']],
  ['no effect of a taint', { Taints: [{ Key: 'a' }] }, 'Taints[0].Effect', ['required']],
  ['a property that is none', { Colour: 'red' }, 'Colour', ['does not exist', 'Remove it']],
  [
    'a property called constructor',
    JSON.parse('{"constructor":1}'),
    'constructor',
    ['does not exist'],
  ],
  ['a property called __proto__', JSON.parse('{"__proto__":1}'), '__proto__', ['does not exist']],
  ['a member that is none', { Volume: { Size: 1 } }, 'Volume.Size', ['Did you mean SizeGiB?']],
  ['a misspelt property', { Volum: {} }, 'Volum', ['does not exist. Did you mean Volume?']],
  ['a property in small letters', { labels: {} }, 'labels', ['Did you mean Labels?']],
  [
    'a misspelt member of an item',
    { Taints: [{ Key: 'a', Efect: 'NO_SCHEDULE', Effect: 'NO_SCHEDULE' }] },
    'Taints[0].Efect',
    ['Did you mean Effect?'],
  ],
  // an attribute is nothing to write
  ['a property like an attribute', { LaunchTemplateIds: 'x' }, 'LaunchTemplateIds', ['Remove it']],
  [
    'LaunchTemplate',
    { LaunchTemplate: { Id: 'lt-1' } },
    'LaunchTemplate',
    ['this resource creates the launch template', 'Use Volume'],
  ],
  ['RemoteAccess', { RemoteAccess: { Ec2SshKey: 'a' } }, 'RemoteAccess', ['Use SecurityGroupIds']],
  ['DiskSize', { DiskSize: 100 }, 'DiskSize', ['Use Volume.SizeGiB']],
  [
    'a cluster name with a blank',
    { ClusterName: 'my cluster' },
    'ClusterName',
    ['my cluster', '^[0-9A-Za-z]'],
  ],
  [
    'a cluster name that is a number',
    { ClusterName: 7 },
    'ClusterName',
    ['7 is a number, and text is needed', 'Put it in quotes'],
  ],
  [
    'a node-group name of 64',
    { NodegroupName: 'n'.repeat(64) },
    'NodegroupName',
    ['nnn', '{0,62}'],
  ],
  ['a role that is a name', { NodeRole: 'nodes' }, 'NodeRole', ['nodes', 'arn:aws']],
  [
    'no subnet',
    { Subnets: [] },
    'Subnets',
    ['The list has 0 items, and at least 1 is needed', 'Add 1'],
  ],
  [
    '17 subnets',
    { Subnets: SUBNETS_17 },
    'Subnets',
    ['The list has 17 items, and at most 16 are allowed', 'Remove 1'],
  ],
  [
    'a subnet twice',
    { Subnets: ['subnet-00000001', 'subnet-00000001'] },
    'Subnets',
    ['subnet-00000001 is listed twice, as [0] and [1]', 'Remove one'],
  ],
  [
    'a subnet that is none',
    { Subnets: ['subnet-00000001', 'eni-00000001'] },
    'Subnets[1]',
    ['eni-00000001', '^subnet-'],
  ],
  [
    'Subnets that are a text',
    { Subnets: 'subnet-00000001' },
    'Subnets',
    ['subnet-00000001 is text, and a list is needed', 'Write it as a list'],
  ],
  [
    'an instance type twice',
    { InstanceTypes: ['p5.48xlarge', 'p5.48xlarge'] },
    'InstanceTypes',
    ['p5.48xlarge is listed twice, as [0] and [1]', 'Remove one'],
  ],
  [
    'an instance type without a size',
    { InstanceTypes: ['p5'] },
    'InstanceTypes[0]',
    ['p5', 'match'],
  ],
  ['DEDICATED', { CapacityType: 'DEDICATED' }, 'CapacityType', ['DEDICATED', 'ON_DEMAND', 'SPOT']],
  [
    'a negative minimum',
    { ScalingConfig: { MinSize: -1, MaxSize: 4 } },
    'ScalingConfig.MinSize',
    ['-1 is less than 0', 'Use 0 or more'],
  ],
  [
    'a maximum of 0',
    { ScalingConfig: { MinSize: 0, MaxSize: 0 } },
    'ScalingConfig.MaxSize',
    ['0 is less than 1', 'Use 1 or more'],
  ],
  [
    'half a node',
    { ScalingConfig: { MinSize: 0, MaxSize: 1.5 } },
    'ScalingConfig.MaxSize',
    ['1.5 is a fraction, and a whole number is needed'],
  ],
  [
    'an unknown strategy',
    { UpdateConfig: { UpdateStrategy: 'FAST' } },
    'UpdateConfig.UpdateStrategy',
    ['FAST', 'DEFAULT, MINIMAL'],
  ],
  [
    '101 percent',
    { UpdateConfig: { MaxUnavailablePercentage: 101 } },
    'UpdateConfig.MaxUnavailablePercentage',
    ['101 is more than 100', 'Use 100 or less'],
  ],
  [
    'a label key of 64',
    { Labels: { [`${'k'.repeat(64)}`]: 'v' } },
    `Labels.${'k'.repeat(64)}`,
    ['key does not match', '{1,63}'],
  ],
  [
    'a label value of 64',
    { Labels: { key: 'v'.repeat(64) } },
    'Labels.key',
    ['vvv', 'has 64 characters, and at most 63 are allowed. Shorten it'],
  ],
  ['a tag of AWS', { Tags: { 'aws:x': 'v' } }, 'Tags.aws:x', ['key does not match', 'aws:']],
  [
    'a tag value of 257',
    { Tags: { key: 'v'.repeat(257) } },
    'Tags.key',
    ['vvv', 'has 257 characters, and at most 256'],
  ],
  [
    'an unknown effect',
    { Taints: [{ Key: 'a', Effect: 'NoSchedule' }] },
    'Taints[0].Effect',
    ['NoSchedule is not one of', 'Did you mean NO_SCHEDULE?'],
  ],
  ['a version of three numbers', { Version: '1.33.1' }, 'Version', ['1.33.1', 'match']],
  ['a release that is a version', { ReleaseVersion: '1.33' }, 'ReleaseVersion', ['1.33', 'match']],
  [
    'a volume of unknown type',
    { Volume: { Type: 'st1' } },
    'Volume.Type',
    ['st1', 'gp3, gp2, io1, io2'],
  ],
  [
    'a hop limit of 65',
    { MetadataOptions: { HttpPutResponseHopLimit: 65 } },
    'MetadataOptions.HttpPutResponseHopLimit',
    ['65 is more than 64'],
  ],
  [
    'RAID5',
    { LocalStorage: 'RAID5' },
    'LocalStorage',
    ['RAID5 is not one of', 'RAID10', 'Did you mean RAID0?'],
  ],
  [
    'user data of 16,385 characters',
    { PreBootstrapUserData: `#!SECRET${'x'.repeat(16_377)}` },
    'PreBootstrapUserData',
    ['The value has 16385 characters, and at most 16384'],
  ],
  [
    'user data that is no text',
    { PreBootstrapUserData: { a: 'SECRET' } },
    'PreBootstrapUserData',
    ['The value is an object, and text is needed'],
  ],
  [
    '16 security groups',
    { SecurityGroupIds: Array.from({ length: 16 }, (_, at) => `sg-000000${10 + at}`) },
    'SecurityGroupIds',
    ['The list has 16 items, and at most 15'],
  ],
  [
    'a security group by name',
    { SecurityGroupIds: ['default'] },
    'SecurityGroupIds[0]',
    ['default', '^sg-'],
  ],
  [
    'an unknown layout',
    { Efa: { InterfaceLayout: 'ALL' } },
    'Efa.InterfaceLayout',
    ['ALL', 'EFA_PRIMARY, EFA_ALL, ENA_PRIMARY'],
  ],
  [
    'an unknown choice of group',
    { Efa: { SecurityGroup: 'sg-00000001' } },
    'Efa.SecurityGroup',
    ['sg-00000001', 'AUTO, CREATE, NONE'],
  ],
  [
    'a placement group by name',
    { Placement: { Group: 'mine' } },
    'Placement.Group',
    ['mine', 'AUTO, CREATE, NONE'],
  ],
  [
    'a property that is null',
    { Labels: null },
    'Labels',
    ['null is no value, and an object with members is needed'],
  ],
];

describe('what the schema refuses gives one finding', () => {
  it.each(BAD)('%s', checkBadInput);
  it('cuts a long value short', () => {
    const [finding] = schemaFindings(properties({ ClusterName: `-${'x'.repeat(500)}` }));
    expect(finding?.message.length).toBeLessThan(200);
  });
});
