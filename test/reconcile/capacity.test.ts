import type { Properties } from '../../src/core/model/properties';
import { ZONES } from '../world/scene';
import {
  actions,
  created,
  failed,
  leftOf,
  liveTemplate,
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
  type Reserving,
  reserving,
  SECOND_ZONE,
  TWO_NODES,
  updated,
} from './reserved';

describe('an On-Demand Capacity Reservation', () => {
  it('is where the nodes run, in its zone, from create to delete', async () => {
    const made = reserving();
    const { world, request, reservationId, subnetIds } = made;
    const model = await created(world, request);
    expect(model).toMatchObject({
      CapacityType: 'ON_DEMAND',
      CapacityReservation: { Id: reservationId },
      InstanceTypes: ['hpc6id.32xlarge'],
      AvailabilityZoneId: SECOND_ZONE.zoneId,
      NodeSubnets: [subnetIds[1]],
      UpdateConfig: { MaxUnavailable: 1, UpdateStrategy: 'MINIMAL' },
      Placement: { Group: 'AUTO' },
    });
    expect(model).toHaveProperty('PlacementGroupName', '');
    expect(nodesOf(made).map((node) => node.reservationId)).toEqual([reservationId, reservationId]);
    expect(liveTemplate(world, model).data).toMatchObject({
      CapacityReservationSpecification: {
        CapacityReservationTarget: { CapacityReservationId: reservationId },
      },
    });
    expect(liveTemplate(world, model).data).not.toHaveProperty('Placement');
    expect(await readModel(world, request.identity)).toEqual(model);

    const quiet = await updated(made, {}, 'quiet');
    expect(succeeded(quiet).model).toEqual(model);
    expect(writes(quiet.calls)).toEqual([]);
    expect(actions(quiet.calls)).not.toContain('DescribeCapacityReservations');

    await run(world, remove(request.identity));
    expect(leftOf(made)).toEqual([]);
  });

  it('that is full is waited for with AWS’s words, and goes on when there is capacity', async () => {
    const made = reserving({ count: 10 });
    const { world, request, reservationId } = made;
    // somebody else takes all but one after the checks
    let taken = false;
    const end = await run(world, request, {
      before: (invocation) => {
        if (invocation === 2) world.changeReservation(reservationId, { count: 1 });
        if (invocation === 6 && !taken) {
          taken = true;
          world.changeReservation(reservationId, { count: 2 });
        }
      },
    });
    expect(end.messages.join('\n')).toContain('ReservationCapacityExceeded');
    expect(end.messages.join('\n')).toContain('does not have sufficient compatible and available');
    expect(succeeded(end).model).toMatchObject({ Status: 'ACTIVE' });
    expect(nodesOf(made)).toHaveLength(2);
  });

  it('rolls one node after the other, which finds capacity where a surge would not', async () => {
    const made = reserving({ count: 2 }, { ScalingConfig: { ...TWO_NODES, MaxSize: 2 } });
    await created(made.world, made.request);
    const end = await updated(made, { Volume: { SizeGiB: 200 } });
    expect(succeeded(end).model).toMatchObject({ Volume: { SizeGiB: 200 } });
    expect(actions(end.calls)).not.toContain('DescribeCapacityReservations');
  });

  it('is exchanged in place for one of the same zone, by one roll', async () => {
    const made = reserving();
    const { world, request } = made;
    await created(world, request);
    const next = world.addReservation(newReservation());
    const end = await updated(made, { CapacityReservation: { Id: next } });
    expect(succeeded(end).model).toMatchObject({ CapacityReservation: { Id: next } });
    expect(writes(end.calls)).toEqual(['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion']);
    expect(nodesOf(made).map(({ reservationId }) => reservationId)).toEqual([next, next]);

    const back = await run(
      world,
      update(
        request.identity,
        { ...made.properties, CapacityReservation: { Id: next } },
        made.properties,
        { token: 'back' },
      ),
      // the old one is gone meanwhile: going back is never refused
      { before: () => world.account.capacityReservations.remove(made.reservationId) },
    );
    expect(writes(back.calls)).toEqual(['UpdateNodegroupVersion']);
    expect(succeeded(back).model).toMatchObject({
      CapacityReservation: { Id: made.reservationId },
    });
  });

  it('becomes a resource group that it is in, in place', async () => {
    const made = reserving();
    await created(made.world, made.request);
    const ResourceGroupArn = made.world.addResourceGroup('pool', [made.reservationId]);
    const end = await updated(made, { CapacityReservation: { ResourceGroupArn } });
    expect(succeeded(end).model).toMatchObject({
      CapacityReservation: { ResourceGroupArn, Preference: 'capacity-reservations-only' },
    });
  });

  it('is not exchanged for one that does not hold the nodes', async () => {
    const made = reserving();
    await created(made.world, made.request);
    const next = made.world.addReservation(newReservation({ count: 1 }));
    const end = await updated(made, { CapacityReservation: { Id: next } });
    expect(failed(end)).toMatchObject({
      code: 'InvalidRequest',
      message: expect.stringMatching(
        new RegExp(`^ScalingConfig.DesiredSize: 2 exceeds the 1 instances reserved by ${next}`),
      ),
    });
    expect(writes(end.calls)).toEqual([]);
  });

  it.each<[string, (made: Reserving) => Partial<Properties>, string]>([
    [
      'one of another zone',
      ({ world }) => ({
        CapacityReservation: {
          Id: world.addReservation(newReservation({ zone: 'us-east-1a', zoneId: 'use1-az1' })),
        },
      }),
      'The nodes are in Availability Zone us-east-1b (use1-az2), but',
    ],
    [
      'a Capacity Block',
      ({ world }) => ({
        CapacityReservation: { Id: world.addReservation(newReservation({ block: true })) },
      }),
      'The nodes use an On-Demand Capacity Reservation, and this node group cannot switch to a Capacity Block in place',
    ],
    [
      'one in a placement group',
      ({ world }) => ({
        CapacityReservation: {
          Id: world.addReservation(
            newReservation({ placementGroupArn: world.placementGroupArn('theirs') }),
          ),
        },
      }),
      'The nodes are in no placement group, but',
    ],
    [
      'none',
      () => ({ CapacityReservation: { Preference: 'open' } }),
      'The nodes use an On-Demand Capacity Reservation, and this node group cannot switch to On-Demand capacity in place',
    ],
  ])('is not exchanged for %s: the node group is replaced', async (_name, change, words) => {
    const made = reserving();
    await created(made.world, made.request);
    const end = await updated(made, change(made));
    expect(failed(end)).toMatchObject({
      code: 'NotUpdatable',
      message: expect.stringContaining(`CapacityReservation: `),
    });
    expect(failed(end).message).toContain(words);
    expect(writes(end.calls)).toEqual([]);
  });

  it('is not removed, and not given later', async () => {
    const made = reserving();
    await created(made.world, made.request);
    const { CapacityReservation: _gone, ...without } = made.properties;
    const away = await run(made.world, update(made.request.identity, made.properties, without));
    expect(failed(away)).toMatchObject({ code: 'NotUpdatable' });

    const plain = reserving();
    const open = { ...plain, ...given(plain, { CapacityReservation: { Preference: 'open' } }) };
    await created(open.world, open.request);
    const later = await updated(open, { CapacityReservation: { Id: plain.reservationId } });
    expect(failed(later)).toMatchObject({
      code: 'NotUpdatable',
      message: expect.stringContaining(
        'The nodes use On-Demand capacity, and this node group cannot switch to an On-Demand Capacity Reservation',
      ),
    });
  });
});

