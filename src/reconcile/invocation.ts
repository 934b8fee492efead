/** One invocation: what it knows of AWS, the calls that it makes, and how it ends. */

import { applyAlreadyExists, applyResult } from '../core/loop/apply-result';
import {
  checkpointAfterResult,
  checkpointOf,
  resetStreaks,
  restore,
  withAttempts,
} from '../core/loop/checkpoint';
import { applyObservation, NOTHING_OBSERVED } from '../core/loop/observation';
import { saved } from '../core/loop/saved-progress';
import { retrySeconds, visibilitySeconds } from '../core/loop/wait';
import type { ApiCall, ApiResult } from '../core/model/api-calls';
import type { Choices } from '../core/model/choices';
import type { Checkpoint, Progress, Wait } from '../core/model/decision';
import {
  AwsCallError,
  classify,
  type Disposition,
  describeAwsError,
  type HandlerErrorCode,
} from '../core/model/errors';
import type { Facts, Target } from '../core/model/facts';
import { type Finding, withWarnings } from '../core/model/findings';
import type { Outcome } from '../core/model/outcome';
import type { Request } from '../core/model/request';
import { formatId } from '../core/ownership/identity';
import { createdResource, OWNED_RESOURCES } from '../core/ownership/owned-resources';
import {
  CONTINUES,
  creationAccepted,
  lostAtTheEnd,
  timedOut,
  waiting,
  withActivity,
  withBlockers,
} from './messages';
import type { Ports } from './ports';
import { read } from './read';

/** The operation ends this long before CloudFormation stops waiting, so that its last event arrives in time. */
const DEADLINE_MARGIN_SECONDS = 120;
/**
 * No step begins with less: its first attempt should have time for an answer (aws/time-limit.ts cuts it off in any case).
 * Not more either, because what an invocation observed is observed again by the next one.
 */
const STEP_MILLISECONDS = 12_000;
/** The first answer carries the Id; the next invocation creates resources. */
const ACCEPT_DELAY_SECONDS = 1;
const NEXT_INVOCATION_DELAY_SECONDS = 1;

export class Invocation {
  private knownFacts: Facts;
  private checkpoint: Checkpoint;
  private warnings: Progress['warnings'];
  private completionNotes: Progress['completionNotes'];
  private readonly id: string;

  constructor(
    readonly request: Request,
    /** At the start of this invocation. */
    readonly progress: Progress,
    private readonly timeoutSeconds: number,
    private readonly ports: Ports,
  ) {
    this.id = formatId(request.identity);
    this.checkpoint = progress.checkpoint;
    this.warnings = progress.warnings;
    this.completionNotes = progress.completionNotes;
    this.knownFacts = progress.waits === 0 ? NOTHING_OBSERVED : restore(progress.checkpoint);
  }

  get facts(): Facts {
    return this.knownFacts;
  }

  currentProgress(): Progress {
    const warnings = this.warnings && { warnings: this.warnings };
    const notes = this.completionNotes && { completionNotes: this.completionNotes };
    return { ...this.progress, ...warnings, ...notes, checkpoint: this.checkpoint };
  }

  async observe(targets: readonly Target[]): Promise<undefined> {
    const before = this.knownFacts;
    const observation = await this.ports.aws.observe(targets, this.request, before);
    this.knownFacts = applyObservation(this.request, before, observation, this.checkpoint);
    this.checkpoint = withAttempts(this.checkpoint, before, this.knownFacts);
    // facts of Update and Delete hold only what carries the Id
    if (OWNED_RESOURCES.some((resource) => this.knownFacts[resource].is === 'present')) {
      this.checkpoint = { ...this.checkpoint, observedAnything: true };
    }
    this.log({ observe: targets });
  }

  warn(warnings: readonly Finding[]): undefined {
    this.warnings = warnings;
    this.log({ warnings });
  }

  async call(calls: readonly ApiCall[]): Promise<Outcome | undefined> {
    const results = await Promise.allSettled(
      calls.map((apiCall) => this.ports.aws.perform(apiCall)),
    );
    const errors: AwsCallError[] = [];
    results.forEach((result, at) => {
      const apiCall = calls[at] as ApiCall;
      if (result.status === 'fulfilled') this.apply(result.value);
      else if (result.reason instanceof AwsCallError) {
        if (!this.absorb(apiCall, result.reason)) errors.push(result.reason);
      } else throw result.reason;
    });
    this.log({
      call: calls.map(({ call }) => call),
      errors: errors.map(({ aws }) => aws.code),
    });
    if (errors.length === 0) return undefined;
    return this.handleErrors(errors, calls);
  }

  private apply(result: ApiResult): void {
    this.knownFacts = applyResult(this.knownFacts, result);
    this.checkpoint = checkpointAfterResult(this.checkpoint, result);
  }

  /** Whether the error means that the effect, or a resource of that name, exists already. */
  private absorb(apiCall: ApiCall, { aws }: AwsCallError): boolean {
    const { disposition } = classify(aws);
    if (disposition === 'done') this.apply({ ...apiCall, output: {} } as ApiResult);
    const resource = createdResource(apiCall.call);
    const exists = disposition === 'exists' && resource !== undefined;
    if (exists) this.knownFacts = applyAlreadyExists(this.knownFacts, resource);
    return disposition === 'done' || exists;
  }

