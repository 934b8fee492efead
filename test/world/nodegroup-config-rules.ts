/** What EKS refuses of user data, repair and warm pool, and what it keeps of the last two. */
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type {
  Cluster,
  NodegroupUpdateConfig,
  NodeRepairConfig,
  WarmPoolConfig,
} from '@aws-sdk/client-eks';
import { eksError } from './eks-errors';
import { problemsOf } from './judge';
import { operationOf } from './wire-schema';

const invalid = (message: string) => eksError('InvalidParameterException', message);

export function checkUserData(
  { UserData }: RequestLaunchTemplateData,
  amiType: string,
  cluster: Cluster | undefined,
): void {
  const text = Buffer.from(UserData ?? '', 'base64').toString('utf8');
  // EC2's limit is for what EKS merges: its own part has at least name, endpoint and certificate (nodeadm/doc/api.md)
  const { name = '', endpoint = '', certificateAuthority } = cluster ?? {};
  const own =
    text === '' || amiType === 'CUSTOM' ? '' : name + endpoint + certificateAuthority?.data;
  if (text.length + own.length > 16_384) throw invalid('User data is limited to 16384 bytes');
}

/**
 * "must be in the MIME multi-part archive format for Amazon Linux AMIs and TOML format for Bottlerocket" (launch-templates).
 * EKS says so when it makes its copy: a create ends with it as a health issue (terraform-aws-eks#1875,
 * terraform-aws-eks-blueprints#843); the text about TOML is ours.
 */
export function unmergedUserData(
  { UserData }: RequestLaunchTemplateData,
  amiType: string,
): string | undefined {
  const text = Buffer.from(UserData ?? '', 'base64').toString('utf8');
  if (text === '' || amiType === 'CUSTOM') return undefined;
  const isMime = /^Content-Type:\s*multipart\/mixed;/im.test(text);
  if (amiType.startsWith('BOTTLEROCKET') !== isMime) return undefined;
  return isMime
    ? 'User data was not in the TOML format.'
    : 'User data was not in the MIME multipart format.';
}

/** The words are those of terraform-provider-aws#26535; API_NodegroupUpdateConfig: one of the two "is required". */
export function checkUpdateConfig(
  config: NodegroupUpdateConfig | undefined,
  maxSize: number | undefined,
): void {
  const { maxUnavailable, maxUnavailablePercentage: percentage } = config ?? {};
  if (config && (maxUnavailable === undefined) === (percentage === undefined)) {
    throw invalid('Specify either maxUnavailable or maxUnavailablePercentage.');
  }
  // API_NodegroupUpdateConfig, maxUnavailable: "The maximum number is 100"
  if ((maxUnavailable ?? 0) > 100) throw invalid('maxUnavailable must be at most 100.');
  if (maxUnavailable !== undefined && (maxUnavailable < 1 || maxUnavailable > (maxSize ?? 2))) {
    throw invalid('max-unavailable must be within the range 1 and max size of the node group');
  }
}

/** What AWS's model of the request refuses, where EKS says nothing else of it before; the text is ours. */
export function checkShape(operation: string, input: unknown): void {
  const [problem] = problemsOf(operationOf('eks', operation).input, input, operation);
  if (problem) throw invalid(problem);
}

/** API_NodeRepairConfig. */
export function checkRepair(config: NodeRepairConfig | undefined): void {
  const both = (a: unknown, b: unknown) => a !== undefined && b !== undefined;
  if (
    both(config?.maxUnhealthyNodeThresholdCount, config?.maxUnhealthyNodeThresholdPercentage) ||
    both(config?.maxParallelNodesRepairedCount, config?.maxParallelNodesRepairedPercentage)
  ) {
    throw invalid('Specify either the count or the percentage of nodeRepairConfig, not both.');
  }
  // "If you use this, you must specify all the values" (API_NodeRepairConfigOverrides)
  for (const one of config?.nodeRepairConfigOverrides ?? []) {
    const { nodeMonitoringCondition, nodeUnhealthyReason, minRepairWaitTimeMins, repairAction } =
      one;
    const all = [nodeMonitoringCondition, nodeUnhealthyReason, minRepairWaitTimeMins, repairAction];
    if (all.includes(undefined)) throw invalid('An override of nodeRepairConfig has all values.');
  }
}

/** The words: PutWarmPool of 2026-09-25 (cdk-preflight, pf-asg-wp-hibernated-requires-encrypted-root). */
export function checkHibernation(
  config: WarmPoolConfig | undefined,
  { BlockDeviceMappings = [] }: RequestLaunchTemplateData,
): void {
  const isOpen = BlockDeviceMappings.some(
    ({ DeviceName, Ebs }) => DeviceName === '/dev/xvda' && Ebs?.Encrypted === false,
  );
  if (config?.enabled && config.poolState === 'HIBERNATED' && isOpen) {
    throw invalid('For hibernation, the root device volume must be encrypted.');
  }
}

/** EKS user guide, warm-pools-managed-node-groups; API_PutWarmPool. */
export function checkWarmPool(
  config: WarmPoolConfig | undefined,
  { amiType, capacityType }: { amiType?: string | undefined; capacityType?: string | undefined },
): void {
  if (!config?.enabled) return;
  if (amiType === 'CUSTOM') throw invalid('Warm pools are not supported with custom AMIs.');
  if (capacityType === 'SPOT') throw invalid('Warm pools are not supported with Spot Instances.');
  // Auto Scaling user guide, launch-template-capacity-blocks: "Mixed instances groups and warm pools are not supported"
  if (capacityType === 'CAPACITY_BLOCK') {
    throw invalid('Warm pools are not supported with Capacity Blocks.');
  }
  const isBottlerocket = amiType?.startsWith('BOTTLEROCKET');
  if (isBottlerocket && (config.poolState === 'HIBERNATED' || config.reuseOnScaleIn)) {
    throw invalid('Bottlerocket supports neither HIBERNATED nor reuseOnScaleIn.');
  }
  if ((config.maxGroupPreparedCapacity ?? 0) < -1 || (config.minSize ?? 0) < 0) {
    throw invalid('The sizes of the warm pool are out of range.');
  }
}

/** "If not specified during an update, the current value is preserved"; off, the pool is removed (API_WarmPoolConfig). */
export function mergedWarmPool(
  live: WarmPoolConfig | undefined,
  sent: WarmPoolConfig,
): WarmPoolConfig {
  const given = Object.entries(sent).filter(([, value]) => value !== undefined);
  const merged: WarmPoolConfig = { ...live, ...Object.fromEntries(given) };
  return merged.enabled ? merged : { enabled: false };
}
