import { formatId } from '../../src/core/ownership/identity';
import { scene } from '../world/scene';
import {
  actions,
  create,
  created,
  readModel,
  remove,
  run,
  seedProperties,
  update,
  writes,
} from './driver';

function batches(calls: readonly { batch: number }[]): number {
  return new Set(calls.map(({ batch }) => batch)).size;
}

describe('create, up to the answer of CreateNodegroup', () => {
  it.each([
    ['without a new security group', true, 13, 4],
    ['with a new security group', false, 19, 6],
  ])('%s takes few calls in few round trips', async (_name, selfEgress, mostCalls, mostTrips) => {
    const setting = scene({ selfEgress });
    const { outcome, calls } = await run(setting.world, create(seedProperties(setting)));
    expect(outcome.kind).toBe('succeeded');
    const upTo = calls.slice(0, actions(calls).indexOf('CreateNodegroup') + 1);
    expect(upTo.length).toBeLessThanOrEqual(mostCalls);
    expect(batches(upTo)).toBeLessThanOrEqual(mostTrips);
  });
});

describe('a whole life', () => {
  it('is created, read, updated in place, rolled and deleted with nothing left', async () => {
    const setting = scene({ selfEgress: false });
    const { world } = setting;
    const before = world.resources();
    const properties = seedProperties(setting);
    const request = create(properties);
    const model = await created(world, request);
    expect(await readModel(world, request.identity)).toEqual(model);

    const labelled = {
      ...properties,
      Labels: { team: 'ml' },
      ScalingConfig: { ...properties.ScalingConfig, MaxSize: 12 },
    };
    const quiet = await run(world, update(request.identity, properties, labelled));
    expect(quiet.outcome.kind).toBe('succeeded');
    expect(writes(quiet.calls)).toEqual(['UpdateNodegroupConfig']);

    const rolled = { ...labelled, LocalStorage: 'NONE' as const };
    const roll = await run(world, update(request.identity, labelled, rolled, { token: 'roll' }));
    expect(writes(roll.calls)).toEqual([
      'TagResource',
      'CreateLaunchTemplateVersion',
      'UpdateNodegroupVersion',
    ]);

    const gone = await run(world, remove(request.identity));
    expect(gone.outcome.kind).toBe('succeeded');
    expect(world.resources()).toEqual(before);
    const again = await run(world, remove(request.identity, { token: 'again' }));
    expect(again.outcome).toMatchObject({ kind: 'failed', failure: { code: 'NotFound' } });
    expect(formatId(request.identity)).toContain('training/Nodes-');
  });
});
