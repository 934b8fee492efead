/** Updates and rollbacks in sequences that one update alone does not show: rollbacks that fail and are continued, redeployments, stale sizes. */
import type { Properties } from '../../src/core/model/properties';
import { CLUSTER } from '../world/scene';
import {
  actions,
  created,
  failed,
  type Living,
  living,
  QUICK,
  run,
  SMALL,
  succeeded,
  update,
  writes,
} from './driver';
import { reserving, TWO_NODES } from './reserved';
import { watch } from './watch';

type Given = Partial<Properties>;
const nameOf = ({ request }: Pick<Living, 'request'>) => request.identity.nodegroupName;
const liveOf = (made: Pick<Living, 'world' | 'request'>) =>
  made.world.nodegroup(CLUSTER, nameOf(made));
function change(made: Pick<Living, 'world' | 'request'>, more: object): void {
  made.world.account.nodegroups.put(`${CLUSTER}/${nameOf(made)}`, { ...liveOf(made), ...more });
  watch(made.world).watchOthers();
}
const make = (more: Given = {}) => living({ timings: QUICK, change: { ...SMALL, ...more } });
const go = (
  made: Pick<Living, 'world' | 'request'>,
  previous: Properties,
  desired: Properties,
  token: string,
  o = {},
) => run(made.world, update(made.request.identity, previous, desired, { token }), o);
const size = (made: Pick<Living, 'world' | 'request'>) => liveOf(made).scalingConfig.desiredSize;
const TYPO = { KeyName: 'no-such-key' };

it('continue-update-rollback after a rollback whose config failed', async () => {
  const made = await make({ ScalingConfig: { MinSize: 0, MaxSize: 60, DesiredSize: 2 } });
  made.world.autoscale(CLUSTER, nameOf(made), 40);
  const A = made.properties;
  const B = { ...A, ScalingConfig: { MinSize: 0, MaxSize: 60, DesiredSize: 50 } };
  succeeded(await go(made, A, B, 'there'));
  made.world.faults.add({
    action: 'UpdateNodegroupConfig',
    error: { code: 'AccessDeniedException' },
  });
  failed(await go(made, B, A, 'back'));
  expect(size(made)).toBe(50);
  succeeded(await go(made, B, A, 'continue'));
  expect(size(made)).toBe(40);
});

it('the same, and the continued rollback is not refused', async () => {
  const made = await make({ ScalingConfig: { MinSize: 1, MaxSize: 4, DesiredSize: 2 } });
  const A = made.properties;
  const B = { ...A, ScalingConfig: { MinSize: 1, MaxSize: 20, DesiredSize: 2 } };
  succeeded(await go(made, A, B, 'there'));
  made.world.autoscale(CLUSTER, nameOf(made), 15);
  made.world.faults.add({
    action: 'UpdateNodegroupConfig',
    error: { code: 'AccessDeniedException' },
  });
  failed(await go(made, B, A, 'back'));
  succeeded(await go(made, B, A, 'continue'));
  expect(size(made)).toBe(15);
});

it('the same, where EKS ended the update as Failed', async () => {
  const made = await make({ ScalingConfig: { MinSize: 0, MaxSize: 60, DesiredSize: 2 } });
  made.world.autoscale(CLUSTER, nameOf(made), 40);
  const A = made.properties;
  const B = { ...A, ScalingConfig: { MinSize: 0, MaxSize: 60, DesiredSize: 50 } };
  succeeded(await go(made, A, B, 'there'));
  made.world.failNextUpdate([{ code: 'AccessDenied' as never, message: 'x' }]);
  failed(await go(made, B, A, 'back'));
  succeeded(await go(made, B, A, 'continue'));
  expect(size(made)).toBe(40);
});

it('a block that EKS shows as empty while its Auto Scaling group runs nodes is not rolled', async () => {
  const made = reserving(
    { block: true, count: 4 },
    { ScalingConfig: { ...TWO_NODES, DesiredSize: 0 } },
  );
  await created(made.world, made.request);
  made.world.autoscale(CLUSTER, nameOf(made), 4, { isKnownToEks: false });
  const desired = { ...made.properties, Volume: { SizeGiB: 200 } };
  const end = await go(made, made.properties, desired, 'roll');
  expect(actions(end.calls)).not.toContain('UpdateNodegroupVersion');
});

