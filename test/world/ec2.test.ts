import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreatePlacementGroupCommand,
  CreateSecurityGroupCommand,
  DeletePlacementGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNetworkInterfacesCommand,
  DescribePlacementGroupsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  RevokeSecurityGroupEgressCommand,
} from '@aws-sdk/client-ec2';
import { CLUSTER, scene } from './scene';

const named = (name: string) => expect.objectContaining({ name });
const tagged = (ResourceType: 'placement-group' | 'security-group') => [
  { ResourceType, Tags: [{ Key: 'efa-node-group:id', Value: 'a/b & <c>' }] },
];

describe('what is there before', () => {
  test('instance types come back as AWS recorded them', async () => {
    const { world } = scene();
    const answer = await world.ec2.send(
      new DescribeInstanceTypesCommand({ InstanceTypes: ['p5.48xlarge', 'p6-b300.48xlarge'] }),
    );
    const [p5, b300] = answer.InstanceTypes ?? [];
    expect(p5?.NetworkInfo?.NetworkCards).toHaveLength(32);
    expect(p5?.NetworkInfo?.EfaInfo?.MaximumEfaInterfaces).toBe(32);
    expect(p5?.NetworkInfo?.NetworkCards?.[31]).toMatchObject({
      NetworkCardIndex: 31,
      MaximumNetworkInterfaces: 2,
      InterfaceTypes: ['interface', 'efa', 'efa-only'],
    });
    expect(b300?.NetworkInfo?.NetworkCards?.[0]?.InterfaceTypes).toEqual(['interface']);
    expect(answer.InstanceTypes).toEqual([
      world.account.instanceTypes.get('p5.48xlarge'),
      world.account.instanceTypes.get('p6-b300.48xlarge'),
    ]);
    await expect(
      world.ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['p99.metal' as never] })),
    ).rejects.toEqual(named('InvalidInstanceType'));
  });

  test('offerings by zone id, in pages', async () => {
    const { world } = scene();
    const send = (NextToken?: string) =>
      world.ec2.send(
        new DescribeInstanceTypeOfferingsCommand({
          LocationType: 'availability-zone-id',
          Filters: [
            { Name: 'instance-type', Values: ['p5.48xlarge', 'trn1.32xlarge', 'g6e.24xlarge'] },
          ],
          MaxResults: 5,
          ...(NextToken ? { NextToken } : {}),
        }),
      );
    const first = await send();
    const second = await send(first.NextToken);
    const offered = [first, second].flatMap((page) => page.InstanceTypeOfferings ?? []);
    expect(first.InstanceTypeOfferings).toHaveLength(5);
    const ofP5 = offered.filter(({ InstanceType }) => InstanceType === 'p5.48xlarge');
    expect(ofP5.map(({ Location }) => Location)).toEqual(['use1-az1', 'use1-az2']);
    expect(second.NextToken).toBeUndefined();
  });

  test('subnets', async () => {
    const { world, vpcId, subnetIds } = scene();
    const answer = await world.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [subnetIds[1]] }));
    expect(answer.Subnets).toEqual([
      expect.objectContaining({
        SubnetId: subnetIds[1],
        VpcId: vpcId,
        AvailabilityZone: 'us-east-1b',
        AvailabilityZoneId: 'use1-az2',
        AvailableIpAddressCount: 4091,
        MapPublicIpOnLaunch: false,
        Tags: [],
      }),
    ]);
    await expect(
      world.ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-1'] })),
    ).rejects.toEqual(named('InvalidSubnetID.NotFound'));
  });
});

describe('placement groups', () => {
  test('made once, found by name and tag, deleted once', async () => {
    const { world } = scene();
    const create = () =>
      world.ec2.send(
        new CreatePlacementGroupCommand({
          GroupName: 'efa',
          Strategy: 'cluster',
          TagSpecifications: tagged('placement-group'),
        }),
      );
    const { PlacementGroup } = await create();
    expect(PlacementGroup).toMatchObject({ GroupName: 'efa', State: 'available' });
    expect(PlacementGroup?.Tags).toEqual([{ Key: 'efa-node-group:id', Value: 'a/b & <c>' }]);
    await expect(create()).rejects.toEqual(named('InvalidPlacementGroup.Duplicate'));
    const byTag = await world.ec2.send(
      new DescribePlacementGroupsCommand({
        Filters: [{ Name: 'tag:efa-node-group:id', Values: ['a/b & <c>'] }],
      }),
    );
    expect(byTag.PlacementGroups).toEqual([PlacementGroup]);
    const erase = () => world.ec2.send(new DeletePlacementGroupCommand({ GroupName: 'efa' }));
    await erase();
    await expect(erase()).rejects.toEqual(named('InvalidPlacementGroup.Unknown'));
    const none = await world.ec2.send(new DescribePlacementGroupsCommand({}));
    expect(none.PlacementGroups).toEqual([]);
    await expect(
      world.ec2.send(new DescribePlacementGroupsCommand({ GroupNames: ['efa'] })),
    ).rejects.toEqual(named('InvalidPlacementGroup.Unknown'));
  });
});

