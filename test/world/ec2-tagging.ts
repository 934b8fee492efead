import type { CreateTagsCommandInput, DeleteTagsCommandInput } from '@aws-sdk/client-ec2';
import type { Account } from './account';
import { AwsError } from './aws-error';
import type { Call, Store } from './store';
import { checkedEc2Tags, recordOf, type Tags } from './tags';

/** All resources or none. */
export function createTags(account: Account, input: CreateTagsCommandInput, call: Call): object {
  const added = checkedEc2Tags(recordOf(input.Tags));
  const changes = (input.Resources ?? []).map((id) =>
    retag(account, id, call, (tags) => checkedEc2Tags({ ...tags, ...added })),
  );
  for (const commit of changes) commit();
  return {};
}

/** A tag given with a value is removed only if it has that value. */
export function deleteTags(account: Account, input: DeleteTagsCommandInput, call: Call): object {
  const changes = (input.Resources ?? []).map((id) =>
    retag(account, id, call, (tags) =>
      Object.fromEntries(
        Object.entries(tags).filter(([key, value]) => {
          const given = (input.Tags ?? []).find((tag) => tag.Key === key);
          return !given || (given.Value !== undefined && given.Value !== value);
        }),
      ),
    ),
  );
  for (const commit of changes) commit();
  return {};
}

function retag(account: Account, id: string, call: Call, change: (tags: Tags) => Tags): () => void {
  const prefix = id.split('-')[0] ?? '';
  switch (prefix) {
    case 'sg':
      return retagIn(account.securityGroups, id, call, change, 'InvalidGroup.NotFound');
    case 'lt':
      return retagIn(account.templates, id, call, change, 'InvalidLaunchTemplateId.NotFound');
    case 'pg':
      return retagIn(account.placementGroups, id, call, change, 'InvalidPlacementGroupId.NotFound');
    case 'i':
      return retagIn(account.instances, id, call, change, 'InvalidInstanceID.NotFound');
    case 'eni':
      return retagIn(account.interfaces, id, call, change, 'InvalidNetworkInterfaceID.NotFound');
    case 'subnet':
      return retagIn(account.subnets, id, call, change, 'InvalidSubnetID.NotFound');
    default:
      throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
  }
}

function retagIn<T extends { tags: Tags }>(
  store: Store<T>,
  id: string,
  call: Call,
  change: (tags: Tags) => Tags,
  notFoundCode: string,
): () => void {
  const item = store.target(id, call);
  if (!item) throw new AwsError(notFoundCode, `The ID '${id}' does not exist`);
  const tags = change(item.tags);
  return () => store.put(id, { ...item, tags });
}
