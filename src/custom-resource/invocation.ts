/** One invocation of the Reconcile function: the tasks of a request, one after the other, until one has to wait. */

import { type AwsWithList, makeAws } from '../aws/aws';
import { type ClientConfig, makeClients } from '../aws/clients';
import { type Generation, generationsOf } from '../aws/find/generations';
import { planWith } from '../aws/planned';
import { retrySeconds } from '../core/loop/wait';
import { AwsCallError, classify, describeAwsError } from '../core/model/errors';
import type { Outcome } from '../core/model/outcome';
import type { Identity, Request } from '../core/model/request';
import { formatId, parseId } from '../core/ownership/identity';
import { planning } from '../core/plan/plan';
import type { Clock } from '../reconcile/ports';
import { reconcile } from '../reconcile/reconcile';
import { assess } from './assess';
import { log } from './log';
import type { CoreTask, Output, Progress, SearchTask, Task } from './progress';
import type { Event, Place } from './protocol/event';
import { idWhereItFails, isNothingMade, nothingMade } from './protocol/physical-id';
import { createRequest, deleteRequest, keyOf, originOf, updateRequest } from './protocol/request';
import { attributesOf } from './protocol/response';
import { MARGIN_SECONDS, requestedAtEpochSeconds, secondsLeft } from './protocol/time';
import { describeDoubt, nextAfterSearch } from './search';

export interface Surroundings {
  readonly now: number;
  readonly clientConfig: ClientConfig;
  readonly clock: Clock;
}
/** An output ends the invocation; a progress begins its next task. */
type Ended = Output | Progress;

export class Invocation {
  private readonly aws: AwsWithList;

  constructor(
    private readonly event: Event,
    private readonly place: Place,
    private readonly surroundings: Surroundings,
  ) {
    this.aws = makeAws(surroundings.clientConfig);
  }

  begin(executionStartedAt = ''): Progress {
    const { event } = this;
    const startedAt = Math.floor(Date.parse(executionStartedAt) / 1000);
    const id = idWhereItFails(event, this.place, undefined);
    return {
      requestedAtEpochSeconds: requestedAtEpochSeconds(
        event,
        Number.isFinite(startedAt) ? startedAt : this.surroundings.now,
      ),
      id,
      tasks: firstTasks(event.RequestType, id),
      waits: 0,
      notes: [],
    };
  }

  async run(from: Progress, first: boolean): Promise<Output> {
    if (first && this.isTooLate(from)) {
      const { event, place } = this;
      const ago = this.surroundings.now - from.requestedAtEpochSeconds;
      return this.failed(
        event.RequestType === 'Create' ? nothingMade(event, place) : from.id,
        `NotStabilized: no time is left ${ago} seconds after the request. ServiceTimeout has to be well over ${MARGIN_SECONDS}.`,
      );
    }
    let progress = from;
    for (;;) {
      const [task] = progress.tasks;
      if (!task) return this.succeeded(progress);
      const ended = await this.make(task, progress);
      if ('done' in ended) return ended;
      progress = ended;
    }
  }

  /** A Delete begins as long as CloudFormation waits: what it gets done, the next one need not do. */
  private isTooLate(progress: Progress): boolean {
    const margin = this.event.RequestType === 'Delete' ? MARGIN_SECONDS : 0;
    return this.secondsLeft(progress) + margin <= 0;
  }

  private async make(task: Task, progress: Progress): Promise<Ended> {
    const next = { ...progress, tasks: progress.tasks.slice(1) };
    try {
      switch (task.kind) {
        case 'ASSESS':
          return await this.assess(next);
        case 'SEARCH':
          return await this.search(task, next);
        default:
          return await this.work(task, progress, next);
      }
    } catch (error) {
      if (!(error instanceof AwsCallError)) throw error;
      return this.afterError(error, progress);
    }
  }

  private async work(task: CoreTask, progress: Progress, next: Progress): Promise<Ended> {
    const { now, clock } = this.surroundings;
    // the core counts from its own start
    const startedAt = progress.core?.startedAtEpochSeconds ?? now;
    const timeout = this.secondsLeft(progress) + MARGIN_SECONDS + now - startedAt;
    const ports = { aws: this.aws, clock, log };
    const outcome = await reconcile(this.requestOf(task), progress.core, timeout, ports);
    if (outcome.kind === 'inProgress') {
      const later = { ...progress, core: outcome.progress };
      return { done: false, waitSeconds: outcome.delaySeconds, progress: later };
    }
    return this.afterWork(task, outcome, next);
  }

