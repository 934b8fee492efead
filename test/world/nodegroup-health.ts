import type { Issue } from '@aws-sdk/client-eks';
import type { Account, WorldNodegroup } from './account';
import { scale } from './auto-scaling';

export const keyOf = (clusterName: string, nodegroupName: string) =>
  `${clusterName}/${nodegroupName}`;

/** The same node group later: not another of the same name. */
export function liveOf(account: Account, nodegroup: WorldNodegroup): WorldNodegroup | undefined {
  const live = account.nodegroups.get(keyOf(nodegroup.clusterName, nodegroup.nodegroupName));
  return live?.nodegroupArn === nodegroup.nodegroupArn ? live : undefined;
}

export function change(
  account: Account,
  nodegroup: WorldNodegroup,
  status: string,
  issues: readonly { code: string; message: string; resourceIds: readonly string[] }[],
): void {
  account.nodegroups.put(keyOf(nodegroup.clusterName, nodegroup.nodegroupName), {
    ...nodegroup,
    status: status as WorldNodegroup['status'],
    modifiedAt: account.clock.now(),
    health: { issues: issues as Issue[] },
  });
}

/** A node group whose template was deleted can't be healed ("recreate", EKS guide). */
export function sourceTemplateGone(account: Account, templateId: string): void {
  for (const nodegroup of account.nodegroups.all()) {
    if (nodegroup.launchTemplate?.id !== templateId || nodegroup.status !== 'ACTIVE') continue;
    const message = `The launch template ${templateId} of the node group could not be found.`;
    change(account, nodegroup, 'DEGRADED', [
      { code: 'Ec2LaunchTemplateNotFound', message, resourceIds: [templateId] },
    ]);
  }
}

export const RETRY_LAUNCH_SECONDS = 60;
const CAPACITY_CODES: readonly (string | undefined)[] = [
  'AsgInstanceLaunchFailures',
  'InsufficientFreeAddresses',
];

/** A settled group gets its size: DEGRADED while EC2 lacks capacity, ACTIVE again after. */
export function keepScaled(account: Account, nodegroup: WorldNodegroup): void {
  const live = liveOf(account, nodegroup);
  if (live?.status !== 'ACTIVE' && live?.status !== 'DEGRADED') return;
  const others = live.health.issues?.filter(({ code }) => !CAPACITY_CODES.includes(code)) ?? [];
  const failure = scale(account, live);
  const mine = failure ? [{ ...failure, resourceIds: [live.autoScalingGroup] }] : [];
  const issues = [...others, ...mine];
  change(account, live, issues.length > 0 ? 'DEGRADED' : 'ACTIVE', issues as never);
  if (failure) account.clock.after(RETRY_LAUNCH_SECONDS, () => keepScaled(account, nodegroup));
}
