/** What is refused before anything is observed: each bad input gives one finding that says where, what and what to do. */

import { validate, validateRequest } from '../../../src/core/lifecycle/validate';
import { describeFindings } from '../../../src/core/model/findings';
import { type BadInput, checkBadInput } from '../bad-input';
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
      Labels: { 'example.com/team': 'a' },
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
      '{"Labels":{"constructor":"b","toString":"c"},"Tags":{"__proto__":"a","constructor":"b"},"InstanceTags":{"__proto__":"a","toString":"b"}}',
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

const BAD: readonly BadInput[] = [
  [
    'a tag value of AWS',
    { Tags: { key: 'AWS:x' } },
    'Tags.key',
    ['The value begins with aws:', 'another value'],
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
    'both kinds of MaxUnavailable',
    { UpdateConfig: { MaxUnavailable: 1, MaxUnavailablePercentage: 50 } },
    'UpdateConfig',
    ['1', '50', 'Remove one'],
  ],
  [
    'a label of ours',
    { Labels: { 'efa-node-group/efa-count': '1' } },
    'Labels.efa-node-group/efa-count',
    ['The key is reserved', 'Choose another'],
  ],
  [
    'a tag of AWS in capitals',
    { Tags: { 'AWS:x': 'v' } },
    'Tags.AWS:x',
    ['The key is reserved', 'Choose another'],
  ],
  ['a tag of EKS', { Tags: { 'eks:x': 'v' } }, 'Tags.eks:x', ['The key is reserved']],
  [
    'a tag of ours',
    { Tags: { 'efa-node-group:id': 'v' } },
    'Tags.efa-node-group:id',
    ['The key is reserved'],
  ],
  [
    'the tag for Cluster Autoscaler',
    { Tags: { 'k8s.io/cluster-autoscaler/node-template/resources/vpc.amazonaws.com/efa': '1' } },
    'Tags.k8s.io/cluster-autoscaler/node-template/resources/vpc.amazonaws.com/efa',
    ['The key is reserved'],
  ],
  [
    'the tag that breaks the load balancer controller',
    { Tags: { 'kubernetes.io/cluster/training': 'owned' } },
    'Tags.kubernetes.io/cluster/training',
    ['The key is reserved'],
  ],
  [
    'an instance tag of ours',
    { InstanceTags: { 'efa-node-group:id': 'v' } },
    'InstanceTags.efa-node-group:id',
    ['The key is reserved'],
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
    ['have the same Key and Effect', 'Remove one'],
  ],
  [
    'io1 without Iops',
    { Volume: { Type: 'io1' } },
    'Volume.Iops',
    ['Volumes of type io1 require Iops', 'Add it'],
  ],
  ['gp2 with Iops', { Volume: { Type: 'gp2', Iops: 3000 } }, 'Volume.Iops', ['gp2', 'Use gp3']],
  [
    'io2 with throughput',
    { Volume: { Type: 'io2', Iops: 3000, Throughput: 500 } },
    'Volume.Throughput',
    ['io2', 'Use gp3'],
  ],
  [
    'a key without encryption',
    { Volume: { Encrypted: false, KmsKeyId: 'alias/a' } },
    'Volume.KmsKeyId',
    ['alias/a', 'Remove Encrypted'],
  ],
  [
    'user data without header or #!',
    { PreBootstrapUserData: 'echo SECRET' },
    'PreBootstrapUserData',
    ['neither #!', 'Begin it with #!'],
  ],
  [
    'a MIME document without a part',
    { PreBootstrapUserData: 'Content-Type: multipart/mixed; boundary="B"\n\nSECRET\n' },
    'PreBootstrapUserData',
    ['no part', 'Begin it with #!'],
  ],
];

describe('bad input gives one finding', () => {
  it.each(BAD)('%s', checkBadInput);
  it('for each bad thing: several are found together', () => {
    const findings = validate(
      properties({ ScalingConfig: { MinSize: 5, MaxSize: 4 }, AmiType: 'AL2_x86_64' }),
    );
    expect(findings.map(({ path }) => path)).toEqual(['AmiType', 'ScalingConfig.MinSize']);
    expect(describeFindings(findings)).toMatch(/^AmiType: .* \| ScalingConfig\.MinSize: /);
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
