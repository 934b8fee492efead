/** What one invocation of the Reconcile function passes to the next through the state machine. */
import type { Progress as CoreProgress } from '../core/model/decision';
import type { Answer, Data } from './protocol/response';

/**
 * - `ASSESS`: decide whether an Update changes the generation that it names, or replaces it
 * - `SEARCH`: search for unfinished generations of this resource that no request names
 *   (decisions/custom-resource-entry-point.md)
 */
export type Task = CoreTask | { readonly kind: 'ASSESS' } | SearchTask;
export type CoreTask =
  | { readonly kind: 'CREATE' }
  | { readonly kind: 'UPDATE' | 'DELETE'; readonly id: string };
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
  readonly core?: CoreProgress;
  /** Consecutive waits for a call that this entry point makes itself, outside the core. */
  readonly waits: number;
  readonly data?: Data;
  /** Notes and warnings for the answer's Reason. */
  readonly notes: readonly string[];
}

export type Output =
  | { readonly done: false; readonly waitSeconds: number; readonly progress: Progress }
  | { readonly done: true; readonly answer: Answer };
