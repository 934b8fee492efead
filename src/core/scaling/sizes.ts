/** The size of the node group. */
import type { Nodegroup } from '@aws-sdk/client-eks';
import type { ConfigMembers, Feature } from '../feature/feature';
import type { Finding } from '../model/findings';
import type { Properties, ScalingConfig } from '../model/properties';
import type { Change } from '../model/request';
import { withoutUndefined } from '../util/objects';

export const scalingConfig: Feature = {
  properties: ['ScalingConfig'],
  change: 'config',
  rules,
  expand: ({ ScalingConfig: { MinSize, MaxSize, DesiredSize = MinSize } }) => ({
    scalingConfig: { minSize: MinSize, maxSize: MaxSize, desiredSize: DesiredSize },
  }),
  difference,
  flatten: ({ nodegroup: { scalingConfig: live } }) => ({
    ScalingConfig: withoutUndefined({
      MinSize: live?.minSize,
      MaxSize: live?.maxSize,
      DesiredSize: live?.desiredSize,
    }) as ScalingConfig,
  }),
};

function rules({ ScalingConfig: { MinSize, MaxSize, DesiredSize } }: Properties) {
  if (MinSize > MaxSize) {
    return [
      {
        path: 'ScalingConfig.MinSize',
        message: `${MinSize} exceeds MaxSize ${MaxSize}. Raise MaxSize or lower MinSize.`,
      },
    ];
  }
  if (DesiredSize === undefined || (DesiredSize >= MinSize && DesiredSize <= MaxSize)) return [];
  return [
    {
      path: 'ScalingConfig.DesiredSize',
      message: `${DesiredSize} is not between MinSize ${MinSize} and MaxSize ${MaxSize}. Change one of them.`,
    },
  ];
}

/** Only the numbers that changed. A minimum over the live desired size raises it, as Auto Scaling does. */
function difference(
  { previous: { ScalingConfig: before }, desired: { ScalingConfig: after } }: Change,
  live: Nodegroup,
): ConfigMembers | Finding | undefined {
  const { minSize = 0, maxSize = 0, desiredSize = 0 } = live.scalingConfig ?? {};
  const min = after.MinSize === before.MinSize ? minSize : after.MinSize;
  const max = after.MaxSize === before.MaxSize ? maxSize : after.MaxSize;
  const size =
    after.DesiredSize === undefined || after.DesiredSize === before.DesiredSize
      ? Math.max(desiredSize, min === minSize ? 0 : min)
      : after.DesiredSize;
  if (min === minSize && max === maxSize && size === desiredSize) return undefined;
  const conflict = conflictOf(min, max, size, after.DesiredSize === size);
  if (conflict) return conflict;
  return {
    scalingConfig: {
      ...(min !== minSize && { minSize: min }),
      ...(max !== maxSize && { maxSize: max }),
      ...(size !== desiredSize && { desiredSize: size }),
    },
  };
}

/** @param isGiven whether the size is the template's own */
function conflictOf(min: number, max: number, size: number, isGiven: boolean): Finding | undefined {
  if (min > max) {
    return {
      path: 'ScalingConfig.MinSize',
      message: `${min} exceeds the current maximum size ${max}, which was changed outside the template. Change MaxSize in the template too, to at least ${min}.`,
    };
  }
  if (size > max) {
    return {
      path: 'ScalingConfig.MaxSize',
      message: isGiven
        ? `${max} is below the desired size ${size}. Raise MaxSize, or lower ScalingConfig.DesiredSize.`
        : `${max} is below the current desired size ${size}, and this change alone does not remove nodes. Scale in first, or set ScalingConfig.DesiredSize.`,
    };
  }
  if (size < min) {
    return {
      path: 'ScalingConfig.DesiredSize',
      message: `${size} is below the current minimum size ${min}, which was changed outside the template. Change MinSize in the template too, to at most ${size}.`,
    };
  }
  return undefined;
}
