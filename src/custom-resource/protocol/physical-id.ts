/** PhysicalResourceIds: the Id of the node group, or a placeholder where nothing was created. */
import { createRequest } from '../../core/lifecycle/requests';
import { formatId, parseId } from '../../core/ownership/identity';
import type { Answerable, Event, Place } from './event';
import { eventInput, eventKey } from './request';

/** The prefix is in stacks that release 0.1 answered. */
const NOTHING_CREATED = 'nothing-made/';

/** Placeholder for a Create that ended before anything was created. */
export function nothingCreatedId(event: Event, place: Place): string {
  return NOTHING_CREATED + eventKey(event, place).slice(0, 12);
}

/** After a request that created nothing: a Create gets a placeholder, a replacement keeps the old id. */
export function idOfNothing(event: Event, place: Place, current: string): string {
  if (event.RequestType === 'Create') return nothingCreatedId(event, place);
  return event.PhysicalResourceId ?? current;
}

/** Whether a Delete with this id has nothing to do. */
export function isNothingCreated(id: string): boolean {
  return id.startsWith(NOTHING_CREATED);
}

/**
 * The id to answer a failed request with. For a Create it is the Id of what it creates, which follows from the request
 * alone, so that CloudFormation's Delete finds whatever was created.
 * @param current the id in the request's progress, where that is known
 */
export function idOfFailure(event: Answerable, place: Place, current: string | undefined): string {
  const { RequestType, PhysicalResourceId } = event as Partial<Event>;
  if (current) return current;
  if (RequestType !== 'Create') {
    const known = typeof PhysicalResourceId === 'string' ? PhysicalResourceId : '';
    return known !== '' && known.length <= 1024 ? known : `${NOTHING_CREATED}unknown`;
  }
  const request = createRequest(eventInput(event as Event, place));
  const id = formatId(request.identity);
  const { ClusterName } = request.desired as { readonly ClusterName?: unknown };
  return typeof ClusterName === 'string' && parseId(id)
    ? id
    : nothingCreatedId(event as Event, place);
}
