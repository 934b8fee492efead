/** What a plan shows of the node group itself, as it is and as it will be: folded over the calls that are planned. */

import type { Nodegroup, Taint } from '@aws-sdk/client-eks';
import type { LiveState } from '../../core/lifecycle/flatten';
import type { ApiCall } from '../../core/model/api-calls';
import { type RollEstimate, rollEstimate } from '../../core/scaling/roll-time';
import type { StringMap } from '../../core/util/objects';
import { withoutUndefined } from '../../core/util/objects';
import type { TemplateData } from './plan-node';

export interface PlannedState {
  readonly sizes: Sizes;
  readonly labels: StringMap;
  readonly taints: readonly PlannedTaint[];
  readonly volumes: readonly PlannedVolume[];
  /** Kubernetes version; null where it is not known. */
  readonly version: string | null;
  /** Of the AMI; null where EKS will take the newest one, and for a custom AMI. */
  readonly releaseVersion: string | null;
}
interface Sizes {
  readonly minSize: number | null;
  readonly maxSize: number | null;
  readonly desiredSize: number | null;
}
interface PlannedTaint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}
export interface PlannedVolume {
  readonly device: string;
  readonly sizeGiB: number | null;
  readonly type: string | null;
  readonly encrypted: boolean | null;
  readonly snapshotId: string | null;
}

type Group = Pick<
  Nodegroup,
  'scalingConfig' | 'updateConfig' | 'labels' | 'taints' | 'version' | 'releaseVersion'
>;

/** Of the node group as it lives; null where it does not. */
export function stateBefore(liveState: LiveState | undefined): PlannedState | null {
  return liveState ? stateOf(liveState.nodegroup, liveState.version?.LaunchTemplateData) : null;
}

/**
 * After all calls.
 * @param data of the launch template version that the nodes will have
 * @param clusterVersion what a new node group has where it names no version
 */
export function stateAfter(
  calls: readonly ApiCall[],
  data: TemplateData | undefined,
  live: Nodegroup | undefined,
  clusterVersion: string | undefined,
): PlannedState {
  const { version = clusterVersion, ...group } = groupAfter(calls, live);
  return stateOf({ ...group, version }, data);
}

/** Of the nodes and the UpdateConfig that the roll finds; null without a roll. */
export function rollOf(
  calls: readonly ApiCall[],
  live: Nodegroup | undefined,
): RollEstimate | null {
  const at = calls.findIndex(({ call }) => call === 'eks:UpdateNodegroupVersion');
  return at < 0 ? null : rollEstimate(groupAfter(calls.slice(0, at), live));
}

function groupAfter(calls: readonly ApiCall[], live: Nodegroup | undefined): Group {
  return calls.reduce<Group>(afterCall, live ?? {});
}

function afterCall(group: Group, apiCall: ApiCall): Group {
  switch (apiCall.call) {
    case 'eks:CreateNodegroup':
      return { ...group, ...apiCall.input };
    case 'eks:UpdateNodegroupVersion': {
      const { version, releaseVersion } = apiCall.input;
      return { ...group, ...withoutUndefined({ version, releaseVersion }) };
    }
    case 'eks:UpdateNodegroupConfig': {
      const { scalingConfig, updateConfig, labels, taints } = apiCall.input;
      const removed = labels?.removeLabels ?? [];
      const kept = Object.entries(group.labels ?? {}).filter(([key]) => !removed.includes(key));
      return {
        ...group,
        scalingConfig: { ...group.scalingConfig, ...withoutUndefined({ ...scalingConfig }) },
        ...(updateConfig && { updateConfig }),
        labels: { ...Object.fromEntries(kept), ...labels?.addOrUpdateLabels },
        taints: [
          ...without(group.taints, [
            ...(taints?.removeTaints ?? []),
            ...(taints?.addOrUpdateTaints ?? []),
          ]),
          ...(taints?.addOrUpdateTaints ?? []),
        ],
      };
    }
    default:
      return group;
  }
}

/** A taint is the same by key and effect (API_UpdateTaintsPayload: what is added replaces). */
function without(taints: readonly Taint[] = [], others: readonly Taint[]): readonly Taint[] {
  return taints.filter(
    (taint) => !others.some(({ key, effect }) => key === taint.key && effect === taint.effect),
  );
}

function stateOf(group: Group, data: TemplateData | undefined): PlannedState {
  const { minSize, maxSize, desiredSize } = group.scalingConfig ?? {};
  return {
    sizes: {
      minSize: minSize ?? null,
      maxSize: maxSize ?? null,
      desiredSize: desiredSize ?? null,
    },
    labels: group.labels ?? {},
    taints: (group.taints ?? []).map(({ key = '', value = '', effect = '' }) => ({
      key,
      value,
      effect,
    })),
    volumes: (data?.BlockDeviceMappings ?? []).map(({ DeviceName = '', Ebs }) => ({
      device: DeviceName,
      sizeGiB: Ebs?.VolumeSize ?? null,
      type: Ebs?.VolumeType ?? null,
      encrypted: Ebs?.Encrypted ?? null,
      snapshotId: Ebs?.SnapshotId ?? null,
    })),
    version: group.version ?? null,
    releaseVersion: group.releaseVersion ?? null,
  };
}
