/** The tag calls of an Update: on the node group by EKS, on its other resources by EC2, alike ones together. */

import type { ApiCall } from '../../model/api-calls';
import type { Facts } from '../../model/facts';
import type { UpdateRequest } from '../../model/request';
import { APPLIED_TAG, type AppliedRecord, formatApplied } from '../../ownership/applied-record';
import { type ChoiceRecord, recordOf, recordTags } from '../../ownership/choice-record';
import { EC2_RESOURCES } from '../../ownership/owned-resources';
import { SCALE_FROM_ZERO_TAG } from '../../ownership/tag-keys';
import {
  expandTags,
  forwardedStackTags,
  givenTags,
  tagDifference,
  tooManyTags,
} from '../../ownership/tags';
import {
  areGivenGroupsChanged,
  areGroupsChanged,
  clusterGroupOf,
  groupsToTakeOut,
  isSecurityGroupChanged,
} from '../../security-group/choice';
import { sameJson } from '../../util/compare';
import { filterKeys, type StringMap } from '../../util/objects';
import type { SettledUpdate } from './settled-update';

/**
 * The calls that do not depend on each other; asked again until there are none. The record comes first: what it does not
 * name is not sent. @param recorded the record to write; undefined where there is none to write
 */
export function tagCalls(
  update: SettledUpdate,
  recorded: AppliedRecord | undefined,
): readonly ApiCall[] {
  const { set } = nodegroupDifference(update);
  const record = recorded && fitsRecord(update) ? { [APPLIED_TAG]: formatApplied(recorded) } : {};
  const isFull = isOverLimit({ ...update.nodegroup.tags, ...set, ...record });
  if (Object.keys(record).length > 0)
    return [tagCall(update, isFull ? record : { ...set, ...record })];
  return [...nodegroupTagCalls(update), ...resourceTagCalls(update.request, update.facts)];
}

/** Every tag of the node group as the update will leave it, to be counted before anything is sent. */
export function desiredTags(update: SettledUpdate, isRecordDue: boolean): StringMap {
  return {
    ...tagsWithoutRecord(update),
    ...(isRecordDue && fitsRecord(update) && { [APPLIED_TAG]: '' }),
  };
}

/** A record that would be the 51st tag, now or at the end, is left out. */
export function fitsRecord(update: SettledUpdate): boolean {
  const record = { [APPLIED_TAG]: '' };
  return (
    !isOverLimit({ ...tagsWithoutRecord(update), ...record }) &&
    !isOverLimit({ ...update.nodegroup.tags, ...record })
  );
}

function tagsWithoutRecord(update: SettledUpdate): StringMap {
  const { set, remove } = nodegroupDifference(update);
  return { ...filterKeys(update.nodegroup.tags ?? {}, (key) => !remove.includes(key)), ...set };
}

export function tagCall({ nodegroup }: SettledUpdate, tags: StringMap): ApiCall {
  return {
    call: 'eks:TagResource',
    input: { resourceArn: nodegroup.nodegroupArn, tags: { ...tags } },
  };
}

function nodegroupTagCalls(update: SettledUpdate): readonly ApiCall[] {
  const resourceArn = update.nodegroup.nodegroupArn;
  const { set, remove } = nodegroupDifference(update);
  const untag: readonly ApiCall[] =
    remove.length > 0
      ? [{ call: 'eks:UntagResource', input: { resourceArn, tagKeys: [...remove] } }]
      : [];
  // AWS counts what is added before what goes
  if (untag.length > 0 && isOverLimit({ ...update.nodegroup.tags, ...set })) return untag;
  return [...(Object.keys(set).length > 0 ? [tagCall(update, set)] : []), ...untag];
}

function isOverLimit(tags: StringMap): boolean {
  return tooManyTags(tags).length > 0;
}

/** The record of an earlier operation gives way to the last tag of the user's that AWS takes. */
function nodegroupDifference(update: SettledUpdate): ReturnType<typeof tagDifference> {
  const { set, remove } = givenDifference(update);
  const after = filterKeys({ ...update.nodegroup.tags, ...set }, (key) => !remove.includes(key));
  const withoutRecord = filterKeys(after, (key) => key !== APPLIED_TAG);
  const givesWay = isOverLimit(after) && !isOverLimit(withoutRecord);
  return { set, remove: givesWay ? [...remove, APPLIED_TAG] : remove };
}

