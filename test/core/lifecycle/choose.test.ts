/** Create's choices. choose-refused.test.ts has every reason why there are none. */

import { efaInterfaceCount } from '../../../src/core/instance-type/interface-types';
import { choose } from '../../../src/core/lifecycle/create/choose';
import type { Environment } from '../../../src/core/model/facts';
import type { Properties } from '../../../src/core/model/properties';
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
import { checkRows, unlike } from '../rows';
import { groupIds, openSubnet, publicOnly, serving } from './around';

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
          'p5en.48xlarge is offered in use1-az2, use1-az4, but the subnets are in us-east-1a (use1-az1, subnet-0000000a), us-east-1c (use1-az3, subnet-0000000c). Add a subnet in an Availability Zone that offers it.',
      },
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
  ])('%s', (_name, more, observed) => {
    expect(choose(create(more), environment(observed))).toHaveProperty('zoneId');
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
  it.each<readonly [string, Partial<Properties>, Partial<Environment>, object]>([
    [
      'all defaults for p5.48xlarge',
      {},
      {},
      {
        amiType: 'AL2023_x86_64_NVIDIA',
        vpcId: VPC,
        clusterSecurityGroupId: CLUSTER_GROUP,
        efaSecurityGroup: { kind: 'existing', id: CLUSTER_GROUP },
        placementGroup: { kind: 'created' },
        localStorage: 'RAID0',
      },
    ],
    [
      'what is given',
      {
        AmiType: 'AL2023_x86_64_STANDARD',
        Efa: { SecurityGroup: 'NONE' },
        Placement: { Group: 'NONE' },
        LocalStorage: 'Mount',
      },
      {},
      {
        amiType: 'AL2023_x86_64_STANDARD',
        efaSecurityGroup: { kind: 'none' },
        placementGroup: { kind: 'none' },
        localStorage: 'Mount',
      },
    ],
    [
      'a new group where the cluster has no self rules',
      {},
      closed,
      { efaSecurityGroup: { kind: 'created' } },
    ],
    [
      'a new group where it is given',
      { Efa: { SecurityGroup: 'CREATE' } },
      {},
      { efaSecurityGroup: { kind: 'created' } },
    ],
    [
      'a given group that serves',
      { SecurityGroupIds: ['sg-00000001'] },
      { securityGroups: [serving('sg-00000001'), group(CLUSTER_GROUP)] },
      { efaSecurityGroup: { kind: 'existing', id: 'sg-00000001' } },
    ],
    [
      'the cluster group before a given one, in whatever order EC2 answers',
      { SecurityGroupIds: ['sg-00000001'] },
      { securityGroups: [serving('sg-00000001'), group(CLUSTER_GROUP, SELF_RULES)] },
      { efaSecurityGroup: { kind: 'existing', id: CLUSTER_GROUP } },
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
      { placementGroup: { kind: 'none' } },
    ],
  ])('%s', (_name, more, observed, expected) => {
    expect(choices(create(more), environment(observed))).toMatchObject(expected);
  });

  it('a placement group exactly where EC2 supports the strategy, and RAID0 where there are disks', () => {
    expect(EFA_TYPES).toHaveLength(303);
    checkRows(
      EFA_TYPES,
      ({ InstanceType }) => InstanceType,
      (type) => {
        const chosen = choices(
          create({ InstanceTypes: [type.InstanceType ?? ''] }),
          environment({ instanceTypes: [type] }),
        );
        const strategies = type.PlacementGroupInfo?.SupportedStrategies ?? [];
        const disks = type.InstanceStorageInfo?.Disks ?? [];
        return [
          ...unlike(
            'the placement group',
            strategies.includes('cluster') ? 'created' : 'none',
            chosen.placementGroup.kind,
          ),
          ...unlike('the storage', disks.length > 0 ? 'RAID0' : 'NONE', chosen.localStorage),
          ...unlike('an EFA', true, efaInterfaceCount(chosen.interfaces) > 0),
        ];
      },
    );
  });
});
