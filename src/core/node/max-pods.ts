/** The kubelet's limit of pods. */
import type { Feature } from '../feature/feature';

export const maxPods: Feature = {
  properties: ['MaxPods'],
  change: 'roll',
  canonical: ({ MaxPods }) => ({ MaxPods }),
  part: { kind: 'userData', setting: 'maxPods' },
  flatten: ({ record }) => ({ MaxPods: record.maxPods }),
};
