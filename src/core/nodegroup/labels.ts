/** Kubernetes labels of the nodes. */

import type { Feature } from '../feature/feature';
import { tagKeyRules } from '../feature/tag-rules';
import { efaInterfaceCount } from '../instance-type/interface-types';
import { findingsAt } from '../model/findings';
import { EFA_COUNT_LABEL, OUR_LABEL_PREFIX } from '../ownership/tag-keys';
import { tagDifference } from '../ownership/tags';
import { filterKeys, nonEmpty, withoutUndefined } from '../util/objects';
import { labelKeyProblem, valueProblem } from './kubernetes-names';

export const labels: Feature = {
  properties: ['Labels'],
  change: 'config',
  rules: ({ Labels }) => tagKeyRules('Labels', Labels, (key) => key.startsWith(OUR_LABEL_PREFIX)),
  laterRules: ({ Labels = {} }) =>
    Object.entries(Labels).flatMap(([key, value]) =>
      // a key of ours has its finding
      key.startsWith(OUR_LABEL_PREFIX)
        ? []
        : findingsAt(`Labels.${key}`, [labelKeyProblem(key), labelValueProblem(value)]),
    ),
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

/** "Value Length Constraints: Minimum length of 1" (API_UpdateLabelsPayload). */
function labelValueProblem(value: string): string | undefined {
  return value === ''
    ? 'The value is empty, but EKS requires 1 to 63 characters. Add a value, such as "true".'
    : valueProblem(value);
}
