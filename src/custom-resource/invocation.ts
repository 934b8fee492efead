/** One invocation of the Reconcile function: performs the tasks of a request in order, until one has to wait. */

import { type AwsWithList, awsOf } from '../aws/aws';
import { type Clients, makeClients } from '../aws/clients';
import { generationsOf } from '../aws/find/generations';
import { planWith } from '../aws/planned';
import { createRequest, updateRequest } from '../core/lifecycle/requests';
import { retrySeconds, visibilitySeconds } from '../core/loop/wait';
import { AwsCallError, classify, describeAwsError } from '../core/model/errors';
import type { Outcome } from '../core/model/outcome';
import { formatId } from '../core/ownership/identity';
import { planning } from '../core/plan/plan';
import { reconcile } from '../reconcile/reconcile';
import { assess } from './assess';
import { claimsOn, neverActive } from './claims';
import { confirmation } from './confirmation/confirmation';
import { type Fence, fence } from './fence';
import type { InvocationContext } from './invocation-context';
import { log } from './log';
import { failed, succeeded } from './outputs';
import { previousOf } from './previous';
import type { AssessTask, CoreTask, Output, Progress, SearchTask, Task } from './progress';
import { firstProgress, withheld } from './progress';
import type { Event, Place } from './protocol/event';
import { idOfNothing } from './protocol/physical-id';
import { eventInput, eventKey, originOf } from './protocol/request';
import { attributesOf } from './protocol/response';
import { MARGIN_SECONDS, secondsLeft } from './protocol/time';
import {
  deletesOfStopped,
  describeUnclaimed,
  namesId,
  nextAfterSearch,
  unfinished,
} from './search';
import { States } from './states';
import { requestOf } from './task-request';

const FENCE = 'An earlier request for this resource is being stopped and waited out.';
/** What a task may take where AWS is slow; less is left for it only by a task that was slow itself. */
const TASK_MILLISECONDS = 35_000;
const NEXT_INVOCATION_SECONDS = 1;

const SEARCH: Task = { kind: 'SEARCH', observations: 0 };
type Ended = Exclude<Outcome, { kind: 'inProgress' }>;
/** An output ends the invocation; a progress starts its next task. */
type TaskResult = Output | Progress;

export class Invocation {
  private readonly clients: Clients;
  private readonly aws: AwsWithList;
  private readonly states: States;

  constructor(
    private readonly event: Event,
    private readonly place: Place,
    private readonly context: InvocationContext,
  ) {
    this.clients = makeClients(context.clientConfig, () => context.clock.remainingMilliseconds());
    this.aws = awsOf(this.clients);
    this.states = new States(context.statesConfig);
  }

