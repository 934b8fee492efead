import { CLUSTER } from '../world/scene';
import { liveTemplate, living, readModel, run, SMALL, succeeded, update, writes } from './driver';
import { watch } from './watch';

describe('an update that adds a label', () => {
  it('sends that label alone, whatever an autoscaler and operators did, and rolls nothing', async () => {
    const made = await living({
      change: { Labels: { team: 'ml' } },
      stackTags: { cost: '1' },
    });
    const { world, request, properties, vpcId, clusterSecurityGroupId, model } = made;
    const { nodegroupName } = request.identity;
    const key = `${CLUSTER}/${nodegroupName}`;
    const { account } = world;
    // an autoscaler, and somebody who raised the maximum and added a label and a tag by hand
    world.autoscale(CLUSTER, nodegroupName, 6);
    const scaled = world.nodegroup(CLUSTER, nodegroupName);
    account.nodegroups.put(key, {
      ...scaled,
      scalingConfig: { ...scaled.scalingConfig, maxSize: 40 },
      labels: { ...scaled.labels, byHand: 'yes' },
      tags: { ...scaled.tags, byHand: 'yes' },
    });
    // an upgrade of the cluster
    const group = account.securityGroups.get(clusterSecurityGroupId);
    if (!group) throw new Error('no cluster security group');
    const [open] = group.rules;
    if (!open) throw new Error('no rule');
    const self = { ...open, id: 'sgr-self', egress: true, peer: { groupId: group.id } };
    account.securityGroups.put(group.id, { ...group, rules: [...group.rules, self] });
    watch(world).watchOthers();
    const subnet = world.addSubnet({ vpcId, zone: 'us-east-1b', zoneId: 'use1-az2' });
    const before = liveTemplate(world, model);

    const desired = {
      ...properties,
      Subnets: [...properties.Subnets, subnet],
      Labels: { team: 'ml', stage: 'prod' },
    };
    const end = await run(
      world,
      update(request.identity, properties, desired, {
        previousStackTags: { cost: '1' },
        stackTags: { cost: '2' },
      }),
    );
    const { model: after } = succeeded(end);
    expect(writes(end.calls)).toEqual(['TagResource', 'CreateTags', 'UpdateNodegroupConfig']);
    const config = end.calls.find(({ action }) => action === 'UpdateNodegroupConfig')?.input;
    expect(config).toEqual({
      clusterName: CLUSTER,
      nodegroupName,
      labels: { addOrUpdateLabels: { stage: 'prod' } },
      clientRequestToken: expect.any(String),
    });
    expect(after).toMatchObject({
      ScalingConfig: { MinSize: 2, MaxSize: 40, DesiredSize: 6 },
      Labels: { team: 'ml', stage: 'prod', byHand: 'yes' },
      LaunchTemplateVersion: '1',
      EfaSecurityGroupId: model.EfaSecurityGroupId,
      Subnets: [...desired.Subnets].sort(),
      NodeSubnets: model.NodeSubnets,
    });
    expect(after?.Tags).toEqual({ byHand: 'yes' });
    expect(liveTemplate(world, model)).toMatchObject({ data: before.data });
    for (const id of [model.LaunchTemplateId, model.EfaSecurityGroupId, model.PlacementGroupId]) {
      expect(world.resources().find((one) => one.id === id)?.tags.cost).toBe('2');
    }
    expect(world.nodegroup(CLUSTER, nodegroupName).tags.cost).toBe('2');
  });
});

