/** Create: read, choose, answer with the Id; then make what is missing; then wait. */
import type { Nodegroup } from '@aws-sdk/client-eks';
import { namesReservation } from '../capacity/reservation';
import { fail, mayLook, poll, refuse, visibilitySeconds, waitFor, waitToShow } from '../loop/wait';
import type {
  Choices,
  CreateRequest,
  Facts,
  Move,
  Piece,
  Progress,
  SecurityGroupFact,
  Step,
  Target,
} from '../model/types';
import { familiesWithoutEfa } from '../node/instance-types';
import { pieceName } from '../ownership/identity';
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
import { verifiedMove } from './success';
import { createWarnings, warnMove } from './warnings';

export function decideCreate(request: CreateRequest, facts: Facts, progress: Progress): Move {
  const { nodegroup } = facts;
  if (nodegroup.is === 'present') {
    if (!nodegroup.ours) return nameTaken(request);
    return nodegroup.value.status === 'ACTIVE'
      ? verifiedMove(request.desired, facts, progress.choices?.interfaces, progress)
      : untilActive(request, nodegroup.value, progress);
  }
  if (!progress.choices) return begin(request, facts, progress);
  return make(request, facts, progress, progress.choices);
}

/** The first invocation: it only reads. */
function begin(request: CreateRequest, facts: Facts, progress: Progress): Move {
  const { lookups } = facts;
  if (mayLook(facts.nodegroup)) {
    return {
      kind: 'look',
      at: [
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
    lookups.cluster && lookups.cluster !== 'absent' && !lookups.securityGroups && 'securityGroups',
    familiesWithoutEfa(lookups).length > 0 && !lookups.efaSizes && 'efaSizes',
  ];
  const needed = further.flatMap((target) => target || []);
  if (needed.length > 0) return { kind: 'look', at: needed };
  const chosen = choose(request, lookups);
  if ('clusterBusy' in chosen) {
    return poll('the cluster to be ACTIVE', chosen.clusterBusy, request.operationKey, progress);
  }
  if ('zoneId' in chosen) {
    const warnings = createWarnings(request.desired, lookups, chosen);
    return warnMove(warnings, progress) ?? { kind: 'begin', choices: chosen };
  }
  return refuse('InvalidRequest', chosen);
}

/** What is missing, independent calls together; the node group last. */
function make(request: CreateRequest, facts: Facts, progress: Progress, choices: Choices): Move {
  const pieces: readonly Piece[] = [
    ...(choices.placementGroup === 'made' ? (['placementGroup'] as const) : []),
    ...(choices.efaSecurityGroup === 'made' ? (['securityGroup'] as const) : []),
    'launchTemplate',
    'nodegroup',
  ];
  const unclear = unclearMove(pieces, facts);
  if (unclear) return unclear;
  const foreign = pieces.find((piece) => isForeign(facts, piece));
  if (foreign) {
    return fail(
      'AlreadyExists',
      `a ${describe(foreign)} ${pieceName(request.identity)} exists and is not of this resource.`,
    );
  }
  const steps = missing(request, facts, progress, choices);
  if (steps.length > 0) return { kind: 'call', steps };
  return afterPieces(request, facts, progress, choices);
}

/** A look at what AWS says exists and nobody has seen; a wait where the look was fruitless. */
export function unclearMove(pieces: readonly Piece[], facts: Facts): Move | undefined {
  const unclear = pieces.filter((piece) => {
    const sight = facts[piece];
    return sight.is === 'unsure' && sight.made;
  });
  const toLookAt = unclear.filter((piece) => mayLook(facts[piece]));
  if (toLookAt.length > 0) return { kind: 'look', at: toLookAt };
  const [first] = unclear;
  const sight = first && facts[first];
  return sight?.is === 'unsure'
    ? waitToShow(`the ${describe(first as Piece)}`, sight.looks)
    : undefined;
}

function isForeign(facts: Facts, piece: Piece): boolean {
  const sight = facts[piece];
  return sight.is === 'present' && !sight.ours;
}

function missing(
  request: CreateRequest,
  facts: Facts,
  { seen }: Progress,
  choices: Choices,
): readonly Step[] {
  const { placementGroup, securityGroup, launchTemplate } = facts;
  const needsGroup = choices.efaSecurityGroup === 'made';
  const groupId = efaGroupId(facts, choices);
  const steps: Step[] = [];
  if (choices.placementGroup === 'made' && placementGroup.is !== 'present') {
    steps.push(createPlacementGroup(request));
  }
  if (needsGroup && securityGroup.is !== 'present') {
    steps.push(createSecurityGroup(request, choices.vpcId));
  }
  if (launchTemplate.is !== 'present' && (groupId !== undefined || !needsGroup)) {
    steps.push(createLaunchTemplate(request, choices, groupId, seen.attempts));
  }
  if (needsGroup && securityGroup.is === 'present') steps.push(...rulesToSend(securityGroup.value));
  return steps;
}

/** After a look that found them unfinished, rules are sent again in the next invocation. */
export function rulesToSend(group: SecurityGroupFact): readonly Step[] {
  return group.waitForRules ? [] : securityGroupRules(group);
}

function efaGroupId({ securityGroup }: Facts, { efaSecurityGroup }: Choices): string | undefined {
  if (efaSecurityGroup === 'none') return undefined;
  if (efaSecurityGroup !== 'made') return efaSecurityGroup.groupId;
  return securityGroup.is === 'present' ? securityGroup.value.id : undefined;
}

/** One look at the rules; a placement group that is not yet `available`; then the node group. */
function afterPieces(
  request: CreateRequest,
  facts: Facts,
  progress: Progress,
  choices: Choices,
): Move {
  const { placementGroup, securityGroup, launchTemplate } = facts;
  if (choices.efaSecurityGroup === 'made' && securityGroup.is === 'present') {
    const unseen = rulesMove(securityGroup.value);
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
      : fail('NotStabilized', `placement group ${name} is ${state}.`);
  }
  if (launchTemplate.is !== 'present') {
    return fail('InternalFailure', 'the launch template is neither missing nor present.');
  }
  return {
    kind: 'call',
    steps: [createNodegroup(request, choices, launchTemplate.value, progress.seen.attempts)],
  };
}

/** Undefined once the two self rules, and no open egress, have been seen. */
export function rulesMove(group: SecurityGroupFact): Move | undefined {
  if (group.rulesSeen) return undefined;
  if (!group.waitForRules && rulesAreRight(group)) return { kind: 'look', at: ['securityGroup'] };
  const delay = visibilitySeconds(group.ruleLooks - 1);
  return delay === undefined
    ? fail(
        'NotStabilized',
        `security group ${group.id} does not show the two rules that EFA needs.`,
      )
    : waitFor(`the rules of security group ${group.id} to show`, 'not visible yet', delay);
}

function untilActive(request: CreateRequest, nodegroup: Nodegroup, progress: Progress): Move {
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
      if (terminal) return fail(terminal, failed(request, nodegroup));
      return poll(until, seen, operationKey, progress, nodegroup);
    }
    case 'CREATE_FAILED':
      return fail(failureCode(nodegroup), failed(request, nodegroup));
    case 'DELETING':
    case 'DELETE_FAILED':
      return fail(
        'NotStabilized',
        `node group ${identity.nodegroupName} is ${status}: somebody deleted it while it was made. ${health}`.trim(),
      );
    default:
      return poll(until, seen, operationKey, progress, nodegroup);
  }
}

function failed({ identity }: CreateRequest, nodegroup: Nodegroup): string {
  const health = describeHealth(nodegroup) || 'EKS names no health issue';
  return `node group ${identity.clusterName}/${identity.nodegroupName} is ${nodegroup.status}: ${health}`;
}

function nameTaken({ identity, desired }: CreateRequest): Move {
  const { clusterName, nodegroupName } = identity;
  const mend = desired.NodegroupName
    ? 'Remove NodegroupName, so that a name is made, or choose another.'
    : 'Create again.';
  return fail(
    'AlreadyExists',
    `eks:CreateNodegroup ${clusterName}/${nodegroupName}: a node group of this name exists and is not of this resource. ${mend}`,
  );
}

export function describe(target: Target): string {
  return target
    .replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
    .replace('nodegroup', 'node group');
}
