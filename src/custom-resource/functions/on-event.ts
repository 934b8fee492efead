/** The OnEvent function, which CloudFormation invokes: passes the event to the state machine. */

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
}

/** Three attempts fit into the function's time-out. */
const LIMITS = {
  requestHandler: { ...CONNECTIONS, connectionTimeout: 2_000, requestTimeout: 6_000 },
};

/** @throws Error where the execution could not be started, so that Lambda retries and then sends the event to Answer. */
export function makeOnEvent(dependencies?: Dependencies) {
  return async (
    event: unknown,
    context: { readonly invokedFunctionArn: string },
  ): Promise<void> => {
    const { clientConfig, stateMachineArn } = dependencies ?? onEventDependencies();
    if (!isAnswerable(event, placeOf(context))) {
      log({
        refused:
          'The event has no valid StackId, RequestId or LogicalResourceId, or its ResponseURL is not one of CloudFormation. Send requests through CloudFormation.',
      });
      return;
    }
    const name = executionName(event);
    const started = await start(new SFNClient({ ...LIMITS, ...clientConfig }), {
      stateMachineArn,
      name,
      input: JSON.stringify({ event }),
    });
    log({ request: event.RequestId, execution: name, started });
  };
}

/** @returns whether this call started it */
async function start(
  client: SFNClient,
  input: ConstructorParameters<typeof StartExecutionCommand>[0],
): Promise<boolean> {
  try {
    await client.send(new StartExecutionCommand(input));
    return true;
  } catch (error) {
    const { name } = error as Error;
    if (name === 'ExecutionAlreadyExists') return false;
    // the error's text may quote the input
    throw new Error(`states:StartExecution: ${name}`);
  }
}

function onEventDependencies(): Dependencies {
  const clientConfig = { credentials: credentialsOfLambda() };
  return { clientConfig, stateMachineArn: process.env.STATE_MACHINE_ARN };
}