it('a block that gets nodes while it is rolled: the configuration is sent all the same', async () => {
  const made = reserving(
    { block: true, count: 4 },
    { ScalingConfig: { ...TWO_NODES, DesiredSize: 0 } },
  );
  await created(made.world, made.request);
  const desired = {
    ...made.properties,
    Volume: { SizeGiB: 200 },
    Labels: { a: 'b' },
    ScalingConfig: { ...TWO_NODES, MaxSize: 3 },
  };
  const before = (n: number) => {
    if (n === 2) made.world.autoscale(CLUSTER, nameOf(made), 1);
  };
  const end = await go(made, made.properties, desired, 'roll', { before });
  succeeded(end);
  expect(actions(end.calls).filter((a) => a.startsWith('UpdateNodegroup'))).toEqual([
    'UpdateNodegroupVersion',
    'UpdateNodegroupConfig',
  ]);
  expect(liveOf(made).labels).toMatchObject({ a: 'b' });
});

it('a tag whose removal was refused is removed by the next try', async () => {
  const made = await make({ Tags: { x: '1' } });
  const A = made.properties;
  const { Tags: _t, ...rest } = A;
  const B = { ...rest, Labels: { a: 'b' } };
  made.world.faults.add({ action: 'UntagResource', error: { code: 'AccessDeniedException' } });
  failed(await go(made, A, B, 'there'));
  succeeded(await go(made, B, A, 'back'));
  succeeded(await go(made, A, B, 'again'));
  expect(liveOf(made).labels).toMatchObject({ a: 'b' });
  expect(liveOf(made).tags).not.toHaveProperty('x');
});

it('tags that EC2 refused come with the next try', async () => {
  const made = await make({ Efa: { SecurityGroup: 'CREATE' }, Tags: { old: '1' } });
  const A = made.properties;
  const B = { ...A, Tags: { cost: '2' } };
  made.world.faults.add({ action: 'CreateTags', error: { code: 'UnauthorizedOperation' } });
  failed(await go(made, A, B, 'there'));
  succeeded(await go(made, A, B, 'again'));
  const { EfaSecurityGroupId = '' } = made.model;
  expect(made.world.account.securityGroups.get(EfaSecurityGroupId)?.tags).toMatchObject({
    cost: '2',
  });
});

it('tags can be taken from a node group of 50 tags', async () => {
  const tags = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`t${at}`, '1']));
  const made = await make({ Tags: tags(43) });
  expect(Object.keys(liveOf(made).tags)).toHaveLength(50);
  const end = await go(made, made.properties, { ...made.properties, Tags: tags(20) }, 'there');
  succeeded(end);
});

it('an old failed record, then a refused update that wrote down what runs', async () => {
  const made = await make({ ScalingConfig: { MinSize: 0, MaxSize: 60, DesiredSize: 2 } });
  const A = made.properties;
  made.world.autoscale(CLUSTER, nameOf(made), 10);
  const B = { ...A, ScalingConfig: { MinSize: 0, MaxSize: 60, DesiredSize: 12 } };
  made.world.faults.add({
    action: 'UpdateNodegroupConfig',
    error: { code: 'AccessDeniedException' },
  });
  failed(await go(made, A, B, 'there'));
  succeeded(await go(made, B, A, 'back'));
  expect(size(made)).toBe(10);
  made.world.autoscale(CLUSTER, nameOf(made), 40);
  const E = { ...A, ...TYPO, ScalingConfig: { MinSize: 0, MaxSize: 60, DesiredSize: 40 } };
  failed(await go(made, A, E, 'later'));
  const end = await go(made, E, A, 'later-back');
  succeeded(end);
  expect(size(made)).toBe(40);
  expect(writes(end.calls)).toEqual([]);
});

it('the same with a label that an operator had set', async () => {
  const made = await make({ Labels: { team: 'ml' } });
  const A = made.properties;
  made.world.faults.add({
    action: 'UpdateNodegroupConfig',
    error: { code: 'AccessDeniedException' },
  });
  const B = { ...A, Labels: { team: 'hpc' } };
  failed(await go(made, A, B, 'there'));
  succeeded(await go(made, B, A, 'back'));
  change(made, { labels: { ...liveOf(made).labels, team: 'operator' } });
  const E = { ...A, ...TYPO, Labels: { team: 'operator' } };
  failed(await go(made, A, E, 'later'));
  const end = await go(made, E, A, 'later-back');
  succeeded(end);
  expect(writes(end.calls)).toEqual([]);
});

