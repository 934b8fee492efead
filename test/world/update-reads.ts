/** DescribeUpdate and ListUpdates. */
import type { DescribeUpdateCommandInput, ListUpdatesCommandInput } from '@aws-sdk/client-eks';
import type { Account } from './account';
import { findCluster } from './clusters';
import { eksError } from './eks-errors';
import { keyOf } from './nodegroup-health';
import { findNodegroup } from './nodegroups';
import type { Call } from './store';

export function describeUpdate(account: Account, input: DescribeUpdateCommandInput, call: Call) {
  findCluster(account, input.name, call);
  const found = account.updates.seenBy(call).get(input.updateId ?? '');
  if (
    found &&
    keyOf(found.clusterName, found.nodegroupName) ===
      keyOf(input.name ?? '', input.nodegroupName ?? '')
  ) {
    return { update: found.update };
  }
  throw eksError('ResourceNotFoundException', `No update found for ID: ${input.updateId}`);
}

/** Newest first: AWS documents no order. */
export function listUpdates(account: Account, input: ListUpdatesCommandInput, call: Call) {
  findNodegroup(account, { clusterName: input.name, nodegroupName: input.nodegroupName }, call);
  const ids = [...account.updates.seenBy(call).values()]
    .filter(
      ({ clusterName, nodegroupName }) =>
        clusterName === input.name && nodegroupName === input.nodegroupName,
    )
    .map(({ update }) => update.id)
    .reverse();
  const start = Number(input.nextToken ?? 0);
  const end = start + (input.maxResults ?? 100);
  return {
    updateIds: ids.slice(start, end),
    nextToken: end < ids.length ? String(end) : undefined,
  };
}
