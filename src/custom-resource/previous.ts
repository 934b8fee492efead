/**
 * Which generation a failed one was to replace. The request that created the failed one names it, and the names of its
 * executions prove the StackId: stack name and logical id are also those of node groups that were retained, by an older
 * stack too. Why: decisions/custom-resource-entry-point.md.
 */
import type { Generation } from '../aws/find/generations';
import { CREATED_WITHIN_SECONDS, makerOf } from './claims';
import {
  type Execution,
  executionsOf,
  isBefore,
  type OwnExecution,
  ownExecution,
} from './executions';
import type { States } from './states';

/**
 * - `generation`: the one that CloudFormation held when it sent the replacement
 * - `none`: the generation replaced nothing, or may have been accepted
 * - `unknown`: nothing is known of the request that created it
 */
export type Previous = { readonly generation: string } | 'none' | 'unknown';

/** A rollback follows the failure that it undoes within so much: CloudFormation waits for what else is under way. */
const ROLLED_BACK_WITHIN_SECONDS = 3600;

/** @param nodegroup of the failed generation; undefined where EKS shows none. @throws AwsCallError */
export async function previousOf(
  failed: Generation,
  own: OwnExecution,
  states: States,
): Promise<Previous> {
  const mine = ownExecution(own);
  if (!mine) return 'unknown';
  const createdAt = failed.nodegroup?.createdAt;
  const from = createdAt
    ? createdAt.getTime() / 1000
    : mine.startedAtEpochSeconds - ROLLED_BACK_WITHIN_SECONDS;
  const since = from - CREATED_WITHIN_SECONDS;
  return replacedBy(
    failed,
    mine,
    await executionsOf(states.list, mine, own.stateMachineArn, since),
  );
}

/** @param requests of the same resource */
export function replacedBy(
  { identity, nodegroup }: Generation,
  own: Execution,
  requests: readonly Execution[],
): Previous {
  const maker = makerOf(identity, requests);
  if (!maker) return 'unknown';
  const { names } = maker;
  if (maker.requestType !== 'Update' || names === undefined || !isBefore(maker, own)) return 'none';
  const isCleanup = (each: Execution) => each.requestType === 'Delete' && each.names === names;
  if (requests.some((each) => isCleanup(each) && isBefore(maker, each))) return 'none';
  // SUCCESS is only answered after ACTIVE. One that EKS does not show may have been accepted, and deleted by hand since
  const endedAt = maker.stoppedAtEpochSeconds ?? maker.startedAtEpochSeconds;
  const isRecent = own.startedAtEpochSeconds - endedAt <= ROLLED_BACK_WITHIN_SECONDS;
  return nodegroup?.status === 'CREATE_FAILED' || isRecent ? { generation: names } : 'none';
}
