/** What AWS says of a plan's request, by reading calls only. */
import type { Clients } from '../aws/clients';
import { look } from '../aws/observe';
import { type Before, planning } from '../core/plan';
import type { Request } from '../core/types';

/** Asks what the core asks for, as its own moves ask for it. @throws AwsCallError */
export async function askAws(clients: Clients, request: Request): Promise<Before> {
  const folding = planning(request);
  let step = folding.next();
  while (!step.done) {
    const { at, facts, afterCalls } = step.value;
    // what only shows once something was made is not there to be asked about
    const told = afterCalls ? { lookups: {} } : await look(clients, at, request, facts);
    step = folding.next(told);
  }
  return step.value.before;
}
