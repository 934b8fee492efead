/**
 * IAM shows a role later than it answers its creation, and EKS refuses the node group meanwhile ("changes that you make
 * in IAM ... take time to become visible from all possible endpoints", IAM user guide, troubleshoot_general). EKS's
 * words: aws-fault-injection-simulator-workshop-v2#188 (service-linked role, first node group of an account),
 * pulumi-eks#203, and what terraform-provider-aws retries for two minutes (internal/service/eks/cluster.go).
 */
import type { Account } from './account';
import { eksError } from './eks-errors';

export const NOT_PROPAGATED = {
  'the service-linked role': [
    'InvalidRequestException',
    'Amazon EKS Nodegroups was unable to assume the service-linked role',
  ],
  'the node role': ['InvalidParameterException', 'Error in role params'],
  "the node role's existence": [
    'InvalidParameterException',
    'The role with name nodes cannot be found. (Service: AmazonIdentityManagement; Status Code: 404; Error Code: NoSuchEntity)',
  ],
  "the node role's policies": [
    'InvalidParameterException',
    "The provided role doesn't have the Amazon EKS Managed Policies associated with it. Please ensure the following policies [AmazonEKSWorkerNodePolicy, AmazonEC2ContainerRegistryReadOnly] are attached ",
  ],
  "the node role's trust policy": [
    'InvalidParameterException',
    'Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole',
  ],
} as const;
export type IamChange = keyof typeof NOT_PROPAGATED;

/** In the order in which EKS asks. */
export function checkRoles({ iamChanges, clock }: Account): void {
  for (const [change, [code, message]] of Object.entries(NOT_PROPAGATED)) {
    const visibleAt = iamChanges.get(change as IamChange) ?? 0;
    if (clock.epochSeconds() < visibleAt) throw eksError(code, message);
  }
}
