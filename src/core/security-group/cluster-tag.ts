/** The tag that ties a security group to a cluster: one group of an interface may have it. */
import type { SecurityGroup } from '@aws-sdk/client-ec2';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';

/**
 * Of the groups that the primary interface carries. The AWS Load Balancer Controller ends with "expect exactly one
 * securityGroup tagged with kubernetes.io/cluster/NAME for eni" (aws-load-balancer-controller#1897; EKS user guide,
 * sec-group-reqs); EKS itself tags the cluster's group, and tags it again.
 */
export function clusterTagWarnings(
  { ClusterName, SecurityGroupIds = [] }: Properties,
  groups: readonly SecurityGroup[] = [],
): readonly Finding[] {
  const key = `kubernetes.io/cluster/${ClusterName}`;
  const tagged = groups.filter(({ Tags = [] }) => Tags.some(({ Key }) => Key === key));
  const ids = tagged.flatMap(({ GroupId }) => GroupId ?? []);
  const path = ids.some((id) => SecurityGroupIds.includes(id))
    ? 'SecurityGroupIds'
    : 'Efa.SecurityGroupId';
  return findingsAt(path, [
    ids.length > 1
      ? `Security groups ${ids.join(' and ')} have the tag ${key}, but the AWS Load Balancer Controller accepts one such group on an interface. Remove the tag from all but one; EKS tags the cluster's own group.`
      : undefined,
  ]);
}
