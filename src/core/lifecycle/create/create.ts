/** Create: observe, choose, answer with the Id; then create what is missing; then wait. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import { FEATURES } from '../../features';
import { createLaunchTemplate } from '../../launch-template/template';
import { resolveUnknown } from '../../loop/resolve-unknown';
import { canObserve, failure, poll, refuse, waitFor } from '../../loop/wait';
import type { ApiCall } from '../../model/api-calls';
import type { Choices } from '../../model/choices';
import type { Decision, Progress } from '../../model/decision';
import type { Facts, OwnedResource, Target, TemplateContent } from '../../model/facts';
import type { CreateRequest } from '../../model/request';
import { reservationOf } from '../../model/reservation';
import { familiesWithoutEfa } from '../../node/instance-types';
import { createPlacementGroup, createSecurityGroup } from '../../ownership/calls';
import { resourceName } from '../../ownership/identity';
import { titleOf } from '../../ownership/owned-resources';
import { efaGroupIdOf } from '../../security-group/choice';
import { describeHealth, failureCode, sentence, terminalHealth } from '../health';
import { rulesToSend, verifyRules } from '../security-group';
import { verifyLaunchTemplate } from '../success';
import { createWarnings, warnOnce } from '../warnings';
import { choose } from './choose';
import { createNodegroup } from './create-nodegroup';

export function decideCreate(request: CreateRequest, facts: Facts, progress: Progress): Decision {
  const { nodegroup } = facts;
  if (nodegroup.is === 'present') {
    if (!nodegroup.ours) return nameTaken(request);
    return nodegroup.value.status === 'ACTIVE'
      ? verifyLaunchTemplate(plannedTemplate(request, progress), facts, progress)
      : waitForActive(request, nodegroup.value, progress);
  }
  if (!progress.choices) return chooseAndAccept(request, facts, progress);
  return createMissing(request, facts, progress, progress.choices);
}

/** Undefined where the choices were lost: then our own launch template has it. */
function plannedTemplate(
  { desired }: CreateRequest,
  { choices }: Progress,
): TemplateContent | undefined {
  if (!choices) return undefined;
  const reservation = reservationOf(desired.CapacityReservation);
  return { interfaces: choices.interfaces, ...(reservation !== undefined && { reservation }) };
}

/** The first invocation: it only reads. */
function chooseAndAccept(request: CreateRequest, facts: Facts, progress: Progress): Decision {
  const { environment } = facts;
  const targets = targetsToObserve(request, facts);
  if (targets.length > 0) return { kind: 'observe', targets };
  const chosen = choose(request, environment);
  if ('clusterBusy' in chosen) {
    return poll('the cluster to become ACTIVE', chosen.clusterBusy, request.operationKey, progress);
  }
  if ('zoneId' in chosen) {
    const warnings = createWarnings(request.desired, environment, chosen);
    return warnOnce(warnings, progress) ?? { kind: 'accept', choices: chosen };
  }
  return refuse('InvalidRequest', chosen);
}

/** Which of them: the cluster's, and those of its VPC. */
const AFTER_CLUSTER: readonly Target[] = ['securityGroups', 'routeTables'];

/** Everything that the features ask for; what depends on another answer comes in a second round. */
function targetsToObserve(
  { desired }: CreateRequest,
  { nodegroup, environment }: Facts,
): readonly Target[] {
  const { cluster } = environment;
  const declared = FEATURES.flatMap((feature) => feature.observesForCreate?.(desired) ?? []);
  if (canObserve(nodegroup)) {
    const first = declared.filter((target) => !AFTER_CLUSTER.includes(target));
    return [...new Set<Target>(['nodegroup', ...first])];
  }
  return [
    ...(cluster && cluster !== 'absent' && !environment.securityGroups ? AFTER_CLUSTER : []),
    // a permission that Read lacks is reported before anything is created
    ...(!environment.readable ? (['readable'] as const) : []),
    ...(familiesWithoutEfa(environment).length > 0 && !environment.efaSizes
      ? (['efaSizes'] as const)
      : []),
  ];
}

/** What is missing, independent calls together; the node group last. */
function createMissing(
  request: CreateRequest,
  facts: Facts,
  progress: Progress,
  choices: Choices,
): Decision {
  const needed: readonly OwnedResource[] = [
    ...(choices.placementGroup.kind === 'created' ? (['placementGroup'] as const) : []),
    ...(choices.efaSecurityGroup.kind === 'created' ? (['securityGroup'] as const) : []),
    'launchTemplate',
    'nodegroup',
  ];
  const unknown = resolveUnknown(needed, facts);
  if (unknown) return unknown;
  const foreign = needed.find((resource) => {
    const observed = facts[resource];
    return observed.is === 'present' && !observed.ours;
  });
  if (foreign) {
    return failure(
      'AlreadyExists',
      `The ${titleOf(foreign)} ${resourceName(request.identity)} exists but does not carry this node group's tag. Delete it if nobody needs it, then retry the stack operation.`,
    );
  }
  const calls = missingCalls(request, facts, progress, choices);
  if (calls.length > 0) return { kind: 'call', calls };
  return createNodegroupWhenReady(request, facts, progress, choices);
}

