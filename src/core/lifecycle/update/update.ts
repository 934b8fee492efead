/** Update: wait until the node group is settled; then tags, config, roll, one EKS update at a time. */
import type { Nodegroup, Update } from '@aws-sdk/client-eks';
import { isEmptyBlock } from '../../capacity/replacement';
import { isFeatureChanged } from '../../feature/change';
import type { ConfigMembers } from '../../feature/feature';
import { FEATURES } from '../../features';
import { describedBy, isLive, nextVersion } from '../../launch-template/next-version';
import type { LiveTemplate } from '../../launch-template/versions';
import { rolledTo } from '../../loop/rolled-to';
import { canObserve, failure, poll, refuse, visibilitySeconds, waitFor } from '../../loop/wait';
import type { ApiCall } from '../../model/api-calls';
import type { Decision, Progress } from '../../model/decision';
import type { Environment, Facts, OwnedResource, Target } from '../../model/facts';
import { found } from '../../model/findings';
import type { UpdateRequest } from '../../model/request';
import { callToken, formatId } from '../../ownership/identity';
import { EC2_RESOURCES, OWNED_RESOURCES } from '../../ownership/owned-resources';
import { givenTags } from '../../ownership/tags';
import { isSecurityGroupChanged } from '../../security-group/choice';
import { sameJson } from '../../util/compare';
import { describeHealth, describeUpdateErrors } from '../health';
import { updateWarnings, warnOnce } from '../warnings';
import { afterRoll } from './after-roll';
import { configDifference, notUpdatableFindings, timeOfRoll, updateFindings } from './checks';
import { changesTemplate, roll } from './roll';
import { type SettledUpdate, settledUpdate } from './settled-update';
import { tagCalls } from './tags';

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
  const hasRolled = rolledTo(progress.checkpoint, facts) !== undefined;
  const configIsLeft = isEmptyBlock(nodegroup) && !progress.checkpoint.configSent;
  if (hasRolled && !configIsLeft) return afterRoll(request, facts, nodegroup, progress);
  const targets = targetsToObserve(request, facts);
  if (targets.length > 0) return { kind: 'observe', targets };
  const decision = updateSettled(request, facts, nodegroup, progress);
  const isFirstCall = decision.kind === 'call' && !progress.checkpoint.sentTokens;
  // a permission that Read lacks is told before anything is changed
  return isFirstCall && !facts.environment.readable
    ? { kind: 'observe', targets: ['readable'] }
    : decision;
}

/** One that this operation has observed is waited for until the window is over. */
function nodegroupMissing(request: UpdateRequest, observed: Facts['nodegroup']): Decision {
  const id = formatId(request.identity);
  const confirmed = observed.is === 'unknown' && observed.confirmed;
  const delay = confirmed ? visibilitySeconds(observed.observations - 1) : undefined;
  return delay === undefined
    ? failure('NotFound', `Node group ${id} does not exist.`)
    : waitFor(`${id} to become visible`, 'visible before, but not now', delay, 'NotFound');
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
        `EKS ended ${name} as ${update.status}. ${describeUpdateErrors(update) || 'EKS reports no error.'}`,
      );
    default:
      return poll(
        `${name} to finish`,
        `${update.status}`,
        request.operationKey,
        progress,
        // a changed configuration launches nodes at most to scale, and EKS reports an issue where it cannot
        update.type === 'VersionUpdate' || nodegroup.health?.issues?.length ? nodegroup : undefined,
      );
  }
}

/** ACTIVE and DEGRADED are settled: EKS itself refuses a call that it cannot accept. */
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
        `Node group ${identity.nodegroupName} cannot be updated in status ${status}. Replace it. ${describeHealth(nodegroup)}`.trim(),
      );
    default:
      return poll(
        `node group ${identity.nodegroupName} to settle`,
        `${status}`,
        operationKey,
        progress,
        nodegroup,
      );
  }
}

/** What the changed features need, and was not observed yet. */
function targetsToObserve(request: UpdateRequest, facts: Facts): readonly Target[] {
  const { environment } = facts;
  const changed = FEATURES.filter((feature) => isFeatureChanged(request, feature));
  const targets = new Set<Target>([
    ...(changesTemplate(request) ? (['launchTemplate', 'securityGroup'] as const) : []),
    ...(areTagsChanged(request) ? EC2_RESOURCES : []),
    ...changed.flatMap((feature) => feature.observesForUpdate?.(request, facts) ?? []),
  ]);
  const open = [...targets].filter((target) =>
    isOwned(target)
      ? canObserve(facts[target])
      : environment[target as keyof Environment] === undefined,
  );
  // which groups to observe depends on the cluster
  const first = open.filter((target) => target !== 'securityGroups');
  if (first.length > 0) return first;
  const { cluster } = environment;
  return cluster !== undefined && cluster !== 'absent' ? open : [];
}

