/** PhysicalResourceIds: the Id of the node group, and what stands for it where nothing was made. */
import { formatId, parseId } from '../../core/ownership/identity';
import type { Answerable, Event, Place } from './event';
import { createRequest, keyOf } from './request';

const NOTHING_MADE = 'nothing-made/';

/** For a request that ended before anything was begun. */
export function nothingMade(event: Event, place: Place): string {
  return NOTHING_MADE + keyOf(event, place).slice(0, 12);
}

/** Whether a Delete with this id has nothing to do. */
export function isNothingMade(id: string): boolean {
  return id.startsWith(NOTHING_MADE);
}

/**
 * What to answer with where the request got nowhere. For a Create it is the Id of what it makes, known from the request
 * alone, so that CloudFormation's Delete finds whatever was begun; a request that was refused made nothing.
 * @param begun the id that the request had come to, where that is known.
 */
export function idWhereItFails(event: Answerable, place: Place, begun: string | undefined): string {
  const { RequestType, PhysicalResourceId } = event as Partial<Event>;
  if (begun) return begun;
  if (RequestType !== 'Create') {
    const known = typeof PhysicalResourceId === 'string' ? PhysicalResourceId : '';
    return known !== '' && known.length <= 1024 ? known : `${NOTHING_MADE}unknown`;
  }
  const request = createRequest(event as Event, place);
  const id = formatId(request.identity);
  const { ClusterName } = request.desired as { readonly ClusterName?: unknown };
  return typeof ClusterName === 'string' && parseId(id) ? id : nothingMade(event as Event, place);
}
