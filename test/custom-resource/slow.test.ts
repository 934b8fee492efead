/** A slow AWS: the requests come to their end, and no invocation of Reconcile takes more than its 50 s. */
import { QUICK, SMALL, seedProperties } from '../reconcile/driver';
import { scene } from '../world/scene';
import { Stack } from './cloudformation';
import { silenceLogs } from './given';

silenceLogs();

test.each([4, 8])('every round trip takes %i s', async (seconds) => {
  const made = scene({ timings: QUICK });
  made.world.endpoint.latencySeconds = () => seconds;
  const stack = new Stack(made.world);
  const base = { ...seedProperties(made), ...SMALL };
  const done = { Status: 'SUCCESS' };
  expect(await stack.run(() => stack.create(base))).toMatchObject(done);
  const labelled = { ...base, Labels: { a: 'b' } };
  expect(await stack.run(() => stack.update(labelled))).toMatchObject(done);
  const rolled = { ...labelled, Volume: { SizeGiB: 200 } };
  expect(await stack.run(() => stack.update(rolled))).toMatchObject(done);
  const replaced = { ...rolled, Placement: { Group: 'NONE' } };
  expect(await stack.run(() => stack.update(replaced))).toMatchObject(done);
  expect(await stack.run(() => stack.delete())).toMatchObject(done);
  expect(stack.provider.longestReconcile).toBeGreaterThan(8);
  expect(stack.provider.longestReconcile).toBeLessThanOrEqual(50);
});

test('an AWS that never answers ends a create in time', async () => {
  const made = scene({ timings: QUICK });
  made.world.endpoint.latencySeconds = () => 1000;
  const stack = new Stack(made.world);
  const answer = await stack.run(() => stack.create({ ...seedProperties(made), ...SMALL }));
  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringMatching(/NetworkFailure/),
  });
  expect(stack.provider.longestReconcile).toBeLessThanOrEqual(50);
});