  /** Errors that end this invocation: the first terminal one fails, all others wait. */
  async handleErrors(
    errors: readonly AwsCallError[],
    calls: readonly ApiCall[] = [],
  ): Promise<Outcome> {
    const dispositions = errors.map((error) => ({ error, ...classify(error.aws) }));
    const fatal = dispositions.find(
      ({ disposition }) => disposition === 'fail' || disposition === 'exists',
    );
    if (fatal) return this.fail(fatal.code, describeAwsError(fatal.error.aws));
    const [{ error, code, disposition }] = dispositions as [(typeof dispositions)[number]];
    const delaySeconds = this.delayAfter(disposition);
    if (delaySeconds === undefined) return this.fail(code, describeAwsError(error.aws));
    const statuses = await Promise.all(dispositions.map((each) => this.statusOf(each, calls)));
    return this.wait({
      until: `${error.aws.call} to succeed`,
      lastStatus: statuses.join('; '),
      delaySeconds,
      timeoutCode: code,
    });
  }

  private async statusOf(
    { error, code }: { readonly error: AwsCallError; readonly code: HandlerErrorCode },
    calls: readonly ApiCall[],
  ): Promise<string> {
    const message = describeAwsError(error.aws);
    const apiCall = calls.find(({ call }) => call === error.aws.call);
    const blockers =
      apiCall && code === 'ResourceConflict'
        ? await this.bestEffort(() => this.ports.aws.blockers(apiCall))
        : '';
    return withBlockers(message, blockers);
  }

  /** Undefined where waiting has been tried for long enough. */
  private delayAfter(disposition: Disposition['disposition']): number | undefined {
    if (disposition === 'credentials') {
      const refusedCredentials = (this.checkpoint.refusedCredentials ?? 0) + 1;
      this.checkpoint = { ...this.checkpoint, refusedCredentials };
      return refusedCredentials > 1 ? undefined : NEXT_INVOCATION_DELAY_SECONDS;
    }
    if (disposition === 'window') {
      const windowWaits = this.checkpoint.windowWaits ?? 0;
      this.checkpoint = { ...this.checkpoint, windowWaits: windowWaits + 1 };
      return visibilitySeconds(windowWaits);
    }
    return retrySeconds(this.request.operationKey, this.progress.waits);
  }

  /** Text that makes a message more helpful; '' where AWS does not give it, because the wait is the same without. */
  private async bestEffort(text: () => Promise<string>): Promise<string> {
    if (this.isOutOfTime()) return '';
    try {
      return await text();
    } catch (error) {
      if (error instanceof AwsCallError) return '';
      throw error;
    }
  }

  /** The Id goes out before anything is created. */
  accept(choices: Choices): Outcome {
    return this.inProgress(ACCEPT_DELAY_SECONDS, creationAccepted(this.id, choices), { choices });
  }

  async succeed(notes: readonly string[]): Promise<Outcome> {
    const message = notes.join(' ');
    if (this.request.action === 'DELETE') return { kind: 'succeeded', message };
    // kept also where reading fails: the next invocation goes on with it instead of from the start
    this.completionNotes = notes;
    const later = this.continueLater();
    if (later) return later;
    const model = await read(this.request.identity, this.ports.aws);
    this.log({ read: this.id });
    if (model) return { kind: 'succeeded', model, message };
    return failedOutcome('NotStabilized', lostAtTheEnd(this.id), true);
  }

  fail(code: HandlerErrorCode, message: string): Outcome {
    return failedOutcome(code, message, this.progress.waits > 0);
  }

  async wait(wait: Wait): Promise<Outcome> {
    const { until, delaySeconds, timeoutCode, scalingGroup } = wait;
    const { startedAtEpochSeconds } = this.progress;
    const activity = scalingGroup
      ? await this.bestEffort(() =>
          this.ports.aws.scalingActivity(scalingGroup, startedAtEpochSeconds),
        )
      : '';
    const status = withActivity(wait.lastStatus, activity);
    const deadline = startedAtEpochSeconds + this.timeoutSeconds - DEADLINE_MARGIN_SECONDS;
    if (this.ports.clock.nowEpochSeconds() + delaySeconds >= deadline) {
      const minutes = Math.round(this.timeoutSeconds / 60);
      return failedOutcome(timeoutCode, timedOut(minutes, until, status), true);
    }
    return this.inProgress(delaySeconds, waiting(until, status));
  }

  /** An outcome where too little time is left for another call. */
  continueLater(): Outcome | undefined {
    if (!this.isOutOfTime()) return undefined;
    return this.inProgress(NEXT_INVOCATION_DELAY_SECONDS, CONTINUES);
  }

  private isOutOfTime(): boolean {
    return this.ports.clock.remainingMilliseconds() < STEP_MILLISECONDS;
  }

  private inProgress(delaySeconds: number, message: string, more: Partial<Progress> = {}): Outcome {
    const { waits, waitedSeconds } = this.progress;
    const progress: Progress = {
      ...this.currentProgress(),
      ...more,
      waits: waits + 1,
      waitedSeconds: waitedSeconds + delaySeconds,
      checkpoint: checkpointOf(
        this.request.action,
        this.knownFacts,
        resetStreaks(this.progress.checkpoint, this.checkpoint),
      ),
    };
    this.log({ wait: delaySeconds, message });
    // warnings are reported in the event that follows them, and at the end
    const reported = this.progress.warnings ? message : withWarnings([message], progress).join(' ');
    return {
      kind: 'inProgress',
      id: this.id,
      progress: saved(progress),
      delaySeconds,
      message: reported,
    };
  }

  private log(line: Readonly<Record<string, unknown>>): void {
    this.ports.log({ action: this.request.action, id: this.id, ...line });
  }
}

/** @param accepted whether the Id went out before */
function failedOutcome(code: HandlerErrorCode, message: string, accepted: boolean): Outcome {
  return { kind: 'failed', failure: { code, message }, accepted };
}
