/** Tags of the instances, their volumes and their network interfaces. */

import type { Feature } from '../feature/feature';
import { tagKeyRules } from '../feature/tag-rules';
import { findingsAt } from '../model/findings';
import { isReservedTagKey } from '../ownership/tag-keys';
import { expandTags, flattenTags, MAXIMUM_TAGS } from '../ownership/tags';
import { nonEmpty, withoutUndefined } from '../util/objects';

/**
 * Of the Auto Scaling group, which it puts on instances: eks:cluster-name, eks:nodegroup-name, kubernetes.io/cluster/NAME,
 * k8s.io/cluster-autoscaler/enabled and k8s.io/cluster-autoscaler/NAME (EKS user guide, managed-node-groups).
 */
const TAGS_OF_EKS = 5;

const TAGGED = ['instance', 'volume', 'network-interface'] as const;

export const instanceTags: Feature = {
  properties: ['InstanceTags'],
  change: 'roll',
  canonical: ({ InstanceTags = {} }) => ({ InstanceTags }),
  part: {
    kind: 'section',
    members: ['TagSpecifications'],
    expand: ({ InstanceTags = {} }) =>
      Object.keys(InstanceTags).length === 0
        ? {}
        : {
            TagSpecifications: TAGGED.map((ResourceType) => ({
              ResourceType,
              Tags: expandTags(InstanceTags),
            })),
          },
    flatten: ({ TagSpecifications = [] }) => {
      const ofInstance = TagSpecifications.find(({ ResourceType }) => ResourceType === 'instance');
      return withoutUndefined({ InstanceTags: nonEmpty(flattenTags(ofInstance?.Tags)) });
    },
  },
  laterRules: ({ InstanceTags = {} }) => {
    const count = Object.keys(InstanceTags).length;
    return findingsAt('InstanceTags', [
      count > MAXIMUM_TAGS
        ? `${count} tags exceed EC2's limit of ${MAXIMUM_TAGS} tags on an instance. Remove ${count - MAXIMUM_TAGS}.`
        : undefined,
    ]);
  },
  warnings: ({ desired: { InstanceTags = {} } }) => {
    const count = Object.keys(InstanceTags).length;
    return findingsAt('InstanceTags', [
      count > MAXIMUM_TAGS - TAGS_OF_EKS && count <= MAXIMUM_TAGS
        ? `EKS puts ${TAGS_OF_EKS} tags of its own on each instance, so ${count} tags may exceed EC2's limit of ${MAXIMUM_TAGS}, and no node is launched. Remove ${count - MAXIMUM_TAGS + TAGS_OF_EKS}.`
        : undefined,
    ]);
  },
  rules: ({ InstanceTags }) => tagKeyRules('InstanceTags', InstanceTags, isReservedTagKey),
};