function isOwned(target: Target): target is OwnedResource {
  return OWNED_RESOURCES.some((resource) => resource === target);
}

function areTagsChanged(request: UpdateRequest): boolean {
  return !sameJson(
    givenTags(request.previousStackTags, request.previous.Tags),
    givenTags(request.stackTags, request.desired.Tags),
  );
}

function updateSettled(
  request: UpdateRequest,
  facts: Facts,
  nodegroup: Nodegroup,
  progress: Progress,
): Decision {
  const update = settledUpdate(request, facts, nodegroup);
  if (rolledTo(progress.checkpoint, facts)) return configAfterRoll(update, progress);
  const { live, efaSecurityGroup } = update;
  const next = live && nextVersion(request, live, efaSecurityGroup);
  const notUpdatable = notUpdatableFindings(update);
  if (notUpdatable.length > 0) return refuse('NotUpdatable', notUpdatable);
  if (changesTemplate(request) && !live) return templateMissing(update);
  const lagging = live && waitForNewerVersion(update, live, progress);
  if (lagging) return lagging;
  const config = progress.checkpoint.configSent ? undefined : configDifference(update);
  const staysLive = live !== undefined && isLive(request, live);
  const time = timeOfRoll(update, config, next);
  const findings = [...updateFindings(update, config, next, staysLive), ...found(time.refused)];
  if (findings.length > 0) return refuse('InvalidRequest', findings);
  const warnings = [...updateWarnings(request, facts.environment), ...found(time.warning)];
  const warning = warnOnce(warnings, progress);
  if (warning) return warning;
  const calls = tagCalls(update);
  if (calls.length > 0) return { kind: 'call', calls };
  // a Capacity Block cannot be rolled once it has nodes
  const needsGroup = next !== undefined || (!staysLive && isSecurityGroupChanged(request));
  const rolled = roll(update, next, live !== undefined && needsGroup, progress);
  if (isEmptyBlock(nodegroup) && rolled.kind !== 'succeed') return rolled;
  if (config && !('path' in config)) return { kind: 'call', calls: [configCall(request, config)] };
  return rolled;
}

/** A Capacity Block is rolled before it is given nodes: what was checked then is not checked again. */
function configAfterRoll(update: SettledUpdate, progress: Progress): Decision {
  const { request, facts, nodegroup } = update;
  const config = configDifference(update);
  return config && !('path' in config)
    ? { kind: 'call', calls: [configCall(request, config)] }
    : afterRoll(request, facts, nodegroup, progress);
}

/**
 * The properties before are in a version that is newer than the one that the node group shows: either its roll failed,
 * or the read lags behind, and a version made from the older one would take back what was changed since.
 */
function waitForNewerVersion(
  { request: { previous }, facts: { launchTemplate } }: SettledUpdate,
  { version: live }: LiveTemplate,
  { waits }: Progress,
): Decision | undefined {
  const { versions = [] } = launchTemplate.is === 'present' ? launchTemplate.value : {};
  const description = describedBy(previous);
  const newer = versions.find(
    ({ VersionDescription, VersionNumber = 0 }) =>
      VersionDescription === description && VersionNumber > (live.VersionNumber ?? 0),
  );
  const delay = visibilitySeconds(waits);
  if (!newer || live.VersionDescription === description || delay === undefined) return undefined;
  return waitFor(
    `the node group to show version ${newer.VersionNumber} of its launch template`,
    `version ${live.VersionNumber}`,
    delay,
  );
}

/** The node group names it: it was deleted by hand only if it stays away. */
function templateMissing({ request: { identity }, facts, nodegroup }: SettledUpdate): Decision {
  const { launchTemplate: observed } = facts;
  const delay =
    observed.is === 'unknown' ? visibilitySeconds(observed.observations - 1) : undefined;
  if (delay !== undefined) {
    return waitFor('the launch template to become visible', 'not visible yet', delay);
  }
  const { launchTemplate } = nodegroup;
  return failure(
    'NotStabilized',
    `Launch template ${launchTemplate?.id} version ${launchTemplate?.version} of node group ${identity.nodegroupName} does not exist any more, so that no node can be launched or rolled. Replace the node group.`,
  );
}

function configCall({ identity, operationKey }: UpdateRequest, config: ConfigMembers): ApiCall {
  const call = 'eks:UpdateNodegroupConfig';
  const { clusterName, nodegroupName } = identity;
  const clientRequestToken = callToken(operationKey, call, config, 0);
  return { call, input: { clusterName, nodegroupName, ...config, clientRequestToken } };
}
