/** EKS's warm pool: instances that are prepared beside the nodes (EKS user guide, warm-pools-managed-node-groups). */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import type { WarmPoolConfig as EksConfig, Nodegroup } from '@aws-sdk/client-eks';
import { findingsAt } from '../model/findings';
import type { Properties, WarmPoolConfig } from '../model/properties';
import type { Finding } from '../model/types';
import { isBottlerocket } from '../node/ami-type';
import { canonicalJson } from '../ownership/identity';
import { camelCased, pascalCased, withoutUndefined } from '../util/objects';

/** Said, because EKS keeps what is omitted; -1 is no limit (API_PutWarmPool, MaxGroupPreparedCapacity). */
const NO_LIMIT = -1;
const DEFAULTS = {
  MinSize: 0,
  MaxGroupPreparedCapacity: NO_LIMIT,
  PoolState: 'STOPPED',
  ReuseOnScaleIn: false,
} as const;
const OFF: EksConfig = { enabled: false };

export function expandWarmPool(config: WarmPoolConfig): EksConfig {
  return camelCased(config);
}

/** Undefined where EKS says nothing of it. */
export function flattenWarmPool(live: EksConfig | undefined): WarmPoolConfig | undefined {
  if (!live) return undefined;
  const { maxGroupPreparedCapacity: limit, ...rest } = live;
  const given = limit === NO_LIMIT ? rest : live;
  return pascalCased(withoutUndefined(given)) as WarmPoolConfig;
}

/** Member by member three-way; undefined where there is nothing to send. */
export function warmPoolDifference(
  { previous, desired }: { readonly previous: Properties; readonly desired: Properties },
  { warmPoolConfig }: Nodegroup,
): EksConfig | undefined {
  if (canonicalJson(previous.WarmPoolConfig) === canonicalJson(desired.WarmPoolConfig)) {
    return undefined;
  }
  const live = flattenWarmPool(warmPoolConfig) ?? {};
  if (!desired.WarmPoolConfig?.Enabled) return live.Enabled ? OFF : undefined;
  const before = { ...DEFAULTS, ...previous.WarmPoolConfig };
  const wanted = { ...DEFAULTS, ...desired.WarmPoolConfig };
  const held = { ...DEFAULTS, ...live };
  const merged = Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => {
      const member = name as keyof typeof wanted;
      return [name, before[member] === value ? held[member] : value];
    }),
  );
  return canonicalJson({ ...held, ...merged }) === canonicalJson(held)
    ? undefined
    : expandWarmPool(merged);
}

/** What EKS and Auto Scaling refuse, as far as the properties tell. */
export function warmPoolFindings(desired: Properties): readonly Finding[] {
  const { WarmPoolConfig: given, AmiType = '', CapacityType, ImageId } = desired;
  if (!given) return [];
  const { Enabled, PoolState, ReuseOnScaleIn } = given;
  return [
    ...findingsAt('WarmPoolConfig.Enabled', [
      Enabled === undefined && Object.keys(given).length > 0
        ? 'it is not given, so that the rest would have no effect. Add Enabled: true.'
        : undefined,
      Enabled && ImageId
        ? 'true: EKS has no warm pool for a custom AMI. Remove WarmPoolConfig or ImageId.'
        : undefined,
      // API_PutWarmPool
      Enabled && CapacityType === 'SPOT'
        ? 'true: Auto Scaling has no warm pool for SPOT. Remove WarmPoolConfig, or use ON_DEMAND.'
        : undefined,
    ]),
    ...findingsAt('WarmPoolConfig.PoolState', [
      isBottlerocket(AmiType) && PoolState === 'HIBERNATED'
        ? 'HIBERNATED: Bottlerocket cannot hibernate. Use STOPPED or RUNNING.'
        : undefined,
    ]),
    ...findingsAt('WarmPoolConfig.ReuseOnScaleIn', [
      isBottlerocket(AmiType) && ReuseOnScaleIn
        ? 'true: EKS does not reuse instances with Bottlerocket. Remove it.'
        : undefined,
    ]),
  ];
}

/** The same for what EC2 says of the instance type. */
export function hibernationFindings(
  { WarmPoolConfig: given }: Properties,
  { InstanceType, HibernationSupported }: InstanceTypeInfo,
): readonly Finding[] {
  return findingsAt('WarmPoolConfig.PoolState', [
    given?.Enabled && given.PoolState === 'HIBERNATED' && HibernationSupported === false
      ? `HIBERNATED: ${InstanceType} cannot hibernate. Use STOPPED or RUNNING.`
      : undefined,
  ]);
}

/** Instances that Auto Scaling may keep in the pool: by default all that is left up to the maximum. */
export function warmPoolWarnings(
  { WarmPoolConfig: given, ScalingConfig }: Properties,
  type: InstanceTypeInfo | undefined,
): readonly Finding[] {
  if (!given?.Enabled) return [];
  const { MinSize = 0, MaxGroupPreparedCapacity, PoolState = 'STOPPED' } = given;
  const nodes = ScalingConfig.DesiredSize ?? ScalingConfig.MinSize;
  const limit = MaxGroupPreparedCapacity ?? ScalingConfig.MaxSize;
  const size = Math.max(limit - nodes, MinSize, 0);
  const cost =
    PoolState === 'RUNNING'
      ? 'all of them are paid for like nodes, all the time'
      : 'each is paid for like a node until it has started once, and its volumes all the time';
  const loss =
    type?.InstanceStorageInfo && PoolState === 'STOPPED'
      ? ' What they hold on instance-store disks is lost when they stop.'
      : '';
  return findingsAt('WarmPoolConfig', [
    `with ${nodes} nodes the pool has up to ${size} more instances${type ? ` of ${type.InstanceType}` : ''}; ${cost}. They take addresses in the subnets, too.${loss}`,
  ]);
}
