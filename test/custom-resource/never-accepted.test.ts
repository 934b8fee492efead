/** What CloudFormation never accepted goes with the next Delete, whatever id that names; what is in service stays. */
import { CLUSTER } from '../world/scene';
import type { Answered } from './cloudformation';
import { given, REPLACING, silenceLogs } from './given';

silenceLogs();

type Made = ReturnType<typeof given>;
const PLACEHOLDER = 'stack-Nodes-0A1B2C3D4E5F';
const SLOW = { timings: { nodegroupCreate: 400 } };
const LABELLED = { Labels: { a: 'b' } };
const DAY = 24 * 3600;

const isActive = ({ world }: Made, id: string) =>
  world.nodegroup(CLUSTER, id.split('/')[1] ?? '').status === 'ACTIVE';
const deleted = ({ stack, properties }: Made, id: string): Promise<Answered> =>
  stack.send({ RequestType: 'Delete', PhysicalResourceId: id, ResourceProperties: properties });

async function living(options: Parameters<typeof given>[0]) {
  const made = given(options);
  const { PhysicalResourceId: id } = await made.stack.run(() => made.stack.create(made.properties));
  return { ...made, id, next: { ...made.properties, ...REPLACING } };
}

describe('the stack is deleted', () => {
  test.each([1, 15, 60, 120, 350])(
    'in a replacement of %i s: the new node group goes with the old one',
    async (cancelAfterSeconds) => {
      const made = await living(SLOW);
      const { stack, properties, id, next, generations, world } = made;
      const gone = await stack.run(async () => {
        await stack.change(id, next, properties, { cancelAfterSeconds });
        return deleted(made, id);
      });
      world.clock.advance(3600);
      expect(gone.Status).toBe('SUCCESS');
      expect(generations()).toEqual([]);
    },
  );

  // from 401 s on it answers while the Delete waits, as an accepted one does: decisions/custom-resource-entry-point.md
  test.each([398, 399, 400])(
    'in a replacement of %i s, as it became ACTIVE: nothing is left that is not named',
    async (cancelAfterSeconds) => {
      const made = await living(SLOW);
      const { stack, properties, id, next, generations } = made;
      const gone = await stack.run(async () => {
        await stack.change(id, next, properties, { cancelAfterSeconds });
        return deleted(made, id);
      });
      if (gone.Status === 'SUCCESS') expect(generations()).toEqual([]);
      else expect(gone.Reason).toContain(generations()[0]);
    },
  );

  test('after the rollback of a cancelled replacement failed, when the new one is in service', async () => {
    const made = await living(SLOW);
    const { stack, properties, id, next, generations, world } = made;
    const back = await stack.run(async () => {
      await stack.change(id, next, properties, { cancelAfterSeconds: 120 });
      const denied = { code: 'UnauthorizedOperation', message: 'no', status: 403 };
      const count = stack.provider.reconciles;
      stack.provider.beforeReconcile = (number) => {
        if (number === count + 3)
          world.faults.add({ action: 'DescribeInstanceTypes', times: 1, error: denied });
      };
      return stack.change(id, properties, next);
    });
    world.clock.advance(3600);
    const gone = await stack.run(() => deleted(made, id));
    expect([back.Status, gone.Status]).toEqual(['FAILED', 'SUCCESS']);
    expect(generations()).toEqual([]);
  });

  test('when nobody can tell whether a replacement was accepted: it fails, and names the node group', async () => {
    const made = await living({ timings: { nodegroupCreate: 40 } });
    const { stack, properties, id, next, generations } = made;
    stack.provider.faults.put.push(...Array(20).fill('lost'));
    const gone = await stack.run(async () => {
      // CloudFormation takes the first answer, and this provider does not know it
      await stack.change(id, next, properties);
      return deleted(made, id);
    });
    const [left = ''] = generations();
    expect(gone).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(left) });
    expect(isActive(made, left)).toBe(true);
    expect(left).not.toBe(id);
  });

  test('of a create that was sent again after the first one had gone on unanswered', async () => {
    const made = given({ timings: { nodegroupCreate: 100 } });
    const { stack, properties, generations } = made;
    const requestId = '00000000-0000-4000-8000-0000000000aa';
    const request = { RequestType: 'Create', ResourceProperties: properties } as const;
    await stack.run(() => stack.send(request, { requestId, cancelAfterSeconds: 60 }));
    const second = await stack.run(() => stack.send(request, { requestId }));
    expect(generations()).toHaveLength(2);
    expect((await stack.run(() => deleted(made, second.PhysicalResourceId))).Status).toBe(
      'SUCCESS',
    );
    expect(generations()).toEqual([]);
  });
});

