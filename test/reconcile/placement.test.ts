import type { Properties } from '../../src/core/model/properties';
import {
  actions,
  created,
  failed,
  leftOf,
  liveTemplate,
  QUICK,
  readModel,
  remove,
  run,
  type Setting,
  SMALL,
  setting,
  succeeded,
  update,
  writes,
} from './driver';
import { given, newReservation, SECOND_ZONE } from './reserved';

/** A node group in a group that somebody else created. */
function named(change: Partial<Properties> = {}): Setting {
  const made = setting({ timings: QUICK });
  made.world.addPlacementGroup('theirs');
  return {
    ...made,
    ...given(made, { ...SMALL, Placement: { GroupName: 'theirs' }, ...change }),
  };
}

const groupsOf = ({ world }: Setting) =>
  world.account.placementGroups.all().map(({ name }) => name);

describe('a placement group by name', () => {
  it('is where the nodes are, is shown by Read, and stays when they go', async () => {
    const made = named();
    const { world, request } = made;
    const before = groupsOf(made);
    const end = await run(world, request);
    const { model } = succeeded(end);
    expect(writes(end.calls)).not.toContain('CreatePlacementGroup');
    expect(model).toMatchObject({
      Placement: { Group: 'AUTO', GroupName: 'theirs' },
      PlacementGroupName: 'theirs',
      PlacementGroupId: expect.stringMatching(/^pg-/),
      PlacementGroupArn: world.placementGroupArn('theirs'),
    });
    expect(liveTemplate(world, model ?? ({} as never)).data.Placement).toEqual({
      GroupName: 'theirs',
    });
    expect(await readModel(world, request.identity)).toEqual(model);
    expect(groupsOf(made)).toEqual(before);

    const tagged = { ...made.properties, Tags: { team: 'ml' } };
    const tags = await run(world, update(request.identity, made.properties, tagged));
    expect(succeeded(tags).model).toMatchObject({ Tags: { team: 'ml' } });

    const gone = await run(world, remove(request.identity));
    expect(writes(gone.calls)).not.toContain('DeletePlacementGroup');
    expect(leftOf(made)).toEqual([]);
    expect(groupsOf(made)).toEqual(before);
  });

  it('whose nodes are in a zone takes that zone, which it would not have chosen', async () => {
    const first = setting({ timings: QUICK });
    const { world } = first;
    world.addPlacementGroup('theirs');
    world.account.instances.put('i-theirs', {
      id: 'i-theirs',
      instanceType: 'hpc6id.32xlarge',
      state: 'running',
      subnetId: first.subnetIds[2],
      placementGroup: 'theirs',
      reservationId: undefined,
      autoScalingGroup: 'theirs',
      launchedAt: world.clock.now(),
      tags: {},
    });
    const made = {
      ...first,
      ...given(first, { ...SMALL, Placement: { GroupName: 'theirs' } }),
    };
    expect(await created(world, made.request)).toMatchObject({
      AvailabilityZoneId: 'use1-az3',
      NodeSubnets: [first.subnetIds[2]],
    });
  });

  it('that is empty takes the zone of a reservation in it', async () => {
    const made = named();
    const placementGroupArn = made.world.placementGroupArn('theirs');
    made.world.addReservation(newReservation({ placementGroupArn }));
    expect(await created(made.world, made.request)).toMatchObject({
      AvailabilityZoneId: SECOND_ZONE.zoneId,
    });
  });

  it('is written down later without a call but for the record, and does not change', async () => {
    const made = named();
    const { world, request, properties } = made;
    await created(world, request);
    const without = { ...properties, Placement: { Group: 'AUTO' as const } };
    const dropped = await run(world, update(request.identity, properties, without));
    expect(writes(dropped.calls)).toEqual(['TagResource']);
    expect(succeeded(dropped).model?.Placement).toEqual({ Group: 'AUTO' });
    const again = update(request.identity, without, properties, { token: 'again' });
    expect(succeeded(await run(world, again)).model).toMatchObject({
      Placement: { GroupName: 'theirs' },
    });
    const other = { ...properties, Placement: { GroupName: 'other' } };
    const end = await run(world, update(request.identity, properties, other, { token: 'other' }));
    expect(failed(end)).toMatchObject({
      code: 'NotUpdatable',
      message:
        'Placement.GroupName: theirs cannot be changed to other in place. CloudFormation replaces the node group.',
    });
    expect(writes(end.calls)).toEqual([]);
  });

  it('that somebody removed from the template does not replace the node group', async () => {
    const made = named();
    const { world, request, properties } = made;
    const model = await created(world, request);
    const { template, data } = liveTemplate(world, model);
    if (!template) throw new Error('no launch template');
    const { Placement: _, ...without } = data;
    const versions = template.versions.map((version) => ({ ...version, data: without }));
    world.account.templates.put(template.id, { ...template, versions });
    const desired = { ...properties, InstanceTags: { team: 'ml' } };
    const end = await run(world, update(request.identity, properties, desired));
    expect(succeeded(end).model).toMatchObject({ InstanceTags: { team: 'ml' } });
  });

  it('is not given to a node group that is in none', async () => {
    const made = named({ Placement: { Group: 'NONE' } });
    await created(made.world, made.request);
    const desired = { ...made.properties, Placement: { GroupName: 'theirs' } };
    const end = await run(made.world, update(made.request.identity, made.properties, desired));
    expect(failed(end)).toMatchObject({ code: 'NotUpdatable' });
    expect(failed(end).message).toContain(
      'The nodes are in no placement group and cannot be moved to theirs in place',
    );
  });

  it('is observed again where the call was throttled', async () => {
    const made = named();
    for (const action of ['DescribePlacementGroups', 'DescribeInstances']) {
      made.world.faults.add({ action, times: 6, error: { code: 'RequestLimitExceeded' } });
    }
    succeeded(await run(made.world, made.request));
    expect(made.world.faults.unused()).toEqual([]);
  });
});

it('a name with a wildcard of EC2 is the name of one group, and of no other', async () => {
  const made = named({ Placement: { GroupName: 'their*' } });
  const end = await run(made.world, made.request);
  expect(failed(end).message).toContain('their*');
  expect(writes(end.calls)).toEqual([]);
});

describe('the placement group of a reservation', () => {
  it('is used with AUTO, shown, and never touched', async () => {
    const first = setting({ timings: QUICK });
    const { world } = first;
    world.addPlacementGroup('reserved');
    const Id = world.addReservation(
      newReservation({ placementGroupArn: world.placementGroupArn('reserved') }),
    );
    const made = { ...first, ...given(first, { ...SMALL, CapacityReservation: { Id } }) };
    const end = await run(world, made.request);
    const { model } = succeeded(end);
    expect(model).toMatchObject({
      Placement: { Group: 'AUTO' },
      PlacementGroupName: 'reserved',
      PlacementGroupArn: world.placementGroupArn('reserved'),
      AvailabilityZoneId: SECOND_ZONE.zoneId,
    });
    expect(model?.Placement).not.toHaveProperty('GroupName');
    expect(world.account.instances.all().map(({ reservationId }) => reservationId)).toEqual([
      Id,
      Id,
    ]);
    expect(await readModel(world, made.request.identity)).toEqual(model);
    const gone = await run(world, remove(made.request.identity));
    expect(actions(gone.calls)).not.toContain('DeletePlacementGroup');
    expect(leftOf(made)).toEqual([]);
  });
});
