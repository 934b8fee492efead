/** Creates and Deletes: delivered twice, late, cancelled, named by an id that CloudFormation made up. */
import type { Event } from '../../../src/custom-resource/protocol/event';
import { addForeignNodegroup, watch } from '../../reconcile/watch';
import { given, HEALTH, REPLACING } from '../given';
import { report } from '../table';

test('a whole life', async () => {
  const { stack, properties, generations, left, world } = given();
  await stack.run(async () => {
    const created = await stack.create(properties);
    expect(created).toMatchObject({ Status: 'SUCCESS', Data: { EfaInterfaceCount: '2' } });
    const labelled = { ...properties, Labels: { a: 'b' } };
    expect(await stack.update(labelled)).toMatchObject({ Status: 'SUCCESS', Data: created.Data });
    const rolled = await stack.update({ ...labelled, Volume: { SizeGiB: 200 } });
    expect(rolled.Data).toEqual({ ...created.Data, LaunchTemplateVersion: '2' });
    const replaced = await stack.update({ ...labelled, ...REPLACING });
    expect(replaced.PhysicalResourceId).not.toBe(created.PhysicalResourceId);
    expect(generations()).toEqual([replaced.PhysicalResourceId]);
    expect((await stack.delete()).Status).toBe('SUCCESS');
  });
  world.clock.advance(600);
  expect(left()).toEqual([]);
  report('create, update, roll, replace, delete', stack, left());
});

describe('deliveries', () => {
  test('the same request three times in parallel is one', async () => {
    const { stack, properties, generations } = given();
    await stack.run(() => stack.create(properties, { deliveries: 3 }));
    expect(stack.provider.executions.size).toBe(1);
    expect(generations()).toEqual([stack.id]);
    expect(stack.provider.puts).toHaveLength(1);
    report('create delivered three times at once', stack, generations());
  });

  test('a delivery after the end changes nothing', async () => {
    const { stack, properties, writes } = given();
    await stack.run(() => stack.create(properties));
    const before = writes();
    await stack.run(async () => stack.provider.deliver(stack.requests[0] as Event));
    expect(writes()).toEqual(before);
    expect(stack.provider.puts).toHaveLength(1);
    report('create delivered again after its end', stack, [stack.id]);
  });

  test('OnEvent that cannot start the machine is tried again', async () => {
    const { stack, properties } = given();
    stack.provider.faults.onEvent.push('killed', 'killed');
    const answer = await stack.run(() => stack.create(properties));
    expect(answer.Status).toBe('SUCCESS');
    report('OnEvent killed twice', stack, [stack.id]);
  });

  test('and given up after three times, with an answer', async () => {
    const { stack, properties, left, writes } = given();
    stack.provider.faults.onEvent.push('killed', 'killed', 'killed');
    const answer = await stack.run(() => stack.create(properties));
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('Lambda.RetriesExhausted'),
    });
    expect(writes()).toEqual([]);
    report('OnEvent killed three times', stack, left());
  });

  test('a retried deployment has the same RequestId and another URL: another generation', async () => {
    const { stack, properties, world, generations } = given();
    world.failNextCreate(HEALTH);
    const requestId = '7d3c9a52-0000-4000-8000-000000000000';
    const first = await stack.run(() => stack.create(properties, { requestId }));
    const second = await stack.run(() => stack.create(properties, { requestId }));
    expect([first.Status, second.Status]).toEqual(['FAILED', 'SUCCESS']);
    expect(second.PhysicalResourceId).not.toBe(first.PhysicalResourceId);
    expect(generations()).toEqual([second.PhysicalResourceId]);
    report('deployment retried with the same RequestId', stack, generations());
  });
});

