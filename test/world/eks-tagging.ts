import type { TagResourceCommandInput, UntagResourceCommandInput } from '@aws-sdk/client-eks';
import type { Account, WorldNodegroup } from './account';
import { eksError } from './eks-errors';
import { keyOf } from './nodegroup-health';
import type { Call } from './store';
import { checkedEksTags, type Tags } from './tags';

export function tagResource(account: Account, input: TagResourceCommandInput, call: Call): object {
  const nodegroup = findByArn(account, input.resourceArn, call);
  put(
    account,
    nodegroup,
    checkedEksTags({ ...nodegroup.tags, ...input.tags }, 'BadRequestException'),
  );
  return {};
}

export function untagResource(
  account: Account,
  input: UntagResourceCommandInput,
  call: Call,
): object {
  const nodegroup = findByArn(account, input.resourceArn, call);
  const left = Object.entries(nodegroup.tags).filter(([key]) => !input.tagKeys?.includes(key));
  put(account, nodegroup, Object.fromEntries(left));
  return {};
}

function findByArn(account: Account, arn: string | undefined, call: Call): WorldNodegroup {
  const seen = [...account.nodegroups.seenBy(call).values()];
  const found = seen.find((nodegroup) => nodegroup.nodegroupArn === arn);
  const live =
    found && account.nodegroups.target(keyOf(found.clusterName, found.nodegroupName), call);
  if (live) return live;
  throw eksError('NotFoundException', `Resource ${arn} was not found`);
}

function put(account: Account, nodegroup: WorldNodegroup, tags: Tags): void {
  const key = keyOf(nodegroup.clusterName, nodegroup.nodegroupName);
  account.nodegroups.put(key, { ...nodegroup, tags });
}
