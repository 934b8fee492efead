/** The roll of an Update: its security group, its launch template version, and one UpdateNodegroupVersion. */

import { amiFamilyOf } from '../../ami/families';
import { isChanged, isFeatureChanged } from '../../feature/change';
import { FEATURES } from '../../features';
import { existingVersion } from '../../launch-template/existing-version';
import { isDescribedByUs } from '../../launch-template/version-description';
import type { NextVersion } from '../../launch-template/versions';
import { wasSent } from '../../loop/checkpoint';
import { resolveUnknown } from '../../loop/resolve-unknown';
import { failure } from '../../loop/wait';
import type { ApiCall } from '../../model/api-calls';
import type { Decision, Progress } from '../../model/decision';
import type { Facts, LaunchTemplateFact } from '../../model/facts';
import { withWarnings } from '../../model/findings';
import type { Change } from '../../model/request';
import { versionDifference } from '../../node/versions';
import { createSecurityGroup } from '../../ownership/calls';
import { callToken } from '../../ownership/identity';
import { untagged } from '../../ownership/nodegroup-owner';
import {
  areGroupsChanged,
  groupsByHand,
  isSecurityGroupChanged,
} from '../../security-group/choice';
import { rulesToSend, verifyRules } from '../security-group';
import { afterRoll, withoutUnusedGroup } from './after-roll';
import type { SettledUpdate } from './settled-update';

/**
 * @param next undefined where the launch template stays
 * @param needsGroup whether the next version may name our own security group
 */
export function roll(
  update: SettledUpdate,
  next: NextVersion | undefined,
  needsGroup: boolean,
  progress: Progress,
): Decision {
  const { request, facts, nodegroup, efaSecurityGroup } = update;
  if (needsGroup && efaSecurityGroup.kind === 'created') {
    const unready = prepareSecurityGroup(update) ?? observeGoneGroups(update);
    if (unready) return unready;
  } else if (next) {
    const unseen = observeGroupTakenOut(update);
    if (unseen) return unseen;
  }
  const { launchTemplate } = facts;
  if (next && launchTemplate.is === 'present') {
    const template = launchTemplate.value;
    const version = existingVersion(template, nodegroup.launchTemplate?.version, next);
    if (version === undefined) return callDecision(newVersionCall(update, template, next));
    const call = rollCall(update, progress, { id: template.id, version });
    if (!wasSent(call, progress)) return callDecision(call);
  }
  const { version, releaseVersion, notes } = versionDifference(
    request,
    nodegroup,
    progress.checkpoint.refusedRelease,
  );
  const alone = version || releaseVersion ? rollCall(update, progress, undefined) : undefined;
  if (!next && alone && !wasSent(alone, progress)) return callDecision(alone);
  // where the answer of this operation's roll was lost, the node group alone shows that there was one
  return hasRolled(update)
    ? afterRoll(request, facts, nodegroup, progress)
    : withoutUnusedGroup(request, facts, progress, withWarnings(notes, progress));
}

/** Whether a change of the launch template is demanded. */
export function changesTemplate(change: Change): boolean {
  return FEATURES.some((feature) => feature.change === 'roll' && isFeatureChanged(change, feature));
}

/** Whether another release of the nodes is. */
export function rollsVersion(change: Change): boolean {
  return isChanged(change, 'Version') || isChanged(change, 'ReleaseVersion');
}

export function mayRoll(change: Change): boolean {
  return changesTemplate(change) || rollsVersion(change);
}

/** Whether nodes were rolled: for a change of the launch template, or to a version that is live now. */
function hasRolled({ request, nodegroup }: SettledUpdate): boolean {
  const reached = (name: 'Version' | 'ReleaseVersion', live: string | undefined) =>
    isChanged(request, name) && live !== undefined && request.desired[name] === live;
  return (
    changesTemplate(request) ||
    reached('Version', nodegroup.version) ||
    reached('ReleaseVersion', nodegroup.releaseVersion)
  );
}

function prepareSecurityGroup(update: SettledUpdate): Decision | undefined {
  const { request, facts } = update;
  const { securityGroup, environment } = facts;
  const isKept = !isSecurityGroupChanged(request);
  const unknown = resolveUnknown(['securityGroup'], isKept ? withOwnGroup(update) : facts);
  // one that stays away was deleted by hand: the nodes of a new version need another one
  if (unknown && unknown.kind !== 'fail') return unknown;
  if (securityGroup.is === 'unknown' && securityGroup.isNameTaken) {
    const { otherId } = securityGroup;
    return otherId
      ? failure('AlreadyExists', untagged(request.identity, 'Security group', otherId))
      : unknown;
  }
  if (securityGroup.is !== 'present') {
    const { cluster } = environment;
    if (!cluster) return { kind: 'observe', targets: ['cluster'] };
    const vpcId = cluster === 'absent' ? undefined : cluster.resourcesVpcConfig?.vpcId;
    return vpcId
      ? callDecision(createSecurityGroup(request, vpcId))
      : failure(
          'NotFound',
          `Cluster ${request.identity.clusterName} no longer exists. Remove the node group from the template.`,
        );
  }
  const rules = rulesToSend(securityGroup.value);
  // a group that no version names yet was created by this update
  if (isChanged(request, 'Efa') || !isNamedByLive(update)) {
    return rules.length > 0 ? callDecision(...rules) : verifyRules(securityGroup.value);
  }
  // rules that an operator added stay, but without the two self rules there is no EFA traffic
  const lost = rules.filter(({ call }) => call !== 'ec2:RevokeSecurityGroupEgress');
  return lost.length > 0 ? callDecision(...lost) : undefined;
}

