/** Update: wait until the node group is settled; then tags, config, roll, one EKS update at a time. */
import type { Nodegroup, Update } from '@aws-sdk/client-eks';
import { isEmptyBlock } from '../../capacity/replacement';
import { isFeatureChanged } from '../../feature/change';
import type { ConfigMembers } from '../../feature/feature';
import { FEATURES } from '../../features';
import { isLive, nextVersion } from '../../launch-template/next-version';
import type { NextVersion } from '../../launch-template/versions';
import { canObserve, failure, poll, refuse, visibilitySeconds, waitFor } from '../../loop/wait';
import type { ApiCall } from '../../model/api-calls';
import type { Decision, Progress } from '../../model/decision';
import type { Environment, Facts, OwnedResource, Target } from '../../model/facts';
import type { UpdateRequest } from '../../model/request';
import { versionDifference } from '../../node/versions';
import { APPLIED_TAG, type AppliedRecord, formatApplied } from '../../ownership/applied-record';
import { callToken, formatId } from '../../ownership/identity';
import { restoreIdTag } from '../../ownership/nodegroup-owner';
import { EC2_RESOURCES, OWNED_RESOURCES } from '../../ownership/owned-resources';
import { givenTags } from '../../ownership/tags';
import { sameJson } from '../../util/compare';
import { describeHealth, describeUpdateErrors, sentence } from '../health';
import { updateWarnings, warnOnce } from '../warnings';
import { configDifference, notUpdatableFindings, updateFindings } from './checks';
import { isOutOfDate, isRecorded, recordOfOperation, sinceLastApplied } from './last-applied';
import { changesTemplate, roll } from './roll';
import { type SettledUpdate, settledUpdate } from './settled-update';
import { tagCall, tagCalls } from './tags';

export function decideUpdate(request: UpdateRequest, facts: Facts, progress: Progress): Decision {
  if (canObserve(facts.nodegroup)) {
    return { kind: 'observe', targets: facts.update ? ['nodegroup', 'update'] : ['nodegroup'] };
  }
  if (facts.nodegroup.is !== 'present') return nodegroupMissing(request, facts.nodegroup);
  const nodegroup = facts.nodegroup.value;
  const unsettled =
    waitForUpdate(request, facts.update, nodegroup, progress) ??
    waitForSettled(request, nodegroup, progress);
  if (unsettled) return unsettled;
  const since = sinceLastApplied(request, nodegroup, facts, progress.checkpoint);
  const update = settledUpdate(since, facts, nodegroup);
  const targets = targetsToObserve(update.request, facts, progress);
  if (targets.length > 0) return { kind: 'observe', targets };
  const decision = updateSettled(update, progress);
  const idTag = decision.kind === 'call' && restoreIdTag(nodegroup, request.identity);
  return idTag ? { kind: 'call', calls: [idTag] } : decision;
}

/** One that this operation has observed is waited for until the window is over. */
function nodegroupMissing(request: UpdateRequest, observed: Facts['nodegroup']): Decision {
  const id = formatId(request.identity);
  const confirmed = observed.is === 'unknown' && observed.confirmed;
  const delay = confirmed ? visibilitySeconds(observed.observations - 1) : undefined;
  return delay === undefined
    ? failure('NotFound', `Node group ${id} does not exist.`)
    : waitFor(`${id} to become visible`, 'visible before, but not now', delay, 'NotFound');
}

/** The update that this operation sent; a failed one is reported once and never sent again. */
function waitForUpdate(
  request: UpdateRequest,
  update: Update | undefined,
  nodegroup: Nodegroup,
  progress: Progress,
): Decision | undefined {
  if (!update) return undefined;
  const name = `update ${update.id} (${update.type ?? 'type unknown'}) of node group ${request.identity.nodegroupName}`;
  switch (update.status) {
    case 'Successful':
      return undefined;
    case 'Failed':
    case 'Cancelled':
      return failure(
        'NotStabilized',
        `EKS ended ${name} as ${update.status}. ${sentence(describeUpdateErrors(update) || 'EKS reports no error')} Fix the cause and retry the stack operation.`,
      );
    default:
      return poll(
        `${name} to finish`,
        `${update.status}`,
        request.operationKey,
        progress,
        // a changed configuration launches nodes at most to scale, and EKS reports an issue where it cannot
        update.type === 'VersionUpdate' || nodegroup.health?.issues?.length ? nodegroup : undefined,
      );
  }
}

/** ACTIVE and DEGRADED are settled: EKS itself refuses a call that it cannot accept. */
function waitForSettled(
  { identity, operationKey }: UpdateRequest,
  nodegroup: Nodegroup,
  progress: Progress,
): Decision | undefined {
  const { status } = nodegroup;
  switch (status) {
    case 'ACTIVE':
    case 'DEGRADED':
      return undefined;
    case 'CREATE_FAILED':
    case 'DELETE_FAILED':
      return failure(
        'NotStabilized',
        `Node group ${identity.nodegroupName} cannot be updated in status ${status}. Remove the node group from the template, deploy, and add it again. ${describeHealth(nodegroup)}`.trim(),
      );
    default:
      return poll(
        `node group ${identity.nodegroupName} to become ACTIVE or DEGRADED`,
        `${status}`,
        operationKey,
        progress,
        nodegroup,
      );
  }
}

