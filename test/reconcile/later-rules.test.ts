/**
 * Rules that 0.1 did not have, and node groups that it may have created: what was so before stays, and the way back is never
 * refused; what a change itself brings is.
 */
import { UpdateNodegroupConfigCommand } from '@aws-sdk/client-eks';
import type { Properties } from '../../src/core/model/properties';
import { APPLIED_TAG } from '../../src/core/ownership/applied-record';
import {
  create,
  created,
  failed,
  QUICK,
  run,
  SMALL,
  setting,
  succeeded,
  update,
  writes,
} from './driver';

const RESERVED = 'node-role.kubernetes.io/gpu';

type Given = Partial<Properties>;

/** ACTIVE, with a label that 0.1 has sent to an EKS that took it. */
async function labelled(more: Given = {}) {
  const made = setting({ timings: QUICK, assumptions: { reservedLabels: true } });
  const { world } = made;
  const plain: Properties = { ...made.properties, ...SMALL, ...more };
  const request = create(plain);
  await created(world, request);
  const { clusterName, nodegroupName } = request.identity;
  await world.eks.send(
    new UpdateNodegroupConfigCommand({
      clusterName,
      nodegroupName,
      labels: { addOrUpdateLabels: { [RESERVED]: 'true' } },
    }),
  );
  world.clock.advance(600);
  // 0.1 recorded nothing of what it applied
  const key = `${clusterName}/${nodegroupName}`;
  const { [APPLIED_TAG]: _, ...tags } = world.account.nodegroups.get(key)?.tags ?? {};
  world.account.nodegroups.put(key, { ...world.account.nodegroups.get(key), tags } as never);
  const before: Properties = { ...plain, Labels: { [RESERVED]: 'true' } };
  let token = 0;
  const change = (from: Properties, to: Given) => {
    token += 1;
    return run(world, update(request.identity, from, { ...plain, ...to }, { token: `t${token}` }));
  };
  const labels = () => world.nodegroup(clusterName, nodegroupName)?.labels;
  return { world, plain, before, change, labels };
}

describe('a label that EKS took and now is reserved', () => {
  it('stays where another property changes', async () => {
    const { before, change, labels } = await labelled();
    const end = await change(before, { Labels: before.Labels, Volume: { SizeGiB: 200 } } as Given);
    succeeded(end);
    expect(labels()).toMatchObject({ [RESERVED]: 'true' });
  });

  it('stays where another label comes', async () => {
    const { before, change, labels } = await labelled();
    succeeded(await change(before, { Labels: { ...before.Labels, team: 'ml' } }));
    expect(labels()).toMatchObject({ [RESERVED]: 'true', team: 'ml' });
  });

  it('comes back after an update that took it away', async () => {
    const { plain, before, change, labels } = await labelled();
    succeeded(await change(before, {}));
    expect(labels()).not.toHaveProperty([RESERVED]);
    succeeded(await change(plain, { Labels: before.Labels } as Given));
    expect(labels()).toMatchObject({ [RESERVED]: 'true' });
  });

  it('comes back also where 50 tags leave no room to record that it was there', async () => {
    const Tags = Object.fromEntries(Array.from({ length: 43 }, (_, at) => [`tag${at}`, '1']));
    const { plain, before, change, labels } = await labelled({ Tags });
    succeeded(await change(before, {}));
    succeeded(await change(plain, { Labels: before.Labels } as Given));
    expect(labels()).toMatchObject({ [RESERVED]: 'true' });
  });

  it('is nothing to refuse after an update that was refused', async () => {
    const { plain, before, change } = await labelled();
    const wrong = { ...plain, KeyName: 'no-such-key' };
    expect(failed(await change(before, { KeyName: 'no-such-key' })).code).toBe('InvalidRequest');
    const back = await change(wrong, { Labels: before.Labels } as Given);
    succeeded(back);
    expect(writes(back.calls)).toEqual([]);
  });

  it('is refused where the change brings it', async () => {
    const { plain, change } = await labelled();
    const end = await change(plain, { Labels: { 'app.k8s.io/x': 'y' } });
    expect(failed(end)).toMatchObject({
      code: 'InvalidRequest',
      message: expect.stringContaining('Labels.app.k8s.io/x: The prefix is reserved'),
    });
    expect(writes(end.calls)).toEqual([]);
  });
});
