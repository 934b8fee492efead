/** What is refused before anything is asked of AWS: each bad input gives one finding that says where, what and what to do. */

import { validate, validateRequest } from '../../../src/core/lifecycle/validate';
import { describeFindings } from '../../../src/core/model/findings';
import { create, DELETE, properties, update } from '../given';

const SOUND: readonly (readonly [string, object])[] = [
  ['the least', {}],
  [
    'every property',
    {
      NodegroupName: 'nodes',
      AmiType: 'AL2023_x86_64_NVIDIA',
      CapacityType: 'ON_DEMAND',
      ScalingConfig: { MinSize: 0, MaxSize: 10, DesiredSize: 0 },
      UpdateConfig: { MaxUnavailablePercentage: 50, UpdateStrategy: 'MINIMAL' },
      Labels: { 'example.com/team': 'a', empty: '' },
      Taints: [
        { Key: 'a', Effect: 'NO_SCHEDULE' },
        { Key: 'a', Effect: 'NO_EXECUTE', Value: 'x' },
      ],
      Tags: { team: 'a' },
      InstanceTags: { team: 'a', 'kubernetes.io/cluster/training': 'owned' },
      Version: '1.33',
      ReleaseVersion: '1.33.5-20260801',
      ForceUpdateEnabled: true,
      Volume: { SizeGiB: 200, Type: 'io2', Iops: 5000, Encrypted: true, KmsKeyId: 'alias/a' },
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
      LocalStorage: 'RAID10',
      PreBootstrapUserData: '#!/bin/sh\ntrue\n',
      SecurityGroupIds: ['sg-00000001', 'sg-00000002'],
      Efa: { InterfaceLayout: 'ENA_PRIMARY', SecurityGroup: 'NONE' },
      Placement: { AvailabilityZone: 'us-east-1a', AvailabilityZoneId: 'use1-az1', Group: 'NONE' },
    },
  ],
  [
    'read-only properties, as CloudFormation may send them back',
    { Id: 'x', Status: 'ACTIVE', EfaInterfaceCount: 3 },
  ],
  ['a size of equal numbers', { ScalingConfig: { MinSize: 4, MaxSize: 4, DesiredSize: 4 } }],
  ['a gp3 volume with throughput', { Volume: { Throughput: 500, Iops: 4000 } }],
  [
    'labels and tags with the keys of Object.prototype',
    JSON.parse(
      '{"Labels":{"__proto__":"a","constructor":"b"},"Tags":{"__proto__":"a","constructor":"b"},"InstanceTags":{"__proto__":"a","toString":"b"}}',
    ),
  ],
];

