/** What CloudFormation gave up goes on in the provider, or comes late: nothing of it may appear after the next answer. */
import type { Event } from '../../../src/custom-resource/protocol/event';
import { CLUSTER } from '../../world/scene';
import { given, REPLACING } from '../given';
import type { Provider } from '../provider';
import { report } from '../table';

const BUSY_SECONDS = 1800;
type Given = ReturnType<typeof given>;

/** What keeps a create from creating anything for half an hour. */
const HELD_UP: readonly (readonly [string, (made: Given) => void])[] = [
  [
    'the cluster is UPDATING',
    ({ world }) => {
      world.setClusterStatus(CLUSTER, 'UPDATING');
      world.clock.after(BUSY_SECONDS, () => world.setClusterStatus(CLUSTER, 'ACTIVE'));
    },
  ],
  [
    'EC2 throttles',
    ({ world }) => {
      for (const action of ['CreatePlacementGroup', 'CreateSecurityGroup', 'CreateLaunchTemplate'])
        world.faults.add({ action, times: 60, error: { code: 'RequestLimitExceeded' } });
      world.clock.after(BUSY_SECONDS, () => world.faults.clear());
    },
  ],
];

const statuses = ({ executions }: Provider) => [...executions.values()].map(({ status }) => status);

describe.each(HELD_UP)('while %s', (what, holdUp) => {
  test('a create is cancelled: nothing appears after its Delete', async () => {
    const made = given();
    const { stack, properties, left, world } = made;
    holdUp(made);
    // everything that is under way runs to its end
    await stack.run(() => stack.create(properties, { cancelAfterSeconds: 60 }));
    world.clock.advance(2 * BUSY_SECONDS);
    expect(stack.id).toBeUndefined();
    expect(left()).toEqual([]);
    expect(statuses(stack.provider)).toEqual(['ABORTED', 'SUCCEEDED']);
    report(`create cancelled while ${what}`, stack, left());
  });

  test('a replacement is cancelled: nothing appears after the rollback', async () => {
    const made = given();
    const { stack, properties, generations, state, world } = made;
    const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
    const before = state(id);
    holdUp(made);
    const changed = { ...properties, ...REPLACING };
    await stack.run(() => stack.update(changed, { cancelAfterSeconds: 60 }));
    world.clock.advance(2 * BUSY_SECONDS);
    expect(generations()).toEqual([id]);
    expect(state(id)).toBe(before);
    report(`replacement cancelled while ${what}`, stack, generations());
  });
});

describe('an invocation that is under way', () => {
  test.each([1, 2, 3, 4])('(the %i. of a create) is waited out', async (invocation) => {
    const { stack, properties, left, world } = given({ timings: { nodegroupCreate: 40 } });
    const { provider } = stack;
    let slow = false;
    const reconcile = provider.faults.reconcile;
    provider.beforeReconcile = (number) => {
      if (number !== invocation || slow) return;
      slow = true;
      reconcile.push({ slow: 55 });
    };
    await stack.run(() => stack.create(properties, { cancelAfterSeconds: 40 }));
    world.clock.advance(600);
    expect(slow).toBe(true);
    expect(left()).toEqual([]);
    report(`create cancelled in its slow invocation ${invocation}`, stack, left());
  });
});

describe('a request that comes late', () => {
  /** Lambda holds this request back. */
  function holdBack(provider: Provider, type: Event['RequestType'], seconds: number): void {
    const { deliver } = provider;
    let held = false;
    provider.deliver = (event) => {
      if (held || (event as Event).RequestType !== type) return deliver.call(provider, event);
      held = true;
      provider.timeline.spawn(async () => {
        await provider.timeline.sleep(seconds);
        deliver.call(provider, event);
      });
    };
  }

  test('after the Delete of its resource creates nothing', async () => {
    const { stack, properties, writes, left } = given();
    holdBack(stack.provider, 'Create', 900);
    await stack.run(() => stack.create(properties, { cancelAfterSeconds: 30 }));
    expect(stack.id).toBeUndefined();
    expect(writes()).toEqual([]);
    report('create that comes after its Delete', stack, left());
  });

  test('after the rollback of its update changes nothing', async () => {
    const { stack, properties, generations, state } = given();
    const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
    const before = state(id);
    holdBack(stack.provider, 'Update', 900);
    const labelled = { ...properties, Labels: { a: 'b' } };
    await stack.run(() => stack.update(labelled, { cancelAfterSeconds: 30 }));
    expect(state(id)).toBe(before);
    report('update that comes after its rollback', stack, generations());
  });
});

describe('the fence', () => {
  test('stops no request of another resource', async () => {
    const { stack, properties, generations } = given({ timings: { nodegroupCreate: 400 } });
    await stack.run(async () => {
      const { timeline } = stack.provider;
      const others = { ...properties, NodegroupName: 'other' };
      const change = { LogicalResourceId: 'Other' };
      timeline.spawn(() =>
        stack.send({ RequestType: 'Create', ResourceProperties: others }, { change }),
      );
      await timeline.sleep(30);
      await stack.create(properties, { cancelAfterSeconds: 20 });
    });
    expect(statuses(stack.provider)).toEqual(['SUCCEEDED', 'ABORTED', 'SUCCEEDED']);
    expect(generations()).toEqual([expect.stringMatching(/^training\/other\//)]);
    report('create cancelled beside that of another resource', stack, generations());
  });

  test('stops nothing where every request was answered', async () => {
    const { stack, properties } = given();
    await stack.run(async () => {
      await stack.create(properties);
      await stack.update({ ...properties, ...REPLACING });
      await stack.delete();
    });
    expect(new Set(statuses(stack.provider))).toEqual(new Set(['SUCCEEDED']));
  });

  test('is passed once Step Functions answers again', async () => {
    const { stack, properties, left } = given();
    stack.provider.statesErrors.push('ThrottlingException', 'ThrottlingException');
    const answer = await stack.run(() => stack.create(properties));
    expect(answer.Status).toBe('SUCCESS');
    // the permission is new, and not visible yet
    stack.provider.statesErrors.push('AccessDeniedException', 'AccessDeniedException');
    const labelled = { ...properties, Labels: { a: 'b' } };
    expect((await stack.run(() => stack.update(labelled))).Status).toBe('SUCCESS');
    stack.provider.statesErrors.push(...Array<string>(8).fill('AccessDeniedException'));
    const refused = await stack.run(() => stack.delete());
    expect(refused).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('AccessDenied: states:ListExecutions'),
    });
    await stack.run(() => stack.delete());
    expect(left()).toEqual([]);
  });
});
