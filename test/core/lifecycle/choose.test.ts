/** Create's choices, and every reason why they can't be made, told before the first write. */

import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { efaInterfaceCount } from '../../../src/core/instance-type/layout';
import { choose } from '../../../src/core/lifecycle/choose';
import type { Environment } from '../../../src/core/model/facts';
import type { Properties } from '../../../src/core/model/properties';
import { selfRule } from '../../../src/core/security-group/self-rules';
import {
  CLUSTER_GROUP,
  choices,
  cluster,
  create,
  EFA_TYPES,
  environment,
  group,
  offeredIn,
  SELF_RULES,
  subnet,
  typeNamed,
  VPC,
} from '../given';

const p5en = { InstanceTypes: ['p5en.48xlarge'] };
/** us-east-1 has four subnets; two of their zones offer the type. */
const fourZones = (more: Partial<Environment> = {}): Environment =>
  environment({
    instanceTypes: [typeNamed('p5en.48xlarge')],
    subnets: [subnet('a', 5000), subnet('b', 200), subnet('c', 9000), subnet('d', 300)],
    offerings: offeredIn(['use1-az2', 'use1-az4'], [typeNamed('p5en.48xlarge')]),
    ...more,
  });

describe('p5en.48xlarge in us-east-1, offered in two zones', () => {
  it('takes the offering zone with most free addresses', () => {
    expect(choices(create(p5en), fourZones())).toMatchObject({
      zoneId: 'use1-az4',
      zoneName: 'us-east-1d',
      subnetIds: ['subnet-0000000d'],
    });
  });
  it('takes the lowest zone id of equals', () => {
    const equal = fourZones({ subnets: [subnet('d', 300), subnet('b', 300), subnet('a', 5000)] });
    expect(choices(create(p5en), equal)).toMatchObject({ zoneId: 'use1-az2' });
  });
  it('is refused with subnets in the other two only: one error that lists both sets', () => {
    const others = fourZones({ subnets: [subnet('a'), subnet('c')] });
    expect(choose(create(p5en), others)).toEqual([
      {
        path: 'Subnets',
        message:
          'p5en.48xlarge is offered in use1-az2, use1-az4, but the subnets are in us-east-1a (use1-az1): subnet-0000000a; us-east-1c (use1-az3): subnet-0000000c. Add a subnet in a zone that offers it.',
      },
    ]);
  });
});

const openSubnet = subnet('a', 1000, { MapPublicIpOnLaunch: true });
const publicOnly = cluster({
  resourcesVpcConfig: {
    vpcId: VPC,
    clusterSecurityGroupId: CLUSTER_GROUP,
    endpointPrivateAccess: false,
  },
});
const withoutCluster = (type: InstanceTypeInfo): InstanceTypeInfo => ({
  ...type,
  PlacementGroupInfo: { SupportedStrategies: ['partition', 'spread'] },
});

const groupIds = [1, 2, 3, 4].map((at) => `sg-0000000${at}`);
const serving = (id: string) =>
  group(id, { IpPermissions: [selfRule(id)], IpPermissionsEgress: [selfRule(id)] });
const many = Object.fromEntries(Array.from({ length: 45 }, (_, at) => [`key${at}`, '']));

