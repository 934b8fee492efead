/** What one invocation of the Reconcile function passes to the next through the state machine. */

import type { SavedProgress as SavedCoreProgress } from '../core/model/decision';
import { parseId } from '../core/ownership/identity';
import { renamed, reversed } from '../core/util/objects';
import type { Fence } from './fence';
import type { Event, Place } from './protocol/event';
import { idOfFailure, isNothingCreated } from './protocol/physical-id';
import type { Answer, Data } from './protocol/response';
import { requestedAtEpochSeconds } from './protocol/time';

/**
 * - `ASSESS`: decide whether an Update changes the generation that it names, or replaces it
 * - `SEARCH`: search for unfinished generations of this resource that no request names
 *   (decisions/custom-resource-entry-point.md)
 */
export type Task = CoreTask | AssessTask | SearchTask;
export interface AssessTask {
  readonly kind: 'ASSESS';
  /** Observations that did not show the node group. */
  readonly observations?: number;
}
export type CoreTask =
  | { readonly kind: 'CREATE' }
  | { readonly kind: 'UPDATE'; readonly id: string }
  | {
      readonly kind: 'DELETE';
      readonly id: string;
      /** Nothing is deleted if the node group turns out to be in service. */
      readonly keepsInService?: boolean;
    };
export interface SearchTask {
  readonly kind: 'SEARCH';
  /** Searches that found nothing. */
  readonly observations: number;
}

export interface Progress {
  readonly requestedAtEpochSeconds: number;
  /** The PhysicalResourceId to answer with. */
  readonly id: string;
  /** What is left to do; the first task is in progress. */
  readonly tasks: readonly Task[];
  /** The core's progress with the first task. */
  readonly core?: SavedCoreProgress;
  /** Whether CloudFormation has confirmed the request: nothing is sent before. */
  readonly confirmed?: true;
  /** Times that it did not. */
  readonly unconfirmed?: number;
  /** Undefined once nothing of an earlier request can write any more. */
  readonly fence?: Fence;
  /** Ids of the generations that were not in service yet when the first check found an earlier request running. */
  readonly unanswered?: readonly string[];
  /** Consecutive waits for a call that this entry point makes itself, outside the core. */
  readonly waits: number;
  readonly data?: Data;
  /** Notes and warnings for the answer's Reason. */
  readonly notes: readonly string[];
}

export type Output = Continuation<Progress> | { readonly done: true; readonly answer: Answer };
interface Continuation<P> {
  readonly done: false;
  readonly waitSeconds: number;
  readonly progress: P;
}

/**
 * The progress in the form of the state machine, which release 0.1 writes and reads, so that any release can finish an
 * execution that another one started: after an upgrade, and after going back. Only the two functions below know it.
 */
export type SavedProgress = Readonly<Record<string, unknown>>;
export type SavedOutput = Exclude<Output, Continuation<Progress>> | Continuation<SavedProgress>;

/** Names of a task's members here to those of the saved form. */
const SAVED_NAMES = { kind: 'does', observations: 'looks' };

export function savedOutput(output: Output): SavedOutput {
  if (output.done) return output;
  const { tasks, ...rest } = output.progress;
  return {
    ...output,
    progress: { ...rest, tasks: tasks.map((task) => renamed(task, SAVED_NAMES)) },
  };
}

/** Undefined before the first invocation has ended. */
export function loadedProgress({ tasks, ...rest }: SavedProgress): Progress | undefined {
  if (!Array.isArray(tasks)) return undefined;
  return {
    ...rest,
    tasks: tasks.map((task) => renamed(task, reversed(SAVED_NAMES))),
  } as unknown as Progress;
}

export function firstProgress(event: Event, place: Place, startedAt: number): Progress {
  const id = idOfFailure(event, place, undefined);
  return {
    requestedAtEpochSeconds: requestedAtEpochSeconds(event, startedAt),
    id,
    tasks: firstTasks(event.RequestType, id),
    fence: { checks: 0, waitedOut: [] },
    waits: 0,
    notes: [],
  };
}

function firstTasks(type: Event['RequestType'], id: string): readonly Task[] {
  switch (type) {
    case 'Create':
      return [{ kind: 'CREATE' }];
    case 'Update':
      return [{ kind: 'ASSESS' }];
    case 'Delete':
      if (isNothingCreated(id)) return [];
      return [parseId(id) ? { kind: 'DELETE', id } : { kind: 'SEARCH', observations: 0 }];
  }
}

/** An output whose answer is not sent. */
export function withheld(output: Output): Output {
  return output.done ? { done: true, answer: { ...output.answer, Withheld: true } } : output;
}
