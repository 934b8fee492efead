/** The loop: decide, look or call, fold the answer in, decide again; until it has to wait, is done or fails. */

import { decide } from '../core/lifecycle/decide';
import { flatten, type Holdings } from '../core/lifecycle/flatten';
import { describeFindings, validateRequest } from '../core/lifecycle/validate';
import { withWarnings } from '../core/lifecycle/warnings';
import { afterExists, afterStep, pieceOf } from '../core/loop/apply-result';
import { factsFrom, hintsOf, inARow, seenAfterStep, withAttempts } from '../core/loop/checkpoint';
import { afterLook, type Looked, NOTHING_KNOWN } from '../core/loop/observation';
import { retrySeconds, visibilitySeconds } from '../core/loop/wait';
import {
  AwsCallError,
  classify,
  describeAwsError,
  type HandlerErrorCode,
} from '../core/model/errors';
import type { Outcome } from '../core/model/outcome';
import type { Model } from '../core/model/properties';
import type {
  AnsweredStep,
  Facts,
  Identity,
  Move,
  Progress,
  Request,
  Seen,
  Step,
  Target,
  Wait,
} from '../core/model/types';
import { formatId } from '../core/ownership/identity';

/** What the loop needs of AWS. Each method throws AwsCallError and nothing else. */
export interface Aws {
  /** Asks about the targets at the same time. */
  look(at: readonly Target[], request: Request, facts: Facts): Promise<Looked>;
  perform(step: Step): Promise<AnsweredStep>;
  /** Ids of what keeps a deletion from succeeding; '' where nothing shows. */
  blockers(step: Step): Promise<string>;
  /** What an Auto Scaling group's last activity says that failed since then; '' where none did. */
  scalingActivity(group: string, sinceEpochSeconds: number): Promise<string>;
  /** Everything that Read shows; undefined where the node group is gone or carries another Id. */
  holdings(identity: Identity): Promise<Holdings | undefined>;
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
const MAXIMUM_MOVES = 40;
const PIECES = ['nodegroup', 'launchTemplate', 'securityGroup', 'placementGroup'] as const;

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
    seen: {},
  };
  if (!before) {
    const findings = validateRequest(request);
    if (findings.length > 0) return failed('InvalidRequest', describeFindings(findings), false);
  }
  const invocation = new Invocation(request, progress, timeoutSeconds, ports);
  try {
    return await invocation.run();
  } catch (error) {
    if (error instanceof AwsCallError) return invocation.trouble([error]);
    throw error;
  }
}

/** Read, also as the end of Create and Update. Undefined where there is nothing of this Id. */
export async function read(identity: Identity, aws: Aws): Promise<Model | undefined> {
  const holdings = await aws.holdings(identity);
  return holdings && flatten(identity, holdings);
}

function failed(code: HandlerErrorCode, message: string, begun: boolean): Outcome {
  return { kind: 'failed', failure: { code, message }, begun };
}

class Invocation {
  private facts: Facts;
  private seen: Seen;
  private warnings: Progress['warnings'];
  private readonly id: string;

  constructor(
    private readonly request: Request,
    private readonly progress: Progress,
    private readonly timeoutSeconds: number,
    private readonly ports: Ports,
  ) {
    this.id = formatId(request.identity);
    this.seen = progress.seen;
    this.warnings = progress.warnings;
    this.facts = progress.waits === 0 ? NOTHING_KNOWN : factsFrom(progress.seen);
  }

  async run(): Promise<Outcome> {
    if (this.progress.doneWith) return this.done(this.progress.doneWith);
    for (let moves = 0; moves < MAXIMUM_MOVES; moves += 1) {
      const move = decide(this.request, this.facts, this.soFar());
      const outcome = await this.make(move);
      if (outcome) return outcome;
    }
    return this.wait({
      until: 'AWS to show what was sent',
      seen: `${MAXIMUM_MOVES} moves in one invocation`,
      delaySeconds: retrySeconds(this.request.operationKey, this.progress.waits),
      otherwise: 'NotStabilized',
    });
  }

  private async make(move: Move): Promise<Outcome | undefined> {
    switch (move.kind) {
      case 'look':
        return this.outOfTime() ?? this.look(move.at);
      case 'call':
        return this.outOfTime() ?? this.call(move.steps);
      case 'warn':
        return this.warn(move.warnings);
      case 'begin':
        return this.inProgress(
          BEGIN_DELAY_SECONDS,
          `creating ${this.id} in ${move.choices.zoneName} (${move.choices.zoneId})`,
          { choices: move.choices },
        );
      case 'wait':
        return this.wait(move.wait);
      case 'done':
        return this.done(move.notes);
      case 'fail':
        return failed(move.failure.code, move.failure.message, this.begun());
    }
  }

  private async look(at: readonly Target[]): Promise<undefined> {
    const looked = await this.ports.aws.look(at, this.request, this.facts);
    const before = this.facts;
    this.facts = afterLook(this.request, before, looked, this.seen);
    this.seen = withAttempts(this.seen, before, this.facts);
    // facts of Update and Delete hold only what carries the Id
    if (PIECES.some((piece) => this.facts[piece].is === 'present')) {
      this.seen = { ...this.seen, anything: true };
    }
    this.log({ look: at });
  }

  private warn(warnings: NonNullable<Progress['warnings']>): undefined {
    this.warnings = warnings;
    this.log({ warnings });
  }

