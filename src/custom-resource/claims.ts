/**
 * Whether CloudFormation has ever accepted a generation, by the requests that it sent: it names in each request the id that
 * it holds. Why, and what stays unknown: decisions/custom-resource-entry-point.md.
 */
import type { Generation } from '../aws/find/generations';
import { mayBeInService } from '../core/lifecycle/health';
import { formatId } from '../core/ownership/identity';
import {
  ENDED_ON_ITS_OWN,
  type Execution,
  executionsOf,
  isBefore,
  type OwnExecution,
  ownExecution,
} from './executions';
import type { Progress } from './progress';
import type { States } from './states';

/**
 * - `lost`: never accepted, or no longer wanted. Nobody else knows it
 * - `unclear`: in service, and CloudFormation may have accepted it or not
 * - `held`: accepted, or nothing is known of the request that created it
 */
export type Claim = 'lost' | 'unclear' | 'held';

/** By Id. */
export type Claims = ReadonlyMap<string, Claim>;

/** Statuses before the first ACTIVE: SUCCESS is only answered after it. */
const NEVER_ACTIVE = ['CREATING', 'CREATE_FAILED'];

/** The request that created a node group came no longer before it: it waits for an hour, and Lambda may delay it. */
export const CREATED_WITHIN_SECONDS = 2 * 3600;

/** @throws AwsCallError */
export async function claimsOn(
  others: readonly Generation[],
  own: OwnExecution,
  { unanswered = [] }: Progress,
  states: States,
): Promise<Claims> {
  const mine = ownExecution(own);
  if (!mine || others.length === 0) return new Map();
  const created = others.map(({ nodegroup }) => (nodegroup?.createdAt?.getTime() ?? 0) / 1000);
  const since = Math.min(...created) - CREATED_WITHIN_SECONDS;
  const requests = await executionsOf(states.list, mine, own.stateMachineArn, since);
  return new Map(
    others.map((other) => [formatId(other.identity), claimOf(other, mine, requests, unanswered)]),
  );
}

/** Ids of those that were never in service. */
export function neverActive(generations: readonly Generation[]): readonly string[] {
  return generations
    .filter(({ nodegroup }) => NEVER_ACTIVE.includes(nodegroup?.status ?? ''))
    .map(({ identity }) => formatId(identity));
}

/**
 * @param own the request that asks: a Delete, or one that found what CloudFormation gave up
 * @param requests of the same resource
 * @param unanswered Ids that were never in service when it came
 */
export function claimOf(
  generation: Generation,
  own: Execution,
  requests: readonly Execution[],
  unanswered: readonly string[],
): Claim {
  const { identity, nodegroup } = generation;
  const maker = makerOf(identity, requests);
  if (!maker || !isBefore(maker, own)) return 'held';
  const later = [...requests.filter(({ name }) => name !== own.name), own]
    .filter((each) => each !== maker && isBefore(maker, each))
    .sort((a, b) => (isBefore(a, b) ? -1 : 1));
  const named = later.filter(({ names }) => names === identity.generation).at(-1);
  // what a cleanup failed to delete is not the business of an Update
  if (named)
    return named.requestType === 'Delete' && own.requestType === 'Delete' ? 'lost' : 'held';
  const hasAnswered = maker.status === ENDED_ON_ITS_OWN;
  const wasCreating = unanswered.includes(formatId(identity));
  const isCreating = wasCreating || neverActive([generation]).length > 0;
  // after an answer, CREATING may be an old read of what is ACTIVE; CREATE_FAILED never was
  if (hasAnswered ? nodegroup?.status === 'CREATE_FAILED' : isCreating) return 'lost';
  if (wasCreating) return unlessInService(nodegroup);
  const [next = own] = later;
  // the same request, sent again
  if (next.requestId === maker.requestId && next.requestType === maker.requestType) return 'lost';
  // CloudFormation still names what it held before, or nothing
  const returns = next.names === maker.names && next.requestType !== 'Create';
  if (!returns) return 'held';
  // a Delete of what was replaced comes after the answer was accepted
  const isCleanup = next.requestType === 'Delete' && maker.requestType === 'Update';
  if (isCleanup) return hasAnswered ? 'held' : unlessInService(nodegroup);
  return hasAnswered && !isTooLate(maker, next) ? unlessInService(nodegroup) : 'lost';
}

/** The request that created a generation; undefined where it is not in the list. */
export function makerOf(
  { generation }: Generation['identity'],
  requests: readonly Execution[],
): Execution | undefined {
  return requests.find((each) => each.requestType !== 'Delete' && each.generation === generation);
}

/**
 * Whether CloudFormation had sent the next request before this one was answered, so that it took no answer to it. Both
 * times are of Step Functions: the clocks of CloudFormation's hosts differ.
 */
function isTooLate({ stoppedAtEpochSeconds: endedAt = 0 }: Execution, next: Execution): boolean {
  return endedAt > next.startedAtEpochSeconds;
}

function unlessInService(nodegroup: Generation['nodegroup']): Claim {
  return mayBeInService(nodegroup) ? 'unclear' : 'lost';
}
