/** What can happen at a call. */
import type { HandlerErrorCode } from '../../../src/core/model/errors';
import type { RecordedCall } from '../../world/endpoint';
import type { Journey } from '../journeys';
import type { Moment } from '../plan';
import type { Stage } from '../stacks/stage';

export type Group = 'fault' | 'stale' | 'hand' | 'overlap';

/**
 * How a request may end where the event happened:
 * - `recovers`: SUCCESS, and what lives is what would live without it
 * - `fails`: that, or FAILED with one of the codes, and CloudFormation puts everything back
 * - `keeps`: SUCCESS, and what the hand did is there too
 * - `breaks`: either, as what the request needs may be gone; but never InternalFailure, and no node is lost
 * - `given-up`: it is not answered; what was there before is there after it
 * - `one-wins`: of two creates, one
 */
export type Owed = 'recovers' | 'fails' | 'keeps' | 'breaks' | 'given-up' | 'one-wins';

export interface EventKind {
  readonly name: string;
  readonly group: Group;
  readonly owed: Owed;
  /** The code of the error, where nobody waits for its end: Read and List never do. */
  readonly code?: HandlerErrorCode;
  /** Where it would be something else, or nothing at all. */
  readonly applies: (call: RecordedCall, journey: Journey) => boolean;
  readonly arm: (stage: Stage, moment: Moment) => void;
  /** For what `keeps`: what the hand did, done after the journey instead of in it. */
  readonly after?: (stage: Stage) => void;
}
