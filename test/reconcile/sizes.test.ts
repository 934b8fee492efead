/** No node is taken away unless the template's own DesiredSize went down, however a template comes back to what it was. */
import { CLUSTER } from '../world/scene';
import { born, changed, type Sizes, scaled, sizesOf } from './sized';

const HOURS_LATER = 4 * 3600;

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
    made.world.clock.advance(HOURS_LATER);
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
    made.world.clock.advance(HOURS_LATER);
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

describe('an update that EKS refused', () => {
  const [few, many] = [
    { MinSize: 0, MaxSize: 220, DesiredSize: 2 },
    { MinSize: 0, MaxSize: 220, DesiredSize: 220 },
  ];
  it.each(['AccessDeniedException', 'InvalidParameterException'])(
    'takes no node away in its rollback, where an autoscaler reached the same number: %s',
    async (code) => {
      const made = await born(few);
      made.world.faults.add({ action: 'UpdateNodegroupConfig', error: { code } });
      await expect(changed(made, few, many)).rejects.toThrow(code);
      // pods are pending: an autoscaler goes to the maximum
      scaled(made, 220);
      await changed(made, many, few);
      expect(sizesOf(made).desiredSize).toBe(220);
    },
  );
});

it('a size that was set while the change waited is what its rollback restores', async () => {
  const [few, many] = [
    { MinSize: 0, MaxSize: 300, DesiredSize: 2 },
    { MinSize: 0, MaxSize: 300, DesiredSize: 220 },
  ];
  const made = await born(few);
  const error = { code: 'ThrottlingException' };
  made.world.faults.add({ action: 'UpdateNodegroupConfig', error, times: 12 });
  await changed(made, few, many, (invocation) => {
    if (invocation === 3) scaled(made, 200);
  });
  expect(sizesOf(made).desiredSize).toBe(220);
  await changed(made, many, few);
  expect(sizesOf(made).desiredSize).toBe(200);
});

describe('EKS shows 200 nodes, and the Auto Scaling group has 50:', () => {
  const [few, open] = [
    { MinSize: 0, MaxSize: 300, DesiredSize: 2 },
    { MinSize: 0, MaxSize: 300 },
  ];
  async function scaledIn(sizes: Sizes) {
    const made = await born(sizes);
    scaled(made, 200);
    made.world.autoscale(CLUSTER, made.request.identity.nodegroupName, 50, { isKnownToEks: false });
    return made;
  }
  it.each<readonly [string, Sizes, Sizes, number]>([
    ['MaxSize can be lowered to 100', open, { ...open, MaxSize: 100 }, 50],
    ['DesiredSize can be raised to 60', few, { ...few, DesiredSize: 60 }, 60],
  ])('%s', async (_name, from, to, size) => {
    const made = await scaledIn(from);
    await changed(made, from, to);
    expect(sizesOf(made).desiredSize).toBe(size);
  });
  it('a rollback restores 50', async () => {
    const made = await scaledIn(few);
    await changed(made, few, { ...few, DesiredSize: 220 });
    await changed(made, { ...few, DesiredSize: 220 }, few);
    expect(sizesOf(made).desiredSize).toBe(50);
  });
});

it('a template that is put back months later launches what it says, not what ran then', async () => {
  const [more, less] = [
    { MinSize: 0, MaxSize: 300, DesiredSize: 10 },
    { MinSize: 0, MaxSize: 300, DesiredSize: 4 },
  ];
  const made = await born(more);
  scaled(made, 250);
  await changed(made, more, less);
  made.world.clock.advance(90 * 86_400);
  await changed(made, less, more);
  expect(sizesOf(made).desiredSize).toBe(10);
});
