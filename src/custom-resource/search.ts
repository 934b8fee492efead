/**
 * Searches for generations that no request names, because CloudFormation cancelled the request that created them before
 * it was answered. Why deleting them is safe: decisions/custom-resource-entry-point.md.
 */
import type { Generation } from '../aws/find/generations';
import { mayBeInService } from '../core/lifecycle/health';
import { formatId, parseId } from '../core/ownership/identity';
import type { Claim, Claims } from './claims';
import type { Fence } from './fence';
import type { CoreTask, Progress, SearchTask, Task } from './progress';
import type { Event } from './protocol/event';
import { parseExecutionName } from './protocol/execution-name';

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
  | { readonly tasks: readonly Task[]; readonly waitSeconds?: number }
  | { readonly unclaimed: readonly string[] };

type DeleteTask = Extract<CoreTask, { readonly kind: 'DELETE' }>;

const idOf = ({ identity }: Generation) => formatId(identity);

/** Whether a Delete names what it deletes, and not a placeholder of CloudFormation. */
export function namesId({ RequestType, PhysicalResourceId }: Named): boolean {
  return RequestType === 'Delete' && parseId(PhysicalResourceId) !== undefined;
}
type Named = Pick<Event, 'RequestType' | 'PhysicalResourceId'>;

/** Ids of those whose node group EKS shows, and not in service. One answer that does not show it proves nothing. */
export function unfinished(generations: readonly Generation[]): readonly string[] {
  return generations.filter(({ nodegroup }) => nodegroup && !mayBeInService(nodegroup)).map(idOf);
}

/**
 * Tasks that delete what the executions that were stopped have created, what was not in service before, and what
 * CloudFormation never accepted.
 * @param namedId of the request: that stays
 */
export function deletesOfStopped(
  namedId: string | undefined,
  generations: readonly Generation[],
  { waitedOut }: Fence,
  claims: Claims,
  { requestedAtEpochSeconds: requestedAt, unanswered = [] }: Progress,
): readonly DeleteTask[] {
  const stopped = waitedOut.map((name) => parseExecutionName(name)?.generation);
  const created = generations.filter(
    (each) =>
      (stopped.includes(each.identity.generation) &&
        (!mayBeInService(each.nodegroup) || isAfter(requestedAt)(each))) ||
      isLost(each, claims, requestedAt),
  );
  const seen = created.filter(({ nodegroup }) => nodegroup).map(idOf);
  const others = created.filter((each) => !unanswered.includes(idOf(each)));
  const deletes = unanswered.map((id): DeleteTask => ({ kind: 'DELETE', id }));
  return [...deletes, ...deletesOf(others, seen)].filter(({ id }) => id !== namedId);
}

/**
 * What was not in service, or not even created, when CloudFormation had sent this request was never answered in time: it
 * takes no answer to the request before from then on. It is deleted though it may be in service by now.
 * @param others the generations of the resource, without the one that the request names
 * @param claims by Id
 */
export function nextAfterSearch(
  event: Named,
  { observations }: SearchTask,
  others: readonly Generation[],
  claims: Claims,
  { requestedAtEpochSeconds: requestedAt, unanswered = [] }: Progress,
  secondsLeft: number,
): SearchResult {
  const claimed = (claim: Claim) => others.filter((each) => claims.get(idOf(each)) === claim);
  const unclear = claimed('unclear').map(idOf);
  const isDelete = event.RequestType === 'Delete';
  if (namesId(event)) {
    const lost = observations === 0 ? claimed('lost') : [];
    if (lost.length === 0) return { unclaimed: unclear };
    const again: readonly Task[] = unclear.length > 0 ? [{ kind: 'SEARCH', observations: 1 }] : [];
    const seen = lost.filter((each) => each.nodegroup || unanswered.includes(idOf(each)));
    return { tasks: [...deletesOf(lost, seen.map(idOf)), ...again] };
  }
  const delays = DELAYS_SECONDS[event.RequestType];
  const lost = [
    ...unfinished(others),
    ...others
      .filter((each) =>
        isDelete
          ? each.nodegroup && claims.get(idOf(each)) === 'lost'
          : isLost(each, claims, requestedAt),
      )
      .map(idOf),
    ...others
      .filter((each) => mayBeInService(each.nodegroup) && isAfter(requestedAt)(each))
      .map(idOf),
    ...unanswered.filter((id) => others.some((each) => idOf(each) === id)),
  ];
  const deletes = deletesOf(others, lost);
  if (deletes.length > 0) {
    // one more search, because the request that created them may have been running until now
    return { tasks: [...deletes, { kind: 'SEARCH', observations: delays.length }] };
  }
  const waitSeconds = delays[observations];
  if (waitSeconds !== undefined && waitSeconds < secondsLeft) {
    return { waitSeconds, tasks: [{ kind: 'SEARCH', observations: observations + 1 }] };
  }
  const recent = others.filter(isAfter(requestedAt - GIVEN_UP_WITHIN_SECONDS)).map(idOf);
  return { unclaimed: [...new Set([...unclear, ...claimed('lost').map(idOf), ...recent])] };
}

/**
 * For a request that is no Delete: nothing names what an operation that was given up long ago has left, and somebody may
 * use it by now.
 */
function isLost(generation: Generation, claims: Claims, requestedAt: number): boolean {
  return (
    claims.get(idOf(generation)) === 'lost' &&
    isAfter(requestedAt - GIVEN_UP_WITHIN_SECONDS)(generation)
  );
}

/** @param lost Ids of those that are not in use; one that EKS does not show may be in service all the same */
function deletesOf(
  generations: readonly Generation[],
  lost: readonly string[],
): readonly DeleteTask[] {
  return generations.flatMap((each): readonly DeleteTask[] => {
    const id = idOf(each);
    if (lost.includes(id)) return [{ kind: 'DELETE', id }];
    return each.nodegroup ? [] : [{ kind: 'DELETE', id, keepsInService: true }];
  });
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
