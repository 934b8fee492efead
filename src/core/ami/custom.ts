/** An AMI of the user's own: EKS adds nothing to its user data (EKS user guide, launch-templates, "Specifying an AMI"). */
import type { AmiFamily } from './ami-family';

export const custom: AmiFamily = {
  isManaged: false,
  // the image has its own
  volumeDevice: '/dev/xvda',
  devices: [],
  // the image says it (instance/volume.ts)
  snapshotSize: 0,
  diskStrategies: [],
  takesDrivers: true,
  canHibernate: true,
  canReuseOnScaleIn: true,
  settingsYield: false,
  mayOverrideMaxPods: false,
  mayLoseArray: () => false,
  releasesKubernetes: false,
  unsupportedRelease: () => undefined,
  unsupportedUserData: () => undefined,
  unreadableUserData: () => undefined,
  setsUpDisks: () => false,
  expand: ({ given }) => given,
  update: (live, { given }, changed) => (changed.includes('given') ? given : live),
};
