/** Whether nodes in public subnets can reach the API server. */
import type { Subnet } from '@aws-sdk/client-ec2';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { NetworkInterface } from '../model/properties';
import { wayOutOf } from '../model/routes';

/** For a cluster without private endpoint. @param used the subnets that the nodes are in */
export function publicSubnetFindings(
  path: string,
  clusterName: string,
  used: readonly Subnet[],
  interfaces: readonly NetworkInterface[],
  environment: Pick<Environment, 'routeTables'>,
): readonly Finding[] {
  const open = used.filter(
    ({ SubnetId, MapPublicIpOnLaunch }) =>
      MapPublicIpOnLaunch &&
      [undefined, 'internetGateway'].includes(wayOutOf(SubnetId, environment)),
  );
  return findingsAt(path, [
    open.length > 0 && interfaces.length > 1
      ? // EKS user guide, create-managed-node-group: no public IP is assigned to nodes with several interfaces
        `Nodes with ${interfaces.length} interfaces get no public IP address, so they could not reach the API server of ${clusterName} from public subnets (${open.map(({ SubnetId }) => SubnetId).join(', ')}). Enable the cluster's private endpoint, or use private subnets.`
      : undefined,
  ]);
}