function missingCalls(
  request: CreateRequest,
  facts: Facts,
  { checkpoint }: Progress,
  choices: Choices,
): readonly ApiCall[] {
  const { placementGroup, securityGroup, launchTemplate } = facts;
  const needsGroup = choices.efaSecurityGroup.kind === 'created';
  const ownGroupId = securityGroup.is === 'present' ? securityGroup.value.id : undefined;
  const groupId = efaGroupIdOf(choices.efaSecurityGroup, ownGroupId);
  const calls: ApiCall[] = [];
  if (choices.placementGroup.kind === 'created' && placementGroup.is !== 'present') {
    calls.push(createPlacementGroup(request));
  }
  if (needsGroup && securityGroup.is !== 'present') {
    calls.push(createSecurityGroup(request, choices.vpcId));
  }
  if (launchTemplate.is !== 'present' && (groupId !== undefined || !needsGroup)) {
    calls.push(createLaunchTemplate(request, choices, groupId, checkpoint.attempts));
  }
  if (needsGroup && securityGroup.is === 'present') {
    calls.push(...rulesToSend(securityGroup.value));
  }
  return calls;
}

/** The rules are verified, the placement group is available: then the node group is created. */
function createNodegroupWhenReady(
  request: CreateRequest,
  facts: Facts,
  progress: Progress,
  choices: Choices,
): Decision {
  const { placementGroup, securityGroup, launchTemplate } = facts;
  if (choices.efaSecurityGroup.kind === 'created' && securityGroup.is === 'present') {
    const unverified = verifyRules(securityGroup.value);
    if (unverified) return unverified;
  }
  if (
    choices.placementGroup.kind === 'created' &&
    placementGroup.is === 'present' &&
    placementGroup.value.state !== 'available'
  ) {
    const { state, name } = placementGroup.value;
    return state === 'pending'
      ? waitFor(`placement group ${name} to become available`, state, 5)
      : failure(
          'NotStabilized',
          `Placement group ${name} is ${state} and will not become available. Retry the stack operation.`,
        );
  }
  if (launchTemplate.is !== 'present') {
    return failure(
      'InternalFailure',
      'The provider has an internal error (launch template neither missing nor present). Report it with the log of its functions.',
    );
  }
  const { attempts } = progress.checkpoint;
  return {
    kind: 'call',
    calls: [createNodegroup(request, choices, launchTemplate.value, attempts)],
  };
}

function waitForActive(request: CreateRequest, nodegroup: Nodegroup, progress: Progress): Decision {
  const { identity, operationKey } = request;
  const { status, resources } = nodegroup;
  const group = resources?.autoScalingGroups?.[0]?.name;
  const health = describeHealth(nodegroup);
  const until = `node group ${identity.nodegroupName} to become ACTIVE`;
  const lastStatus = [status, group && `Auto Scaling group ${group}`, health]
    .filter(Boolean)
    .join('; ');
  switch (status) {
    case 'DEGRADED': {
      const terminal = terminalHealth(nodegroup);
      if (terminal) return failure(terminal, describeFailed(request, nodegroup));
      return poll(until, lastStatus, operationKey, progress, nodegroup);
    }
    case 'CREATE_FAILED':
      return failure(failureCode(nodegroup), describeFailed(request, nodegroup));
    case 'DELETING':
    case 'DELETE_FAILED':
      return failure(
        'NotStabilized',
        `Node group ${identity.nodegroupName} is ${status}. It was deleted outside CloudFormation while it was being created. Retry the stack operation. ${health}`.trim(),
      );
    default:
      return poll(until, lastStatus, operationKey, progress, nodegroup);
  }
}

function describeFailed({ identity }: CreateRequest, nodegroup: Nodegroup): string {
  const health = describeHealth(nodegroup) || 'EKS reports no health issue.';
  return `Node group ${identity.clusterName}/${identity.nodegroupName} is ${nodegroup.status}: ${sentence(health)} Fix the cause and retry the stack operation.`;
}

function nameTaken({ identity, desired }: CreateRequest): Decision {
  const { clusterName, nodegroupName } = identity;
  const fix = desired.NodegroupName
    ? 'Remove NodegroupName to have a name generated, or choose another one.'
    : 'Retry the stack operation.';
  return failure(
    'AlreadyExists',
    `A node group named ${clusterName}/${nodegroupName} already exists and is not managed by this resource. ${fix}`,
  );
}
