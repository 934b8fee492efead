/**
 * Every decision of an operation, by folding `decide` over what AWS would answer if nothing went wrong. It is
 * what the handlers do, because it is the same function that decides.
 */
import { decide } from '../lifecycle/decide';
import { applyResult } from '../loop/apply-result';
import {
  checkpointAfterObservation,
  checkpointAfterResult,
  checkpointAfterWait,
  checkpointOf,
  restore,
} from '../loop/checkpoint';
import { applyObservation, NOTHING_OBSERVED, type Observation } from '../loop/observation';
import type { Decision, Progress } from '../model/decision';
import type { Facts, Target } from '../model/facts';
import type { Request } from '../model/request';
import {
  reservationInCopy,
  type Simulated,
  type Snapshot,
  simulateCall,
  simulatedObservation,
  simulatedResult,
  simulateWait,
  withObservation,
} from './simulate';

/** Far over what any operation needs; a plan that does not end is a bug. */
const MAXIMUM_DECISIONS = 60;

/** What the fold needs to know next: an observation of these targets. */
export interface Question {
  readonly targets: readonly Target[];
  readonly facts: Facts;
  /** Whether calls were simulated before it, so that AWS could not answer yet. */
  readonly afterCalls: boolean;
}
export interface Planned {
  readonly decisions: readonly Decision[];
  /** Everything that was observed. */
  readonly snapshot: Snapshot;
}

/** @throws TypeError for a plan that does not end, which no input should reach. */
export function plan(request: Request, snapshot: Snapshot): readonly Decision[] {
  const folding = planning(request);
  let question = folding.next();
  while (!question.done) {
    question = folding.next(simulatedObservation(snapshot, question.value.targets));
  }
  return question.value.decisions;
}

/** The same for a caller that can ask AWS: each target is observed once, and simulated from then on. */
export function* planning(request: Request): Generator<Question, Planned, Observation> {
  const decisions: Decision[] = [];
  const observedTargets = new Set<Target>(['update', 'readable', 'templateCopy', 'ownTemplate']);
  let snapshot: Snapshot = { environment: {} };
  let simulated: Simulated = { ...snapshot, ...reservationInCopy(request) };
  let afterCalls = false;
  let facts = NOTHING_OBSERVED;
  let progress: Progress = { startedAtEpochSeconds: 0, waitedSeconds: 0, waits: 0, checkpoint: {} };
  while (decisions.length < MAXIMUM_DECISIONS) {
    const decision = decide(request, facts, progress);
    decisions.push(decision);
    switch (decision.kind) {
      case 'observe': {
        const targets = decision.targets.filter((target) => !observedTargets.has(target));
        if (targets.length > 0) {
          const answer = yield { targets, facts, afterCalls };
          snapshot = withObservation(snapshot, answer);
          simulated = withObservation(simulated, answer);
          for (const target of targets) observedTargets.add(target);
        }
        const observation = simulatedObservation(simulated, decision.targets);
        facts = applyObservation(request, facts, observation, progress.checkpoint);
        progress = {
          ...progress,
          checkpoint: checkpointAfterObservation(progress.checkpoint, facts),
        };
        break;
      }
      case 'warn':
        progress = { ...progress, warnings: decision.warnings };
        break;
      case 'call':
        afterCalls = true;
        for (const apiCall of decision.calls) {
          const answered = simulatedResult(request, apiCall, simulated);
          facts = applyResult(facts, answered);
          progress = {
            ...progress,
            checkpoint: checkpointAfterResult(progress.checkpoint, answered),
          };
          simulated = simulateCall(request, simulated, answered, facts);
        }
        break;
      case 'accept':
      case 'wait':
        simulated = decision.kind === 'wait' ? simulateWait(simulated) : simulated;
        progress = nextInvocation(request, facts, progress, decision);
        facts = restore(progress.checkpoint);
        break;
      default:
        return { decisions, snapshot };
    }
  }
  throw new TypeError(
    `The plan does not end: ${decisions.at(-1)?.kind}. Report this internal error with the properties.`,
  );
}

function nextInvocation(
  request: Request,
  facts: Facts,
  progress: Progress,
  decision: Extract<Decision, { kind: 'accept' | 'wait' }>,
): Progress {
  const { checkpoint } = progress;
  const [waited, isClosing] =
    decision.kind === 'wait'
      ? [checkpointAfterWait(checkpoint, decision.wait), decision.wait.closing]
      : [checkpoint, false];
  return {
    ...progress,
    ...(decision.kind === 'accept' && { choices: decision.choices }),
    waits: progress.waits + 1,
    checkpoint: isClosing ? waited : checkpointOf(request.action, facts, waited),
  };
}
