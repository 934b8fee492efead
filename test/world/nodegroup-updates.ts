import type {
  ErrorDetail,
  Taint,
  UpdateNodegroupConfigCommandInput,
  UpdateNodegroupVersionCommandInput,
  UpdateParam,
} from '@aws-sdk/client-eks';
import type { Account, WorldNodegroup, WorldUpdate } from './account';
import { instancesOf, scalingOfEks, templateDataOf, terminate } from './auto-scaling';
import { NotModelled } from './aws-error';
import { hasSpare } from './capacity-reservations';
import { findCluster } from './clusters';
import { eksError } from './eks-errors';
import { checkLabels, checkTaints } from './label-rules';
import { addVersion } from './launch-templates';
import {
  checkHibernation,
  checkRepair,
  checkShape,
  checkUpdateConfig,
  checkUserData,
  checkWarmPool,
  mergedWarmPool,
  unmergedUserData,
} from './nodegroup-config-rules';
import { change, keepScaled, keyOf, liveOf } from './nodegroup-health';
import {
  type ChosenTemplate,
  checkCustomImage,
  checkOneZone,
  checkScaling,
  checkTemplate,
  checkTypes,
  chooseTemplate,
  joinProblem,
} from './nodegroup-rules';
import { findNodegroup, oncePerEksToken } from './nodegroups';
import type { Call } from './store';
import {
  checkExists,
  checkRelease,
  isBottlerocket,
  minorOf,
  newestRelease,
  wrongRelease,
} from './version-rules';

const invalid = (message: string) => eksError('InvalidParameterException', message);

export function updateNodegroupConfig(
  account: Account,
  input: UpdateNodegroupConfigCommandInput,
  call: Call,
) {
  return oncePerEksToken(account, call, input, () => {
    const nodegroup = updatable(account, input, call);
    const { clusterName: _, nodegroupName: __, clientRequestToken: ___, ...parts } = input;
    if (Object.values(parts).every((part) => part === undefined)) {
      throw invalid('At least one field must be updated.');
    }
    if (input.scalingConfig) {
      if (Object.values(input.scalingConfig).every((size) => size === undefined)) {
        throw invalid(
          'Either all or at least one of minSize, maxSize, desiredSize must be provided.',
        );
      }
      checkScaling({ ...scalingOfEks(nodegroup), ...defined(input.scalingConfig) });
    }
    if (!account.assumptions.reservedLabels) checkLabels(input.labels?.addOrUpdateLabels);
    checkUpdateConfig(
      input.updateConfig ?? (input.scalingConfig && nodegroup.updateConfig),
      input.scalingConfig?.maxSize ?? nodegroup.scalingConfig.maxSize,
    );
    checkTaints(input.taints?.addOrUpdateTaints);
    checkRepair(input.nodeRepairConfig);
    if (input.warmPoolConfig) {
      const pool = mergedWarmPool(nodegroup.warmPoolConfig, input.warmPoolConfig);
      checkWarmPool(pool, nodegroup);
      checkHibernation(pool, templateDataOf(account, nodegroup));
    }
    checkShape('UpdateNodegroupConfig', input);
    return start(account, nodegroup, 'ConfigUpdate', account.timings.configUpdate, [], (live) => {
      const scaled = { ...live, ...configured(live, input) };
      account.nodegroups.put(keyOf(live.clusterName, live.nodegroupName), scaled);
      return undefined;
    });
  });
}

function configured(
  live: WorldNodegroup,
  input: UpdateNodegroupConfigCommandInput,
): Partial<WorldNodegroup> {
  const labels = { ...live.labels, ...input.labels?.addOrUpdateLabels };
  for (const key of input.labels?.removeLabels ?? []) delete labels[key];
  const isSame = (a: Taint, b: Taint) => a.key === b.key && a.effect === b.effect;
  const added = input.taints?.addOrUpdateTaints ?? [];
  const replaced = [...added, ...(input.taints?.removeTaints ?? [])];
  const kept = (live.taints ?? []).filter((taint) => !replaced.some((one) => isSame(taint, one)));
  return {
    labels,
    taints: [...kept, ...added],
    ...scaled(live, input.scalingConfig),
    ...defined({
      updateConfig: input.updateConfig,
      nodeRepairConfig: input.nodeRepairConfig,
      warmPoolConfig:
        input.warmPoolConfig && mergedWarmPool(live.warmPoolConfig, input.warmPoolConfig),
    }),
  };
}

/**
 * What is given goes to the Auto Scaling group: a minimum "larger than the current size of the group ... sets the group's
 * DesiredCapacity to the new MinSize value", and a maximum "smaller than the current size" sets it to that
 * (API_UpdateAutoScalingGroup).
 */
