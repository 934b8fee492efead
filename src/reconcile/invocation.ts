/** One invocation: what it knows of AWS, the calls that it makes, and how it ends. */

import { flatten } from '../core/lifecycle/flatten';
import { lastDone, missingInRead } from '../core/lifecycle/lag';
import { leavesOver, leftoverAfter } from '../core/lifecycle/update/leftover';
import { applyAlreadyExists, applyResult } from '../core/loop/apply-result';
import {
  checkpointAfterObservation,
  checkpointAfterResult,
  checkpointAfterWait,
  checkpointOf,
  resetStreaks,
  restore,
  retryAfter,
  withAttempts,
} from '../core/loop/checkpoint';
import { dueAfter, heldBack, SENT } from '../core/loop/late';
import { applyObservation, NOTHING_OBSERVED } from '../core/loop/observation';
import { onceRolled, rolledTo } from '../core/loop/rolled-to';
import { saved } from '../core/loop/saved-progress';
import { retrySeconds } from '../core/loop/wait';
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
import { releaseRefusal } from '../core/node/versions';
import { formatId } from '../core/ownership/identity';
import { createdResource } from '../core/ownership/owned-resources';
import { withoutUndefined } from '../core/util/objects';
import {
  ACCEPT_DELAY_SECONDS,
  deadlineOf,
  failedOutcome,
  hasRolledNodes,
  isOutOfTime,
  NEXT_INVOCATION_DELAY_SECONDS,
  successOr,
  unverified,
} from './ends';
import { statusOfError, statusOfWait } from './helpful-text';
import { CONTINUES, creationAccepted, lostAtTheEnd, timedOut, waiting } from './messages';
import type { Ports } from './ports';

