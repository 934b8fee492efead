/** The tag calls of an Update: on the node group by EKS, on its pieces by EC2, alike pieces together. */
import type { Nodegroup } from '@aws-sdk/client-eks';
import type { Choices, Facts, ApiCall, StringMap, UpdateRequest } from '../model/types';
import { canonicalJson } from '../ownership/identity';
import {
  type ChoiceRecord,
  expandTags,
  forwardedStackTags,
  recordOf,
  recordTags,
  SCALE_FROM_ZERO_TAG,
  tagDifference,
} from '../ownership/tags';
import { securityGroupChanged } from '../security-group/security-group';

type EfaGroup = Choices['efaSecurityGroup'];

export function tagCalls(
  request: UpdateRequest,
  facts: Facts,
  nodegroup: Nodegroup,
  record: ChoiceRecord,
  efaGroup: EfaGroup,
  efaCount?: number,
): readonly ApiCall[] {
  return [
    ...nodegroupTagCalls(request, nodegroup, record, efaGroup, efaCount),
    ...resourceTagCalls(request, facts),
  ];
}

/** Every tag of the node group as the update will leave it, to be counted before anything is sent. */
export function desiredTags(
  request: UpdateRequest,
  nodegroup: Nodegroup,
  record: ChoiceRecord,
  efaGroup: EfaGroup,
  efaCount?: number,
): StringMap {
  const live = nodegroup.tags ?? {};
  const { set, remove } = nodegroupDifference(request, live, record, efaGroup, efaCount);
  const kept = Object.entries(live).filter(([key]) => !remove.includes(key));
  return { ...Object.fromEntries(kept), ...set };
}

function nodegroupTagCalls(
  request: UpdateRequest,
  nodegroup: Nodegroup,
  record: ChoiceRecord,
  efaGroup: EfaGroup,
  efaCount: number | undefined,
): readonly ApiCall[] {
  const resourceArn = nodegroup.nodegroupArn;
  const live = nodegroup.tags ?? {};
  const { set, remove } = nodegroupDifference(request, live, record, efaGroup, efaCount);
  const calls: ApiCall[] = [];
  if (Object.keys(set).length > 0) {
    calls.push({ call: 'eks:TagResource', input: { resourceArn, tags: { ...set } } });
  }
  if (remove.length > 0) {
    calls.push({ call: 'eks:UntagResource', input: { resourceArn, tagKeys: [...remove] } });
  }
  return calls;
}

function nodegroupDifference(
  request: UpdateRequest,
  live: StringMap,
  record: ChoiceRecord,
  efaGroup: EfaGroup,
  efaCount: number | undefined,
) {
  const next = nextRecord(request, record, efaGroup);
  return tagDifference(
    {
      ...given(request.previousStackTags, request.previous.Tags),
      ...recordTags(record, forwardedStackTags(request.previousStackTags, request.previous.Tags)),
    },
    {
      ...given(request.stackTags, request.desired.Tags),
      ...recordTags(next, forwardedStackTags(request.stackTags, request.desired.Tags)),
      ...(efaCount !== undefined && { [SCALE_FROM_ZERO_TAG]: String(efaCount) }),
    },
    live,
  );
}

/**
 * The record with the members whose properties changed. That a security group was made is never taken
 * back: Delete looks for it until it is seen gone.
 */
function nextRecord(
  { previous, desired }: UpdateRequest,
  record: ChoiceRecord,
  efaGroup: EfaGroup,
): ChoiceRecord {
  const made: Parameters<typeof recordOf>[1] = {
    placementGroup: record.madePlacementGroup ? 'made' : 'none',
    efaSecurityGroup: efaGroup,
  };
  const before = recordOf(previous, made);
  const wanted = recordOf(desired, made);
  const changes = Object.entries(wanted).filter(
    ([member, value]) =>
      canonicalJson(value) !== canonicalJson(before[member as keyof ChoiceRecord]),
  );
  const groupChanged = securityGroupChanged({ previous, desired });
  const { foundSecurityGroupId: found, ...rest } = record;
  const foundNow = groupChanged
    ? typeof efaGroup === 'object'
      ? efaGroup.groupId
      : undefined
    : found;
  return {
    ...rest,
    ...(foundNow !== undefined && { foundSecurityGroupId: foundNow }),
    ...Object.fromEntries(changes),
    madeSecurityGroup: record.madeSecurityGroup || (groupChanged && efaGroup === 'made'),
  };
}

function given(stackTags: StringMap, tags: StringMap | undefined): StringMap {
  return { ...forwardedStackTags(stackTags), ...tags };
}

function resourceTagCalls(request: UpdateRequest, facts: Facts): readonly ApiCall[] {
  const before = given(request.previousStackTags, request.previous.Tags);
  const wanted = given(request.stackTags, request.desired.Tags);
  const creates = new Map<string, { tags: StringMap; ids: string[] }>();
  const deletes = new Map<string, { keys: readonly string[]; ids: string[] }>();
  for (const resource of ['launchTemplate', 'securityGroup', 'placementGroup'] as const) {
    const observed = facts[resource];
    if (observed.is !== 'present' || !observed.ours || !observed.value.tags) continue;
    const { set, remove } = tagDifference(before, wanted, observed.value.tags);
    if (Object.keys(set).length > 0) {
      const alike = creates.get(canonicalJson(set)) ?? { tags: set, ids: [] };
      creates.set(canonicalJson(set), { ...alike, ids: [...alike.ids, observed.value.id] });
    }
    if (remove.length > 0) {
      const alike = deletes.get(remove.join('\0')) ?? { keys: remove, ids: [] };
      deletes.set(remove.join('\0'), { ...alike, ids: [...alike.ids, observed.value.id] });
    }
  }
  return [
    ...[...creates.values()].map(
      ({ tags, ids }): ApiCall => ({
        call: 'ec2:CreateTags',
        input: { Resources: ids, Tags: expandTags(tags) },
      }),
    ),
    ...[...deletes.values()].map(
      ({ keys, ids }): ApiCall => ({
        call: 'ec2:DeleteTags',
        input: { Resources: ids, Tags: keys.map((Key) => ({ Key })) },
      }),
    ),
  ];
}
