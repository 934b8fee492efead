/** What an invocation ends with, before an entry point puts it into its protocol. */
import type { Failure, SavedProgress } from './decision';
import type { Model } from './properties';

export type Outcome =
  | {
      readonly kind: 'inProgress';
      readonly id: string;
      readonly progress: SavedProgress;
      readonly delaySeconds: number;
      readonly message: string;
    }
  | { readonly kind: 'succeeded'; readonly model?: Model; readonly message: string }
  /** `accepted`: whether the Id went out before, so that CloudFormation may delete what was created. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly accepted: boolean };
