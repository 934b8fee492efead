/** Tags of the instances, their volumes and their network interfaces. */

import type { Feature } from '../feature/feature';
import { tagKeyRules } from '../feature/tag-rules';
import { isReservedTagKey } from '../ownership/tag-keys';
import { expandTags, flattenTags } from '../ownership/tags';
import { nonEmpty, withoutUndefined } from '../util/objects';

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
  rules: ({ InstanceTags }) => tagKeyRules('InstanceTags', InstanceTags, isReservedTagKey),
};
