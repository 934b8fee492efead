/** What to do next, and what one invocation hands to the next. */
import type { ApiCall } from './api-calls';
import type { Choices } from './choices';
import type { HandlerErrorCode } from './errors';
import type {
  LaunchTemplateFact,
  Observed,
  OwnedResource,
  PlacementGroupFact,
  SecurityGroupFact,
  Target,
} from './facts';
import type { Finding } from './findings';

/**
 * What Update waits for within a window of its own:
 * - `record`: its record on the node group, where that of another operation is shown
 * - `size`: that EKS shows no more nodes than the Auto Scaling group
 * - `scalingGroup`: the Auto Scaling group
 * - `newerVersion`: that the node group names a version of the launch template that exists
 * - `earlierConfig`: the configuration that an earlier operation was about to send
 * - `update`: the EKS update that was sent
 */
export type NotShown =
  | 'record'
  | 'size'
  | 'scalingGroup'
  | 'newerVersion'
  | 'earlierConfig'
  | 'update';

export interface Wait {
  /** What is waited for, as it appears in the event's message. */
  readonly until: string;
  readonly lastStatus: string;
  readonly delaySeconds: number;
  /** What the operation ends with when the deadline passes in this wait. */
  readonly timeoutCode: HandlerErrorCode;
  /** Delete: everything is observed again after it, as if nothing had been observed before. */
  readonly closing?: true;
  /** Update: what a read does not show, or shows as it was. */
  readonly notShown?: NotShown;
  /** Auto Scaling group that may lack capacity: the message quotes its last failed activity. */
  readonly scalingGroup?: string;
  /** It is asked only where this wait is the last. */
  readonly isSeldom?: true;
}
export interface Failure {
  readonly code: HandlerErrorCode;
  readonly message: string;
  /** The findings that the message consists of, if it does. */
  readonly findings?: readonly Finding[];
}

/**
 * - `observe`: observe these targets at AWS, at the same time
 * - `warn`: report what causes problems but does not fail the operation; once, before the first call
 * - `accept`: Create has chosen; answer with the Id before anything is created
 * - `call`: calls that do not depend on each other, sent together
 */
export type Decision =
  | { readonly kind: 'observe'; readonly targets: readonly Target[] }
  | { readonly kind: 'warn'; readonly warnings: readonly Finding[] }
  | { readonly kind: 'accept'; readonly choices: Choices }
  | { readonly kind: 'call'; readonly calls: readonly ApiCall[] }
  | { readonly kind: 'wait'; readonly wait: Wait }
  | { readonly kind: 'succeed'; readonly notes: readonly string[] }
  | { readonly kind: 'fail'; readonly failure: Failure };

/** What one invocation passes to the next, as SavedProgress. Losing `checkpoint` costs calls, never correctness. */
export interface Progress {
  readonly startedAtEpochSeconds: number;
  /** Sum of the requested delays: the operation's own clock. */
  readonly waitedSeconds: number;
  /** Waits so far. */
  readonly waits: number;
  /**
   * When the invocation after so many waits was asked for. Undefined before the first wait; release 0.1 passes it on as it
   * is, so that its number of waits is another.
   */
  readonly due?: { readonly waits: number; readonly atEpochSeconds: number };
  readonly choices?: Choices;
  /** Notes of an operation that has succeeded; only the answer with the model is left. */
  readonly completionNotes?: readonly string[];
  /** Warnings that were reported, to be repeated at the end. */
  readonly warnings?: readonly Finding[];
  readonly checkpoint: Checkpoint;
}
/** Progress as JSON, between two invocations. Nothing but loop/saved-progress.ts knows its members. */
export interface SavedProgress {
  readonly startedAtEpochSeconds: number;
  readonly [member: string]: unknown;
}
/** What UpdateNodegroupVersion asked for; a member is absent where the call left it out. */
export interface RolledTo {
  readonly templateVersion?: string;
  readonly version?: string;
  readonly releaseVersion?: string;
}
/** A security group that the nodes have left, and that AWS does not delete yet. */
export interface Leftover {
  readonly securityGroupId: string;
  /** The operation's own clock when its deletion was refused first. */
  readonly sinceSeconds: number;
  /** Why it stays; absent while it is tried again. */
  readonly why?: string;
}
/** What was known at the end of an invocation. */
export interface Checkpoint {
  readonly nodegroup?: Observed<true>;
  readonly launchTemplate?: Observed<LaunchTemplateFact>;
  readonly securityGroup?: Observed<SecurityGroupFact>;
  readonly placementGroup?: Observed<PlacementGroupFact>;
  /** The EKS update that was sent last. */
  readonly updateId?: string;
  /** How often a resource that AWS had confirmed was never observed: part of the next token for it. */
  readonly attempts?: Partial<Record<OwnedResource, number>>;
  /** Delete: whether any resource of this Id was ever observed. */
  readonly observedAnything?: boolean;
  /** Delete: whether the creation of the node group had ended when it was first seen. */
  readonly creationEnded?: boolean;
  /** Delete: whether the time in which an invocation of Create may still write is over. */
  readonly closed?: boolean;
  /** Create: what an invocation that came late has to see again before it creates anything. */
  readonly doubted?: readonly OwnedResource[];
  /** Delete: whether the node group was observed as DELETING: from then on, not to be found is to be gone. */
  readonly seenDeleting?: true;
  /** Delete: DeleteNodegroup calls so far. */
  readonly deletes?: number;
  /** Tokens of the EKS updates that were answered: none of them is sent again. */
  readonly sentTokens?: readonly string[];
  /** Update: whether the configuration was sent; a later difference comes from outside CloudFormation. */
  readonly configSent?: boolean;
  /** Update: the record of what it applies, as it was written: DescribeNodegroup may not show it yet. */
  readonly applied?: string;
  /** Update: observations that did not show something; of an EKS update those in a row. */
  readonly notShown?: Readonly<Partial<Record<NotShown, number>>>;
  /** Update: the words in which EKS refused an earlier AMI release. */
  readonly refusedRelease?: string;
  /** Update: that all reads which follow the first change are allowed. */
  readonly readable?: true;
  /** Update: what its one roll was sent for, which counts as live from the roll's end on. */
  readonly rolledTo?: RolledTo;
  /** Update: what is left after everything else is done. */
  readonly leftover?: Leftover;
  /** Observations of the template that the Auto Scaling group uses. */
  readonly templateCopyObservations?: number;
  /** Waits in a row for a resource to become visible to another call. */
  readonly windowWaits?: number;
  /** The Auto Scaling group that a poll named, for those that do not observe the node group. */
  readonly scalingGroup?: string;
  /** Invocations in a row that AWS refused for now. */
  readonly retries?: number;
  /** Invocations in a row whose credentials AWS refused. */
  readonly refusedCredentials?: number;
}
