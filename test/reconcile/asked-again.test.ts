/** What AWS refused once is not taken for done: asked for again, it is sent again. */
import type { Properties } from '../../src/core/model/properties';
import { APPLIED_TAG } from '../../src/core/ownership/applied-record';
import { CLUSTER } from '../world/scene';
import {
  actions,
  failed,
  invoke,
  type Living,
  living,
  QUICK,
  rollByHand,
  run,
  SMALL,
  succeeded,
  update,
  writes,
} from './driver';
import { watch } from './watch';

const SIZES = { MinSize: 0, MaxSize: 60 };
const made = (change: Partial<Properties> = {}, timings: object = {}) =>
  living({ timings: { ...QUICK, ...timings }, change: { ...SMALL, ...change } });
const go = (one: Living, previous: Properties, desired: Properties, token: string) =>
  run(one.world, update(one.request.identity, previous, desired, { token }));
const liveOf = ({ world, request }: Living) =>
  world.nodegroup(CLUSTER, request.identity.nodegroupName);
const without = (properties: Properties, name: keyof Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([key]) => key !== name)) as never;
const denied = { code: 'AccessDeniedException' };

describe('a tag whose removal was refused', () => {
  it('is removed by the same update, asked for again', async () => {
    const one = await made({ Tags: { x: '1' } });
    const desired = { ...without(one.properties, 'Tags'), Labels: { a: 'b' } };
    one.world.faults.add({ action: 'UntagResource', error: denied });
    one.world.faults.add({ action: 'DeleteTags', error: { code: 'UnauthorizedOperation' } });
    failed(await go(one, one.properties, desired, 'there'));
    succeeded(await go(one, desired, one.properties, 'back'));
    succeeded(await go(one, one.properties, desired, 'again'));
    expect(liveOf(one).labels).toMatchObject({ a: 'b' });
    expect(liveOf(one).tags).not.toHaveProperty('x');
  });

  it('is removed by the rollback that is continued', async () => {
    const one = await made();
    const desired = { ...one.properties, Tags: { x: '1' } };
    succeeded(await go(one, one.properties, desired, 'there'));
    one.world.faults.add({ action: 'UntagResource', error: denied });
    failed(await go(one, desired, one.properties, 'back'));
    succeeded(await go(one, desired, one.properties, 'continue'));
    expect(liveOf(one).tags).not.toHaveProperty('x');
  });
});

it('a roll from a version made by hand that was refused once', async () => {
  const one = await made();
  rollByHand(one, (data) => data);
  const desired = { ...one.properties, Volume: { SizeGiB: 200 } };
  one.world.faults.add({
    action: 'CreateLaunchTemplateVersion',
    error: { code: 'UnauthorizedOperation' },
  });
  failed(await go(one, one.properties, desired, 'there'));
  const back = await go(one, desired, one.properties, 'back');
  succeeded(back);
  expect(writes(back.calls)).toEqual([]);
  const end = await go(one, one.properties, desired, 'again');
  expect(succeeded(end).model).toMatchObject({ Volume: { SizeGiB: 200 } });
  expect(actions(end.calls)).toContain('UpdateNodegroupVersion');
});

it('an earlier release that was refused once is answered with the words of EKS', async () => {
  const one = await made();
  const desired = { ...one.properties, ReleaseVersion: '1.33.0-20251001' };
  one.world.faults.add({ action: 'UpdateNodegroupVersion', error: denied });
  failed(await go(one, one.properties, desired, 'there'));
  succeeded(await go(one, desired, one.properties, 'back'));
  const end = await go(one, one.properties, desired, 'again');
  expect(succeeded(end).message).toMatch(/ReleaseVersion/);
});

