/**
 * What differs, and what each difference costs. One rule for every property, three-way: it is touched only
 * where the template's value changed (previous against desired), and what is sent is the difference between
 * desired and live. What an autoscaler or an operator did meanwhile is never undone by another change.
 */

import type { Nodegroup, UpdateNodegroupConfigCommandInput } from '@aws-sdk/client-eks';
import { updateConfigOf } from '../capacity/reservation';
import { inOrder } from '../interfaces/layout';
import type { Efa, Properties, Taint } from '../model/properties';
import type { Finding, Identity, StringMap, UpdateRequest } from '../model/types';
import { canonicalJson } from '../ownership/identity';
import { type ChoiceRecord, EFA_COUNT_LABEL } from '../ownership/tags';
import { nodeRepairDifference } from '../scaling/node-repair';
import { warmPoolDifference } from '../scaling/warm-pool';
import { expandTaint, expandUpdateConfig } from './expand';

type Name = keyof Properties;
/** The properties that the launch template holds: a change of one rolls the nodes. */
const IN_TEMPLATE: readonly Name[] = [
  'Volume',
  'MetadataOptions',
  'InstanceTags',
  'LocalStorage',
  'MaxPods',
  'ImageId',
  'UserData',
  'KeyName',
  'Monitoring',
  'PreBootstrapUserData',
  'SecurityGroupIds',
  'Efa',
  'CapacityReservation',
];
const SETS: readonly Name[] = ['Subnets', 'InstanceTypes', 'Taints', 'SecurityGroupIds'];

type Versions = Pick<UpdateRequest, 'previous' | 'desired'>;

export function changed({ previous, desired }: Versions, name: Name): boolean {
  return comparable(previous, name) !== comparable(desired, name);
}

export function anyInTemplate(versions: Versions): boolean {
  return IN_TEMPLATE.some((name) => changed(versions, name));
}

/** Whether nodes were rolled for a change: one of the template, or to a version that is live now. */
export function rolled(versions: Versions, { version, releaseVersion }: Nodegroup): boolean {
  const reached = (name: 'Version' | 'ReleaseVersion', live: string | undefined) =>
    changed(versions, name) && live !== undefined && versions.desired[name] === live;
  return (
    anyInTemplate(versions) ||
    reached('Version', version) ||
    reached('ReleaseVersion', releaseVersion)
  );
}

/** Sets compare without regard to order. */
function comparable(properties: Properties, name: Name): string {
  const value = properties[name];
  if (value === undefined) return '';
  if (name === 'Efa') return canonicalJson(withSortedInterfaces(value as Efa));
  return SETS.includes(name)
    ? canonicalJson((value as readonly unknown[]).map(canonicalJson).sort())
    : canonicalJson(value);
}

function withSortedInterfaces(efa: Efa): Efa {
  const { NetworkInterfaces: list } = efa;
  return list ? { ...efa, NetworkInterfaces: inOrder(list) } : efa;
}

export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const inB = new Set(b);
  return new Set(a).size === inB.size && a.every((each) => inB.has(each));
}

/** What is live of the create-only properties. */
export interface LiveIdentity {
  readonly identity: Identity;
  readonly nodegroup: Nodegroup;
  readonly record: ChoiceRecord;
  readonly instanceTypes: readonly string[] | undefined;
  readonly zone: { readonly name: string | undefined; readonly id: string | undefined };
  /** In words where there is none; undefined where the template asks for no other. */
  readonly placementGroupName?: string | undefined;
}

/**
 * Create-only values that are given and differ from the live one; a value that is absent from the template
 * is unchanged, and one that AWS and the record do not tell is not compared.
 */
