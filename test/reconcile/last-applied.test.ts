/**
 * What was applied last decides what an update touches: the way back of an update that was never sent changes nothing,
 * whatever an autoscaler and operators did meanwhile (decisions/last-applied.md).
 */
import type { Properties } from '../../src/core/model/properties';
import { CLUSTER } from '../world/scene';
import {
  actions,
  create,
  created,
  failed,
  type Living,
  liveTemplate,
  living,
  QUICK,
  run,
  SMALL,
  setting,
  succeeded,
  update,
  writes,
} from './driver';
import { newReservation } from './reserved';
import { watch } from './watch';

type Given = Partial<Properties>;
const SIZES = { MinSize: 0, MaxSize: 300, DesiredSize: 2 };
const A: Given = {
  ...SMALL,
  ScalingConfig: SIZES,
  Labels: { team: 'ml' },
  Taints: [{ Key: 'efa', Value: 'yes', Effect: 'NO_SCHEDULE' }],
  UpdateConfig: { MaxUnavailable: 1 },
  NodeRepairConfig: { Enabled: true },
  Tags: { cost: '1' },
};
const TYPO = { KeyName: 'no-such-key' };
const B: Given = {
  ScalingConfig: { MinSize: 1, MaxSize: 250, DesiredSize: 220 },
  Labels: { team: 'hpc', stage: 'prod' },
  Taints: [],
  UpdateConfig: { MaxUnavailable: 3 },
  NodeRepairConfig: { Enabled: false },
  Tags: { cost: '2' },
};

function living1(change: Given = A): Promise<Living> {
  return living({ timings: QUICK, change });
}

function nameOf({ request }: Living): string {
  return request.identity.nodegroupName;
}

function liveOf(made: Living) {
  return made.world.nodegroup(CLUSTER, nameOf(made));
}

function change(made: Living, more: object): void {
  const live = liveOf(made);
  made.world.account.nodegroups.put(`${CLUSTER}/${nameOf(made)}`, { ...live, ...more });
}

/** An autoscaler, and an operator who changes each thing by hand. */
function changeByHand(made: Living): void {
  made.world.autoscale(CLUSTER, nameOf(made), 40);
  const { scalingConfig, labels, tags } = liveOf(made);
  change(made, {
    scalingConfig: { ...scalingConfig, maxSize: 400 },
    labels: { ...labels, team: 'operator' },
    taints: [{ key: 'efa', value: 'operator', effect: 'NO_SCHEDULE' }],
    updateConfig: { maxUnavailable: 7 },
    nodeRepairConfig: { enabled: true, maxParallelNodesRepairedCount: 9 },
    tags: { ...tags, cost: 'operator' },
  });
  watch(made.world).watchOthers();
}

async function there(made: Living, desired: Properties, previous = made.properties) {
  return run(made.world, update(made.request.identity, previous, desired, { token: 'there' }));
}

async function back(made: Living, from: Properties, to = made.properties) {
  const end = await run(made.world, update(made.request.identity, from, to, { token: 'back' }));
  return { ...end, ...succeeded(end) };
}

