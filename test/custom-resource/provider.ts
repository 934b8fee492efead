/** The deployed provider around the code: Lambda, Step Functions, EventBridge and CloudFormation's bucket, in virtual time. */
import { makeAnswer } from '../../src/custom-resource/functions/answer';
import { makeOnEvent } from '../../src/custom-resource/functions/on-event';
import { type Input, makeReconcile } from '../../src/custom-resource/functions/reconcile';
import type { Network } from '../../src/custom-resource/protocol/respond';
import { answerJson, type JsonRequest, receiveJson, refuseJson } from '../world/json-protocol';
import { StackResources } from '../world/stack-resources';
import type { World } from '../world/world';
import { deployedDefinition, execute, TaskError } from './state-machine';
import { Timeline } from './timeline';

/** What reached the bucket. */
export interface Put {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly atEpochSeconds: number;
}
/** What becomes of a PUT: an HTTP status, S3's code of a 400, or how the connection ends; `lost`: taken, and the answer to it is lost. */
export type PutFault = number | { readonly code: string } | 'reset' | 'hang' | 'lost';
/** What becomes of an invocation: it is killed before it does anything, hangs, gives something else, or works after a while. */
export type Fault =
  | 'killed'
  | 'hung'
  | { readonly gives: unknown }
  | { readonly slow: number }
  | { readonly error: string };

export const STATE_MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:nodes';
export const CONTEXT = {
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:provider',
  getRemainingTimeInMillis: () => 60_000,
};
/** Lambda tries an asynchronous invocation again after one and after two minutes ("Error handling", Lambda guide). */
const ASYNC_RETRY_SECONDS = [60, 120];
const EVENT_BRIDGE_SECONDS = 1;
const HANG_SECONDS = 600;

interface Execution {
  readonly input: string;
  readonly startedAtEpochSeconds: number;
  stoppedAtEpochSeconds?: number;
  status: string;
}

export class Provider {
  readonly timeline: Timeline;
  readonly stacks: StackResources;
  /** Whether the installation asks CloudFormation to confirm requests. */
  confirms = true;
  readonly puts: Put[] = [];
  readonly executions = new Map<string, Execution>();
  /** The next invocations of each function, first to last. */
  readonly faults = {
    onEvent: [] as Fault[],
    reconcile: [] as Fault[],
    answer: [] as Fault[],
    put: [] as PutFault[],
  };
  /** What the next calls of ListExecutions end with. */
  readonly statesErrors: string[] = [];
  /** And those of StartExecution. */
  readonly startErrors: string[] = [];
  /** Before the Reconcile invocation of this number, from 1. */
  beforeReconcile: (invocation: number) => void = () => {};
  reconciles = 0;
  /** What reached the dead-letter queue. */
  readonly kept: unknown[] = [];
  /** Virtual seconds of the longest invocation of Reconcile. */
  longestReconcile = 0;
  /** What the state machine passed to each Reconcile invocation. */
  readonly progresses: unknown[] = [];
  private processes = 0;
  private readonly definition = deployedDefinition();

  constructor(readonly world: World) {
    this.timeline = new Timeline(world.clock);
    this.stacks = new StackResources(world.clock);
  }

  /** CloudFormation's asynchronous invocation of the service token; it comes at least once. */
  deliver(event: object): void {
    const payload = JSON.parse(JSON.stringify(event)) as object;
    this.timeline.spawn(() => this.asynchronously(payload));
  }

  private async asynchronously(payload: object): Promise<void> {
    for (const delay of [0, ...ASYNC_RETRY_SECONDS]) {
      if (delay > 0) await this.timeline.sleep(delay);
      try {
        await this.invoke('onEvent', () =>
          makeOnEvent({ ...this.sfn(), sleep: (seconds) => this.timeline.sleep(seconds) })(
            payload,
            {
              ...CONTEXT,
              getRemainingTimeInMillis: () => 300_000,
            },
          ),
        );
        return;
      } catch (error) {
        if (!(error instanceof TaskError)) throw error;
      }
    }
    const record = {
      version: '1.0',
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: payload,
      responsePayload: { errorMessage: 'states:StartExecution: ...' },
    };
    await this.answerAsynchronously(record);
  }

