import type {
  CreateNodegroupCommandInput,
  DeleteNodegroupCommandInput,
  DescribeNodegroupCommandInput,
  Nodegroup,
} from '@aws-sdk/client-eks';
import type { Account, Template, WorldNodegroup } from './account';
import { instancesOf, scale, scalingOfEks, terminate } from './auto-scaling';
import { checkCapacityBlock } from './capacity-reservations';
import { findCluster } from './clusters';
import { eksError } from './eks-errors';
import { checkRoles } from './iam-propagation';
import { kubeletProblem } from './label-rules';
import { addTemplate } from './launch-templates';
import { checkShape, unmergedUserData } from './nodegroup-config-rules';
import { change, keyOf, liveOf, RETRY_LAUNCH_SECONDS } from './nodegroup-health';
import {
  checkAllSizes,
  checkArchitecture,
  checkCreate,
  checkOneZone,
  checkScaling,
  checkTemplate,
  checkTypes,
  chooseTemplate,
  chosenSubnets,
  ipv6Problem,
  joinProblem,
} from './nodegroup-rules';
import { publicAddressProblem } from './route-tables';
import type { Call } from './store';
import { checkedEksTags } from './tags';
import { newestRelease } from './version-rules';

type TemplateData = Template['versions'][number]['data'];

/** NodeCreationFailure comes after 15 minutes without a join (EKS guide, troubleshooting). */
const JOIN_SECONDS = 900;

/**
 * The same token again: AWS's answer is documented nowhere, hence the switch. With other parameters a name that is taken
 * is what CreateNodegroup tells.
 */
export function oncePerEksToken<T extends object>(
  account: Account,
  call: Call,
  input: { clientRequestToken?: string | undefined },
  perform: () => T,
): T {
  const key = `${call.action}/${input.clientRequestToken}`;
  const fingerprint = JSON.stringify(input);
  const first = account.tokens.get(key);
  if (first && account.assumptions.eksTokenReplays && input.clientRequestToken) {
    if (first.fingerprint === fingerprint) return first.answer as T;
    if (call.action === 'CreateNodegroup') return perform();
    throw eksError('InvalidParameterException', 'The token was used with other parameters.');
  }
  const answer = perform();
  account.tokens.set(key, { fingerprint, answer });
  return answer;
}

