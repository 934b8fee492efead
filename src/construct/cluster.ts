/** The cluster of a node group, of either generation of the CDK's EKS constructs, and how the nodes come to be let in. */
import { Annotations, Aspects, type CfnResource, type IResource, Stack, Token } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Cluster } from 'aws-cdk-lib/aws-eks';
import { type IRole, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { warn } from './synthesis/findings';
import { constructBehind } from './synthesis/references';

/**
 * What a node group needs of `eks.ICluster`, of aws-eks, of aws-eks-v2 and of @aws-cdk/aws-eks-v2-alpha: older releases of
 * aws-cdk-lib do not have all three.
 */
export interface INodeGroupCluster extends IResource {
  /** Name of the cluster. */
  readonly clusterName: string;
  /** VPC of the cluster; an imported one throws where it was not given. */
  readonly vpc: IVpc;
  /**
   * `ipv6` where the nodes have IPv6 addresses.
   * @default - IPv4
   */
  readonly ipFamily?: string;
}

/** As EKS itself maps the role. Source: EKS user guide, "Grant IAM users access to Kubernetes with a ConfigMap". */
const NODE_MAPPING = {
  username: 'system:node:{{EC2PrivateDNSName}}',
  groups: ['system:bootstrappers', 'system:nodes'],
};
/** Roles that are in a cluster's map already: node groups may share one. */
const mappedRoles = new WeakMap<IConstruct, Set<string>>();

/** The cluster of this app whose name the text is. */
export function clusterNamed(name: string): INodeGroupCluster | undefined {
  return constructBehind(name, isOwnCluster);
}

/**
 * Whether this app can write the cluster's aws-auth map, by `cluster.awsAuth`: that of a cluster of aws-eks in any
 * authentication mode but API, which is CONFIG_MAP where none is given. The whole map is written each time, so that what
 * EKS put into it is lost.
 */
export function canWriteAuthMap(cluster: INodeGroupCluster | undefined): cluster is Cluster {
  // reading awsAuth makes the map, and fails for an imported cluster
  const isOfFirst = !!cluster && isOwnCluster(cluster) && 'awsAuth' in cluster;
  return isOfFirst && (cluster as Cluster).authenticationMode !== 'API';
}

/**
 * Lets the nodes in. EKS does so by itself, with an access entry of the type EC2_LINUX or in the aws-auth map, when it
 * creates a managed node group. Where this app writes the map, the role is put into it, before the node group is created
 * and until it is deleted. An access entry of our own would be refused: EKS's is in use (ResourceInUseException).
 */
export function joinCluster(
  group: Construct,
  resource: CfnResource,
  cluster: INodeGroupCluster,
  role: IRole,
): void {
  const { path } = cluster.node;
  if (canWriteAuthMap(cluster)) {
    // only once all are there it is known whether the map is written: one that is not would lose what others put into it
    Aspects.of(group).add({
      visit: (node) => {
        if (node === group && authMapOf(cluster)) mapRole(group, resource, cluster, role);
      },
    });
  } else if (!isOwnCluster(cluster)) {
    warn(
      group,
      'awsAuth',
      `The node role could not be added to the aws-auth map of ${path}, which is imported. EKS lets the nodes in by itself; but if the cluster's own stack writes the map (authentication mode CONFIG_MAP), that takes them out again. Call cluster.awsAuth.addRoleMapping for the role there, or use the mode API.`,
    );
  }
  const controller = (cluster as Partial<Cluster>).albController;
  // it runs on the nodes, and has to delete its load balancers before they are deleted
  if (controller && Stack.of(cluster) === Stack.of(group)) controller.node.addDependency(group);
}

/** As far as it was made. */
function authMapOf(cluster: Cluster): IConstruct | undefined {
  return cluster.node.tryFindChild('AwsAuth');
}

function mapRole(group: Construct, resource: CfnResource, cluster: Cluster, role: IRole): void {
  const stack = Stack.of(cluster);
  const isOfGroup = Token.isUnresolved(role.roleArn) && role.stack === Stack.of(group);
  if (role.stack !== stack && isOfGroup) {
    Annotations.of(group).addError(
      `NodeRole: ${role.node.path} is in the stack of the node group, so that the stack of ${cluster.node.path} cannot add it to the aws-auth map, and the nodes could not stay in the cluster. Create the role in the cluster's stack, leave nodeRole out, or use the authentication mode API.`,
    );
    return;
  }
  if (Stack.of(group) === stack) resource.node.addDependency(cluster.awsAuth);
  const mapped = mappedRoles.get(cluster) ?? new Set();
  if (mapped.has(role.node.path)) return;
  mappedRoles.set(cluster, mapped.add(role.node.path));
  // the map takes roles of its own stack alone
  const known =
    role.stack === stack
      ? role
      : Role.fromRoleArn(cluster, `NodeRoleOf${group.node.addr}`, role.roleArn);
  cluster.awsAuth.addRoleMapping(known, NODE_MAPPING);
}

/** Of this app, and not imported: of both generations. */
function isOwnCluster(construct: IConstruct): construct is INodeGroupCluster {
  return 'addNodegroupCapacity' in construct;
}
