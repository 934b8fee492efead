/**
 * An invocation of an Update that CloudFormation sends late, once the rollback or the next update was answered, changes
 * nothing (decisions/late-invocations.md).
 */

import { silenceLogs } from '../custom-resource/given';
import { QUICK, SMALL, setting } from '../reconcile/driver';
import { watch } from '../reconcile/watch';
import { CLUSTER } from '../world/scene';
import { CloudFormation, type Event, type Json } from './cloudformation';

silenceLogs();

type Options = Parameters<typeof setting>[0];
const SIZES = { MinSize: 0, MaxSize: 300, DesiredSize: 200 };
const B = { Labels: { team: 'ml' }, Volume: { SizeGiB: 200 } };
const LATE_SECONDS = 600;

async function stackOf(given: object = {}, options: Options = {}) {
  const { world, properties } = setting({
    timings: QUICK,
    ...options,
    change: { ...SMALL, ...given },
  });
  const cfn = new CloudFormation(world);
  const template: object = properties;
  const { resourceModel } = await cfn.last({
    action: 'CREATE',
    model: { ...template },
    token: '0',
  });
  const Id = resourceModel?.Id as string;
  watch(world).ids.add(Id);
  const name = Id.split('/')[1] ?? '';
  const change = (from: object, to: object, token: string) => ({
    action: 'UPDATE' as const,
    model: { ...to, Id } as Json,
    previous: { ...from, Id } as Json,
    token,
  });
  /** @returns the last event before it was given up */
  async function givenUp(from: object, to: object, after: number): Promise<Event> {
    let seen = 0;
    const events = await cfn.run({
      ...change(from, to, 'there'),
      onEvent: () => {
        seen += 1;
      },
      isGivenUp: () => seen >= after,
    });
    return events.at(-1) as Event;
  }
  const run = async (from: object, to: object, token: string, event?: Event) =>
    (await cfn.run(change(from, to, token), event)).at(-1) as Event;
  const live = () => world.nodegroup(CLUSTER, name);
  const rolls = () =>
    world.account.updates.all().filter(({ update }) => update.type === 'VersionUpdate').length;
  return { world, template, live, rolls, givenUp, run };
}

it.each([1, 2, 3, 4, 5])('after a rollback, given up after its event %i', async (after) => {
  const { world, template, live, rolls, givenUp, run } = await stackOf();
  const to = { ...template, ...B };
  const kept = await givenUp(template, to, after);
  expect(kept.status).toBe('IN_PROGRESS');
  expect((await run(to, template, 'back')).status).toBe('SUCCESS');
  const before = [rolls(), live().labels, live().launchTemplate];
  world.clock.advance(LATE_SECONDS);
  expect((await run(template, to, 'there', kept)).status).toBe('FAILED');
  expect([rolls(), live().labels, live().launchTemplate]).toEqual(before);
});

it.each([
  ['', 0],
  [', also where the late one has to wait before it sends', 3],
])('after a rollback that found nothing to do no node is taken away%s', async (_name, times) => {
  const { world, template, live, givenUp, run } = await stackOf({ ScalingConfig: SIZES });
  const to = { ...template, ScalingConfig: { ...SIZES, DesiredSize: 2 } };
  const error = { code: 'ThrottlingException' };
  world.faults.add({ action: 'TagResource', error, times: 3 });
  const kept = await givenUp(template, to, 1);
  world.faults.clear();
  expect((await run(to, template, 'back')).status).toBe('SUCCESS');
  world.clock.advance(LATE_SECONDS);
  world.faults.add({ action: 'DescribeNodegroup', error, times });
  expect((await run(template, to, 'there', kept)).status).toBe('FAILED');
  expect(live().scalingConfig.desiredSize).toBe(200);
});

it.each([true, false])(
  'after the next update, which stays applied and recorded (EKS replays tokens: %s)',
  async (eksTokenReplays) => {
    const assumptions = { eksTokenReplays };
    const { template, live, rolls, givenUp, run } = await stackOf({}, { assumptions });
    const [b, c] = [
      { ...template, ...B },
      { ...template, Labels: { team: 'next' }, Volume: { SizeGiB: 300 } },
    ];
    const kept = await givenUp(template, b, 1);
    expect((await run(template, b, 'there', kept)).status).toBe('SUCCESS');
    expect((await run(b, c, 'next')).status).toBe('SUCCESS');
    const before = [rolls(), live().labels];
    expect((await run(template, b, 'there', kept)).status).toBe('FAILED');
    expect([rolls(), live().labels]).toEqual(before);
    // what is recorded is the update that was answered last, so that going back is sent
    expect((await run(c, b, 'back')).status).toBe('SUCCESS');
    expect(live().labels).toMatchObject(B.Labels);
  },
);

it('an update that comes late after what it sent itself goes on', async () => {
  const { world, template, live, rolls, givenUp, run } = await stackOf();
  const to = { ...template, ...B };
  const kept = await givenUp(template, to, 3);
  world.clock.advance(LATE_SECONDS);
  expect((await run(template, to, 'there', kept)).status).toBe('SUCCESS');
  expect([rolls(), live().labels?.team]).toEqual([1, 'ml']);
});