/** What the changed features need, and was not observed yet. */
function targetsToObserve(
  request: UpdateRequest,
  facts: Facts,
  { checkpoint }: Progress,
): readonly Target[] {
  const { environment } = facts;
  const changed = FEATURES.filter((feature) => isFeatureChanged(request, feature));
  const targets = new Set<Target>([
    ...(changesTemplate(request) ? (['launchTemplate', 'securityGroup'] as const) : []),
    ...(areTagsChanged(request) ? EC2_RESOURCES : []),
    ...changed.flatMap((feature) => feature.observesForUpdate?.(request, facts) ?? []),
  ]);
  const open = [...targets].filter((target) =>
    isOwned(target)
      ? canObserve(facts[target])
      : environment[target as keyof Environment] === undefined,
  );
  // which groups to observe depends on the cluster; sizes that were sent are settled
  const first = open.filter(
    (target) =>
      target !== 'securityGroups' && !(target === 'scalingGroup' && checkpoint.configSent),
  );
  if (first.length > 0) return first;
  const { cluster } = environment;
  return cluster !== undefined && cluster !== 'absent'
    ? open.filter((target) => target === 'securityGroups')
    : [];
}

function isOwned(target: Target): target is OwnedResource {
  return OWNED_RESOURCES.some((resource) => resource === target);
}

function areTagsChanged(request: UpdateRequest): boolean {
  return !sameJson(
    givenTags(request.previousStackTags, request.previous.Tags),
    givenTags(request.stackTags, request.desired.Tags),
  );
}

function updateSettled(update: SettledUpdate, progress: Progress): Decision {
  const { request, facts, nodegroup, live, efaSecurityGroup } = update;
  const next = live && nextVersion(request, live, efaSecurityGroup);
  const notUpdatable = notUpdatableFindings(update);
  if (notUpdatable.length > 0) return refuse('NotUpdatable', notUpdatable);
  if (changesTemplate(request) && !live) return templateGone(request, nodegroup);
  const config = progress.checkpoint.configSent ? undefined : configDifference(update);
  const members = config && !('path' in config) ? config : undefined;
  const recorded = dueRecord(update, members, next, progress);
  const findings = updateFindings(
    update,
    config,
    next,
    live !== undefined && isLive(request, live),
    recorded !== undefined,
  );
  if (findings.length > 0) return refuse('InvalidRequest', findings);
  const warnings = [
    ...updateWarnings(request, facts.environment),
    ...(progress.checkpoint.configSent ? [] : (update.sizes?.notes ?? [])),
  ];
  const warning = warnOnce(warnings, progress);
  if (warning) return warning;
  const rolled = () => roll(update, next, progress);
  if (recorded && !members && tagCalls(update, undefined).length === 0) {
    // a roll that has to wait or fails is not on its way yet
    const first = rolled();
    if (first.kind === 'wait' || first.kind === 'fail' || first.kind === 'observe') return first;
  }
  const calls = tagCalls(update, recorded);
  if (calls.length > 0) return { kind: 'call', calls };
  const confirmation = members ? undefined : confirmRecord(update);
  if (confirmation) return confirmation;
  // it cannot be rolled once it has nodes
  const beforeNodes = isEmptyBlock(nodegroup) ? rolled() : undefined;
  if (beforeNodes && beforeNodes.kind !== 'succeed') return beforeNodes;
  return members ? { kind: 'call', calls: [configCall(request, members)] } : rolled();
}

/** The record of this operation, where it is to be written before anything else. */
function dueRecord(
  update: SettledUpdate,
  config: ConfigMembers | undefined,
  next: NextVersion | undefined,
  { checkpoint: { sentTokens = [] } }: Progress,
): AppliedRecord | undefined {
  // release 0.1 began it, and what was live before is not known any more
  if (sentTokens.length > 0) return undefined;
  const { request, nodegroup, sizes } = update;
  const { version, releaseVersion } = versionDifference(request, nodegroup, undefined);
  const isDue =
    !isRecorded(update) &&
    (config !== undefined ||
      next !== undefined ||
      version !== undefined ||
      releaseVersion !== undefined ||
      tagCalls(update, undefined).length > 0 ||
      isOutOfDate(update));
  return isDue ? recordOfOperation(update, config !== undefined, sizes) : undefined;
}

/** The configuration is known to be applied. */
function confirmRecord(update: SettledUpdate): Decision | undefined {
  const { applied } = update;
  if (!applied?.isSending || !isRecorded(update)) return undefined;
  const tags = { [APPLIED_TAG]: formatApplied({ ...applied, isSending: false }) };
  return { kind: 'call', calls: [tagCall(update, tags)] };
}

function templateGone({ identity }: UpdateRequest, { launchTemplate }: Nodegroup): Decision {
  return failure(
    'NotStabilized',
    `Launch template ${launchTemplate?.id} version ${launchTemplate?.version} of node group ${identity.nodegroupName} no longer exists, so nodes cannot be launched or rolled. Undo this change, or replace the node group by renaming its resource in the template.`,
  );
}

function configCall({ identity, operationKey }: UpdateRequest, config: ConfigMembers): ApiCall {
  const call = 'eks:UpdateNodegroupConfig';
  const { clusterName, nodegroupName } = identity;
  const clientRequestToken = callToken(operationKey, call, config, 0);
  return { call, input: { clusterName, nodegroupName, ...config, clientRequestToken } };
}
