/**
 * Unfinished generations of a resource that no request can name: those of a request that CloudFormation cancelled
 * before it was answered. Why this is safe: decisions/custom-resource-entry-point.md.
 */
import type { Nodegroup } from '@aws-sdk/client-eks';
import type { Generation } from '../aws/find/generations';
import { formatId } from '../core/ownership/identity';
import type { SearchTask, Task } from './progress';
import type { Event } from './protocol/event';

/**
 * Seconds between looks for what a cancelled request may still make. Lambda brings a request again one and two minutes
 * after OnEvent failed, so that a Delete looks for four; for an Update the request before has ended or is under way.
 */
const DELAYS_SECONDS: Readonly<Record<Event['RequestType'], readonly number[]>> = {
  Create: [],
  Update: [20, 40],
  Delete: [20, 40, 60, 120],
};
/** A request is at most so old when CloudFormation has given it up, and so is what it made. */
const GIVEN_UP_WITHIN_SECONDS = 3600 + 600;

/** What to do after a look; `doubtful`: Ids of what may have been made by the request, or may be somebody's. */
export type Searched =
  | { readonly tasks: readonly Task[] }
  | { readonly waitSeconds: number; readonly tasks: readonly Task[] }
  | { readonly doubtful: readonly string[] };

/**
 * A node group that has been ACTIVE may be somebody's: its Create may have been answered with SUCCESS. One that has
 * not never was, because SUCCESS is answered after ACTIVE alone; one that is being deleted, or whose deletion failed, is
 * nobody's any more. DEGRADED comes before ACTIVE and after it, so that it counts as somebody's.
 */
export function mayBeInService(nodegroup: Nodegroup | undefined): boolean {
  return ['ACTIVE', 'UPDATING', 'DEGRADED'].includes(nodegroup?.status ?? '');
}

/** @param others the generations of the resource, but for the one that the request names */
export function nextAfterSearch(
  { RequestType }: Pick<Event, 'RequestType'>,
  { observations }: SearchTask,
  others: readonly Generation[],
  requestedAt: number,
  secondsLeft: number,
): Searched {
  const delays = DELAYS_SECONDS[RequestType];
  const unfinished = others.filter(({ nodegroup }) => !mayBeInService(nodegroup));
  if (unfinished.length > 0) {
    const deletes: readonly Task[] = unfinished.map(({ identity }) => ({
      kind: 'DELETE',
      id: formatId(identity),
    }));
    // one more look, because the request that made them may have been at work until now
    return { tasks: [...deletes, { kind: 'SEARCH', observations: delays.length }] };
  }
  const waitSeconds = delays[observations];
  if (waitSeconds !== undefined && waitSeconds < secondsLeft) {
    return { waitSeconds, tasks: [{ kind: 'SEARCH', observations: observations + 1 }] };
  }
  const recent = others.filter(isAfter(requestedAt));
  return { doubtful: recent.map(({ identity }) => formatId(identity)) };
}

function isAfter(requestedAt: number) {
  return ({ nodegroup }: Generation): boolean => {
    const madeAt = nodegroup?.createdAt && nodegroup.createdAt.getTime() / 1000;
    return madeAt !== undefined && madeAt >= requestedAt - GIVEN_UP_WITHIN_SECONDS;
  };
}

export function describeDoubt(ids: readonly string[]): string {
  return `${ids.join(', ')} of this resource is in service, and CloudFormation did not name it: a request that was cancelled may have made it, or it was kept. It was not deleted. If CloudFormation does not delete it next and nobody needs it, delete the node group by hand; a stack that cannot be deleted for it can be when this resource is retained.`;
}
