/** An update that EKS no longer knows ends by the status and the live values of the node group. */
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

const LABEL = { Labels: { a: 'b' } };
const VOLUME = { Volume: { SizeGiB: 200 } };

/** DescribeUpdate answers ResourceNotFoundException from some call on. */
function forget({ world }: Living, skip: number, times = 100_000) {
  const error = { code: 'ResourceNotFoundException', status: 404 };
  world.faults.add({ action: 'DescribeUpdate', error, skip, times });
}
function changed({ world, request, properties }: Living, to: object, before?: () => void) {
  const desired = { ...properties, ...to };
  return run(world, update(request.identity, properties, desired), {
    ...(before && { before }),
  });
}
const rolls = (calls: Awaited<ReturnType<typeof changed>>['calls']) =>
  writes(calls).filter((action) => action === 'UpdateNodegroupVersion');

it.each([
  ['of a label', LABEL],
  ['of the volume', VOLUME],
  ['of both', { ...LABEL, ...VOLUME }],
])('%s succeeds where the node group has it', async (_name, change) => {
  for (const skip of [0, 1]) {
    const made = await living({ timings: QUICK, change: SMALL });
    forget(made, skip);
    const begun = made.world.clock.epochSeconds();
    const end = await changed(made, change);
    expect(succeeded(end).model).toMatchObject(change);
    expect(made.world.clock.epochSeconds() - begun).toBeLessThan(1200);
    expect(rolls(end.calls).length).toBeLessThanOrEqual(1);
  }
});

it('is waited for as long as the node group is UPDATING', async () => {
  const made = await living({ timings: { ...QUICK, versionUpdate: 3600 }, change: SMALL });
  forget(made, 0);
  const begun = made.world.clock.epochSeconds();
  succeeded(await changed(made, VOLUME));
  expect(made.world.clock.epochSeconds() - begun).toBeGreaterThan(3600);
});

it('is not forgotten where single answers do not show it', async () => {
  const made = await living({ timings: { ...QUICK, versionUpdate: 3600 }, change: SMALL });
  for (let skip = 0; skip < 60; skip += 2) forget(made, skip, 1);
  expect(rolls((await changed(made, VOLUME)).calls)).toHaveLength(1);
});

it.each([
  ['configuration', LABEL],
  ['roll', VOLUME],
])('fails where the node group is ACTIVE without the %s', async (_name, change) => {
  const made = await living({ timings: QUICK, change: SMALL });
  const { world, request } = made;
  const { nodegroupName } = request.identity;
  const { labels, launchTemplate } = world.nodegroup(CLUSTER, nodegroupName);
  forget(made, 0);
  const end = await changed(made, change, () => {
    const live = world.nodegroup(CLUSTER, nodegroupName);
    world.account.nodegroups.put(`${CLUSTER}/${nodegroupName}`, {
      ...live,
      ...(live.status === 'ACTIVE' && { labels, launchTemplate }),
    });
  });
  expect(failed(end)).toMatchObject({
    code: 'NotStabilized',
    message: expect.stringContaining('does not have what the update was sent for'),
  });
});
