/** Whether the VPC CNI of the cluster supports nodes with EFA interfaces. */
import { carriesIp } from '../instance-type/interface-types';
import type { Choices } from '../model/choices';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import { compareVersions } from '../util/versions';

/** The first version that supports `efa-only` interfaces (EKS user guide, node-efa). */
const NEEDED = '1.18.5';

/** Versions are `v1.18.5-eksbuild.1` (API_Addon); one of another form is ignored. */
export function cniWarnings(
  { cniVersion }: Pick<Environment, 'cniVersion'>,
  interfaces: Choices['interfaces'] = [],
): readonly Finding[] {
  if (interfaces.every(carriesIp)) return [];
  const [, found] = /^v(\d+\.\d+\.\d+)/.exec(cniVersion ?? '') ?? [];
  return findingsAt('ClusterName', [
    found && compareVersions(found, NEEDED) < 0
      ? `The cluster's Amazon VPC CNI add-on (vpc-cni) has version ${cniVersion}, but the nodes' efa-only interfaces require ${NEEDED} or later. Update the add-on.`
      : undefined,
  ]);
}
