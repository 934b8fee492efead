/** The Reconcile function is killed at every call to AWS that a request makes: before each, and after each that changes something. */
import type { Fault } from '../world/faults';
import { given, REPLACING, silenceLogs } from './given';

silenceLogs();

const CHANGES = {
  'an update in place': { Labels: { a: 'b' } },
  'an update that rolls': { Volume: { SizeGiB: 200 } },
  'a replacement': REPLACING,
} as const;

/** Create, perhaps update, delete; there is one generation at each end, and nothing in the end, whatever happens. */
async function life(change: object | undefined, fault?: Fault, killedAgain = 0) {
  const { stack, properties, generations, left, world } = given();
  if (fault) world.faults.add(fault);
  let again = 0;
  world.endpoint.onKill(() => {
    if (world.faults.unused().length === 0 && again < killedAgain) again += 1;
    else return;
    stack.provider.beforeReconcile = () => {
      world.faults.add({ call: world.calls.length, error: 'killed' });
      stack.provider.beforeReconcile = () => {};
    };
  });
  const statuses: string[] = [];
  const ends: number[] = [];
  const ended = (status: string) => {
    statuses.push(status);
    ends.push(world.calls.length);
  };
  await stack.run(async () => {
    ended((await stack.create(properties)).Status);
    expect(generations()).toEqual(stack.id ? [stack.id] : []);
    if (!stack.id) return;
    if (change) {
      ended((await stack.update({ ...properties, ...change })).Status);
      expect(generations()).toEqual([stack.id]);
    }
    ended((await stack.delete()).Status);
  });
  world.clock.advance(600);
  expect(left()).toEqual([]);
  const puts = stack.requests.map((request) => stack.putsOf(request));
  expect(puts.map(({ length }) => length)).toEqual(puts.map(() => 1));
  const answers = puts.map(([put]) => JSON.parse(put?.body ?? '{}').Status as string);
  expect(world.faults.unused()).toEqual([]);
  return { statuses, answers, calls: world.calls, ends };
}

async function killedAtEach(change: object | undefined): Promise<number> {
  const calm = await life(change);
  expect(new Set(calm.statuses)).toEqual(new Set(['SUCCESS']));
  const [from = 0, to = 0] = change ? calm.ends : [0, calm.calls.length];
  const kills = calm.calls
    .slice(from, to)
    .flatMap(({ index, write }) => [
      { call: index, when: 'before', error: 'killed' } as const,
      ...(write ? [{ call: index, when: 'after', error: 'killed' } as const] : []),
    ]);
  for (const kill of kills) {
    const { statuses } = await life(change, kill);
    expect({ ...kill, statuses }).toEqual({ ...kill, statuses: calm.statuses });
  }
  return kills.length;
}

test('create and delete end as if nothing had happened', async () => {
  expect(await killedAtEach(undefined)).toBeGreaterThan(50);
});

test.each(Object.entries(CHANGES))('%s ends as if nothing had happened', async (_what, change) => {
  expect(await killedAtEach(change)).toBeGreaterThan(10);
});

/** So that the state machine gives up: it calls Reconcile three times. */
test.each([
  ['create', undefined],
  ['replacement', CHANGES['a replacement']],
] as const)(
  'a %s killed for good at any call fails, and leaves what was there before',
  async (_what, change) => {
    const calm = await life(change);
    const [from, to] = change ? calm.ends : [0, calm.ends[0]];
    for (let call = from ?? 0; call < (to ?? 0); call += 1) {
      const { answers } = await life(change, { call, error: 'killed' }, 2);
      expect({ call, answers }).toMatchObject({ answers: expect.arrayContaining(['FAILED']) });
    }
  },
);