export function createNodegroup(account: Account, input: CreateNodegroupCommandInput, call: Call) {
  return oncePerEksToken(account, call, input, () => {
    const cluster = findCluster(account, input.clusterName, call);
    const nodegroupName = input.nodegroupName ?? '';
    const key = keyOf(cluster.name, nodegroupName);
    if (account.nodegroups.get(key)) {
      throw eksError(
        'ResourceInUseException',
        `NodeGroup already exists with name ${nodegroupName} and cluster name ${cluster.name}`,
      );
    }
    if (cluster.status !== 'ACTIVE') {
      // EKS's words: eksctl#2244
      const message = `Cluster '${cluster.name}' is not in ACTIVE status`;
      throw eksError('InvalidRequestException', message);
    }
    const siblings = account.nodegroups.all().filter((other) => other.clusterName === cluster.name);
    if (siblings.length >= account.quotas.nodegroupsPerCluster) {
      throw eksError(
        'ResourceLimitExceededException',
        `Nodegroups limit of ${account.quotas.nodegroupsPerCluster} exceeded for cluster ${cluster.name}.`,
      );
    }
    const chosen = input.launchTemplate && chooseTemplate(account, input.launchTemplate, call);
    const data = chosen?.version.data ?? {};
    const subnets = chosenSubnets(account, cluster, input.subnets ?? []);
    checkCreate(account, input, cluster, data);
    checkRoles(account);
    checkCapacityBlock(account, input, data, subnets);
    checkAllSizes(input.scalingConfig);
    checkScaling(input.scalingConfig ?? {});
    checkTemplate(account, data, { amiType: input.amiType, vpcId: cluster.vpcId }, call);
    checkOneZone(account, data, subnets);
    const types = data.InstanceType ? [data.InstanceType] : (input.instanceTypes ?? ['t3.medium']);
    checkTypes(account, types, data, subnets, input.capacityType);
    checkArchitecture(account, types, input.amiType);
    checkShape('CreateNodegroup', input);

    const version = input.version ?? cluster.version;
    const uuid = account.newUuid();
    const now = account.clock.now();
    const tags = checkedEksTags(input.tags ?? {});
    const minSize = input.scalingConfig?.minSize ?? 1;
    const ownTags = { 'eks:cluster-name': cluster.name, 'eks:nodegroup-name': nodegroupName };
    const copy = addTemplate(account, {
      name: `eks-${uuid}`,
      tags: ownTags,
      description: undefined,
      data: account.copied(data),
    });
    const nodegroup: WorldNodegroup = {
      nodegroupName,
      nodegroupArn: account.arn('eks', `nodegroup/${cluster.name}/${nodegroupName}/${uuid}`),
      clusterName: cluster.name,
      version,
      releaseVersion:
        data.ImageId ?? input.releaseVersion ?? newestRelease(account, version, input.amiType),
      createdAt: now,
      modifiedAt: now,
      status: 'CREATING',
      capacityType: input.capacityType ?? 'ON_DEMAND',
      scalingConfig: {
        minSize,
        maxSize: input.scalingConfig?.maxSize ?? 2,
        desiredSize: input.scalingConfig?.desiredSize ?? minSize,
      },
      ...(input.instanceTypes?.length ? { instanceTypes: input.instanceTypes } : {}),
      subnets: subnets.map(({ id }) => id),
      amiType: data.ImageId ? 'CUSTOM' : (input.amiType ?? 'AL2023_x86_64_STANDARD'),
      nodeRole: input.nodeRole,
      labels: input.labels ?? {},
      ...(input.taints?.length ? { taints: input.taints } : {}),
      health: { issues: [] },
      updateConfig: input.updateConfig ?? { maxUnavailable: 1 },
      ...(input.nodeRepairConfig ? { nodeRepairConfig: input.nodeRepairConfig } : {}),
      ...(input.warmPoolConfig ? { warmPoolConfig: input.warmPoolConfig } : {}),
      ...(chosen
        ? {
            launchTemplate: {
              id: chosen.template.id,
              name: chosen.template.name,
              version: String(chosen.version.number),
            },
          }
        : { diskSize: input.diskSize ?? 20 }),
      tags,
      copyTemplateId: copy.id,
      autoScalingGroup: `eks-${nodegroupName}-${uuid}`,
    };
    account.nodegroups.put(key, nodegroup);
    const refusedLater =
      ipv6Problem(cluster, nodegroupName, subnets) ??
      publicAddressProblem(account, nodegroupName, subnets) ??
      unmergeable(nodegroup, data);
    if (refusedLater) {
      account.outcomes.create.unshift({ status: 'CREATE_FAILED', issues: [refusedLater] });
    }
    startCreating(
      account,
      nodegroup,
      joinProblem(account, cluster, data, subnets) ?? kubeletProblem(input.labels),
    );
    return { nodegroup: eksNodegroup(nodegroup) };
  });
}

function unmergeable({ amiType, autoScalingGroup }: WorldNodegroup, data: TemplateData) {
  const message = unmergedUserData(data, amiType ?? '');
  const code = 'Ec2LaunchTemplateInvalidConfiguration';
  return message === undefined ? undefined : { code, message, resourceIds: [autoScalingGroup] };
}