describe('the way back of an update that was never sent changes nothing', () => {
  it('refused for a key pair that does not exist', async () => {
    const made = await living1();
    changeByHand(made);
    const desired = { ...made.properties, ...B, ...TYPO };
    const refused = await there(made, desired);
    expect(failed(refused).code).toBe('InvalidRequest');
    expect(writes(refused.calls)).toEqual([]);
    const before = liveOf(made);
    const end = await back(made, desired);
    expect(writes(end.calls)).toEqual([]);
    expect(liveOf(made)).toEqual(before);
  });

  it.each([
    ['eks', 'TagResource', 'AccessDeniedException'],
    ['eks', 'UpdateNodegroupConfig', 'AccessDeniedException'],
    ['eks', 'UpdateNodegroupConfig', 'InvalidParameterException'],
  ])('refused by %s:%s with %s', async (_service, action, code) => {
    const made = await living1();
    changeByHand(made);
    const { Tags: _tags, ...untagged } = B;
    const desired = { ...made.properties, ...(action === 'TagResource' ? B : untagged) };
    made.world.faults.add({ action, error: { code } });
    failed(await there(made, desired));
    const before = liveOf(made);
    const end = await back(made, desired);
    expect(writes(end.calls)).toEqual([]);
    expect(liveOf(made)).toEqual(before);
    // and once more, now that nothing refuses it
    const again = await run(
      made.world,
      update(made.request.identity, made.properties, desired, { token: 'again' }),
    );
    expect(succeeded(again).model).toMatchObject({
      Labels: { team: 'hpc', stage: 'prod' },
      ScalingConfig: { MinSize: 1, MaxSize: 250, DesiredSize: 220 },
      UpdateConfig: { MaxUnavailable: 3 },
    });
  });

  it('refused before a reservation that an operator moved by hand, or user data, was rolled', async () => {
    const empty = setting({ timings: QUICK });
    const { world } = empty;
    const [old, byHand, next] = ['a', 'b', 'c'].map(() => world.addReservation(newReservation()));
    const from = { ...empty.properties, ...SMALL, CapacityReservation: { Id: old as string } };
    const request = create(from);
    const model = await created(world, request);
    const made: Living = { ...empty, properties: from, request, model };
    const { template, data } = liveTemplate(world, made.model);
    if (!template) throw new Error('no template');
    const moved = {
      ...data,
      CapacityReservationSpecification: {
        CapacityReservationTarget: { CapacityReservationId: byHand as string },
      },
    };
    const number = template.latestVersion + 1;
    world.account.templates.put(template.id, {
      ...template,
      latestVersion: number,
      versions: [
        ...template.versions,
        { number, description: undefined, createdAt: world.clock.now(), data: moved },
      ],
    });
    change(made, { launchTemplate: { ...liveOf(made).launchTemplate, version: String(number) } });
    const desired = {
      ...from,
      CapacityReservation: { Id: next as string },
      PreBootstrapUserData: '',
      LocalStorage: 'AUTO' as const,
      ...TYPO,
    };
    failed(await there(made, desired, from));
    const end = await back(made, desired, from);
    expect(writes(end.calls)).toEqual([]);
    expect(liveTemplate(world, model).data).toEqual(moved);
  });
});

describe('the way back of an update that went well', () => {
  it('restores the sizes that were live before it, and takes nothing away from them', async () => {
    const made = await living1({
      ...SMALL,
      ScalingConfig: { MinSize: 1, MaxSize: 60, DesiredSize: 2 },
    });
    made.world.autoscale(CLUSTER, nameOf(made), 40);
    const desired = {
      ...made.properties,
      ScalingConfig: { MinSize: 2, MaxSize: 80, DesiredSize: 50 },
    };
    expect(succeeded(await there(made, desired)).model?.ScalingConfig).toEqual(
      desired.ScalingConfig,
    );
    expect((await back(made, desired)).model?.ScalingConfig).toEqual({
      MinSize: 1,
      MaxSize: 60,
      DesiredSize: 40,
    });
  });

  it('leaves what an autoscaler made of the size since', async () => {
    const made = await living1({
      ...SMALL,
      ScalingConfig: { MinSize: 1, MaxSize: 60, DesiredSize: 2 },
    });
    made.world.autoscale(CLUSTER, nameOf(made), 40);
    const desired = {
      ...made.properties,
      ScalingConfig: { MinSize: 2, MaxSize: 80, DesiredSize: 50 },
    };
    succeeded(await there(made, desired));
    made.world.autoscale(CLUSTER, nameOf(made), 70);
    const end = await back(made, desired);
    expect(end.model?.ScalingConfig).toEqual({ MinSize: 1, MaxSize: 70, DesiredSize: 70 });
    expect(end.message).toContain('MaxSize: 70 is kept instead of 60');
  });

  it('gives back the nodes that the update took away', async () => {
    const made = await living1({
      ...SMALL,
      ScalingConfig: { MinSize: 1, MaxSize: 60, DesiredSize: 10 },
    });
    made.world.autoscale(CLUSTER, nameOf(made), 40);
    const desired = {
      ...made.properties,
      ScalingConfig: { MinSize: 1, MaxSize: 60, DesiredSize: 4 },
    };
    expect(succeeded(await there(made, desired)).model?.ScalingConfig?.DesiredSize).toBe(4);
    expect((await back(made, desired)).model?.ScalingConfig?.DesiredSize).toBe(40);
  });

  it('keeps a maximum that an autoscaler has used', async () => {
    const made = await living1({
      ...SMALL,
      ScalingConfig: { MinSize: 1, MaxSize: 4, DesiredSize: 2 },
    });
    const desired = {
      ...made.properties,
      ScalingConfig: { MinSize: 1, MaxSize: 20, DesiredSize: 2 },
    };
    succeeded(await there(made, desired));
    made.world.autoscale(CLUSTER, nameOf(made), 15);
    const end = await back(made, desired);
    expect(end.model?.ScalingConfig).toEqual({ MinSize: 1, MaxSize: 15, DesiredSize: 15 });
    expect(end.message).toContain('MaxSize: 15 is kept instead of 4');
  });

  it('sends the values before of everything else', async () => {
    const made = await living1();
    const before = liveOf(made);
    const desired = { ...made.properties, ...B, ScalingConfig: SIZES };
    succeeded(await there(made, desired));
    await back(made, desired);
    const now = liveOf(made);
    const { 'efa-node-group:applied': _a, ...tags } = before.tags;
    expect(now.tags).toMatchObject(tags);
    for (const name of ['labels', 'taints', 'updateConfig', 'nodeRepairConfig'] as const) {
      expect(now[name]).toMatchObject(before[name] as object);
    }
  });
});

