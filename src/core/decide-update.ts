/** Update: wait until the node group is settled; then tags, config, roll, one EKS update at a time. */
import type { Nodegroup, Update } from '@aws-sdk/client-eks';
import { anyInTemplate, changed, configDifference, notUpdatable } from './changes';
import { existingVersion, rollMove, type Settled } from './decide-roll';
import { describeHealth, describeUpdateErrors } from './health';
import { callToken, formatId } from './identity';
import { efaSecurityGroup, rollFindings, rollOf } from './roll';
import { tagSteps, wantedTags } from './tag-steps';
import { type ChoiceRecord, forwardedStackTags, readRecord, tooManyTags } from './tags';
import type {
  Facts,
  Finding,
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
  if (configCall) return { kind: 'call', steps: [configCall] };
  return rollMove(settled, progress);
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
