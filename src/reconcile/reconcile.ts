/** The loop: decide, look or call, fold the answer in, decide again; until it has to wait, is done or fails. */

import { decide } from '../core/lifecycle/decide';
import { flatten, type LiveState } from '../core/lifecycle/flatten';
import { validateRequest } from '../core/lifecycle/validate';
import { applyAlreadyExists, applyResult } from '../core/loop/apply-result';
import {
  checkpointAfterResult,
  checkpointOf,
  resetStreaks,
  restore,
  withAttempts,
} from '../core/loop/checkpoint';
import { applyObservation, NOTHING_OBSERVED, type Observation } from '../core/loop/observation';
import { retrySeconds, visibilitySeconds } from '../core/loop/wait';
import type { ApiCall, ApiResult } from '../core/model/api-calls';
import type { Checkpoint, Decision, Progress, Wait } from '../core/model/decision';
import {
  AwsCallError,
  classify,
  describeAwsError,
  type HandlerErrorCode,
} from '../core/model/errors';
import type { Facts, Target } from '../core/model/facts';
import { describeFindings, withWarnings } from '../core/model/findings';
import type { Outcome } from '../core/model/outcome';
import type { Model } from '../core/model/properties';
import type { Identity, Request } from '../core/model/request';
import { formatId } from '../core/ownership/identity';
import { createdResource } from '../core/ownership/owned-resources';

/** What the loop needs of AWS. Each method throws AwsCallError and nothing else. */
export interface Aws {
  /** Asks about the targets at the same time. */
  observe(at: readonly Target[], request: Request, facts: Facts): Promise<Observation>;
  perform(apiCall: ApiCall): Promise<ApiResult>;
  /** Ids of what keeps a deletion from succeeding; '' where nothing shows. */
  blockers(apiCall: ApiCall): Promise<string>;
  /** What an Auto Scaling group's last activity says that failed since then; '' where none did. */
  scalingActivity(group: string, sinceEpochSeconds: number): Promise<string>;
  /** Everything that Read shows; undefined where the node group is gone or carries another Id. */
  liveState(identity: Identity): Promise<LiveState | undefined>;
}
export interface Clock {
  nowEpochSeconds(): number;
  /** Of this invocation. */
  remainingMilliseconds(): number;
}
/** One line of JSON for each serial round trip: what was asked or sent, never a value of a property. */
export type Log = (line: Readonly<Record<string, unknown>>) => void;

export interface Ports {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly log: Log;
}

/** The end of an operation leaves CloudFormation time to hear of it. */
const DEADLINE_MARGIN_SECONDS = 120;
/** No call is started with less: the SDK's own time-outs and retries have to fit (aws/clients.ts). */
const CALL_BUDGET_MILLISECONDS = 20_000;
/** The first answer carries the Id; the next invocation makes things. */
const BEGIN_DELAY_SECONDS = 1;
const OUT_OF_TIME_DELAY_SECONDS = 1;
/** Far over what any operation needs in one invocation: a loop that does not converge ends as a wait. */
const MAXIMUM_DECISIONS = 40;
const OWNED_RESOURCES = ['nodegroup', 'launchTemplate', 'securityGroup', 'placementGroup'] as const;

export async function reconcile(
  request: Request,
  before: Progress | undefined,
  timeoutSeconds: number,
  ports: Ports,
): Promise<Outcome> {
  const progress = before ?? {
    startedAtEpochSeconds: ports.clock.nowEpochSeconds(),
    waitedSeconds: 0,
    waits: 0,
    checkpoint: {},
  };
  if (!before) {
    const findings = validateRequest(request);
    if (findings.length > 0) return failed('InvalidRequest', describeFindings(findings), false);
  }
  const invocation = new Invocation(request, progress, timeoutSeconds, ports);
  try {
    return await invocation.run();
  } catch (error) {
    if (error instanceof AwsCallError) return invocation.handleErrors([error]);
    throw error;
  }
}

/** Read, also as the end of Create and Update. Undefined where there is nothing of this Id. */
export async function read(identity: Identity, aws: Aws): Promise<Model | undefined> {
  const liveState = await aws.liveState(identity);
  return liveState && flatten(identity, liveState);
}

function failed(code: HandlerErrorCode, message: string, begun: boolean): Outcome {
  return { kind: 'failed', failure: { code, message }, begun };
}

class Invocation {
  private facts: Facts;
  private checkpoint: Checkpoint;
  private warnings: Progress['warnings'];
  private readonly id: string;

