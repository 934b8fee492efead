/** The role of the nodes. */
import { Annotations, Stack, Token } from 'aws-cdk-lib';
import {
  type IRole,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { canWriteAuthMap, type INodeGroupCluster } from './cluster';
import type { INodeGroupProvider } from './provider/provider';
import { constructBehind } from './synthesis/references';

/** What a node needs. Source: EKS user guide, "Amazon EKS node IAM role"; the CDK's own node groups have the same. */
const POLICIES = [
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKS_CNI_Policy',
  'AmazonEC2ContainerRegistryReadOnly',
];

/** The nodes' role as the template has it, and as a construct. */
export interface NodeRole {
  readonly arn: string;
  /** Undefined where the ARN is none, as a dummy of a look-up is. */
  readonly role: IRole | undefined;
}

/**
 * The given role, or a new one. A new one is in the stack of the provider that has to name it, else in that of the cluster that
 * has to map it, so that two stacks do not depend on each other.
 * @param given a role, or its ARN
 */
export function nodeRoleOf(
  scope: Construct,
  given: IRole | string | undefined,
  cluster: INodeGroupCluster | undefined,
  provider: INodeGroupProvider | undefined,
): NodeRole {
  if (typeof given === 'string') return { arn: given, role: roleOfArn(scope, given) };
  const named = provider ?? (canWriteAuthMap(cluster) ? cluster : scope);
  const role =
    given ??
    (Stack.of(named) === Stack.of(scope)
      ? newRole(scope, 'NodeRole', cluster)
      : newRole(named, `NodeRole${scope.node.addr}`, cluster));
  return { arn: role.roleArn, role };
}

/** Lets the provider pass the role, which its policies have to name. */
export function allowRole(
  group: Construct,
  provider: INodeGroupProvider,
  { arn, role }: NodeRole,
): void {
  const isOfGroup = Token.isUnresolved(arn) && role?.stack === Stack.of(group);
  if (isOfGroup && Stack.of(provider) !== Stack.of(group)) {
    Annotations.of(group).addError(
      `NodeRole: ${role.node.path} is in the stack of the node group, so that the stack of ${provider.node.path} cannot name it in its policies. Create the role in the provider's stack, or leave nodeRole out.`,
    );
    return;
  }
  provider.allowNodeRole(arn);
}

function roleOfArn(scope: Construct, arn: string): IRole | undefined {
  if (!Token.isUnresolved(arn) && !/^arn:[^:]+:iam::[^:]*:role\/./.test(arn)) return undefined;
  return constructBehind(arn, isRole) ?? Role.fromRoleArn(scope, 'NodeRole', arn);
}

function newRole(scope: Construct, id: string, cluster: INodeGroupCluster | undefined): Role {
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: POLICIES.map((name) => ManagedPolicy.fromAwsManagedPolicyName(name)),
  });
  if (cluster?.ipFamily === 'ipv6') {
    // source: VPC CNI plugin, "IPv6 mode": the managed policy has only what IPv4 needs
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ec2:AssignIpv6Addresses', 'ec2:UnassignIpv6Addresses'],
        resources: [
          Stack.of(scope).formatArn({
            service: 'ec2',
            region: '*',
            account: '*',
            resource: 'network-interface',
            resourceName: '*',
          }),
        ],
      }),
    );
  }
  return role;
}

function isRole(construct: IConstruct): construct is Role {
  return construct instanceof Role;
}
