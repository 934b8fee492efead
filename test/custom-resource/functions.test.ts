/** The two functions around the state machine: what they take, and what they make of it. */
import { makeAnswer } from '../../src/custom-resource/functions/answer';
import { makeOnEvent } from '../../src/custom-resource/functions/on-event';
import { placeOf } from '../../src/custom-resource/protocol/event';
import { executionName } from '../../src/custom-resource/protocol/execution-name';
import { type JsonRequest, receiveJson } from '../world/json-protocol';
import { silenceLogs } from './given';

const lines = silenceLogs();
const EVENT = {
  RequestType: 'Create',
  ResponseURL: 'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x?secret',
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/name/uuid',
  RequestId: '7d3c9a52-1111-4000-8000-000000000000',
  LogicalResourceId: 'Nodes',
  ResourceType: 'Custom::EksEfaNodeGroup',
  ResourceProperties: { ClusterName: 'training' },
};
const CONTEXT = {
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:answer',
  getRemainingTimeInMillis: () => 300_000,
};
const nameOf = (event: typeof EVENT) => executionName(event, placeOf(CONTEXT));

/** Step Functions that answers with this. */
function states(statusCode: number, body: object) {
  const sent: Readonly<Record<string, string>>[] = [];
  const handle = async (request: JsonRequest) => {
    sent.push(receiveJson('stepfunctions', request).input);
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    return { response: { statusCode, headers: {}, body: bytes } };
  };
  const clientConfig = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    requestHandler: { handle } as never,
    maxAttempts: 1,
  };
  return { sent, clientConfig };
}

describe('OnEvent', () => {
  const machine = 'arn:aws:states:us-east-1:123456789012:stateMachine:m';

  it('starts an execution with the request and nothing else', async () => {
    const { sent, clientConfig } = states(200, { executionArn: 'arn', startDate: 0 });
    await makeOnEvent({ clientConfig, stateMachineArn: machine })(EVENT, CONTEXT);
    expect(sent).toEqual([
      {
        stateMachineArn: machine,
        name: nameOf(EVENT),
        input: JSON.stringify({ event: EVENT }),
      },
    ]);
  });

  it('takes an execution that is there already for its own', async () => {
    const { clientConfig } = states(400, { __type: 'ExecutionAlreadyExists', message: 'secret' });
    await makeOnEvent({ clientConfig, stateMachineArn: machine })(EVENT, CONTEXT);
    expect(lines.join()).toContain('"started":false');
  });

  it('throws where it cannot start one, with the name of the error alone', async () => {
    const { clientConfig } = states(400, { __type: 'KmsAccessDeniedException', message: 'secret' });
    const given = makeOnEvent({ clientConfig, stateMachineArn: machine })(EVENT, CONTEXT);
    await expect(given).rejects.toThrow(/^states:StartExecution: KmsAccessDeniedException$/);
    expect(lines.join()).not.toContain('secret');
  });

  it('starts nothing for what cannot be answered', async () => {
    const { sent, clientConfig } = states(200, {});
    const onEvent = makeOnEvent({ clientConfig, stateMachineArn: machine });
    for (const event of [undefined, {}, { ...EVENT, ResponseURL: 'https://example.com/?secret' }]) {
      await onEvent(event, CONTEXT);
    }
    expect(sent).toEqual([]);
    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toContain('example.com');
  });
});

describe('the name of an execution', () => {
  it('is the same for a delivery, another for another URL or request, and one that Step Functions takes', () => {
    const name = nameOf(EVENT);
    expect(nameOf({ ...EVENT })).toBe(name);
    expect(nameOf({ ...EVENT, ResponseURL: `${EVENT.ResponseURL}2` })).not.toBe(name);
    expect(nameOf({ ...EVENT, RequestId: 'a/b' })).not.toBe(nameOf({ ...EVENT, RequestId: 'ab' }));
    for (const RequestId of [EVENT.RequestId, '<>{}[]?*"#%\\^|~`$&,;:/é ', 'x'.repeat(128)]) {
      expect(nameOf({ ...EVENT, RequestId })).toMatch(/^[A-Za-z0-9-]{1,80}$/);
    }
    expect(name).toMatch(/^[0-9a-f]{16}-[0-9]{10}C-[0-9a-f]{12}-0{12}-1-4000-8000-000000000000$/);
    expect(name).not.toContain('secret');
  });
});