function scaled(
  { scalingConfig, desiredSizeOfEks }: WorldNodegroup,
  given: UpdateNodegroupConfigCommandInput['scalingConfig'],
): Partial<WorldNodegroup> {
  const { minSize, maxSize, desiredSize } = { ...scalingConfig, ...defined(given) };
  const size = Math.min(Math.max(desiredSize, minSize), maxSize);
  return {
    scalingConfig: { minSize, maxSize, desiredSize: size },
    desiredSizeOfEks: given?.desiredSize === undefined ? desiredSizeOfEks : undefined,
  };
}

function defined<T extends object>(value: T | undefined): { [K in keyof T]-?: NonNullable<T[K]> } {
  const entries = Object.entries(value ?? {}).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]-?: NonNullable<T[K]> };
}

export function updateNodegroupVersion(
  account: Account,
  input: UpdateNodegroupVersionCommandInput,
  call: Call,
) {
  return oncePerEksToken(account, call, input, () => {
    const nodegroup = updatable(account, input, call);
    const cluster = findCluster(account, input.clusterName, call);
    const chosen = newTemplate(account, nodegroup, input, call);
    const data = chosen?.version.data ?? templateDataOf(account, nodegroup);
    const isCustom = data.ImageId !== undefined;
    if (isCustom) checkCustomImage(input);
    if (isCustom !== (nodegroup.amiType === 'CUSTOM')) {
      throw invalid('A node group cannot change between a custom and an EKS optimized image.');
    }
    const release = isCustom
      ? { version: nodegroup.version, releaseVersion: data.ImageId ?? '' }
      : newRelease(account, nodegroup, cluster.version, input);
    const params: UpdateParam[] = [
      { type: 'Version', value: release.version },
      { type: 'ReleaseVersion', value: release.releaseVersion },
      ...(chosen
        ? [{ type: 'LaunchTemplateVersion' as const, value: String(chosen.version.number) }]
        : []),
    ];
    return start(
      account,
      nodegroup,
      'VersionUpdate',
      account.timings.versionUpdate,
      params,
      (live) => roll(account, { ...live, ...release }, chosen),
    );
  });
}

function newTemplate(
  account: Account,
  nodegroup: WorldNodegroup,
  input: UpdateNodegroupVersionCommandInput,
  call: Call,
): ChosenTemplate | undefined {
  if (!input.launchTemplate) return undefined;
  if (!nodegroup.launchTemplate) {
    throw invalid('A launch template cannot be added to a node group that was made without one.');
  }
  const chosen = chooseTemplate(account, input.launchTemplate, call);
  if (chosen.template.id !== nodegroup.launchTemplate.id) {
    throw invalid('The launch template of a node group cannot change, only its version.');
  }
  const { data } = chosen.version;
  const subnets = nodegroup.subnets.flatMap((id) => account.subnets.get(id) ?? []);
  const cluster = account.clusters.get(nodegroup.clusterName);
  const { amiType } = nodegroup;
  checkTemplate(account, data, { amiType, vpcId: cluster?.vpcId ?? '' }, call);
  checkUserData(data, amiType ?? '', cluster);
  checkHibernation(nodegroup.warmPoolConfig, data);
  checkOneZone(account, data, subnets);
  const types = data.InstanceType ? [data.InstanceType] : (nodegroup.instanceTypes ?? []);
  checkTypes(account, types, data, subnets);
  return chosen;
}

/** Omitted values are not "unchanged": AWS takes the cluster's version and its newest release. */
function newRelease(
  account: Account,
  nodegroup: WorldNodegroup,
  clusterVersion: string,
  input: UpdateNodegroupVersionCommandInput,
): { version: string; releaseVersion: string } {
  const { amiType } = nodegroup;
  const given = isBottlerocket(amiType) ? undefined : input.releaseVersion?.match(/^\d+\.\d+/)?.[0];
  const version = input.version ?? given ?? clusterVersion;
  if (minorOf(version) > minorOf(clusterVersion)) {
    throw invalid(`Nodegroup version ${nodegroup.version} cannot be changed to ${version}.`);
  }
  const releases = account.releases[version];
  if (!releases) throw new NotModelled(`AMI releases of Kubernetes ${version}`);
  const newest = newestRelease(account, version, amiType);
  const releaseVersion = input.releaseVersion ?? newest ?? '';
  checkRelease(releaseVersion, amiType, version);
  checkExists(account, releaseVersion, amiType, version);
  // "You cannot roll back a node group to an earlier Kubernetes version or AMI version" (API_UpdateNodegroupVersion)
  if (
    version === nodegroup.version &&
    releases.indexOf(releaseVersion) < releases.indexOf(nodegroup.releaseVersion ?? '')
  ) {
    throw wrongRelease(releaseVersion, newest);
  }
  if (minorOf(version) < minorOf(nodegroup.version)) {
    throw invalid(`Nodegroup version ${nodegroup.version} cannot be changed to ${version}.`);
  }
  return { version, releaseVersion };
}

