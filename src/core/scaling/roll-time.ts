/** How long a roll takes, and whether that fits into the time that CloudFormation waits. */

import type { Nodegroup } from '@aws-sdk/client-eks';
import type { Environment } from '../model/facts';
import type { Finding } from '../model/findings';
import type { UpdateConfig } from '../model/properties';

/** The time for one batch of nodes, from launch to drained: an estimate, and a lower limit. */
const LIKELY_BATCH_SECONDS = 25 * 60;
const SHORTEST_BATCH_SECONDS = 6 * 60;
/** "This percentage of nodes are updated in parallel, up to 100 nodes at once" (API_NodegroupUpdateConfig). */
const MAXIMUM_AT_ONCE = 100;

export interface RollTimeFindings {
  readonly refused?: Finding;
  readonly warning?: Finding;
}

/** With as many nodes as the Auto Scaling group has, where it was observed: EKS's number may be out of date. */
export function withOwnSize(
  nodegroup: Nodegroup,
  { scalingGroup }: Pick<Environment, 'scalingGroup'>,
): Nodegroup {
  if (scalingGroup === undefined || scalingGroup === 'absent') return nodegroup;
  const { desiredCapacity: desiredSize } = scalingGroup;
  return { ...nodegroup, scalingConfig: { ...nodegroup.scalingConfig, desiredSize } };
}

/** How EKS goes about a roll, and how long it may take. */
export interface RollEstimate {
  readonly nodes: number;
  /** Nodes that EKS replaces at the same time. */
  readonly atOnce: number;
  readonly batches: number;
  readonly shortestMinutes: number;
  readonly likelyMinutes: number;
}

/** EKS replaces as many nodes at once as UpdateConfig allows, at least one. @param desired takes precedence over the live one */
export function rollEstimate(
  { scalingConfig, updateConfig }: Pick<Nodegroup, 'scalingConfig' | 'updateConfig'>,
  desired?: UpdateConfig,
): RollEstimate {
  const nodes = scalingConfig?.desiredSize ?? 0;
  const percentage = desired?.MaxUnavailablePercentage ?? updateConfig?.maxUnavailablePercentage;
  const number = desired?.MaxUnavailable ?? updateConfig?.maxUnavailable ?? 1;
  const allowed = desired?.MaxUnavailable
    ? desired.MaxUnavailable
    : percentage
      ? Math.ceil((nodes * percentage) / 100)
      : number;
  const atOnce = Math.min(Math.max(1, allowed), MAXIMUM_AT_ONCE);
  const batches = Math.ceil(nodes / atOnce);
  return {
    nodes,
    atOnce,
    batches,
    shortestMinutes: (batches * SHORTEST_BATCH_SECONDS) / 60,
    likelyMinutes: (batches * LIKELY_BATCH_SECONDS) / 60,
  };
}

/** `Rolling 7 nodes in 4 batches of 2` */
function describeRoll({ nodes, batches, atOnce }: RollEstimate): string {
  return `Rolling ${nodes} nodes in ${batches} ${batches === 1 ? 'batch' : 'batches'} of ${atOnce}`;
}

/**
 * Whether a roll fits into the time that is left.
 * @param whose what has that time, and what has more
 * @returns `refused` where it cannot fit, `warning` where it may not
 */
export function rollTimeFindings(
  nodegroup: Pick<Nodegroup, 'scalingConfig' | 'updateConfig'>,
  desired: UpdateConfig | undefined,
  remainingSeconds: number,
  whose: { readonly has: string; readonly orElse: string },
): RollTimeFindings {
  const estimate = rollEstimate(nodegroup, desired);
  const { shortestMinutes, likelyMinutes } = estimate;
  const minutes = Math.floor(remainingSeconds / 60);
  const left = `but ${whose.has.replace('{minutes}', String(minutes))}`;
  const fix = `Raise MaxUnavailable or MaxUnavailablePercentage${whose.orElse}.`;
  const finding = (takes: string) => ({
    path: 'UpdateConfig',
    message: `${describeRoll(estimate)} ${takes} minutes, ${left}. ${fix}`,
  });
  if (shortestMinutes * 60 > remainingSeconds) {
    return { refused: finding(`takes at least ${shortestMinutes}`) };
  }
  return likelyMinutes * 60 > remainingSeconds
    ? { warning: finding(`may take ${likelyMinutes}`) }
    : {};
}