export class Invocation {
  private knownFacts: Facts;
  private checkpoint: Checkpoint;
  private warnings: Progress['warnings'];
  private completionNotes: Progress['completionNotes'];
  private observedAtEpochSeconds: number | undefined;
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
    const { progress, warnings, completionNotes, checkpoint } = this;
    const reported = withoutUndefined({ warnings, completionNotes });
    return { ...progress, ...reported, checkpoint };
  }

  async observe(targets: readonly Target[]): Promise<undefined> {
    this.observedAtEpochSeconds ??= this.ports.clock.nowEpochSeconds();
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
    const [[error], [apiCall]] = [errors, calls];
    if (!error || !apiCall) return undefined;
    if (leavesOver(this.request, apiCall)) return this.leaveOver(apiCall, error);
    return this.handleErrors(errors, calls);
  }

  /** What is late or out of date sends nothing before it has observed again what it knows. */
  private hold(): { readonly outcome: Outcome | undefined } | undefined {
    const { request, progress, checkpoint, knownFacts: facts, observedAtEpochSeconds } = this;
    const known = { facts, checkpoint, observedAtEpochSeconds };
    const held = heldBack(request, progress, known, this.ports.clock.nowEpochSeconds());
    this.observedAtEpochSeconds = held?.facts ? undefined : SENT;
    if (!held) return undefined;
    this.knownFacts = held.facts ?? facts;
    this.checkpoint = held.checkpoint ?? checkpoint;
    if (held.failure) return { outcome: this.fail(held.failure.code, held.failure.message) };
    return held.facts && { outcome: undefined };
  }

  /** Undefined where it is left over for good, and the operation goes on without it. */
  private async leaveOver(apiCall: ApiCall, error: AwsCallError): Promise<Outcome | undefined> {
    const { code, disposition } = classify(error.aws);
    const delaySeconds = retrySeconds(this.request.operationKey, this.progress.waits);
    const why = await statusOfError(this.ports, error.aws, [apiCall]);
    const leftover = leftoverAfter(this.request, this.checkpoint, {
      apiCall,
      disposition,
      waitedSeconds: this.progress.waitedSeconds,
      isLastTry: this.isTooLate(delaySeconds),
      why,
    });
    this.checkpoint = { ...this.checkpoint, leftover };
    if (leftover.why) return undefined;
    return this.retryLater(error, why, delaySeconds, code);
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
    const refusedRelease = releaseRefusal(apiCall, aws, this.knownFacts);
    if (refusedRelease) this.checkpoint = { ...this.checkpoint, refusedRelease };
    return refusedRelease !== undefined;
  }

  /** Errors that end this invocation: the first terminal one fails, all others wait. */
  async handleErrors(
    errors: readonly AwsCallError[],
    calls: readonly ApiCall[] = [],
  ): Promise<Outcome> {
    const decided = ({ aws }: AwsCallError) =>
      onceRolled(classify(aws), rolledTo(this.checkpoint, this.knownFacts));
    const dispositions = errors.map((error) => ({ error, ...decided(error) }));
    const fatal = dispositions.find((each) => ['fail', 'exists'].includes(each.disposition));
    if (fatal) return this.fail(fatal.code, describeAwsError(fatal.error.aws));
    const [{ error, code, disposition }] = dispositions as [(typeof dispositions)[number]];
    const delaySeconds = this.delayAfter(disposition);
    if (delaySeconds === undefined) return this.fail(code, describeAwsError(error.aws));
    const statuses = await Promise.all(
      dispositions.map((each) => statusOfError(this.ports, each.error.aws, calls)),
    );
    return this.retryLater(error, statuses.join('; '), delaySeconds, code);
  }

  private retryLater(
    { aws }: AwsCallError,
    lastStatus: string,
    delaySeconds: number,
    timeoutCode: HandlerErrorCode,
  ): Promise<Outcome> {
    return this.wait({ until: `${aws.call} to succeed`, lastStatus, delaySeconds, timeoutCode });
  }

  /** Undefined where waiting has been tried for long enough. */
  private delayAfter(disposition: Disposition['disposition']): number | undefined {
    const { checkpoint, request, progress } = this;
    const retry = retryAfter(checkpoint, disposition, request.operationKey, progress.waits);
    this.checkpoint = retry.checkpoint;
    return retry.delaySeconds;
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
    const live = await this.ports.aws.liveState(this.request.identity);
    this.log({ read: this.id });
    const { checkpoint, knownFacts } = this;
    const done = lastDone(checkpoint, knownFacts);
    const missing = missingInRead(this.request, rolledTo(checkpoint, knownFacts), live, done);
    const delaySeconds = missing && this.delayAfter('window');
    if (delaySeconds && !this.isTooLate(delaySeconds)) {
      const status = waiting(`${missing} to become visible`, 'not visible yet');
      return this.inProgress(delaySeconds, status);
    }
    if (!live) return failedOutcome('NotStabilized', lostAtTheEnd(this.id), true);
    return { kind: 'succeeded', model: flatten(this.request.identity, live), message };
  }

  fail(code: HandlerErrorCode, message: string): Outcome {
    return failedOutcome(code, message, this.progress.waits > 0);
  }

  async wait(wait: Wait): Promise<Outcome> {
    if (wait.closing) this.knownFacts = NOTHING_OBSERVED;
    this.checkpoint = checkpointAfterWait(this.checkpoint, wait);
    const { until, delaySeconds, timeoutCode } = wait;
    const status = await statusOfWait(this.ports, wait, this.progress.startedAtEpochSeconds);
    if (!this.isTooLate(delaySeconds)) return this.inProgress(delaySeconds, waiting(until, status));
    const message = timedOut(this.timeoutSeconds, until, status);
    const failure = failedOutcome(timeoutCode, message, true);
    if (!hasRolledNodes(this.checkpoint, this.knownFacts)) return failure;
    return successOr(failure, this.succeed(unverified(until, status, this.currentProgress())));
  }

  /** Whether the operation is over before another invocation. */
  private isTooLate(delaySeconds: number): boolean {
    const { progress, timeoutSeconds, ports } = this;
    return ports.clock.nowEpochSeconds() + delaySeconds >= deadlineOf(progress, timeoutSeconds);
  }

  /** An outcome where too little time is left for another call. */
  continueLater(): Outcome | undefined {
    if (!isOutOfTime(this.ports.clock)) return undefined;
    return this.inProgress(NEXT_INVOCATION_DELAY_SECONDS, CONTINUES);
  }

  private inProgress(delaySeconds: number, message: string, more: Partial<Progress> = {}): Outcome {
    const { waits, waitedSeconds } = this.progress;
    const now = this.ports.clock.nowEpochSeconds();
    const hasSent = this.observedAtEpochSeconds === SENT;
    const progress: Progress = {
      ...this.currentProgress(),
      ...more,
      waits: waits + 1,
      waitedSeconds: waitedSeconds + delaySeconds,
      ...dueAfter(this.request, this.progress, now, delaySeconds, hasSent),
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
