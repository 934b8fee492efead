/** The OnEvent function, which CloudFormation invokes: passes the event to the state machine. */

import { setTimeout as sleep } from 'node:timers/promises';
import { SFNClient, type SFNClientConfig, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { CONNECTIONS } from '../../aws/connections';
import { credentialsOfLambda } from '../credentials';
import { log } from '../log';
import { isAnswerable, placeOf } from '../protocol/event';
import { executionName } from '../protocol/execution-name';

/** Replaced by tests. */
export interface Dependencies {
  readonly clientConfig: SFNClientConfig;
  readonly stateMachineArn: string | undefined;
  sleep?(seconds: number): Promise<unknown>;
}
interface Context {
  readonly invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

/** Lambda itself repeats a failed invocation only twice: throttling is waited out within one, of five minutes. */
const DELAYS_SECONDS = [2, 4, 8, 16, 30, 60, 60, 60];
/** Three attempts of the SDK. */
const ATTEMPT_SECONDS = 30;
const LIMITS = {
  requestHandler: { ...CONNECTIONS, connectionTimeout: 2_000, requestTimeout: 6_000 },
};

/** @throws Error where the execution could not be started, so that Lambda retries and then sends the event to Answer. */
export function makeOnEvent(dependencies?: Dependencies) {
  return async (event: unknown, context: Context): Promise<void> => {
    const given = dependencies ?? onEventDependencies();
    const { clientConfig, stateMachineArn } = given;
    if (!isAnswerable(event, placeOf(context))) {
      log({
        refused:
          'The event has no valid StackId, RequestId or LogicalResourceId, or its ResponseURL is not one of CloudFormation. Send requests through CloudFormation.',
      });
      return;
    }
    const name = executionName(event, placeOf(context));
    const client = new SFNClient({ ...LIMITS, ...clientConfig });
    const input = { stateMachineArn, name, input: JSON.stringify({ event }) };
    const wait = given.sleep ?? ((seconds: number) => sleep(seconds * 1000));
    const started = await startInTime(client, input, context, wait);
    log({ request: event.RequestId, execution: name, started });
  };
}

type Input = ConstructorParameters<typeof StartExecutionCommand>[0];

/** @returns whether this call started it */
async function startInTime(
  client: SFNClient,
  input: Input,
  context: Context,
  wait: (seconds: number) => Promise<unknown>,
): Promise<boolean> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await client.send(new StartExecutionCommand(input));
      return true;
    } catch (error) {
      const { name } = error as Error;
      if (name === 'ExecutionAlreadyExists') return false;
      const delay = mayPass(error) ? DELAYS_SECONDS[attempt] : undefined;
      const secondsLeft = context.getRemainingTimeInMillis() / 1000 - ATTEMPT_SECONDS;
      if (delay === undefined || delay >= secondsLeft) {
        // the error's text may quote the input
        throw new Error(`states:StartExecution: ${name}`);
      }
      await wait(delay);
    }
  }
}

/** Throttling, a full quota (API_StartExecution, Errors), 5xx, and errors without an answer. */
function mayPass(error: unknown): boolean {
  const { name, $metadata } = error as Error & {
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  return (
    /Throttl|TooManyRequests|ExecutionLimitExceeded/.test(name) ||
    status === undefined ||
    status === 429 ||
    status >= 500
  );
}

function onEventDependencies(): Dependencies {
  const clientConfig = { credentials: credentialsOfLambda() };
  return { clientConfig, stateMachineArn: process.env.STATE_MACHINE_ARN };
}
