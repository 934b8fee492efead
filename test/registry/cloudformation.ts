/**
 * CloudFormation's side of the registry protocol: the model of an IN_PROGRESS event becomes the next
 * invocation's input, every invocation has credentials of its own, and each event keeps the contract
 * (CloudFormation CLI user guide, resource-type-test-contract; cloudformation-cli, contract/resource_client.py).
 */
import schema from '../../schema.json';
import { makeEntrypoint } from '../../src/registry/entrypoint';
import type { World } from '../world/world';

export type Json = Record<string, unknown>;
export interface Event {
  readonly status: 'IN_PROGRESS' | 'SUCCESS' | 'FAILED';
  readonly errorCode?: string;
  readonly message?: string;
  readonly resourceModel?: Json;
  readonly resourceModels?: Json[];
  readonly callbackContext?: Json;
  readonly callbackDelaySeconds?: number;
  readonly nextToken?: string;
}

export interface Operation {
  readonly action: 'CREATE' | 'READ' | 'UPDATE' | 'DELETE' | 'LIST';
  readonly model?: Json;
  readonly previous?: Json;
  readonly token?: string;
  readonly nextToken?: string;
  readonly stackTags?: Record<string, string>;
  readonly credentials?: 'none';
  readonly logicalId?: string;
  /** Whether CloudFormation has given the operation up: it is not continued. */
  readonly isGivenUp?: () => boolean;
  readonly onEvent?: (event: Event) => void;
}

export const SECRETS = {
  secretAccessKey: 'canary-secret-access-key',
  sessionToken: 'canary-session-token',
  bearerToken: 'canary-bearer-token',
} as const;
const MAXIMUM_INVOCATIONS = 400;
/** An invocation that was killed is sent again. */
const AFTER_KILL_SECONDS = 60;

export class CloudFormation {
  private readonly entrypoint;
  private invocations = 0;
  /** Virtual seconds of the longest invocation. */
  longest = 0;

  constructor(
    readonly world: World,
    private readonly remainingMilliseconds = () => 60_000,
  ) {
    const { credentials: _, region: __, ...clientConfig } = world.clientConfig();
    this.entrypoint = makeEntrypoint({
      clientConfig: clientConfig as never,
      nowEpochSeconds: () => world.clock.epochSeconds(),
    });
  }

  /** The access key of the last invocation. */
  get accessKeyId(): string {
    return `AKIDINVOCATION${this.invocations}`;
  }

  async invoke(operation: Operation, context?: Json): Promise<Event> {
    this.invocations += 1;
    const { secretAccessKey, sessionToken, bearerToken } = SECRETS;
    const callerCredentials =
      operation.credentials === 'none'
        ? undefined
        : { accessKeyId: this.accessKeyId, secretAccessKey, sessionToken };
    const event = {
      awsAccountId: '123456789012',
      bearerToken: `${bearerToken}-${operation.token ?? operation.action}`,
      region: 'us-east-1',
      action: operation.action,
      resourceType: 'Efa::EKS::NodeGroup',
      resourceTypeVersion: '00000001',
      stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/stack/0',
      callbackContext: context ?? null,
      nextToken: operation.nextToken ?? null,
      requestData: {
        callerCredentials,
        providerLogGroupName: 'group',
        logicalResourceId: operation.logicalId ?? 'Nodes',
        resourceProperties: operation.model ?? {},
        previousResourceProperties: operation.previous ?? null,
        stackTags: operation.stackTags ?? null,
        previousStackTags: operation.stackTags ?? null,
        systemTags: { 'aws:cloudformation:stack-name': 'stack' },
      },
    };
    const lambda = {
      awsRequestId: 'request',
      functionVersion: '1',
      memoryLimitInMB: '256',
      getRemainingTimeInMillis: this.remainingMilliseconds,
    };
    // through JSON, as everything that CloudFormation sends and gets
    const raw = JSON.parse(JSON.stringify(event)) as object;
    const answer = await this.entrypoint(raw, lambda as never);
    return JSON.parse(JSON.stringify(answer)) as Event;
  }

  /** Undefined where the process was killed at one of its calls. */
  private async attempt(operation: Operation, context?: Json): Promise<Event | undefined> {
    const { clock, endpoint } = this.world;
    const begun = clock.epochSeconds();
    const event = this.invoke(operation, context);
    const { accessKeyId } = this;
    const killed = new Promise<undefined>((resolve) => {
      endpoint.onKill((key) => key === accessKeyId && resolve(undefined));
    });
    const first = await Promise.race([event, killed]);
    this.longest = Math.max(this.longest, clock.epochSeconds() - begun);
    return first;
  }

  /**
   * @param from the event of an invocation that went before
   * @returns every event, the final one last.
   */
  async run(operation: Operation, from?: Event): Promise<readonly Event[]> {
    const events: Event[] = [];
    let model = from?.resourceModel ?? operation.model;
    let context = from?.callbackContext;
    for (let invocation = 1; invocation <= MAXIMUM_INVOCATIONS; invocation += 1) {
      const event = await this.attempt({ ...operation, ...(model && { model }) }, context);
      if (!event) {
        this.world.clock.advance(AFTER_KILL_SECONDS);
        if (operation.isGivenUp?.()) return events;
        continue;
      }
      events.push(event);
      keepsContract(operation, event);
      operation.onEvent?.(event);
      if (event.status !== 'IN_PROGRESS' || operation.isGivenUp?.()) return events;
      model = event.resourceModel;
      context = event.callbackContext;
      this.world.clock.advance(event.callbackDelaySeconds ?? 0);
    }
    throw new Error(`not settled: ${events.at(-1)?.message}`);
  }

  async last(operation: Operation): Promise<Event> {
    const events = await this.run(operation);
    const event = events.at(-1);
    if (!event) throw new Error('no event');
    return event;
  }
}

const WRITE_ONLY = schema.writeOnlyProperties.map((pointer) => pointer.split('/').at(-1));

function keepsContract({ action, model }: Operation, event: Event): void {
  const text = JSON.stringify(event.resourceModel ?? event.resourceModels ?? {});
  if (event.status === 'IN_PROGRESS') {
    expect(['CREATE', 'UPDATE', 'DELETE']).toContain(action);
    expect(event).toMatchObject({ resourceModel: { ...model, Id: expect.any(String) } });
    expect(event.errorCode ?? null).toBeNull();
    expect(event.resourceModels ?? null).toBeNull();
    expect(event.callbackDelaySeconds).toBeGreaterThan(0);
    return;
  }
  expect(event.callbackDelaySeconds ?? 0).toBe(0);
  for (const name of WRITE_ONLY) expect(text).not.toContain(`"${name}"`);
  if (event.status === 'FAILED') {
    expect(event.errorCode).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(event.message).toMatch(/.{10}/);
    return;
  }
  expect(event.errorCode ?? null).toBeNull();
  expect(text).not.toContain('null');
  if (action === 'DELETE') expect(event.resourceModel ?? null).toBeNull();
}
