/** The Answer function: the only one that sends to a ResponseURL, whatever way the request ended. */
import { DescribeExecutionCommand, SFNClient, type SFNClientConfig } from '@aws-sdk/client-sfn';
import { credentialsOfLambda } from '../credentials';
import { log } from '../log';
import { type Answerable, isAnswerable, isObject, type Place, placeOf } from '../protocol/event';
import { idWhereItFails } from '../protocol/physical-id';
import { type Network, put } from '../protocol/respond';
import { type Answer, bodyOf } from '../protocol/response';

/** What a test replaces. */
export interface Dependencies {
  readonly clientConfig: SFNClientConfig;
  readonly network?: Network;
}

/** What is known of a request's end. `error`: AWS's name of what broke; its text may quote the request. */
interface End {
  readonly event?: unknown;
  readonly answer?: unknown;
  readonly error?: string;
  /** Where the request had come to. */
  readonly progress?: unknown;
}

/**
 * The Lambda handler. Its input is the state machine's, the record of an invocation of OnEvent that failed, or the
 * event of an execution that ended without an answer.
 * @throws NotDelivered, so that it is called again; what can never be delivered it logs and returns
 */
export function makeAnswer(environment?: Dependencies) {
  return async (
    input: unknown,
    context: { readonly invokedFunctionArn: string },
  ): Promise<{ readonly delivered: boolean }> => {
    const { clientConfig, network } = environment ?? real();
    const end = await endOf(input, clientConfig);
    const { event } = end;
    if (!isAnswerable(event)) {
      log({ alarm: 'nothing to answer: no request of CloudFormation in the input' });
      return { delivered: false };
    }
    const answer = answerOf(event, end, placeOf(context));
    const status = await put(event.ResponseURL, bodyOf(event, answer), network);
    const delivered = status >= 200 && status < 300;
    log({
      request: event.RequestId,
      answered: answer.Status,
      id: answer.PhysicalResourceId,
      ...(delivered ? {} : { alarm: `CloudFormation's bucket refused the answer with ${status}` }),
    });
    return { delivered };
  };
}

function real(): Dependencies {
  return { clientConfig: { credentials: credentialsOfLambda() } };
}

async function endOf(input: unknown, clientConfig: SFNClientConfig): Promise<End> {
  if (!isObject(input)) return {};
  if (input.source === 'aws.states' && isObject(input.detail)) {
    return endOfExecution(input.detail, clientConfig);
  }
  // Lambda's destination record: the request, or what the state machine had sent
  if (isObject(input.requestPayload)) {
    const { requestPayload: payload } = input;
    const { condition = 'Unknown' } = isObject(input.requestContext) ? input.requestContext : {};
    const inner: End = isObject(payload.event) ? payload : { event: payload };
    return { ...inner, error: `Lambda.${condition}` };
  }
  if (input.error === undefined) return input;
  return { ...input, error: errorName(input.error) };
}

/** An execution that timed out, failed or was stopped. Its input is what OnEvent sent. */
async function endOfExecution(
  { status, input, executionArn }: Record<string, unknown>,
  clientConfig: SFNClientConfig,
): Promise<End> {
  const text =
    typeof input === 'string' ? input : await inputOf(String(executionArn), clientConfig);
  return { ...parsed(text), error: `States.${status}` };
}

/** EventBridge has no input of a state machine that is encrypted with a customer-managed key, and none that is long. */
async function inputOf(executionArn: string, clientConfig: SFNClientConfig) {
  try {
    const client = new SFNClient(clientConfig);
    const { input } = await client.send(new DescribeExecutionCommand({ executionArn }));
    return input ?? '';
  } catch (error) {
    throw new Error(`states:DescribeExecution: ${(error as Error).name}`);
  }
}

function parsed(text: string): End {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function errorName(error: unknown): string {
  const { Error: name } = isObject(error) ? error : {};
  return typeof name === 'string' && /^[\w.]{1,80}$/.test(name) ? name : 'Unknown';
}

function answerOf(event: Answerable, { answer, error, progress }: End, place: Place): Answer {
  if (error === undefined && isAnswer(answer)) return answer;
  const begun = isObject(progress) && typeof progress.id === 'string' ? progress.id : undefined;
  return {
    Status: 'FAILED',
    Reason: `InternalFailure: the provider broke off (${error ?? 'its answer has no known form'}); the log of its functions and the history of its state machine tell more.`,
    PhysicalResourceId: idWhereItFails(event, place, begun),
  };
}

function isAnswer(answer: unknown): answer is Answer {
  return (
    isObject(answer) &&
    (answer.Status === 'SUCCESS' || answer.Status === 'FAILED') &&
    typeof answer.PhysicalResourceId === 'string' &&
    answer.PhysicalResourceId !== '' &&
    (answer.Reason === undefined || typeof answer.Reason === 'string') &&
    (answer.Data === undefined || isObject(answer.Data))
  );
}
