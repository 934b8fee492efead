/** The `Aws` of the loop, over the SDK. */
import type { Aws } from '../reconcile/ports';
import { type ClientConfig, makeClients } from './clients';
import { scalingActivity } from './find/auto-scaling';
import { blockers } from './find/blockers';
import { findLiveState, listIds } from './find/live-state';
import { observe } from './observe';
import { perform } from './perform';

export interface AwsWithList extends Aws {
  listIds(nextToken: string | undefined): ReturnType<typeof listIds>;
}

/** One for each invocation: it holds that invocation's credentials. */
export function makeAws(config: ClientConfig): AwsWithList {
  const clients = makeClients(config);
  return {
    observe: (at, request, facts) => observe(clients, at, request, facts),
    perform: (apiCall) => perform(clients, apiCall),
    blockers: (apiCall) => blockers(clients, apiCall),
    scalingActivity: (group, since) => scalingActivity(clients, group, since),
    liveState: (identity) => findLiveState(clients, identity),
    listIds: (nextToken) => listIds(clients, nextToken),
  };
}