describe('a Delete of one node group leaves another that is in service', () => {
  test('the one that replaced it', async () => {
    const made = await living({});
    const { stack, properties, id, next, generations } = made;
    const { PhysicalResourceId: second } = await stack.run(() =>
      stack.change(id, next, properties),
    );
    const gone = await stack.run(() => deleted(made, id));
    expect(gone.Status).toBe('SUCCESS');
    expect(generations()).toEqual([second]);
  });

  test('ones that were replaced and retained, and one whose resource was removed and retained', async () => {
    const made = await living({});
    const { stack, properties, id: first, next, generations, world } = made;
    const third = { ...properties, InstanceTypes: ['hpc7a.96xlarge'], LocalStorage: 'NONE' };
    const second = await stack.run(() => stack.change(first, next, properties));
    const live = await stack.run(() => stack.change(second.PhysicalResourceId, third, next));
    world.clock.advance(DAY);
    // DeletionPolicy: Retain; the logical id comes back
    const again = await stack.run(() => stack.create(properties));
    world.clock.advance(DAY);
    const gone = await stack.run(() => deleted(made, again.PhysicalResourceId));
    expect(gone.Status).toBe('SUCCESS');
    const kept = [first, second.PhysicalResourceId, live.PhysicalResourceId].sort();
    expect(generations().sort()).toEqual(kept);
    expect(kept.every((id) => isActive(made, id))).toBe(true);
  });

  test.each([0, 1, 2, 3, 4, 5, 6])(
    'one that EKS does not show once, after %i reads of the Delete of what it replaced',
    async (skip) => {
      const made = await living({});
      const { stack, properties, id, next, generations, world } = made;
      const second = await stack.run(() => stack.change(id, next, properties));
      const error = { code: 'ResourceNotFoundException', message: 'No node group', status: 404 };
      world.faults.add({ action: 'DescribeNodegroup', times: 1, skip, error });
      expect((await stack.run(() => deleted(made, id))).Status).toBe('SUCCESS');
      expect(generations()).toContain(second.PhysicalResourceId);
      expect(isActive(made, second.PhysicalResourceId)).toBe(true);
    },
  );

  test('one of another stack with the same name', async () => {
    const made = given(SLOW);
    const { stack, properties, generations } = made;
    const StackId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/stack/another';
    const request = { RequestType: 'Create', ResourceProperties: properties } as const;
    const other = await stack.run(() => stack.send(request, { change: { StackId } }));
    const mine = await stack.run(() => stack.send(request));
    expect(generations()).toHaveLength(2);
    expect((await stack.run(() => deleted(made, mine.PhysicalResourceId))).Status).toBe('SUCCESS');
    expect(generations()).toEqual([other.PhysicalResourceId]);
    expect(isActive(made, other.PhysicalResourceId)).toBe(true);
  });
});

describe('a create that was cancelled', () => {
  test.each(Array.from({ length: 10 }, (_, n) => 84 + 2 * n))(
    'after %i s, as it became ACTIVE: no Delete says that nothing is left of it',
    async (cancelAfterSeconds) => {
      const made = given({ timings: { nodegroupCreate: 80 } });
      const { stack, properties, generations, world } = made;
      const request = { RequestType: 'Create', ResourceProperties: properties } as const;
      const first = await stack.run(async () => {
        const answer = await stack.send(request, { cancelAfterSeconds });
        if (answer.Status === 'NOTHING') await deleted(made, PLACEHOLDER);
        return answer;
      });
      if (first.Status !== 'NOTHING') return;
      world.clock.advance(6 * 3600);
      const gone = await stack.run(() => deleted(made, PLACEHOLDER));
      if (gone.Status === 'SUCCESS') expect(generations()).toEqual([]);
      else expect(gone.Reason).toContain(generations()[0]);
    },
  );

  test.each([1, 60])(
    'with the rollback disabled: its Delete %i days later names it',
    async (days) => {
      const made = given({ timings: { nodegroupCreate: 300 } });
      const { stack, properties, generations, world } = made;
      const request = { RequestType: 'Create', ResourceProperties: properties } as const;
      await stack.run(() => stack.send(request, { cancelAfterSeconds: 60 }));
      world.clock.advance(days * DAY);
      const gone = await stack.run(() => deleted(made, PLACEHOLDER));
      expect(gone).toMatchObject({
        Status: 'FAILED',
        Reason: expect.stringContaining(generations()[0] ?? 'nothing'),
      });
    },
  );
});

