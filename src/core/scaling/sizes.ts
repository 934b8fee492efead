/** The size of the node group: the properties, and how EKS holds them. What an update sends: size-difference.ts. */
import type { Feature } from '../feature/feature';
import type { Properties, ScalingConfig } from '../model/properties';
import { withoutUndefined } from '../util/objects';

export const scalingConfig: Feature = {
  properties: ['ScalingConfig'],
  change: 'config',
  observesForUpdate: () => ['scalingGroup'],
  rules,
  canonical: ({ ScalingConfig: given }) => given,
  expand: ({ ScalingConfig: { MinSize, MaxSize, DesiredSize = MinSize } }) => ({
    scalingConfig: { minSize: MinSize, maxSize: MaxSize, desiredSize: DesiredSize },
  }),
  difference: (_change, _live, { sizes }) => sizes?.conflict ?? sizes?.members,
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