// EKS may show UPDATING a while after it has taken the call
describe.each([0, 20])('cancelled while it is sent, and visible after %i s', (updateShows) => {
  const timings = { configUpdate: 60, updateShows };

  it('a label and more nodes are taken back', async () => {
    const one = await made({ ScalingConfig: { ...SIZES, DesiredSize: 10 } }, timings);
    const { world, request, properties } = one;
    const ScalingConfig = { ...SIZES, DesiredSize: 40 };
    const desired = { ...properties, Labels: { a: 'b' }, ScalingConfig };
    const there = update(request.identity, properties, desired, { token: 'there' });
    expect(await invoke(world, there, undefined)).toMatchObject({ kind: 'inProgress' });
    succeeded(await go(one, desired, properties, 'back'));
    world.clock.advance(300);
    expect(liveOf(one).labels).not.toHaveProperty('a');
    expect(liveOf(one).scalingConfig.desiredSize).toBe(10);
  });

  it('a scale-in is given back', async () => {
    const one = await made({ ScalingConfig: { ...SIZES, DesiredSize: 40 } }, timings);
    const { world, request, properties } = one;
    const desired = { ...properties, ScalingConfig: { ...SIZES, DesiredSize: 10 } };
    const there = update(request.identity, properties, desired, { token: 'there' });
    expect(await invoke(world, there, undefined)).toMatchObject({ kind: 'inProgress' });
    succeeded(await go(one, desired, properties, 'back'));
    world.clock.advance(300);
    expect(liveOf(one).scalingConfig.desiredSize).toBe(40);
  });
});

describe('the first update of a node group of release 0.1, which recorded nothing', () => {
  const TYPO = { KeyName: 'no-such-key' };
  async function ofRelease01() {
    const one = await made({ ScalingConfig: { ...SIZES, DesiredSize: 2 } });
    const { [APPLIED_TAG]: _record, ...tags } = liveOf(one).tags;
    const key = `${CLUSTER}/${one.request.identity.nodegroupName}`;
    one.world.account.nodegroups.put(key, { ...liveOf(one), tags });
    watch(one.world).watchOthers();
    one.world.autoscale(CLUSTER, one.request.identity.nodegroupName, 40);
    return one;
  }
  const sized = ({ properties }: Living, DesiredSize: number): Properties => ({
    ...properties,
    ScalingConfig: { ...SIZES, DesiredSize },
  });
  const sizeOf = (one: Living) => liveOf(one).scalingConfig.desiredSize;

  it('was refused, and wrote down what runs: its rollback takes no node away', async () => {
    const one = await ofRelease01();
    const desired = { ...sized(one, 40), ...TYPO };
    const refused = await go(one, one.properties, desired, 'there');
    failed(refused);
    expect(writes(refused.calls)).toEqual([]);
    const back = await go(one, desired, one.properties, 'back');
    expect(succeeded(back).message).toContain('2 was not sent, and 40 nodes stay');
    expect(writes(back.calls)).toEqual([]);
    expect(sizeOf(one)).toBe(40);
  });

  it('was refused, and TagResource is not allowed: its rollback goes through all the same', async () => {
    const one = await ofRelease01();
    one.world.faults.add({ action: 'TagResource', error: denied, times: 9 });
    const desired = { ...sized(one, 40), Labels: { team: 'ml' } };
    failed(await go(one, one.properties, desired, 'there'));
    succeeded(await go(one, desired, { ...one.properties, Labels: {} }, 'back'));
    expect(sizeOf(one)).toBe(40);
  });

  it('scales in with an update after one that changed something else', async () => {
    const one = await ofRelease01();
    const end = await go(one, sized(one, 40), sized(one, 10), 'one');
    expect(succeeded(end).message).toContain('ScalingConfig.DesiredSize: 10 was not sent');
    expect(writes(end.calls)).toEqual([]);
    expect(sizeOf(one)).toBe(40);
    const label = { Labels: { team: 'ml' } };
    succeeded(await go(one, sized(one, 10), { ...sized(one, 10), ...label }, 'two'));
    expect(sizeOf(one)).toBe(40);
    succeeded(
      await go(one, { ...sized(one, 10), ...label }, { ...sized(one, 9), ...label }, 'three'),
    );
    expect(sizeOf(one)).toBe(9);
  });
});
