import type { Properties } from '../../src/core/model/properties';
import { CLUSTER } from '../world/scene';
import {
  failed,
  leftOf,
  liveTemplate,
  living,
  QUICK,
  readModel,
  remove,
  run,
  SMALL,
  succeeded,
  update,
  writes,
} from './driver';

const options = { change: SMALL, timings: QUICK };
const ROLL = ['TagResource', 'CreateLaunchTemplateVersion', 'UpdateNodegroupVersion'];

describe('a create-only property', () => {
  it.each<readonly [string, Partial<Properties>, string]>([
    ['ClusterName', { ClusterName: 'other' }, 'ClusterName'],
    ['NodegroupName', { NodegroupName: 'other' }, 'NodegroupName'],
    ['NodeRole', { NodeRole: 'arn:aws:iam::123456789012:role/other' }, 'NodeRole'],
    ['InstanceTypes', { InstanceTypes: ['p5.48xlarge'] }, 'InstanceTypes'],
    ['AmiType', { AmiType: 'AL2023_x86_64_NVIDIA' }, 'AmiType'],
    ['Placement.Group', { Placement: { Group: 'NONE' } }, 'Placement.Group'],
    ['the zone', { Placement: { AvailabilityZone: 'us-east-1b' } }, 'Placement.AvailabilityZone'],
    ['the zone id', { Placement: { AvailabilityZoneId: 'use1-az2' } }, 'AvailabilityZoneId'],
  ])(
    '%s that is given and differs is NotUpdatable, and nothing is written',
    async (_n, change, path) => {
      const { world, request, properties } = await living(options);
      const desired = { ...properties, ...change, Labels: { a: 'b' } };
      const end = await run(world, update(request.identity, properties, desired));
      expect(failed(end).code).toBe('NotUpdatable');
      expect(failed(end).message).toContain(path);
      expect(writes(end.calls)).toEqual([]);
    },
  );

  it.each<readonly [string, Partial<Properties>]>([
    ['its live value is now written down', { AmiType: 'AL2023_x86_64_STANDARD' }],
    ['its zone is now written down', { Placement: { AvailabilityZone: 'us-east-1a' } }],
    ['the default is now written down', { Placement: { Group: 'AUTO' } }],
  ])('is no change where %s', async (_name, change) => {
    const { world, request, properties } = await living(options);
    const end = await run(
      world,
      update(request.identity, properties, { ...properties, ...change }),
    );
    expect(succeeded(end).model).toMatchObject(change);
    expect(writes(end.calls).filter((action) => action !== 'TagResource')).toEqual([]);
  });

  it('that is no longer given is unchanged', async () => {
    const change = { ...SMALL, NodegroupName: 'named', AmiType: 'AL2023_x86_64_STANDARD' };
    const { world, request, properties } = await living({ change });
    const { NodegroupName: _, AmiType: __, ...desired } = properties;
    const end = await run(world, update(request.identity, properties, desired));
    expect(succeeded(end).model).toMatchObject(change);
  });
});

describe('candidate subnets', () => {
  it('may come and go while those in use stay', async () => {
    const { world, request, properties, subnetIds } = await living(options);
    const desired = { ...properties, Subnets: [subnetIds[0]] };
    const end = await run(world, update(request.identity, properties, desired));
    expect(writes(end.calls)).toEqual(['TagResource']);
    expect(succeeded(end).model?.Subnets).toEqual([subnetIds[0]]);
  });

  it('that are in use and dropped are NotUpdatable', async () => {
    const { world, request, properties, subnetIds } = await living(options);
    const desired = { ...properties, Subnets: [subnetIds[1]] };
    const end = await run(world, update(request.identity, properties, desired));
    expect(failed(end).code).toBe('NotUpdatable');
    expect(failed(end).message).toContain(subnetIds[0]);
    expect(writes(end.calls)).toEqual([]);
  });
});