describe('an update in place', () => {
  it('of MaxSize and a label is one UpdateNodegroupConfig', async () => {
    const { world, request, properties } = await living({ change: SMALL });
    const desired = {
      ...properties,
      ScalingConfig: { ...properties.ScalingConfig, MaxSize: 20 },
      Labels: { a: 'b' },
      Taints: [{ Key: 'efa', Effect: 'NO_SCHEDULE' as const }],
      UpdateConfig: { MaxUnavailablePercentage: 50 },
    };
    const end = await run(world, update(request.identity, properties, desired));
    expect(writes(end.calls)).toEqual(['UpdateNodegroupConfig']);
    expect(succeeded(end).model).toMatchObject({
      ScalingConfig: { MinSize: 2, MaxSize: 20, DesiredSize: 2 },
      Labels: { a: 'b' },
      Taints: [{ Key: 'efa', Effect: 'NO_SCHEDULE' }],
      UpdateConfig: { MaxUnavailablePercentage: 50 },
    });
    const back = await run(world, update(request.identity, desired, properties, { token: 'back' }));
    expect(writes(back.calls)).toEqual(['UpdateNodegroupConfig']);
    const { Labels, Taints, UpdateConfig } = succeeded(back).model ?? {};
    expect({ Labels, Taints, UpdateConfig }).toEqual({
      UpdateConfig: { MaxUnavailable: 1, UpdateStrategy: 'DEFAULT' },
    });
  });

  it('of MinSize over the live desired size raises that too', async () => {
    const { world, request, properties } = await living({ change: SMALL });
    const desired = { ...properties, ScalingConfig: { MinSize: 4, MaxSize: 10, DesiredSize: 4 } };
    const end = await run(world, update(request.identity, properties, desired));
    expect(succeeded(end).model?.ScalingConfig).toEqual(desired.ScalingConfig);
  });

  it('does not fight an autoscaler that goes on while the update runs', async () => {
    const { world, request, properties } = await living({ change: SMALL });
    const { nodegroupName } = request.identity;
    const desired = { ...properties, ScalingConfig: { MinSize: 2, MaxSize: 20, DesiredSize: 4 } };
    const before = () => {
      const [config] = world.account.updates.all();
      if (config?.update.status === 'Successful') world.autoscale(CLUSTER, nodegroupName, 7);
    };
    const end = await run(world, update(request.identity, properties, desired), { before });
    expect(writes(end.calls)).toEqual(['UpdateNodegroupConfig']);
    expect(succeeded(end).model?.ScalingConfig?.DesiredSize).toBe(7);
  });

  it('that forgot what it had sent does not send another size', async () => {
    const { world, request, properties } = await living({ change: SMALL });
    const desired = { ...properties, ScalingConfig: { MinSize: 2, MaxSize: 20, DesiredSize: 4 } };
    world.faults.add({ action: 'UpdateNodegroupConfig', when: 'after', error: 'killed' });
    world.clock.after(400, () => world.autoscale(CLUSTER, request.identity.nodegroupName, 7));
    const before = (invocation: number) => {
      // long after the update that nobody remembers
      if (invocation === 2) world.clock.advance(600);
    };
    const end = await run(world, update(request.identity, properties, desired), {
      before,
      afterKill: 'nothing',
    });
    const sent = end.calls.filter(({ action }) => action === 'UpdateNodegroupConfig');
    expect(sent.map(({ input }) => input.scalingConfig)).toEqual([{ maxSize: 20, desiredSize: 4 }]);
    expect(succeeded(end).model?.ScalingConfig).toEqual({
      ...desired.ScalingConfig,
      DesiredSize: 7,
    });
  });

  it('of tags reaches all four resources, and takes away what the template no longer names', async () => {
    const made = await living({ change: { ...SMALL, Tags: { keep: '1', drop: '1' } } });
    const { world, request, properties, model } = made;
    const desired = { ...properties, Tags: { keep: '2', fresh: '1' } };
    const end = await run(world, update(request.identity, properties, desired));
    expect([...writes(end.calls)].sort()).toEqual([
      'CreateTags',
      'DeleteTags',
      'TagResource',
      'UntagResource',
    ]);
    const key = `${CLUSTER}/${request.identity.nodegroupName}`;
    const { LaunchTemplateId, EfaSecurityGroupId, PlacementGroupId } = model;
    for (const id of [key, LaunchTemplateId, EfaSecurityGroupId, PlacementGroupId]) {
      const { tags } = world.resources().find((one) => one.id === id) ?? {
        tags: {} as Record<string, string>,
      };
      expect({ id, keep: tags.keep, drop: tags.drop, fresh: tags.fresh }).toEqual({
        id,
        keep: '2',
        drop: undefined,
        fresh: '1',
      });
    }
    expect(succeeded(end).model?.Tags).toEqual(desired.Tags);
    expect((await readModel(world, request.identity))?.Tags).toEqual(desired.Tags);
  });

  it('with more than 50 tags is refused before anything is written', async () => {
    const { world, request, properties } = await living({ change: SMALL });
    const many = Object.fromEntries(Array.from({ length: 48 }, (_, at) => [`tag${at}`, '']));
    const desired = { ...properties, Tags: many, Labels: { a: 'b' } };
    const end = await run(world, update(request.identity, properties, desired));
    expect(end.outcome).toMatchObject({ kind: 'failed', failure: { code: 'InvalidRequest' } });
    expect(writes(end.calls)).toEqual([]);
  });
});
