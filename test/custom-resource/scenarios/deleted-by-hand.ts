/** A node group that somebody deleted outside CloudFormation: an update replaces it. */
import { CLUSTER } from '../../world/scene';
import { given, HEALTH, REPLACING } from '../given';
import { report } from '../table';

const nameOf = (id: string) => `${CLUSTER}/${id.split('/')[1]}`;
const labelled = { Labels: { a: 'b' } };

test.each([
  ['a generated name', {}],
  ['a fixed name', { NodegroupName: 'nodes' }],
])('a node group with %s that was deleted by hand is replaced by an update', async (what, name) => {
  const { stack, properties, world, generations, left } = given();
  const first = { ...properties, ...name };
  const { PhysicalResourceId: id } = await stack.run(() => stack.create(first));
  world.remove(nameOf(id));
  const answer = await stack.run(() => stack.update({ ...first, ...labelled }));
  expect(answer).toMatchObject({
    Status: 'SUCCESS',
    Reason: expect.stringContaining(`Node group ${id} no longer exists.`),
  });
  expect(answer.PhysicalResourceId).not.toBe(id);
  // what was left of the old one is gone too
  expect(generations()).toEqual([answer.PhysicalResourceId]);
  report(`update of a node group with ${what} that was deleted by hand`, stack, generations());
  await stack.run(() => stack.delete());
  world.clock.advance(600);
  expect(left()).toEqual([]);
});

test('it is also replaced where everything else was deleted with it', async () => {
  const { stack, properties, world, generations } = given();
  const { PhysicalResourceId: id, Data } = await stack.run(() => stack.create(properties));
  for (const each of [nameOf(id), Data?.LaunchTemplateId, Data?.PlacementGroupId]) {
    world.remove(String(each));
  }
  const answer = await stack.run(() => stack.update({ ...properties, ...labelled }));
  expect(answer.Status).toBe('SUCCESS');
  expect(generations()).toEqual([answer.PhysicalResourceId]);
});

test.each([1, 3, 5])('one that EKS does not show %i times is not replaced', async (times) => {
  const { stack, properties, world, generations, writes } = given();
  const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
  const before = writes().length;
  const error = { code: 'ResourceNotFoundException', message: 'No node group found', status: 404 };
  world.faults.add({ action: 'DescribeNodegroup', times, error });
  const answer = await stack.run(() => stack.update({ ...properties, ...labelled }));
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
  expect(writes().slice(before)).toEqual(['TagResource', 'UpdateNodegroupConfig', 'TagResource']);
  expect(generations()).toEqual([id]);
  report(`update of a node group that EKS does not show ${times} times`, stack, generations());
});

// CloudFormation may name the one that failed, which EKS does not update
describe.each(['old', 'failed'] as const)(
  'its replacement fails, and the rollback names the %s id',
  (rollbackNames) => {
    test.each([
      ['a label', {}, labelled],
      ['the zone', {}, REPLACING],
      ['a label, under a fixed name', { NodegroupName: 'nodes' }, labelled],
    ])('of %s: the node group is created anew', async (what, name, change) => {
      const { stack, properties, world, generations, left } = given({
        cloudFormation: { rollbackNames },
      });
      const first = { ...properties, ...name };
      const { PhysicalResourceId: id } = await stack.run(() => stack.create(first));
      world.remove(nameOf(id));
      world.failNextCreate(HEALTH);
      stack.continuesRollbacks = true;
      const answer = await stack.run(() => stack.update({ ...first, ...change }));
      expect(answer.Status).toBe('FAILED');
      world.clock.advance(600);
      expect(generations()).toEqual([stack.id]);
      expect([id, answer.PhysicalResourceId]).not.toContain(stack.id);
      expect(world.nodegroup(CLUSTER, stack.id?.split('/')[1] ?? '').status).toBe('ACTIVE');
      report(
        `replacement of ${what} fails, rolled back by the ${rollbackNames} id`,
        stack,
        generations(),
      );
      await stack.run(() => stack.delete());
      world.clock.advance(600);
      expect(left()).toEqual([]);
    });
  },
);
