import type {
  CreatePlacementGroupCommandInput,
  CreatePlacementGroupCommandOutput,
  DeletePlacementGroupCommandInput,
  DescribePlacementGroupsCommandInput,
  DescribePlacementGroupsCommandOutput,
  PlacementGroup as Ec2PlacementGroup,
  RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import type { Account, PlacementGroup } from './account';
import { AwsError } from './aws-error';
import { filtered, type Output } from './ec2-query';
import type { Call } from './store';
import { listOf, tagsOf } from './tags';

export function createPlacementGroup(
  account: Account,
  input: CreatePlacementGroupCommandInput,
): Output<CreatePlacementGroupCommandOutput> {
  const name = input.GroupName ?? '';
  if (!/^[\x20-\x7e]{1,255}$/.test(name)) {
    throw new AwsError('InvalidParameterValue', `Invalid value '${name}' for groupName.`);
  }
  if (!['cluster', 'spread', 'partition'].includes(input.Strategy ?? '')) {
    throw new AwsError('InvalidParameterValue', `Invalid value '${input.Strategy}' for strategy.`);
  }
  const groups = account.placementGroups.all();
  if (groups.some((group) => group.name === name)) {
    throw new AwsError(
      'InvalidPlacementGroup.Duplicate',
      `The placement group '${name}' already exists.`,
    );
  }
  if (groups.length >= account.quotas.placementGroups) {
    throw new AwsError(
      'PlacementGroupLimitExceeded',
      'The maximum number of placement groups has been reached.',
    );
  }
  const tags = tagsOf(input.TagSpecifications, 'placement-group');
  const id = account.newId('pg');
  const group = { id, name, strategy: input.Strategy ?? '', state: 'pending' as const, tags };
  account.placementGroups.put(id, group);
  account.clock.after(account.timings.placementGroupCreate, () => {
    const live = account.placementGroups.get(id);
    if (live) account.placementGroups.put(id, { ...live, state: 'available' });
  });
  return { PlacementGroup: ec2PlacementGroup(account, account.placementGroups.get(id) ?? group) };
}

export function describePlacementGroups(
  account: Account,
  input: DescribePlacementGroupsCommandInput,
  call: Call,
): Output<DescribePlacementGroupsCommandOutput> {
  // "You can specify a name only if the placement group is owned by your account" (DescribePlacementGroups)
  const seen = [...account.placementGroups.seenBy(call).values()].filter(
    ({ owner }) => owner === undefined || input.GroupIds,
  );
  for (const name of input.GroupNames ?? []) {
    if (!seen.some((group) => group.name === name)) throw unknownGroup(name);
  }
  for (const id of input.GroupIds ?? []) {
    if (!seen.some((group) => group.id === id)) {
      throw new AwsError('InvalidPlacementGroupId.NotFound', `'${id}' does not exist`);
    }
  }
  const groups = filtered(
    seen,
    input.Filters,
    {
      'group-name': (group) => [group.name],
      'group-arn': (group) => [arnOf(account, group)],
      state: (group) => [group.state],
      strategy: (group) => [group.strategy],
    },
    (group) => group.tags,
  )
    .filter((group) => input.GroupNames?.includes(group.name) ?? true)
    .filter((group) => input.GroupIds?.includes(group.id) ?? true);
  return { PlacementGroups: groups.map((group) => ec2PlacementGroup(account, group)) };
}

export function deletePlacementGroup(
  account: Account,
  input: DeletePlacementGroupCommandInput,
  call: Call,
): object {
  const name = input.GroupName ?? '';
  const seen = [...account.placementGroups.seenBy(call).values()];
  const id = seen.find((candidate) => candidate.name === name)?.id ?? '';
  const group = account.placementGroups.target(id, call);
  if (!group) throw unknownGroup(name);
  if (account.instances.all().some((instance) => instance.placementGroup === name)) {
    throw new AwsError(
      'InvalidPlacementGroup.InUse',
      `The placement group '${name}' is in use and may not be deleted.`,
    );
  }
  // EC2 user guide, cr-cpg: cancel the reservations first
  const arn = arnOf(account, group);
  const reserved = account.capacityReservations.all();
  if (
    reserved.some(
      ({ placementGroupArn, state }) =>
        placementGroupArn === arn && (state ?? 'active') === 'active',
    )
  ) {
    throw new AwsError(
      'InvalidPlacementGroup.InUse',
      `The placement group '${name}' has active Capacity Reservations and may not be deleted.`,
    );
  }
  account.placementGroups.put(group.id, { ...group, state: 'deleting' });
  account.clock.after(account.timings.placementGroupDelete, () => {
    account.placementGroups.remove(group.id);
  });
  return {};
}

function unknownGroup(name: string): AwsError {
  return new AwsError('InvalidPlacementGroup.Unknown', `The Placement Group '${name}' is unknown.`);
}

function arnOf(account: Account, { name, owner = account.accountId }: PlacementGroup): string {
  return account.arn('ec2', `placement-group/${name}`).replace(account.accountId, owner);
}

/** What a launch template names: by its id also a group that another account shares (LaunchTemplatePlacementRequest). */
export function placedIn(
  groups: Iterable<PlacementGroup>,
  { Placement }: RequestLaunchTemplateData,
): PlacementGroup | undefined {
  const { GroupName, GroupId } = Placement ?? {};
  return [...groups].find(({ id, name, owner }) =>
    GroupId ? id === GroupId : name === GroupName && owner === undefined,
  );
}

function ec2PlacementGroup(account: Account, group: PlacementGroup): Ec2PlacementGroup {
  return {
    GroupName: group.name,
    State: group.state,
    Strategy: group.strategy as never,
    GroupId: group.id,
    Tags: listOf(group.tags),
    GroupArn: arnOf(account, group),
  };
}
