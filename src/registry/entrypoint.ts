/** The registry type's Lambda: CloudFormation's five actions on the core, one resource object an invocation. */

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
import type { Request } from '../core/model/request';
import '../aws/provider-services';
import { TIMEOUT_SECONDS } from '../core/loop/wait';
import { AwsCallError, classify, describeAwsError } from '../core/model/errors';
import { ResourceModel, TypeConfigurationModel } from '../models';
import { read } from '../reconcile/read';
import { reconcile } from '../reconcile/reconcile';
import {
  type CallbackContext,
  type Event,
  failedEvent,
  listEvent,
  progressEvent,
} from './progress-event';
import {
  createRequest,
  deleteRequest,
  type HandlerRequest,
  identityOf,
  updateRequest,
} from './request';

/** What a test replaces: how the SDK is configured, and the clock. */
export interface Dependencies {
  readonly clientConfig: Partial<ClientConfig>;
  nowEpochSeconds(): number;
}

const REAL: Dependencies = {
  clientConfig: {},
  nowEpochSeconds: () => Math.floor(Date.now() / 1000),
};

/** The parts of CloudFormation's event that the library does not hand on to a handler. */
interface RawEvent {
  readonly nextToken?: string | null;
  readonly stackId?: string | null;
}

/**
 * The Lambda handler. The library keeps log filters, sessions and publishers on the resource object and
 * never takes them off, so that each invocation gets its own.
 */
export function makeEntrypoint(environment: Dependencies = REAL) {
  return (event: object, context: LambdaContext): Promise<unknown> => {
    const invocation = new HandlerInvocation(environment, event as RawEvent, context);
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

/** Of the library's resource, what its last step uses. */
interface Finishing {
  readonly loggerProxy?: LoggerProxy;
  readonly platformLoggerProxy: LoggerProxy;
}

/**
 * The library's last step without its sleep of a second, for which nothing is left to do: log lines are counted as
 * they are given to a proxy, and awaited here; metrics were awaited when they were sent; worker threads, this type
 * has none. Its two lines about itself are left out: one costs a request, the other would still be under way when
 * Lambda freezes the process.
 */
async function waitRunningProcesses(this: Finishing): Promise<void> {
  await this.loggerProxy?.waitCompletion();
  await this.platformLoggerProxy.waitCompletion();
}

// private in the library's types, so that no subclass can declare it
Object.assign(NodeGroupResource.prototype, { waitRunningProcesses });

class HandlerInvocation {
  constructor(
    private readonly environment: Dependencies,
    private readonly event: RawEvent,
    private readonly context: LambdaContext,
  ) {}

  handlers(): HandlerSignatures<ResourceModel, TypeConfigurationModel> {
    return new Map([
      [Action.Create, this.mutation(createRequest)],
      [Action.Update, this.mutation(updateRequest)],
      [Action.Delete, this.mutation(deleteRequest)],
      [Action.Read, this.read],
      [Action.List, this.list],
    ]) as never;
  }

  private mutation(
    toRequest: (request: HandlerRequest, stackName: string | undefined) => Request | undefined,
  ) {
    return async (
      session: Optional<SessionProxy>,
      handlerRequest: HandlerRequest,
      { progress }: CallbackContext,
      logger: LoggerProxy,
    ): Promise<Event> => {
      const request = toRequest(handlerRequest, stackNameOf(this.event.stackId));
      if (!request) return notFound(handlerRequest);
      if (request.action === 'UPDATE' && Object.keys(request.previous).length === 0) {
        // without it every property would count as changed, and the nodes might roll
        return failedEvent('InvalidRequest', 'the request has no previous resource state.');
      }
      const outcome = await reconcile(request, progress, TIMEOUT_SECONDS[request.action], {
        aws: this.aws(session),
        clock: {
          nowEpochSeconds: () => this.environment.nowEpochSeconds(),
          remainingMilliseconds: () => this.context.getRemainingTimeInMillis(),
        },
        log: (line) => logger.log(JSON.stringify(line)),
      });
      return progressEvent(outcome, handlerRequest.desiredResourceState as ResourceModel);
    };
  }

  private readonly read = (
    session: Optional<SessionProxy>,
    request: HandlerRequest,
  ): Promise<Event> =>
    answer(async () => {
      const identity = identityOf(request);
      const model = identity && (await read(identity, this.aws(session)));
      if (!model) return notFound(request);
      return progressEvent({ kind: 'succeeded', model, message: '' }, new ResourceModel());
    });

  private readonly list = (session: Optional<SessionProxy>): Promise<Event> =>
    answer(async () => {
      const page = await this.aws(session).listIds(this.event.nextToken ?? undefined);
      return listEvent(page.ids, page.nextToken);
    });

  /** Credentials of this invocation and no other: never those of the function's own environment. */
  private aws(session: Optional<SessionProxy>): AwsWithList {
    const { credentials, region } = session?.configuration ?? {};
    if (!credentials || !region) {
      throw new exceptions.InvalidCredentials('the request carries no credentials of the caller');
    }
    return makeAws({ credentials: { ...credentials }, region, ...this.environment.clientConfig });
  }
}

/** Read and List answer at once: what would be waited for elsewhere is their error code. */
async function answer(run: () => Promise<Event>): Promise<Event> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    return failedEvent(classify(error.aws).code, describeAwsError(error.aws));
  }
}

/** `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID`; a request of Cloud Control has none. */
function stackNameOf(stackId: string | null | undefined): string | undefined {
  return /:stack\/([^/]+)\//.exec(stackId ?? '')?.[1];
}

function notFound(request: HandlerRequest): Event {
  const identity = identityOf(request);
  const id = identity
    ? Object.values(identity).join('/')
    : 'no Id, or one that is not cluster/nodegroup/generation';
  return failedEvent('NotFound', `there is no node group of ${id}.`);
}
