/** EKS's warm pool: instances that are prepared beside the nodes (EKS user guide, warm-pools-managed-node-groups). */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import type { WarmPoolConfig as EksConfig, Nodegroup } from '@aws-sdk/client-eks';
import { amiFamilyOf } from '../ami/families';
import { isChanged } from '../feature/change';
import type { Feature, WarningContext } from '../feature/feature';
import { representative } from '../instance-type/hardware';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties, WarmPoolConfig } from '../model/properties';
import type { Change } from '../model/request';
import { sameJson } from '../util/compare';
import { camelCased, pascalCased, withoutUndefined } from '../util/objects';
import { hibernationFindings, memoryWarnings, unencryptedFindings } from './hibernation';

export const warmPool: Feature = {
  properties: ['WarmPoolConfig'],
  dependsOn: ['Volume'],
  change: 'config',
  observesForUpdate: ({ desired }) =>
    desired.WarmPoolConfig?.PoolState === 'HIBERNATED' ? ['instanceTypes'] : [],
  rules,
  laterRules: (desired) => [
    ...unencryptedFindings(desired),
    ...capacityBlockFindings(desired, desired.CapacityType),
  ],
  checkCreate: ({ desired, types, choices }) => [
    ...hibernationFindings(desired, types),
    ...inferredBlockFindings(desired, choices?.capacityType),
  ],
  checkUpdate: ({ previous, desired, nodegroup, environment: { instanceTypes = [] } }) =>
    isChanged({ previous, desired }, 'WarmPoolConfig')
      ? [
          ...hibernationFindings(desired, instanceTypes),
          ...inferredBlockFindings(desired, nodegroup.capacityType),
        ]
      : [],
  warnings: (context) => [
    ...warnings(context),
    ...memoryWarnings(context.desired, context.environment.instanceTypes ?? []),
  ],
  canonical: ({ WarmPoolConfig: given }) => (given?.Enabled ? { ...DEFAULTS, ...given } : OFF),
  expand: ({ WarmPoolConfig: given }) => (given ? { warmPoolConfig: expandConfig(given) } : {}),
  difference: (change, live) => {
    const warmPoolConfig = difference(change, live);
    return warmPoolConfig && { warmPoolConfig };
  },
  flatten: ({ nodegroup }) => ({ WarmPoolConfig: flattenConfig(nodegroup.warmPoolConfig) }),
};

/** Sent, because EKS keeps what is omitted; -1 is no limit (API_PutWarmPool, MaxGroupPreparedCapacity). */
const NO_LIMIT = -1;
const DEFAULTS = {
  MinSize: 0,
  MaxGroupPreparedCapacity: NO_LIMIT,
  PoolState: 'STOPPED',
  ReuseOnScaleIn: false,
} as const;
const OFF: EksConfig = { enabled: false };

function expandConfig(config: WarmPoolConfig): EksConfig {
  return camelCased(config);
}

/** Undefined where EKS does not report it. */
function flattenConfig(live: EksConfig | undefined): WarmPoolConfig | undefined {
  if (!live) return undefined;
  const { maxGroupPreparedCapacity: limit, ...rest } = live;
  const given = limit === NO_LIMIT ? rest : live;
  return pascalCased(withoutUndefined(given)) as WarmPoolConfig;
}

/** Member by member three-way; undefined where there is nothing to send. */
function difference(
  { previous, desired }: Change,
  { warmPoolConfig }: Nodegroup,
): EksConfig | undefined {
  const [given, now] = [previous, desired].map(({ WarmPoolConfig }) => WarmPoolConfig ?? null);
  if (sameJson(given, now)) return undefined;
  const live = flattenConfig(warmPoolConfig) ?? {};
  if (!desired.WarmPoolConfig?.Enabled) return live.Enabled ? OFF : undefined;
  const before = { ...DEFAULTS, ...previous.WarmPoolConfig };
  const after = { ...DEFAULTS, ...desired.WarmPoolConfig };
  const current = { ...DEFAULTS, ...live };
  const merged = Object.fromEntries(
    Object.entries(after).map(([name, value]) => {
      const member = name as keyof typeof after;
      return [name, before[member] === value ? current[member] : value];
    }),
  );
  return sameJson({ ...current, ...merged }, current) ? undefined : expandConfig(merged);
}

