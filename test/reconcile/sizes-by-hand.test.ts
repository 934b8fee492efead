/** Sizes that somebody moves between two requests, and between a read and the call that follows it. */
import { CLUSTER } from '../world/scene';
import type { Living } from './driver';
import { born, changed, type Sizes, sizesOf } from './sized';

describe('an operator who moves the bounds after an update', () => {
  const few = { MinSize: 0, MaxSize: 100, DesiredSize: 2 };
  const set = (made: Living, sizes: object) => {
    const { nodegroupName } = made.request.identity;
    const live = made.world.nodegroup(CLUSTER, nodegroupName);
    made.world.account.nodegroups.put(`${CLUSTER}/${nodegroupName}`, {
      ...live,
      scalingConfig: { ...live.scalingConfig, ...sizes },
    });
  };
  it('keeps a MinSize and its nodes in the rollback of another number', async () => {
    const made = await born(few);
    await changed(made, few, { ...few, DesiredSize: 20 });
    set(made, { minSize: 10 });
    await changed(made, { ...few, DesiredSize: 20 }, few);
    expect(sizesOf(made)).toEqual({ minSize: 10, maxSize: 100, desiredSize: 10 });
  });
  it('keeps a MinSize in the rollback of MinSize itself', async () => {
    const made = await born(few);
    const more = { ...few, MinSize: 5, DesiredSize: 20 };
    await changed(made, few, more);
    set(made, { minSize: 12, maxSize: 150 });
    await changed(made, more, few);
    expect(sizesOf(made)).toEqual({ minSize: 12, maxSize: 150, desiredSize: 12 });
  });
  it('keeps a MaxSize that their MaxUnavailable needs', async () => {
    const [low, high] = [
      { MinSize: 0, MaxSize: 10 },
      { MinSize: 0, MaxSize: 100 },
    ];
    const made = await born(low);
    await changed(made, low, high);
    const { nodegroupName } = made.request.identity;
    made.world.account.nodegroups.put(`${CLUSTER}/${nodegroupName}`, {
      ...made.world.nodegroup(CLUSTER, nodegroupName),
      updateConfig: { maxUnavailable: 50 },
    });
    expect(await changed(made, high, low)).toContain('its MaxUnavailable is 50');
    expect(sizesOf(made).maxSize).toBe(50);
  });
});

describe('an autoscaler that moves while an update is under way', () => {
  const few: Sizes = { MinSize: 2, MaxSize: 300 };
  const ACTIONS = ['TagResource', 'DescribeSecurityGroups', 'CreateTags', 'DescribeUpdate'];
  const CASES = [
    ['MinSize', few, { ...few, MinSize: 4 }],
    ['DesiredSize', { ...few, DesiredSize: 2 }, { ...few, DesiredSize: 4 }],
  ] as const;
  it.each(CASES.flatMap((each) => ACTIONS.map((action) => [...each, action] as const)))(
    'loses no node to a change of %s (%o to %o) during %s',
    async (_name, from, to, action) => {
      const made = await born(from);
      let isMoved = false;
      made.world.endpoint.answerAfter = async (call) => {
        await new Promise((next) => setImmediate(next));
        if (call.action !== action || isMoved) return;
        isMoved = true;
        made.world.autoscale(CLUSTER, made.request.identity.nodegroupName, 200);
      };
      await changed(made, from, to, () => {}, { Tags: { team: 'ml' } });
      expect({ isMoved, size: sizesOf(made).desiredSize }).toEqual({ isMoved: true, size: 200 });
    },
  );
});
