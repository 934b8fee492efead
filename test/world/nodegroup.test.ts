import {
  CreateLaunchTemplateCommand,
  DeletePlacementGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeNetworkInterfacesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateNodegroupCommand,
  DeleteNodegroupCommand,
  DescribeClusterCommand,
} from '@aws-sdk/client-eks';
import { active, describe1, GROUP, prepared } from './prepared';
import { CLUSTER, scene } from './scene';

const named = (name: string) => expect.objectContaining({ name });

test('the cluster', async () => {
  const { world, clusterSecurityGroupId, vpcId } = scene();
  const { cluster } = await world.eks.send(new DescribeClusterCommand({ name: CLUSTER }));
  expect(cluster).toMatchObject({
    name: CLUSTER,
    status: 'ACTIVE',
    version: '1.33',
    createdAt: world.clock.now(),
    resourcesVpcConfig: { clusterSecurityGroupId, vpcId, endpointPrivateAccess: true },
  });
  await expect(world.eks.send(new DescribeClusterCommand({ name: 'no' }))).rejects.toEqual(
    named('ResourceNotFoundException'),
  );
});

describe('a node group lives', () => {
  test('CREATING, then ACTIVE with its instances and interfaces', async () => {
    const setting = await prepared();
    const { world, input, templateId, groupId } = setting;
    const { nodegroup } = await world.eks.send(new CreateNodegroupCommand(input));
    expect(nodegroup).toMatchObject({
      ...GROUP,
      status: 'CREATING',
      health: { issues: [] },
      launchTemplate: { id: templateId, name: 'efa', version: '1' },
      tags: { 'efa-node-group:id': 'x' },
      version: '1.33',
      releaseVersion: '1.33.5-20251120',
    });
    world.clock.advance(179);
    expect((await describe1(setting))?.status).toBe('CREATING');
    world.clock.advance(1);
    expect((await describe1(setting))?.status).toBe('ACTIVE');
    const instances = await world.ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'placement-group-name', Values: ['pg'] }] }),
    );
    expect(instances.Reservations).toHaveLength(2);
    const interfaces = await world.ec2.send(
      new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'group-id', Values: [groupId] }] }),
    );
    expect(interfaces.NetworkInterfaces).toHaveLength(64);
    const copies = await world.ec2.send(
      new DescribeLaunchTemplatesCommand({
        Filters: [{ Name: 'tag:eks:nodegroup-name', Values: ['efa'] }],
      }),
    );
    expect(copies.LaunchTemplates?.[0]?.LaunchTemplateName).toMatch(/^eks-/);
  });

  test('deleted: gone after a while, its instances hold the groups a little longer', async () => {
    const setting = await active();
    const { world, groupId } = setting;
    const erase = () => world.eks.send(new DeleteNodegroupCommand(GROUP));
    expect((await erase()).nodegroup?.status).toBe('DELETING');
    await expect(erase()).rejects.toEqual(named('ResourceInUseException'));
    world.clock.advance(240);
    await expect(describe1(setting)).rejects.toEqual(named('ResourceNotFoundException'));
    const deleteGroup = () => world.ec2.send(new DeleteSecurityGroupCommand({ GroupId: groupId }));
    const deletePlacement = () =>
      world.ec2.send(new DeletePlacementGroupCommand({ GroupName: 'pg' }));
    await expect(deleteGroup()).rejects.toEqual(named('DependencyViolation'));
    await expect(deletePlacement()).rejects.toEqual(named('InvalidPlacementGroup.InUse'));
    world.clock.advance(60);
    await deleteGroup();
    await deletePlacement();
    expect(world.resources().map(({ type, name }) => `${type} ${name}`)).toEqual([
      `security-group eks-cluster-sg-${CLUSTER}`,
      'launch-template efa',
    ]);
  });

  test('the same token again: the same answer, or (as an assumption) in use', async () => {
    const { world, input } = await prepared();
    const first = await world.eks.send(new CreateNodegroupCommand(input));
    const again = await world.eks.send(new CreateNodegroupCommand(input));
    expect(again.nodegroup).toEqual(first.nodegroup);
    const other = { ...input, clientRequestToken: 'other' };
    await expect(world.eks.send(new CreateNodegroupCommand(other))).rejects.toEqual(
      named('ResourceInUseException'),
    );
    world.account.assumptions.eksTokenReplays = false;
    await expect(world.eks.send(new CreateNodegroupCommand(input))).rejects.toEqual(
      named('ResourceInUseException'),
    );
  });

  test('no capacity: CREATING with the words of EC2, ACTIVE when capacity comes', async () => {
    const setting = await prepared();
    const { world, input } = setting;
    world.setCapacity('p5.48xlarge', 'use1-az1', 1);
    await world.eks.send(new CreateNodegroupCommand(input));
    world.clock.advance(600);
    const stuck = await describe1(setting);
    expect(stuck?.status).toBe('CREATING');
    expect(stuck?.health?.issues?.[0]).toMatchObject({
      code: 'AsgInstanceLaunchFailures',
      message: expect.stringContaining('InsufficientInstanceCapacity'),
    });
    world.setCapacity('p5.48xlarge', 'use1-az1', undefined);
    world.clock.advance(120);
    expect((await describe1(setting))?.status).toBe('ACTIVE');
  });

  test('health, autoscaler, deletion by hand, a failed create and delete', async () => {
    const setting = await active();
    const { world } = setting;
    world.autoscale(CLUSTER, 'efa', 3);
    expect((await describe1(setting))?.scalingConfig?.desiredSize).toBe(3);
    world.setHealth(CLUSTER, 'efa', [{ code: 'NodeCreationFailure', message: 'm' }]);
    expect(await describe1(setting)).toMatchObject({
      status: 'DEGRADED',
      health: { issues: [{ code: 'NodeCreationFailure', message: 'm' }] },
    });
    world.failNextDelete([{ code: 'Ec2SecurityGroupDeletionFailure', message: 'm' }]);
    await world.eks.send(new DeleteNodegroupCommand(GROUP));
    world.clock.advance(240);
    expect((await describe1(setting))?.status).toBe('DELETE_FAILED');
    world.remove(`${CLUSTER}/efa`);
    await expect(describe1(setting)).rejects.toEqual(named('ResourceNotFoundException'));
    world.failNextCreate([{ code: 'IamNodeRoleNotFound', message: 'm' }]);
    world.clock.advance(60);
    await world.eks.send(
      new CreateNodegroupCommand({ ...setting.input, clientRequestToken: 'again' }),
    );
    world.clock.advance(180);
    expect((await describe1(setting))?.status).toBe('CREATE_FAILED');
  });

  test('the primary interface without the cluster group never joins', async () => {
    const { world, input, groupId } = await prepared();
    const { LaunchTemplate } = await world.ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: 'lonely',
        LaunchTemplateData: {
          NetworkInterfaces: [{ DeviceIndex: 0, InterfaceType: 'efa', Groups: [groupId] }],
        },
      }),
    );
    const launchTemplate = { id: LaunchTemplate?.LaunchTemplateId };
    await world.eks.send(new CreateNodegroupCommand({ ...input, launchTemplate }));
    world.clock.advance(180 + 900);
    expect((await describe1({ world }))?.health?.issues?.[0]?.code).toBe('NodeCreationFailure');
  });
});
