/** The core's own plan, told what AWS says; reading calls only. */

import type { Observation } from '../core/loop/observation';
import type { Facts, Target } from '../core/model/facts';
import type { Request } from '../core/model/request';
import type { Planned } from '../core/plan/plan';
import { planning } from '../core/plan/plan';

/** Asks what the core asks for, as its own moves ask for it. @throws AwsCallError */
export async function planWith(
  look: (at: readonly Target[], request: Request, facts: Facts) => Promise<Observation>,
  request: Request,
): Promise<Planned> {
  const folding = planning(request);
  let apiCall = folding.next();
  while (!apiCall.done) {
    const { targets, facts, afterCalls } = apiCall.value;
    // what only shows once something was made is not there to be asked about
    apiCall = folding.next(afterCalls ? { environment: {} } : await look(targets, request, facts));
  }
  return apiCall.value;
}
