/**
 * An invocation of Create that CloudFormation sends late, once the Delete of its Id was answered, creates nothing
 * (decisions/late-invocations.md).
 */
import type { SavedProgress } from '../../src/core/model/decision';
import type { Fault } from '../world/faults';
import {
  failed,
  invoke,
  leftOf,
  QUICK,
  remove,
  run,
  SMALL,
  setting,
  succeeded,
  writes,
} from './driver';

const options = { change: SMALL, timings: QUICK };
type Made = ReturnType<typeof setting>;

/** The create up to its first invocation that is killed: what the next one will be given. */
async function untilKilled({ world, request }: Made): Promise<SavedProgress | undefined> {
  let progress: SavedProgress | undefined;
  for (;;) {
    const outcome = await invoke(world, request, progress);
    if (outcome === 'killed') return progress;
    if (outcome.kind !== 'inProgress') throw new Error(`not killed: ${outcome.kind}`);
    progress = JSON.parse(JSON.stringify(outcome.progress)) as SavedProgress;
    world.clock.advance(outcome.delaySeconds);
  }
}

/** So many invocations of the create. */
async function begun({ world, request }: Made, invocations: number): Promise<SavedProgress> {
  let progress: SavedProgress | undefined;
  for (let n = 0; n < invocations; n += 1) {
    const outcome = await invoke(world, request, progress);
    if (outcome === 'killed' || outcome.kind !== 'inProgress') throw new Error('not begun');
    progress = outcome.progress;
    if (n < invocations - 1) world.clock.advance(outcome.delaySeconds);
  }
  return progress as SavedProgress;
}

async function deletedAndContinued(
  made: Made,
  pending: SavedProgress,
  about: object = {},
): Promise<void> {
  const { world, request } = made;
  const { outcome } = await run(world, remove(request.identity));
  if (outcome.kind === 'failed') expect(outcome.failure.code).toBe('NotFound');
  const late = await run(world, request, { from: pending });
  expect({ ...about, ends: late.outcome.kind }).toEqual({ ...about, ends: 'failed' });
  expect(writes(late.calls)).toEqual([]);
  world.clock.advance(3600);
  expect(leftOf(made)).toEqual([]);
}

describe('after its Delete was answered, a create', () => {
  it('that has to observe what it made, and waits for it first, creates nothing', async () => {
    const made = setting({ ...options, change: { ...SMALL, Efa: { SecurityGroup: 'CREATE' } } });
    const { world, request } = made;
    const first = await begun(made, 1);
    world.clock.advance(1);
    // its time is over once the last rule was sent, before the rules are there to be seen
    const last = 'RevokeSecurityGroupEgress';
    const isMade = () => world.calls.filter(({ action }) => action === last).length === 2;
    const outcome = await invoke(world, request, first, {
      remainingMilliseconds: () => (isMade() ? 1_000 : 60_000),
    });
    if (outcome === 'killed' || outcome.kind !== 'inProgress') throw new Error('not begun');
    await deletedAndContinued(made, outcome.progress);
  });

  it('that was killed at any call creates nothing', async () => {
    const calm = setting(options);
    const { calls } = await run(calm.world, calm.request);
    const first = calls.findIndex(({ write }) => write);
    const kills = calls.flatMap(({ index, write }): readonly Fault[] => [
      { call: index, error: 'killed' },
      ...(write ? [{ call: index, error: 'killed', when: 'after' } as const] : []),
    ]);
    let checked = 0;
    for (const kill of kills.filter(({ call = 0 }) => call >= first)) {
      const made = setting(options);
      made.world.faults.add(kill);
      const pending = await untilKilled(made);
      // without an answer CloudFormation knows no Id to delete
      if (!pending) continue;
      await deletedAndContinued(made, pending, { kill, of: calls[kill.call ?? 0]?.action });
      checked += 1;
    }
    expect(checked).toBeGreaterThan(20);
  });

  it.each([
    ['everything', ['CreatePlacementGroup', 'CreateSecurityGroup']],
    ['the placement group', ['CreatePlacementGroup']],
    ['the security group', ['CreateSecurityGroup']],
    ['its rules', ['AuthorizeSecurityGroupEgress']],
    ['the launch template', ['CreateLaunchTemplate']],
    ['the node group', ['CreateNodegroup']],
  ])('that was held up by throttling of %s creates nothing', async (_what, throttled) => {
    for (const invocations of [2, 3, 6]) {
      const made = setting(options);
      for (const action of throttled) {
        made.world.faults.add({ action, times: 99, error: { code: 'RequestLimitExceeded' } });
      }
      const pending = await begun(made, invocations);
      made.world.faults.clear();
      await deletedAndContinued(made, pending);
    }
  });

  it('that only told its Id creates nothing', async () => {
    const made = setting(options);
    await deletedAndContinued(made, await begun(made, 1));
  });
});

describe('a create whose invocation comes five minutes late', () => {
  it('goes on where what it created is there', async () => {
    const made = setting(options);
    const { world, request } = made;
    world.faults.add({
      action: 'CreateLaunchTemplate',
      times: 3,
      error: { code: 'RequestLimitExceeded' },
    });
    const pending = await begun(made, 2);
    world.clock.advance(300);
    const end = await run(world, request, { from: pending });
    expect(succeeded(end).model?.Status).toBe('ACTIVE');
  });

  it('goes on where nothing is left to create', async () => {
    const made = setting({ ...options, timings: { ...QUICK, nodegroupCreate: 600 } });
    const { world, request } = made;
    const pending = await begun(made, 3);
    world.clock.advance(900);
    succeeded(await run(world, request, { from: pending }));
  });

  it('fails where it had created nothing, and says so', async () => {
    const made = setting(options);
    const { world, request } = made;
    const pending = await begun(made, 1);
    world.clock.advance(300);
    const end = failed(await run(world, request, { from: pending }));
    expect(end).toMatchObject({ code: 'NotStabilized', accepted: true });
    expect(end.message).toContain('late, and nothing of it had been created');
  });

  it('two minutes late is not late', async () => {
    const made = setting(options);
    const { world, request } = made;
    const pending = await begun(made, 1);
    world.clock.advance(121);
    succeeded(await run(world, request, { from: pending }));
  });
});