  /** The dead-letter queue. */
  private keep(message: unknown): object {
    this.kept.push(message);
    return { MessageId: String(this.kept.length) };
  }

  private async answerAsynchronously(input: object): Promise<void> {
    for (const delay of [0, ...ASYNC_RETRY_SECONDS]) {
      if (delay > 0) await this.timeline.sleep(delay);
      try {
        await this.answer(input);
        return;
      } catch (error) {
        if (!(error instanceof TaskError)) throw error;
      }
    }
    this.keep({ requestPayload: input });
  }

  private answer(input: unknown): Promise<unknown> {
    return this.invoke('answer', () =>
      makeAnswer({ ...this.sfn(), network: this.network() })(input, CONTEXT),
    );
  }

  private reconcile(input: unknown): Promise<unknown> {
    this.reconciles += 1;
    this.progresses.push((input as Input).progress);
    this.beforeReconcile(this.reconciles);
    this.processes += 1;
    const key = `AKIDRECONCILE${this.processes}`;
    const { world } = this;
    const killed = new Promise<never>((_, reject) => {
      world.endpoint.onKill((dead) => {
        if (dead === key) reject(new TaskError('Lambda.Unknown'));
      });
    });
    const handler = makeReconcile({
      clientConfig: world.clientConfig(key) as never,
      statesConfig: this.sfn().clientConfig,
      stacksConfig: this.stacks.clientConfig(),
      confirms: this.confirms,
      nowEpochSeconds: () => world.clock.epochSeconds(),
    });
    const begun = world.clock.epochSeconds();
    return this.invoke('reconcile', async () => {
      const output = await Promise.race([handler(input as Input, CONTEXT), killed]);
      const took = world.clock.epochSeconds() - begun;
      this.longestReconcile = Math.max(this.longestReconcile, took);
      return output;
    });
  }

  private async invoke(
    name: 'onEvent' | 'reconcile' | 'answer',
    run: () => Promise<unknown>,
  ): Promise<unknown> {
    const fault = this.faults[name].shift();
    if (fault === 'killed') throw new TaskError('Lambda.Unknown');
    if (fault === 'hung') {
      await this.timeline.sleep(HANG_SECONDS);
      throw new TaskError('Sandbox.Timedout');
    }
    // Lambda does not even begin
    if (fault && 'error' in fault) throw new TaskError(fault.error);
    if (fault && 'gives' in fault) return fault.gives;
    if (fault) await this.timeline.sleep(fault.slow);
    try {
      return await run();
    } catch (error) {
      if (error instanceof TaskError) throw error;
      // a function's error has its class as its name; the state machine sees its text too
      throw new TaskError((error as Error).name, (error as Error).message);
    }
  }

  private async execution(name: string, execution: Execution): Promise<void> {
    const functions = {
      Reconcile: (input: unknown) => this.reconcile(input),
      Answer: (input: unknown) => this.answer(input),
      SendMessage: async (input: unknown) => this.keep(input),
    };
    const context = {
      Execution: { Id: 'execution', Name: name, StartTime: this.world.clock.now().toISOString() },
      StateMachine: { Id: STATE_MACHINE },
    };
    const input = JSON.parse(execution.input);
    const isStopped = () => execution.status === 'ABORTED';
    const { definition, timeline } = this;
    execution.status = await execute(definition, input, functions, timeline, context, isStopped);
    execution.stoppedAtEpochSeconds ??= timeline.now();
    if (execution.status === 'SUCCEEDED') return;
    await this.timeline.sleep(EVENT_BRIDGE_SECONDS);
    await this.answerAsynchronously({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      detail: {
        executionArn: `${STATE_MACHINE}:${name}`,
        stateMachineArn: STATE_MACHINE,
        status: execution.status,
        // EventBridge leaves it out for a machine with a customer-managed key
        inputDetails: { included: false },
      },
    });
  }

