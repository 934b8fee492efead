/** The Answer function: the only one that sends to a ResponseURL, however the request ended. */
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  type ListExecutionsInput,
  SFNClient,
  type SFNClientConfig,
} from '@aws-sdk/client-sfn';
import { CONNECTIONS } from '../../aws/connections';
import { credentialsOfLambda } from '../credentials';
import { executionsOf, isBefore, ownExecution } from '../executions';
import { log } from '../log';
import { type Answerable, isAnswerable, isObject, type Place, placeOf } from '../protocol/event';
import { idOfFailure } from '../protocol/physical-id';
import { type Network, put } from '../protocol/respond';
import { type Answer, bodyOf } from '../protocol/response';

/** Replaced by tests. */
export interface Dependencies {
  readonly clientConfig: SFNClientConfig;
  readonly network?: Network;
}

/** The PUT needs a minute of the function's two. */
const LIMITS = {
  requestHandler: { ...CONNECTIONS, connectionTimeout: 2_000, requestTimeout: 10_000 },
};

/** How a request ended. `error` is AWS's name of the error; its text may quote the request. */
interface End {
  readonly event?: unknown;
  readonly answer?: unknown;
  readonly error?: string;
  /** Of the last invocation of Reconcile. */
  readonly progress?: unknown;
}

/**
 * The Lambda handler. Its input comes from the state machine, from the record of a failed invocation of OnEvent, or from
 * the event of an execution that ended without an answer.
 * @returns `delivered: false` to the state machine where CloudFormation's bucket refused the answer, which it keeps then
 * @throws NotDelivered, so that it is called again; Refused where Lambda itself called and keeps what fails
 */
export function makeAnswer(dependencies?: Dependencies) {
  return async (
    input: unknown,
    context: { readonly invokedFunctionArn: string },
  ): Promise<{ readonly delivered: boolean }> => {
    const { clientConfig, network } = dependencies ?? answerDependencies();
    const end = await endOf(input, clientConfig);
    const { event } = end;
    if (!isAnswerable(event, placeOf(context))) {
      log({
        alarm:
          'The input contains no CloudFormation request with a valid StackId, RequestId, LogicalResourceId and ResponseURL, so no answer was sent. Send requests through CloudFormation.',
      });
      return { delivered: false };
    }
    const answer = answerOf(event, end, placeOf(context));
    if (answer.Withheld || (await isSentAgain(input, clientConfig))) {
      // the object in the bucket is named by the RequestId: CloudFormation would take this for the later request's answer
      log({ request: event.RequestId, withheld: answer.Status, id: answer.PhysicalResourceId });
      return { delivered: true };
    }
    const status = await put(event.ResponseURL, bodyOf(event, answer), network);
    const delivered = status >= 200 && status < 300;
    log({
      request: event.RequestId,
      answered: answer.Status,
      id: answer.PhysicalResourceId,
      ...(delivered
        ? {}
        : { alarm: `CloudFormation's bucket refused the answer with status ${status}.` }),
    });
    if (!delivered && !isFromStateMachine(input)) {
      throw new Refused(`CloudFormation's bucket refused the answer with status ${status}.`);
    }
    return { delivered };
  };
}

/** Of an invocation whose result nobody reads. The message contains neither the URL nor the answer. */
class Refused extends Error {
  override readonly name = 'Refused';
}

function isFromStateMachine(input: unknown): boolean {
  return isObject(input) && isObject(input.event);
}

function answerDependencies(): Dependencies {
  return { clientConfig: { credentials: credentialsOfLambda() } };
}

async function endOf(input: unknown, clientConfig: SFNClientConfig): Promise<End> {
  if (!isObject(input)) return {};
  if (input.source === 'aws.states' && isObject(input.detail)) {
    return endOfExecution(input.detail, clientConfig);
  }
  // a destination record of Lambda: its payload is CloudFormation's event, or the input from the state machine
  if (isObject(input.requestPayload)) {
    const { requestPayload: payload } = input;
    const { condition = 'Unknown' } = isObject(input.requestContext) ? input.requestContext : {};
    const inner: End = isObject(payload.event) ? payload : { event: payload };
    return { ...inner, error: `Lambda.${condition}` };
  }
  if (input.error === undefined) return input;
  return { ...input, error: errorName(input.error) };
}

/** For an execution that timed out, failed or was stopped. Its input is what OnEvent sent. */
async function endOfExecution(
  { status, input, executionArn }: Record<string, unknown>,
  clientConfig: SFNClientConfig,
): Promise<End> {
  const text =
    typeof input === 'string' ? input : await inputOf(String(executionArn), clientConfig);
  return { ...parsedInput(text), error: `States.${status}` };
}

/** Whether an execution ended without an answer and CloudFormation has sent its request again, with another URL. */
async function isSentAgain(input: unknown, clientConfig: SFNClientConfig): Promise<boolean> {
  if (!isObject(input) || input.source !== 'aws.states' || !isObject(input.detail)) return false;
  const { executionArn, stateMachineArn } = input.detail;
  const name = String(executionArn).split(':').at(-1) ?? '';
  const own = ownExecution({
    name,
    stateMachineArn: String(stateMachineArn),
    startedAtEpochSeconds: 0,
  });
  if (!own) return false;
  try {
    const client = new SFNClient({ ...LIMITS, ...clientConfig });
    const since = own.requestedAtEpochSeconds ?? 0;
    const list = (page: ListExecutionsInput) => client.send(new ListExecutionsCommand(page));
    const requests = await executionsOf(list, own, String(stateMachineArn), since);
    const mine = requests.find((each) => each.name === name) ?? own;
    return requests.some((each) => each.requestId === own.requestId && isBefore(mine, each));
  } catch (error) {
    throw new Error(`states:ListExecutions: ${(error as Error).name}`);
  }
}

/** EventBridge leaves the input out where it is long, or encrypted with a customer-managed key. */
async function inputOf(executionArn: string, clientConfig: SFNClientConfig) {
  try {
    const client = new SFNClient({ ...LIMITS, ...clientConfig });
    const { input } = await client.send(new DescribeExecutionCommand({ executionArn }));
    return input ?? '';
  } catch (error) {
    throw new Error(`states:DescribeExecution: ${(error as Error).name}`);
  }
}

function parsedInput(text: string): End {
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
  const current = isObject(progress) && typeof progress.id === 'string' ? progress.id : undefined;
  return {
    Status: 'FAILED',
    Reason: `InternalFailure: The provider stopped without a result (${error ?? 'its answer is not valid'}). See the log of its functions and the history of its state machine.`,
    PhysicalResourceId: idOfFailure(event, place, current),
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