it('a raised MinSize without DesiredSize is taken back with its nodes', async () => {
  const made = await make({ ScalingConfig: { MinSize: 2, MaxSize: 60 } });
  const A = made.properties;
  const B = { ...A, ScalingConfig: { MinSize: 50, MaxSize: 60 } };
  succeeded(await go(made, A, B, 'there'));
  expect(size(made)).toBe(50);
  succeeded(await go(made, B, A, 'back'));
  expect(size(made)).toBe(2);
});
it('a DesiredSize that was added is taken back, and its nodes stay', async () => {
  const made = await make({ ScalingConfig: { MinSize: 2, MaxSize: 60 } });
  const A = made.properties;
  const B = { ...A, ScalingConfig: { MinSize: 2, MaxSize: 60, DesiredSize: 50 } };
  succeeded(await go(made, A, B, 'there'));
  succeeded(await go(made, B, A, 'back'));
  expect(size(made)).toBe(50);
});

const EMPTY_ASG =
  '<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>';
it('one empty answer about the Auto Scaling group', async () => {
  const made = await make({ ScalingConfig: { MinSize: 2, MaxSize: 60 } });
  made.world.autoscale(CLUSTER, nameOf(made), 40, { isKnownToEks: false });
  made.world.faults.add({
    action: 'DescribeAutoScalingGroups',
    error: { status: 200, body: EMPTY_ASG, headers: { 'content-type': 'text/xml' } },
  });
  await go(
    made,
    made.properties,
    { ...made.properties, ScalingConfig: { MinSize: 4, MaxSize: 60 } },
    'there',
  );
  expect(size(made)).toBe(40);
});
it.each([1, 2, 3])(
  '%i stale answers about the Auto Scaling group, EKS knowing better',
  async (times) => {
    const made = await make({ ScalingConfig: { MinSize: 2, MaxSize: 60 } });
    made.world.stalePast({ action: 'DescribeAutoScalingGroups', times });
    made.world.autoscale(CLUSTER, nameOf(made), 40);
    await go(
      made,
      made.properties,
      { ...made.properties, ScalingConfig: { MinSize: 4, MaxSize: 60 } },
      'there',
    );
    expect(size(made)).toBe(40);
  },
);

it('the scale-in of an update that could not confirm itself is given back', async () => {
  const made = await make({ ScalingConfig: { MinSize: 1, MaxSize: 60, DesiredSize: 10 } });
  made.world.autoscale(CLUSTER, nameOf(made), 40);
  const A = made.properties;
  const B = { ...A, ScalingConfig: { MinSize: 1, MaxSize: 60, DesiredSize: 4 } };
  made.world.faults.add({
    action: 'TagResource',
    skip: 1,
    error: { code: 'AccessDeniedException' },
  });
  failed(await go(made, A, B, 'there'));
  expect(size(made)).toBe(4);
  succeeded(await go(made, B, A, 'back'));
  expect(size(made)).toBe(40);
});

it('redeployed after a rollback: no more nodes than asked for', async () => {
  const made = await make({ ScalingConfig: { MinSize: 0, MaxSize: 60, DesiredSize: 2 } });
  const A = made.properties;
  made.world.autoscale(CLUSTER, nameOf(made), 50);
  const B = { ...A, ScalingConfig: { MinSize: 0, MaxSize: 60, DesiredSize: 5 } };
  succeeded(await go(made, A, B, 'there'));
  succeeded(await go(made, B, A, 'back'));
  made.world.autoscale(CLUSTER, nameOf(made), 1);
  await go(made, A, B, 'redeployed');
  expect(size(made)).toBe(5);
});

it('redeployed after a rollback: a lower DesiredSize is sent', async () => {
  const made = await make({ ScalingConfig: { MinSize: 0, MaxSize: 60, DesiredSize: 10 } });
  const A = made.properties;
  made.world.autoscale(CLUSTER, nameOf(made), 40);
  const B = { ...A, ScalingConfig: { MinSize: 0, MaxSize: 60, DesiredSize: 4 } };
  succeeded(await go(made, A, B, 'there'));
  succeeded(await go(made, B, A, 'back'));
  await go(made, A, B, 'redeployed');
  expect(size(made)).toBe(4);
});

it('redeployed MaxSize after a rollback, changed by hand meanwhile', async () => {
  const made = await make({ ScalingConfig: { MinSize: 0, MaxSize: 20, DesiredSize: 2 } });
  const A = made.properties;
  const B = { ...A, ScalingConfig: { MinSize: 0, MaxSize: 40, DesiredSize: 2 } };
  succeeded(await go(made, A, B, 'there'));
  change(made, { scalingConfig: { ...liveOf(made).scalingConfig, maxSize: 300 } });
  succeeded(await go(made, B, A, 'back'));
  expect(liveOf(made).scalingConfig.maxSize).toBe(300);
  await go(made, A, B, 'redeployed');
  expect(liveOf(made).scalingConfig.maxSize).toBe(40);
});
