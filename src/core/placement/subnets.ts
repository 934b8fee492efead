/** Whether the subnets can hold the nodes. */
import type { Subnet } from '@aws-sdk/client-ec2';
import { carriesIp } from '../interfaces/layout';
import { findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Choices, Finding, Environment } from '../model/types';
import type { ClusterFacts } from './cluster';
import type { ChosenZone } from './zone';

/** Subnets that EC2 does not know or, where the cluster is known, that are in another VPC. */
export function subnetFindings(environment: Environment, vpcId: string | undefined): readonly Finding[] {
  const unknown = environment.unknownSubnetIds ?? [];
  const foreign = (environment.subnets ?? []).filter(({ VpcId }) => vpcId && VpcId !== vpcId);
  return findingsAt('Subnets', [
    unknown.length > 0
      ? `EC2 knows no subnet ${unknown.join(', ')}. Remove it, or mend the id.`
      : undefined,
    foreign.length > 0
      ? `${foreign.map(({ SubnetId, VpcId }) => `${SubnetId} is in ${VpcId}`).join(', ')}; the cluster is in ${vpcId}. Name subnets of the cluster's VPC.`
      : undefined,
  ]);
}

/** Free addresses, and the way to the API server. */
export function capacityOfSubnets(
  desired: Properties,
  zone: ChosenZone,
  interfaces: Choices['interfaces'],
  cluster: ClusterFacts | undefined,
  { subnets = [] }: Environment,
): readonly Finding[] {
  const nodes = desired.ScalingConfig.DesiredSize ?? desired.ScalingConfig.MinSize;
  const perNode = interfaces.filter(carriesIp).length;
  const used = subnets.filter(({ SubnetId }) => zone.subnetIds.includes(SubnetId ?? ''));
  return [
    ...findingsAt('Subnets', [
      nodes * perNode > zone.freeAddresses
        ? `${nodes} nodes take ${nodes * perNode} addresses (${perNode} each), but the subnets in ${zone.zoneName} (${zone.subnetIds.join(', ')}) have ${zone.freeAddresses} free. Add a subnet in ${zone.zoneName}, or lower ScalingConfig.DesiredSize.`
        : undefined,
    ]),
    ...(cluster?.privateAccess === false
      ? publicSubnetFindings('Subnets', desired, used, interfaces)
      : []),
  ];
}

/** For a cluster without private endpoint. @param used the subnets that the nodes are in */
export function publicSubnetFindings(
  path: string,
  { ClusterName }: Properties,
  used: readonly Subnet[],
  interfaces: Choices['interfaces'],
): readonly Finding[] {
  const open = used.filter(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch);
  return findingsAt(path, [
    open.length > 0 && interfaces.length > 1
      ? // EKS user guide, create-managed-node-group: no public IP is assigned to nodes with several interfaces
        `${open.map(({ SubnetId }) => SubnetId).join(', ')} are public, and nodes with ${interfaces.length} interfaces get no public IP, so they could not reach the API server of ${ClusterName}. Turn its private endpoint on, or name private subnets.`
      : undefined,
  ]);
}
