/** Update: wait until the node group is settled; then tags, config, roll, one EKS update at a time. */
import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Nodegroup, Update } from '@aws-sdk/client-eks';
import { capacityNotUpdatable, isEmptyBlock } from '../capacity/change';
import { namesReservation } from '../capacity/reservation';
import { changedEfaCount, efaSecurityGroup, interfacesChanged } from '../interfaces/change';
import { fail, mayLook, poll, refuse, visibilitySeconds, waitFor } from '../loop/wait';
import type { CapacityType } from '../model/properties';
import type {
  Facts,
  Lookups,
  Move,
  Piece,
  Progress,
  Step,
  Target,
  UpdateRequest,
} from '../model/types';
import { isBottlerocket } from '../node/ami-type';
import { imageNotUpdatable } from '../node/change';
import { callToken, formatId } from '../ownership/identity';
import { type ChoiceRecord, forwardedStackTags, readRecord } from '../ownership/tags';
import {
  anyInTemplate,
  type ConfigDifference,
  changed,
  configDifference,
  notUpdatable,
} from './changes';
import { describeHealth, describeUpdateErrors } from './health';
import { rollMove, type Settled } from './roll';
import { tagSteps } from './tags';
import { settledFindings } from './update-findings';
import { updateWarnings, warnMove } from './warnings';

export function decideUpdate(request: UpdateRequest, facts: Facts, progress: Progress): Move {
  if (mayLook(facts.nodegroup)) {
    return { kind: 'look', at: facts.update ? ['nodegroup', 'update'] : ['nodegroup'] };
  }
  if (facts.nodegroup.is !== 'present') return nodegroupMissing(request, facts.nodegroup);
  const nodegroup = facts.nodegroup.value;
  const unsettled =
    updateMove(request, facts.update, nodegroup, progress) ??
    statusMove(request, nodegroup, progress);
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
  nodegroup: Nodegroup,
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
      return poll(
        `${name} to finish`,
        `now ${update.status}`,
        request.operationKey,
        progress,
        // a changed configuration launches nodes at most to scale, and EKS names an issue where it can't
        update.type === 'VersionUpdate' || nodegroup.health?.issues?.length ? nodegroup : undefined,
      );
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
        nodegroup,
      );
  }
}

/** Look-ups run only for properties that changed. */
function looksNeeded(request: UpdateRequest, { lookups, ...facts }: Facts): readonly Target[] {
  const template = anyInTemplate(request);
  const capacity = changed(request, 'CapacityReservation');
  const pieces: readonly Piece[] = [
    ...(template || groupNameChanged(request) || userTagsChanged(request)
      ? (['launchTemplate', 'securityGroup'] as const)
      : []),
    ...(userTagsChanged(request) ? (['placementGroup'] as const) : []),
  ];
  const groups = changed(request, 'SecurityGroupIds') || changed(request, 'Efa');
  const { desired } = request;
  const image = changed(request, 'ImageId') || changed(request, 'Volume');
  const hibernates =
    changed(request, 'WarmPoolConfig') && desired.WarmPoolConfig?.PoolState === 'HIBERNATED';
  const type =
    changed(request, 'LocalStorage') ||
    changed(request, 'Efa') ||
    changed(request, 'ImageId') ||
    // what gave way to a setting of the user's may come back
    (changed(request, 'PreBootstrapUserData') && onBottlerocket(facts.nodegroup)) ||
    hibernates;
  const first: readonly (Target | false)[] = [
    ...pieces.filter((piece) => mayLook(facts[piece])),
    groups && !lookups.cluster && 'cluster',
    type && !lookups.instanceTypes && 'instanceTypes',
    image && desired.ImageId !== undefined && !lookups.image && 'image',
    changed(request, 'KeyName') && desired.KeyName !== undefined && !lookups.keyPair && 'keyPair',
    (capacity || changed(request, 'Placement') || interfacesChanged(request)) &&
      !lookups.nodeSubnets &&
      'nodeSubnets',
    capacity &&
      namesReservation(request.desired) &&
      !lookups.capacityReservations &&
      'capacityReservations',
  ];
  const needed = first.flatMap((target) => target || []);
  if (needed.length > 0) return needed;
  const clusterKnown = lookups.cluster !== undefined && lookups.cluster !== 'absent';
  return groups && clusterKnown && !lookups.securityGroups ? ['securityGroups'] : [];
}

