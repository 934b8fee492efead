/** The loop's port to AWS (reconcile/ports.ts), implemented with the SDK. */
import type { Aws } from '../reconcile/ports';
import { type ClientConfig, type Clients, makeClients } from './clients';
import { scalingActivity } from './find/auto-scaling';
import { blockers } from './find/blockers';
import { findLiveState, listIds } from './find/live-state';
import { observe } from './observe';
import { perform } from './perform';
import type { Remaining } from './time-limit';

export interface AwsWithList extends Aws {
  listIds(nextToken: string | undefined): ReturnType<typeof listIds>;
}

/** One for each invocation, with that invocation's credentials and within its time. */
export function makeAws(config: ClientConfig, remaining?: Remaining): AwsWithList {
  return awsOf(makeClients(config, remaining));
}

export function awsOf(clients: Clients): AwsWithList {
  return {
    observe: (targets, request, facts) => observe(clients, targets, request, facts),
    perform: (apiCall) => perform(clients, apiCall),
    blockers: (apiCall) => blockers(clients, apiCall),
    scalingActivity: (group, since) => scalingActivity(clients, group, since),
    liveState: (identity) => findLiveState(clients, identity),
    listIds: (nextToken) => listIds(clients, nextToken),
  };
}
