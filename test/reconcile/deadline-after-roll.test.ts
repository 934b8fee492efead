/** A roll that ends well shortly before the deadline: what is left fails the update only where the node group cannot be read. */
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

const TIMEOUT_SECONDS = 3600;
/** The deadline is two minutes before it (reconcile/ends.ts). */
const ROLL_SECONDS = TIMEOUT_SECONDS - 180;

/** @param onRolled what happens once EKS has ended the roll */
async function rolledLate(onRolled: (made: Living) => void) {
  const made = await living({ timings: { ...QUICK, versionUpdate: ROLL_SECONDS }, change: SMALL });
  const { world, request, properties } = made;
  let isRolled = false;
  const desired = { ...properties, Volume: { SizeGiB: 200 } };
  const end = await run(world, update(request.identity, properties, desired), {
    timeoutSeconds: TIMEOUT_SECONDS,
    before: () => {
      const updates = world.account.updates.all().map((each) => each.update);
      const [roll] = updates.filter(({ type }) => type === 'VersionUpdate');
      if (isRolled || roll?.status !== 'Successful') return;
      isRolled = true;
      onRolled(made);
    },
  });
  expect(isRolled).toBe(true);
  expect(writes(end.calls).filter((action) => action === 'UpdateNodegroupVersion')).toHaveLength(1);
  return end;
}

it('Auto Scaling throttles until then: success, with a note', async () => {
  const end = await rolledLate(({ world }) =>
    world.faults.add({
      action: 'DescribeAutoScalingGroups',
      error: { code: 'Throttling' },
      times: 10_000,
    }),
  );
  expect(succeeded(end).message).toContain('The nodes are rolled, but');
  expect(succeeded(end).model).toMatchObject({ Volume: { SizeGiB: 200 } });
});

it('Auto Scaling does not show the group until then: success, with a note', async () => {
  const body =
    '<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>';
  const error = { status: 200, body, headers: { 'content-type': 'text/xml' } };
  const end = await rolledLate(({ world }) =>
    world.faults.add({ action: 'DescribeAutoScalingGroups', error, times: 10_000 }),
  );
  expect(succeeded(end).message).toContain('The nodes are rolled, but');
});

it.each([
  ['DescribeSubnets', 'RequestLimitExceeded', 'throttled'],
  ['DescribeSubnets', 'UnauthorizedOperation', 'not allowed any more'],
  ['DescribeSecurityGroups', 'InternalError', 'broken'],
  ['DescribePlacementGroups', 'SomeError', 'refused for something that nobody knows'],
  ['DescribeCluster', 'AccessDeniedException', 'not allowed any more'],
])(
  '%s, which the last read needs, answers %s until then (%s): success, with a note',
  async (action, code) => {
    const end = await rolledLate(({ world }) =>
      world.faults.add({ action, error: { code }, times: 10_000 }),
    );
    const { message, model } = succeeded(end);
    expect(message).toContain('The nodes are rolled, but');
    expect(message).toContain(action);
    expect(model).toMatchObject({
      Volume: { SizeGiB: 200 },
      InstanceTypes: SMALL.InstanceTypes,
      LaunchTemplateVersion: '2',
      Status: 'ACTIVE',
    });
  },
);

it('a node group that is gone by then: failure', async () => {
  const end = await rolledLate(({ world }) =>
    world.faults.add({
      action: 'DescribeNodegroup',
      error: { code: 'ResourceNotFoundException', status: 404 },
      times: 10_000,
    }),
  );
  expect(failed(end).code).toMatch(/NotStabilized|NotFound/);
});

it('nobody knows whether the roll has ended: failure', async () => {
  const end = await rolledLate(({ world }) =>
    world.faults.add({
      action: 'DescribeUpdate',
      error: { code: 'ThrottlingException' },
      times: 10_000,
    }),
  );
  expect(failed(end).message).toContain('Timed out');
});
