/** One invocation of the Reconcile function: performs the tasks of a request in order, until one has to wait. */

import type { SFNClientConfig } from '@aws-sdk/client-sfn';
import { type AwsWithList, awsOf } from '../aws/aws';
import { type ClientConfig, type Clients, makeClients } from '../aws/clients';
import { type Generation, generationsOf } from '../aws/find/generations';
import { planWith } from '../aws/planned';
import { createRequest, deleteRequest, updateRequest } from '../core/lifecycle/requests';
import { retrySeconds, visibilitySeconds } from '../core/loop/wait';
import { AwsCallError, classify, describeAwsError } from '../core/model/errors';
import type { Outcome } from '../core/model/outcome';
import type { Identity, Request } from '../core/model/request';
import { formatId, parseId } from '../core/ownership/identity';
import { planning } from '../core/plan/plan';
import type { Clock } from '../reconcile/ports';
import { reconcile } from '../reconcile/reconcile';
import { assess } from './assess';
import { type Fence, fence, type OwnExecution } from './fence';
import { log } from './log';
import type { AssessTask, CoreTask, Output, Progress, SearchTask, Task } from './progress';
import { firstTasks } from './progress';
import type { Event, Place } from './protocol/event';
import { idOfFailure, nothingCreatedId } from './protocol/physical-id';
import { eventInput, eventKey, originOf } from './protocol/request';
import { attributesOf } from './protocol/response';
import { MARGIN_SECONDS, requestedAtEpochSeconds, secondsLeft } from './protocol/time';
import { describeUnclaimed, nextAfterSearch, unfinished } from './search';

/** Of one invocation. */
export interface InvocationContext {
  readonly now: number;
  readonly clientConfig: ClientConfig;
  readonly statesConfig: SFNClientConfig;
  readonly clock: Clock;
  readonly execution: OwnExecution;
  /** What Lambda gave this invocation: any other has at most that. */
  readonly invocationSeconds: number;
}
const FENCE = 'An earlier request for this resource is being stopped and waited out.';
/** What a task may take where AWS is slow; less is left for it only by a task that was slow itself. */
const TASK_MILLISECONDS = 35_000;
const NEXT_INVOCATION_SECONDS = 1;

/** An output ends the invocation; a progress starts its next task. */
type TaskResult = Output | Progress;

export class Invocation {
  private readonly clients: Clients;
  private readonly aws: AwsWithList;

  constructor(
    private readonly event: Event,
    private readonly place: Place,
    private readonly context: InvocationContext,
  ) {
    this.clients = makeClients(context.clientConfig, () => context.clock.remainingMilliseconds());
    this.aws = awsOf(this.clients);
  }

  start(): Progress {
    const { event } = this;
    const startedAt = Math.floor(this.context.execution.startedAtEpochSeconds);
    const id = idOfFailure(event, this.place, undefined);
    return {
      requestedAtEpochSeconds: requestedAtEpochSeconds(
        event,
        Number.isFinite(startedAt) ? startedAt : this.context.now,
      ),
      id,
      tasks: firstTasks(event.RequestType, id),
      fence: { checks: 0, waitedOut: [] },
      waits: 0,
      notes: [],
    };
  }

  async run(from: Progress, first: boolean): Promise<Output> {
    // Lambda may have delayed any invocation: CloudFormation has given up, and may have sent other requests since
    if (this.isTooLate(from)) {
      const age = this.context.now - from.requestedAtEpochSeconds;
      return this.failed(
        first || from.fence ? this.idOfNothing(from) : from.id,
        `NotStabilized: No time is left for the request, which is ${age} seconds old. Remove ServiceTimeout, or set it to 3600, the default and maximum.`,
      );
    }
    let progress = from;
    for (;;) {
      const [task] = progress.tasks;
      if (!task) return this.succeeded(progress);
      if (progress !== from && this.isOutOfTime()) {
        return { done: false, waitSeconds: NEXT_INVOCATION_SECONDS, progress };
      }
      const result =
        progress.fence === undefined
          ? await this.perform(task, progress)
          : await this.passFence(progress.fence, progress);
      if ('done' in result) return result;
      progress = result;
    }
  }

  /** Whether the next task is better begun by the next invocation, which has its whole time for it. */
  private isOutOfTime(): boolean {
    return this.context.clock.remainingMilliseconds() < TASK_MILLISECONDS;
  }