  /** Step Functions' wire: AWS JSON 1.0. */
  private sfn() {
    const handle = async (request: JsonRequest) => {
      const { operation, input: given } = receiveJson('stepfunctions', request);
      const nameOf = (arn = '') => arn.split(':').at(-1) ?? '';
      if (operation.name === 'DescribeExecution') {
        const execution = this.executions.get(nameOf(given.executionArn));
        if (!execution) return refuseJson(operation, 'ExecutionDoesNotExist', '');
        const { input, ...shown } = execution;
        return answerJson(operation, { ...this.shown(nameOf(given.executionArn), shown), input });
      }
      if (operation.name === 'ListExecutions') {
        const error = this.statesErrors.shift();
        if (error) return refuseJson(operation, error, error);
        return answerJson(operation, { executions: this.listed() });
      }
      if (operation.name === 'StopExecution') {
        const execution = this.executions.get(nameOf(given.executionArn));
        if (!execution) return refuseJson(operation, 'ExecutionDoesNotExist', '');
        if (execution.status === 'RUNNING') {
          execution.status = 'ABORTED';
          execution.stoppedAtEpochSeconds = this.timeline.now();
        }
        return answerJson(operation, { stopDate: execution.stoppedAtEpochSeconds });
      }
      const error = this.startErrors.shift();
      if (error) return refuseJson(operation, error, error);
      const { name = '', input = '' } = given;
      const known = this.executions.get(name);
      if (known && (known.status !== 'RUNNING' || known.input !== input)) {
        return refuseJson(operation, 'com.amazonaws.swf#ExecutionAlreadyExists', input);
      }
      if (!known) {
        const startedAtEpochSeconds = this.timeline.now();
        const execution = { input, startedAtEpochSeconds, status: 'RUNNING' };
        this.executions.set(name, execution);
        this.timeline.spawn(() => this.execution(name, execution));
      }
      return answerJson(operation, { executionArn: `${STATE_MACHINE}:${name}`, startDate: 0 });
    };
    return {
      stateMachineArn: STATE_MACHINE,
      clientConfig: {
        region: 'us-east-1',
        credentials: { accessKeyId: 'AKIDSTATES', secretAccessKey: 'secret' },
        requestHandler: { handle } as never,
        maxAttempts: 1,
      },
    };
  }

  /**
   * "Running executions are sorted by their startDate or redriveDate, and other executions are sorted by their stopDate",
   * "with the most recent execution first" (API_ListExecutions).
   */
  private listed(): readonly object[] {
    const time = (each: Execution) => each.stoppedAtEpochSeconds ?? each.startedAtEpochSeconds;
    return [...this.executions]
      .reverse()
      .sort(([, one], [, other]) => time(other) - time(one))
      .map(([name, each]) => this.shown(name, each));
  }

  private shown(name: string, execution: Omit<Execution, 'input'>): object {
    const { status, startedAtEpochSeconds, stoppedAtEpochSeconds } = execution;
    return {
      name,
      executionArn: `${STATE_MACHINE}:${name}`,
      stateMachineArn: STATE_MACHINE,
      status,
      startDate: startedAtEpochSeconds,
      ...(stoppedAtEpochSeconds && { stopDate: stoppedAtEpochSeconds }),
    };
  }

  private network(): Network {
    return {
      sleep: (milliseconds) => this.timeline.sleep(milliseconds / 1000),
      fetch: async (url, { body, headers, method }) => {
        expect(method).toBe('PUT');
        const fault = this.faults.put.shift();
        if (fault === 'reset')
          throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });
        if (fault === 'hang') {
          await this.timeline.sleep(10);
          throw Object.assign(new Error('timed out'), { name: 'TimeoutError' });
        }
        if (typeof fault === 'number') return { status: fault };
        if (typeof fault === 'object') {
          const text = async () => `<Error><Code>${fault.code}</Code></Error>`;
          return { status: 400, text };
        }
        this.puts.push({
          url,
          body: new TextDecoder().decode(body as Uint8Array),
          headers: headers as Record<string, string>,
          atEpochSeconds: this.timeline.now(),
        });
        if (fault === 'lost')
          throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });
        return { status: 200 };
      },
    };
  }
}
