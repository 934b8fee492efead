/** No invocation exceeds its time, whatever AWS does: CloudFormation allows 60 s, and ends what takes longer. */
import type { SavedProgress } from '../../src/core/model/decision';
import { GATEWAY_ANSWERS } from '../world/faults';
import type { World } from '../world/world';
import {
  invoke,
  leftOf,
  living,
  QUICK,
  readModel,
  remove,
  run,
  SMALL,
  setting,
  succeeded,
  update,
} from './driver';

const LIMIT_SECONDS = 50;
const options = { change: SMALL, timings: QUICK };

/** How AWS is slow. */
const SLOW: Readonly<Record<string, (world: World) => void>> = {
  'every round trip takes 8 s': (world) => {
    world.endpoint.latencySeconds = () => 8;
  },
  'every eleventh request hangs': (world) => {
    world.endpoint.latencySeconds = ({ index }) => (index % 11 === 0 ? 1000 : 2);
  },
  'every first attempt is a 503 after 4 s': (world) => {
    world.endpoint.latencySeconds = ({ index, attempt }) => {
      if (attempt === 1) {
        world.faults.add({ call: index, error: GATEWAY_ANSWERS['a 503 in HTML'] });
      }
      return 4;
    };
  },
};
/** So slow that an observation of three round trips does not fit into an invocation: that it ends in time is all. */
const TOO_SLOW: typeof SLOW = {
  'every third request hangs': (world) => {
    world.endpoint.latencySeconds = ({ index }) => (index % 3 === 0 ? 1000 : 1);
  },
  'every round trip takes 14 s': (world) => {
    world.endpoint.latencySeconds = () => 14;
  },
  'every first attempt hangs, and what follows takes 6 s': (world) => {
    world.endpoint.latencySeconds = ({ attempt }) => (attempt === 1 ? 1000 : 6);
  },
  'every attempt is throttled after 8 s': (world) => {
    world.endpoint.latencySeconds = () => 8;
    world.faults.add({ times: 1e6, error: { code: 'RequestLimitExceeded' } });
  },
};
const INVOCATIONS = 20;

describe.each(Object.entries(SLOW))('where %s', (_, slow) => {
  it('create, update, roll and delete come to their end, each invocation in time', async () => {
    const made = setting(options);
    const { world, request, properties } = made;
    slow(world);
    const created = await run(world, request);
    succeeded(created);
    const labelled = { ...properties, Labels: { a: 'b' }, Tags: { team: 'ml' } };
    const quiet = await run(world, update(request.identity, properties, labelled));
    succeeded(quiet);
    const rolled = { ...labelled, Volume: { SizeGiB: 200 } };
    const roll = await run(
      world,
      update(request.identity, labelled, rolled, { token: 'another-update' }),
    );
    succeeded(roll);
    const gone = await run(world, remove(request.identity));
    succeeded(gone);
    for (const { longest } of [created, quiet, roll, gone]) {
      expect(longest).toBeLessThanOrEqual(LIMIT_SECONDS);
    }
    world.clock.advance(600);
    expect(leftOf(made)).toEqual([]);
  });
});

describe.each(Object.entries({ ...SLOW, ...TOO_SLOW }))('where %s', (_, slow) => {
  it.each(['CREATE', 'UPDATE', 'DELETE'] as const)(
    'no invocation of a %s is too long',
    async (action) => {
      const made = action === 'CREATE' ? setting(options) : await living(options);
      const { world, request, properties } = made;
      slow(world);
      const given = {
        CREATE: request,
        UPDATE: update(request.identity, properties, { ...properties, Volume: { SizeGiB: 200 } }),
        DELETE: remove(request.identity),
      }[action];
      let progress: SavedProgress | undefined;
      for (let invocation = 0; invocation < INVOCATIONS; invocation += 1) {
        const begun = world.clock.epochSeconds();
        const outcome = await invoke(world, given, progress);
        expect(world.clock.epochSeconds() - begun).toBeLessThanOrEqual(LIMIT_SECONDS);
        if (outcome === 'killed' || outcome.kind !== 'inProgress') break;
        progress = JSON.parse(JSON.stringify(outcome.progress)) as SavedProgress;
        world.clock.advance(outcome.delaySeconds);
      }
    },
  );
});

describe('an AWS that never answers', () => {
  it('ends a create as NetworkFailure at the deadline', async () => {
    const { world, request } = setting(options);
    world.endpoint.latencySeconds = () => 1000;
    const end = await run(world, request);
    expect(end.outcome).toMatchObject({ kind: 'failed', failure: { code: 'NetworkFailure' } });
    expect(end.longest).toBeLessThanOrEqual(LIMIT_SECONDS);
  });

  it('does not keep a Read', async () => {
    const { world, request } = await living(options);
    world.endpoint.latencySeconds = () => 1000;
    const begun = world.clock.epochSeconds();
    await expect(readModel(world, request.identity)).rejects.toThrow(/ETIMEDOUT|TimeoutError/);
    expect(world.clock.epochSeconds() - begun).toBeLessThanOrEqual(LIMIT_SECONDS);
  });
});
