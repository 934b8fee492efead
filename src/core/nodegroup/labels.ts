/** Kubernetes labels of the nodes. */

import type { Feature } from '../feature/feature';
import { tagKeyRules } from '../feature/tag-rules';
import { efaInterfaceCount } from '../instance-type/interface-types';
import { EFA_COUNT_LABEL, OUR_LABEL_PREFIX } from '../ownership/tag-keys';
import { tagDifference } from '../ownership/tags';
import { filterKeys, nonEmpty, withoutUndefined } from '../util/objects';

export const labels: Feature = {
  properties: ['Labels'],
  change: 'config',
  rules: ({ Labels }) => tagKeyRules('Labels', Labels, (key) => key.startsWith(OUR_LABEL_PREFIX)),
  canonical: ({ Labels = {} }) => Labels,
  expand: ({ Labels }, { interfaces }) => ({
    labels: { ...Labels, [EFA_COUNT_LABEL]: String(efaInterfaceCount(interfaces)) },
  }),
  difference: ({ previous, desired }, { labels: live = {} }, { efaCount }) => {
    const { set, remove } = tagDifference(
      previous.Labels ?? {},
      {
        ...desired.Labels,
        ...(efaCount !== undefined && { [EFA_COUNT_LABEL]: String(efaCount) }),
      },
      live,
    );
    const difference = nonEmpty({
      addOrUpdateLabels: nonEmpty({ ...set }),
      removeLabels: remove.length > 0 ? [...remove] : undefined,
    });
    return difference && { labels: withoutUndefined(difference) };
  },
  flatten: ({ nodegroup: { labels: live = {} } }) => ({
    Labels: nonEmpty(filterKeys(live, (key) => !key.startsWith(OUR_LABEL_PREFIX))),
  }),
};
