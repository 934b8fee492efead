/** The user's tags of the node group, its launch template, security group and placement group. */

import type { Feature } from '../feature/feature';
import { tagKeyRules } from '../feature/tag-rules';
import { findingsAt } from '../model/findings';
import { userTags } from '../ownership/choice-record';
import { isForbiddenTagKey } from '../ownership/tag-keys';
import { nonEmpty } from '../util/objects';

export const tags: Feature = {
  properties: ['Tags'],
  change: 'tags',
  rules: ({ Tags = {} }) => [
    ...tagKeyRules('Tags', Tags, isForbiddenTagKey),
    // API_TagResource of EKS: neither keys nor values may begin with aws:
    ...Object.entries(Tags).flatMap(([key, value]) =>
      findingsAt(`Tags.${key}`, [
        /^aws:/i.test(value)
          ? 'The value begins with aws:, which AWS reserves. Choose another value.'
          : undefined,
      ]),
    ),
  ],
  flatten: ({ nodegroup }) => ({ Tags: nonEmpty(userTags(nodegroup.tags ?? {})) }),
};
