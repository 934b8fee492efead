/** One invocation: what it knows of AWS, the calls that it makes, and how it ends. */

import { applyAlreadyExists, applyResult } from '../core/loop/apply-result';
import {
  checkpointAfterObservation,
  checkpointAfterResult,
  checkpointOf,
  closedCheckpoint,
  resetStreaks,
  restore,
  withAttempts,
} from '../core/loop/checkpoint';
import { dueAfter, isLate, lateCreate } from '../core/loop/late-create';
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
import { asksForEarlierRelease } from '../core/node/versions';
import { formatId } from '../core/ownership/identity';
import { createdResource } from '../core/ownership/owned-resources';
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
/** No call is started with less: the SDK's own time-outs and retries have to fit (aws/clients.ts). */
const CALL_BUDGET_MILLISECONDS = 20_000;
/** The first answer carries the Id; the next invocation creates resources. */
const ACCEPT_DELAY_SECONDS = 1;
const NEXT_INVOCATION_DELAY_SECONDS = 1;

export class Invocation {
  private knownFacts: Facts;
  private checkpoint: Checkpoint;
  private warnings: Progress['warnings'];
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
    this.knownFacts = progress.waits === 0 ? NOTHING_OBSERVED : restore(progress.checkpoint);
  }

  get facts(): Facts {
    return this.knownFacts;
  }

  currentProgress(): Progress {
    const warnings = this.warnings && { warnings: this.warnings };
    return { ...this.progress, ...warnings, checkpoint: this.checkpoint };
  }

  async observe(targets: readonly Target[]): Promise<undefined> {
    const before = this.knownFacts;
    const observation = await this.ports.aws.observe(targets, this.request, before);
    this.knownFacts = applyObservation(this.request, before, observation, this.checkpoint);
    this.checkpoint = checkpointAfterObservation(
      withAttempts(this.checkpoint, before, this.knownFacts),
      this.knownFacts,
    );
    this.log({ observe: targets });
  }

  warn(warnings: readonly Finding[]): undefined {
    this.warnings = warnings;
    this.log({ warnings });
  }

  async call(calls: readonly ApiCall[]): Promise<Outcome | undefined> {
    const held = this.hold();
    if (held) return held.outcome;
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

  /** A Create that comes late sends nothing before it has seen again what it knows as created. */
  private hold(): { readonly outcome: Outcome | undefined } | undefined {
    const now = this.ports.clock.nowEpochSeconds();
    if (!this.checkpoint.doubted && !isLate(this.request, this.progress, now)) return undefined;
    const late = lateCreate(this.request, this.knownFacts, this.checkpoint);
    this.knownFacts = late.facts ?? this.knownFacts;
    this.checkpoint = late.checkpoint ?? this.checkpoint;
    if (late.failure) return { outcome: this.fail(late.failure.code, late.failure.message) };
    return late.facts && { outcome: undefined };
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
    return disposition === 'done' || exists || this.absorbRelease(apiCall, aws);
  }

  /** An earlier AMI release that EKS refuses is a note: the nodes keep the one that they have. */
  private absorbRelease(apiCall: ApiCall, aws: AwsCallError['aws']): boolean {
    const { nodegroup } = this.knownFacts;
    const isRefused =
      nodegroup.is === 'present' &&
      classify(aws).code === 'InvalidRequest' &&
      asksForEarlierRelease(apiCall, nodegroup.value);
    if (isRefused) {
      this.checkpoint = { ...this.checkpoint, refusedRelease: describeAwsError(aws) };
    }
    return isRefused;
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
    const later = this.continueLater({ completionNotes: notes });
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
    if (wait.closing) {
      this.knownFacts = NOTHING_OBSERVED;
      this.checkpoint = closedCheckpoint(this.checkpoint);
    }
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
  continueLater(more: Partial<Progress> = {}): Outcome | undefined {
    if (!this.isOutOfTime()) return undefined;
    return this.inProgress(NEXT_INVOCATION_DELAY_SECONDS, CONTINUES, more);
  }

  private isOutOfTime(): boolean {
    return this.ports.clock.remainingMilliseconds() < CALL_BUDGET_MILLISECONDS;
  }

  private inProgress(delaySeconds: number, message: string, more: Partial<Progress> = {}): Outcome {
    const { waits, waitedSeconds } = this.progress;
    const progress: Progress = {
      ...this.currentProgress(),
      ...more,
      waits: waits + 1,
      waitedSeconds: waitedSeconds + delaySeconds,
      ...dueAfter(this.request, this.ports.clock.nowEpochSeconds() + delaySeconds, waits + 1),
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
