import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateVersionCommand } from '@aws-sdk/client-ec2';
import {
  CreateNodegroupCommand,
  DescribeUpdateCommand,
  ListUpdatesCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateNodegroupConfigCommand,
  type UpdateNodegroupConfigCommandInput,
  UpdateNodegroupVersionCommand,
} from '@aws-sdk/client-eks';
import { active, describe1, GROUP, prepared } from './prepared';
import { CLUSTER, type Scene } from './scene';

const named = (name: string) => expect.objectContaining({ name });

describe('updates', () => {
  const updateOf = async ({ world }: Pick<Scene, 'world'>, updateId: string | undefined) =>
    (
      await world.eks.send(
        new DescribeUpdateCommand({ name: CLUSTER, nodegroupName: 'efa', updateId }),
      )
    ).update;

  test('config: one at a time, in force when it ends', async () => {
    const setting = await active();
    const { world } = setting;
    const send = () =>
      world.eks.send(
        new UpdateNodegroupConfigCommand({
          ...GROUP,
          labels: { addOrUpdateLabels: { a: '1' } },
          taints: { addOrUpdateTaints: [{ key: 't', value: 'v', effect: 'NO_SCHEDULE' }] },
          scalingConfig: { desiredSize: 1 },
        }),
      );
    const { update } = await send();
    expect(update).toMatchObject({ status: 'InProgress', type: 'ConfigUpdate' });
    expect((await describe1(setting))?.status).toBe('UPDATING');
    await expect(send()).rejects.toEqual(named('ResourceInUseException'));
    world.clock.advance(300);
    expect(await describe1(setting)).toMatchObject({
      status: 'ACTIVE',
      labels: { a: '1' },
      taints: [{ key: 't', value: 'v', effect: 'NO_SCHEDULE' }],
      scalingConfig: { minSize: 0, maxSize: 4, desiredSize: 1 },
    });
    expect((await updateOf(setting, update?.id))?.status).toBe('Successful');
    await expect(updateOf(setting, 'no')).rejects.toEqual(named('ResourceNotFoundException'));
  });

  test('config: the Auto Scaling group runs another size than EKS knows', async () => {
    const setting = await active({ count: 1 });
    const { world } = setting;
    world.autoscale(CLUSTER, 'efa', 3, { isKnownToEks: false });
    expect((await describe1(setting))?.scalingConfig?.desiredSize).toBe(2);
    const { autoScalingGroup } = world.nodegroup(CLUSTER, 'efa');
    const autoScaling = new AutoScalingClient(world.clientConfig());
    const { AutoScalingGroups = [] } = await autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [autoScalingGroup] }),
    );
    expect(AutoScalingGroups[0]?.DesiredCapacity).toBe(3);
    const sizes = (scalingConfig: UpdateNodegroupConfigCommandInput['scalingConfig']) =>
      world.eks.send(new UpdateNodegroupConfigCommand({ ...GROUP, scalingConfig }));
    await expect(sizes({ minSize: 3 })).rejects.toEqual(named('InvalidParameterException'));
    await sizes({ maxSize: 5 });
    world.clock.advance(300);
    expect(world.nodegroup(CLUSTER, 'efa').scalingConfig).toMatchObject({
      maxSize: 5,
      desiredSize: 3,
    });
    await sizes({ minSize: 3, desiredSize: 3 });
    world.clock.advance(300);
    expect((await describe1(setting))?.scalingConfig).toEqual({
      minSize: 3,
      maxSize: 5,
      desiredSize: 3,
    });
  });

  test('version: an earlier release is refused', async () => {
    const setting = await active({ count: 1 });
    const { world, templateId: id } = setting;
    world.account.releases['1.33']?.push('1.33.6-20260101');
    const roll = (releaseVersion: string) =>
      world.eks.send(
        new UpdateNodegroupVersionCommand({
          ...GROUP,
          launchTemplate: { id, version: '1' },
          releaseVersion,
        }),
      );
    const before = world.nodegroup(CLUSTER, 'efa').releaseVersion ?? '';
    await roll('1.33.6-20260101');
    world.clock.advance(900);
    await expect(roll(before)).rejects.toEqual(named('InvalidParameterException'));
  });

  test('version: what is omitted jumps to the newest; instances are replaced', async () => {
    const setting = await active();
    const { world, templateId: id, data } = setting;
    const before = world.resources().filter(({ type }) => type === 'instance');
    await world.ec2.send(
      new CreateLaunchTemplateVersionCommand({ LaunchTemplateId: id, LaunchTemplateData: data }),
    );
    world.account.releases['1.33']?.push('1.33.6-20260101');
    const { update } = await world.eks.send(
      new UpdateNodegroupVersionCommand({ ...GROUP, launchTemplate: { id, version: '2' } }),
    );
    expect((await describe1(setting))?.launchTemplate?.version).toBe('1');
    world.clock.advance(300);
    expect(await describe1(setting)).toMatchObject({
      launchTemplate: { id, version: '2' },
      releaseVersion: '1.33.6-20260101',
    });
    expect((await updateOf(setting, update?.id))?.status).toBe('Successful');
    world.clock.advance(60);
    const after = world.resources().filter(({ type }) => type === 'instance');
    expect(after).toHaveLength(before.length);
    expect(after.some((one) => before.some((other) => other.id === one.id))).toBe(false);
  });

  test('held still by naming the live release; older ones are refused', async () => {
    const setting = await active();
    const { world } = setting;
    const send = (version: string, releaseVersion?: string) =>
      world.eks.send(
        new UpdateNodegroupVersionCommand({
          ...GROUP,
          version,
          ...(releaseVersion ? { releaseVersion } : {}),
        }),
      );
    await expect(send('1.32')).rejects.toEqual(named('InvalidParameterException'));
    await expect(send('1.33', '1.33.9-20990101')).rejects.toEqual(
      named('InvalidParameterException'),
    );
    await send('1.33', '1.33.5-20251120');
    world.clock.advance(300);
    expect((await describe1(setting))?.releaseVersion).toBe('1.33.5-20251120');
  });

  test('failed: the errors are told and nothing changed', async () => {
    const setting = await active();
    const { world, templateId: id } = setting;
    await world.ec2.send(
      new CreateLaunchTemplateVersionCommand({
        LaunchTemplateId: id,
        LaunchTemplateData: setting.data,
      }),
    );
    world.failNextUpdate([{ code: 'PodEvictionFailure', message: 'm', resourceIds: ['ip-1'] }]);
    await world.eks.send(
      new UpdateNodegroupVersionCommand({ ...GROUP, launchTemplate: { id, version: '2' } }),
    );
    world.clock.advance(300);
    const { updateIds } = await world.eks.send(
      new ListUpdatesCommand({ name: CLUSTER, nodegroupName: 'efa' }),
    );
    expect(updateIds).toHaveLength(1);
    expect(await updateOf(setting, updateIds?.[0])).toMatchObject({
      status: 'Failed',
      errors: [{ errorCode: 'PodEvictionFailure', errorMessage: 'm', resourceIds: ['ip-1'] }],
    });
    expect((await describe1(setting))?.launchTemplate?.version).toBe('1');
  });

  test('tags', async () => {
    const setting = await active();
    const { world } = setting;
    const resourceArn = (await describe1(setting))?.nodegroupArn;
    await world.eks.send(new TagResourceCommand({ resourceArn, tags: { team: 'a', b: 'c' } }));
    await world.eks.send(
      new UntagResourceCommand({ resourceArn, tagKeys: ['efa-node-group:id', 'b'] }),
    );
    expect((await describe1(setting))?.tags).toEqual({ team: 'a' });
    await expect(
      world.eks.send(new TagResourceCommand({ resourceArn: `${resourceArn}x`, tags: { a: 'b' } })),
    ).rejects.toEqual(named('NotFoundException'));
  });

  test('a template that was deleted by hand degrades the group', async () => {
    const setting = await active();
    setting.world.remove(setting.templateId);
    expect(await describe1(setting)).toMatchObject({
      status: 'DEGRADED',
      health: { issues: [{ code: 'Ec2LaunchTemplateNotFound' }] },
    });
  });
});