describe('security groups', () => {
  const selfRule = (GroupId: string) => ({
    GroupId,
    IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] }],
  });
  const anywhere = (GroupId: string) => ({
    GroupId,
    IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
  });
  const everywhere6 = (GroupId: string) => ({
    GroupId,
    IpPermissions: [{ IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
  });

  test('the rules that EFA needs, and the default egress revoked', async () => {
    const { world } = scene();
    const VpcId = world.addVpc({ hasIpv6: true });
    const create = () =>
      world.ec2.send(
        new CreateSecurityGroupCommand({
          GroupName: 'efa',
          Description: 'EFA',
          VpcId,
          TagSpecifications: tagged('security-group'),
        }),
      );
    const id = (await create()).GroupId ?? '';
    await expect(create()).rejects.toEqual(named('InvalidGroup.Duplicate'));
    const describe = async () =>
      (await world.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] })))
        .SecurityGroups?.[0];
    expect((await describe())?.IpPermissionsEgress).toEqual([
      expect.objectContaining({
        IpProtocol: '-1',
        IpRanges: [{ CidrIp: '0.0.0.0/0' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
      }),
    ]);
    await Promise.all([
      world.ec2.send(new AuthorizeSecurityGroupIngressCommand(selfRule(id))),
      world.ec2.send(new AuthorizeSecurityGroupEgressCommand(selfRule(id))),
      world.ec2.send(new RevokeSecurityGroupEgressCommand(anywhere(id))),
      world.ec2.send(new RevokeSecurityGroupEgressCommand(everywhere6(id))),
    ]);
    const group = await describe();
    const self = [
      {
        IpProtocol: '-1',
        UserIdGroupPairs: [{ GroupId: id, UserId: '123456789012' }],
        IpRanges: [],
        Ipv6Ranges: [],
        PrefixListIds: [],
      },
    ];
    expect(group?.IpPermissions).toEqual(self);
    expect(group?.IpPermissionsEgress).toEqual(self);
    await expect(
      world.ec2.send(new AuthorizeSecurityGroupIngressCommand(selfRule(id))),
    ).rejects.toEqual(named('InvalidPermission.Duplicate'));
    await expect(
      world.ec2.send(new RevokeSecurityGroupEgressCommand(anywhere(id))),
    ).rejects.toEqual(named('InvalidPermission.NotFound'));
    await world.ec2.send(new DeleteSecurityGroupCommand({ GroupId: id }));
    await expect(describe()).rejects.toEqual(named('InvalidGroup.NotFound'));
  });

  test('found by VPC and name; held by an interface that was left behind', async () => {
    const { world, vpcId, subnetIds, clusterSecurityGroupId } = scene({ selfEgress: true });
    const { SecurityGroups } = await world.ec2.send(
      new DescribeSecurityGroupsCommand({
        Filters: [
          { Name: 'vpc-id', Values: [vpcId] },
          { Name: 'group-name', Values: [`eks-cluster-sg-${CLUSTER}`] },
          { Name: 'tag-key', Values: [`kubernetes.io/cluster/${CLUSTER}`] },
        ],
      }),
    );
    expect(SecurityGroups?.map(({ GroupId }) => GroupId)).toEqual([clusterSecurityGroupId]);
    await expect(
      world.ec2.send(new DeleteSecurityGroupCommand({ GroupId: clusterSecurityGroupId })),
    ).rejects.toEqual(named('DependencyViolation'));
    const { GroupId } = await world.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'own', Description: 'own', VpcId: vpcId }),
    );
    const leaked = world.leakInterface(subnetIds[0], [GroupId ?? '']);
    await expect(world.ec2.send(new DeleteSecurityGroupCommand({ GroupId }))).rejects.toEqual(
      named('DependencyViolation'),
    );
    const holders = await world.ec2.send(
      new DescribeNetworkInterfacesCommand({
        Filters: [{ Name: 'group-id', Values: [GroupId ?? ''] }],
      }),
    );
    expect(holders.NetworkInterfaces).toEqual([
      expect.objectContaining({ NetworkInterfaceId: leaked, Status: 'available' }),
    ]);
    world.remove(leaked);
    await world.ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
  });
});

test('empty lists are empty lists', async () => {
  const { world } = scene();
  expect((await world.ec2.send(new DescribeInstancesCommand({}))).Reservations).toEqual([]);
  expect((await world.ec2.send(new DescribeLaunchTemplatesCommand({}))).LaunchTemplates).toEqual(
    [],
  );
});
