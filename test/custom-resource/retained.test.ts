/** A node group that was retained, by a replacement or by an older stack of the same name: it is nobody's to take. */
import { CLUSTER } from '../world/scene';
import { Stack } from './cloudformation';
import { given, HEALTH, REPLACING, silenceLogs } from './given';

silenceLogs();

const MONTH = 30 * 24 * 3600;
const LATER = 'arn:aws:cloudformation:us-east-1:123456789012:stack/stack/ffffffff-0000';
const GONE = { code: 'ResourceNotFoundException', message: 'No node group found', status: 404 };
const nameOf = (id: string) => `${CLUSTER}/${id.split('/')[1]}`;

/** A stack of the same name, made after the first one was deleted. */
function laterStack(world: Stack['world'], rollbackNames: 'old' | 'failed' = 'old'): Stack {
  const stack = new Stack(world, { rollbackNames });
  const { send } = stack;
  stack.send = (request, sending = {}) =>
    send.call(stack, request, { ...sending, change: { StackId: LATER, ...sending.change } });
  return stack;
}

/** DeletionPolicy: Retain, and a month later a stack of the same name. */
async function afterOlderStack(rollbackNames: 'old' | 'failed' = 'old') {
  const made = given();
  const { stack, properties, world, state } = made;
  const { PhysicalResourceId: retained } = await stack.run(() => stack.create(properties));
  const before = state(retained);
  world.clock.advance(MONTH);
  const isUntouched = () => state(retained) === before;
  return { ...made, retained, isUntouched, stack: laterStack(world, rollbackNames) };
}

/** UpdateReplacePolicy: Retain: no Delete follows the replacement. */
async function afterReplacement() {
  const made = given();
  const { stack, properties, state, world } = made;
  const { PhysicalResourceId: retained } = await stack.run(() => stack.create(properties));
  const before = state(retained);
  const next = { ...properties, ...REPLACING };
  const { PhysicalResourceId: id } = await stack.run(() =>
    stack.change(retained, next, properties),
  );
  stack.adopt(id, next);
  world.clock.advance(MONTH);
  return { ...made, retained, id, next, isUntouched: () => state(retained) === before };
}

test.each(['old', 'failed'] as const)(
  'of an older stack: the rollback of a failed replacement, by the %s id, returns to its own one',
  async (rollbackNames) => {
    const made = await afterOlderStack(rollbackNames);
    const { stack, properties, world, generations, retained, isUntouched } = made;
    const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
    world.failNextCreate(HEALTH);
    await stack.run(() => stack.update({ ...properties, ...REPLACING }));
    expect(stack.id).toBe(id);
    expect(generations().sort()).toEqual([retained, id].sort());
    expect(isUntouched()).toBe(true);
  },
);

test('of an older stack: it does not take the place of one that was deleted by hand', async () => {
  const { stack, properties, world, generations, ...made } = await afterOlderStack();
  const other = { ...properties, ...REPLACING };
  const { PhysicalResourceId: id } = await stack.run(() => stack.create(other));
  world.remove(nameOf(id));
  const answer = await stack.run(() => stack.update(properties));
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    Reason: expect.stringContaining(made.retained),
  });
  expect([made.retained, id]).not.toContain(answer.PhysicalResourceId);
  await stack.run(() => stack.delete());
  expect(generations()).toEqual([made.retained]);
  expect(made.isUntouched()).toBe(true);
});

test('by a replacement: it does not take the place of one that was deleted by hand', async () => {
  const { stack, properties, world, generations, ...made } = await afterReplacement();
  world.remove(nameOf(made.id));
  const answer = await stack.run(() => stack.update(properties));
  expect(answer.Status).toBe('SUCCESS');
  expect([made.retained, made.id]).not.toContain(answer.PhysicalResourceId);
  await stack.run(() => stack.delete());
  expect(generations()).toEqual([made.retained]);
  expect(made.isUntouched()).toBe(true);
});

test.each([1, 3])(
  'by a replacement: %i reads that do not show the new one take nothing',
  async (times) => {
    const { stack, properties, world, id, next, ...made } = await afterReplacement();
    world.faults.add({ action: 'DescribeNodegroup', times, error: GONE });
    const answer = await stack.run(() => stack.change(id, properties, next));
    expect(answer.Status).toBe('SUCCESS');
    expect([made.retained, id]).not.toContain(answer.PhysicalResourceId);
    expect(made.isUntouched()).toBe(true);
    expect(world.nodegroup(CLUSTER, id.split('/')[1] ?? '').status).toBe('ACTIVE');
  },
);

test('a failed one whose request is not known any more: neither is touched, and the update says so', async () => {
  const { stack, properties, world, state, generations } = given();
  const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
  const before = state(id);
  const next = { ...properties, ...REPLACING };
  world.failNextCreate(HEALTH);
  const failed = await stack.run(() => stack.change(id, next, properties));
  // Step Functions keeps executions for 90 days
  world.clock.advance(4 * MONTH);
  stack.provider.executions.clear();
  const back = await stack.run(() => stack.change(failed.PhysicalResourceId, properties, next));
  expect(back).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(id) });
  expect(generations()).toHaveLength(2);
  expect(state(id)).toBe(before);
});