describe('a create', () => {
  test('that fails leaves nothing', async () => {
    const { stack, properties, world, left } = given();
    world.failNextCreate(HEALTH);
    const answer = await stack.run(() => stack.create(properties));
    expect(answer.Reason).toMatch(/AsgInstanceLaunchFailures.*no p5 in use1-az1/);
    expect(left()).toEqual([]);
    report('create fails for want of capacity', stack, left());
  });

  test('of bad input is refused before anything is created, and its Delete has nothing to do', async () => {
    const { stack, properties, writes, left } = given();
    const bad = { ...properties, ScalingConfig: { MinSize: 'two', MaxSize: 10 } };
    const answer = await stack.run(() => stack.create(bad));
    expect(answer.Reason).toBe(
      'InvalidRequest: ScalingConfig.MinSize: The value is text, and a whole number is needed. Write one.',
    );
    expect(answer.PhysicalResourceId).toMatch(/^nothing-made\//);
    expect(writes()).toEqual([]);
    expect(stack.id).toBeUndefined();
    report('create with a text for a number', stack, left());
  });

  test('without a cluster has no Id, and its Delete calls nothing', async () => {
    const { stack, properties, world, left } = given();
    const { ClusterName: _, ...bad } = properties;
    const answer = await stack.run(() => stack.create(bad));
    expect(answer.PhysicalResourceId).toMatch(/^nothing-made\/[0-9a-f]{12}$/);
    expect(world.calls).toEqual([]);
    expect(stack.id).toBeUndefined();
    report('create without ClusterName', stack, left());
  });

  test.each([3600, 900])(
    'that takes too long fails before the time-out of %i s',
    async (timeout) => {
      const { stack, properties, left, generations } = given({
        timings: { nodegroupCreate: 7200 },
        assumptions: { deleteRefusedWhile: ['UPDATING', 'DELETING'] },
      });
      const limits = timeout === 3600 ? {} : { ServiceTimeout: timeout };
      const answer = await stack.run(() => stack.create({ ...properties, ...limits }));
      expect(answer.Reason).toMatch(
        /^NotStabilized: Timed out after \d+ minutes waiting for node group /,
      );
      expect(stack.id).toBeUndefined();
      expect(generations()).toEqual([]);
      report(`create takes two hours, time-out ${timeout} s`, stack, left());
    },
  );

  test('that EKS does not let go of is reported by its Delete', async () => {
    const { stack, properties, generations } = given({ timings: { nodegroupCreate: 10_000 } });
    const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
    const [, deleted] = stack.provider.puts.map(({ body }) => JSON.parse(body));
    expect(deleted.Reason).toMatch(
      /^ResourceConflict: Timed out after 60 minutes waiting for eks:DeleteNodegroup to succeed/,
    );
    expect(stack.id).toBe(id);
    report('create takes hours, and EKS refuses to delete it', stack, generations());
  });

  test('that has no time begins nothing', async () => {
    const { stack, properties, world, left } = given();
    const answer = await stack.run(() => stack.create({ ...properties, ServiceTimeout: 120 }));
    expect(answer.Reason).toMatch(/Remove ServiceTimeout, or set it to 3600/);
    expect(world.calls).toEqual([]);
    expect(stack.id).toBeUndefined();
    report('create with a time-out of 120 s', stack, left());
  });
});

describe('a cancelled create', () => {
  test.each([1, 2, 5, 15, 25, 39])('after %i s leaves nothing', async (cancelAfterSeconds) => {
    const { stack, properties, left, world } = given({ timings: { nodegroupCreate: 40 } });
    await stack.run(() => stack.create(properties, { cancelAfterSeconds }));
    world.clock.advance(600);
    expect(left()).toEqual([]);
    report(
      `create cancelled after ${cancelAfterSeconds} s, Delete with a placeholder`,
      stack,
      left(),
    );
  });

  test('whose name somebody else took leaves theirs and nothing of its own', async () => {
    const { stack, properties, left, world } = given();
    const run = () => {
      addForeignNodegroup(world, 'nodes');
      watch(world).watchOthers();
    };
    world.faults.add({ action: 'CreateNodegroup', run });
    await stack.run(() =>
      stack.create({ ...properties, NodegroupName: 'nodes' }, { cancelAfterSeconds: 1 }),
    );
    expect(stack.id).toBeUndefined();
    expect(left()).toMatchObject([{ id: 'training/nodes', type: 'nodegroup', tags: {} }]);
    report('create cancelled, its name taken by somebody else', stack, ['the other node group']);
  });

  test('whose request comes late leaves nothing', async () => {
    const { stack, properties, left, world } = given();
    stack.provider.faults.onEvent.push('killed');
    await stack.run(() => stack.create(properties, { cancelAfterSeconds: 10 }));
    world.clock.advance(600);
    expect(left()).toEqual([]);
    report('create cancelled before its request came', stack, left());
  });

  test('whose request comes after its time begins nothing', async () => {
    const { stack, properties, writes } = given({ timings: { nodegroupCreate: 20 } });
    await stack.run(async () => {
      const { deliver } = stack.provider;
      // Lambda keeps it back for an hour
      stack.provider.deliver = (event) => {
        stack.provider.timeline.spawn(async () => {
          await stack.provider.timeline.sleep(3590);
          deliver.call(stack.provider, event);
        });
      };
      await stack.send({ RequestType: 'Create', ResourceProperties: properties });
    });
    expect(writes()).toEqual([]);
    report('create that comes an hour late', stack, []);
  });

  test('beside a node group that was kept an age ago leaves that one', async () => {
    const { stack, properties, generations, state, world } = given({
      timings: { nodegroupCreate: 40 },
    });
    const kept = await stack.run(() => stack.create(properties));
    const before = state(kept.PhysicalResourceId);
    world.clock.advance(2 * 86_400);
    stack.id = undefined;
    await stack.run(() => stack.create(properties, { cancelAfterSeconds: 25 }));
    world.clock.advance(600);
    expect(generations()).toEqual([kept.PhysicalResourceId]);
    expect(state(kept.PhysicalResourceId)).toBe(before);
    expect(stack.id).toBeUndefined();
    report('create cancelled beside a kept node group', stack, generations());
  });

  test('beside one that was kept just now says so, and deletes neither', async () => {
    const { stack, properties, generations, state, world } = given();
    const kept = await stack.run(() => stack.create(properties));
    const before = state(kept.PhysicalResourceId);
    stack.id = 'stack-Nodes-0A1B2C3D4E5F';
    const answer = await stack.run(() => stack.delete());
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining(kept.PhysicalResourceId),
    });
    expect(state(kept.PhysicalResourceId)).toBe(before);
    expect(world.notModelled).toEqual([]);
    report('placeholder beside a node group in service', stack, generations());
  });
});

