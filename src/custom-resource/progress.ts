/** What one invocation of the Reconcile function hands to the next through the state machine. */
import type { Progress as CoreProgress } from '../core/model/decision';
import type { Answer, Data } from './protocol/response';

/**
 * - `ASSESS`: an Update finds out whether it changes the generation that it names, or replaces it
 * - `SEARCH`: look for unfinished generations of this resource that nobody can name (decisions/custom-resource-entry-point.md)
 */
export type Task = CoreTask | { readonly kind: 'ASSESS' } | SearchTask;
export type CoreTask =
  | { readonly kind: 'CREATE' }
  | { readonly kind: 'UPDATE' | 'DELETE'; readonly id: string };
export interface SearchTask {
  readonly kind: 'SEARCH';
  /** Looks that found nothing. */
  readonly observations: number;
}

export interface Progress {
  readonly requestedAtEpochSeconds: number;
  /** The PhysicalResourceId to answer with. */
  readonly id: string;
  /** What is left to do; the first is under way. */
  readonly tasks: readonly Task[];
  /** The core's, of the first task. */
  readonly core?: CoreProgress;
  /** Waits in a row for AWS to answer the door itself. */
  readonly waits: number;
  readonly data?: Data;
  /** What the answer will warn of. */
  readonly notes: readonly string[];
}

export type Output =
  | { readonly done: false; readonly waitSeconds: number; readonly progress: Progress }
  | { readonly done: true; readonly answer: Answer };