export function notUpdatable(desired: Properties, live: LiveIdentity): readonly Finding[] {
  const { nodegroup, identity, record, zone } = live;
  const pairs: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['ClusterName', desired.ClusterName, identity.clusterName],
    ['NodegroupName', desired.NodegroupName, identity.nodegroupName],
    ['NodeRole', desired.NodeRole, nodegroup.nodeRole],
    ['InstanceTypes', setText(desired.InstanceTypes), setText(live.instanceTypes)],
    ['AmiType', desired.AmiType, nodegroup.amiType],
    ['CapacityType', desired.CapacityType, nodegroup.capacityType],
    ['Placement.Group', desired.Placement?.Group, record.placementGroup],
    ['Placement.GroupName', desired.Placement?.GroupName, live.placementGroupName],
    ['Placement.AvailabilityZone', desired.Placement?.AvailabilityZone, zone.name],
    ['Placement.AvailabilityZoneId', desired.Placement?.AvailabilityZoneId, zone.id],
  ];
  const findings = pairs.flatMap(([path, wanted, held]) =>
    wanted === undefined || held === undefined || wanted === held
      ? []
      : [
          {
            path,
            message: `${held} cannot become ${wanted} in place: the node group has to be replaced.`,
          },
        ],
  );
  const dropped = (nodegroup.subnets ?? []).filter((id) => !desired.Subnets.includes(id));
  if (dropped.length === 0) return findings;
  return [
    ...findings,
    {
      path: 'Subnets',
      message: `the nodes are in ${dropped.join(', ')}, which the template no longer names: the node group has to be replaced.`,
    },
  ];
}

function setText(values: readonly string[] | undefined): string | undefined {
  return values && [...values].sort().join(', ');
}

/** What UpdateNodegroupConfig has to carry, without names and token; undefined where there is nothing to send. */
export type ConfigDifference = Pick<
  UpdateNodegroupConfigCommandInput,
  'labels' | 'taints' | 'scalingConfig' | 'updateConfig' | 'nodeRepairConfig' | 'warmPoolConfig'
>;

export function configDifference(
  request: Versions,
  live: Nodegroup,
  efaCount?: number,
): ConfigDifference | Finding | undefined {
  const scaling = scalingDifference(request, live);
  if (scaling && 'path' in scaling) return scaling;
  const labels = labelDifference(request, live.labels ?? {}, efaCount);
  const taints = taintDifference(request, live);
  const updateConfig = updateConfigDifference(request, live);
  const nodeRepairConfig = nodeRepairDifference(request, live);
  const warmPoolConfig = warmPoolDifference(request, live);
  const difference: ConfigDifference = {
    ...(labels && { labels }),
    ...(taints && { taints }),
    ...(scaling && { scalingConfig: scaling }),
    ...(updateConfig && { updateConfig }),
    ...(nodeRepairConfig && { nodeRepairConfig }),
    ...(warmPoolConfig && { warmPoolConfig }),
  };
  return Object.keys(difference).length > 0 ? difference : undefined;
}

function labelDifference(
  { previous, desired }: Versions,
  live: StringMap,
  efaCount: number | undefined,
) {
  const before = previous.Labels ?? {};
  const wanted = {
    ...desired.Labels,
    ...(efaCount !== undefined && { [EFA_COUNT_LABEL]: String(efaCount) }),
  };
  const set = Object.entries(wanted).filter(
    ([key, value]) => before[key] !== value && live[key] !== value,
  );
  const remove = Object.keys(before).filter(
    (key) => !Object.hasOwn(wanted, key) && Object.hasOwn(live, key),
  );
  return addOrRemove('addOrUpdateLabels', Object.fromEntries(set), 'removeLabels', remove.sort());
}

function taintDifference({ previous, desired }: Versions, { taints = [] }: Nodegroup) {
  const key = (taint: {
    readonly key?: string | undefined;
    readonly effect?: string | undefined;
  }) => `${taint.key}:${taint.effect}`;
  const live = new Map(taints.map((taint) => [key(taint), taint.value ?? '']));
  const by = (list: readonly Taint[] = []) =>
    new Map(list.map((taint) => [key(expandTaint(taint)), expandTaint(taint)] as const));
  const before = by(previous.Taints);
  const wanted = by(desired.Taints);
  const set = [...wanted].filter(
    ([id, taint]) =>
      !(before.has(id) && before.get(id)?.value === taint.value) &&
      live.get(id) !== (taint.value ?? ''),
  );
  const remove = [...before].filter(([id]) => !wanted.has(id) && live.has(id));
  return addOrRemove(
    'addOrUpdateTaints',
    set.map(([, taint]) => taint),
    'removeTaints',
    remove.map(([, taint]) => taint),
  );
}

function addOrRemove<S extends object, R>(
  addName: string,
  add: S,
  removeName: string,
  remove: readonly R[],
): Record<string, unknown> | undefined {
  const adds = Object.keys(add).length > 0;
  if (!adds && remove.length === 0) return undefined;
  return { ...(adds && { [addName]: add }), ...(remove.length > 0 && { [removeName]: remove }) };
}