/** Which groups of the live template do not exist, where our own was created anew and has to take the place of one. */
function observeGoneGroups(update: SettledUpdate): Decision | undefined {
  const { cluster, goneGroupIds } = update.facts.environment;
  if (goneGroupIds || isSecurityGroupChanged(update.request) || isNamedByLive(update)) {
    return undefined;
  }
  return { kind: 'observe', targets: ['goneGroups', ...(cluster ? [] : (['cluster'] as const))] };
}

/** Whether the live version has our own group on an interface. */
function isNamedByLive({ ownGroupId = '', live }: SettledUpdate): boolean {
  const interfaces = live?.version.LaunchTemplateData?.NetworkInterfaces ?? [];
  return interfaces.some(({ Groups = [] }) => Groups.includes(ownGroupId));
}

/** Whether a roll of the version alone launches nodes in our own group, which may have been deleted by hand. */
export function launchesInOwnGroup(update: SettledUpdate): boolean {
  const { request, nodegroup, record } = update;
  const { version, releaseVersion } = versionDifference(request, nodegroup);
  if (!version && !releaseVersion) return false;
  return (
    isNamedByLive(update) || (record.createdSecurityGroup === true && mayBeNamedByLive(update))
  );
}

function mayBeNamedByLive({ request, facts, record, live }: SettledUpdate): boolean {
  const groups = { record, environment: facts.environment, ownGroupId: undefined };
  const interfaces = live?.version.LaunchTemplateData?.NetworkInterfaces ?? [];
  return interfaces.some((each) => groupsByHand(request, each, groups).length > 0);
}

/** A group that was created before this update is known to exist, where the live version may have it. */
function withOwnGroup(update: SettledUpdate): Facts {
  const { facts, record } = update;
  const { securityGroup } = facts;
  const isNamed = record.createdSecurityGroup && mayBeNamedByLive(update);
  return isNamed && securityGroup.is === 'unknown'
    ? { ...facts, securityGroup: { ...securityGroup, confirmed: true } }
    : facts;
}

/** Our own group that is not visible would count as one that was added by hand, and stay. */
function observeGroupTakenOut(update: SettledUpdate): Decision | undefined {
  const { request, facts } = update;
  if (!areGroupsChanged(request) || facts.environment.goneGroupIds) return undefined;
  const unknown = resolveUnknown(['securityGroup'], withOwnGroup(update));
  return unknown?.kind === 'fail' ? { kind: 'observe', targets: ['goneGroups'] } : unknown;
}

/**
 * The default becomes the live version, those of ours that are older are deleted, and then the new one is created. A
 * version without our description was made by hand and is not ours to delete; one that is newer than the live one may
 * be live, where the read of the node group lags behind.
 */
function newVersionCall(
  { request, nodegroup }: SettledUpdate,
  template: LaunchTemplateFact,
  next: NextVersion,
): ApiCall {
  const LaunchTemplateId = template.id;
  const live = nodegroup.launchTemplate?.version ?? '';
  if (String(template.defaultVersion) !== live) {
    return { call: 'ec2:ModifyLaunchTemplate', input: { LaunchTemplateId, DefaultVersion: live } };
  }
  const others = (template.versions ?? [])
    .filter((version) => isDescribedByUs(version) && (version.VersionNumber ?? 0) < Number(live))
    .map(({ VersionNumber }) => String(VersionNumber));
  if (others.length > 0) {
    return {
      call: 'ec2:DeleteLaunchTemplateVersions',
      input: { LaunchTemplateId, Versions: others },
    };
  }
  const call = 'ec2:CreateLaunchTemplateVersion';
  const content = {
    LaunchTemplateId,
    VersionDescription: next.description,
    LaunchTemplateData: next.data,
  };
  const ClientToken = callToken(request.operationKey, call, content, 0);
  return { call, input: { ...content, ClientToken } };
}

/** Without `version` and `releaseVersion` AWS would jump to the cluster's version and newest AMI, with no way back. */
function rollCall(
  { request, nodegroup }: SettledUpdate,
  { checkpoint }: Progress,
  template: { readonly id: string; readonly version: number } | undefined,
): ApiCall {
  const { clusterName, nodegroupName } = request.identity;
  const { isManaged } = amiFamilyOf(nodegroup.amiType ?? '');
  const difference = versionDifference(request, nodegroup, checkpoint.refusedRelease);
  const version = difference.version ?? nodegroup.version;
  // the live release belongs to the live Kubernetes version
  const releaseVersion =
    difference.releaseVersion ?? (difference.version ? undefined : nodegroup.releaseVersion);
  const content = {
    clusterName,
    nodegroupName,
    ...(template && { launchTemplate: { id: template.id, version: String(template.version) } }),
    ...(version && isManaged && { version }),
    ...(releaseVersion && isManaged && { releaseVersion }),
    ...(request.desired.ForceUpdateEnabled && { force: true }),
  };
  const call = 'eks:UpdateNodegroupVersion';
  const attempt = checkpoint.attempts?.nodegroup;
  const clientRequestToken = callToken(request.operationKey, call, content, attempt);
  return { call, input: { ...content, clientRequestToken } };
}

function callDecision(...calls: readonly ApiCall[]): Decision {
  return { kind: 'call', calls };
}
