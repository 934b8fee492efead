/** The roll of an Update: its security group, its launch template version, and one UpdateNodegroupVersion. */

import { amiFamilyOf } from '../../ami/families';
import { isChanged, isFeatureChanged } from '../../feature/change';
import { FEATURES } from '../../features';
import { existingVersion } from '../../launch-template/existing-version';
import type { NextVersion } from '../../launch-template/versions';
import { resolveUnknown } from '../../loop/resolve-unknown';
import { failure } from '../../loop/wait';
import type { ApiCall } from '../../model/api-calls';
import type { Decision, Progress } from '../../model/decision';
import type { LaunchTemplateFact } from '../../model/facts';
import { withWarnings } from '../../model/findings';
import type { Change } from '../../model/request';
import { versionDifference } from '../../node/versions';
import { createSecurityGroup } from '../../ownership/calls';
import { callToken } from '../../ownership/identity';
import { isSecurityGroupChanged } from '../../security-group/choice';
import { rulesToSend, verifyRules } from '../security-group';
import { afterRoll, withoutUnusedGroup } from './after-roll';
import type { SettledUpdate } from './settled-update';

/** @param next undefined where the launch template stays */
export function roll(
  update: SettledUpdate,
  next: NextVersion | undefined,
  progress: Progress,
): Decision {
  const { request, facts, nodegroup, live, efaSecurityGroup } = update;
  if (live && efaSecurityGroup.kind === 'created') {
    const unready = prepareSecurityGroup(update);
    if (unready) return unready;
  }
  const { launchTemplate } = facts;
  if (next && launchTemplate.is === 'present') {
    const template = launchTemplate.value;
    const version = existingVersion(template, nodegroup.launchTemplate?.version, next);
    if (version === undefined) return callDecision(newVersionCall(update, template, next));
    const call = rollCall(update, progress, { id: template.id, version });
    if (!wasSent(call, progress)) return callDecision(call);
  }
  const { version, releaseVersion, notes } = versionDifference(request, nodegroup);
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

function prepareSecurityGroup({ request, facts, record }: SettledUpdate): Decision | undefined {
  const { securityGroup, environment } = facts;
  // a group that was created before this update and is not visible is not created a second time
  const confirmed = record.createdSecurityGroup && !isSecurityGroupChanged(request);
  const known =
    confirmed && securityGroup.is === 'unknown'
      ? { ...facts, securityGroup: { ...securityGroup, confirmed } }
      : facts;
  const unknown = resolveUnknown(['securityGroup'], known);
  if (unknown) return unknown;
  if (securityGroup.is !== 'present') {
    const { cluster } = environment;
    const vpcId = cluster && cluster !== 'absent' ? cluster.resourcesVpcConfig?.vpcId : undefined;
    return vpcId
      ? callDecision(createSecurityGroup(request, vpcId))
      : failure(
          'NotFound',
          `Cluster ${request.identity.clusterName} does not exist any more. Delete the node group.`,
        );
  }
  const rules = rulesToSend(securityGroup.value);
  if (isChanged(request, 'Efa')) {
    return rules.length > 0 ? callDecision(...rules) : verifyRules(securityGroup.value);
  }
  // rules that an operator added stay, but without the two self rules there is no EFA traffic
  const lost = rules.filter(({ call }) => call !== 'ec2:RevokeSecurityGroupEgress');
  return lost.length > 0 ? callDecision(...lost) : undefined;
}

/** The default becomes the live version, all others are deleted, and then the new one is created: never more than two. */
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
    .map(({ VersionNumber }) => String(VersionNumber))
    .filter((version) => version !== live);
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
  const difference = versionDifference(request, nodegroup);
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

/** An answered update that finished with success is not sent again, whatever DescribeNodegroup shows of it. */
function wasSent({ input }: ApiCall, { checkpoint }: Progress): boolean {
  const token = 'clientRequestToken' in input ? input.clientRequestToken : undefined;
  return token !== undefined && (checkpoint.sentTokens ?? []).includes(token);
}

function callDecision(...calls: readonly ApiCall[]): Decision {
  return { kind: 'call', calls };
}
