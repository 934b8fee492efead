/** AWS takes 50 tags: what an update and its rollback do where there is no room for the record of what is applied. */
import type { Properties } from '../../src/core/model/properties';
import { CLUSTER } from '../world/scene';
import { failed, type Living, living, QUICK, run, SMALL, succeeded, update } from './driver';

const RECORD = 'efa-node-group:applied';
const SIZES = { MinSize: 0, MaxSize: 60, DesiredSize: 4 };
const tags = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`tag${at}`, '1']));

function made(count: number): Promise<Living> {
  return living({ timings: QUICK, change: { ...SMALL, ScalingConfig: SIZES, Tags: tags(count) } });
}
const go = ({ world, request }: Living, from: Properties, to: Properties, token: string) =>
  run(world, update(request.identity, from, to, { token }));
const liveOf = ({ world, request }: Living) =>
  world.nodegroup(CLUSTER, request.identity.nodegroupName);
const others = (one: Living) => {
  const { [RECORD]: _, ...rest } = liveOf(one).tags;
  return rest;
};

describe('the 43rd tag, for which the record makes room', () => {
  it('is added, and taken away by the rollback', async () => {
    const one = await made(42);
    expect(Object.keys(liveOf(one).tags)).toHaveLength(50);
    expect(liveOf(one).tags).toHaveProperty(RECORD);
    const before = others(one);
    const desired = { ...one.properties, Tags: tags(43), Labels: { team: 'ml' } };
    expect(succeeded(await go(one, one.properties, desired, 'there')).model).toMatchObject({
      Tags: desired.Tags,
      Labels: desired.Labels,
    });
    expect(liveOf(one).tags).not.toHaveProperty(RECORD);
    succeeded(await go(one, desired, one.properties, 'back'));
    expect(others(one)).toEqual(before);
    expect(liveOf(one).labels).not.toHaveProperty('team');
  });

  it.each(['UntagResource', 'TagResource', 'UpdateNodegroupConfig', 'CreateTags'])(
    'leaves nothing half done where %s is refused',
    async (action) => {
      const one = await made(42);
      const { labels, scalingConfig } = liveOf(one);
      const before = others(one);
      const desired = {
        ...one.properties,
        Tags: tags(43),
        Labels: { team: 'ml' },
        ScalingConfig: { ...SIZES, MaxSize: 70 },
      };
      const code = action === 'CreateTags' ? 'UnauthorizedOperation' : 'AccessDeniedException';
      one.world.faults.add({ action, error: { code } });
      failed(await go(one, one.properties, desired, 'there'));
      succeeded(await go(one, desired, one.properties, 'back'));
      expect(others(one)).toEqual(before);
      expect(liveOf(one)).toMatchObject({ labels, scalingConfig });
    },
  );

  it('keeps nodes that an autoscaler added, and says why a lower size is not sent', async () => {
    const one = await made(43);
    expect(liveOf(one).tags).not.toHaveProperty(RECORD);
    const { nodegroupName } = one.request.identity;
    one.world.autoscale(CLUSTER, nodegroupName, 40);
    const desired = { ...one.properties, ScalingConfig: { ...SIZES, DesiredSize: 2 } };
    const end = succeeded(await go(one, one.properties, desired, 'there'));
    expect(end.message).toContain('nothing on the node group records what was applied before');
    expect(liveOf(one).scalingConfig.desiredSize).toBe(40);
    succeeded(await go(one, desired, one.properties, 'back'));
    expect(liveOf(one).scalingConfig.desiredSize).toBe(40);
  });

  it('is no more than AWS takes: the 44th is refused before anything is sent', async () => {
    const one = await made(43);
    const before = liveOf(one);
    const desired = { ...one.properties, Tags: tags(44), Labels: { team: 'ml' } };
    expect(failed(await go(one, one.properties, desired, 'there')).code).toBe('InvalidRequest');
    succeeded(await go(one, desired, one.properties, 'back'));
    expect(liveOf(one)).toEqual(before);
  });

  it('is exchanged for another, and back', async () => {
    const one = await made(43);
    const before = others(one);
    const { tag0: _, ...rest } = tags(43);
    const desired = { ...one.properties, Tags: { ...rest, other: '1' }, Labels: { team: 'ml' } };
    one.world.faults.add({ action: 'TagResource', error: { code: 'AccessDeniedException' } });
    failed(await go(one, one.properties, desired, 'there'));
    succeeded(await go(one, desired, one.properties, 'back'));
    expect(others(one)).toEqual(before);
  });
});