/** Only the numbers that changed. A minimum over the live desired size raises it, as Auto Scaling does. */
function scalingDifference({ previous, desired }: Versions, live: Nodegroup) {
  const before = previous.ScalingConfig;
  const wanted = desired.ScalingConfig;
  const { minSize = 0, maxSize = 0, desiredSize = 0 } = live.scalingConfig ?? {};
  const min = wanted.MinSize === before.MinSize ? minSize : wanted.MinSize;
  const max = wanted.MaxSize === before.MaxSize ? maxSize : wanted.MaxSize;
  const size =
    wanted.DesiredSize === undefined || wanted.DesiredSize === before.DesiredSize
      ? Math.max(desiredSize, min === minSize ? 0 : min)
      : wanted.DesiredSize;
  if (min === minSize && max === maxSize && size === desiredSize) return undefined;
  const conflict = scalingConflict(min, max, size, wanted.DesiredSize === size);
  if (conflict) return conflict;
  return {
    ...(min !== minSize && { minSize: min }),
    ...(max !== maxSize && { maxSize: max }),
    ...(size !== desiredSize && { desiredSize: size }),
  };
}

function scalingConflict(
  min: number,
  max: number,
  size: number,
  given: boolean,
): Finding | undefined {
  if (min > max) {
    return {
      path: 'ScalingConfig.MinSize',
      message: `${min} is over the live maximum ${max}, which was changed outside the template. Change MaxSize too.`,
    };
  }
  if (size > max) {
    return {
      path: 'ScalingConfig.MaxSize',
      message: given
        ? `${max} is below the desired size ${size}. Raise it, or lower ScalingConfig.DesiredSize.`
        : `${max} is below the live desired size ${size}, and nodes are not taken away by this change alone. Scale in first, or set ScalingConfig.DesiredSize.`,
    };
  }
  if (size < min) {
    return {
      path: 'ScalingConfig.DesiredSize',
      message: `${size} is below the live minimum ${min}, which was changed outside the template. Change MinSize too.`,
    };
  }
  return undefined;
}

function updateConfigDifference(versions: Versions, live: Nodegroup) {
  // EKS keeps what is omitted: the default strategy has to be said
  const [before, wanted] = [versions.previous, versions.desired].map((properties) =>
    expandUpdateConfig({ UpdateStrategy: 'DEFAULT', ...updateConfigOf(properties) }),
  ) as [ReturnType<typeof expandUpdateConfig>, ReturnType<typeof expandUpdateConfig>];
  if (canonicalJson(before) === canonicalJson(wanted)) return undefined;
  const { maxUnavailable, maxUnavailablePercentage, updateStrategy } = live.updateConfig ?? {};
  const same =
    wanted.maxUnavailable === maxUnavailable &&
    wanted.maxUnavailablePercentage === maxUnavailablePercentage &&
    wanted.updateStrategy === (updateStrategy ?? 'DEFAULT');
  return same ? undefined : wanted;
}

/** What a roll has to ask for beside the template; `note` where EKS can't go back. */
export interface VersionDifference {
  readonly version?: string;
  readonly releaseVersion?: string;
  readonly notes: readonly string[];
}

export function versionDifference(versions: Versions, live: Nodegroup): VersionDifference {
  const notes: string[] = [];
  const pick = (name: 'Version' | 'ReleaseVersion', held: string | undefined) => {
    const wanted = versions.desired[name];
    if (wanted === undefined || wanted === held || !changed(versions, name)) return undefined;
    if (held !== undefined && compareVersions(wanted, held) < 0) {
      notes.push(
        `${name} ${wanted} is lower than the nodes' ${held} and was not sent: EKS cannot go back.`,
      );
      return undefined;
    }
    return wanted;
  };
  const version = pick('Version', live.version);
  const releaseVersion = pick('ReleaseVersion', live.releaseVersion);
  return { ...(version && { version }), ...(releaseVersion && { releaseVersion }), notes };
}

/** Dotted and dashed numbers, left to right. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(/[.-]/).map(Number)) as [
    number[],
    number[],
  ];
  const length = Math.max(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    // letters are the hash of a Bottlerocket release, which has no order
    if (difference !== 0) return Number.isNaN(difference) ? 0 : difference;
  }
  return 0;
}