test('subnets of two zones with a placement group: create passes, update is refused', async () => {
  const setting = await prepared({ timings: { nodegroupCreate: 0 } });
  const { world, input, subnetIds, templateId: id } = setting;
  await world.eks.send(
    new CreateNodegroupCommand({ ...input, subnets: [subnetIds[0], subnetIds[1]] }),
  );
  await expect(
    world.eks.send(
      new UpdateNodegroupVersionCommand({ ...GROUP, launchTemplate: { id, version: '1' } }),
    ),
  ).rejects.toEqual(named('InvalidRequestException'));
});

test('without capacity a DEFAULT roll fails and a MINIMAL one does not', async () => {
  const roll = async (updateStrategy: 'DEFAULT' | 'MINIMAL') => {
    const { world, input } = await prepared();
    world.setCapacity('p5.48xlarge', 'use1-az1', 2);
    const updateConfig = { maxUnavailable: 1, updateStrategy };
    await world.eks.send(new CreateNodegroupCommand({ ...input, updateConfig }));
    world.clock.advance(180);
    const { update } = await world.eks.send(new UpdateNodegroupVersionCommand(GROUP));
    world.clock.advance(300);
    const ended = await world.eks.send(
      new DescribeUpdateCommand({ name: CLUSTER, nodegroupName: 'efa', updateId: update?.id }),
    );
    expect((await describe1({ world }))?.status).toBe('ACTIVE');
    return [ended.update?.status, ended.update?.errors?.[0]?.errorCode];
  };
  expect(await roll('DEFAULT')).toEqual(['Failed', 'NodeCreationFailure']);
  expect(await roll('MINIMAL')).toEqual(['Successful', undefined]);
});

