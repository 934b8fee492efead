/** Create: read, choose, answer with the Id; then make what is missing; then wait. */
import type { Nodegroup } from '@aws-sdk/client-eks';
import { namesReservation } from '../capacity/reservation';
import { failure, canObserve, poll, refuse, visibilitySeconds, waitFor, waitUntilVisible } from '../loop/wait';
import type {
  Choices,
  CreateRequest,
  Facts,
  Decision,
  OwnedResource,
  Progress,
  SecurityGroupFact,
  ApiCall,
  Target,
} from '../model/types';
import { familiesWithoutEfa } from '../node/instance-types';
import { resourceName } from '../ownership/identity';
import { rulesAreRight } from '../security-group/security-group';
import { choose } from './choose';
import {
  createLaunchTemplate,
  createNodegroup,
  createPlacementGroup,
  createSecurityGroup,
  securityGroupRules,
} from './expand';
import { describeHealth, failureCode, terminalHealth } from './health';
import { verifyLaunchTemplate } from './success';
import { createWarnings, warnOnce } from './warnings';

export function decideCreate(request: CreateRequest, facts: Facts, progress: Progress): Decision {
  const { nodegroup } = facts;
  if (nodegroup.is === 'present') {
    if (!nodegroup.ours) return nameTaken(request);
    return nodegroup.value.status === 'ACTIVE'
      ? verifyLaunchTemplate(request.desired, facts, progress.choices?.interfaces, progress)
      : waitForActive(request, nodegroup.value, progress);
  }
  if (!progress.choices) return chooseAndAccept(request, facts, progress);
  return createMissing(request, facts, progress, progress.choices);
}

/** The first invocation: it only reads. */
function chooseAndAccept(request: CreateRequest, facts: Facts, progress: Progress): Decision {
  const { environment } = facts;
  if (canObserve(facts.nodegroup)) {
    return {
      kind: 'observe',
      targets: [
        'nodegroup',
        'cluster',
        'subnets',
        'instanceTypes',
        'offerings',
        'cniVersion',
        ...(request.desired.ImageId ? (['image'] as const) : []),
        ...(request.desired.KeyName ? (['keyPair'] as const) : []),
        ...(namesReservation(request.desired) ? (['capacityReservations'] as const) : []),
        ...(request.desired.Placement?.GroupName ? (['namedPlacementGroup'] as const) : []),
      ],
    };
  }
  const further: readonly (Target | false | undefined)[] = [
    environment.cluster && environment.cluster !== 'absent' && !environment.securityGroups && 'securityGroups',
    familiesWithoutEfa(environment).length > 0 && !environment.efaSizes && 'efaSizes',
  ];
  const needed = further.flatMap((target) => target || []);
  if (needed.length > 0) return { kind: 'observe', targets: needed };
  const chosen = choose(request, environment);
  if ('clusterBusy' in chosen) {
    return poll('the cluster to be ACTIVE', chosen.clusterBusy, request.operationKey, progress);
  }
  if ('zoneId' in chosen) {
    const warnings = createWarnings(request.desired, environment, chosen);
    return warnOnce(warnings, progress) ?? { kind: 'accept', choices: chosen };
  }
  return refuse('InvalidRequest', chosen);
}

/** What is missing, independent calls together; the node group last. */
function createMissing(request: CreateRequest, facts: Facts, progress: Progress, choices: Choices): Decision {
  const resources: readonly OwnedResource[] = [
    ...(choices.placementGroup === 'made' ? (['placementGroup'] as const) : []),
    ...(choices.efaSecurityGroup === 'made' ? (['securityGroup'] as const) : []),
    'launchTemplate',
    'nodegroup',
  ];
  const unclear = resolveUnknown(resources, facts);
  if (unclear) return unclear;
  const foreign = resources.find((resource) => isForeign(facts, resource));
  if (foreign) {
    return failure(
      'AlreadyExists',
      `a ${describeTarget(foreign)} ${resourceName(request.identity)} exists and is not of this resource.`,
    );
  }
  const calls = missingCalls(request, facts, progress, choices);
  if (calls.length > 0) return { kind: 'call', calls };
  return createNodegroupWhenReady(request, facts, progress, choices);
}

/** A look at what AWS says exists and nobody has seen; a wait where the look was fruitless. */
export function resolveUnknown(resources: readonly OwnedResource[], facts: Facts): Decision | undefined {
  const unclear = resources.filter((resource) => {
    const observed = facts[resource];
    return observed.is === 'unknown' && observed.confirmed;
  });
  const toLookAt = unclear.filter((resource) => canObserve(facts[resource]));
  if (toLookAt.length > 0) return { kind: 'observe', targets: toLookAt };
  const [first] = unclear;
  const observed = first && facts[first];
  return observed?.is === 'unknown'
    ? waitUntilVisible(`the ${describeTarget(first as OwnedResource)}`, observed.observations)
    : undefined;
}

function isForeign(facts: Facts, resource: OwnedResource): boolean {
  const observed = facts[resource];
  return observed.is === 'present' && !observed.ours;
}

