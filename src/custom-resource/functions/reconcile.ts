/** The Reconcile function: works until it has to wait, then returns for how long, or what to answer. It sends no answer itself. */
import type { CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';
import type { SFNClientConfig } from '@aws-sdk/client-sfn';
import type { ClientConfig } from '../../aws/clients';
import { CONNECTIONS } from '../../aws/connections';
import { invocationClock } from '../../reconcile/clock';
import { credentialsOfLambda } from '../credentials';
import { Invocation } from '../invocation';
import { log, traceOf } from '../log';
import { loadedProgress, type SavedOutput, type SavedProgress, savedOutput } from '../progress';
import { type Event, invalidReason, isAnswerable, placeOf } from '../protocol/event';
import { idOfFailure } from '../protocol/physical-id';

export interface Input {
  readonly event?: unknown;
  /** Of the previous invocation; empty in the first. */
  readonly progress?: SavedProgress;
  /** `$$.Execution.StartTime`, ISO 8601. */
  readonly executionStartedAt?: string;
  /** `$$.Execution.Name` and `$$.StateMachine.Id`; undefined in an execution that release 0.1 started. */
  readonly executionName?: string;
  readonly stateMachineArn?: string;
}
export interface LambdaContext {
  readonly invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}
/** Replaced by tests. */
export interface Dependencies {
  readonly clientConfig: Partial<ClientConfig>;
  /** Of Step Functions; that of the others where it is undefined. */
  readonly statesConfig?: SFNClientConfig;
  /** Of CloudFormation; that of the others where it is undefined. */
  readonly stacksConfig?: CloudFormationClientConfig;
  /** Whether CloudFormation is asked to confirm a request. The template of an earlier release does not allow it. */
  readonly confirms: boolean;
  nowEpochSeconds(): number;
}

const REAL: Dependencies = {
  clientConfig: {},
  confirms: process.env.CONFIRM_REQUESTS === 'true',
  nowEpochSeconds: () => Math.floor(Date.now() / 1000),
};

const LIMITS = {
  requestHandler: { ...CONNECTIONS, connectionTimeout: 2_000, requestTimeout: 6_000 },
};

/** The Lambda handler. @throws Error only for an event that cannot be answered */
export function makeReconcile(dependencies: Dependencies = REAL) {
  return async (
    { event, progress, executionStartedAt, executionName, stateMachineArn }: Input,
    context: LambdaContext,
  ): Promise<SavedOutput> => {
    const invocationSeconds = Math.ceil(context.getRemainingTimeInMillis() / 1000);
    const place = placeOf(context);
    if (!isAnswerable(event, place)) throw new Error('The event cannot be answered.');
    const previous = progress && loadedProgress(progress);
    const invalid = invalidReason(event, place);
    if (invalid)
      return failedOutput(event.RequestId, invalid, idOfFailure(event, place, undefined));
    try {
      const common = { region: place.region, credentials: credentialsOfLambda() };
      const clock = invocationClock(
        () => dependencies.nowEpochSeconds(),
        () => context.getRemainingTimeInMillis(),
      );
      const invocation = new Invocation(event as Event, place, {
        now: dependencies.nowEpochSeconds(),
        clientConfig: { ...common, ...dependencies.clientConfig },
        statesConfig: { ...common, ...LIMITS, ...dependencies.statesConfig },
        stacksConfig: { ...common, ...LIMITS, ...dependencies.stacksConfig },
        confirms: dependencies.confirms,
        invocationSeconds,
        execution: {
          name: executionName ?? '',
          stateMachineArn: stateMachineArn ?? '',
          startedAtEpochSeconds: Date.parse(executionStartedAt ?? '') / 1000,
        },
        clock,
      });
      return savedOutput(await invocation.run(previous ?? invocation.start(), !previous));
    } catch (error) {
      log({ request: event.RequestId, defect: traceOf(error) });
      const { name } = error as Error;
      const reason = `InternalFailure: The provider has an internal error (${name}). Report it with the log of its functions.`;
      return failedOutput(event.RequestId, reason, idOfFailure(event, place, previous?.id));
    }
  };
}

function failedOutput(request: string, Reason: string, PhysicalResourceId: string): SavedOutput {
  log({ request, failed: Reason });
  return { done: true, answer: { Status: 'FAILED', Reason, PhysicalResourceId } };
}
