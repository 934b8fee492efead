/** The `Aws` of the loop, over the SDK. */
import type { Aws } from '../reconcile/reconcile';
import { type ClientConfig, makeClients } from './clients';
import { scalingActivity } from './find/auto-scaling';
import { blockers } from './find/blockers';
import { holdings, listIds } from './find/live-state';
import { look } from './observe';
import { perform } from './perform';

export interface AwsWithList extends Aws {
  listIds(nextToken: string | undefined): ReturnType<typeof listIds>;
}

/** One for each invocation: it holds that invocation's credentials. */
export function makeAws(config: ClientConfig): AwsWithList {
  const clients = makeClients(config);
  return {
    look: (at, request, facts) => look(clients, at, request, facts),
    perform: (step) => perform(clients, step),
    blockers: (step) => blockers(clients, step),
    scalingActivity: (group, since) => scalingActivity(clients, group, since),
    holdings: (identity) => holdings(clients, identity),
    listIds: (nextToken) => listIds(clients, nextToken),
  };
}