/** What EKS and Auto Scaling refuse, as far as the properties show it. */
function rules(desired: Properties): readonly Finding[] {
  const { WarmPoolConfig: given, AmiType = '', CapacityType, ImageId } = desired;
  if (!given) return [];
  const { Enabled, PoolState, ReuseOnScaleIn } = given;
  const { canHibernate, canReuseOnScaleIn } = amiFamilyOf(AmiType);
  return [
    ...findingsAt('WarmPoolConfig.Enabled', [
      Enabled === undefined && Object.keys(given).length > 0
        ? 'The property is required for the other WarmPoolConfig properties to take effect. Add Enabled: true.'
        : undefined,
      Enabled && ImageId
        ? 'EKS does not support warm pools with a custom AMI. Remove WarmPoolConfig or ImageId.'
        : undefined,
      // API_PutWarmPool
      Enabled && CapacityType === 'SPOT'
        ? 'Auto Scaling does not support warm pools with Spot Instances. Remove WarmPoolConfig, or use ON_DEMAND.'
        : undefined,
    ]),
    ...findingsAt('WarmPoolConfig.PoolState', [
      !canHibernate && PoolState === 'HIBERNATED'
        ? `HIBERNATED is not supported by ${AmiType}. Use STOPPED or RUNNING.`
        : undefined,
    ]),
    ...findingsAt('WarmPoolConfig.ReuseOnScaleIn', [
      !canReuseOnScaleIn && ReuseOnScaleIn
        ? `EKS does not reuse instances of ${AmiType}. Remove ReuseOnScaleIn.`
        : undefined,
    ]),
  ];
}

/**
 * Auto Scaling user guide, launch-template-capacity-blocks: "Warm pools are not supported when your launch template targets a
 * Capacity Block or an interruptible Capacity Reservation" (the latter serves no node group at all).
 */
function capacityBlockFindings(
  { WarmPoolConfig: given }: Properties,
  capacityType: string | undefined,
): readonly Finding[] {
  return findingsAt('WarmPoolConfig.Enabled', [
    given?.Enabled && capacityType === 'CAPACITY_BLOCK'
      ? 'Auto Scaling does not support warm pools with a Capacity Block. Remove WarmPoolConfig, or use an On-Demand Capacity Reservation.'
      : undefined,
  ]);
}

/** Where the template does not give the capacity type, which follows from its reservation. */
function inferredBlockFindings(
  desired: Properties,
  capacityType: string | undefined,
): readonly Finding[] {
  return desired.CapacityType === undefined ? capacityBlockFindings(desired, capacityType) : [];
}

/** Whether instances of the pool may start without the array of their instance store volumes. */
function mayLackArray(
  { LocalStorage = 'AUTO', ReleaseVersion, AmiType = '' }: Properties,
  type: InstanceTypeInfo | undefined,
): boolean {
  const hasArray =
    LocalStorage.startsWith('RAID') || (LocalStorage === 'AUTO' && !!type?.InstanceStorageInfo);
  return hasArray && amiFamilyOf(AmiType).mayLoseArray(ReleaseVersion);
}

/** Instances that Auto Scaling may keep in the pool: by default all that is left up to the maximum. */
function warnings({
  desired,
  environment: { instanceTypes = [] },
}: WarningContext): readonly Finding[] {
  const { WarmPoolConfig: given, ScalingConfig } = desired;
  if (!given?.Enabled) return [];
  const type = representative(instanceTypes);
  const { MinSize = 0, MaxGroupPreparedCapacity, PoolState = 'STOPPED' } = given;
  const nodes = ScalingConfig.DesiredSize ?? ScalingConfig.MinSize;
  const limit = MaxGroupPreparedCapacity ?? ScalingConfig.MaxSize;
  const size = Math.max(limit - nodes, MinSize, 0);
  const usable = Math.max(ScalingConfig.MaxSize - nodes, 0);
  // API_PutWarmPool: "If the desired capacity … is higher than the MaxGroupPreparedCapacity, the capacity … is 0"
  if (size === 0) {
    return findingsAt('WarmPoolConfig', [
      `The warm pool stays empty while there are ${nodes} nodes, because ${MaxGroupPreparedCapacity === undefined ? 'MaxSize' : 'MaxGroupPreparedCapacity'} is ${limit}. Raise it, or set WarmPoolConfig.MinSize.`,
    ]);
  }
  // the same: "unless you specify a value for MinSize"
  const above =
    MaxGroupPreparedCapacity !== undefined && nodes + MinSize > MaxGroupPreparedCapacity
      ? ` MinSize keeps ${MinSize} of them, although MaxGroupPreparedCapacity is ${limit}.`
      : '';
  const unused =
    size > usable
      ? ` Only ${usable} of them can become nodes, because MaxSize is ${ScalingConfig.MaxSize}.`
      : '';
  const cost =
    PoolState === 'RUNNING'
      ? 'All of them are billed like nodes all the time'
      : 'Each is billed like a node until it has started once, and its volumes all the time';
  const loss =
    type?.InstanceStorageInfo && PoolState === 'STOPPED'
      ? ' Their data on instance store volumes is lost when they stop.'
      : '';
  const array =
    PoolState !== 'RUNNING' && mayLackArray(desired, type)
      ? ' AL2023 AMIs older than July 2026 do not make the array of these volumes again, so that the instances do not become nodes: use a later ReleaseVersion, or LocalStorage NONE.'
      : '';
  return findingsAt('WarmPoolConfig', [
    `In addition to ${nodes} nodes, the warm pool keeps up to ${size} instances${type ? ` of ${type.InstanceType}` : ''}. ${cost}, and they use subnet addresses.${above}${unused}${loss}${array} Set a lower MaxGroupPreparedCapacity to reduce this.`,
  ]);
}
