/** Whether the cluster can have a managed node group now. */
import type { Cluster } from '@aws-sdk/client-eks';
import type { Properties } from '../model/properties';
import type { Finding } from '../model/types';

/** The cluster is made or changed just now; ask again later. */
export interface ClusterBusy {
  readonly clusterBusy: string;
}
export interface ClusterFacts {
  readonly vpcId: string;
  readonly securityGroupId: string;
  readonly privateAccess: boolean;
}

export function clusterOf(
  { ClusterName }: Properties,
  cluster: Cluster | 'absent' | undefined,
): ClusterFacts | Finding | ClusterBusy {
  const finding = (message: string): Finding => ({ path: 'ClusterName', message });
  if (!cluster || cluster === 'absent') {
    return finding(
      `there is no EKS cluster ${ClusterName} in this account and Region. Name one that exists.`,
    );
  }
  if (cluster.status === 'CREATING' || cluster.status === 'UPDATING') {
    return { clusterBusy: `cluster ${ClusterName} is ${cluster.status}` };
  }
  if (cluster.status !== 'ACTIVE') {
    return finding(`cluster ${ClusterName} is ${cluster.status}; it has to be ACTIVE.`);
  }
  const { vpcId, clusterSecurityGroupId, endpointPrivateAccess } = cluster.resourcesVpcConfig ?? {};
  if (!vpcId || !clusterSecurityGroupId) {
    return finding(
      `cluster ${ClusterName} has no VPC or no cluster security group; only clusters that EKS itself runs have managed node groups.`,
    );
  }
  return {
    vpcId,
    securityGroupId: clusterSecurityGroupId,
    privateAccess: endpointPrivateAccess ?? false,
  };
}
