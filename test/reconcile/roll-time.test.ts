/** A roll that cannot end before CloudFormation stops waiting is not begun. */
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

const VOLUME = { Volume: { SizeGiB: 200 } };

async function ofNodes(nodes: number, more: Partial<Properties> = {}) {
  const ScalingConfig = { MinSize: 0, MaxSize: 1000, DesiredSize: 0 };
  const made = await living({ change: { ...SMALL, ScalingConfig, ...more }, timings: QUICK });
  made.world.autoscale(CLUSTER, made.request.identity.nodegroupName, nodes);
  return made;
}

function changed({ request, properties }: Living, change: Partial<Properties>) {
  return update(request.identity, properties, { ...properties, ...change });
}

it('of 400 nodes one by one is refused before anything is sent, and says what to do', async () => {
  const made = await ofNodes(400);
  const end = await run(made.world, changed(made, { ...VOLUME, Tags: { a: 'b' } }));
  expect(failed(end)).toMatchObject({
    code: 'InvalidRequest',
    message:
      'UpdateConfig: Rolling 400 nodes in 400 batches of 1 takes at least 2400 minutes, but CloudFormation waits 2160 minutes for an update. Raise MaxUnavailable or MaxUnavailablePercentage.',
  });
  expect(writes(end.calls)).toEqual([]);
});

it.each<readonly [string, Partial<Properties>, Partial<Properties>]>([
  ['where the same update raises MaxUnavailable', {}, { UpdateConfig: { MaxUnavailable: 50 } }],
  ['by a tenth', { UpdateConfig: { MaxUnavailablePercentage: 10 } }, {}],
])('of 400 nodes is sent %s', async (_name, from, to) => {
  const made = await ofNodes(400, from);
  expect(succeeded(await run(made.world, changed(made, { ...VOLUME, ...to }))).message).toBe('');
});

it('of 200 nodes one by one is sent with a warning', async () => {
  const made = await ofNodes(200);
  const end = await run(made.world, changed(made, VOLUME));
  expect(succeeded(end).message).toContain('Rolling 200 nodes in 200 batches of 1 may take 5000');
  expect(end.messages.join()).toContain('may take 5000 minutes');
});

it.each([
  ['fewer', 2, 400, 'takes at least 2400 minutes'],
  ['more', 400, 2, undefined],
])(
  'counts the nodes of the Auto Scaling group, of which EKS knows %s',
  async (_name, known, runs, refused) => {
    const made = await ofNodes(known);
    const { world, request } = made;
    world.autoscale(CLUSTER, request.identity.nodegroupName, runs, { isKnownToEks: false });
    const end = await run(world, changed(made, VOLUME));
    if (refused) expect(failed(end).message).toContain(refused);
    else expect(succeeded(end).message).toBe('');
  },
);

it('that goes back is never refused', async () => {
  const made = await ofNodes(10);
  const { world, request, properties } = made;
  succeeded(await run(world, changed(made, VOLUME)));
  world.autoscale(CLUSTER, request.identity.nodegroupName, 400);
  const desired = { ...properties, ...VOLUME };
  const back = update(request.identity, desired, properties, { token: 'back' });
  expect(succeeded(await run(world, back)).message).toContain('takes at least 2400 minutes');
});

it('is not in the way of an update that rolls nothing', async () => {
  const made = await ofNodes(400);
  const end = await run(made.world, changed(made, { Labels: { a: 'b' } }));
  expect(succeeded(end).message).toBe('');
});
