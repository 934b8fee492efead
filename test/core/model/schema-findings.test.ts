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
  ['a member that is none', { Volume: { Size: 1 } }, 'Volume.Size', ['does not exist']],
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
  ['a cluster name that is a number', { ClusterName: 7 }, 'ClusterName', ['7', 'must be string']],
  [
    'a node-group name of 64',
    { NodegroupName: 'n'.repeat(64) },
    'NodegroupName',
    ['nnn', '{0,62}'],
  ],
  ['a role that is a name', { NodeRole: 'nodes' }, 'NodeRole', ['nodes', 'arn:aws']],
  ['no subnet', { Subnets: [] }, 'Subnets', ['[]', 'fewer than 1']],
  ['17 subnets', { Subnets: SUBNETS_17 }, 'Subnets', ['subnet-00000000', 'more than 16']],
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
    ['subnet-00000001', 'must be array'],
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
    ['-1', '>= 0'],
  ],
  [
    'a maximum of 0',
    { ScalingConfig: { MinSize: 0, MaxSize: 0 } },
    'ScalingConfig.MaxSize',
    ['0', '>= 1'],
  ],
  [
    'half a node',
    { ScalingConfig: { MinSize: 0, MaxSize: 1.5 } },
    'ScalingConfig.MaxSize',
    ['1.5', 'integer'],
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
    ['101', '<= 100'],
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
    ['vvv', 'more than 63'],
  ],
  ['a tag of AWS', { Tags: { 'aws:x': 'v' } }, 'Tags.aws:x', ['key does not match', 'aws:']],
  ['a tag value of 257', { Tags: { key: 'v'.repeat(257) } }, 'Tags.key', ['vvv', 'more than 256']],
  [
    'an unknown effect',
    { Taints: [{ Key: 'a', Effect: 'NoSchedule' }] },
    'Taints[0].Effect',
    ['NoSchedule', 'NO_SCHEDULE'],
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
    ['65', '<= 64'],
  ],
  ['RAID5', { LocalStorage: 'RAID5' }, 'LocalStorage', ['RAID5', 'RAID10']],
  [
    'user data of 16,385 characters',
    { PreBootstrapUserData: `#!SECRET${'x'.repeat(16_377)}` },
    'PreBootstrapUserData',
    ['The value', 'more than 16384'],
  ],
  [
    'user data that is no text',
    { PreBootstrapUserData: { a: 'SECRET' } },
    'PreBootstrapUserData',
    ['The value', 'must be string'],
  ],
  [
    '16 security groups',
    { SecurityGroupIds: Array.from({ length: 16 }, (_, at) => `sg-000000${10 + at}`) },
    'SecurityGroupIds',
    ['sg-00000010', 'more than 15'],
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
  ['a property that is null', { Labels: null }, 'Labels', ['null', 'must be object']],
];

describe('what the schema refuses gives one finding', () => {
  it.each(BAD)('%s', checkBadInput);
  it('cuts a long value short', () => {
    const [finding] = schemaFindings(properties({ ClusterName: `-${'x'.repeat(500)}` }));
    expect(finding?.message.length).toBeLessThan(200);
  });
});
