/**
 * Searches for generations that no request names, because CloudFormation cancelled the request that created them before
 * it was answered. Why deleting them is safe: decisions/custom-resource-entry-point.md.
 */
import type { Generation } from '../aws/find/generations';
import { mayBeInService } from '../core/lifecycle/health';
import { formatId } from '../core/ownership/identity';
import type { Progress, SearchTask, Task } from './progress';
import type { Event } from './protocol/event';

/**
 * Seconds between searches for what a cancelled request may still create. Lambda retries OnEvent one and two minutes
 * after it failed, so that a Delete searches for four minutes; an Update's previous request has ended or is in progress.
 */
const DELAYS_SECONDS: Readonly<Record<Event['RequestType'], readonly number[]>> = {
  Create: [],
  Update: [20, 40],
  Delete: [20, 40, 60, 120],
};
/** CloudFormation gives up a request within this time, so that what it created is no older. */
const GIVEN_UP_WITHIN_SECONDS = 3600 + 600;

/** What to do after a search; `unclaimed`: Ids in service that a cancelled request may have created, or that were retained. */
export type SearchResult =
  | { readonly tasks: readonly Task[] }
  | { readonly waitSeconds: number; readonly tasks: readonly Task[] }
  | { readonly unclaimed: readonly string[] };

/** Ids of those whose node group EKS shows, and not in service. One answer that does not show it proves nothing. */
export function unfinished(generations: readonly Generation[]): readonly string[] {
  return generations
    .filter(({ nodegroup }) => nodegroup && !mayBeInService(nodegroup))
    .map(({ identity }) => formatId(identity));
}

/**
 * What was not in service, or not even created, when CloudFormation had sent this request was never answered in time: it
 * takes no answer to the request before from then on. It is deleted though it may be in service by now.
 * @param others the generations of the resource, without the one that the request names
 */
export function nextAfterSearch(
  { RequestType }: Pick<Event, 'RequestType'>,
  { observations }: SearchTask,
  others: readonly Generation[],
  { requestedAtEpochSeconds: requestedAt, unanswered = [] }: Progress,
  secondsLeft: number,
): SearchResult {
  const delays = DELAYS_SECONDS[RequestType];
  const lost = [
    ...unfinished(others),
    ...others
      .filter((each) => mayBeInService(each.nodegroup) && isAfter(requestedAt)(each))
      .map(({ identity }) => formatId(identity)),
    ...unanswered.filter((id) => others.some(({ identity }) => formatId(identity) === id)),
  ];
  const notShown = others
    .filter(({ nodegroup }) => !nodegroup)
    .map(({ identity }) => formatId(identity))
    .filter((id) => !lost.includes(id));
  if (lost.length + notShown.length > 0) {
    const deletes: readonly Task[] = [
      ...[...new Set(lost)].map((id) => ({ kind: 'DELETE', id }) as const),
      ...notShown.map((id) => ({ kind: 'DELETE', id, keepsInService: true }) as const),
    ];
    // one more search, because the request that created them may have been running until now
    return { tasks: [...deletes, { kind: 'SEARCH', observations: delays.length }] };
  }
  const waitSeconds = delays[observations];
  if (waitSeconds !== undefined && waitSeconds < secondsLeft) {
    return { waitSeconds, tasks: [{ kind: 'SEARCH', observations: observations + 1 }] };
  }
  const recent = others.filter(isAfter(requestedAt - GIVEN_UP_WITHIN_SECONDS));
  return { unclaimed: recent.map(({ identity }) => formatId(identity)) };
}

function isAfter(epochSeconds: number) {
  return ({ nodegroup }: Generation): boolean => {
    const createdAt = nodegroup?.createdAt && nodegroup.createdAt.getTime() / 1000;
    return createdAt !== undefined && createdAt >= epochSeconds;
  };
}

export function describeUnclaimed(ids: readonly string[]): string {
  return `Node groups with the tags of this resource are in service, but CloudFormation did not name them: ${ids.join(', ')}. They were not deleted, because they may be in use. Delete them if nobody needs them, or retain this resource to delete the stack without them.`;
}
