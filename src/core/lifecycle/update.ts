/** Update: wait until the node group is settled; then tags, config, roll, one EKS update at a time. */
import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Nodegroup, Update } from '@aws-sdk/client-eks';
import { capacityNotUpdatable, isEmptyBlock } from '../capacity/change';
import { namesReservation } from '../capacity/reservation';
import { changedEfaCount, efaSecurityGroup, interfacesChanged } from '../interfaces/change';
import { failure, canObserve, poll, refuse, visibilitySeconds, waitFor } from '../loop/wait';
import type { CapacityType } from '../model/properties';
import type {
  Facts,
  Environment,
  Decision,
  OwnedResource,
  Progress,
  ApiCall,
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
import { roll, type Settled } from './roll';
import { tagCalls } from './tags';
import { settledFindings } from './update-findings';
import { updateWarnings, warnOnce } from './warnings';

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
  const observations = targetsToObserve(request, facts);
  if (observations.length > 0) return { kind: 'observe', targets: observations };
  return updateSettled(request, facts, nodegroup, progress);
}

/** One that this operation has seen is looked for until the window is over. */
function nodegroupMissing(request: UpdateRequest, observed: Facts['nodegroup']): Decision {
  const id = formatId(request.identity);
  const seen = observed.is === 'unknown' && observed.confirmed;
  const delay = seen ? visibilitySeconds(observed.observations - 1) : undefined;
  return delay === undefined
    ? failure('NotFound', `there is no node group ${id}.`)
    : waitFor(`${id} to show`, 'there before, but not visible now', delay, 'NotFound');
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
function targetsToObserve(request: UpdateRequest, { environment, ...facts }: Facts): readonly Target[] {
  const template = anyInTemplate(request);
  const capacity = changed(request, 'CapacityReservation');
  const resources: readonly OwnedResource[] = [
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
    ...resources.filter((resource) => canObserve(facts[resource])),
    groups && !environment.cluster && 'cluster',
    type && !environment.instanceTypes && 'instanceTypes',
    image && desired.ImageId !== undefined && !environment.image && 'image',
    changed(request, 'KeyName') && desired.KeyName !== undefined && !environment.keyPair && 'keyPair',
    (capacity || changed(request, 'Placement') || interfacesChanged(request)) &&
      !environment.nodeSubnets &&
      'nodeSubnets',
    capacity &&
      namesReservation(request.desired) &&
      !environment.capacityReservations &&
      'capacityReservations',
  ];
  const needed = first.flatMap((target) => target || []);
  if (needed.length > 0) return needed;
  const clusterKnown = environment.cluster !== undefined && environment.cluster !== 'absent';
  return groups && clusterKnown && !environment.securityGroups ? ['securityGroups'] : [];
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

function updateSettled(
  request: UpdateRequest,
  facts: Facts,
  nodegroup: Nodegroup,
  progress: Progress,
): Decision {
  const record = readRecord(nodegroup.tags ?? {});
  const version = liveVersion(facts, nodegroup);
  const data = version?.LaunchTemplateData;
  const identity = liveIdentity(request, nodegroup, record, facts.environment, data);
  const unchangeable = [
    ...notUpdatable(request.desired, identity),
    ...imageNotUpdatable(request, nodegroup),
    ...(data
      ? capacityNotUpdatable(request, { nodegroup, data, zone: identity.zone }, facts.environment)
      : []),
  ];
  if (unchangeable.length > 0) return refuse('NotUpdatable', unchangeable);
  const ownGroupId =
    facts.securityGroup.is === 'present' ? facts.securityGroup.value.id : undefined;
  const held = { record, environment: facts.environment, ownGroupId };
  const efaGroup = efaSecurityGroup(request, held);
  if (anyInTemplate(request) && !version) return templateGone(request, nodegroup);
  const settled: Settled = {
    request,
    facts,
    nodegroup,
    record,
    efaGroup,
    efaCount: changedEfaCount(request, facts.environment),
    live: version && {
      ...held,
      version,
      amiType: nodegroup.amiType ?? '',
      capacityType: nodegroup.capacityType as CapacityType,
    },
  };
  const config = progress.checkpoint.configSent
    ? undefined
    : configDifference(request, nodegroup, settled.efaCount);
  const findings = settledFindings(settled, config);
  if (findings.length > 0) return refuse('InvalidRequest', findings);
  const warning = warnOnce(updateWarnings(request, facts.environment), progress);
  if (warning) return warning;
  const calls = tagCalls(request, facts, nodegroup, record, efaGroup, settled.efaCount);
  if (calls.length > 0) return { kind: 'call', calls };
  // it can't be rolled once it has nodes
  const beforeNodes = isEmptyBlock(nodegroup) ? roll(settled, progress) : undefined;
  if (beforeNodes && beforeNodes.kind !== 'succeed') return beforeNodes;
  if (config && !('path' in config)) {
    return { kind: 'call', calls: [configCall(request, config)] };
  }
  return roll(settled, progress);
}

function liveIdentity(
  request: UpdateRequest,
  nodegroup: Nodegroup,
  record: ChoiceRecord,
  { nodeSubnets: [subnet] = [] }: Environment,
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

function templateGone({ identity }: UpdateRequest, { launchTemplate }: Nodegroup): Decision {
  return failure(
    'NotStabilized',
    `launch template ${launchTemplate?.id} version ${launchTemplate?.version} of node group ${identity.nodegroupName} is gone, so no node can be launched or rolled; recreate the node group.`,
  );
}

function configCall({ identity, operationKey }: UpdateRequest, difference: ConfigDifference): ApiCall {
  const call = 'eks:UpdateNodegroupConfig';
  const { clusterName, nodegroupName } = identity;
  const clientRequestToken = callToken(operationKey, call, difference, 0);
  return { call, input: { clusterName, nodegroupName, ...difference, clientRequestToken } };
}
