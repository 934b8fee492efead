/** Updates that replace or roll, and the way back from them. */
import { given, HEALTH, REPLACING } from '../given';
import { report } from '../table';

describe('a replacement', () => {
  describe.each(['old', 'failed'] as const)('rolled back by the %s id', (rollbackNames) => {
    test('that fails leaves every id of the old one as it was', async () => {
      const { stack, properties, world, generations, state } = given({
        cloudFormation: { rollbackNames },
      });
      const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
      const before = state(id);
      world.failNextCreate(HEALTH);
      const answer = await stack.run(() => stack.update({ ...properties, ...REPLACING }));
      expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('no p5') });
      expect(answer.PhysicalResourceId).not.toBe(id);
      expect(stack.id).toBe(id);
      expect(generations()).toEqual([id]);
      expect(state(id)).toBe(before);
      report(`replacement fails, rolled back by the ${rollbackNames} id`, stack, generations());
    });
  });

  test('of bad input is refused with the old id', async () => {
    const { stack, properties, generations, writes } = given();
    const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
    const before = writes();
    const bad = { ...properties, InstanceTypes: ['c5n.18xlarge'] };
    const answer = await stack.run(() => stack.update(bad));
    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: id });
    expect(writes()).toEqual(before);
    report('replacement of bad input', stack, generations());
  });

  test.each([1, 2, 15, 35])(
    'cancelled after %i s leaves only the old one',
    async (cancelAfterSeconds) => {
      const { stack, properties, generations, state, world } = given({
        timings: { nodegroupCreate: 40 },
      });
      const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
      const before = state(id);
      await stack.run(() => stack.update({ ...properties, ...REPLACING }, { cancelAfterSeconds }));
      world.clock.advance(600);
      expect(generations()).toEqual([id]);
      expect(state(id)).toBe(before);
      report(`replacement cancelled after ${cancelAfterSeconds} s`, stack, generations());
    },
  );

  test('that went well and is taken back: the new one goes, the old one stays', async () => {
    const { stack, properties, generations, state } = given();
    const old = await stack.run(() => stack.create(properties));
    const before = state(old.PhysicalResourceId);
    const next = { ...properties, ...REPLACING };
    await stack.run(async () => {
      const made = await stack.change(old.PhysicalResourceId, next, properties);
      expect(generations()).toHaveLength(2);
      // the id that the rollback names fits already: nothing is done
      const back = await stack.change(old.PhysicalResourceId, properties, next);
      expect(back).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: old.PhysicalResourceId });
      expect(back.Reason).toContain(made.PhysicalResourceId);
      expect(back.Reason).not.toContain(old.PhysicalResourceId);
      expect(generations()).toHaveLength(2);
      const gone = { PhysicalResourceId: made.PhysicalResourceId, ResourceProperties: next };
      await stack.send({ RequestType: 'Delete', ...gone });
    });
    expect(generations()).toEqual([old.PhysicalResourceId]);
    expect(state(old.PhysicalResourceId)).toBe(before);
    report('replacement taken back after its success', stack, generations());
  });

  test('with the same name is refused, and the rollback is quiet', async () => {
    const { stack, properties, generations } = given();
    const named = { ...properties, NodegroupName: 'nodes' };
    const { PhysicalResourceId: id } = await stack.run(() => stack.create(named));
    const answer = await stack.run(() => stack.update({ ...named, ...REPLACING }));
    expect(answer.Reason).toMatch(/^AlreadyExists: .*Remove NodegroupName/);
    expect(generations()).toEqual([id]);
    report('replacement with a fixed name', stack, generations());
  });
});

describe('time for a roll', () => {
  const many = { ScalingConfig: { MinSize: 10, MaxSize: 30, DesiredSize: 20 } };
  const rolled = { Volume: { SizeGiB: 200 } };

  test('that cannot be enough is refused, and nothing is sent', async () => {
    const { stack, properties, writes, generations } = given();
    await stack.run(() => stack.create({ ...properties, ...many }));
    const before = writes();
    const answer = await stack.run(() =>
      stack.update({ ...properties, ...many, ...rolled, Labels: { a: 'b' } }),
    );
    expect(answer.Reason).toMatch(
      /^InvalidRequest: UpdateConfig: Rolling 20 nodes in 20 batches of 1 takes at least 120 minutes, .* has 58 minutes left\. .*Efa::EKS::NodeGroup/,
    );
    expect(writes()).toEqual(before);
    report('roll of 20 nodes one by one', stack, generations());
  });

  test('that may not be enough is warned of', async () => {
    const { stack, properties, generations } = given();
    const config = { UpdateConfig: { MaxUnavailable: 5 } };
    await stack.run(() => stack.create({ ...properties, ...many, ...config }));
    const answer = await stack.run(() =>
      stack.update({ ...properties, ...many, ...config, ...rolled }),
    );
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      Reason: expect.stringContaining('100 minutes'),
    });
    report('roll of 20 nodes by five', stack, generations());
  });

  test('is not asked of the way back', async () => {
    const { stack, properties, generations, writes } = given();
    const wide = { ...properties, ...many, UpdateConfig: { MaxUnavailable: 20 } };
    const narrow = { ...properties, ...many, UpdateConfig: { MaxUnavailable: 1 } };
    const { PhysicalResourceId: id } = await stack.run(() => stack.create(wide));
    await stack.run(async () => {
      expect(await stack.change(id, { ...wide, ...rolled }, wide)).toMatchObject({
        Status: 'SUCCESS',
      });
      // back to the version that was live, by a batch of one
      const back = await stack.change(id, narrow, { ...wide, ...rolled });
      expect(back).toMatchObject({
        Status: 'SUCCESS',
        Reason: expect.stringContaining('120 minutes'),
      });
    });
    expect(writes().filter((action) => action === 'UpdateNodegroupVersion')).toHaveLength(2);
    report('roll back one by one', stack, generations());
  });
});
