/** Whether the VPC CNI of the cluster knows nodes with EFA interfaces. */
import { compareVersions } from '../lifecycle/changes';
import { findingsAt } from '../model/findings';
import type { Choices, Finding, Environment } from '../model/types';
import { carriesIp } from './layout';

/** The first that knows `efa-only` interfaces (EKS user guide, node-efa). */
const NEEDED = '1.18.5';

/** Versions are `v1.18.5-eksbuild.1` (API_Addon); one of another form says nothing. */
export function cniWarnings(
  { cniVersion }: Pick<Environment, 'cniVersion'>,
  interfaces: Choices['interfaces'] = [],
): readonly Finding[] {
  if (interfaces.every(carriesIp)) return [];
  const [, found] = /^v(\d+\.\d+\.\d+)/.exec(cniVersion ?? '') ?? [];
  return findingsAt('ClusterName', [
    found && compareVersions(found, NEEDED) < 0
      ? `add-on vpc-cni is ${cniVersion}; the nodes' efa-only interfaces need ${NEEDED} or later. Update the add-on.`
      : undefined,
  ]);
}
