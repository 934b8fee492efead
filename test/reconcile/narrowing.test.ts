/** A roll takes as many nodes at once as it may: UpdateConfig is sent before a roll where it widens, and after it where it narrows. */
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

const MANY = { ScalingConfig: { MinSize: 0, MaxSize: 300, DesiredSize: 200 } };
const WIDE = { UpdateConfig: { MaxUnavailable: 20 } };
const VOLUME = { Volume: { SizeGiB: 200 } };
const LABEL = { Labels: { a: 'b' } };

const many = () => living({ timings: QUICK, change: { ...SMALL, ...MANY } });
async function changed(made: Living, from: Partial<Properties>, to: Partial<Properties>) {
  const { world, request, properties } = made;
  const [before, after] = [
    { ...properties, ...from },
    { ...properties, ...to },
  ];
  const token = JSON.stringify([from, to]);
  return run(world, update(request.identity, before, after, { token }));
}
const updatesOf = ({ calls }: Awaited<ReturnType<typeof changed>>) =>
  writes(calls).filter((action) => action.startsWith('Update'));
const configOf = ({ world, request }: Living) =>
  world.nodegroup(CLUSTER, request.identity.nodegroupName).updateConfig;

it('widens before the roll, and the rollback narrows after its own', async () => {
  const made = await many();
  const there = await changed(made, {}, { ...WIDE, ...VOLUME });
  succeeded(there);
  expect(updatesOf(there)).toEqual(['UpdateNodegroupConfig', 'UpdateNodegroupVersion']);
  const back = await changed(made, { ...WIDE, ...VOLUME }, {});
  // 200 nodes one by one take 83 hours
  expect(succeeded(back).message).not.toContain('200 batches');
  expect(updatesOf(back)).toEqual(['UpdateNodegroupVersion', 'UpdateNodegroupConfig']);
  expect(configOf(made)).toMatchObject({ maxUnavailable: 1 });
});

it('the rest of the configuration still goes before the roll', async () => {
  const made = await many();
  succeeded(await changed(made, {}, WIDE));
  const end = await changed(made, WIDE, { ...VOLUME, ...LABEL });
  succeeded(end);
  expect(updatesOf(end)).toEqual([
    'UpdateNodegroupConfig',
    'UpdateNodegroupVersion',
    'UpdateNodegroupConfig',
  ]);
  const again = await changed(made, { ...VOLUME, ...LABEL }, { ...VOLUME, ...LABEL });
  expect(writes(again.calls)).toEqual([]);
  expect(configOf(made)).toMatchObject({ maxUnavailable: 1 });
});

it('a roll that fails leaves it wide, and its rollback has nothing to narrow', async () => {
  const made = await many();
  succeeded(await changed(made, {}, WIDE));
  made.world.failNextUpdate([]);
  failed(await changed(made, WIDE, VOLUME));
  expect(configOf(made)).toMatchObject({ maxUnavailable: 20 });
  const back = await changed(made, VOLUME, WIDE);
  succeeded(back);
  expect(updatesOf(back)).not.toContain('UpdateNodegroupConfig');
  expect(configOf(made)).toMatchObject({ maxUnavailable: 20 });
});

it('without a roll it is sent as ever', async () => {
  const made = await many();
  succeeded(await changed(made, {}, WIDE));
  const end = await changed(made, WIDE, LABEL);
  succeeded(end);
  expect(updatesOf(end)).toEqual(['UpdateNodegroupConfig']);
});
