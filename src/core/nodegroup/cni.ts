/** Whether the VPC CNI of the cluster supports nodes with EFA interfaces. */
import { carriesIp } from '../instance-type/interface-types';
import type { Choices } from '../model/choices';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import { compareVersions } from '../util/versions';

/** The first version that supports `efa-only` interfaces (EKS user guide, node-efa). */
const NEEDED = '1.18.5';

/**
 * Versions are `v1.18.5-eksbuild.1` (API_Addon); one of another form is ignored. A CNI that was installed in another
 * way is no add-on, so that EKS cannot tell its version.
 */
export function cniWarnings(
  { cniVersion }: Pick<Environment, 'cniVersion'>,
  interfaces: Choices['interfaces'] = [],
): readonly Finding[] {
  if (interfaces.every(carriesIp)) return [];
  const [, found] = /^v(\d+\.\d+\.\d+)/.exec(cniVersion ?? '') ?? [];
  return findingsAt('ClusterName', [
    found && compareVersions(found, NEEDED) < 0
      ? `The cluster's Amazon VPC CNI add-on (vpc-cni) has version ${cniVersion}, but the nodes' efa-only interfaces require ${NEEDED} or later. Update the add-on.`
      : cniVersion === 'absent'
        ? `The cluster has no Amazon VPC CNI add-on (vpc-cni), so the version of its CNI is not known. The nodes' efa-only interfaces require ${NEEDED} or later: install the add-on, or check the version.`
        : undefined,
  ]);
}
