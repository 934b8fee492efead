/** While nobody knows how many nodes run, no size is sent: the one of DescribeNodegroup "can be out-of-date". */
import type { Properties } from '../../src/core/model/properties';
import { CLUSTER } from '../world/scene';
import {
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

/** A group that does not exist is missing from the answer (API_DescribeAutoScalingGroups). */
const NOT_SHOWN = {
  status: 200,
  body: '<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>',
  headers: { 'content-type': 'text/xml' },
};
const FEW = { MinSize: 2, MaxSize: 300 };
const MORE = { MinSize: 4, MaxSize: 300 };

/** 200 nodes run, and EKS shows two. */
async function growing(change: Partial<Properties> = {}) {
  const made = await living({
    timings: QUICK,
    change: { ...SMALL, ScalingConfig: FEW, ...change },
  });
  made.world.autoscale(CLUSTER, made.request.identity.nodegroupName, 200, { isKnownToEks: false });
  return made;
}
const hide = ({ world }: Living, times: number) =>
  world.faults.add({ action: 'DescribeAutoScalingGroups', error: NOT_SHOWN, times });
const sizeOf = ({ world, request }: Living) =>
  world.nodegroup(CLUSTER, request.identity.nodegroupName).scalingConfig.desiredSize;
function changed({ world, request, properties }: Living, from: object, to: object, token = 'to') {
  const [before, after] = [
    { ...properties, ...from },
    { ...properties, ...to },
  ];
  return run(world, update(request.identity, before, after, { token }));
}

// waits for something else do not count
it.each([0, 9])('one answer without the group is no word, after %i waits', async (waits) => {
  const made = await growing();
  made.world.faults.add({
    action: 'DescribeNodegroup',
    error: { code: 'ThrottlingException' },
    times: waits * 3,
  });
  hide(made, 1);
  succeeded(await changed(made, {}, { ScalingConfig: MORE }));
  expect(sizeOf(made)).toBe(200);
});

it('a group that stays away fails the update before anything is sent, and its rollback has nothing to do', async () => {
  const made = await growing();
  hide(made, 100);
  const to = { ScalingConfig: MORE, Labels: { a: 'b' } };
  const end = await changed(made, {}, to);
  expect(failed(end)).toMatchObject({
    code: 'InvalidRequest',
    message: expect.stringMatching(/ScalingConfig: Auto Scaling group \S+ does not exist, or AWS/),
  });
  expect(writes(end.calls)).toEqual([]);
  const back = await changed(made, to, {}, 'back');
  succeeded(back);
  expect(writes(back.calls)).toEqual([]);
  expect(sizeOf(made)).toBe(200);
});

it('a rollback is not refused: it leaves the sizes, and says so', async () => {
  const made = await growing();
  succeeded(await changed(made, {}, { ScalingConfig: MORE, Labels: { a: 'b' } }));
  hide(made, 100);
  const back = await changed(made, { ScalingConfig: MORE, Labels: { a: 'b' } }, {}, 'back');
  expect(succeeded(back).message).toContain('no size was sent');
  expect(writes(back.calls)).toEqual(['UpdateNodegroupConfig']);
  expect(sizeOf(made)).toBe(200);
});
