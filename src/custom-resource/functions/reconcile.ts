/** The Reconcile function: goes as far as AWS lets it, then says how long to wait or what to answer. It sends nothing. */
import type { ClientConfig } from '../../aws/clients';
import { credentialsOfLambda } from '../credentials';
import { Invocation } from '../invocation';
import { log, traceOf } from '../log';
import type { Output, Progress } from '../progress';
import { type Event, isAnswerable, placeOf, reasonNotBelieved } from '../protocol/event';
import { idWhereItFails } from '../protocol/physical-id';

export interface Input {
  readonly event?: unknown;
  /** Of the invocation before; empty in the first. */
  readonly progress?: Partial<Progress>;
  /** `$$.Execution.StartTime`, ISO 8601. */
  readonly executionStartedAt?: string;
}
export interface LambdaContext {
  readonly invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}
/** What a test replaces. */
export interface Dependencies {
  readonly clientConfig: Partial<ClientConfig>;
  nowEpochSeconds(): number;
}

const REAL: Dependencies = {
  clientConfig: {},
  nowEpochSeconds: () => Math.floor(Date.now() / 1000),
};

/** The Lambda handler. It throws for an event that cannot be answered, and for nothing else. */
export function makeReconcile(environment: Dependencies = REAL) {
  return async (
    { event, progress, executionStartedAt }: Input,
    context: LambdaContext,
  ): Promise<Output> => {
    if (!isAnswerable(event)) throw new Error('the event cannot be answered');
    const place = placeOf(context);
    const before = progress?.tasks ? (progress as Progress) : undefined;
    const unsupported = reasonNotBelieved(event, place);
    if (unsupported)
      return failed(event.RequestId, unsupported, idWhereItFails(event, place, undefined));
    try {
      const invocation = new Invocation(event as Event, place, {
        now: environment.nowEpochSeconds(),
        clientConfig: {
          region: place.region,
          credentials: credentialsOfLambda(),
          ...environment.clientConfig,
        },
        clock: {
          nowEpochSeconds: () => environment.nowEpochSeconds(),
          remainingMilliseconds: () => context.getRemainingTimeInMillis(),
        },
      });
      return await invocation.run(before ?? invocation.begin(executionStartedAt), !before);
    } catch (error) {
      log({ request: event.RequestId, defect: traceOf(error) });
      const { name } = error as Error;
      const reason = `InternalFailure: a defect of the provider (${name}); its log says where.`;
      return failed(event.RequestId, reason, idWhereItFails(event, place, before?.id));
    }
  };
}

function failed(request: string, Reason: string, PhysicalResourceId: string): Output {
  log({ request, failed: Reason });
  return { done: true, answer: { Status: 'FAILED', Reason, PhysicalResourceId } };
}
