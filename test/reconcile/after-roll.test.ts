/** Once the nodes are rolled, nothing but the roll may fail the update: CloudFormation would roll them all again. */
import { reservationSection } from '../../src/core/capacity/section';
import { ID_TAG } from '../../src/core/ownership/tag-keys';
import {
  create,
  created,
  failed,
  invoke,
  type Living,
  leftOf,
  liveTemplate,
  living,
  QUICK,
  remove,
  rollByHand,
  run,
  SMALL,
  setting,
  succeeded,
  update,
  writes,
} from './driver';
import { newReservation } from './reserved';

type Properties = Living['properties'];

const CREATE = { ...SMALL, Efa: { SecurityGroup: 'CREATE' as const } };
const NONE = { Efa: { SecurityGroup: 'NONE' as const } };
const VOLUME = { Volume: { SizeGiB: 200 } };

function changed(made: Living, change: Partial<Properties>, token = 'update-token') {
  const { request, properties } = made;
  return update(request.identity, properties, { ...properties, ...change }, { token });
}

describe('success is judged against the version that was rolled to', () => {
  it('where somebody changed the reservation in the live template', async () => {
    const { world, properties, ...scene } = setting({ timings: QUICK });
    const one = world.addReservation(newReservation());
    const other = world.addReservation(newReservation());
    const given = { ...properties, ...SMALL, CapacityReservation: { Id: one } };
    const request = create(given);
    const made = {
      world,
      ...scene,
      properties: given,
      request,
      model: await created(world, request),
    };
    rollByHand(made, (data) => ({
      ...data,
      ...reservationSection.expand({ ...given, CapacityReservation: { Id: other } }, {} as never),
    }));
    const desired = { ...given, ...VOLUME };
    const end = await run(world, update(request.identity, given, desired));
    expect(succeeded(end).model).toMatchObject({
      CapacityReservation: { Id: other },
      ...VOLUME,
    });
  });

  it('where somebody took an interface out of the live template', async () => {
    const made = await living({ change: SMALL, timings: QUICK });
    rollByHand(made, (data) => ({
      ...data,
      NetworkInterfaces: data.NetworkInterfaces?.slice(0, 1),
    }));
    const end = await run(made.world, changed(made, VOLUME));
    expect(succeeded(end).message).toBe('');
    expect(writes(end.calls).filter((action) => action === 'UpdateNodegroupVersion')).toHaveLength(
      1,
    );
  });
});

describe('our security group that cannot be deleted after the roll', () => {
  it('because an interface holds it, is a note after ten minutes and goes with a later update', async () => {
    const made = await living({ change: CREATE, timings: QUICK });
    const { world, request, properties, model, subnetIds } = made;
    const group = model.EfaSecurityGroupId ?? '';
    const leaked = world.leakInterface(subnetIds[0], [group]);
    const begun = world.clock.epochSeconds();
    const end = await run(world, changed(made, NONE));
    const { message, model: after } = succeeded(end);
    expect(after).toMatchObject({ ...NONE, EfaSecurityGroupId: '' });
    expect(message).toContain(`Security group ${group} is no longer used but could not be`);
    expect(message).toContain(`in use by ${leaked}`);
    expect(world.clock.epochSeconds() - begun).toBeGreaterThan(600);
    expect(world.clock.epochSeconds() - begun).toBeLessThan(900);
    expect(world.account.securityGroups.get(group)?.tags).toHaveProperty([ID_TAG]);
    expect(writes(end.calls).filter((action) => action === 'UpdateNodegroupVersion')).toHaveLength(
      1,
    );

    const before = { ...properties, ...NONE };
    const label = (value: string) => ({ ...before, Labels: { a: value } });
    const held = await run(world, update(request.identity, before, label('1'), { token: 'held' }));
    expect(succeeded(held).message).toContain(`Security group ${group} is no longer used`);
    expect(writes(held.calls)).toEqual(['UpdateNodegroupConfig', 'DeleteSecurityGroup']);
    world.remove(leaked);
    const free = await run(
      world,
      update(request.identity, label('1'), label('2'), { token: 'free' }),
    );
    expect(succeeded(free).message).toBe('');
    expect(world.account.securityGroups.get(group)).toBeUndefined();
  });

  it('is not put on the nodes again by a later change of the groups', async () => {
    const made = await living({ change: CREATE, timings: QUICK });
    const { world, request, properties, model, subnetIds, vpcId } = made;
    const group = model.EfaSecurityGroupId ?? '';
    world.leakInterface(subnetIds[0], [group]);
    succeeded(await run(world, changed(made, NONE)));
    const extra = {
      id: 'sg-0123456789abcdef0',
      name: 'extra',
      description: '',
      rules: [],
      tags: {},
    };
    world.account.securityGroups.put(extra.id, { ...extra, vpcId });
    const before = { ...properties, ...NONE };
    const desired = { ...before, SecurityGroupIds: [extra.id] };
    succeeded(await run(world, update(request.identity, before, desired, { token: 'groups' })));
    for (const { Groups } of liveTemplate(world, model).data.NetworkInterfaces ?? []) {
      expect(Groups).not.toContain(group);
    }
    world.remove(extra.id);
  });

  it('for lack of a permission, is a note at once, and goes with Delete', async () => {
    const made = await living({ change: CREATE, timings: QUICK });
    const { world, request } = made;
    const denied = { code: 'UnauthorizedOperation', status: 403 };
    world.faults.add({ action: 'DeleteSecurityGroup', error: denied });
    const end = await run(world, changed(made, NONE));
    expect(succeeded(end).message).toContain('UnauthorizedOperation');
    succeeded(await run(world, remove(request.identity)));
    expect(leftOf(made)).toEqual([]);
  });

  it('before the deadline, is a note', async () => {
    const made = await living({ change: CREATE, timings: { ...QUICK, versionUpdate: 3300 } });
    const { world, model, subnetIds } = made;
    world.leakInterface(subnetIds[0], [model.EfaSecurityGroupId ?? '']);
    const end = await run(world, changed(made, NONE), { timeoutSeconds: 3600 });
    expect(succeeded(end).message).toContain('DependencyViolation');
  });
});