test('scaled beyond capacity: DEGRADED until capacity comes', async () => {
  const setting = await active();
  const { world } = setting;
  world.setCapacity('p5.48xlarge', 'use1-az1', 1);
  world.autoscale(CLUSTER, 'efa', 4);
  expect(await describe1(setting)).toMatchObject({
    status: 'DEGRADED',
    health: { issues: [{ code: 'AsgInstanceLaunchFailures' }] },
  });
  world.setCapacity('p5.48xlarge', 'use1-az1', 5);
  world.clock.advance(60);
  expect(await describe1(setting)).toMatchObject({ status: 'ACTIVE', health: { issues: [] } });
});

test('an update may show late: ACTIVE and old just after sending', async () => {
  const setting = await active({ timings: { updateShows: 20 } });
  const { world } = setting;
  const { update } = await world.eks.send(new UpdateNodegroupVersionCommand(GROUP));
  expect((await describe1(setting))?.status).toBe('ACTIVE');
  await expect(world.eks.send(new UpdateNodegroupVersionCommand(GROUP))).rejects.toEqual(
    named('ResourceInUseException'),
  );
  world.clock.advance(20);
  expect((await describe1(setting))?.status).toBe('UPDATING');
  world.remove(`${CLUSTER}/efa`);
  world.clock.advance(600);
  await expect(
    world.eks.send(
      new DescribeUpdateCommand({ name: CLUSTER, nodegroupName: 'efa', updateId: update?.id }),
    ),
  ).rejects.toEqual(named('ResourceNotFoundException'));
});

test('a roll to a template whose nodes never join fails and changes nothing', async () => {
  const setting = await active();
  const { world, templateId: id, groupId } = setting;
  await world.ec2.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId: id,
      LaunchTemplateData: { NetworkInterfaces: [{ DeviceIndex: 0, Groups: [groupId] }] },
    }),
  );
  const { update } = await world.eks.send(
    new UpdateNodegroupVersionCommand({ ...GROUP, launchTemplate: { id, version: '2' } }),
  );
  world.clock.advance(300);
  const ended = await world.eks.send(
    new DescribeUpdateCommand({ name: CLUSTER, nodegroupName: 'efa', updateId: update?.id }),
  );
  expect(ended.update?.errors?.[0]?.errorCode).toBe('NodeCreationFailure');
  expect(await describe1(setting)).toMatchObject({
    status: 'ACTIVE',
    launchTemplate: { version: '1' },
  });
});