describe('a Delete', () => {
  test.each([
    ['an id that was never created', 'training/nodes/0123456789ab'],
    ['a placeholder', 'stack-Nodes-0A1B2C3D4E5F'],
    ['a log stream', '2024/04/30/[$LATEST]0123456789abcdef'],
  ])('of %s succeeds', async (what, id) => {
    const { stack, writes } = given();
    stack.id = id;
    const answer = await stack.run(() => stack.delete());
    expect(answer.Status).toBe('SUCCESS');
    expect(writes()).toEqual([]);
    report(`delete of ${what}`, stack, []);
  });

  test('comes again', async () => {
    const { stack, properties, left } = given();
    await stack.run(() => stack.create(properties));
    const { id } = stack;
    await stack.run(() => stack.delete());
    stack.id = id;
    const answer = await stack.run(() => stack.delete());
    expect(answer.Status).toBe('SUCCESS');
    report('delete of what is deleted', stack, left());
  });

  test('of a placeholder waits while AWS throttles', async () => {
    const { stack, world } = given();
    world.faults.add({
      action: 'DescribeLaunchTemplates',
      times: 9,
      error: { code: 'RequestLimitExceeded' },
    });
    stack.id = 'stack-Nodes-0A1B2C3D4E5F';
    const answer = await stack.run(() => stack.delete());
    expect(answer.Status).toBe('SUCCESS');
    expect(world.faults.unused()).toEqual([]);
    report('delete of a placeholder while EC2 throttles', stack, []);
  });
});
