/** An upgrade of the cluster that begins while a node group is created or updated is waited for. */

import { CLUSTER } from '../world/scene';
import { failed, living, QUICK, run, SMALL, setting, succeeded, update, writes } from './driver';

const options = { timings: QUICK, change: SMALL };
// EKS's words: eksctl#2244
const NOT_ACTIVE = {
  code: 'InvalidRequestException',
  message: `Cluster '${CLUSTER}' is not in ACTIVE status`,
};

it('after the choice: CreateNodegroup is sent again when the cluster is ACTIVE', async () => {
  const { world, request } = setting(options);
  const end = await run(world, request, {
    before: (invocation) => {
      if (invocation !== 2) return;
      world.setClusterStatus(CLUSTER, 'UPDATING');
      world.clock.after(600, () => world.setClusterStatus(CLUSTER, 'ACTIVE'));
    },
  });
  succeeded(end);
  expect(writes(end.calls)).not.toContain('DeleteLaunchTemplate');
});

it.each(['UpdateNodegroupConfig', 'UpdateNodegroupVersion'])(
  '%s is sent again, and the nodes are rolled once',
  async (action) => {
    const { world, request, properties } = await living(options);
    world.faults.add({ action, times: 5, error: NOT_ACTIVE });
    const change = { Labels: { a: 'b' }, Volume: { SizeGiB: 200 } };
    const end = await run(
      world,
      update(request.identity, properties, { ...properties, ...change }),
    );
    succeeded(end);
    const sent = end.calls.filter(({ errorCode }) => !errorCode);
    expect(writes(sent)).toEqual([
      'UpdateNodegroupConfig',
      'CreateLaunchTemplateVersion',
      'UpdateNodegroupVersion',
    ]);
  },
);

it('another invalid request fails at once', async () => {
  const { world, request, properties } = await living(options);
  const message = 'The client request token has already been used with different parameters';
  const error = { code: 'InvalidRequestException', message };
  world.faults.add({ action: 'UpdateNodegroupConfig', times: 5, error });
  const desired = { ...properties, Labels: { a: 'b' } };
  const end = await run(world, update(request.identity, properties, desired));
  expect(failed(end).code).toBe('InvalidRequest');
});
