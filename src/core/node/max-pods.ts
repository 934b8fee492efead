/** The kubelet's limit of pods. */
import { amiFamilyOf } from '../ami/families';
import type { Feature } from '../feature/feature';
import { findingsAt } from '../model/findings';

export const maxPods: Feature = {
  properties: ['MaxPods'],
  change: 'roll',
  canonical: ({ MaxPods }) => ({ MaxPods }),
  part: { kind: 'userData', setting: 'maxPods' },
  warnings: ({ desired: { MaxPods, AmiType = '' } }) =>
    findingsAt('MaxPods', [
      MaxPods !== undefined && amiFamilyOf(AmiType).mayOverrideMaxPods
        ? `EKS may set another limit than ${MaxPods} on Amazon Linux 2023 nodes, because its own takes precedence over user data. Check it on a node; if it differs, replace MaxPods by a script in PreBootstrapUserData that writes a NodeConfig with maxPods to /etc/eks/nodeadm.d.`
        : undefined,
    ]),
  flatten: ({ record }) => ({ MaxPods: record.maxPods }),
};
