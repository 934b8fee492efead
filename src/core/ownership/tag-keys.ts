/** Keys of tags and labels: our own, and those that are reserved. */

/** Refused in the user's tags and labels. */
const OUR_TAG_PREFIX = 'efa-node-group:';
export const OUR_LABEL_PREFIX = 'efa-node-group/';

/** On all four resources, sent in the create call. */
export const ID_TAG = 'efa-node-group:id';
/** What a resource was created for. */
export const STACK_TAG = 'efa-node-group:stack';
export const LOGICAL_ID_TAG = 'efa-node-group:logical-id';
/** Label that a nodeSelector of EFA pods names. */
export const EFA_COUNT_LABEL = 'efa-node-group/efa-count';
/** Cluster Autoscaler reads it to scale a group up from zero (its AWS provider's README, "Auto-Discovery Setup"). */
export const SCALE_FROM_ZERO_TAG =
  'k8s.io/cluster-autoscaler/node-template/resources/vpc.amazonaws.com/efa';

/** Keys that belong to AWS, to EKS or to us. */
export function isReservedTagKey(key: string): boolean {
  // aws: is refused in whatever case (API_TagResource)
  return /^aws:/i.test(key) || key.startsWith('eks:') || key.startsWith(OUR_TAG_PREFIX);
}

/** Keys that neither the stack nor the user may put on. */
export function isForbiddenTagKey(key: string): boolean {
  // a second security group with this tag breaks the AWS load balancer controller (eksctl#8475)
  return (
    isReservedTagKey(key) || key === SCALE_FROM_ZERO_TAG || key.startsWith('kubernetes.io/cluster/')
  );
}
