import type { DescribeAddonCommandInput, DescribeClusterCommandInput } from '@aws-sdk/client-eks';
import type { Account, WorldCluster } from './account';
import { eksError } from './eks-errors';
import { addSecurityGroup } from './security-groups';
import type { Call } from './store';

export interface NewCluster {
  readonly name: string;
  readonly vpcId: string;
  readonly version?: string;
  readonly status?: string;
  /** Clusters have it since Kubernetes 1.33 (eksctl#8509). */
  readonly clusterSecurityGroupSelfEgress?: boolean;
  readonly endpointPrivateAccess?: boolean;
  readonly endpointPublicAccess?: boolean;
  readonly ipFamily?: 'ipv4' | 'ipv6';
  /** Of a local cluster. */
  readonly outpostArn?: string;
}

/** @returns the id of its cluster security group. */
export function addCluster(account: Account, cluster: NewCluster): string {
  const { name, vpcId, version = '1.33', status = 'ACTIVE' } = cluster;
  const { endpointPrivateAccess = true, endpointPublicAccess = true, ipFamily = 'ipv4' } = cluster;
  const clusterSecurityGroupId = addSecurityGroup(account, {
    name: `eks-cluster-sg-${name}`,
    description: 'EKS created security group applied to ENI that is attached to EKS Control Plane',
    vpcId,
    hasIpv6: false,
    // EKS user guide, sec-group-reqs
    tags: {
      Name: `eks-cluster-sg-${name}`,
      [`kubernetes.io/cluster/${name}`]: 'owned',
      'aws:eks:cluster-name': name,
    },
  });
  addSelfRule(account, clusterSecurityGroupId, false);
  if (cluster.clusterSecurityGroupSelfEgress) addSelfRule(account, clusterSecurityGroupId, true);
  account.clusters.put(name, {
    name,
    version,
    vpcId,
    clusterSecurityGroupId,
    arn: account.arn('eks', `cluster/${name}`),
    createdAt: account.clock.now(),
    roleArn: `arn:aws:iam::${account.accountId}:role/cluster`,
    endpoint: `https://${name}.example`,
    status: status as never,
    platformVersion: 'eks.1',
    kubernetesNetworkConfig:
      ipFamily === 'ipv6'
        ? { serviceIpv6Cidr: 'fd00:1234:5678::/108', ipFamily }
        : { serviceIpv4Cidr: '10.100.0.0/16', ipFamily },
    certificateAuthority: { data: Buffer.from('certificate').toString('base64') },
    resourcesVpcConfig: {
      subnetIds: [],
      securityGroupIds: [],
      clusterSecurityGroupId,
      vpcId,
      endpointPublicAccess,
      endpointPrivateAccess,
      publicAccessCidrs: ['0.0.0.0/0'],
    },
    ...(cluster.outpostArn && {
      outpostConfig: { outpostArns: [cluster.outpostArn], controlPlaneInstanceType: 'm5.large' },
    }),
    tags: {},
  });
  return clusterSecurityGroupId;
}

function addSelfRule(account: Account, groupId: string, egress: boolean): void {
  const group = account.securityGroups.get(groupId);
  if (!group) throw new Error(`no security group ${groupId}`);
  const id = account.newId('sgr');
  const open = { protocol: '-1', fromPort: undefined, toPort: undefined, description: undefined };
  const rules = [...group.rules, { ...open, id, egress, peer: { groupId } }];
  account.securityGroups.put(groupId, { ...group, rules });
}

export function describeCluster(
  account: Account,
  input: DescribeClusterCommandInput,
  call: Call,
): object {
  const {
    vpcId: _,
    clusterSecurityGroupId: __,
    ...cluster
  } = findCluster(account, input.name, call);
  return { cluster };
}

/** A CNI that was put in otherwise is no add-on of EKS (EKS user guide, eks-add-ons). */
export function describeAddon(account: Account, input: DescribeAddonCommandInput, call: Call) {
  const cluster = findCluster(account, input.clusterName, call);
  const addonVersion = account.addons.get(`${cluster.name}/${input.addonName}`);
  if (addonVersion !== undefined) {
    return { addon: { addonName: input.addonName, clusterName: cluster.name, addonVersion } };
  }
  throw eksError('ResourceNotFoundException', `No addon: ${input.addonName} found in cluster`);
}

export function findCluster(account: Account, name: string | undefined, call: Call): WorldCluster {
  const cluster = account.clusters.seenBy(call).get(name ?? '');
  if (cluster) return cluster;
  throw eksError('ResourceNotFoundException', `No cluster found for name: ${name}.`);
}
