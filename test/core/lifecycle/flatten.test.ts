import schema from '../../../schema.json';
import { flatten, type LiveState } from '../../../src/core/lifecycle/flatten';
import type { Environment } from '../../../src/core/model/facts';
import type { Properties } from '../../../src/core/model/properties';
import { schemaErrors } from '../../../src/core/schema/schema-check';
import {
  CLUSTER_GROUP,
  environment,
  group,
  IDENTITY,
  living,
  NAME,
  OWN_GROUP,
  PLACEMENT_GROUP,
  ROLE,
  SECURITY_GROUP,
  subnet,
  TEMPLATE,
} from '../given';

function liveState(
  more: Partial<Properties> = {},
  observation: Partial<Environment> = {},
  over: Partial<LiveState> = {},
): LiveState {
  const born = living(more, { environment: environment(observation), stackTags: { cost: '1' } });
  return {
    nodegroup: born.nodegroup,
    version: born.template.versions?.[0],
    subnets: [subnet('b')],
    placementGroup: PLACEMENT_GROUP,
    securityGroup: born.choices.efaSecurityGroup.kind === 'created' ? SECURITY_GROUP : undefined,
    clusterSecurityGroupId: CLUSTER_GROUP,
    ...over,
  };
}

const read = (...of: Parameters<typeof liveState>) => flatten(IDENTITY, liveState(...of));

describe('what Read answers', () => {
  it('of the least template: every effective value and the recorded choices', () => {
    expect(read()).toEqual({
      Id: 'training/nodes-0123456789ab/0123456789ab',
      Name: IDENTITY.nodegroupName,
      ClusterName: 'training',
      NodegroupName: IDENTITY.nodegroupName,
      Arn: 'arn:aws:eks:us-east-1:123456789012:nodegroup/training/nodes/1',
      Status: 'ACTIVE',
      NodeRole: ROLE,
      AmiType: 'AL2023_x86_64_NVIDIA',
      CapacityType: 'ON_DEMAND',
      Version: '1.33',
      ReleaseVersion: '1.33.5-20260801',
      ScalingConfig: { MinSize: 2, MaxSize: 10, DesiredSize: 2 },
      UpdateConfig: { MaxUnavailable: 1 },
      InstanceTypes: ['p5.48xlarge'],
      Subnets: ['subnet-0000000a', 'subnet-0000000b'],
      NodeSubnets: ['subnet-0000000b'],
      AvailabilityZone: 'us-east-1b',
      AvailabilityZoneId: 'use1-az2',
      Volume: { SizeGiB: 100, Type: 'gp3', Encrypted: true },
      Monitoring: false,
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      LocalStorage: 'AUTO',
      Efa: { InterfaceLayout: 'EFA_PRIMARY', SecurityGroup: 'AUTO' },
      Placement: { Group: 'AUTO' },
      PlacementGroupName: NAME,
      PlacementGroupId: 'pg-00000001',
      PlacementGroupArn: expect.stringContaining(NAME),
      EfaSecurityGroupId: CLUSTER_GROUP,
      LaunchTemplateId: TEMPLATE,
      LaunchTemplateVersion: '1',
      AutoScalingGroupName: 'eks-nodes',
      EfaInterfaceCount: '32',
      NetworkInterfaceCount: '32',
    });
  });

  it('gives back what was given', () => {
    const given: Partial<Properties> = {
      Labels: { team: 'a' },
      Taints: [
        { Key: 'k', Effect: 'NO_SCHEDULE' },
        { Key: 'k', Value: 'v', Effect: 'NO_EXECUTE' },
      ],
      Tags: { team: 'a' },
      InstanceTags: { team: 'b' },
      UpdateConfig: { MaxUnavailablePercentage: 50, UpdateStrategy: 'MINIMAL' },
      Volume: { SizeGiB: 200, Type: 'io2', Iops: 500, Encrypted: false },
      MetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: 2 },
      LocalStorage: 'Mount',
      SecurityGroupIds: ['sg-00000002', 'sg-00000001'].sort(),
      Efa: { InterfaceLayout: 'ENA_PRIMARY', SecurityGroup: 'CREATE' },
      Placement: { Group: 'NONE', AvailabilityZone: 'us-east-1b', AvailabilityZoneId: 'use1-az2' },
    };
    const known = {
      securityGroups: [CLUSTER_GROUP, 'sg-00000001', 'sg-00000002'].map((id) => group(id)),
    };
    expect(read(given, known)).toMatchObject({
      ...given,
      EfaSecurityGroupId: OWN_GROUP,
      NetworkInterfaceCount: '33',
    });
  });

  const bare = flatten(IDENTITY, {
    nodegroup: {},
    version: undefined,
    subnets: [],
    placementGroup: undefined,
    securityGroup: undefined,
    clusterSecurityGroupId: undefined,
  });

  it('answers every attribute, and in the type of schema.json', () => {
    const names = schema.readOnlyProperties.map((pointer) => pointer.split('/')[2] ?? '');
    for (const model of [bare, read()]) {
      expect(Object.keys(model)).toEqual(expect.arrayContaining(names));
      const attributes = Object.entries(model).filter(([name]) => names.includes(name));
      expect(schemaErrors({ ...read(), ...Object.fromEntries(attributes) })).toEqual([]);
    }
    expect(bare).toMatchObject({
      PlacementGroupName: '',
      EfaSecurityGroupId: '',
      LaunchTemplateVersion: '',
      AvailabilityZone: '',
      NodeSubnets: [],
      EfaInterfaceCount: '0',
    });
  });

  it('holds no null, no undefined and, attributes aside, no empty collection, at any depth', () => {
    for (const model of [
      bare,
      read(),
      read({ Labels: {}, Taints: [], Tags: {}, InstanceTags: {}, SecurityGroupIds: [] }),
    ]) {
      for (const value of valuesOf(model)) {
        expect(value ?? 'nothing').not.toBe('nothing');
        if (typeof value === 'object')
          expect(
            Object.keys(value as object).length +
              Number(value === model.ScalingConfig || value === model.NodeSubnets),
          ).toBeGreaterThan(0);
      }
    }
  });
});