function missingCalls(
  request: CreateRequest,
  facts: Facts,
  { checkpoint }: Progress,
  choices: Choices,
): readonly ApiCall[] {
  const { placementGroup, securityGroup, launchTemplate } = facts;
  const needsGroup = choices.efaSecurityGroup === 'made';
  const groupId = efaGroupId(facts, choices);
  const calls: ApiCall[] = [];
  if (choices.placementGroup === 'made' && placementGroup.is !== 'present') {
    calls.push(createPlacementGroup(request));
  }
  if (needsGroup && securityGroup.is !== 'present') {
    calls.push(createSecurityGroup(request, choices.vpcId));
  }
  if (launchTemplate.is !== 'present' && (groupId !== undefined || !needsGroup)) {
    calls.push(createLaunchTemplate(request, choices, groupId, checkpoint.attempts));
  }
  if (needsGroup && securityGroup.is === 'present') calls.push(...rulesToSend(securityGroup.value));
  return calls;
}

/** After a look that found them unfinished, rules are sent again in the next invocation. */
export function rulesToSend(group: SecurityGroupFact): readonly ApiCall[] {
  return group.waitForRules ? [] : securityGroupRules(group);
}

function efaGroupId({ securityGroup }: Facts, { efaSecurityGroup }: Choices): string | undefined {
  if (efaSecurityGroup === 'none') return undefined;
  if (efaSecurityGroup !== 'made') return efaSecurityGroup.groupId;
  return securityGroup.is === 'present' ? securityGroup.value.id : undefined;
}

/** One look at the rules; a placement group that is not yet `available`; then the node group. */
function createNodegroupWhenReady(
  request: CreateRequest,
  facts: Facts,
  progress: Progress,
  choices: Choices,
): Decision {
  const { placementGroup, securityGroup, launchTemplate } = facts;
  if (choices.efaSecurityGroup === 'made' && securityGroup.is === 'present') {
    const unseen = verifyRules(securityGroup.value);
    if (unseen) return unseen;
  }
  if (
    choices.placementGroup === 'made' &&
    placementGroup.is === 'present' &&
    placementGroup.value.state !== 'available'
  ) {
    const { state, name } = placementGroup.value;
    return state === 'pending'
      ? waitFor(`placement group ${name} to be available`, state, 5)
      : failure('NotStabilized', `placement group ${name} is ${state}.`);
  }
  if (launchTemplate.is !== 'present') {
    return failure('InternalFailure', 'the launch template is neither missing nor present.');
  }
  return {
    kind: 'call',
    calls: [createNodegroup(request, choices, launchTemplate.value, progress.checkpoint.attempts)],
  };
}

/** Undefined once the two self rules, and no open egress, have been seen. */
export function verifyRules(group: SecurityGroupFact): Decision | undefined {
  if (group.rulesConfirmed) return undefined;
  if (!group.waitForRules && rulesAreRight(group)) return { kind: 'observe', targets: ['securityGroup'] };
  const delay = visibilitySeconds(group.ruleObservations - 1);
  return delay === undefined
    ? failure(
        'NotStabilized',
        `security group ${group.id} does not show the two rules that EFA needs.`,
      )
    : waitFor(`the rules of security group ${group.id} to show`, 'not visible yet', delay);
}

function waitForActive(request: CreateRequest, nodegroup: Nodegroup, progress: Progress): Decision {
  const { identity, operationKey } = request;
  const { status, resources } = nodegroup;
  const group = resources?.autoScalingGroups?.[0]?.name;
  const health = describeHealth(nodegroup);
  const until = `node group ${identity.nodegroupName} to be ACTIVE`;
  const seen = [`now ${status}`, group && `Auto Scaling group ${group}`, health]
    .filter(Boolean)
    .join('; ');
  switch (status) {
    case 'DEGRADED': {
      const terminal = terminalHealth(nodegroup);
      if (terminal) return failure(terminal, describeFailedNodegroup(request, nodegroup));
      return poll(until, seen, operationKey, progress, nodegroup);
    }
    case 'CREATE_FAILED':
      return failure(failureCode(nodegroup), describeFailedNodegroup(request, nodegroup));
    case 'DELETING':
    case 'DELETE_FAILED':
      return failure(
        'NotStabilized',
        `node group ${identity.nodegroupName} is ${status}: somebody deleted it while it was made. ${health}`.trim(),
      );
    default:
      return poll(until, seen, operationKey, progress, nodegroup);
  }
}

function describeFailedNodegroup({ identity }: CreateRequest, nodegroup: Nodegroup): string {
  const health = describeHealth(nodegroup) || 'EKS names no health issue';
  return `node group ${identity.clusterName}/${identity.nodegroupName} is ${nodegroup.status}: ${health}`;
}

function nameTaken({ identity, desired }: CreateRequest): Decision {
  const { clusterName, nodegroupName } = identity;
  const mend = desired.NodegroupName
    ? 'Remove NodegroupName, so that a name is made, or choose another.'
    : 'Create again.';
  return failure(
    'AlreadyExists',
    `eks:CreateNodegroup ${clusterName}/${nodegroupName}: a node group of this name exists and is not of this resource. ${mend}`,
  );
}

export function describeTarget(target: Target): string {
  return target
    .replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
    .replace('nodegroup', 'node group');
}
