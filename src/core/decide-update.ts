/** Update: wait until the node group is settled; then tags, config, roll, one EKS update at a time. */
import type { Nodegroup, Update } from '@aws-sdk/client-eks';
import {
  anyInTemplate,
  changed,
  configDifference,
  notUpdatable,
  versionDifference,
} from './changes';
import { describe, rulesMove, rulesToSend, unclearMove } from './decide-create';
import { createSecurityGroup } from './expand';
import { describeHealth, describeUpdateErrors } from './health';
import { callToken, canonicalJson, formatId } from './identity';
import { efaSecurityGroup, type LiveTemplate, type Roll, rollFindings, rollOf } from './roll';
import { tagSteps, wantedTags } from './tag-steps';
import { type ChoiceRecord, forwardedStackTags, readRecord, tooManyTags } from './tags';
import type {
  Choices,
  Facts,
  Finding,
  LaunchTemplateFact,
  Lookups,
  Move,
  Piece,
  Progress,
  Step,
  Target,
  UpdateRequest,
} from './types';
import { describeFindings } from './validate';
import { fail, mayLook, poll, visibilitySeconds, waitFor } from './wait';

export function decideUpdate(request: UpdateRequest, facts: Facts, progress: Progress): Move {
  if (mayLook(facts.nodegroup)) {
    return { kind: 'look', at: facts.update ? ['nodegroup', 'update'] : ['nodegroup'] };
  }
  if (facts.nodegroup.is !== 'present') return nodegroupMissing(request, facts.nodegroup);
  const nodegroup = facts.nodegroup.value;
  const unsettled =
    updateMove(request, facts.update, progress) ?? statusMove(request, nodegroup, progress);
  if (unsettled) return unsettled;
  const looks = looksNeeded(request, facts);
  if (looks.length > 0) return { kind: 'look', at: looks };
  return settledMove(request, facts, nodegroup, progress);
}

/** One that this operation has seen is looked for until the window is over. */
function nodegroupMissing(request: UpdateRequest, sight: Facts['nodegroup']): Move {
  const id = formatId(request.identity);
  const seen = sight.is === 'unsure' && sight.made;
  const delay = seen ? visibilitySeconds(sight.looks - 1) : undefined;
  return delay === undefined
    ? fail('NotFound', `there is no node group ${id}.`)
    : waitFor(`${id} to show`, 'there before, but not visible now', delay, 'NotFound');
}

/** The update that this operation sent; a failed one is reported once and never sent again. */
function updateMove(
  request: UpdateRequest,
  update: Update | undefined,
  progress: Progress,
): Move | undefined {
  if (!update) return undefined;
  const name = `update ${update.id} (${update.type ?? 'type unknown'}) of node group ${request.identity.nodegroupName}`;
  switch (update.status) {
    case 'Successful':
      return undefined;
    case 'Failed':
    case 'Cancelled':
      return fail(
        'NotStabilized',
        `${name} ended as ${update.status}: ${describeUpdateErrors(update) || 'EKS names no error'}`,
      );
    default:
      return poll(`${name} to finish`, `now ${update.status}`, request.operationKey, progress);
  }
}

/** ACTIVE and DEGRADED are settled: EKS itself says when a call cannot be taken. */
function statusMove(
  { identity, operationKey }: UpdateRequest,
  nodegroup: Nodegroup,
  progress: Progress,
): Move | undefined {
  const { status } = nodegroup;
  switch (status) {
    case 'ACTIVE':
    case 'DEGRADED':
      return undefined;
    case 'CREATE_FAILED':
    case 'DELETE_FAILED':
      return fail(
        'NotStabilized',
        `node group ${identity.nodegroupName} is ${status} and takes no update; recreate it. ${describeHealth(nodegroup)}`.trim(),
      );
    default:
      return poll(
        `node group ${identity.nodegroupName} to be settled`,
        `now ${status}`,
        operationKey,
        progress,
      );
  }
}

/** Look-ups run only for properties that changed. */
function looksNeeded(request: UpdateRequest, { lookups, ...facts }: Facts): readonly Target[] {
  const template = anyInTemplate(request);
  const pieces: readonly Piece[] = [
    ...(template || userTagsChanged(request) ? (['launchTemplate', 'securityGroup'] as const) : []),
    ...(userTagsChanged(request) ? (['placementGroup'] as const) : []),
  ];
  const groups = changed(request, 'SecurityGroupIds') || changed(request, 'Efa');
  const type = changed(request, 'LocalStorage') || changed(request, 'Efa');
  const first: readonly (Target | false)[] = [
    ...pieces.filter((piece) => mayLook(facts[piece])),
    groups && !lookups.cluster && 'cluster',
    type && !lookups.instanceType && 'instanceType',
    changed(request, 'Placement') && !lookups.nodeSubnets && 'nodeSubnets',
  ];
  const needed = first.flatMap((target) => target || []);
  if (needed.length > 0) return needed;
  const clusterKnown = lookups.cluster !== undefined && lookups.cluster !== 'absent';
  return groups && clusterKnown && !lookups.securityGroups ? ['securityGroups'] : [];
}

