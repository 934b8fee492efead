/** A request that is cancelled within the seconds in which its node group becomes ACTIVE, and its execution ends. */
import { CLUSTER } from '../world/scene';
import { given, REPLACING, silenceLogs } from './given';

silenceLogs();

const TIMINGS = { nodegroupCreate: 60, nodegroupDelete: 60, instanceLinger: 20 };
const DAY = 24 * 3600;

async function living() {
  const made = given({ timings: TIMINGS });
  const { PhysicalResourceId: id } = await made.stack.run(() => made.stack.create(made.properties));
  made.world.clock.advance(DAY);
  return { ...made, id, next: { ...made.properties, ...REPLACING } };
}

describe('a replacement', () => {
  // ACTIVE at 60 s; its execution is stopped up to 65 s, and from 66 s on it ends while the rollback waits for it
  test.each([58, 60, 61, 63, 65, 66, 68, 70])(
    'cancelled after %i s: the rollback deletes the new one',
    async (cancelAfterSeconds) => {
      const { stack, world, id, next, state, generations } = await living();
      const before = state(id);
      await stack.run(() => stack.update(next, { cancelAfterSeconds }));
      world.clock.advance(1200);
      expect(generations()).toEqual([id]);
      expect(state(id)).toBe(before);
      expect(await stack.run(() => stack.delete())).toMatchObject({ Status: 'SUCCESS' });
    },
  );

  // CloudFormation may have accepted it, and will then delete it itself: the rollback has the same form
  test('cancelled in the second in which it answers: it stays, and is named', async () => {
    const { stack, properties, id, next, generations } = await living();
    const back = await stack.run(async () => {
      const given = await stack.change(id, next, properties, { cancelAfterSeconds: 71 });
      expect(given.Status).toBe('NOTHING');
      return stack.change(id, properties, next);
    });
    const [other = ''] = generations().filter((each) => each !== id);
    expect(back).toMatchObject({ Status: 'SUCCESS', Reason: expect.stringContaining(other) });
    expect(other).not.toBe('');
  });

  // after 115 s in which EKS does not show it, and 65 s for the new one
  test.each([177, 180, 183])(
    'of one that was deleted by hand, cancelled after %i s: one node group is left',
    async (cancelAfterSeconds) => {
      const { stack, properties, id, world, generations } = await living();
      world.remove(`${CLUSTER}/${id.split('/')[1]}`);
      const labelled = { ...properties, Labels: { a: 'b' } };
      const back = await stack.run(async () => {
        await stack.change(id, labelled, properties, { cancelAfterSeconds });
        const answer = await stack.change(id, properties, labelled);
        await stack.send({ RequestType: 'Delete', PhysicalResourceId: id });
        return answer;
      });
      world.clock.advance(1200);
      expect(generations()).toEqual([back.PhysicalResourceId]);
    },
  );

  test('whose rollback comes days later stays, and is named', async () => {
    const { stack, properties, id, next, world, generations } = await living();
    await stack.run(() => stack.change(id, next, properties, { cancelAfterSeconds: 61 }));
    // with the rollback disabled; somebody may use it by now
    world.clock.advance(2 * DAY);
    const back = await stack.run(() => stack.change(id, properties, next));
    const [other = ''] = generations().filter((each) => each !== id);
    expect(back).toMatchObject({ Status: 'SUCCESS', Reason: expect.stringContaining(other) });
    expect(other).not.toBe('');
  });
});

test.each([70, 73, 74, 75, 76, 77])(
  'a create cancelled after %i s: its Delete leaves nothing',
  async (cancelAfterSeconds) => {
    const { stack, properties, world, left } = given({ timings: TIMINGS });
    await stack.run(() => stack.create(properties, { cancelAfterSeconds }));
    world.clock.advance(1200);
    expect(left()).toEqual([]);
    expect(stack.id).toBeUndefined();
  },
);
