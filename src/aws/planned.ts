/** The core's own plan, told what AWS says; reading calls only. */

import { type Planned, planning } from '../core/lifecycle/plan';
import type { Looked } from '../core/loop/observation';
import type { Facts, Request, Target } from '../core/model/types';

/** Asks what the core asks for, as its own moves ask for it. @throws AwsCallError */
export async function plannedWith(
  look: (at: readonly Target[], request: Request, facts: Facts) => Promise<Looked>,
  request: Request,
): Promise<Planned> {
  const folding = planning(request);
  let step = folding.next();
  while (!step.done) {
    const { at, facts, afterCalls } = step.value;
    // what only shows once something was made is not there to be asked about
    step = folding.next(afterCalls ? { lookups: {} } : await look(at, request, facts));
  }
  return step.value;
}