  /** A Delete starts as long as CloudFormation waits: what it deletes, the next one does not have to. */
  private isTooLate(progress: Progress): boolean {
    const margin = this.event.RequestType === 'Delete' ? MARGIN_SECONDS : 0;
    return this.secondsLeft(progress) + margin <= 0;
  }

  private async passFence(fenced: Fence, progress: Progress): Promise<TaskResult> {
    const { execution, now, statesConfig, invocationSeconds } = this.context;
    const { fence: _, ...open } = progress;
    if (!execution.stateMachineArn) return open;
    try {
      const found = await fence(execution, fenced, invocationSeconds, now, statesConfig);
      if (found === 'open') return this.withLost(open);
      if (found === 'superseded') return this.superseded(progress);
      const { waitSeconds } = found;
      log({ request: this.event.RequestId, wait: waitSeconds, message: FENCE });
      if (waitSeconds < this.secondsLeft(progress)) {
        const unanswered = progress.unanswered ?? unfinished(await this.generations());
        const later = { ...progress, unanswered, fence: found.fence };
        return { done: false, waitSeconds, progress: later };
      }
      return this.failed(progress.id, `NotStabilized: ${FENCE} Retry the stack operation.`);
    } catch (error) {
      if (!(error instanceof AwsCallError)) throw error;
      return this.afterError(error, progress);
    }
  }

  /** What an earlier request left unfinished is deleted at the end; a Delete by a placeholder id searches for it itself. */
  private withLost(progress: Progress): Progress {
    const { RequestType, PhysicalResourceId } = this.event;
    if (RequestType === 'Delete') return progress;
    const lost = (progress.unanswered ?? []).filter((id) => id !== PhysicalResourceId);
    const deletes = lost.map((id) => ({ kind: 'DELETE', id }) as const);
    return { ...progress, tasks: [...progress.tasks, ...deletes] };
  }

  /** A create gets a placeholder, whose Delete has nothing to do; a replacement keeps the old id. */
  private idOfNothing({ id }: Progress): string {
    const { event, place } = this;
    if (event.RequestType === 'Create') return nothingCreatedId(event, place);
    return event.PhysicalResourceId ?? id;
  }

  /** CloudFormation has given this request up, so that nobody reads the answer. */
  private superseded(progress: Progress): Output {
    return this.failed(
      this.idOfNothing(progress),
      'NotStabilized: CloudFormation has sent a later request for this resource, so this one changed nothing.',
    );
  }

  private async perform(task: Task, progress: Progress): Promise<TaskResult> {
    const next = { ...progress, tasks: progress.tasks.slice(1) };
    try {
      switch (task.kind) {
        case 'ASSESS':
          return await this.assess(task, next);
        case 'SEARCH':
          return await this.search(task, next);
        default:
          return await this.reconcile(task, progress, next);
      }
    } catch (error) {
      if (!(error instanceof AwsCallError)) throw error;
      return this.afterError(error, progress);
    }
  }

  private async reconcile(task: CoreTask, progress: Progress, next: Progress): Promise<TaskResult> {
    const { now, clock } = this.context;
    // the core measures its time-out from its own start
    const startedAt = progress.core?.startedAtEpochSeconds ?? now;
    const timeout = this.secondsLeft(progress) + MARGIN_SECONDS + now - startedAt;
    const ports = { aws: this.aws, clock, log };
    const outcome = await reconcile(this.requestOf(task), progress.core, timeout, ports);
    if (outcome.kind === 'inProgress') {
      const later = { ...progress, core: outcome.progress };
      return { done: false, waitSeconds: outcome.delaySeconds, progress: later };
    }
    return this.afterReconcile(task, outcome, next);
  }

  private afterReconcile(
    task: CoreTask,
    outcome: Exclude<Outcome, { kind: 'inProgress' }>,
    { core: _, ...next }: Progress,
  ): TaskResult {
    if (outcome.kind === 'succeeded') {
      const { model, message } = outcome;
      const notes = message ? [...next.notes, message] : next.notes;
      return { ...next, ...(model && { data: attributesOf(model) }), notes };
    }
    const { code, message } = outcome.failure;
    // what does not exist is deleted
    if (task.kind === 'DELETE' && code === 'NotFound') return next;
    const createdNothing = task.kind === 'CREATE' && !outcome.accepted;
    return this.failed(createdNothing ? this.idOfNothing(next) : next.id, `${code}: ${message}`);
  }