function userTagsChanged(request: UpdateRequest): boolean {
  const before = { ...forwardedStackTags(request.previousStackTags), ...request.previous.Tags };
  const wanted = { ...forwardedStackTags(request.stackTags), ...request.desired.Tags };
  const keys = new Set([...Object.keys(before), ...Object.keys(wanted)]);
  return [...keys].some((key) => before[key] !== wanted[key]);
}

interface Settled {
  readonly request: UpdateRequest;
  readonly facts: Facts;
  readonly nodegroup: Nodegroup;
  readonly record: ChoiceRecord;
  readonly efaGroup: Choices['efaSecurityGroup'];
  /** Undefined where the template was not looked at, because nothing in it changed. */
  readonly live: LiveTemplate | undefined;
}

function settledMove(
  request: UpdateRequest,
  facts: Facts,
  nodegroup: Nodegroup,
  progress: Progress,
): Move {
  const record = readRecord(nodegroup.tags ?? {});
  const unchangeable = notUpdatable(
    request.desired,
    liveIdentity(request, nodegroup, record, facts.lookups),
  );
  if (unchangeable.length > 0) return fail('NotUpdatable', describeFindings(unchangeable));
  const ownGroupId =
    facts.securityGroup.is === 'present' ? facts.securityGroup.value.id : undefined;
  const held = { record, lookups: facts.lookups, ownGroupId };
  const efaGroup = efaSecurityGroup(request, held);
  const version = liveVersion(facts, nodegroup);
  if (anyInTemplate(request) && !version) return templateGone(request, nodegroup);
  const settled: Settled = {
    request,
    facts,
    nodegroup,
    record,
    efaGroup,
    live: version && { ...held, version },
  };
  const config = progress.seen.configSent ? undefined : configDifference(request, nodegroup);
  const findings = settledFindings(settled, config && 'path' in config ? [config] : []);
  if (findings.length > 0) return fail('InvalidRequest', describeFindings(findings));
  const steps = tagSteps(request, facts, nodegroup, record, efaGroup);
  if (steps.length > 0) return { kind: 'call', steps };
  const configCall = config && !('path' in config) ? configStep(request, config) : undefined;
  if (configCall) return call(configCall);
  return rollMove(settled, progress);
}

/** An answered update that finished with success is not sent again, whatever DescribeNodegroup shows of it. */
function wasSent({ input }: Step, { seen }: Progress): boolean {
  const token = 'clientRequestToken' in input ? input.clientRequestToken : undefined;
  return token !== undefined && (seen.sentTokens ?? []).includes(token);
}

function call(...steps: readonly Step[]): Move {
  return { kind: 'call', steps };
}

function liveIdentity(
  request: UpdateRequest,
  nodegroup: Nodegroup,
  record: ChoiceRecord,
  { nodeSubnets }: Lookups,
) {
  return {
    identity: request.identity,
    nodegroup,
    record,
    instanceTypes: nodegroup.instanceTypes?.length ? nodegroup.instanceTypes : record.instanceTypes,
    zone: { name: nodeSubnets?.[0]?.AvailabilityZone, id: nodeSubnets?.[0]?.AvailabilityZoneId },
  };
}

function liveVersion({ launchTemplate }: Facts, { launchTemplate: used }: Nodegroup) {
  if (launchTemplate.is !== 'present') return undefined;
  return launchTemplate.value.versions?.find(
    ({ VersionNumber }) => String(VersionNumber) === used?.version,
  );
}

function templateGone({ identity }: UpdateRequest, { launchTemplate }: Nodegroup): Move {
  return fail(
    'NotStabilized',
    `launch template ${launchTemplate?.id} version ${launchTemplate?.version} of node group ${identity.nodegroupName} is gone, so no node can be launched or rolled; recreate the node group.`,
  );
}

/** Going back to a version that the template still has is never refused. */
function settledFindings(settled: Settled, config: readonly Finding[]): readonly Finding[] {
  const { request, efaGroup, live, nodegroup, record } = settled;
  const tags = tooManyTags(wantedTags(request, nodegroup, record, efaGroup));
  const roll = live && rollOf(request, live, efaGroup);
  const back = roll && existingVersion(settled, roll) !== undefined;
  return [
    ...config,
    ...(tags ? [tags] : []),
    ...(live && !back ? rollFindings(request, live, efaGroup, roll) : []),
  ];
}