describe('sound input gives no finding', () => {
  it.each(SOUND)('%s', (_name, more) => {
    expect(validate(properties(more))).toEqual([]);
  });
  it('with harmless keys leaves Object.prototype as it was', () => {
    expect(({} as Record<string, unknown>).a).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

const SUBNETS_17 = Array.from({ length: 17 }, (_, at) => `subnet-${String(at).padStart(8, '0')}`);
const without = (name: string) => ({ [name]: undefined });

/** Name, input, path, and texts of the message: the value and the mend. */
const BAD: readonly (readonly [string, object, string, readonly string[]])[] = [
  ['a tag value of AWS', { Tags: { key: 'AWS:x' } }, 'Tags.key', ['AWS:x', 'another value']],
  ['no ClusterName', without('ClusterName'), 'ClusterName', ['required', 'Add it']],
  ['no NodeRole', without('NodeRole'), 'NodeRole', ['required']],
  ['no Subnets', without('Subnets'), 'Subnets', ['required']],
  ['no InstanceTypes', without('InstanceTypes'), 'InstanceTypes', ['required']],
  ['no ScalingConfig', without('ScalingConfig'), 'ScalingConfig', ['required']],
  ['no MaxSize', { ScalingConfig: { MinSize: 1 } }, 'ScalingConfig.MaxSize', ['required']],
  ['no effect of a taint', { Taints: [{ Key: 'a' }] }, 'Taints[0].Effect', ['required']],
  ['a property that is none', { Colour: 'red' }, 'Colour', ['no such property', 'Remove it']],
  [
    'a property called constructor',
    JSON.parse('{"constructor":1}'),
    'constructor',
    ['no such property'],
  ],
  ['a property called __proto__', JSON.parse('{"__proto__":1}'), '__proto__', ['no such property']],
  ['a member that is none', { Volume: { Size: 1 } }, 'Volume.Size', ['no such property']],
  [
    'LaunchTemplate',
    { LaunchTemplate: { Id: 'lt-1' } },
    'LaunchTemplate',
    ['makes the launch template itself', 'Use Volume'],
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
    ['subnet-00000001 is there twice', 'Remove one'],
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
    ['p5.48xlarge is there twice', 'Remove one'],
  ],
  [
    'an instance type without a size',
    { InstanceTypes: ['p5'] },
    'InstanceTypes[0]',
    ['p5', 'match'],
  ],
  [
    'an AL2 AMI',
    { AmiType: 'AL2_x86_64_GPU' },
    'AmiType',
    ['AL2_x86_64_GPU', 'no Amazon Linux 2 AMIs', 'Use one of'],
  ],
  [
    'a Windows AMI',
    { AmiType: 'WINDOWS_CORE_2022_x86_64' },
    'AmiType',
    ['no driver for Windows', 'Use one of'],
  ],
  [
    'an AMI type called constructor',
    { AmiType: 'constructor' },
    'AmiType',
    ['constructor', 'Use one of'],
  ],
  ['DEDICATED', { CapacityType: 'DEDICATED' }, 'CapacityType', ['DEDICATED', 'ON_DEMAND', 'SPOT']],
  [
    'a minimum over the maximum',
    { ScalingConfig: { MinSize: 5, MaxSize: 4 } },
    'ScalingConfig.MinSize',
    ['5', '4', 'Raise MaxSize'],
  ],
  [
    'a desired size under the minimum',
    { ScalingConfig: { MinSize: 2, MaxSize: 4, DesiredSize: 1 } },
    'ScalingConfig.DesiredSize',
    ['1', 'between MinSize 2 and MaxSize 4'],
  ],
  [
    'a desired size over the maximum',
    { ScalingConfig: { MinSize: 2, MaxSize: 4, DesiredSize: 5 } },
    'ScalingConfig.DesiredSize',
    ['5', 'between'],
  ],
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
    'both kinds of MaxUnavailable',
    { UpdateConfig: { MaxUnavailable: 1, MaxUnavailablePercentage: 50 } },
    'UpdateConfig',
    ['1', '50', 'Remove one'],
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
    'a label of ours',
    { Labels: { 'efa-node-group/efa-count': '1' } },
    'Labels.efa-node-group/efa-count',
    ['belongs to', 'Choose another'],
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
  [
    'a tag of AWS in capitals',
    { Tags: { 'AWS:x': 'v' } },
    'Tags.AWS:x',
    ['belongs to', 'Choose another'],
  ],
  ['a tag of EKS', { Tags: { 'eks:x': 'v' } }, 'Tags.eks:x', ['belongs to']],
  [
    'a tag of ours',
    { Tags: { 'efa-node-group:id': 'v' } },
    'Tags.efa-node-group:id',
    ['belongs to'],
  ],
  [
    'the tag for Cluster Autoscaler',
    { Tags: { 'k8s.io/cluster-autoscaler/node-template/resources/vpc.amazonaws.com/efa': '1' } },
    'Tags.k8s.io/cluster-autoscaler/node-template/resources/vpc.amazonaws.com/efa',
    ['belongs to'],
  ],
  [
    'the tag that breaks the load balancer controller',
    { Tags: { 'kubernetes.io/cluster/training': 'owned' } },
    'Tags.kubernetes.io/cluster/training',
    ['belongs to'],
  ],
  ['a tag value of 257', { Tags: { key: 'v'.repeat(257) } }, 'Tags.key', ['vvv', 'more than 256']],
  [
    'an instance tag of ours',
    { InstanceTags: { 'efa-node-group:id': 'v' } },
    'InstanceTags.efa-node-group:id',
    ['belongs to'],
  ],
  [
    'a taint twice',
    {
      Taints: [
        { Key: 'a', Effect: 'NO_EXECUTE' },
        { Key: 'a', Effect: 'NO_EXECUTE', Value: 'x' },
      ],
    },
    'Taints',
    ['a:NO_EXECUTE', 'keep one'],
  ],
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
  ['io1 without Iops', { Volume: { Type: 'io1' } }, 'Volume.Iops', ['required for io1', 'Add it']],
  ['gp2 with Iops', { Volume: { Type: 'gp2', Iops: 3000 } }, 'Volume.Iops', ['3000', 'Use gp3']],
  [
    'io2 with throughput',
    { Volume: { Type: 'io2', Iops: 3000, Throughput: 500 } },
    'Volume.Throughput',
    ['500', 'Use gp3'],
  ],
  [
    'a key without encryption',
    { Volume: { Encrypted: false, KmsKeyId: 'alias/a' } },
    'Volume.KmsKeyId',
    ['alias/a', 'Remove Volume.Encrypted'],
  ],
  [
    'a hop limit of 65',
    { MetadataOptions: { HttpPutResponseHopLimit: 65 } },
    'MetadataOptions.HttpPutResponseHopLimit',
    ['65', '<= 64'],
  ],
  ['RAID5', { LocalStorage: 'RAID5' }, 'LocalStorage', ['RAID5', 'RAID10']],
  [
    'user data without header or #!',
    { PreBootstrapUserData: 'echo SECRET' },
    'PreBootstrapUserData',
    ['neither #!', 'Begin with #!'],
  ],
  [
    'a MIME document without a part',
    { PreBootstrapUserData: 'Content-Type: multipart/mixed; boundary="B"\n\nSECRET\n' },
    'PreBootstrapUserData',
    ['no part', 'Begin with #!'],
  ],
  [
    'user data of 16,385 characters',
    { PreBootstrapUserData: `#!SECRET${'x'.repeat(16_377)}` },
    'PreBootstrapUserData',
    ['its value', 'more than 16384'],
  ],
  [
    'user data that is no text',
    { PreBootstrapUserData: { a: 'SECRET' } },
    'PreBootstrapUserData',
    ['its value', 'must be string'],
  ],
  [
    'five security groups',
    { SecurityGroupIds: [1, 2, 3, 4, 5].map((at) => `sg-0000000${at}`) },
    'SecurityGroupIds',
    ['sg-00000001', 'more than 4'],
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

describe('bad input gives one finding', () => {
  it.each(BAD)('%s', (_name, more, path, texts) => {
    const given = Object.fromEntries([
      ...Object.entries(properties()).filter(
        ([name]) => !(name in more && more[name as never] === undefined),
      ),
      ...Object.entries(more).filter(([, value]) => value !== undefined),
    ]);
    const findings = validate(given);
    expect(findings.map((finding) => finding.path)).toEqual([path]);
    for (const text of texts) expect(findings[0]?.message).toContain(text);
    expect(describeFindings(findings)).toMatch(/^[^|]{10,400}$/);
    expect(describeFindings(findings)).not.toContain('SECRET');
  });
  it('for each bad thing: several are told together', () => {
    const findings = validate(
      properties({ ScalingConfig: { MinSize: 5, MaxSize: 4 }, AmiType: 'AL2_x86_64' }),
    );
    expect(findings.map(({ path }) => path)).toEqual(['ScalingConfig.MinSize', 'AmiType']);
    expect(describeFindings(findings)).toMatch(/^ScalingConfig\.MinSize: .* \| AmiType: /);
  });
  it('cuts a long value short', () => {
    const [finding] = validate(properties({ ClusterName: `-${'x'.repeat(500)}` }));
    expect(finding?.message.length).toBeLessThan(200);
  });
});

describe('a request', () => {
  const bad = { AmiType: 'AL2_x86_64' };
  it.each([
    ['to create: everything is checked', create(bad), ['AmiType']],
    ['to update: what changed is checked', update({}, bad), ['AmiType']],
    ['to update: what was so before is not', update(bad, { ...bad, Labels: { a: 'b' } }), []],
    ['to update: going back from bad to sound', update(bad, {}), []],
    [
      'to update: a member deep inside',
      update({}, { ScalingConfig: { MinSize: 5, MaxSize: 4 } }),
      ['ScalingConfig.MinSize'],
    ],
    ['to update: a position in a list', update({}, { Subnets: ['x'] }), ['Subnets[0]']],
    ['to delete: nothing is', DELETE, []],
  ])('%s', (_name, request, paths) => {
    expect(validateRequest(request).map(({ path }) => path)).toEqual(paths);
  });
});