describe('the order of requests', () => {
  test('is that of the start where two clocks differ by seconds', async () => {
    const { stack, properties, id } = await living({});
    const back = await stack.run(async () => {
      const next = { ...properties, ...LABELLED, Volume: { SizeGiB: 0 } };
      expect((await stack.change(id, next, properties)).Status).toBe('FAILED');
      const [url = ''] = stack.requests.slice(-1).map(({ ResponseURL }) => ResponseURL);
      const date = new Date((stack.provider.timeline.now() - 3) * 1000).toISOString();
      const ResponseURL = url
        .replace(/%7C00000000-[^?]*/, '%7Cback')
        .replace(/X-Amz-Date=.*/, `X-Amz-Date=${date.replace(/[-:]|\.\d+/g, '')}`);
      return stack.change(id, properties, next, { change: { ResponseURL } });
    });
    expect(back.Status).toBe('SUCCESS');
  });

  test('is known where URLs have an expiry and no date', async () => {
    const made = given();
    const { stack, properties, writes } = made;
    const { provider } = stack;
    const { deliver } = provider;
    provider.deliver = (event) => {
      provider.deliver = deliver;
      provider.timeline.spawn(async () => {
        await provider.timeline.sleep(900);
        provider.deliver(event);
      });
    };
    await stack.run(async () => {
      const signed = 'expiry' as const;
      const request = { RequestType: 'Create', ResourceProperties: properties } as const;
      await stack.send(request, { signed, cancelAfterSeconds: 30 });
      await stack.send({ RequestType: 'Delete', PhysicalResourceId: PLACEHOLDER }, { signed });
    });
    expect(writes()).toEqual([]);
  });
});

test('the rollback of a cancelled update has time also where ServiceTimeout is short', async () => {
  const { stack, properties, id } = await living({});
  const short = { ...properties, ServiceTimeout: 190 };
  const back = await stack.run(async () => {
    const next = { ...short, ...LABELLED };
    stack.provider.faults.reconcile.push({ slow: 30 });
    await stack.change(id, next, short, { cancelAfterSeconds: 15 });
    return stack.change(id, short, next);
  });
  expect(back.Status).toBe('SUCCESS');
});

describe('a request that is sent again, with the same RequestId and another URL,', () => {
  const requestId = '00000000-0000-4000-8000-0000000000aa';

  test('gets no answer of the first, which was stopped', async () => {
    const { stack, properties, generations } = given(SLOW);
    const request = { RequestType: 'Create', ResourceProperties: properties } as const;
    const second = await stack.run(async () => {
      await stack.send(request, { requestId, cancelAfterSeconds: 60 });
      return stack.send(request, { requestId });
    });
    expect(second.Status).toBe('SUCCESS');
    expect(generations()).toEqual([second.PhysicalResourceId]);
  });

  test('and none of the first, which comes late', async () => {
    const { stack, properties, generations } = given({ timings: { nodegroupCreate: 100 } });
    const { provider } = stack;
    const { deliver } = provider;
    provider.deliver = (event) => {
      provider.deliver = deliver;
      provider.timeline.spawn(async () => {
        await provider.timeline.sleep(90);
        provider.deliver(event);
      });
    };
    const request = { RequestType: 'Create', ResourceProperties: properties } as const;
    const second = await stack.run(async () => {
      await stack.send(request, { requestId, cancelAfterSeconds: 60 });
      return stack.send(request, { requestId });
    });
    expect(second.Status).toBe('SUCCESS');
    expect(generations()).toEqual([second.PhysicalResourceId]);
  });
});
