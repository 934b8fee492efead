/** The roll of an Update: its security group, its template version, one UpdateNodegroupVersion, and what is left over. */
import type { Nodegroup } from '@aws-sdk/client-eks';
import { type LiveTemplate, type Roll, rollOf } from '../launch-template/next-version';
import { failure } from '../loop/wait';
import type {
  Choices,
  Facts,
  LaunchTemplateFact,
  Decision,
  Progress,
  SecurityGroupFact,
  ApiCall,
  UpdateRequest,
} from '../model/types';
import { CUSTOM } from '../node/ami-type';
import { callToken, canonicalJson } from '../ownership/identity';
import type { ChoiceRecord } from '../ownership/tags';
import { securityGroupChanged } from '../security-group/security-group';
import { changed, rolled, versionDifference } from './changes';
import { describeTarget, verifyRules, rulesToSend, resolveUnknown } from './create';
import { createSecurityGroup } from './expand';
import { verifyLaunchTemplate } from './success';
import { withWarnings } from './warnings';

/** What an update starts from once the node group is settled and everything that changed was looked at. */
export interface Settled {
  readonly request: UpdateRequest;
  readonly facts: Facts;
  readonly nodegroup: Nodegroup;
  readonly record: ChoiceRecord;
  readonly efaGroup: Choices['efaSecurityGroup'];
  /** Undefined where the interfaces stay. */
  readonly efaCount: number | undefined;
  /** Undefined where the template was not looked at, because nothing in it changed. */
  readonly live: LiveTemplate | undefined;
}

/** The security group where one is needed now; the template's version; one UpdateNodegroupVersion; leftovers. */
export function roll(settled: Settled, progress: Progress): Decision {
  const { request, facts, live, efaGroup } = settled;
  if (live && efaGroup === 'made') {
    const unclear = prepareSecurityGroup(settled);
    if (unclear) return unclear;
  }
  const roll = live && rollOf(request, live, efaGroup);
  const template = facts.launchTemplate;
  if (roll && template.is === 'present') {
    const ready = existingVersion(settled, roll);
    if (ready === undefined) return callDecision(newVersionCall(settled, template.value, roll));
    const apiCall = rollCall(settled, progress, { id: template.value.id, version: ready });
    if (!wasSent(apiCall, progress)) return callDecision(apiCall);
  }
  const { version, releaseVersion, notes } = versionDifference(request, settled.nodegroup);
  const alone = version || releaseVersion ? rollCall(settled, progress, undefined) : undefined;
  if (!roll && alone && !wasSent(alone, progress)) return callDecision(alone);
  const { securityGroup } = facts;
  const dropped = securityGroupChanged(request) && efaGroup !== 'made';
  if (dropped && securityGroup.is === 'present' && (roll || !isNamed(live, securityGroup.value))) {
    return callDecision({
      call: 'ec2:DeleteSecurityGroup',
      input: { GroupId: securityGroup.value.id },
    });
  }
  if (!rolled(request, settled.nodegroup)) {
    return { kind: 'succeed', notes: withWarnings(notes, progress) };
  }
  const planned = live?.version.LaunchTemplateData?.NetworkInterfaces;
  return verifyLaunchTemplate(request.desired, facts, planned, progress, notes);
}

/** Without its group a template launches no node any more. */
function isNamed(live: LiveTemplate | undefined, { id }: SecurityGroupFact): boolean {
  const { NetworkInterfaces = [] } = live?.version.LaunchTemplateData ?? {};
  return NetworkInterfaces.some(({ Groups = [] }) => Groups.includes(id));
}

function prepareSecurityGroup({ request, facts, record }: Settled): Decision | undefined {
  const { securityGroup, environment } = facts;
  // a group that was made before this update and does not show is not made a second time
  const before = record.madeSecurityGroup && !securityGroupChanged(request);
  const made =
    before && securityGroup.is === 'unknown' ? { ...securityGroup, confirmed: true } : undefined;
  const unclear = resolveUnknown(['securityGroup'], made ? { ...facts, securityGroup: made } : facts);
  if (unclear) return unclear;
  if (securityGroup.is !== 'present') {
    const { cluster } = environment;
    const vpcId = cluster && cluster !== 'absent' ? cluster.resourcesVpcConfig?.vpcId : undefined;
    if (!vpcId)
      return failure(
        'NotFound',
        `the ${describeTarget('cluster')} ${request.identity.clusterName} is gone.`,
      );
    return callDecision(createSecurityGroup(request, vpcId));
  }
  const rules = rulesToSend(securityGroup.value);
  if (changed(request, 'Efa')) {
    return rules.length > 0 ? callDecision(...rules) : verifyRules(securityGroup.value);
  }
  // rules that an operator added stay, but without the two self rules there is no EFA traffic
  const lost = rules.filter(({ call: action }) => action !== 'ec2:RevokeSecurityGroupEgress');
  return lost.length > 0 ? callDecision(...lost) : undefined;
}

/**
 * A version with the same description was made by an earlier try, or is the one to go back to; not one that
 * names a security group that is gone by now.
 */
export function existingVersion({ facts, nodegroup }: Settled, roll: Roll): number | undefined {
  if (facts.launchTemplate.is !== 'present') return undefined;
  return facts.launchTemplate.value.versions?.find(
    ({ VersionDescription, VersionNumber, LaunchTemplateData }) =>
      VersionDescription === roll.description &&
      String(VersionNumber) !== nodegroup.launchTemplate?.version &&
      groupsIn(LaunchTemplateData) === groupsIn(roll.data),
  )?.VersionNumber;
}

function groupsIn(data: Pick<Roll['data'], 'NetworkInterfaces'> | undefined): string {
  return canonicalJson(data?.NetworkInterfaces?.map(({ Groups = [] }) => [...Groups].sort()));
}

/** The default becomes the live version, all others go, and then the new one is made: never more than two. */
function newVersionCall(
  { request, nodegroup }: Settled,
  template: LaunchTemplateFact,
  roll: Roll,
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
    VersionDescription: roll.description,
    LaunchTemplateData: roll.data,
  };
  return {
    call,
    input: { ...content, ClientToken: callToken(request.operationKey, call, content, 0) },
  };
}

/** Without `version` and `releaseVersion` AWS would jump to the cluster's version and newest AMI, with no way back. */
function rollCall(
  { request, nodegroup }: Settled,
  { checkpoint }: Progress,
  template: { readonly id: string; readonly version: number } | undefined,
): ApiCall {
  const { clusterName, nodegroupName } = request.identity;
  const custom = nodegroup.amiType === CUSTOM;
  const wanted = versionDifference(request, nodegroup);
  const version = wanted.version ?? nodegroup.version;
  // the live release belongs to the live Kubernetes version
  const releaseVersion =
    wanted.releaseVersion ?? (wanted.version ? undefined : nodegroup.releaseVersion);
  const content = {
    clusterName,
    nodegroupName,
    ...(template && { launchTemplate: { id: template.id, version: String(template.version) } }),
    ...(version && !custom && { version }),
    ...(releaseVersion && !custom && { releaseVersion }),
    ...(request.desired.ForceUpdateEnabled && { force: true }),
  };
  const call = 'eks:UpdateNodegroupVersion';
  const clientRequestToken = callToken(
    request.operationKey,
    call,
    content,
    checkpoint.attempts?.nodegroup,
  );
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