  constructor(
    private readonly request: Request,
    private readonly progress: Progress,
    private readonly timeoutSeconds: number,
    private readonly ports: Ports,
  ) {
    this.id = formatId(request.identity);
    this.checkpoint = progress.checkpoint;
    this.warnings = progress.warnings;
    this.facts = progress.waits === 0 ? NOTHING_OBSERVED : restore(progress.checkpoint);
  }

  async run(): Promise<Outcome> {
    if (this.progress.completionNotes) return this.succeed(this.progress.completionNotes);
    for (let decisions = 0; decisions < MAXIMUM_DECISIONS; decisions += 1) {
      const decision = decide(this.request, this.facts, this.soFar());
      const outcome = await this.carryOut(decision);
      if (outcome) return outcome;
    }
    return this.wait({
      until: 'AWS to show what was sent',
      lastStatus: `${MAXIMUM_DECISIONS} moves in one invocation`,
      delaySeconds: retrySeconds(this.request.operationKey, this.progress.waits),
      timeoutCode: 'NotStabilized',
    });
  }

  private async carryOut(decision: Decision): Promise<Outcome | undefined> {
    switch (decision.kind) {
      case 'observe':
        return this.outOfTime() ?? this.observe(decision.targets);
      case 'call':
        return this.outOfTime() ?? this.call(decision.calls);
      case 'warn':
        return this.warn(decision.warnings);
      case 'accept':
        return this.inProgress(
          BEGIN_DELAY_SECONDS,
          `creating ${this.id} in ${decision.choices.zoneName} (${decision.choices.zoneId})`,
          { choices: decision.choices },
        );
      case 'wait':
        return this.wait(decision.wait);
      case 'succeed':
        return this.succeed(decision.notes);
      case 'fail':
        return failed(decision.failure.code, decision.failure.message, this.begun());
    }
  }

  private async observe(at: readonly Target[]): Promise<undefined> {
    const observation = await this.ports.aws.observe(at, this.request, this.facts);
    const before = this.facts;
    this.facts = applyObservation(this.request, before, observation, this.checkpoint);
    this.checkpoint = withAttempts(this.checkpoint, before, this.facts);
    // facts of Update and Delete hold only what carries the Id
    if (OWNED_RESOURCES.some((resource) => this.facts[resource].is === 'present')) {
      this.checkpoint = { ...this.checkpoint, observedAnything: true };
    }
    this.log({ look: at });
  }

  private warn(warnings: NonNullable<Progress['warnings']>): undefined {
    this.warnings = warnings;
    this.log({ warnings });
  }

