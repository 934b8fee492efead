/** A request is believed when CloudFormation confirms it. What is made up is refused before anything is sent or stopped. */
import type { Event } from '../../src/custom-resource/protocol/event';
import { given, REPLACING, silenceLogs } from './given';

const lines = silenceLogs();
type Given = Pick<ReturnType<typeof given>, 'stack'>;

const OTHER_STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/other/7b2f0c2e-0000';
const TYPE = 'Custom::EksEfaNodeGroup';
const URL_OF_OTHERS =
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/other?X-Amz-Signature=0';

async function living(options: Parameters<typeof given>[0] = {}) {
  const made = given(options);
  const { PhysicalResourceId: id } = await made.stack.run(() => made.stack.create(made.properties));
  return { ...made, id, before: made.state(id), begun: made.writes().length };
}

/** Hands an event to the provider as whoever may invoke its function. @returns its answer */
async function invoke({ stack }: Given, change: Partial<Event>): Promise<Record<string, string>> {
  const [first] = stack.requests;
  const { provider } = stack;
  const before = provider.puts.length;
  await stack.run(async () => provider.deliver({ ...first, RequestId: 'made-up', ...change }));
  const put = provider.puts[before];
  return put ? JSON.parse(put.body) : {};
}

describe('a made-up request', () => {
  const MADE_UP: readonly (readonly [string, (id: string) => Partial<Event>])[] = [
    ['Delete of what its stack holds', (id) => ({ RequestType: 'Delete', PhysicalResourceId: id })],
    [
      'Update of what its stack holds',
      (id) => ({ RequestType: 'Update', PhysicalResourceId: id, OldResourceProperties: {} }),
    ],
    ['Create in a stack that creates nothing', () => ({ RequestType: 'Create' })],
    [
      'Delete in a stack that does not exist',
      (id) => ({
        RequestType: 'Delete',
        PhysicalResourceId: id,
        StackId: OTHER_STACK,
        ResponseURL: URL_OF_OTHERS,
      }),
    ],
    [
      'Delete with a placeholder, which searches',
      () => ({ RequestType: 'Delete', PhysicalResourceId: 'stack-Nodes-0A1B2C3D4E5F' }),
    ],
    [
      'Delete of a logical id that the stack has not',
      (id) => ({ RequestType: 'Delete', PhysicalResourceId: id, LogicalResourceId: 'Others' }),
    ],
    [
      'Delete as another type of resource',
      (id) => ({ RequestType: 'Delete', PhysicalResourceId: id, ResourceType: 'Custom::Thing' }),
    ],
  ];

  it.each(MADE_UP)('%s is refused, and nothing is sent', async (_what, change) => {
    const made = await living();
    const answer = await invoke(made, change(made.id));
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(
        /^InvalidRequest: CloudFormation has no \w+ under way of resource \w+( \S+)? in stack \S+, so nothing was changed\. Send requests through CloudFormation\.$/,
      ),
    });
    expect(made.writes()).toHaveLength(made.begun);
    expect(made.state(made.id)).toBe(made.before);
    expect(lines.join()).toContain('"alarm":"A request was refused');
  });

  it('stops no execution of a request that is under way', async () => {
    const made = given({ timings: { nodegroupCreate: 600 } });
    const { stack, properties, world } = made;
    const { provider } = stack;
    world.clock.after(60, () => {
      const [first] = stack.requests;
      provider.deliver({
        ...first,
        RequestType: 'Delete',
        PhysicalResourceId: 'x',
        RequestId: 'y',
        ResponseURL: URL_OF_OTHERS,
      });
    });
    const answer = await stack.run(() => stack.create(properties));
    expect(answer.Status).toBe('SUCCESS');
    expect([...provider.executions.values()].map(({ status }) => status)).not.toContain('ABORTED');
  });

  it('from a stack whose resource was given the Id of another one by a function of its own is refused', async () => {
    const made = await living();
    const { stacks } = made.stack.provider;
    const what = { physicalId: made.id, status: 'DELETE_IN_PROGRESS', type: TYPE } as const;
    stacks.change(OTHER_STACK, 'Nodes', what);
    const answer = await invoke(made, {
      RequestType: 'Delete',
      PhysicalResourceId: made.id,
      StackId: OTHER_STACK,
      ResponseURL: URL_OF_OTHERS,
    });
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('was not created for resource Nodes of stack other'),
    });
    expect(made.writes()).toHaveLength(made.begun);
    expect(made.state(made.id)).toBe(made.before);
  });
});

