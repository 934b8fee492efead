/** The entry point of the registry type: CloudFormation's five actions on the core, one resource object an invocation. */

import {
  Action,
  BaseResource,
  exceptions,
  type HandlerSignatures,
  type LambdaContext,
  type LoggerProxy,
  type Optional,
  type SessionProxy,
} from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib';
import { type AwsWithList, makeAws } from '../aws/aws';
import type { ClientConfig } from '../aws/clients';
import type { OperationInput } from '../core/lifecycle/requests';
import { createRequest, deleteRequest, updateRequest } from '../core/lifecycle/requests';
import type { Identity, Request } from '../core/model/request';
import { LONGEST_MESSAGE } from '../core/util/shortened';
import '../aws/provider-services';
import { TIMEOUT_SECONDS } from '../core/loop/wait';
import { AwsCallError, classify, describeAwsError } from '../core/model/errors';
import { formatId } from '../core/ownership/identity';
import { ResourceModel, TypeConfigurationModel } from '../models';
import { invocationClock } from '../reconcile/clock';
import type { Clock } from '../reconcile/ports';
import { read } from '../reconcile/read';
import { reconcile } from '../reconcile/reconcile';
import {
  type CallbackContext,
  type Event,
  failedEvent,
  listEvent,
  progressEvent,
} from './progress-event';
import { type HandlerRequest, registryInput, requestedIdentity } from './request';

/** Replaced by tests: the configuration of the SDK, and the clock. */
export interface Dependencies {
  readonly clientConfig: Partial<ClientConfig>;
  nowEpochSeconds(): number;
}

const REAL: Dependencies = {
  clientConfig: {},
  nowEpochSeconds: () => Math.floor(Date.now() / 1000),
};

/** The parts of CloudFormation's event that the library does not pass to a handler. */
interface RawEvent {
  readonly nextToken?: string | null;
  readonly stackId?: string | null;
}

/**
 * The Lambda handler. The library adds log filters, sessions and publishers to the resource object and never removes
 * them, so that each invocation needs an object of its own.
 */
export function makeEntrypoint(dependencies: Dependencies = REAL) {
  return (event: object, context: LambdaContext): Promise<unknown> => {
    const invocation = new HandlerInvocation(dependencies, event as RawEvent, context);
    const resource = new NodeGroupResource(
      ResourceModel.TYPE_NAME,
      ResourceModel,
      undefined,
      invocation.handlers(),
      TypeConfigurationModel,
    );
    return resource.entrypoint(event as never, context);
  };
}

class NodeGroupResource extends BaseResource<ResourceModel, TypeConfigurationModel> {}

/** The members of the library's resource that its last step uses. */
interface Finishing {
  readonly loggerProxy?: LoggerProxy;
  readonly platformLoggerProxy: LoggerProxy;
}

/**
 * Replaces the library's last step, which sleeps for a second although nothing is left to wait for: log lines are
 * counted when a proxy gets them, and awaited here; metrics were awaited when they were sent; this type has no worker
 * threads. The step's own two log lines are left out: one costs a request, and the other would still be in flight when
 * Lambda freezes the process.
 */
async function waitRunningProcesses(this: Finishing): Promise<void> {
  await this.loggerProxy?.waitCompletion();
  await this.platformLoggerProxy.waitCompletion();
}

// private in the library's types, so that no subclass can declare it
Object.assign(NodeGroupResource.prototype, { waitRunningProcesses });

class HandlerInvocation {
  private readonly clock: Clock;

  constructor(
    private readonly dependencies: Dependencies,
    private readonly event: RawEvent,
    context: LambdaContext,
  ) {
    this.clock = invocationClock(
      () => dependencies.nowEpochSeconds(),
      () => context.getRemainingTimeInMillis(),
    );
  }

  handlers(): HandlerSignatures<ResourceModel, TypeConfigurationModel> {
    return new Map([
      [Action.Create, this.mutation((input) => createRequest(input))],
      [Action.Update, this.mutation((input, id) => id && updateRequest(input, id))],
      [Action.Delete, this.mutation((input, id) => id && deleteRequest(input, id))],
      [Action.Read, this.read],
      [Action.List, this.list],
    ]) as never;
  }

  private mutation(
    requestOf: (input: OperationInput, identity: Identity | undefined) => Request | undefined,
  ) {
    return async (
      session: Optional<SessionProxy>,
      handlerRequest: HandlerRequest,
      { progress }: CallbackContext,
      logger: LoggerProxy,
    ): Promise<Event> => {
      const request = requestOf(
        registryInput(handlerRequest, stackNameOf(this.event.stackId)),
        requestedIdentity(handlerRequest),
      );
      if (!request) return notFound(handlerRequest);
      if (request.action === 'UPDATE' && Object.keys(request.previous).length === 0) {
        // without it every property would count as changed, and the nodes might roll
        return failedEvent(
          'InvalidRequest',
          'The request has no previous resource state. Update the resource through CloudFormation or Cloud Control, which send it.',
        );
      }
      const outcome = await reconcile(request, progress, TIMEOUT_SECONDS[request.action], {
        aws: this.aws(session),
        clock: this.clock,
        log: (line) => logger.log(JSON.stringify(line)),
      });
      const message = outcome.kind === 'failed' ? outcome.failure.message : outcome.message;
      // the event has its beginning alone
      if (Buffer.byteLength(message) > LONGEST_MESSAGE) logger.log(JSON.stringify({ message }));
      return progressEvent(outcome, handlerRequest.desiredResourceState as ResourceModel);
    };
  }

  private readonly read = (
    session: Optional<SessionProxy>,
    handlerRequest: HandlerRequest,
  ): Promise<Event> =>
    withErrorCodes(async () => {
      const identity = requestedIdentity(handlerRequest);
      const model = identity && (await read(identity, this.aws(session)));
      if (!model) return notFound(handlerRequest);
      return progressEvent({ kind: 'succeeded', model, message: '' }, new ResourceModel());
    });

  private readonly list = (session: Optional<SessionProxy>): Promise<Event> =>
    withErrorCodes(async () => {
      const page = await this.aws(session).listIds(this.event.nextToken ?? undefined);
      return listEvent(page.ids, page.nextToken);
    });

  /** With the credentials of this invocation, never those of the function's own environment. */
  private aws(session: Optional<SessionProxy>): AwsWithList {
    const { credentials, region } = session?.configuration ?? {};
    if (!credentials || !region) {
      throw new exceptions.InvalidCredentials(
        'The request contains no credentials. Retry the operation.',
      );
    }
    const config = { credentials: { ...credentials }, region, ...this.dependencies.clientConfig };
    return makeAws(config, () => this.clock.remainingMilliseconds());
  }
}

/** Read and List never wait: an error that other actions wait for is their result. */
async function withErrorCodes(run: () => Promise<Event>): Promise<Event> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    return failedEvent(classify(error.aws).code, describeAwsError(error.aws));
  }
}

/** `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID`; an event of Cloud Control has none. */
function stackNameOf(stackId: string | null | undefined): string | undefined {
  return /:stack\/([^/]+)\//.exec(stackId ?? '')?.[1];
}

function notFound(handlerRequest: HandlerRequest): Event {
  const identity = requestedIdentity(handlerRequest);
  return failedEvent(
    'NotFound',
    identity
      ? `Node group ${formatId(identity)} does not exist.`
      : 'The request has no Id of the form cluster/nodegroup/generation. Use the Id that List or Ref returns.',
  );
}
