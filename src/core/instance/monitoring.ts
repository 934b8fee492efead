/** Detailed monitoring: EC2's metrics every minute. */
import type { Feature } from '../feature/feature';

export const monitoring: Feature = {
  properties: ['Monitoring'],
  change: 'roll',
  canonical: ({ Monitoring }) => ({ Monitoring: Monitoring || undefined }),
  part: {
    kind: 'section',
    members: ['Monitoring'],
    expand: ({ Monitoring }) => (Monitoring ? { Monitoring: { Enabled: true } } : {}),
    flatten: ({ Monitoring }) => ({ Monitoring: Monitoring?.Enabled ?? false }),
  },
};