function givenDifference(update: SettledUpdate) {
  const { request, record, efaCount, nodegroup } = update;
  const { previous, desired, previousStackTags, stackTags } = request;
  return tagDifference(
    {
      ...givenTags(previousStackTags, previous.Tags),
      ...recordTags(record, forwardedStackTags(previousStackTags, previous.Tags)),
    },
    {
      ...givenTags(stackTags, desired.Tags),
      ...recordTags(nextRecord(update), forwardedStackTags(stackTags, desired.Tags)),
      ...(efaCount !== undefined && { [SCALE_FROM_ZERO_TAG]: String(efaCount) }),
    },
    nodegroup.tags ?? {},
  );
}

/**
 * The record with the members whose properties changed. That a security group was created is never taken
 * back: Delete waits until it is deleted.
 */
function nextRecord({
  request,
  record,
  facts,
  efaSecurityGroup,
  live,
}: SettledUpdate): ChoiceRecord {
  const chosen: Parameters<typeof recordOf>[1] = {
    placementGroup: { kind: record.createdPlacementGroup ? 'created' : 'none' },
    efaSecurityGroup,
  };
  const before = recordOf(request.previous, chosen);
  const changes = Object.entries(recordOf(request.desired, chosen)).filter(
    ([member, value]) => !sameJson([value], [before[member as keyof ChoiceRecord]]),
  );
  const { existingSecurityGroupId: existing, ...rest } = record;
  const chosenId = efaSecurityGroup.kind === 'existing' ? efaSecurityGroup.id : undefined;
  const groupChanged =
    isSecurityGroupChanged(request) || (areGivenGroupsChanged(request) && chosenId !== existing);
  const existingSecurityGroupId = groupChanged ? chosenId : existing;
  const interfaces = live?.version.LaunchTemplateData?.NetworkInterfaces ?? [];
  const clusterGroupId = clusterGroupOf(facts.environment);
  const toTakeOut = areGroupsChanged(request)
    ? groupsToTakeOut(request, record, interfaces).filter(
        (id) => ![chosenId, clusterGroupId].includes(id),
      )
    : [];
  return {
    ...rest,
    ...(existingSecurityGroupId !== undefined && { existingSecurityGroupId }),
    ...Object.fromEntries(changes),
    ...(toTakeOut.length > 0 && {
      securityGroupIds: [...(request.desired.SecurityGroupIds ?? []), ...toTakeOut],
    }),
    createdSecurityGroup:
      record.createdSecurityGroup || (groupChanged && efaSecurityGroup.kind === 'created'),
  };
}

function resourceTagCalls(request: UpdateRequest, facts: Facts): readonly ApiCall[] {
  const before = givenTags(request.previousStackTags, request.previous.Tags);
  const after = givenTags(request.stackTags, request.desired.Tags);
  const creates: Alike<StringMap> = new Map();
  const deletes: Alike<readonly string[]> = new Map();
  for (const resource of EC2_RESOURCES) {
    const observed = facts[resource];
    if (observed.is !== 'present' || !observed.ours || !observed.value.tags) continue;
    const { set, remove } = tagDifference(before, after, observed.value.tags);
    const isFull = remove.length > 0 && isOverLimit({ ...observed.value.tags, ...set });
    if (Object.keys(set).length > 0 && !isFull) collect(creates, set, observed.value.id);
    if (remove.length > 0) collect(deletes, remove, observed.value.id);
  }
  return [
    ...[...creates.values()].map(
      ({ content, ids }): ApiCall => ({
        call: 'ec2:CreateTags',
        input: { Resources: ids, Tags: expandTags(content) },
      }),
    ),
    ...[...deletes.values()].map(
      ({ content, ids }): ApiCall => ({
        call: 'ec2:DeleteTags',
        input: { Resources: ids, Tags: content.map((Key) => ({ Key })) },
      }),
    ),
  ];
}

/** Resources that need the same call, by what it carries. */
type Alike<T> = Map<string, { readonly content: T; readonly ids: string[] }>;

function collect<T>(alike: Alike<T>, content: T, id: string): void {
  const key = JSON.stringify(content);
  const { ids = [] } = alike.get(key) ?? {};
  alike.set(key, { content, ids: [...ids, id] });
}