function onBottlerocket(nodegroup: Facts['nodegroup']): boolean {
  return nodegroup.is === 'present' && isBottlerocket(nodegroup.value.amiType ?? '');
}

function groupNameChanged({ previous, desired }: UpdateRequest): boolean {
  const { GroupName } = desired.Placement ?? {};
  return GroupName !== undefined && GroupName !== previous.Placement?.GroupName;
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
  const version = liveVersion(facts, nodegroup);
  const data = version?.LaunchTemplateData;
  const identity = liveIdentity(request, nodegroup, record, facts.lookups, data);
  const unchangeable = [
    ...notUpdatable(request.desired, identity),
    ...imageNotUpdatable(request, nodegroup),
    ...(data
      ? capacityNotUpdatable(request, { nodegroup, data, zone: identity.zone }, facts.lookups)
      : []),
  ];
  if (unchangeable.length > 0) return refuse('NotUpdatable', unchangeable);
  const ownGroupId =
    facts.securityGroup.is === 'present' ? facts.securityGroup.value.id : undefined;
  const held = { record, lookups: facts.lookups, ownGroupId };
  const efaGroup = efaSecurityGroup(request, held);
  if (anyInTemplate(request) && !version) return templateGone(request, nodegroup);
  const settled: Settled = {
    request,
    facts,
    nodegroup,
    record,
    efaGroup,
    efaCount: changedEfaCount(request, facts.lookups),
    live: version && {
      ...held,
      version,
      amiType: nodegroup.amiType ?? '',
      capacityType: nodegroup.capacityType as CapacityType,
    },
  };
  const config = progress.seen.configSent
    ? undefined
    : configDifference(request, nodegroup, settled.efaCount);
  const findings = settledFindings(settled, config);
  if (findings.length > 0) return refuse('InvalidRequest', findings);
  const warning = warnMove(updateWarnings(request, facts.lookups), progress);
  if (warning) return warning;
  const steps = tagSteps(request, facts, nodegroup, record, efaGroup, settled.efaCount);
  if (steps.length > 0) return { kind: 'call', steps };
  // it can't be rolled once it has nodes
  const beforeNodes = isEmptyBlock(nodegroup) ? rollMove(settled, progress) : undefined;
  if (beforeNodes && beforeNodes.kind !== 'done') return beforeNodes;
  const configCall = config && !('path' in config) ? configStep(request, config) : undefined;
  if (configCall) return { kind: 'call', steps: [configCall] };
  return rollMove(settled, progress);
}

function liveIdentity(
  request: UpdateRequest,
  nodegroup: Nodegroup,
  record: ChoiceRecord,
  { nodeSubnets: [subnet] = [] }: Lookups,
  data: ResponseLaunchTemplateData | undefined,
) {
  return {
    identity: request.identity,
    nodegroup,
    record,
    instanceTypes: nodegroup.instanceTypes?.length ? nodegroup.instanceTypes : record.instanceTypes,
    zone: { name: subnet?.AvailabilityZone, id: subnet?.AvailabilityZoneId },
    // unlike the others it can be another one in a template that was changed by hand
    placementGroupName:
      data && groupNameChanged(request)
        ? (data.Placement?.GroupName ?? 'no placement group')
        : undefined,
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

function configStep({ identity, operationKey }: UpdateRequest, difference: ConfigDifference): Step {
  const call = 'eks:UpdateNodegroupConfig';
  const { clusterName, nodegroupName } = identity;
  const clientRequestToken = callToken(operationKey, call, difference, 0);
  return { call, input: { clusterName, nodegroupName, ...difference, clientRequestToken } };
}