describe('CloudFormation', () => {
  it('that shows nothing of a change for a while is asked again', async () => {
    const made = given();
    const { stack, properties, left } = made;
    stack.provider.stacks.lagSeconds = 60;
    const answer = await stack.run(() => stack.create(properties));
    expect(answer.Status).toBe('SUCCESS');
    const changed = { ...properties, ...REPLACING };
    const replaced = await stack.run(() => stack.update(changed));
    expect(replaced.Status).toBe('SUCCESS');
    // the cleanup went through: what is left is the new one
    expect(made.generations()).toEqual([replaced.PhysicalResourceId]);
    expect((await stack.run(() => stack.delete())).Status).toBe('SUCCESS');
    expect(left()).toEqual([]);
  });

  it.each(['Throttling', 'ServiceUnavailable', 'InternalFailure'])(
    'that answers %s is asked again, for as long as the request has time',
    async (code) => {
      const made = given();
      const { stack, properties } = made;
      stack.provider.stacks.errors.push(code, code, code, code, code);
      const answer = await stack.run(() => stack.create(properties));
      expect(answer.Status).toBe('SUCCESS');
    },
  );

  it('that denies it at first, because the role is new, is asked again', async () => {
    const { stack, properties } = given();
    stack.provider.stacks.errors.push('AccessDenied', 'AccessDenied');
    const answer = await stack.run(() => stack.create(properties));
    expect(answer.Status).toBe('SUCCESS');
  });

  it('that denies it for good ends the request, which names the call, and nothing was sent', async () => {
    const { stack, properties, writes } = given();
    stack.provider.stacks.errors.push(...Array.from({ length: 40 }, () => 'AccessDenied'));
    const answer = await stack.run(() =>
      stack.send({ RequestType: 'Create', ResourceProperties: properties }),
    );
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/^AccessDenied: .*cloudformation:DescribeStackResource/),
    });
    expect(writes()).toEqual([]);
  });

  it('is not asked in an installation of an earlier release, which has no right to, and the log says so', async () => {
    const { stack, properties, left } = given();
    stack.provider.confirms = false;
    expect((await stack.run(() => stack.create(properties))).Status).toBe('SUCCESS');
    expect((await stack.run(() => stack.delete())).Status).toBe('SUCCESS');
    expect(left()).toEqual([]);
    expect(stack.provider.stacks.calls).toEqual([]);
    expect(lines.join()).toContain('Update its stack with install/custom-resource.yaml');
  });

  it('is asked once for each request', async () => {
    const { stack, properties } = given();
    await stack.run(() => stack.create(properties));
    expect(stack.provider.stacks.calls).toEqual(['DescribeStackResource']);
    const changed = { ...properties, ...REPLACING };
    await stack.run(() => stack.update(changed));
    expect(stack.provider.stacks.calls).toEqual([
      'DescribeStackResource',
      'DescribeStackResource',
      'DescribeStackResource',
      'DescribeStackEvents',
    ]);
  });

  it('has the event of a cleanup on a later page, where a big stack is cleaned up', async () => {
    const made = await living();
    const { stack, properties } = made;
    const { stacks } = stack.provider;
    const { emit } = stacks;
    stacks.emit = (stackId, logicalId, what) => {
      emit.call(stacks, stackId, logicalId, what);
      if (what.status !== 'DELETE_IN_PROGRESS') return;
      for (let n = 0; n < 350; n += 1) emit.call(stacks, stackId, `Other${n}`, what);
    };
    const changed = { ...properties, ...REPLACING };
    const { PhysicalResourceId: id } = await stack.run(() => stack.update(changed));
    expect(made.generations()).toEqual([id]);
  });
});
