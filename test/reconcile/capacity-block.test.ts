/** Capacity Blocks, and spot. */
import type { Properties } from '../../src/core/model/properties';
import { CLUSTER } from '../world/scene';
import {
  created,
  failed,
  leftOf,
  readModel,
  remove,
  run,
  succeeded,
  update,
  writes,
} from './driver';
import {
  given,
  newReservation,
  nodesOf,
  reserving,
  SECOND_ZONE,
  TWO_NODES,
  updated,
} from './reserved';

const NO_NODES = { ...TWO_NODES, DesiredSize: 0 };
const BLOCK = { block: true, count: 4 };

describe('a Capacity Block', () => {
  it('is created without nodes before it starts, scaled up when it has, and deleted', async () => {
    const startDate = new Date('2026-12-10T11:30:00Z');
    const made = reserving(
      { ...BLOCK, state: 'scheduled', startDate, endDate: new Date('2026-12-17T11:30:00Z') },
      { ScalingConfig: NO_NODES },
    );
    const { world, request, reservationId } = made;
    const end = await run(world, request);
    const { model, message } = succeeded(end);
    expect(model).toMatchObject({
      CapacityType: 'CAPACITY_BLOCK',
      CapacityReservation: { Id: reservationId },
      InstanceTypes: ['hpc6id.32xlarge'],
      AvailabilityZoneId: SECOND_ZONE.zoneId,
      UpdateConfig: { UpdateStrategy: 'MINIMAL' },
    });
    expect(message).toContain('2026-12-17T11:30:00');
    const sent = end.calls.find(({ action }) => action === 'CreateNodegroup')?.input;
    expect(sent).toMatchObject({ capacityType: 'CAPACITY_BLOCK' });
    expect(sent).not.toHaveProperty('instanceTypes');
    expect(await readModel(world, request.identity)).toEqual(model);

    world.changeReservation(reservationId, { state: 'active' });
    const up = await updated(made, { ScalingConfig: TWO_NODES }, 'up');
    expect(writes(up.calls)).toEqual(['UpdateNodegroupConfig']);
    expect(nodesOf(made).map((node) => node.reservationId)).toEqual([reservationId, reservationId]);

    await run(world, remove(request.identity));
    expect(leftOf(made)).toEqual([]);
  });

  it('is ACTIVE without its nodes: they are looked for, and the message says what is there', async () => {
    const joins = (inService: number) =>
      `EKS does not wait for the nodes of a Capacity Block to join the cluster; ${inService} of 2 instances are InService. Check them with kubectl get nodes.`;
    const made = reserving(BLOCK, { ScalingConfig: TWO_NODES });
    expect(succeeded(await run(made.world, made.request)).message).toContain(joins(2));
    const taken = reserving(BLOCK, { ScalingConfig: TWO_NODES });
    const end = await run(taken.world, taken.request, {
      before: (invocation) => {
        if (invocation > 1) taken.world.changeReservation(taken.reservationId, { count: 0 });
      },
    });
    expect(succeeded(end).message).toContain(joins(0));
    expect(end.messages.at(-1)).toContain('0 of 2 instances are InService');
  });

  it('whose nodes the Auto Scaling group has let go is rolled, whatever EKS still shows', async () => {
    const made = reserving(BLOCK, { ScalingConfig: { ...TWO_NODES, MinSize: 0 } });
    await created(made.world, made.request);
    const { nodegroupName } = made.request.identity;
    made.world.autoscale(CLUSTER, nodegroupName, 0, { isKnownToEks: false });
    made.world.clock.advance(600);
    const end = await updated(made, { Volume: { SizeGiB: 200 } }, 'roll');
    expect(succeeded(end).model).toMatchObject({ LaunchTemplateVersion: '2' });
    expect(nodesOf(made)).toEqual([]);
  });

  it.each<[string, Partial<Properties>]>([
    ['the template', { Volume: { SizeGiB: 200 } }],
    ['the release', { ReleaseVersion: '1.33.6-20261120' }],
  ])('with nodes is not rolled for %s; without, it is', async (_name, change) => {
    const made = reserving(BLOCK, { ScalingConfig: TWO_NODES });
    await created(made.world, made.request);
    made.world.account.releases['1.33']?.push('1.33.6-20261120');
    const unsupported = await updated(made, change, 'refused');
    expect(failed(unsupported)).toMatchObject({
      code: 'InvalidRequest',
      message: expect.stringMatching(/^ScalingConfig.DesiredSize: 2 nodes .*Capacity Block.* to 0/),
    });
    expect(writes(unsupported.calls)).toEqual([]);

    const empty = await updated(made, { ...change, ScalingConfig: NO_NODES }, 'empty');
    expect(succeeded(empty).model).toMatchObject(change);
    expect(writes(empty.calls).at(-1)).toBe('UpdateNodegroupVersion');
    const sizes = made.world.nodegroup(CLUSTER, made.request.identity.nodegroupName).scalingConfig;
    expect(sizes.desiredSize).toBe(0);
  });

  it('that is empty is rolled before it gets nodes, also on the way back', async () => {
    const made = reserving(BLOCK, { ScalingConfig: NO_NODES });
    const { world, request, properties } = made;
    await created(world, request);
    const grown = { ...properties, Volume: { SizeGiB: 200 }, ScalingConfig: TWO_NODES };
    const end = await run(world, update(request.identity, properties, grown));
    expect(writes(end.calls)).toEqual([
      'CreateLaunchTemplateVersion',
      'UpdateNodegroupVersion',
      'UpdateNodegroupConfig',
    ]);
    expect(nodesOf(made)).toHaveLength(2);
    const empty = { ...grown, ScalingConfig: NO_NODES };
    succeeded(await run(world, update(request.identity, grown, empty, { token: 'empty' })));
    const before = { ...properties, ScalingConfig: TWO_NODES };
    const back = await run(world, update(request.identity, empty, before, { token: 'back' }));
    expect(writes(back.calls)).toEqual(['UpdateNodegroupVersion', 'UpdateNodegroupConfig']);
  });

  it('is exchanged for the next one, not for one that does not exist, and goes back to one that has gone', async () => {
    const made = reserving(BLOCK, { ScalingConfig: NO_NODES });
    const { world, request, properties } = made;
    await created(world, request);
    const unknown = await updated(made, { CapacityReservation: { Id: 'cr-0123456789abcdef0' } });
    expect(failed(unknown)).toMatchObject({
      code: 'InvalidRequest',
      message: expect.stringContaining('Capacity Reservation cr-0123456789abcdef0 does not exist'),
    });
    const CapacityReservation = { Id: world.addReservation(newReservation(BLOCK)) };
    const next = await updated(made, { CapacityReservation }, 'next');
    expect(succeeded(next).model).toMatchObject({ CapacityReservation });
    world.account.capacityReservations.remove(made.reservationId);
    const renewed = { ...properties, CapacityReservation };
    const back = update(request.identity, renewed, properties, { token: 'back' });
    expect(succeeded(await run(world, back)).model).toMatchObject({
      CapacityReservation: { Id: made.reservationId },
    });
  });

  it('gets no warm pool, whether the template says what it is or not', async () => {
    for (const change of [{}, { CapacityType: 'CAPACITY_BLOCK' as const }]) {
      const made = reserving(BLOCK, { ScalingConfig: NO_NODES, ...change });
      await created(made.world, made.request);
      const end = await updated(made, { WarmPoolConfig: { Enabled: true } });
      expect(failed(end)).toMatchObject({
        code: 'InvalidRequest',
        message: expect.stringContaining('warm pools with a Capacity Block'),
      });
      expect(writes(end.calls)).toEqual([]);
      const off = await updated(made, { WarmPoolConfig: { Enabled: false } }, 'off');
      expect(succeeded(off).model).toMatchObject({ CapacityType: 'CAPACITY_BLOCK' });
    }
  });

  it('goes back to an earlier version with nodes in it', async () => {
    const made = reserving(BLOCK, { ScalingConfig: NO_NODES });
    await created(made.world, made.request);
    const rolled = { ...made.properties, Volume: { SizeGiB: 200 } };
    succeeded(await updated(made, { Volume: { SizeGiB: 200 } }));
    made.world.autoscale(CLUSTER, made.request.identity.nodegroupName, 2);
    const back = await run(
      made.world,
      update(made.request.identity, rolled, made.properties, { token: 'back' }),
    );
    expect(writes(back.calls)).toEqual(['UpdateNodegroupVersion']);
  });
});

describe('spot', () => {
  it('is sent to EKS, with a warning', async () => {
    const first = reserving();
    const { CapacityReservation: _none, ...others } = first.properties;
    const made = {
      ...first,
      ...given(
        { ...first, properties: others },
        { CapacityType: 'SPOT', InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'NONE' },
      ),
    };
    const end = await run(made.world, made.request);
    expect(succeeded(end).model).toMatchObject({ CapacityType: 'SPOT' });
    expect(succeeded(end).message).toContain('Spot Instances');
  });
});