describe('a preference alone', () => {
  it('changes in place, and is removed in place', async () => {
    const first = reserving();
    const made = {
      ...first,
      ...given(first, {
        CapacityReservation: { Preference: 'none' },
        Placement: { Group: 'NONE' },
      }),
    };
    const model = await created(made.world, made.request);
    expect(model).toMatchObject({ CapacityReservation: { Preference: 'none' } });
    expect(nodesOf(made).map(({ reservationId }) => reservationId)).toEqual([undefined, undefined]);
    const { CapacityReservation: _gone, ...without } = made.properties;
    const end = await run(made.world, update(made.request.identity, made.properties, without));
    expect(succeeded(end).model).not.toHaveProperty('CapacityReservation');
    expect(writes(end.calls)).toEqual(['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion']);
  });
});

it('fails where EKS lost the reservation when it copied the template: nodes would be paid beside it', async () => {
  const { world, request, reservationId } = reserving();
  world.account.copied = ({ CapacityReservationSpecification: _, ...data }) => data;
  const { code, message } = failed(await run(world, request));
  expect(code).toBe('NotStabilized');
  expect(message).toContain(`lacks Capacity Reservation ${reservationId}`);
});

describe('a resource group', () => {
  it('of more than a page of reservations is read to its end', async () => {
    const first = reserving();
    const { world } = first;
    const ids = Array.from({ length: 51 }, () =>
      world.addReservation(newReservation({ count: 1 })),
    );
    const ResourceGroupArn = world.addResourceGroup('pool', ids);
    const ScalingConfig = { MinSize: 1, MaxSize: 51 };
    const made = {
      ...first,
      ...given(first, { CapacityReservation: { ResourceGroupArn }, ScalingConfig }),
    };
    const end = await run(world, made.request);
    expect(succeeded(end).model).toMatchObject({
      CapacityReservation: { ResourceGroupArn, Preference: 'capacity-reservations-only' },
      AvailabilityZoneId: SECOND_ZONE.zoneId,
    });
    expect(actions(end.calls).filter((name) => name === 'ListGroupResources')).toHaveLength(2);
    expect(await readModel(world, made.request.identity)).toEqual(succeeded(end).model);
  });

  it.each(['expired', 'cancelled'])('serves beside a member that is %s', async (state) => {
    const first = reserving();
    const { world, reservationId } = first;
    const ended = world.addReservation(newReservation({ state, instanceType: 'p4d.24xlarge' }));
    const ResourceGroupArn = world.addResourceGroup('pool', [ended, reservationId]);
    const made = { ...first, ...given(first, { CapacityReservation: { ResourceGroupArn } }) };
    expect(succeeded(await run(world, made.request)).model).toMatchObject({
      CapacityReservation: { ResourceGroupArn },
      AvailabilityZoneId: SECOND_ZONE.zoneId,
    });
  });

  // EC2 user guide, cr-groups: instances match any member "that has matching attributes and available capacity"
  it('runs nodes in the members that fit, and names the others', async () => {
    const first = reserving();
    const { world, reservationId } = first;
    const other = world.addReservation(newReservation({ instanceType: 'p4d.24xlarge' }));
    const far = world.addReservation(newReservation({ ...ZONES[0], count: 3 }));
    const ResourceGroupArn = world.addResourceGroup('pool', [other, far, reservationId]);
    const made = { ...first, ...given(first, { CapacityReservation: { ResourceGroupArn } }) };
    const { model, message } = succeeded(await run(world, made.request));
    expect(model).toMatchObject({ AvailabilityZoneId: SECOND_ZONE.zoneId });
    expect(message).toBe(
      `Warning: CapacityReservation.ResourceGroupArn: No node is launched in these members of the resource group: ${other} reserves p4d.24xlarge; ${far} is in us-east-1a.`,
    );
    const labelled = { ...made.properties, Labels: { team: 'ml' } };
    succeeded(await run(world, update(made.request.identity, made.properties, labelled)));
  });

  it.each(['ListGroupResources', 'DescribeCapacityReservations'])(
    'is read again where %s was throttled',
    async (action) => {
      const first = reserving();
      const ResourceGroupArn = first.world.addResourceGroup('pool', [first.reservationId]);
      const made = { ...first, ...given(first, { CapacityReservation: { ResourceGroupArn } }) };
      const code = action.startsWith('List') ? 'TooManyRequestsException' : 'RequestLimitExceeded';
      made.world.faults.add({ action, times: 6, error: { code } });
      succeeded(await run(made.world, made.request));
      expect(made.world.faults.unused()).toEqual([]);
    },
  );
});
