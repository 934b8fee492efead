/** For tests: environments that choose.test.ts and choose-refused.test.ts share. */
import { selfRule } from '../../../src/core/security-group/self-rules';
import { CLUSTER_GROUP, cluster, group, subnet, VPC } from '../given';

export const openSubnet = subnet('a', 1000, { MapPublicIpOnLaunch: true });
export const publicOnly = cluster({
  resourcesVpcConfig: {
    vpcId: VPC,
    clusterSecurityGroupId: CLUSTER_GROUP,
    endpointPrivateAccess: false,
  },
});

/** As many as an interface takes beside the cluster's own. */
export const groupIds = [1, 2, 3, 4].map((at) => `sg-0000000${at}`);
export const serving = (id: string) =>
  group(id, { IpPermissions: [selfRule(id)], IpPermissionsEgress: [selfRule(id)] });
