/** Decides what to do next, from the request and the facts. Pure, and the same for every entry point. */
import type { Decision, Progress } from '../model/decision';
import type { Facts } from '../model/facts';
import type { Request } from '../model/request';
import { assertNever } from '../util/objects';
import { decideCreate } from './create/create';
import { decideDelete } from './delete';
import { decideUpdate } from './update/update';

export function decide(request: Request, facts: Facts, progress: Progress): Decision {
  switch (request.action) {
    case 'CREATE':
      return decideCreate(request, facts, progress);
    case 'UPDATE':
      return decideUpdate(request, facts, progress);
    case 'DELETE':
      return decideDelete(request, facts, progress);
    default:
      return assertNever(request);
  }
}
