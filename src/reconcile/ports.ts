/** What the loop needs of the outside: AWS, a clock and a log. */
import type { LiveState } from '../core/lifecycle/flatten';
import type { Observation } from '../core/loop/observation';
import type { ApiCall, ApiResult } from '../core/model/api-calls';
import type { Facts, Target } from '../core/model/facts';
import type { Identity, Request } from '../core/model/request';

/** Each method throws AwsCallError and nothing else. */
export interface Aws {
  /** Observes the targets at the same time. */
  observe(targets: readonly Target[], request: Request, facts: Facts): Promise<Observation>;
  perform(apiCall: ApiCall): Promise<ApiResult>;
  /** Ids of what keeps a deletion from succeeding; '' where nothing is found. */
  blockers(apiCall: ApiCall): Promise<string>;
  /** The message of an Auto Scaling group's last activity, if that failed since then; '' otherwise. */
  scalingActivity(group: string, sinceEpochSeconds: number): Promise<string>;
  /** Everything that Read shows; undefined where the node group does not exist or is not of this Id. */
  liveState(identity: Identity): Promise<LiveState | undefined>;
}

export interface Clock {
  nowEpochSeconds(): number;
  /** Of this invocation. */
  remainingMilliseconds(): number;
}

/** One line of JSON for each serial round trip: what was observed or sent, never a value of a property. */
export type Log = (line: Readonly<Record<string, unknown>>) => void;

export interface Ports {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly log: Log;
}
