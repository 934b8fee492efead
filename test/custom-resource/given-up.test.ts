/** What CloudFormation gave up: it is not left behind, and nothing is deleted that may be in use. */
import { CLUSTER } from '../world/scene';
import type { Answered } from './cloudformation';
import { given, REPLACING, silenceLogs } from './given';
import { TaskError } from './state-machine';

silenceLogs();

type Made = ReturnType<typeof given>;
const SLOW = { timings: { nodegroupCreate: 400 } };
const GONE = { code: 'ResourceNotFoundException', message: 'No node group found', status: 404 };
const nameOf = (id: string) => `${CLUSTER}/${id.split('/')[1]}`;
const statusOf = ({ world }: Made, id: string) =>
  world.nodegroup(CLUSTER, id.split('/')[1] ?? '').status;

/** EKS shows no node group in the given invocation of Reconcile, counted from now on. */
function blindIn({ world, stack }: Made, invocation: number, times = 20): void {
  let count = 0;
  stack.provider.beforeReconcile = () => {
    count += 1;
    if (count === invocation) world.faults.add({ action: 'DescribeNodegroup', times, error: GONE });
    if (count === invocation + 1) world.faults.clear();
  };
}

/** From its second invocation on, Lambda throttles the Reconcile of a Delete for 20 minutes. */
function throttleDelete({ stack: { provider } }: Made): void {
  type Reconcile = (input: { readonly event: { readonly RequestType: string } }) => unknown;
  const of = provider as unknown as { reconcile: Reconcile };
  const reconcile = of.reconcile.bind(provider);
  const begun = provider.timeline.now();
  let count = 0;
  of.reconcile = (input) => {
    if (input.event.RequestType === 'Delete') count += 1;
    if (
      count > 1 &&
      provider.timeline.now() - begun < 1200 &&
      input.event.RequestType === 'Delete'
    ) {
      throw new TaskError('Lambda.TooManyRequestsException');
    }
    return reconcile(input);
  };
}

test('a replacement of a node group deleted by hand is cancelled: its rollback leaves no third one', async () => {
  const made = given(SLOW);
  const { stack, properties, world, generations } = made;
  const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
  world.remove(nameOf(id));
  const next = { ...properties, Labels: { a: 'b' } };
  const back = await stack.run(async () => {
    await stack.change(id, next, properties, { cancelAfterSeconds: 205 });
    const answer = await stack.change(id, properties, next);
    await deleteIn(made, id);
    return answer;
  });
  world.clock.advance(3600);
  expect(back.Status).toBe('SUCCESS');
  expect(generations()).toEqual([back.PhysicalResourceId]);
});

test('one answer that does not show the old node group: the rollback finds it, and what was created is deleted', async () => {
  const made = given(SLOW);
  const { stack, properties, generations } = made;
  const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
  const next = { ...properties, ...REPLACING };
  const back = await stack.run(async () => {
    await stack.change(id, next, properties, { cancelAfterSeconds: 60 });
    blindIn(made, 3, 1);
    return stack.change(id, properties, next);
  });
  expect(back).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
  expect(generations()).toEqual([id]);
});

test.each([2, 3, 4])(
  'a retained node group that EKS does not show in invocation %i of a search stays',
  async (invocation) => {
    const made = given(SLOW);
    const { stack, properties, world, generations } = made;
    const { PhysicalResourceId: retained } = await stack.run(() => stack.create(properties));
    world.clock.advance(4 * 3600);
    // DeletionPolicy: Retain; the same logical id is added again, and cancelled
    stack.id = undefined;
    await stack.run(async () => {
      await stack.send({ RequestType: 'Create' }, { cancelAfterSeconds: 60 });
      blindIn(made, invocation);
      await stack.send({ RequestType: 'Delete', PhysicalResourceId: 'stack-Nodes-0A1B2C3D4E5F' });
    });
    expect(generations()).toEqual([retained]);
    expect(statusOf(made, retained)).toBe('ACTIVE');
  },
);

test('a Delete that Lambda delays beyond its time does not touch the node group of the next create', async () => {
  const made = given({ timings: { nodegroupCreate: 40 } });
  const { stack, properties, generations } = made;
  const short = { ...properties, ServiceTimeout: 600 };
  const live = await stack.run(async () => {
    throttleDelete(made);
    const placeholder = {
      PhysicalResourceId: 'stack-Nodes-0A1B2C3D4E5F',
      ResourceProperties: short,
    };
    const lost = await stack.send({ RequestType: 'Delete', ...placeholder });
    expect(lost.Status).toBe('NOTHING');
    const answer = await stack.send({ RequestType: 'Create', ResourceProperties: short });
    await stack.provider.timeline.sleep(3600);
    return answer;
  });
  expect(live.Status).toBe('SUCCESS');
  expect(generations()).toEqual([live.PhysicalResourceId]);
  expect(statusOf(made, live.PhysicalResourceId)).toBe('ACTIVE');
});

describe('a request that is sent again with another URL while the first one runs leaves one node group', () => {
  const again = { requestId: '00000000-0000-4000-8000-0000000000aa' };
  const cancelled = { ...again, cancelAfterSeconds: 60 };

  test('of a create', async () => {
    const { stack, properties, generations } = given(SLOW);
    const request = { RequestType: 'Create', ResourceProperties: properties } as const;
    const second = await stack.run(async () => {
      await stack.send(request, cancelled);
      return stack.send(request, again);
    });
    expect(second.Status).toBe('SUCCESS');
    expect(generations()).toEqual([second.PhysicalResourceId]);
  });

  test('of a replacement', async () => {
    const made = given(SLOW);
    const { stack, properties, generations } = made;
    const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
    const next = { ...properties, ...REPLACING };
    const second = await stack.run(async () => {
      await stack.change(id, next, properties, cancelled);
      const answer = await stack.change(id, next, properties, again);
      await deleteIn(made, id);
      return answer;
    });
    expect(second.Status).toBe('SUCCESS');
    expect(generations()).toEqual([second.PhysicalResourceId]);
  });
});

function deleteIn({ stack, properties }: Made, id: string): Promise<Answered> {
  return stack.send({
    RequestType: 'Delete',
    PhysicalResourceId: id,
    ResourceProperties: properties,
  });
}
