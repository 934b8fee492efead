/** Delete after a create that was cut off anywhere: what a read does not show at first is not left behind. */
import { leftOf, living, QUICK, remove, run, SMALL, setting, succeeded } from './driver';

const READS = [
  'DescribeNodegroup',
  'DescribeLaunchTemplates',
  'DescribeSecurityGroups',
  'DescribePlacementGroups',
] as const;
const options = { change: SMALL, timings: QUICK };

describe.each(READS)('%s shows nothing at first', (action) => {
  it.each([1, 2, 3])('%i times, after a create that failed at its last call', async (times) => {
    const made = setting(options);
    const { world, request } = made;
    world.stalePast({ action, times: 0 });
    const denied = { code: 'AccessDeniedException', status: 403 };
    world.faults.add({ action: 'CreateNodegroup', error: denied });
    expect((await run(world, request)).outcome.kind).toBe('failed');
    // as the world was before the create
    const reads = world.calls.length;
    world.account.stale.addPast({ action, times }, true);
    succeeded(await run(world, remove(request.identity)));
    expect(world.calls.length).toBeGreaterThan(reads);
    expect(leftOf(made)).toEqual([]);
  });

  it.each([1, 2, 3])('%i times, of a node group that lives', async (times) => {
    const made = setting(options);
    const { world, request } = made;
    world.stalePast({ action, times: 0 });
    succeeded(await run(world, request));
    world.account.stale.addPast({ action, times }, true);
    succeeded(await run(world, remove(request.identity)));
    world.clock.advance(600);
    expect(leftOf(made)).toEqual([]);
  });
});

it('a node group that was seen and is not shown twice is not taken for deleted', async () => {
  const made = await living(options);
  const { world, request } = made;
  const gone = { code: 'ResourceNotFoundException', status: 404 };
  world.faults.add({ action: 'DeleteNodegroup', times: 3, error: { code: 'ThrottlingException' } });
  world.faults.add({ action: 'DescribeNodegroup', skip: 1, times: 3, error: gone });
  succeeded(await run(world, remove(request.identity)));
  world.clock.advance(600);
  expect(leftOf(made)).toEqual([]);
});

// DescribeNodegroup before EKS shows DELETING says no more than any other read that lags
it.each([1, 2, 3])('not found %i times after DeleteNodegroup is not deleted', async (times) => {
  const made = await living({ ...options, timings: { ...QUICK, nodegroupDelete: 900 } });
  const { world, request } = made;
  const error = {
    code: 'ResourceNotFoundException',
    message: 'No node group found',
    status: 404,
  };
  world.faults.add({
    action: 'DeleteNodegroup',
    run: () => world.faults.add({ action: 'DescribeNodegroup', times, error }),
  });
  const begun = world.clock.epochSeconds();
  succeeded(await run(world, remove(request.identity)));
  expect(world.clock.epochSeconds() - begun).toBeGreaterThan(900);
  expect(leftOf(made)).toEqual([]);
});
