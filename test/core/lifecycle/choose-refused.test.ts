/** Every reason why Create chooses nothing, found before the first changing call. */

import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { choose } from '../../../src/core/lifecycle/create/choose';
import type { Environment } from '../../../src/core/model/facts';
import type { Properties } from '../../../src/core/model/properties';
import {
  CLUSTER_GROUP,
  cluster,
  create,
  environment,
  group,
  offeredIn,
  subnet,
  typeNamed,
  VPC,
} from '../given';
import { openSubnet, publicOnly } from './around';

const fifteen = Array.from({ length: 15 }, (_, at) => `sg-000000${10 + at}`);

const withoutCluster = (type: InstanceTypeInfo): InstanceTypeInfo => ({
  ...type,
  PlacementGroupInfo: { SupportedStrategies: ['partition', 'spread'] },
});
const many = Object.fromEntries(Array.from({ length: 45 }, (_, at) => [`key${at}`, '']));

/** Sentence, properties, environment, path, texts of the message. */
const REFUSED: readonly (readonly [
  string,
  Partial<Properties>,
  Partial<Environment>,
  string,
  readonly string[],
])[] = [
  [
    'a cluster that is not there',
    {},
    { cluster: 'absent' },
    'ClusterName',
    ['EKS cluster training does not exist', 'Correct the name'],
  ],
  [
    'a cluster that failed',
    {},
    { cluster: cluster({ status: 'FAILED' }) },
    'ClusterName',
    ['is FAILED', 'ACTIVE cluster'],
  ],
  [
    'a cluster that is deleted',
    {},
    { cluster: cluster({ status: 'DELETING' }) },
    'ClusterName',
    ['is DELETING'],
  ],
  [
    'a connected cluster without a VPC',
    {},
    { cluster: { name: 'x', status: 'ACTIVE' } },
    'ClusterName',
    ['no VPC'],
  ],
  [
    'a type that does not exist',
    {},
    { instanceTypes: [], unknownInstanceTypes: ['p5.48xlarge'] },
    'InstanceTypes',
    ['Instance type p5.48xlarge does not exist in this Region'],
  ],
  [
    'a type without EFA',
    { InstanceTypes: ['m5.large'] },
    {
      instanceTypes: [
        {
          InstanceType: 'm5.large',
          NetworkInfo: {
            EfaSupported: false,
            NetworkCards: [{ NetworkCardIndex: 0, MaximumNetworkInterfaces: 3 }],
          },
        },
      ],
    },
    'InstanceTypes',
    ['Neither m5.large nor any other m5 size'],
  ],
  [
    'a type that no zone offers',
    {},
    { offerings: offeredIn([]) },
    'InstanceTypes',
    ['p5.48xlarge is offered in no Availability Zone of this Region'],
  ],
  [
    'a subnet that does not exist',
    {},
    { unknownSubnetIds: ['subnet-0000000b'], subnets: [subnet('a')] },
    'Subnets',
    ['Subnet subnet-0000000b does not exist', 'remove it'],
  ],
  [
    'a subnet of another VPC',
    {},
    { subnets: [subnet('a'), subnet('b', 9, { VpcId: 'vpc-2' })] },
    'Subnets',
    ['subnet-0000000b is in vpc-2', `the cluster is in ${VPC}`],
  ],
  [
    'a named zone without a subnet',
    { Placement: { AvailabilityZone: 'us-east-1f' } },
    {},
    'Placement.AvailabilityZone',
    ['us-east-1f'],
  ],
  [
    'too few free addresses for the desired size',
    { ScalingConfig: { MinSize: 1, MaxSize: 9, DesiredSize: 4 } },
    { subnets: [subnet('a', 3)] },
    'Subnets',
    ['4 nodes need 4 IP addresses (1 each)', '3 free', 'lower ScalingConfig.DesiredSize'],
  ],
  [
    'too few free addresses for the minimum',
    { ScalingConfig: { MinSize: 4, MaxSize: 9 } },
    { subnets: [subnet('a', 3)] },
    'Subnets',
    ['4 nodes'],
  ],
  [
    'too few free addresses where every interface takes one',
    { Efa: { InterfaceLayout: 'EFA_ALL' } },
    { subnets: [subnet('a', 63)] },
    'Subnets',
    ['2 nodes need 64 IP addresses (32 each)', '63 free'],
  ],
  [
    'a public subnet and no private endpoint, with several interfaces',
    {},
    { subnets: [openSubnet], cluster: publicOnly },
    'Subnets',
    ['public subnets (subnet-0000000a)', 'private endpoint'],
  ],
  [
    'an AMI of another architecture',
    { AmiType: 'AL2023_ARM_64_NVIDIA' },
    {},
    'AmiType',
    ['arm64', 'AL2023_x86_64_NVIDIA'],
  ],
  [
    'an AMI for another accelerator',
    { AmiType: 'AL2023_x86_64_NEURON' },
    {},
    'AmiType',
    ['AL2023_x86_64_NEURON is for instance types with Neuron devices, but p5.48xlarge has none'],
  ],
  [
    'RAID0 without a disk',
    { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'RAID0' },
    { instanceTypes: [typeNamed('c5n.18xlarge')] },
    'LocalStorage',
    ['RAID0 requires an instance store volume', 'c5n.18xlarge has none', 'AUTO or NONE'],
  ],
  [
    'RAID10 with one disk',
    { InstanceTypes: ['hpc6id.32xlarge'], LocalStorage: 'RAID10' },
    {
      instanceTypes: [
        {
          ...typeNamed('hpc6id.32xlarge'),
          InstanceStorageInfo: { Disks: [{ Count: 1 }] },
        },
      ],
    },
    'LocalStorage',
    ['RAID10 requires 4', 'hpc6id.32xlarge has 1', 'RAID0, Mount'],
  ],
  [
    'Mount without a disk',
    { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'Mount' },
    { instanceTypes: [typeNamed('c5n.18xlarge')] },
    'LocalStorage',
    ['Mount requires'],
  ],
  [
    'user data that is too large with ours',
    { PreBootstrapUserData: `#!/bin/sh\n${'x'.repeat(16_300)}` },
    {},
    'PreBootstrapUserData',
    ['16384', 'S3'],
  ],
  [
    'a new placement group for a type that can be in none',
    { Placement: { Group: 'CREATE' } },
    { instanceTypes: [withoutCluster(typeNamed('p5.48xlarge'))] },
    'Placement.Group',
    ['does not support cluster placement groups', 'NONE or AUTO'],
  ],
  [
    'a group that does not exist',
    { SecurityGroupIds: ['sg-00000001'] },
    {},
    'SecurityGroupIds',
    ['Security group sg-00000001 does not exist'],
  ],
  [
    '17 groups on an interface',
    { SecurityGroupIds: fifteen, Efa: { SecurityGroup: 'CREATE' } },
    { securityGroups: [CLUSTER_GROUP, ...fifteen].map((id) => group(id)) },
    'SecurityGroupIds',
    ['has 17 security groups', 'EC2 allows at most 16', 'Remove 1'],
  ],
  ['more than 50 tags with ours', { Tags: many }, {}, 'Tags', ['limit of 50']],
];

describe('is refused, with one finding', () => {
  it.each(REFUSED)('%s', (_name, more, observed, path, texts) => {
    const found = choose(create(more), environment(observed));
    expect(found).toEqual([{ path, message: expect.any(String) }]);
    for (const text of texts) {
      expect(found).toMatchObject([{ message: expect.stringContaining(text) }]);
    }
    expect(JSON.stringify(found)).not.toContain('xxxx');
  });
  it('each: several are found together, in the order of the properties', () => {
    const found = choose(
      create({
        AmiType: 'AL2023_x86_64_NEURON',
        SecurityGroupIds: ['sg-00000001'],
        LocalStorage: 'RAID10',
      }),
      environment({ subnets: [subnet('a', 1)], unknownSubnetIds: [] }),
    );
    expect(found).toMatchObject([
      { path: 'Subnets' },
      { path: 'AmiType' },
      { path: 'SecurityGroupIds' },
    ]);
  });
});