/** DEFAULT starts new instances first and so needs room for one; MINIMAL stops old ones first. */
function roll(
  account: Account,
  rolled: WorldNodegroup,
  chosen: ChosenTemplate | undefined,
): ErrorDetail[] | undefined {
  const old = instancesOf(account, rolled).filter(({ state }) => state === 'running');
  const strategy = rolled.updateConfig?.updateStrategy ?? 'DEFAULT';
  const zoneId = account.subnets.get(rolled.subnets[0] ?? '')?.zoneId;
  const data = chosen?.version.data ?? templateDataOf(account, rolled);
  const isFull = old.some(
    ({ instanceType }) =>
      account.capacity.get(`${instanceType}/${zoneId}`) === 0 ||
      !hasSpare(account, data, instanceType, zoneId ?? ''),
  );
  const cluster = account.clusters.get(rolled.clusterName);
  const subnets = rolled.subnets.flatMap((id) => account.subnets.get(id) ?? []);
  // terraform-provider-aws#15007: "Code: Unknown / Message: User data was not in the MIME multipart format."
  const unmerged = unmergedUserData(data, rolled.amiType ?? '');
  if (unmerged) return [{ errorCode: 'Unknown', errorMessage: unmerged, resourceIds: [] }];
  const neverJoins =
    cluster && chosen && joinProblem(account, cluster, chosen.version.data, subnets);
  if ((strategy === 'DEFAULT' && isFull) || neverJoins) {
    const errorMessage = `Couldn't proceed with upgrade process as new nodes are not joining node group ${rolled.nodegroupName}`;
    return [{ errorCode: 'NodeCreationFailure', errorMessage, resourceIds: [] }];
  }
  const copy = account.templates.get(rolled.copyTemplateId ?? '');
  // a new version with every update, also of the AMI alone (EKS user guide, managed-node-update-behavior)
  if (copy) addVersion(account, copy, { description: undefined, data: account.copied(data) });
  const launchTemplate = chosen && {
    launchTemplate: { ...rolled.launchTemplate, version: String(chosen.version.number) },
  };
  const live = { ...rolled, ...launchTemplate };
  account.nodegroups.put(keyOf(live.clusterName, live.nodegroupName), live);
  for (const instance of old) terminate(account, instance);
  return undefined;
}

/** One update at a time; what it changes shows when it ends well. */
function start(
  account: Account,
  nodegroup: WorldNodegroup,
  type: 'ConfigUpdate' | 'VersionUpdate',
  seconds: number,
  params: UpdateParam[],
  finish: (live: WorldNodegroup) => ErrorDetail[] | undefined,
) {
  const { clusterName, nodegroupName } = nodegroup;
  const id = account.newUuid();
  const createdAt = account.clock.now();
  const update = { id, status: 'InProgress' as const, type, params, createdAt, errors: [] };
  const put = (changes: Partial<WorldUpdate['update']>) =>
    account.updates.put(id, { clusterName, nodegroupName, update: { ...update, ...changes } });
  put({});
  const outcome = account.outcomes.update.shift();
  account.clock.after(account.timings.updateShows, () => {
    const live = liveOf(account, nodegroup);
    if (live) change(account, live, 'UPDATING', live.health.issues as never);
  });
  account.clock.after(seconds, () => {
    const live = liveOf(account, nodegroup);
    // Its updates go with the node group.
    if (!live || !account.updates.get(id)) return;
    if (live.status.startsWith('DELET')) return put({ status: 'Cancelled' });
    const errors = outcome
      ? outcome.issues.map(({ code, message, resourceIds }) => ({
          errorCode: code as NonNullable<ErrorDetail['errorCode']>,
          errorMessage: message,
          resourceIds,
        }))
      : finish(live);
    const after = liveOf(account, nodegroup) ?? live;
    change(account, after, 'ACTIVE', after.health.issues as never);
    put(errors ? { status: 'Failed', errors } : { status: 'Successful' });
    keepScaled(account, after);
  });
  return { update };
}

function updatable(
  account: Account,
  input: { clusterName?: string | undefined; nodegroupName?: string | undefined },
  call: Call,
): WorldNodegroup {
  const nodegroup = findNodegroup(account, input, call);
  const isBusy = account.updates
    .all()
    .some(
      ({ clusterName, nodegroupName, update }) =>
        clusterName === nodegroup.clusterName &&
        nodegroupName === nodegroup.nodegroupName &&
        update.status === 'InProgress',
    );
  const takesUpdates =
    nodegroup.status === 'ACTIVE' ||
    (nodegroup.status === 'DEGRADED' && account.assumptions.degradedTakesUpdates);
  if (takesUpdates && !isBusy) return nodegroup;
  throw eksError(
    'ResourceInUseException',
    'Nodegroup cannot be updated as it is currently not in Active State',
  );
}
