/** No node is taken away unless the template's own DesiredSize went down, however a template comes back to what it was. */
import type { Properties } from '../../src/core/model/properties';
import { CLUSTER } from '../world/scene';
import { type Living, living, QUICK, run, SMALL, succeeded, update } from './driver';

type Sizes = Properties['ScalingConfig'];
const born = (ScalingConfig: Sizes) =>
  living({ timings: QUICK, change: { ...SMALL, ScalingConfig } });
const sizesOf = ({ world, request }: Living) =>
  world.nodegroup(CLUSTER, request.identity.nodegroupName).scalingConfig;
const scaled = ({ world, request }: Living, to: number) =>
  world.autoscale(CLUSTER, request.identity.nodegroupName, to);

/** @returns the message */
async function changed(made: Living, from: Sizes, to: Sizes): Promise<string> {
  const [before, after] = [from, to].map((ScalingConfig) => ({
    ...made.properties,
    ScalingConfig,
  }));
  const token = JSON.stringify([from, to]);
  const request = update(made.request.identity, before as Properties, after as Properties, {
    token,
  });
  return succeeded(await run(made.world, request)).message;
}

describe('nodes stay, and the message says so,', () => {
  const [FEW, MORE] = [
    { MinSize: 2, MaxSize: 300 },
    { MinSize: 4, MaxSize: 300 },
  ];
  it('where a MinSize that launched them is lowered again', async () => {
    const made = await born(FEW);
    await changed(made, FEW, MORE);
    // jobs come and go, and an autoscaler follows them up and down
    scaled(made, 200);
    scaled(made, 4);
    expect(await changed(made, MORE, FEW)).toContain('4 nodes stay, though 2 ran before');
    expect(sizesOf(made)).toEqual({ minSize: 2, maxSize: 300, desiredSize: 4 });
  });

  it('where a DesiredSize that launched them is removed', async () => {
    const [open, given] = [
      { MinSize: 0, MaxSize: 300 },
      { MinSize: 0, MaxSize: 300, DesiredSize: 200 },
    ];
    const made = await born(open);
    await changed(made, open, given);
    expect(await changed(made, given, open)).toContain('200 nodes stay, though 0 ran before');
    expect(sizesOf(made)).toEqual({ minSize: 0, maxSize: 300, desiredSize: 200 });
  });
});

it('nothing is said where the change that is taken back launched no node', async () => {
  const [low, high] = [
    { MinSize: 0, MaxSize: 100 },
    { MinSize: 0, MaxSize: 300 },
  ];
  const made = await born(low);
  scaled(made, 50);
  await changed(made, low, high);
  expect(await changed(made, high, low)).not.toContain('stay');
  expect(sizesOf(made)).toEqual({ minSize: 0, maxSize: 100, desiredSize: 50 });
});

it('a lower DesiredSize that takes a change back removes the nodes that the change launched', async () => {
  const [few, many] = [
    { MinSize: 0, MaxSize: 300, DesiredSize: 2 },
    { MinSize: 0, MaxSize: 300, DesiredSize: 20 },
  ];
  const made = await born(few);
  await changed(made, few, many);
  expect(await changed(made, many, few)).not.toContain('stay');
  expect(sizesOf(made).desiredSize).toBe(2);
});