  private afterWork(
    task: CoreTask,
    outcome: Exclude<Outcome, { kind: 'inProgress' }>,
    { core: _, ...next }: Progress,
  ): Ended {
    if (outcome.kind === 'succeeded') {
      const { model, message } = outcome;
      const notes = message ? [...next.notes, message] : next.notes;
      return { ...next, ...(model && { data: attributesOf(model) }), notes };
    }
    const { code, message } = outcome.failure;
    // what is gone, or was never made, is deleted
    if (task.kind === 'DELETE' && code === 'NotFound') return next;
    const replacing = task.kind === 'CREATE' && this.event.RequestType === 'Update';
    // CloudFormation need not know of a replacement of which nothing was made
    const id = replacing && !outcome.accepted ? this.event.PhysicalResourceId : undefined;
    return this.failed(id ?? next.id, `${code}: ${message}`);
  }

  private requestOf(task: CoreTask): Request {
    const { event, place } = this;
    if (task.kind === 'CREATE') return createRequest(event, place);
    const identity = parseId(task.id) as Identity;
    return task.kind === 'UPDATE'
      ? updateRequest(event, place, identity)
      : deleteRequest(event, place, identity);
  }

  private async assess(next: Progress): Promise<Ended> {
    const { event, place } = this;
    const { id, tasks, notes, unsupported } = await assess(
      next.id,
      (identity) => updateRequest(event, place, identity),
      {
        plan: (request) => planWith(planning, this.aws.observe, request),
        generations: () => this.generations(),
        secondsLeft: this.secondsLeft(next),
      },
    );
    if (unsupported) return this.failed(next.id, `InvalidRequest: ${unsupported}`);
    for (const warning of notes) log({ request: event.RequestId, warning });
    const newId = id ?? formatId(createRequest(event, place).identity);
    return { ...next, id: newId, tasks, notes, waits: 0 };
  }

  private async search(task: SearchTask, next: Progress): Promise<Ended> {
    const others = (await this.generations()).filter(
      ({ identity }) => formatId(identity) !== next.id,
    );
    const left = this.secondsLeft(next);
    const found = nextAfterSearch(this.event, task, others, next.requestedAtEpochSeconds, left);
    log({ request: this.event.RequestId, observations: task.observations, others: others.length });
    if ('doubtful' in found) {
      if (found.doubtful.length === 0) return next;
      const doubt = describeDoubt(found.doubtful);
      if (this.event.RequestType === 'Delete') {
        return this.failed(next.id, `ResourceConflict: ${doubt}`);
      }
      // a rollback goes on; where CloudFormation knows of the other one, it deletes it next
      return { ...next, notes: [...next.notes, doubt] };
    }
    const progress = { ...next, tasks: [...found.tasks, ...next.tasks], waits: 0 };
    if (!('waitSeconds' in found)) return progress;
    return { done: false, waitSeconds: found.waitSeconds, progress };
  }

  private generations(): Promise<readonly Generation[]> {
    return generationsOf(makeClients(this.surroundings.clientConfig), originOf(this.event));
  }

  private secondsLeft({ requestedAtEpochSeconds }: Progress): number {
    return secondsLeft(this.event, requestedAtEpochSeconds, this.surroundings.now);
  }

  /** Of a look by the door itself; the core waits by itself. */
  private afterError({ aws }: AwsCallError, progress: Progress): Output {
    const { disposition, code } = classify(aws);
    const message = describeAwsError(aws);
    const waitSeconds = retrySeconds(keyOf(this.event, this.place), progress.waits);
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

function firstTasks(type: Event['RequestType'], id: string): readonly Task[] {
  switch (type) {
    case 'Create':
      return [{ kind: 'CREATE' }];
    case 'Update':
      return [{ kind: 'ASSESS' }];
    case 'Delete':
      if (isNothingMade(id)) return [];
      return [parseId(id) ? { kind: 'DELETE', id } : { kind: 'SEARCH', observations: 0 }];
  }
}