describe('Answer', () => {
  async function answered(input: unknown, body: object = {}, statusCode = 200) {
    const puts: { readonly url: string; readonly body: Record<string, unknown> }[] = [];
    const network = {
      sleep: async () => {},
      fetch: async (url: string, { body: bytes }: RequestInit) => {
        puts.push({ url, body: JSON.parse(new TextDecoder().decode(bytes as Uint8Array)) });
        return { status: 200 };
      },
    };
    const { sent, clientConfig } = states(statusCode, body);
    const output = await makeAnswer({ clientConfig, network })(input, CONTEXT);
    return { puts, sent, output };
  }
  const ID = /^training\/Nodes-([0-9a-f]{12})\/\1$/;
  const status = (detail: object) => ({
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { executionArn: 'arn:execution', status: 'TIMED_OUT', ...detail },
  });

  it('sends what Reconcile answered', async () => {
    const answer = { Status: 'SUCCESS', PhysicalResourceId: 'id', Data: { Name: 'n' } };
    const { puts, output } = await answered({ event: EVENT, answer });
    const { StackId, RequestId, LogicalResourceId } = EVENT;
    expect(puts).toEqual([
      { url: EVENT.ResponseURL, body: { ...answer, StackId, RequestId, LogicalResourceId } },
    ]);
    expect(output).toEqual({ delivered: true });
  });

  it.each<readonly [string, unknown, string]>([
    [
      'an error of a task',
      { event: EVENT, error: { Error: 'States.Timeout', Cause: 'secret' } },
      'States.Timeout',
    ],
    [
      'an error with a name of its own',
      { event: EVENT, error: { Error: 'secret text' } },
      'Unknown',
    ],
    ['no answer', { event: EVENT }, 'its answer is not valid'],
    [
      'an answer of nonsense',
      { event: EVENT, answer: { Status: 'OK' } },
      'its answer is not valid',
    ],
    [
      'an answer without an id',
      { event: EVENT, answer: { Status: 'SUCCESS' } },
      'its answer is not valid',
    ],
    [
      'an invocation of OnEvent that failed',
      { requestPayload: EVENT, requestContext: { condition: 'RetriesExhausted' } },
      'Lambda.RetriesExhausted',
    ],
    [
      'an invocation of a task that failed',
      { requestPayload: { event: EVENT }, requestContext: { condition: 'EventAgeExceeded' } },
      'Lambda.EventAgeExceeded',
    ],
    [
      'an execution that timed out',
      status({ input: JSON.stringify({ event: EVENT }) }),
      'States.TIMED_OUT',
    ],
    [
      'one that was stopped',
      status({ status: 'ABORTED', input: JSON.stringify({ event: EVENT }) }),
      'States.ABORTED',
    ],
  ])('makes a failure of %s', async (_what, input, reason) => {
    const { puts } = await answered(input);
    expect(puts).toHaveLength(1);
    expect(puts[0]?.body).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining(reason),
      // of the generation that the Create may have begun
      PhysicalResourceId: expect.stringMatching(ID),
    });
    expect(JSON.stringify([puts[0]?.body, lines])).not.toContain('secret');
  });

  it('asks for the input of an execution that EventBridge leaves out', async () => {
    const { puts, sent } = await answered(status({ inputDetails: { included: false } }), {
      input: JSON.stringify({ event: EVENT }),
    });
    expect(sent).toEqual([{ executionArn: 'arn:execution' }]);
    expect(puts[0]?.body).toMatchObject({ Status: 'FAILED' });
  });

  it('is called again where it cannot ask', async () => {
    const given = answered(
      status({}),
      { __type: 'KmsAccessDeniedException', message: 'secret' },
      400,
    );
    await expect(given).rejects.toThrow(/^states:DescribeExecution: KmsAccessDeniedException$/);
  });

  it('names the generation that an Update had come to, or the one that CloudFormation named', async () => {
    const event = { ...EVENT, RequestType: 'Update', PhysicalResourceId: 'old' };
    const error = { Error: 'States.Timeout' };
    const [without, with_] = [
      await answered({ event, error, progress: {} }),
      await answered({ event, error, progress: { id: 'new' } }),
    ];
    expect(without.puts[0]?.body.PhysicalResourceId).toBe('old');
    expect(with_.puts[0]?.body.PhysicalResourceId).toBe('new');
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'answer'],
    ['nobody', {}],
    ['an event without a URL', { event: { ...EVENT, ResponseURL: undefined } }],
    ["somebody else's URL", { event: { ...EVENT, ResponseURL: 'https://example.com' } }],
    ['an execution whose input is no JSON', status({ input: '{' })],
    ['a destination record without a request', { requestPayload: 'x' }],
  ])('sends nothing for %s', async (_what, input) => {
    const { puts, output } = await answered(input);
    expect(puts).toEqual([]);
    expect(output).toEqual({ delivered: false });
    expect(lines.join()).toContain('"alarm"');
  });
});