  private async call(steps: readonly Step[]): Promise<Outcome | undefined> {
    const results = await Promise.allSettled(steps.map((step) => this.ports.aws.perform(step)));
    const troubles: AwsCallError[] = [];
    results.forEach((result, at) => {
      const step = steps[at] as Step;
      if (result.status === 'fulfilled') this.fold(result.value);
      else if (result.reason instanceof AwsCallError) {
        if (!this.foldError(step, result.reason)) troubles.push(result.reason);
      } else throw result.reason;
    });
    this.log({
      call: steps.map(({ call }) => call),
      troubles: troubles.map(({ aws }) => aws.code),
    });
    if (troubles.length === 0) return undefined;
    return this.trouble(troubles, steps);
  }

  private fold(answered: AnsweredStep): void {
    this.facts = afterStep(this.facts, answered);
    this.seen = seenAfterStep(this.seen, answered);
  }

  /** Whether the error means that the effect, or something of that name, is there already. */
  private foldError(step: Step, { aws }: AwsCallError): boolean {
    const { ruling } = classify(aws);
    if (ruling === 'done') this.fold({ ...step, output: {} } as AnsweredStep);
    const piece = pieceOf(step.call);
    if (ruling === 'exists' && piece) this.facts = afterExists(this.facts, piece);
    return ruling === 'done' || (ruling === 'exists' && piece !== undefined);
  }

  /** Errors that end this invocation: the first terminal one fails, all else waits. */
  async trouble(errors: readonly AwsCallError[], steps: readonly Step[] = []): Promise<Outcome> {
    const rulings = errors.map((error) => ({ error, ...classify(error.aws) }));
    const fatal = rulings.find(({ ruling }) => ruling === 'fail' || ruling === 'exists');
    if (fatal) return failed(fatal.code, describeAwsError(fatal.error.aws), this.begun());
    const [{ error, code, ruling }] = rulings as [(typeof rulings)[number]];
    const message = describeAwsError(error.aws);
    const delay = this.delayAfter(ruling);
    if (delay === undefined) return failed(code, message, this.begun());
    const seen = await Promise.all(rulings.map((each) => this.withBlockers(each, steps)));
    return this.wait({
      until: `${error.aws.call} to be taken`,
      seen: seen.join('; '),
      delaySeconds: delay,
      otherwise: code,
    });
  }

  private async withBlockers(
    { error, code }: { readonly error: AwsCallError; readonly code: HandlerErrorCode },
    steps: readonly Step[],
  ): Promise<string> {
    const message = describeAwsError(error.aws);
    const step = steps.find(({ call }) => call === error.aws.call);
    const blockers =
      step && code === 'ResourceConflict'
        ? await this.courtesy(() => this.ports.aws.blockers(step))
        : '';
    return blockers ? `${message}; held by ${blockers}` : message;
  }

  /** Undefined where waiting has been tried for long enough. */
  private delayAfter(ruling: string): number | undefined {
    if (ruling === 'credentials') {
      const refusedCredentials = (this.seen.refusedCredentials ?? 0) + 1;
      this.seen = { ...this.seen, refusedCredentials };
      return refusedCredentials > 1 ? undefined : OUT_OF_TIME_DELAY_SECONDS;
    }
    if (ruling === 'window') {
      const windowWaits = this.seen.windowWaits ?? 0;
      this.seen = { ...this.seen, windowWaits: windowWaits + 1 };
      return visibilitySeconds(windowWaits);
    }
    return retrySeconds(this.request.operationKey, this.progress.waits);
  }

  /** What a message says more where AWS tells it: a courtesy, because the wait is the same in any case. */
  private async courtesy(words: () => Promise<string>): Promise<string> {
    if (this.isOutOfTime()) return '';
    try {
      return await words();
    } catch (error) {
      if (error instanceof AwsCallError) return '';
      throw error;
    }
  }

  private async done(notes: readonly string[]): Promise<Outcome> {
    const message = notes.join(' ');
    if (this.request.action === 'DELETE') return { kind: 'succeeded', message };
    const later = this.outOfTime({ doneWith: notes });
    if (later) return later;
    const model = await read(this.request.identity, this.ports.aws);
    this.log({ read: this.id });
    if (model) return { kind: 'succeeded', model, message };
    return failed('NotStabilized', `${this.id} was there a moment ago and is gone.`, true);
  }

  private async wait(wait: Wait): Promise<Outcome> {
    const { until, delaySeconds, otherwise, scalingGroup } = wait;
    const { startedAtEpochSeconds } = this.progress;
    const words =
      scalingGroup &&
      (await this.courtesy(() =>
        this.ports.aws.scalingActivity(scalingGroup, startedAtEpochSeconds),
      ));
    const seen = words ? `${wait.seen}; it says: ${words}` : wait.seen;
    const deadline = startedAtEpochSeconds + this.timeoutSeconds - DEADLINE_MARGIN_SECONDS;
    if (this.ports.clock.nowEpochSeconds() + delaySeconds >= deadline) {
      const minutes = Math.round(this.timeoutSeconds / 60);
      return failed(
        otherwise,
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
      seen: hintsOf(this.request.action, this.facts, inARow(this.progress.seen, this.seen)),
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
    return { ...this.progress, ...warnings, seen: this.seen };
  }

  private begun(): boolean {
    return this.progress.waits > 0;
  }

  private log(line: Readonly<Record<string, unknown>>): void {
    this.ports.log({ action: this.request.action, id: this.id, ...line });
  }
}
