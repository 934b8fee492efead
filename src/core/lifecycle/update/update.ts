/** Update: wait until the node group is settled; then tags, config, roll, one EKS update at a time. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import { growsInReservation } from '../../capacity/checks';
import { isEmptyBlock } from '../../capacity/replacement';
import { isFeatureChanged } from '../../feature/change';
import { FEATURES } from '../../features';
import {
  describedBy,
  describedVersion,
  isLive,
  nextVersion,
} from '../../launch-template/next-version';
import { rolledTo } from '../../loop/rolled-to';
import { canObserve, failure, poll, refuse } from '../../loop/wait';
import type { Decision, Progress } from '../../model/decision';
import type { Environment, Facts, OwnedResource, Target } from '../../model/facts';
import { describeFindings, found } from '../../model/findings';
import type { UpdateRequest } from '../../model/request';
import { readRecord } from '../../ownership/choice-record';
import { restoreIdTag } from '../../ownership/nodegroup-owner';
import { EC2_RESOURCES, OWNED_RESOURCES } from '../../ownership/owned-resources';
import { givenTags } from '../../ownership/tags';
import { isSecurityGroupChanged } from '../../security-group/choice';
import { sameJson } from '../../util/compare';
import { appliedGroups } from '../applied-groups';
import { describeHealth } from '../health';
import { updateWarnings, warnOnce } from '../warnings';
import { afterRoll } from './after-roll';
import { notUpdatableFindings, rollsNodes, timeOfRoll, updateFindings } from './checks';
import { aroundRoll, configDifference, membersToSend, narrowingCall, sendConfig } from './config';
import { failWhereLost, pollUpdate, waitForUpdate } from './eks-update';
import { sinceLastApplied } from './last-applied';
import {
  nodegroupMissing,
  templateMissing,
  waitForEarlierConfig,
  waitForNewerVersion,
  waitForSameSize,
  waitForScalingGroup,
} from './not-shown';
import { whereOvertaken } from './overtaken';
import { confirmRecord, dueRecord } from './record';
import { changesTemplate, launchesInOwnGroup, mayRoll, roll, rollsVersion } from './roll';
import {
  hiddenScalingGroup,
  runningSize,
  type SettledUpdate,
  settledUpdate,
  withRunningSize,
} from './settled-update';
import { tagCalls } from './tags';

export function decideUpdate(request: UpdateRequest, facts: Facts, progress: Progress): Decision {
  if (canObserve(facts.nodegroup)) return pollUpdate(request, facts, progress);
  if (facts.nodegroup.is !== 'present') return nodegroupMissing(request, facts.nodegroup);
  const nodegroup = withRunningSize(facts.nodegroup.value, facts);
  const unsettled =
    whereOvertaken(request, nodegroup, progress) ??
    waitForUpdate(request, facts.update, nodegroup, progress) ??
    waitForSettled(request, nodegroup, progress);
  if (unsettled) return unsettled;
  const groups = appliedGroups(FEATURES);
  const since = sinceLastApplied(request, nodegroup, facts, progress, groups);
  const earlier = waitForEarlierConfig(since, progress);
  if (earlier) return earlier;
  const update = settledUpdate(since, facts, nodegroup, describedVersion);
  const sentRoll = rolledTo(progress.checkpoint, facts);
  const { configSent } = progress.checkpoint;
  const isConfigLost = configSent && aroundRoll(update, membersToSend(update)).first !== undefined;
  const lost = failWhereLost(update, sentRoll, isConfigLost === true);
  if (lost) return lost;
  const narrowing = sentRoll && narrowingCall(update, progress);
  if (narrowing) return withIdTag(request, nodegroup, { kind: 'call', calls: [narrowing] });
  const configIsLeft =
    !configSent &&
    (isEmptyBlock(nodegroup, runningSize(facts)) || update.applied?.isSending === true);
  if (sentRoll && !configIsLeft) {
    const confirmation = confirmRecord(update);
    return confirmation
      ? withIdTag(request, nodegroup, confirmation)
      : afterRoll(update.request, facts, nodegroup, progress);
  }
  const targets = targetsToObserve(update.request, facts, progress);
  if (targets.length > 0) return { kind: 'observe', targets };
  const decision = updateSettled(update, progress);
  if (decision.kind !== 'call') return decision;
  // a permission that Read lacks is reported before anything is changed
  if (!progress.checkpoint.sentTokens && !facts.environment.readable) {
    return { kind: 'observe', targets: ['readable'] };
  }
  return withIdTag(request, nodegroup, decision);
}

/** The provider's roles allow changes of node groups that have the Id tag: it comes back first. */
function withIdTag(request: UpdateRequest, nodegroup: Nodegroup, decision: Decision): Decision {
  const idTag = restoreIdTag(nodegroup, request.identity);
  return idTag ? { kind: 'call', calls: [idTag] } : decision;
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
    ...(rollsVersion(request) && usesOwnGroup(facts)
      ? (['launchTemplate', 'securityGroup'] as const)
      : []),
    // how long a roll takes depends on the number of nodes
    ...(mayRoll(request) ? (['scalingGroup'] as const) : []),
    ...(growsInReservation(request) ? (['capacityReservations', 'nodeSubnets'] as const) : []),
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

/** It is only rolled while it has no nodes, of which EKS may know too late. */
function rollsBlock(request: UpdateRequest, { nodegroup }: Facts): boolean {
  const isBlock = nodegroup.is === 'present' && nodegroup.value.capacityType === 'CAPACITY_BLOCK';
  return isBlock && mayRoll(request);
}

/** Nodes are launched in our own security group: every roll needs it. */
function usesOwnGroup({ nodegroup }: Facts): boolean {
  const tags = nodegroup.is === 'present' ? nodegroup.value.tags : undefined;
  const { createdSecurityGroup, existingSecurityGroupId } = readRecord(tags ?? {});
  return createdSecurityGroup === true && existingSecurityGroupId === undefined;
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
  if (rolledTo(progress.checkpoint, facts)) return configAfterRoll(update, progress);
  const next = live && nextVersion(request, live, efaSecurityGroup);
  const notUpdatable = notUpdatableFindings(update, progress);
  if (notUpdatable.length > 0) return refuse('NotUpdatable', notUpdatable);
  const missing =
    changesTemplate(request) && !live ? templateMissing(update, nextVersion) : undefined;
  if (missing) return missing;
  const lagging =
    live && waitForNewerVersion(update, live, describedBy(request.previous), progress);
  if (lagging) return lagging;
  const needsSize = update.sizes !== undefined || rollsBlock(request, facts);
  const { configSent } = progress.checkpoint;
  const unseen =
    (needsSize && !configSent ? waitForScalingGroup(update, progress) : undefined) ??
    waitForSameSize(update, progress);
  if (unseen) return unseen;
  const config = configSent ? undefined : configDifference(update);
  const members = config && !('path' in config) ? config : undefined;
  const recorded = dueRecord(update, members, next, progress);
  const around = rollsNodes(update, next) ? aroundRoll(update, membersToSend(update)) : undefined;
  const last = around?.last;
  const first = last && members ? around.first : members;
  const staysLive = live !== undefined && isLive(request, live);
  const time = timeOfRoll(update, last ? first : config, next);
  const findings = [
    ...updateFindings(update, config, next, staysLive, recorded !== undefined),
    ...found(time.refused),
  ];
  if (findings.length > 0) return refuse('InvalidRequest', findings);
  const warnings = [
    ...updateWarnings(request, facts.environment),
    ...found(time.warning),
    ...(configSent ? [] : (update.sizes?.notes ?? [])),
  ];
  const warning = warnOnce(warnings, progress);
  if (warning) return warning;
  // a Capacity Block cannot be rolled once it has nodes
  const needsGroup =
    next !== undefined ||
    (!staysLive && isSecurityGroupChanged(request)) ||
    launchesInOwnGroup(update);
  const rolled = () => roll(update, next, live !== undefined && needsGroup, progress);
  if (recorded && !first && tagCalls(update, undefined).length === 0) {
    // a roll that has to wait or fails is not on its way yet
    const began = rolled();
    if (began.kind === 'wait' || began.kind === 'fail' || began.kind === 'observe') return began;
  }
  const calls = tagCalls(update, recorded);
  if (calls.length > 0) return { kind: 'call', calls };
  const confirmation = members || last ? undefined : confirmRecord(update);
  if (confirmation) return confirmation;
  const beforeNodes = isEmptyBlock(nodegroup, runningSize(facts)) ? rolled() : undefined;
  if (beforeNodes && beforeNodes.kind !== 'succeed') return beforeNodes;
  if (first) return sendConfig(update, first);
  const decision = rolled();
  const narrowing = decision.kind === 'succeed' ? narrowingCall(update, progress) : undefined;
  return narrowing && last ? { kind: 'call', calls: [narrowing] } : decision;
}

/** A Capacity Block is rolled before it is given nodes: what was checked then is not checked again. */
function configAfterRoll(update: SettledUpdate, progress: Progress): Decision {
  const { request, facts, nodegroup } = update;
  const unseen = update.sizes && waitForScalingGroup(update, progress);
  if (unseen) return unseen;
  const members = membersToSend(update);
  if (members) return sendConfig(update, members);
  const decision = afterRoll(request, facts, nodegroup, progress);
  const { notes = [] } = update.sizes ?? {};
  const isUnsent = hiddenScalingGroup(facts, nodegroup) && notes.length > 0;
  return decision.kind === 'succeed' && isUnsent
    ? { ...decision, notes: [...decision.notes, describeFindings(notes)] }
    : decision;
}
