/** The core's request of a task. */
import { createRequest, deleteRequest, updateRequest } from '../core/lifecycle/requests';
import type { Identity, Request } from '../core/model/request';
import { parseId } from '../core/ownership/identity';
import type { CoreTask } from './progress';
import type { Event, Place } from './protocol/event';
import { eventInput } from './protocol/request';

export function requestOf(task: CoreTask, event: Event, place: Place): Request {
  const input = eventInput(event, place);
  if (task.kind === 'CREATE') return createRequest(input);
  const identity = parseId(task.id) as Identity;
  return task.kind === 'UPDATE'
    ? updateRequest(input, identity)
    : { ...deleteRequest(input, identity), ...(task.keepsInService && { keepsInService: true }) };
}