describe('sizes', () => {
  it('are never lowered over a stale answer of DescribeNodegroup', async () => {
    const made = await living1({
      ...SMALL,
      ScalingConfig: { MinSize: 2, MaxSize: 300 },
    });
    made.world.autoscale(CLUSTER, nameOf(made), 40, { isKnownToEks: false });
    const desired = {
      ...made.properties,
      ScalingConfig: { ...made.properties.ScalingConfig, MinSize: 4 },
    };
    succeeded(await there(made, desired));
    expect(liveOf(made).scalingConfig).toEqual({ minSize: 4, maxSize: 300, desiredSize: 40 });
  });

  it('are the same in a repeat whose first answer and memory are lost', async () => {
    const made = await living1({
      ...SMALL,
      ScalingConfig: { MinSize: 1, MaxSize: 60, DesiredSize: 10 },
    });
    const { world } = made;
    const desired = {
      ...made.properties,
      ScalingConfig: { MinSize: 1, MaxSize: 60, DesiredSize: 4 },
    };
    world.faults.add({ action: 'UpdateNodegroupConfig', when: 'after', error: 'killed' });
    const before = (invocation: number) => {
      if (invocation !== 2) return;
      world.clock.advance(600);
      world.autoscale(CLUSTER, nameOf(made), 7);
    };
    const end = await run(
      world,
      update(made.request.identity, made.properties, desired, { token: 'there' }),
      { before, afterKill: 'nothing' },
    );
    succeeded(end);
    expect(actions(end.calls).filter((name) => name === 'UpdateNodegroupConfig')).toHaveLength(1);
    expect(liveOf(made).scalingConfig.desiredSize).toBe(7);
  });

  it('that the template lowers are lowered', async () => {
    const made = await living1({
      ...SMALL,
      ScalingConfig: { MinSize: 1, MaxSize: 60, DesiredSize: 10 },
    });
    made.world.autoscale(CLUSTER, nameOf(made), 40);
    const desired = {
      ...made.properties,
      ScalingConfig: { MinSize: 1, MaxSize: 60, DesiredSize: 3 },
    };
    expect(succeeded(await there(made, desired)).model?.ScalingConfig?.DesiredSize).toBe(3);
  });
});

describe('a create-only property', () => {
  it('that differs from what lives, as after an import, keeps no other from being changed', async () => {
    const made = await living1(SMALL);
    const imported = { ...made.properties, NodeRole: 'arn:aws:iam::123456789012:role/imported' };
    const desired = { ...imported, Labels: { team: 'hpc' } };
    expect(succeeded(await there(made, desired, imported)).model?.Labels).toEqual({ team: 'hpc' });
    await back(made, desired, imported);
  });

  it('that the template changes is NotUpdatable', async () => {
    const made = await living1(SMALL);
    const desired = { ...made.properties, NodeRole: 'arn:aws:iam::123456789012:role/another' };
    expect(failed(await there(made, desired)).code).toBe('NotUpdatable');
  });
});

describe('the limit of 50 tags', () => {
  const tags = (name: string, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`${name}${at}`, '1']));

  it.each([24, 35, 41])('is no obstacle to a replacement of %d tags', async (count) => {
    const made = await living1({ ...SMALL, Tags: tags('old', count) });
    const desired = { ...made.properties, Tags: tags('new', count) };
    expect(succeeded(await there(made, desired)).model?.Tags).toEqual(desired.Tags);
    expect((await back(made, desired)).model?.Tags).toEqual(made.properties.Tags);
  });

  it('leaves the record out where it would be one too many', async () => {
    const given = { ...SMALL, Tags: tags('old', 43) };
    const made = await living1(given);
    expect(Object.keys(liveOf(made).tags)).toHaveLength(50);
    expect(liveOf(made).tags).not.toHaveProperty('efa-node-group:applied');
    const desired = { ...made.properties, Labels: { team: 'hpc' } };
    const end = await there(made, desired);
    expect(succeeded(end).model?.Labels).toEqual({ team: 'hpc' });
    expect(writes(end.calls)).toEqual(['UpdateNodegroupConfig']);
  });
});