/** Instances come half-way; ACTIVE when all run, however long capacity takes. */
function startCreating(account: Account, made: WorldNodegroup, neverJoins?: string): void {
  const half = account.timings.nodegroupCreate / 2;
  const outcome = account.outcomes.create.shift();
  const settle = () => {
    const live = liveOf(account, made);
    if (live?.status !== 'CREATING') return;
    if (outcome) change(account, live, outcome.status, outcome.issues);
    else if (neverJoins) {
      const message = `Instances failed to join the kubernetes cluster: ${neverJoins}`;
      change(account, live, 'CREATE_FAILED', [
        { code: 'NodeCreationFailure', message, resourceIds: idsOf(account, live) },
      ]);
    } else if (live.health.issues?.length === 0 || live.capacityType === 'CAPACITY_BLOCK') {
      // observed: ACTIVE, whether the nodes have joined or not (decisions/assumptions-about-aws.md)
      change(account, live, 'ACTIVE', []);
    } else account.clock.after(RETRY_LAUNCH_SECONDS, settle);
  };
  const launch = () => {
    const live = liveOf(account, made);
    if (live?.status !== 'CREATING') return;
    const failure = scale(account, live);
    const issues = failure ? [{ ...failure, resourceIds: [live.autoScalingGroup] }] : [];
    change(account, live, 'CREATING', issues);
    if (failure) account.clock.after(RETRY_LAUNCH_SECONDS, launch);
  };
  account.clock.after(half, launch);
  account.clock.after(2 * half + (neverJoins ? JOIN_SECONDS : 0), settle);
}

export function describeNodegroup(
  account: Account,
  input: DescribeNodegroupCommandInput,
  call: Call,
) {
  return { nodegroup: eksNodegroup(findNodegroup(account, input, call)) };
}

export function deleteNodegroup(account: Account, input: DeleteNodegroupCommandInput, call: Call) {
  const nodegroup = findNodegroup(account, input, call);
  if (account.assumptions.deleteRefusedWhile.includes(nodegroup.status)) {
    throw eksError(
      'ResourceInUseException',
      `Nodegroup ${nodegroup.nodegroupName} cannot be deleted while it is ${nodegroup.status}`,
    );
  }
  change(account, nodegroup, 'DELETING', []);
  const outcome = account.outcomes.delete.shift();
  account.clock.after(account.timings.nodegroupDelete, () => {
    const live = liveOf(account, nodegroup);
    if (!live) return;
    if (outcome) change(account, live, outcome.status, outcome.issues);
    else removeNodegroup(account, live);
  });
  return { nodegroup: eksNodegroup({ ...nodegroup, status: 'DELETING' }) };
}

/** The node group is gone at once; its instances go on shutting down for a while. */
export function removeNodegroup(account: Account, nodegroup: WorldNodegroup): void {
  const key = keyOf(nodegroup.clusterName, nodegroup.nodegroupName);
  account.nodegroups.remove(key);
  if (nodegroup.copyTemplateId) account.templates.remove(nodegroup.copyTemplateId);
  for (const { clusterName, nodegroupName, update } of account.updates.all()) {
    const isIts = keyOf(clusterName, nodegroupName) === key;
    if (isIts) account.updates.remove(update.id);
  }
  for (const instance of instancesOf(account, nodegroup)) terminate(account, instance);
}

/** The node group that the request names, if the caller can see it: in its true state. */
export function findNodegroup(
  account: Account,
  input: { clusterName?: string | undefined; nodegroupName?: string | undefined },
  call: Call,
): WorldNodegroup {
  findCluster(account, input.clusterName, call);
  const key = keyOf(input.clusterName ?? '', input.nodegroupName ?? '');
  const isRead = call.action.startsWith('Describe');
  const nodegroup = isRead
    ? account.nodegroups.seenBy(call).get(key)
    : account.nodegroups.target(key, call);
  if (nodegroup) return nodegroup;
  throw eksError(
    'ResourceNotFoundException',
    `No node group found for name: ${input.nodegroupName}.`,
  );
}

export function eksNodegroup(nodegroup: WorldNodegroup): Nodegroup {
  const { copyTemplateId: _, autoScalingGroup, desiredSizeOfEks: __, ...shown } = nodegroup;
  const scalingConfig = scalingOfEks(nodegroup);
  return {
    ...shown,
    scalingConfig,
    resources: { autoScalingGroups: [{ name: autoScalingGroup }] },
  };
}

function idsOf(account: Account, nodegroup: WorldNodegroup): string[] {
  return instancesOf(account, nodegroup).map(({ id }) => id);
}