describe('a roll that release 0.1 sent', () => {
  it.each([0, 1, 2])('is ended with %i stale reads, and not sent again', async (times) => {
    const made = await living({ change: SMALL, timings: QUICK });
    const { world } = made;
    const request = changed(made, VOLUME);
    world.stalePast({ action: 'DescribeNodegroup', skip: 2, times });
    const first = await invoke(world, request, undefined);
    if (first === 'killed' || first.kind !== 'inProgress') throw new Error('not in progress');
    const { rolledTo, ...seen } = first.progress.seen as Record<string, unknown>;
    expect(rolledTo).toMatchObject({ templateVersion: '2' });
    world.clock.advance(60);
    const end = await run(world, request, { from: { ...first.progress, seen } });
    expect(succeeded(end).model).toMatchObject({ LaunchTemplateVersion: '2', ...VOLUME });
    expect(writes(end.calls)).toEqual([]);
  });
});

describe('the last read', () => {
  it('that does not show the node group is made again', async () => {
    const made = await living({ change: SMALL, timings: QUICK });
    const { world } = made;
    const gone = { code: 'ResourceNotFoundException', status: 404 };
    world.faults.add({
      action: 'DescribeAutoScalingGroups',
      skip: 1,
      run: () => world.faults.add({ action: 'DescribeNodegroup', times: 3, error: gone }),
    });
    const end = await run(world, changed(made, VOLUME));
    expect(succeeded(end).model).toMatchObject(VOLUME);
  });

  it('fails when the node group stays away', async () => {
    const made = await living({ change: SMALL, timings: QUICK });
    const { world } = made;
    const gone = { code: 'ResourceNotFoundException', status: 404 };
    const arm = () => world.faults.add({ action: 'DescribeNodegroup', times: 99, error: gone });
    world.faults.add({ action: 'DescribeAutoScalingGroups', skip: 1, run: arm });
    const end = await run(world, changed(made, VOLUME));
    expect(failed(end).code).toBe('NotStabilized');
    expect(end.delays.slice(-7)).toEqual([5, 10, 20, 20, 20, 20, 20]);
  });
});

describe('a read that AWS refuses once the roll was sent', () => {
  it.each([
    'DescribeNodegroup',
    'DescribeUpdate',
    'DescribeCluster',
    'DescribeSubnets',
    'DescribeSecurityGroups',
    'DescribePlacementGroups',
    'DescribeLaunchTemplateVersions',
  ])('%s is waited for, and the nodes are rolled once', async (action) => {
    const made = await living({ change: SMALL, timings: QUICK });
    const { world } = made;
    const error = {
      code: action.includes('Nodegroup') ? 'AccessDeniedException' : 'UnauthorizedOperation',
    };
    world.faults.add({
      action: 'UpdateNodegroupVersion',
      when: 'after',
      run: () => world.faults.add({ action, times: 3, error }),
    });
    const end = await run(world, changed(made, VOLUME));
    expect(succeeded(end).model).toMatchObject(VOLUME);
    expect(world.faults.unused()).toEqual([]);
    expect(writes(end.calls).filter((call) => call === 'UpdateNodegroupVersion')).toHaveLength(1);
  });

  it('for ever is what the update ends with at its deadline', async () => {
    const made = await living({ change: SMALL, timings: QUICK });
    const { world } = made;
    const error = { code: 'AccessDeniedException' };
    world.faults.add({
      action: 'UpdateNodegroupVersion',
      when: 'after',
      run: () => world.faults.add({ action: 'DescribeUpdate', times: 1e6, error }),
    });
    const end = await run(world, changed(made, VOLUME), { timeoutSeconds: 3600 });
    expect(failed(end)).toMatchObject({ code: 'AccessDenied', accepted: true });
    expect(failed(end).message).toContain('eks:DescribeUpdate');
  });
});