  private requestOf(task: CoreTask): Request {
    const { event, place } = this;
    const input = eventInput(event, place);
    if (task.kind === 'CREATE') return createRequest(input);
    const identity = parseId(task.id) as Identity;
    return task.kind === 'UPDATE'
      ? updateRequest(input, identity)
      : { ...deleteRequest(input, identity), ...(task.keepsInService && { keepsInService: true }) };
  }

  private async assess({ observations = 0 }: AssessTask, next: Progress): Promise<TaskResult> {
    const { event, place } = this;
    const input = eventInput(event, place);
    const { id, tasks, notes, unsupportedReason, ifGone } = await assess(
      next.id,
      (identity) => updateRequest(input, identity),
      {
        plan: (request) => planWith(planning, this.aws.observe, request),
        generations: () => this.generations(),
        secondsLeft: this.secondsLeft(next),
      },
    );
    const waitSeconds = ifGone && visibilitySeconds(observations);
    if (waitSeconds !== undefined) {
      log({ request: event.RequestId, notVisible: next.id, observations });
      const again: Task = { kind: 'ASSESS', observations: observations + 1 };
      return { done: false, waitSeconds, progress: { ...next, tasks: [again, ...next.tasks] } };
    }
    if (unsupportedReason) return this.failed(next.id, `InvalidRequest: ${unsupportedReason}`);
    for (const warning of notes) log({ request: event.RequestId, warning });
    const newId = id ?? formatId(createRequest(input).identity);
    // what is in use from now on is not deleted
    const others = next.tasks.filter((task) => task.kind !== 'DELETE' || task.id !== newId);
    return { ...next, id: newId, tasks: [...tasks, ...others], notes, waits: 0 };
  }

  private async search(task: SearchTask, next: Progress): Promise<TaskResult> {
    const others = (await this.generations()).filter(
      ({ identity }) => formatId(identity) !== next.id,
    );
    const left = this.secondsLeft(next);
    const found = nextAfterSearch(this.event, task, others, next, left);
    log({ request: this.event.RequestId, observations: task.observations, others: others.length });
    if ('unclaimed' in found) {
      if (found.unclaimed.length === 0) return next;
      const note = describeUnclaimed(found.unclaimed);
      if (this.event.RequestType === 'Delete') {
        return this.failed(next.id, `ResourceConflict: ${note}`);
      }
      // a rollback goes on: where CloudFormation knows the other generation, it deletes it next
      return { ...next, notes: [...next.notes, note] };
    }
    const progress = { ...next, tasks: [...found.tasks, ...next.tasks], waits: 0 };
    if (!('waitSeconds' in found)) return progress;
    return { done: false, waitSeconds: found.waitSeconds, progress };
  }

  private generations(): Promise<readonly Generation[]> {
    return generationsOf(this.clients, originOf(this.event));
  }

  private secondsLeft({ requestedAtEpochSeconds }: Progress): number {
    return secondsLeft(this.event, requestedAtEpochSeconds, this.context.now);
  }

  /** After an error of a call that this entry point makes itself; the core handles its own. */
  private afterError({ aws }: AwsCallError, progress: Progress): Output {
    const { disposition, code } = classify(aws);
    const message = describeAwsError(aws);
    const waitSeconds = retrySeconds(eventKey(this.event, this.place), progress.waits);
    if (disposition === 'fail' || waitSeconds >= this.secondsLeft(progress)) {
      return this.failed(progress.id, `${code}: ${message}`);
    }
    log({ request: this.event.RequestId, wait: waitSeconds, message });
    return { done: false, waitSeconds, progress: { ...progress, waits: progress.waits + 1 } };
  }

  private succeeded({ id, data, notes }: Progress): Output {
    log({ request: this.event.RequestId, succeeded: id });
    const Reason = notes.join(' ');
    const more = { ...(Reason && { Reason }), ...(data && { Data: data }) };
    return { done: true, answer: { Status: 'SUCCESS', PhysicalResourceId: id, ...more } };
  }

  private failed(PhysicalResourceId: string, Reason: string): Output {
    log({ request: this.event.RequestId, failed: Reason });
    return { done: true, answer: { Status: 'FAILED', Reason, PhysicalResourceId } };
  }
}
