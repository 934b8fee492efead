/** The cluster, and whether it can have a managed node group now. */
import type { Cluster } from '@aws-sdk/client-eks';
import { replacementFinding } from '../feature/change';
import type { Feature } from '../feature/feature';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import { cniWarnings } from './cni';

export const cluster: Feature = {
  properties: ['ClusterName', 'NodegroupName', 'NodeRole'],
  change: 'replace',
  observesForCreate: () => ['cluster', 'cniVersion'],
  checkCreate: ({ desired, environment }) => {
    const state = clusterState(desired, environment.cluster);
    return [
      ...('path' in state ? [state] : []),
      ...findingsAt('NodeRole', [foreignRole(desired, environment)]),
    ];
  },
  notUpdatable: ({ desired, identity, nodegroup }) => [
    ...replacementFinding('ClusterName', desired.ClusterName, identity.clusterName),
    ...replacementFinding('NodegroupName', desired.NodegroupName, identity.nodegroupName),
    ...replacementFinding('NodeRole', desired.NodeRole, nodegroup.nodeRole),
  ],
  warnings: ({ desired, environment, choices }) => [
    ...findingsAt('NodeRole', [roleOfCluster(desired, environment)]),
    ...cniWarnings(environment, choices?.interfaces),
  ],
  flatten: ({ identity, nodegroup }) => ({
    ClusterName: identity.clusterName,
    NodegroupName: identity.nodegroupName,
    NodeRole: nodegroup.nodeRole,
  }),
};

/** IAM user guide, id_roles_use_passrole: no role is passed across accounts; EKS: "Cross-account pass role is not allowed." */
function foreignRole({ NodeRole }: Properties, { cluster }: Environment): string | undefined {
  if (!cluster || cluster === 'absent' || !cluster.arn) return undefined;
  const [, partition, , , account] = cluster.arn.split(':');
  const [, ofRole, , , owner] = NodeRole.split(':');
  return partition !== ofRole || account !== owner
    ? `${NodeRole} is not a role of account ${account} in partition ${partition}, where the cluster is. Use a role of that account.`
    : undefined;
}

/** EKS user guide, create-node-role: "You can't use the same role that is used to create any clusters". */
function roleOfCluster({ NodeRole }: Properties, { cluster }: Environment): string | undefined {
  return cluster && cluster !== 'absent' && cluster.roleArn === NodeRole
    ? `${NodeRole} is the role of the cluster itself, which Amazon EKS does not support for nodes. Use a role of their own.`
    : undefined;
}

/** The cluster is being created or changed; observe it again later. */
export interface ClusterBusy {
  readonly clusterBusy: string;
}
export interface ClusterFacts {
  readonly vpcId: string;
  readonly securityGroupId: string;
  readonly privateAccess: boolean;
  /** Whether nodes and pods have IPv6 addresses. */
  readonly ipv6: boolean;
}

export function clusterState(
  { ClusterName }: Pick<Properties, 'ClusterName'>,
  observed: Environment['cluster'],
): ClusterFacts | Finding | ClusterBusy {
  const finding = (message: string): Finding => ({ path: 'ClusterName', message });
  if (!observed || observed === 'absent') {
    return finding(
      `EKS cluster ${ClusterName} does not exist in this account and Region. Correct the name.`,
    );
  }
  if (observed.status === 'CREATING' || observed.status === 'UPDATING') {
    return { clusterBusy: `cluster ${ClusterName} is ${observed.status}` };
  }
  if (observed.status !== 'ACTIVE') {
    return finding(
      `Cluster ${ClusterName} is ${observed.status}, but a node group requires an ACTIVE cluster. Wait until it is ACTIVE, or use another cluster.`,
    );
  }
  // EKS user guide, managed-node-groups: they "can't be deployed on AWS Outposts"
  if (observed.outpostConfig) {
    return finding(
      `Cluster ${ClusterName} is a local cluster on an AWS Outpost, which cannot have managed node groups. Use a cluster of the Region.`,
    );
  }
  return (
    networkOf(observed) ??
    finding(
      `Cluster ${ClusterName} has no VPC or no cluster security group; it may be a connected cluster, which cannot have managed node groups. Use an Amazon EKS cluster.`,
    )
  );
}

function networkOf(cluster: Cluster): ClusterFacts | undefined {
  const { vpcId, clusterSecurityGroupId, endpointPrivateAccess } = cluster.resourcesVpcConfig ?? {};
  if (!vpcId || !clusterSecurityGroupId) return undefined;
  return {
    vpcId,
    securityGroupId: clusterSecurityGroupId,
    privateAccess: endpointPrivateAccess ?? false,
    ipv6: isIpv6(cluster),
  };
}

/** The family of a cluster never changes (EKS user guide, cni-ipv6). */
export function isIpv6(observed: Environment['cluster']): boolean {
  return (
    observed !== undefined &&
    observed !== 'absent' &&
    observed.kubernetesNetworkConfig?.ipFamily === 'ipv6'
  );
}