/** Sentence, properties, look-ups, path, texts of the message. */
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
    ['no EKS cluster training'],
  ],
  [
    'a cluster that failed',
    {},
    { cluster: cluster({ status: 'FAILED' }) },
    'ClusterName',
    ['is FAILED', 'ACTIVE'],
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
    'a type that EC2 does not know',
    {},
    { instanceTypes: [], unknownInstanceTypes: ['p5.48xlarge'] },
    'InstanceTypes',
    ['knows no instance type p5.48xlarge'],
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
    ['m5.large has no EFA'],
  ],
  [
    'a type that no zone offers',
    {},
    { offerings: offeredIn([]) },
    'InstanceTypes',
    ['EC2 knows p5.48xlarge and offers it in no zone of this Region'],
  ],
  [
    'a subnet that EC2 does not know',
    {},
    { unknownSubnetIds: ['subnet-0000000b'], subnets: [subnet('a')] },
    'Subnets',
    ['knows no subnet subnet-0000000b', 'Remove it'],
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
    ['4 nodes take 4 addresses (1 each)', '3 free', 'lower ScalingConfig.DesiredSize'],
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
    ['2 nodes take 64 addresses (32 each)', '63 free'],
  ],
  [
    'a public subnet and no private endpoint, with several interfaces',
    {},
    { subnets: [openSubnet], cluster: publicOnly },
    'Subnets',
    ['subnet-0000000a are public', 'private endpoint'],
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
    ['no Neuron device'],
  ],
  [
    'RAID0 without a disk',
    { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'RAID0' },
    { instanceTypes: [typeNamed('c5n.18xlarge')] },
    'LocalStorage',
    ['RAID0 needs an instance-store disk', 'has 0', 'AUTO or NONE'],
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
    ['needs 4', 'has 1', 'RAID0, Mount'],
  ],
  [
    'Mount without a disk',
    { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'Mount' },
    { instanceTypes: [typeNamed('c5n.18xlarge')] },
    'LocalStorage',
    ['Mount needs'],
  ],
  [
    'user data that is too large with ours',
    { PreBootstrapUserData: `#!/bin/sh\n${'x'.repeat(16_300)}` },
    {},
    'PreBootstrapUserData',
    ['16384', 'S3'],
  ],
  [
    'a made placement group on a type that can be in none',
    { Placement: { Group: 'CREATE' } },
    { instanceTypes: [withoutCluster(typeNamed('p5.48xlarge'))] },
    'Placement.Group',
    ['cannot be in a cluster placement group', 'NONE or AUTO'],
  ],
  [
    'a group that EC2 does not know',
    { SecurityGroupIds: ['sg-00000001'] },
    {},
    'SecurityGroupIds',
    ['knows no security group sg-00000001'],
  ],
  [
    'a group of another VPC',
    { SecurityGroupIds: ['sg-00000001'] },
    {
      securityGroups: [group(CLUSTER_GROUP, SELF_RULES), group('sg-00000001', { VpcId: 'vpc-2' })],
    },
    'SecurityGroupIds',
    ['sg-00000001 is in vpc-2'],
  ],
  [
    'six groups on an interface',
    { SecurityGroupIds: groupIds, Efa: { SecurityGroup: 'CREATE' } },
    { securityGroups: [CLUSTER_GROUP, ...groupIds].map((id) => group(id)) },
    'SecurityGroupIds',
    ['there are 6', 'takes 5', 'Remove 1'],
  ],
  ['more than 50 tags with ours', { Tags: many }, {}, 'Tags', ['AWS takes 50']],
];

