/** Functions, answers and requests that are not what they should be. */
import { given, REPLACING } from '../given';
import { report } from '../table';

describe('the ResponseURL', () => {
  test.each([
    ['answers 500 twice', [500, 503]],
    ['is reset, hangs, and answers 500', ['reset', 'hang', 500]],
    ['takes the answer and the connection breaks', ['lost']],
    // "Your socket connection to the server was not read from or written to within the timeout period" (S3, error codes)
    ['answers 400 RequestTimeout twice', [{ code: 'RequestTimeout' }, { code: 'RequestTimeout' }]],
    ['answers 429', [429]],
    ['answers 500 for twelve times', Array(12).fill(500)],
    // S3 is back after half an hour: SUCCESS is not taken back by a failure that another attempt would answer
    ['answers 500 for a hundred times', Array(100).fill(503)],
  ] as const)('%s', async (what, faults) => {
    const { stack, properties } = given();
    stack.provider.faults.put.push(...faults);
    const answer = await stack.run(() => stack.create(properties));
    expect(answer.Status).toBe('SUCCESS');
    report(`ResponseURL ${what}`, stack, [stack.id]);
  });

  test('that answers 400 for good is not asked again', async () => {
    const { stack, properties } = given();
    stack.provider.faults.put.push({ code: 'InvalidRequest' });
    const request = { RequestType: 'Create', ResourceProperties: properties } as const;
    expect((await stack.run(() => stack.send(request))).Status).toBe('NOTHING');
    expect(stack.provider.kept).toHaveLength(1);
  });

  test.each([403, 302])('that answers %i is not asked again', async (status) => {
    const { stack, properties, generations } = given();
    stack.provider.faults.put.push(status);
    const answer = await stack.run(() =>
      stack.send({ RequestType: 'Create', ResourceProperties: properties }),
    );
    expect(answer.Status).toBe('NOTHING');
    expect(stack.provider.puts).toEqual([]);
    // kept by its name alone: the history has the rest
    expect(stack.provider.kept).toEqual([
      expect.objectContaining({ MessageBody: expect.objectContaining({ execution: 'execution' }) }),
    ]);
    expect(JSON.stringify(stack.provider.kept)).not.toContain('https:');
    report(`ResponseURL answers ${status}`, stack, generations());
  });
});

test.each(['ThrottlingException', 'KmsThrottlingException', 'ExecutionLimitExceeded'])(
  'OnEvent waits where Step Functions answers %s for eight minutes',
  async (code) => {
    const { stack, properties } = given();
    // eight waits in an invocation, and Lambda repeats it
    stack.provider.startErrors.push(...Array<string>(12).fill(code));
    const answer = await stack.run(() => stack.create(properties));
    expect(answer.Status).toBe('SUCCESS');
    report(`StartExecution answers ${code} twelve times`, stack, [stack.id]);
  },
);

test('what can never be delivered is kept', async () => {
  const { stack, properties, generations } = given();
  stack.provider.faults.put.push(...Array(2000).fill(500));
  const answer = await stack.run(() =>
    stack.send({ RequestType: 'Create', ResourceProperties: properties }),
  );
  expect(answer.Status).toBe('NOTHING');
  expect(stack.provider.kept).toHaveLength(1);
  report('ResponseURL answers 500 for ever', stack, generations());
});

/** Lambda Developer Guide, invocation errors; Step Functions guide, "Handle transient Lambda service exceptions". */
describe("Lambda's own trouble", () => {
  test.each([
    'Lambda.TooManyRequestsException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
  ])('%s for a quarter of an hour is waited for', async (error) => {
    const { stack, properties, generations } = given();
    stack.provider.faults.reconcile.push(...Array(20).fill({ error }));
    stack.provider.faults.answer.push(...Array(8).fill({ error }));
    const answer = await stack.run(() => stack.create(properties));
    expect(answer.Status).toBe('SUCCESS');
    expect(generations()).toEqual([answer.PhysicalResourceId]);
    report(error, stack, generations());
  });

  test('that lasts as long as the request is answered before CloudFormation gives up', async () => {
    const { stack, properties, left } = given();
    const error = 'Lambda.TooManyRequestsException';
    stack.provider.faults.reconcile.push(...Array(500).fill({ error }));
    const answer = await stack.run(() =>
      stack.send({ RequestType: 'Create', ResourceProperties: properties }),
    );
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('States.TIMED_OUT'),
    });
    expect(left()).toEqual([]);
  });
});