function configStep(
  { identity, operationKey }: UpdateRequest,
  difference: Exclude<ReturnType<typeof configDifference>, Finding | undefined>,
): Step {
  const call = 'eks:UpdateNodegroupConfig';
  const { clusterName, nodegroupName } = identity;
  const clientRequestToken = callToken(operationKey, call, difference, 0);
  return { call, input: { clusterName, nodegroupName, ...difference, clientRequestToken } };
}

/** The security group where one is needed now; the template's version; one UpdateNodegroupVersion; leftovers. */
function rollMove(settled: Settled, progress: Progress): Move {
  const { request, facts, live, efaGroup } = settled;
  if (live && efaGroup === 'made') {
    const unclear = groupMove(settled);
    if (unclear) return unclear;
  }
  const roll = live && rollOf(request, live, efaGroup);
  const template = facts.launchTemplate;
  if (roll && template.is === 'present') {
    const ready = existingVersion(settled, roll);
    if (ready === undefined) return call(newVersion(settled, template.value, roll));
    const step = versionStep(settled, progress, { id: template.value.id, version: ready });
    if (!wasSent(step, progress)) return call(step);
  }
  const { version, releaseVersion, notes } = versionDifference(request, settled.nodegroup);
  const alone = version || releaseVersion ? versionStep(settled, progress, undefined) : undefined;
  if (!roll && alone && !wasSent(alone, progress)) return call(alone);
  const { securityGroup } = facts;
  const dropped = changed(request, 'Efa') && efaGroup === 'none';
  if (dropped && securityGroup.is === 'present') {
    return call({
      call: 'ec2:DeleteSecurityGroup',
      input: { GroupId: securityGroup.value.id },
    });
  }
  return { kind: 'done', notes };
}

function groupMove({ request, facts, record }: Settled): Move | undefined {
  const { securityGroup, lookups } = facts;
  // a group that was made before this update and does not show is not made a second time
  const before = record.madeSecurityGroup && !securityGroupChanged(request);
  const made =
    before && securityGroup.is === 'unsure' ? { ...securityGroup, made: true } : undefined;
  const unclear = unclearMove(['securityGroup'], made ? { ...facts, securityGroup: made } : facts);
  if (unclear) return unclear;
  if (securityGroup.is !== 'present') {
    const { cluster } = lookups;
    const vpcId = cluster && cluster !== 'absent' ? cluster.resourcesVpcConfig?.vpcId : undefined;
    if (!vpcId)
      return fail(
        'NotFound',
        `the ${describe('cluster')} ${request.identity.clusterName} is gone.`,
      );
    return call(createSecurityGroup(request, vpcId));
  }
  const rules = rulesToSend(securityGroup.value);
  if (changed(request, 'Efa')) {
    return rules.length > 0 ? call(...rules) : rulesMove(securityGroup.value);
  }
  // rules that an operator added stay, but without the two self rules there is no EFA traffic
  const lost = rules.filter(({ call: action }) => action !== 'ec2:RevokeSecurityGroupEgress');
  return lost.length > 0 ? call(...lost) : undefined;
}

function securityGroupChanged({ previous, desired }: UpdateRequest): boolean {
  return (previous.Efa?.SecurityGroup ?? 'AUTO') !== (desired.Efa?.SecurityGroup ?? 'AUTO');
}

/**
 * A version with the same description was made by an earlier try, or is the one to go back to; not one that
 * names a security group that is gone by now.
 */
function existingVersion({ facts, nodegroup }: Settled, roll: Roll): number | undefined {
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
function newVersion(
  { request, nodegroup }: Settled,
  template: LaunchTemplateFact,
  roll: Roll,
): Step {
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
function versionStep(
  { request, nodegroup }: Settled,
  { seen }: Progress,
  template: { readonly id: string; readonly version: number } | undefined,
): Step {
  const { clusterName, nodegroupName } = request.identity;
  const wanted = versionDifference(request, nodegroup);
  const version = wanted.version ?? nodegroup.version;
  // the live release belongs to the live Kubernetes version
  const releaseVersion =
    wanted.releaseVersion ?? (wanted.version ? undefined : nodegroup.releaseVersion);
  const content = {
    clusterName,
    nodegroupName,
    ...(template && { launchTemplate: { id: template.id, version: String(template.version) } }),
    ...(version && { version }),
    ...(releaseVersion && { releaseVersion }),
    ...(request.desired.ForceUpdateEnabled && { force: true }),
  };
  const call = 'eks:UpdateNodegroupVersion';
  const clientRequestToken = callToken(
    request.operationKey,
    call,
    content,
    seen.attempts?.nodegroup,
  );
  return { call, input: { ...content, clientRequestToken } };
}
