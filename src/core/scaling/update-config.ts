/** How many nodes a roll takes at once. */
import type { Nodegroup } from '@aws-sdk/client-eks';
import type { Feature } from '../feature/feature';
import { findingsAt } from '../model/findings';
import type { Properties, UpdateConfig } from '../model/properties';
import { runsReservedOnly } from '../model/reservation';
import { sameJson } from '../util/compare';
import { nonEmpty } from '../util/objects';

export const updateConfig: Feature = {
  properties: ['UpdateConfig'],
  change: 'config',
  rules: ({ UpdateConfig: { MaxUnavailable, MaxUnavailablePercentage } = {} }) =>
    findingsAt('UpdateConfig', [
      MaxUnavailable !== undefined && MaxUnavailablePercentage !== undefined
        ? `MaxUnavailable ${MaxUnavailable} cannot be combined with MaxUnavailablePercentage ${MaxUnavailablePercentage}. Remove one of the two.`
        : undefined,
    ]),
  dependsOn: ['ScalingConfig'],
  // EKS: "max-unavailable must be within the range 1 and max size of the node group" (terraform-provider-aws#26535)
  laterRules: ({ UpdateConfig: { MaxUnavailable = 1 } = {}, ScalingConfig: { MaxSize } }) =>
    findingsAt('UpdateConfig.MaxUnavailable', [
      MaxUnavailable > MaxSize
        ? `${MaxUnavailable} exceeds ScalingConfig.MaxSize ${MaxSize}. Lower it to at most ${MaxSize}, raise MaxSize, or use MaxUnavailablePercentage.`
        : undefined,
    ]),
  canonical: fullConfig,
  expand: (desired) => {
    const effective = effectiveConfig(desired);
    return effective ? { updateConfig: expandConfig(effective) } : {};
  },
  difference: ({ previous, desired }, { updateConfig: live = {} }) => {
    const after = fullConfig(desired);
    if (sameJson(fullConfig(previous), after)) return undefined;
    const { maxUnavailable, maxUnavailablePercentage, updateStrategy = 'DEFAULT' } = live;
    return sameJson({ maxUnavailable, maxUnavailablePercentage, updateStrategy }, after)
      ? undefined
      : { updateConfig: after };
  },
  flatten: ({ nodegroup: { updateConfig: live } }) => ({
    UpdateConfig: nonEmpty({
      MaxUnavailable: live?.maxUnavailable,
      MaxUnavailablePercentage: live?.maxUnavailablePercentage,
      UpdateStrategy: live?.updateStrategy,
    }),
  }),
};

/**
 * Whether fewer nodes are replaced at once with it than now, by the same strategy: a roll is quicker before it. Another
 * strategy belongs before the roll, which may find no capacity without it.
 */
export function isNarrower(
  next: Nodegroup['updateConfig'],
  { updateConfig: live, scalingConfig }: Pick<Nodegroup, 'updateConfig' | 'scalingConfig'>,
): boolean {
  const [now, then] = [live, next].map((each) => each?.updateStrategy ?? 'DEFAULT');
  const nodes = scalingConfig?.desiredSize ?? 0;
  return now === then && atOnce(next, nodes) < atOnce(live, nodes);
}

function atOnce(config: Nodegroup['updateConfig'], nodes: number): number {
  const { maxUnavailable = 1, maxUnavailablePercentage: percentage } = config ?? {};
  const allowed = percentage ? Math.ceil((nodes * percentage) / 100) : maxUnavailable;
  return Math.min(Math.max(1, allowed), Math.max(1, nodes));
}

/** EKS keeps what is omitted: the default strategy has to be sent. */
function fullConfig(properties: Properties) {
  return expandConfig({ UpdateStrategy: 'DEFAULT', ...effectiveConfig(properties) });
}

/** Where reservations limit the size, a roll finds no capacity for new nodes beside the old ones. */
function effectiveConfig(properties: Properties): UpdateConfig | undefined {
  const { UpdateConfig: given } = properties;
  return runsReservedOnly(properties) ? { UpdateStrategy: 'MINIMAL', ...given } : given;
}

function expandConfig({ MaxUnavailable, MaxUnavailablePercentage, UpdateStrategy }: UpdateConfig) {
  // EKS requires one of the two; it fills in 1 itself only where updateConfig is absent as a whole
  const maxUnavailable = MaxUnavailablePercentage === undefined ? (MaxUnavailable ?? 1) : undefined;
  return {
    ...(maxUnavailable !== undefined && { maxUnavailable }),
    ...(MaxUnavailablePercentage !== undefined && {
      maxUnavailablePercentage: MaxUnavailablePercentage,
    }),
    ...(UpdateStrategy !== undefined && { updateStrategy: UpdateStrategy }),
  };
}