  private async call(calls: readonly ApiCall[]): Promise<Outcome | undefined> {
    const results = await Promise.allSettled(
      calls.map((apiCall) => this.ports.aws.perform(apiCall)),
    );
    const errors: AwsCallError[] = [];
    results.forEach((result, at) => {
      const apiCall = calls[at] as ApiCall;
      if (result.status === 'fulfilled') this.applyResult(result.value);
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

  private applyResult(answered: ApiResult): void {
    this.facts = applyResult(this.facts, answered);
    this.checkpoint = checkpointAfterResult(this.checkpoint, answered);
  }

  /** Whether the error means that the effect, or something of that name, is there already. */
  private absorb(apiCall: ApiCall, { aws }: AwsCallError): boolean {
    const { disposition } = classify(aws);
    if (disposition === 'done') this.applyResult({ ...apiCall, output: {} } as ApiResult);
    const resource = createdResource(apiCall.call);
    if (disposition === 'exists' && resource) this.facts = applyAlreadyExists(this.facts, resource);
    return disposition === 'done' || (disposition === 'exists' && resource !== undefined);
  }

  /** Errors that end this invocation: the first terminal one fails, all else waits. */
  async handleErrors(
    errors: readonly AwsCallError[],
    calls: readonly ApiCall[] = [],
  ): Promise<Outcome> {
    const dispositions = errors.map((error) => ({ error, ...classify(error.aws) }));
    const fatal = dispositions.find(
      ({ disposition }) => disposition === 'fail' || disposition === 'exists',
    );
    if (fatal) return failed(fatal.code, describeAwsError(fatal.error.aws), this.begun());
    const [{ error, code, disposition }] = dispositions as [(typeof dispositions)[number]];
    const message = describeAwsError(error.aws);
    const delay = this.delayAfter(disposition);
    if (delay === undefined) return failed(code, message, this.begun());
    const seen = await Promise.all(dispositions.map((each) => this.withBlockers(each, calls)));
    return this.wait({
      until: `${error.aws.call} to be taken`,
      lastStatus: seen.join('; '),
      delaySeconds: delay,
      timeoutCode: code,
    });
  }

  private async withBlockers(
    { error, code }: { readonly error: AwsCallError; readonly code: HandlerErrorCode },
    calls: readonly ApiCall[],
  ): Promise<string> {
    const message = describeAwsError(error.aws);
    const apiCall = calls.find(({ call }) => call === error.aws.call);
    const blockers =
      apiCall && code === 'ResourceConflict'
        ? await this.bestEffort(() => this.ports.aws.blockers(apiCall))
        : '';
    return blockers ? `${message}; held by ${blockers}` : message;
  }

  /** Undefined where waiting has been tried for long enough. */
  private delayAfter(disposition: string): number | undefined {
    if (disposition === 'credentials') {
      const refusedCredentials = (this.checkpoint.refusedCredentials ?? 0) + 1;
      this.checkpoint = { ...this.checkpoint, refusedCredentials };
      return refusedCredentials > 1 ? undefined : OUT_OF_TIME_DELAY_SECONDS;
    }
    if (disposition === 'window') {
      const windowWaits = this.checkpoint.windowWaits ?? 0;
      this.checkpoint = { ...this.checkpoint, windowWaits: windowWaits + 1 };
      return visibilitySeconds(windowWaits);
    }
    return retrySeconds(this.request.operationKey, this.progress.waits);
  }

  /** What a message says more where AWS tells it: a courtesy, because the wait is the same in any case. */
  private async bestEffort(words: () => Promise<string>): Promise<string> {
    if (this.isOutOfTime()) return '';
    try {
      return await words();
    } catch (error) {
      if (error instanceof AwsCallError) return '';
      throw error;
    }
  }

  private async succeed(notes: readonly string[]): Promise<Outcome> {
    const message = notes.join(' ');
    if (this.request.action === 'DELETE') return { kind: 'succeeded', message };
    const later = this.outOfTime({ completionNotes: notes });
    if (later) return later;
    const model = await read(this.request.identity, this.ports.aws);
    this.log({ read: this.id });
    if (model) return { kind: 'succeeded', model, message };
    return failed('NotStabilized', `${this.id} was there a moment ago and is gone.`, true);
  }

  private async wait(wait: Wait): Promise<Outcome> {
    const { until, delaySeconds, timeoutCode, scalingGroup } = wait;
    const { startedAtEpochSeconds } = this.progress;
    const words =
      scalingGroup &&
      (await this.bestEffort(() =>
        this.ports.aws.scalingActivity(scalingGroup, startedAtEpochSeconds),
      ));
    const seen = words ? `${wait.lastStatus}; it says: ${words}` : wait.lastStatus;
    const deadline = startedAtEpochSeconds + this.timeoutSeconds - DEADLINE_MARGIN_SECONDS;
    if (this.ports.clock.nowEpochSeconds() + delaySeconds >= deadline) {
      const minutes = Math.round(this.timeoutSeconds / 60);
      return failed(
        timeoutCode,
        `waited for ${until}, but not within ${minutes} minutes: ${seen}`,
        true,
      );
    }
    return this.inProgress(delaySeconds, `waiting for ${until}: ${seen}`);
  }

  private inProgress(delaySeconds: number, message: string, more: Partial<Progress> = {}): Outcome {
    const { waits, waitedSeconds } = this.progress;
    const progress: Progress = {
      ...this.soFar(),
      ...more,
      waits: waits + 1,
      waitedSeconds: waitedSeconds + delaySeconds,
      checkpoint: checkpointOf(
        this.request.action,
        this.facts,
        resetStreaks(this.progress.checkpoint, this.checkpoint),
      ),
    };
    this.log({ wait: delaySeconds, message });
    // told once: in the event that follows the warning, and at the end
    const told = this.progress.warnings ? message : withWarnings([message], progress).join('. ');
    return { kind: 'inProgress', id: this.id, progress, delaySeconds, message: told };
  }

  private isOutOfTime(): boolean {
    return this.ports.clock.remainingMilliseconds() < CALL_BUDGET_MILLISECONDS;
  }

  private outOfTime(more: Partial<Progress> = {}): Outcome | undefined {
    if (!this.isOutOfTime()) return undefined;
    return this.inProgress(OUT_OF_TIME_DELAY_SECONDS, 'going on in the next invocation', more);
  }

  private soFar(): Progress {
    const warnings = this.warnings && { warnings: this.warnings };
    return { ...this.progress, ...warnings, checkpoint: this.checkpoint };
  }

  private begun(): boolean {
    return this.progress.waits > 0;
  }

  private log(line: Readonly<Record<string, unknown>>): void {
    this.ports.log({ action: this.request.action, id: this.id, ...line });
  }
}