describe('is refused, with one finding', () => {
  it.each(REFUSED)('%s', (_name, more, observation, path, texts) => {
    const found = choose(create(more), environment(observation));
    expect(found).toEqual([{ path, message: expect.any(String) }]);
    for (const text of texts) {
      expect(found).toMatchObject([{ message: expect.stringContaining(text) }]);
    }
    expect(JSON.stringify(found)).not.toContain('xxxx');
  });
  it('each: several are told together, in the order of the properties', () => {
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

describe('passes', () => {
  it.each<readonly [string, Partial<Properties>, Partial<Environment>]>([
    ['a public subnet with the private endpoint', {}, { subnets: [openSubnet] }],
    [
      'a public subnet with one interface: it may have a public IP',
      { InstanceTypes: ['c5n.18xlarge'] },
      { subnets: [openSubnet], cluster: publicOnly, instanceTypes: [typeNamed('c5n.18xlarge')] },
    ],
    [
      'a public subnet that is not in the zone',
      {},
      { subnets: [openSubnet, subnet('b', 9000)], cluster: publicOnly },
    ],
    [
      'exactly enough addresses',
      { Efa: { InterfaceLayout: 'EFA_ALL' } },
      { subnets: [subnet('a', 64)] },
    ],
    [
      'no address at all for no node',
      { ScalingConfig: { MinSize: 0, MaxSize: 9 } },
      { subnets: [subnet('a', 0)] },
    ],
    [
      'five groups on an interface',
      { SecurityGroupIds: groupIds },
      { securityGroups: [group(CLUSTER_GROUP, SELF_RULES), ...groupIds.map((id) => group(id))] },
    ],
    [
      'five groups on an interface, of which some are named twice',
      {
        SecurityGroupIds: [CLUSTER_GROUP, ...groupIds.slice(0, 3)],
        Efa: { SecurityGroupId: groupIds[3] ?? '' },
      },
      { securityGroups: [group(CLUSTER_GROUP), ...groupIds.map(serving)] },
    ],
    [
      'an EFA group that is one of SecurityGroupIds',
      { SecurityGroupIds: groupIds, Efa: { SecurityGroupId: groupIds[0] ?? '' } },
      { securityGroups: [group(CLUSTER_GROUP), ...groupIds.map(serving)] },
    ],
    ['a plain AMI on a GPU type', { AmiType: 'AL2023_x86_64_STANDARD' }, {}],
  ])('%s', (_name, more, observation) => {
    expect(choose(create(more), environment(observation))).toHaveProperty('zoneId');
  });
});

describe('waits for', () => {
  it.each(['CREATING', 'UPDATING'] as const)('a cluster that is %s', (status) => {
    expect(choose(create(), environment({ cluster: cluster({ status }) }))).toEqual({
      clusterBusy: `cluster training is ${status}`,
    });
  });
});

describe('chooses', () => {
  const closed = { securityGroups: [group(CLUSTER_GROUP)] };
  const serving = group('sg-00000001', {
    IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-00000001' }] }],
    IpPermissionsEgress: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-00000001' }] }],
  });
  it.each<readonly [string, Partial<Properties>, Partial<Environment>, object]>([
    [
      'all defaults for p5.48xlarge',
      {},
      {},
      {
        amiType: 'AL2023_x86_64_NVIDIA',
        vpcId: VPC,
        clusterSecurityGroupId: CLUSTER_GROUP,
        efaSecurityGroup: { groupId: CLUSTER_GROUP },
        placementGroup: 'made',
        localStorage: 'RAID0',
      },
    ],
    [
      'what is asked for',
      {
        AmiType: 'AL2023_x86_64_STANDARD',
        Efa: { SecurityGroup: 'NONE' },
        Placement: { Group: 'NONE' },
        LocalStorage: 'Mount',
      },
      {},
      {
        amiType: 'AL2023_x86_64_STANDARD',
        efaSecurityGroup: 'none',
        placementGroup: 'none',
        localStorage: 'Mount',
      },
    ],
    ['a new group where the cluster has no self rules', {}, closed, { efaSecurityGroup: 'made' }],
    [
      'a new group where it is asked for',
      { Efa: { SecurityGroup: 'CREATE' } },
      {},
      { efaSecurityGroup: 'made' },
    ],
    [
      'a given group that serves',
      { SecurityGroupIds: ['sg-00000001'] },
      { securityGroups: [serving, group(CLUSTER_GROUP)] },
      { efaSecurityGroup: { groupId: 'sg-00000001' } },
    ],
    [
      'the cluster group before a given one, in whatever order EC2 answers',
      { SecurityGroupIds: ['sg-00000001'] },
      { securityGroups: [serving, group(CLUSTER_GROUP, SELF_RULES)] },
      { efaSecurityGroup: { groupId: CLUSTER_GROUP } },
    ],
    [
      'no disks for a type without',
      { InstanceTypes: ['c5n.18xlarge'] },
      { instanceTypes: [typeNamed('c5n.18xlarge')] },
      { localStorage: 'NONE' },
    ],
    [
      'no placement group for vt1.24xlarge',
      { InstanceTypes: ['vt1.24xlarge'] },
      { instanceTypes: [typeNamed('vt1.24xlarge')] },
      { placementGroup: 'none' },
    ],
  ])('%s', (_name, more, observation, wanted) => {
    expect(choices(create(more), environment(observation))).toMatchObject(wanted);
  });

  it.each(EFA_TYPES.map((type) => [type.InstanceType, type] as const))(
    'a placement group for %s exactly where EC2 supports the strategy, and RAID0 where there are disks',
    (name, instanceType) => {
      const chosen = choices(
        create({ InstanceTypes: [name ?? ''] }),
        environment({ instanceTypes: [instanceType] }),
      );
      const strategies = instanceType.PlacementGroupInfo?.SupportedStrategies ?? [];
      expect(chosen.placementGroup).toBe(strategies.includes('cluster') ? 'made' : 'none');
      const disks = instanceType.InstanceStorageInfo?.Disks ?? [];
      expect(chosen.localStorage).toBe(disks.length > 0 ? 'RAID0' : 'NONE');
      expect(efaInterfaceCount(chosen.interfaces)).toBeGreaterThan(0);
    },
  );
});