describe('the EFA security group', () => {
  const created = { ...SMALL, Efa: { SecurityGroup: 'CREATE' as const } };
  const none = { ...SMALL, Efa: { SecurityGroup: 'NONE' as const } };

  it('CREATE to NONE rolls, then our group goes when the old nodes have let it go', async () => {
    const made = await living({ change: created, timings: { instanceLinger: 300 } });
    const { world, request, properties, model, clusterSecurityGroupId } = made;
    const desired = { ...properties, ...none };
    const end = await run(world, update(request.identity, properties, desired));
    const { model: after } = succeeded(end);
    const deletes = writes(end.calls).filter((action) => action === 'DeleteSecurityGroup').length;
    expect(deletes).toBeGreaterThan(1);
    expect(writes(end.calls)).toEqual([...ROLL, ...Array(deletes).fill('DeleteSecurityGroup')]);
    expect(world.account.securityGroups.get(model.EfaSecurityGroupId ?? '')).toBeUndefined();
    expect(after).toMatchObject({ Efa: { SecurityGroup: 'NONE' } });
    expect(after?.EfaSecurityGroupId).toBe('');
    const interfaces = liveTemplate(world, model).data.NetworkInterfaces ?? [];
    expect(new Set(interfaces.map(({ Groups }) => Groups?.join()))).toEqual(
      new Set([clusterSecurityGroupId]),
    );
    expect(await readModel(world, request.identity)).toEqual(after);
  });

  it('NONE to CREATE creates a group with its rules, and rolls', async () => {
    const made = await living({ change: none, timings: QUICK });
    const { world, request, properties, model } = made;
    expect(model.EfaSecurityGroupId).toBe('');
    const desired = { ...properties, ...created };
    const end = await run(world, update(request.identity, properties, desired));
    const { model: after } = succeeded(end);
    const group = world.account.securityGroups.get(after?.EfaSecurityGroupId ?? '');
    expect(group?.rules.map(({ egress }) => egress).sort()).toEqual([false, true]);
    const interfaces = liveTemplate(world, model).data.NetworkInterfaces ?? [];
    expect(interfaces.every(({ Groups = [] }) => Groups.includes(group?.id ?? ''))).toBe(true);
    expect(writes(end.calls).slice(-2)).toEqual(ROLL.slice(1));
    succeeded(await run(world, remove(request.identity)));
    world.clock.advance(600);
    expect(leftOf(made)).toEqual([]);
  });

  it('stays where a read lags behind while something else rolls', async () => {
    const made = await living({ change: created, timings: QUICK });
    const { world, request, properties, model } = made;
    const { nodegroupName } = request.identity;
    // the read that misses it: as if the group had been created a moment ago
    const group = world.account.securityGroups.get(model.EfaSecurityGroupId ?? '');
    if (!group) throw new Error('no group');
    world.account.securityGroups.remove(group.id);
    world.stale({ action: 'DescribeSecurityGroups', times: 1 });
    world.account.securityGroups.put(group.id, group);
    world.account.stale.clear();
    const sg = { id: 'sg-0123456789abcdef0', name: 'extra', description: '', rules: [], tags: {} };
    world.account.securityGroups.put(sg.id, { ...sg, vpcId: made.vpcId });
    const desired = { ...properties, SecurityGroupIds: [sg.id] };
    const end = await run(world, update(request.identity, properties, desired));
    succeeded(end);
    const interfaces = liveTemplate(world, model).data.NetworkInterfaces ?? [];
    expect(interfaces.map(({ Groups }) => Groups)).toEqual([
      [made.clusterSecurityGroupId, sg.id, group.id],
      [group.id],
    ]);
    expect(world.nodegroup(CLUSTER, nodegroupName).launchTemplate?.version).toBe('2');
    world.remove(sg.id);
  });

  it('CREATE to NONE and back rolls to a new group, never to a version that names the old one', async () => {
    const { world, request, properties, model } = await living({ change: created, timings: QUICK });
    const desired = { ...properties, ...none };
    succeeded(await run(world, update(request.identity, properties, desired)));
    const back = update(request.identity, desired, properties, { token: 'rollback' });
    const { model: after } = succeeded(await run(world, back));
    expect(after?.EfaSecurityGroupId).not.toBe(model.EfaSecurityGroupId);
    const interfaces = liveTemplate(world, model).data.NetworkInterfaces ?? [];
    for (const { Groups } of interfaces) expect(Groups).toContain(after?.EfaSecurityGroupId);
  });

  it('gets its self rules back with the next roll, and keeps rules of others', async () => {
    const made = await living({ change: created, timings: QUICK });
    const { world, request, properties, model } = made;
    const group = world.account.securityGroups.get(model.EfaSecurityGroupId ?? '');
    if (!group) throw new Error('no group');
    const egress = group.rules.filter((rule) => rule.egress);
    const byHand = { ...egress[0], id: 'sgr-hand', egress: true, peer: { cidrIpv4: '10.0.0.0/8' } };
    world.account.securityGroups.put(group.id, { ...group, rules: [...egress, byHand as never] });
    const desired = { ...properties, Volume: { SizeGiB: 200 } };
    const end = await run(world, update(request.identity, properties, desired));
    succeeded(end);
    expect(writes(end.calls)).toContain('AuthorizeSecurityGroupIngress');
    const { rules = [] } = world.account.securityGroups.get(group.id) ?? {};
    expect(rules.map(({ egress: out, peer }) => [out, Object.values(peer)[0]])).toEqual([
      [true, group.id],
      [true, '10.0.0.0/8'],
      [false, group.id],
    ]);
  });
});