describe('functions that break', () => {
  test.each([
    ['is killed twice', ['killed', 'killed'], 'SUCCESS'],
    ['hangs once', ['hung'], 'SUCCESS'],
    ['is killed each time', Array(9).fill('killed'), 'FAILED'],
    ['gives nonsense', [{ gives: { done: 'yes' } }], 'FAILED'],
    ['gives nothing', [{ gives: null }], 'FAILED'],
    [
      'asks for a wait of a year',
      [{ gives: { done: false, waitSeconds: 3e7, progress: {} } }],
      'FAILED',
    ],
    ['answers nonsense', [{ gives: { done: true, answer: 'well' } }], 'FAILED'],
    [
      'waits for ever',
      Array(9).fill({ gives: { done: false, waitSeconds: 900, progress: {} } }),
      'FAILED',
    ],
  ] as const)('Reconcile %s', async (what, faults, status) => {
    const { stack, properties, left, generations, world } = given();
    stack.provider.faults.reconcile.push(...faults);
    const created = stack.run(() =>
      stack.send({ RequestType: 'Create', ResourceProperties: properties }),
    );
    const answer = await created;
    expect(answer.Status).toBe(status);
    stack.provider.faults.reconcile.length = 0;
    stack.id = answer.PhysicalResourceId;
    const kept = generations();
    await stack.run(() => stack.delete());
    world.clock.advance(600);
    expect(left()).toEqual([]);
    report(`Reconcile ${what}`, stack, left());
    expect(kept).toEqual(status === 'SUCCESS' ? [answer.PhysicalResourceId] : []);
  });

  test('Answer killed four times', async () => {
    const { stack, properties } = given();
    stack.provider.faults.answer.push('killed', 'killed', 'killed', 'killed');
    const answer = await stack.run(() => stack.create(properties));
    expect(answer.Status).toBe('SUCCESS');
    report('Answer killed four times', stack, [stack.id]);
  });

  test('a replacement whose Reconcile breaks off leaves only the old one', async () => {
    const { stack, properties, generations, state } = given();
    const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
    const before = state(id);
    const broken = stack.provider.reconciles + 3;
    stack.provider.beforeReconcile = (invocation) => {
      if (invocation === broken) stack.provider.faults.reconcile.push('killed', 'killed', 'killed');
    };
    const answer = await stack.run(() => stack.update({ ...properties, ...REPLACING }));
    expect(answer.Status).toBe('FAILED');
    expect(generations()).toEqual([id]);
    expect(state(id)).toBe(before);
    report('Reconcile of a replacement killed each time', stack, generations());
  });
});

describe('events that lie', () => {
  test.each<readonly [string, Record<string, unknown>, 'FAILED' | 'NOTHING']>([
    [
      'stack of another account',
      { StackId: 'arn:aws:cloudformation:us-east-1:210987654321:stack/s/1' },
      'FAILED',
    ],
    [
      'stack of another Region',
      { StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/s/1' },
      'FAILED',
    ],
    ['no stack', { StackId: 'stack' }, 'FAILED'],
    ['RequestType Drop', { RequestType: 'Drop' }, 'FAILED'],
    ['no properties', { ResourceProperties: 'all' }, 'FAILED'],
    ['type of another resource', { ResourceType: 'AWS::EKS::Nodegroup' }, 'FAILED'],
    ['logical id with a path', { LogicalResourceId: '../Nodes' }, 'FAILED'],
    [
      'ResponseURL of another host',
      { ResponseURL: 'https://example.com/cloudformation' },
      'NOTHING',
    ],
    [
      'ResponseURL of another bucket',
      { ResponseURL: 'https://mine.s3.amazonaws.com/x' },
      'NOTHING',
    ],
    [
      'ResponseURL without TLS',
      { ResponseURL: 'http://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x' },
      'NOTHING',
    ],
  ])('%s', async (what, change, status) => {
    const { stack, properties, world } = given();
    const answer = await stack.run(() =>
      stack.send({ RequestType: 'Create', ResourceProperties: properties }, { change }),
    );
    expect(answer.Status).toBe(status);
    expect(world.calls).toEqual([]);
    report(`event with ${what}`, stack, []);
  });
});