function valuesOf(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap((each) => [each, ...valuesOf(each)])
    : [];
}

describe('what Read answers of', () => {
  const { nodegroup, version } = liveState(
    { SecurityGroupIds: ['sg-00000001'] },
    { securityGroups: [group(CLUSTER_GROUP), group('sg-00000001')] },
  );
  const groupsOf = (Groups: string[]) => ({
    version: {
      ...version,
      LaunchTemplateData: { NetworkInterfaces: [{ Groups, InterfaceType: 'efa' }] },
    },
  });
  it.each<readonly [string, Partial<LiveState>, object]>([
    [
      'a size that an autoscaler moved',
      { nodegroup: { ...nodegroup, scalingConfig: { minSize: 2, maxSize: 20, desiredSize: 6 } } },
      { ScalingConfig: { MinSize: 2, MaxSize: 20, DesiredSize: 6 } },
    ],
    [
      'labels that an operator added, without ours',
      { nodegroup: { ...nodegroup, labels: { byHand: 'x', 'efa-node-group/efa-count': '32' } } },
      { Labels: { byHand: 'x' } },
    ],
    [
      'tags: neither those of the stack, nor of AWS, nor ours',
      {
        nodegroup: {
          ...nodegroup,
          tags: { ...nodegroup.tags, byHand: 'x', 'aws:a': 'b', 'eks:a': 'b' },
        },
      },
      { Tags: { byHand: 'x' } },
    ],
    ['no tag but of the stack: no Tags', {}, { Tags: undefined }],
    [
      'a template that is gone: nothing of it, never a guess',
      { version: undefined },
      {
        Volume: undefined,
        EfaInterfaceCount: '0',
        SecurityGroupIds: undefined,
        LaunchTemplateId: TEMPLATE,
      },
    ],
    [
      'the types by the record where EKS leaves them out',
      { nodegroup: { ...nodegroup, instanceTypes: undefined } },
      { InstanceTypes: ['p5.48xlarge'] },
    ],
    [
      'the record by hand removed: its properties are absent',
      { nodegroup: { ...nodegroup, tags: {} } },
      { Subnets: undefined, LocalStorage: undefined, Efa: undefined, Placement: undefined },
    ],
    [
      'given groups, without the cluster group and ours',
      groupsOf([CLUSTER_GROUP, 'sg-00000001', OWN_GROUP]),
      { SecurityGroupIds: ['sg-00000001'] },
    ],
    [
      'groups that were added by hand too',
      groupsOf([CLUSTER_GROUP, 'sg-00000001', 'sg-0byhand', OWN_GROUP]),
      { SecurityGroupIds: ['sg-00000001', 'sg-0byhand'] },
    ],
    [
      'a given group that was taken off by hand: absent',
      groupsOf([CLUSTER_GROUP, OWN_GROUP]),
      { SecurityGroupIds: undefined },
    ],
    [
      'a cluster that is gone: no groups, never a guess',
      { clusterSecurityGroupId: undefined },
      { SecurityGroupIds: undefined },
    ],
    [
      'no placement group any more',
      { placementGroup: undefined },
      { PlacementGroupName: '', Placement: { Group: 'AUTO' } },
    ],
    ['no security group any more', { securityGroup: undefined }, { EfaSecurityGroupId: '' }],
    [
      'a security group of ours that a roll left over: EFA traffic goes through none',
      groupsOf([CLUSTER_GROUP, 'sg-00000001']),
      { EfaSecurityGroupId: '' },
    ],
    [
      'an empty value of a taint',
      { nodegroup: { ...nodegroup, taints: [{ key: 'a', value: '', effect: 'NO_EXECUTE' }] } },
      { Taints: [{ Key: 'a', Effect: 'NO_EXECUTE' }] },
    ],
  ])('%s', (_name, over, expected) => {
    const model = flatten(IDENTITY, {
      ...liveState(),
      nodegroup,
      version,
      securityGroup: SECURITY_GROUP,
      ...over,
    });
    expect(model).toEqual(
      expect.objectContaining(
        Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
      ),
    );
    for (const [name, value] of Object.entries(expected))
      if (value === undefined) expect(model).not.toHaveProperty(name);
  });
  it('the cluster group, where the user gave it: it comes back', () => {
    expect(read({ SecurityGroupIds: [CLUSTER_GROUP] })).toMatchObject({
      SecurityGroupIds: [CLUSTER_GROUP],
    });
  });
});