  start(): Progress {
    const { execution, now } = this.context;
    const startedAt = Math.floor(execution.startedAtEpochSeconds) || now;
    return firstProgress(this.event, this.place, startedAt);
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
    const confirmed = await this.confirm(from);
    if ('done' in confirmed) return confirmed;
    let progress = confirmed;
    for (;;) {
      const [task] = progress.tasks;
      if (!task) return succeeded(this.event, progress);
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

  /** Before anything else: the fence stops executions. */
  private async confirm(progress: Progress): Promise<TaskResult> {
    if (progress.confirmed) return progress;
    try {
      const left = this.secondsLeft(progress);
      const found = await confirmation(this.event, progress, left, this.context, this.clients);
      if (typeof found !== 'string') return found;
      return this.failed(this.idOfNothing(progress), found);
    } catch (error) {
      return this.afterDenial(error, progress);
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
    const { execution, now, invocationSeconds } = this.context;
    const { fence: _, ...open } = progress;
    if (!execution.stateMachineArn) return open;
    try {
      const found = await fence(execution, fenced, invocationSeconds, now, this.states);
      if (found === 'open') return await this.withLost(open, fenced);
      if (found === 'superseded' || found === 'sentAgain') return this.superseded(progress, found);
      const { waitSeconds } = found;
      log({ request: this.event.RequestId, wait: waitSeconds, message: FENCE });
      if (waitSeconds < this.secondsLeft(progress)) {
        const idsOf = namesId(this.event) ? neverActive : unfinished;
        const unanswered = progress.unanswered ?? idsOf(await this.generations());
        const later = { ...progress, unanswered, fence: found.fence };
        return { done: false, waitSeconds, progress: later };
      }
      return this.failed(progress.id, `NotStabilized: ${FENCE} Retry the stack operation.`);
    } catch (error) {
      return this.afterDenial(error, progress);
    }
  }

  /** The permission may be new: IAM is eventually consistent. @throws what is no error of a call */
  private afterDenial(error: unknown, progress: Progress): Output {
    if (!(error instanceof AwsCallError)) throw error;
    const isDenied = classify(error.aws).code === 'AccessDenied';
    return this.afterError(
      error,
      progress,
      isDenied ? visibilitySeconds(progress.waits) : undefined,
    );
  }

  /** What an earlier request left unfinished is deleted at the end; a Delete searches for it itself. */
  private async withLost(progress: Progress, fenced: Fence): Promise<Progress> {
    const { RequestType, PhysicalResourceId } = this.event;
    if (RequestType === 'Delete') return progress;
    const found = fenced.checks > 0 ? await this.generations() : [];
    const claims = await claimsOn(found, this.context.execution, progress, this.states);
    const deletes = deletesOfStopped(PhysicalResourceId, found, fenced, claims, progress);
    return { ...progress, tasks: [...progress.tasks, ...deletes], waits: 0 };
  }

  /** CloudFormation has given this request up, so that nobody reads the answer; to one sent again it would be another answer. */
  private superseded(progress: Progress, found: 'superseded' | 'sentAgain'): Output {
    const output = this.failed(
      this.idOfNothing(progress),
      'NotStabilized: CloudFormation has sent a later request for this resource, so this one changed nothing.',
    );
    return found === 'sentAgain' ? withheld(output) : output;
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
    const outcome = await reconcile(
      requestOf(task, this.event, this.place),
      progress.core,
      timeout,
      ports,
    );
    if (outcome.kind === 'inProgress') {
      const later = { ...progress, core: outcome.progress };
      return { done: false, waitSeconds: outcome.delaySeconds, progress: later };
    }
    return this.afterReconcile(task, outcome, next);
  }

  private afterReconcile(
    task: CoreTask,
    outcome: Ended,
    { core: _, ...next }: Progress,
  ): TaskResult {
    // what CloudFormation never accepted goes with what the Delete names
    const isNamed = task.kind === 'DELETE' && task.id === next.id && namesId(this.event);
    const then = isNamed ? { ...next, tasks: [...next.tasks, SEARCH] } : next;
    if (outcome.kind === 'succeeded') {
      const { model, message } = outcome;
      const notes = message ? [...next.notes, message] : next.notes;
      return { ...then, ...(model && { data: attributesOf(model) }), notes };
    }
    const { code, message } = outcome.failure;
    // what does not exist is deleted
    if (task.kind === 'DELETE' && code === 'NotFound') return then;
    const createdNothing = task.kind === 'CREATE' && !outcome.accepted;
    return this.failed(createdNothing ? this.idOfNothing(next) : next.id, `${code}: ${message}`);
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
        previousOf: (failed) => previousOf(failed, this.context.execution, this.states),
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
    const generations = await this.generations();
    const others = generations.filter(({ identity }) => formatId(identity) !== next.id);
    const claims = await claimsOn(others, this.context.execution, next, this.states);
    const left = this.secondsLeft(next);
    const found = nextAfterSearch(this.event, task, others, claims, next, left);
    log({ request: this.event.RequestId, observations: task.observations, others: others.length });
    if ('unclaimed' in found) {
      if (found.unclaimed.length === 0) return next;
      const note = describeUnclaimed(found.unclaimed);
      const isDelete = this.event.RequestType === 'Delete';
      if (isDelete) return this.failed(next.id, `ResourceConflict: ${note}`);
      // a rollback goes on: where CloudFormation knows the other generation, it deletes it next
      return { ...next, notes: [...next.notes, note] };
    }
    const { tasks, waitSeconds } = found;
    const progress = { ...next, tasks: [...tasks, ...next.tasks], waits: 0 };
    return waitSeconds === undefined ? progress : { done: false, waitSeconds, progress };
  }

  private readonly generations = () => generationsOf(this.clients, originOf(this.event));

  private readonly secondsLeft = ({ requestedAtEpochSeconds }: Progress) =>
    secondsLeft(this.event, requestedAtEpochSeconds, this.context.now);

  /** After an error of a call that this entry point makes itself; the core handles its own. */
  private afterError({ aws }: AwsCallError, progress: Progress, ifFinal?: number): Output {
    const { disposition, code } = classify(aws);
    const message = describeAwsError(aws);
    const retry = retrySeconds(eventKey(this.event, this.place), progress.waits, progress.waits);
    const waitSeconds = disposition === 'fail' ? ifFinal : retry;
    if (waitSeconds === undefined || waitSeconds >= this.secondsLeft(progress)) {
      return this.failed(progress.id, `${code}: ${message}`);
    }
    log({ request: this.event.RequestId, wait: waitSeconds, message });
    return { done: false, waitSeconds, progress: { ...progress, waits: progress.waits + 1 } };
  }

  private readonly idOfNothing = ({ id }: Progress) => idOfNothing(this.event, this.place, id);

  private readonly failed = (id: string, reason: string) => failed(this.event, id, reason);
}
