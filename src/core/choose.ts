/** Create's choices, from what AWS says; or every reason why they can't be made. */
import type { InstanceTypeInfo, SecurityGroup, Subnet } from '@aws-sdk/client-ec2';
import type { Cluster } from '@aws-sdk/client-eks';
import { defaultAmiType, misfitOf } from './ami-type';
import { nodegroupTags } from './expand';
import { instanceStoreDisks, resolveLocalStorage } from './launch-template';
import { cardInterfaces, carriesIp, isEfa } from './layout';
import type { LocalStorage, Properties } from './properties';
import { chooseSecurityGroup, MAXIMUM_GROUPS_PER_INTERFACE } from './security-group';
import { tooManyTags } from './tags';
import type { Choices, CreateRequest, Finding, Lookups } from './types';
import { USER_DATA_MAX_BYTES, userDataBytes } from './user-data';
import { type ChosenZone, chooseZone } from './zone';

/** The cluster is made or changed just now; ask again later. */
export interface ClusterBusy {
  readonly clusterBusy: string;
}

/**
 * Needs every look-up. All findings at once, in the order of the properties; none means that nothing that
 * AWS shows speaks against the node group.
 */
export function choose(
  request: CreateRequest,
  lookups: Lookups,
): Choices | readonly Finding[] | ClusterBusy {
  const { desired } = request;
  const cluster = clusterOf(desired, lookups.cluster);
  if (!('vpcId' in cluster)) return 'path' in cluster ? [cluster] : cluster;
  const type = typeOf(desired, lookups);
  const subnets = subnetFindings(lookups, cluster.vpcId);
  const groups = securityGroupFindings(
    desired.SecurityGroupIds ?? [],
    lookups.securityGroups ?? [],
    cluster.vpcId,
  );
  if (!('InstanceType' in type)) return [type as Finding, ...subnets, ...groups];
  const interfaces = cardInterfaces(type, desired.Efa?.InterfaceLayout ?? 'EFA_PRIMARY');
  const zone = chooseZone(
    type.InstanceType ?? '',
    (lookups.subnets ?? []).filter(({ VpcId }) => VpcId === cluster.vpcId),
    lookups.offeringZoneIds ?? [],
    desired.Placement,
  );
  const choices: Choices = {
    zoneId: 'zoneId' in zone ? zone.zoneId : '',
    zoneName: 'zoneId' in zone ? zone.zoneName : '',
    subnetIds: 'zoneId' in zone ? zone.subnetIds : [],
    vpcId: cluster.vpcId,
    amiType: desired.AmiType ?? defaultAmiType(type),
    interfaces,
    clusterSecurityGroupId: cluster.securityGroupId,
    efaSecurityGroup: chooseSecurityGroup(
      desired.Efa?.SecurityGroup ?? 'AUTO',
      candidates(cluster.securityGroupId, desired, lookups),
    ),
    placementGroup: choosePlacementGroup(desired, type),
    localStorage: resolveLocalStorage(desired.LocalStorage, type),
  };
  const findings = [
    ...subnets,
    ...(subnets.length === 0 ? zoneFindings(desired, zone, choices, cluster, lookups) : []),
    ...typeFindings(desired, type, choices),
    ...groups,
    ...groupCountFindings(desired, choices),
    ...found(tooManyTags(nodegroupTags(request, choices))),
  ];
  return findings.length > 0 ? findings : choices;
}

/** The groups that may serve AUTO: the cluster's own first. */
export function candidates(
  clusterGroupId: string,
  desired: Properties,
  { securityGroups = [] }: Lookups,
) {
  return [clusterGroupId, ...(desired.SecurityGroupIds ?? [])].flatMap(
    (id) => securityGroups.find(({ GroupId }) => GroupId === id) ?? [],
  );
}

interface ClusterFacts {
  readonly vpcId: string;
  readonly securityGroupId: string;
  readonly privateAccess: boolean;
}

function clusterOf(
  { ClusterName }: Properties,
  cluster: Cluster | 'absent' | undefined,
): ClusterFacts | Finding | ClusterBusy {
  const finding = (message: string): Finding => ({ path: 'ClusterName', message });
  if (!cluster || cluster === 'absent') {
    return finding(
      `there is no EKS cluster ${ClusterName} in this account and Region. Name one that exists.`,
    );
  }
  if (cluster.status === 'CREATING' || cluster.status === 'UPDATING') {
    return { clusterBusy: `cluster ${ClusterName} is ${cluster.status}` };
  }
  if (cluster.status !== 'ACTIVE') {
    return finding(`cluster ${ClusterName} is ${cluster.status}; it has to be ACTIVE.`);
  }
  const { vpcId, clusterSecurityGroupId, endpointPrivateAccess } = cluster.resourcesVpcConfig ?? {};
  if (!vpcId || !clusterSecurityGroupId) {
    return finding(
      `cluster ${ClusterName} has no VPC or no cluster security group; only clusters that EKS itself runs have managed node groups.`,
    );
  }
  return {
    vpcId,
    securityGroupId: clusterSecurityGroupId,
    privateAccess: endpointPrivateAccess ?? false,
  };
}

function typeOf(
  { InstanceTypes }: Properties,
  { instanceType, offeringZoneIds = [] }: Lookups,
): InstanceTypeInfo | Finding {
  const [name] = InstanceTypes;
  const finding = (message: string): Finding => ({ path: 'InstanceTypes', message });
  if (!instanceType || instanceType === 'absent') {
    return finding(`EC2 knows no instance type ${name} in this Region. Name one that it has.`);
  }
  if (cardInterfaces(instanceType, 'EFA_PRIMARY').every((card) => !isEfa(card))) {
    return finding(`${name} has no EFA. Name a type or a size that supports EFA.`);
  }
  if (offeringZoneIds.length === 0) return finding(`${name} is offered in no zone of this Region.`);
  return instanceType;
}

/** AUTO makes one wherever the type can be in one (API_PlacementGroupInfo). */
function choosePlacementGroup({ Placement }: Properties, type: InstanceTypeInfo): boolean {
  const asked = Placement?.Group ?? 'AUTO';
  if (asked !== 'AUTO') return asked === 'CREATE';
  return supportsClusterGroup(type);
}

function supportsClusterGroup({ PlacementGroupInfo }: InstanceTypeInfo): boolean {
  return PlacementGroupInfo?.SupportedStrategies?.includes('cluster') ?? true;
}

function subnetFindings(lookups: Lookups, vpcId: string): readonly Finding[] {
  const finding = (message: string): Finding => ({ path: 'Subnets', message });
  const unknown = lookups.unknownSubnetIds ?? [];
  const foreign = (lookups.subnets ?? []).filter(({ VpcId }) => VpcId !== vpcId);
  return [
    ...(unknown.length > 0
      ? [finding(`EC2 knows no subnet ${unknown.join(', ')}. Remove it, or mend the id.`)]
      : []),
    ...(foreign.length > 0
      ? [
          finding(
            `${foreign.map(({ SubnetId, VpcId }) => `${SubnetId} is in ${VpcId}`).join(', ')}; the cluster is in ${vpcId}. Name subnets of the cluster's VPC.`,
          ),
        ]
      : []),
  ];
}

function zoneFindings(
  desired: Properties,
  zone: ChosenZone | Finding,
  choices: Choices,
  cluster: ClusterFacts,
  { subnets = [] }: Lookups,
): readonly Finding[] {
  if (!('zoneId' in zone)) return [zone];
  const nodes = desired.ScalingConfig.DesiredSize ?? desired.ScalingConfig.MinSize;
  const perNode = choices.interfaces.filter(carriesIp).length;
  const findings: Finding[] = [];
  if (nodes * perNode > zone.freeAddresses) {
    findings.push({
      path: 'Subnets',
      message: `${nodes} nodes take ${nodes * perNode} addresses (${perNode} each), but the subnets in ${zone.zoneName} (${zone.subnetIds.join(', ')}) have ${zone.freeAddresses} free. Add a subnet in ${zone.zoneName}, or lower ScalingConfig.DesiredSize.`,
    });
  }
  const open = publicSubnets(subnets, zone);
  if (open.length > 0 && choices.interfaces.length > 1 && !cluster.privateAccess) {
    findings.push({
      path: 'Subnets',
      // EKS user guide, create-managed-node-group: no public IP is assigned to nodes with several interfaces
      message: `${open.join(', ')} are public, and nodes with ${choices.interfaces.length} interfaces get no public IP, so they could not reach the API server of ${desired.ClusterName}. Turn its private endpoint on, or name private subnets.`,
    });
  }
  return findings;
}

function publicSubnets(subnets: readonly Subnet[], zone: ChosenZone): readonly string[] {
  return subnets
    .filter(
      ({ SubnetId, MapPublicIpOnLaunch }) =>
        MapPublicIpOnLaunch && zone.subnetIds.includes(SubnetId ?? ''),
    )
    .map(({ SubnetId = '' }) => SubnetId);
}

function typeFindings(
  desired: Properties,
  type: InstanceTypeInfo,
  choices: Choices,
): readonly Finding[] {
  const misfit = desired.AmiType && misfitOf(desired.AmiType, type);
  const bytes = userDataBytes(choices.localStorage, desired.PreBootstrapUserData);
  return [
    ...(misfit ? [{ path: 'AmiType', message: `${desired.AmiType}: ${misfit}` }] : []),
    ...found(localStorageFinding(desired.LocalStorage, type)),
    ...(bytes > USER_DATA_MAX_BYTES ? [userDataFinding(bytes)] : []),
    ...(desired.Placement?.Group === 'CREATE' && !supportsClusterGroup(type)
      ? [
          {
            path: 'Placement.Group',
            message: `CREATE: ${type.InstanceType} cannot be in a cluster placement group. Use NONE or AUTO.`,
          },
        ]
      : []),
  ];
}

export function userDataFinding(bytes: number): Finding {
  return {
    path: 'PreBootstrapUserData',
    message: `the user data has ${bytes} bytes; EC2 takes ${USER_DATA_MAX_BYTES}. Fetch the larger part from S3 at start.`,
  };
}

/** RAID10 needs four disks (nodeadm, LocalStorageStrategy). */
export function localStorageFinding(
  asked: LocalStorage | undefined,
  type: InstanceTypeInfo,
): Finding | undefined {
  if (!asked || asked === 'AUTO' || asked === 'NONE') return undefined;
  const disks = instanceStoreDisks(type);
  const needed = asked === 'RAID10' ? 4 : 1;
  if (disks >= needed) return undefined;
  return {
    path: 'LocalStorage',
    message: `${asked} needs ${needed === 1 ? 'an instance-store disk' : '4 instance-store disks'}, ${type.InstanceType} has ${disks}. Use ${disks > 0 ? 'RAID0, Mount, ' : ''}AUTO or NONE.`,
  };
}

/** Given groups that EC2 does not know or that are in another VPC. */
export function securityGroupFindings(
  given: readonly string[],
  known: readonly SecurityGroup[],
  vpcId: string,
): readonly Finding[] {
  const finding = (message: string): Finding => ({ path: 'SecurityGroupIds', message });
  const groups = given.map((id) => [id, known.find(({ GroupId }) => GroupId === id)] as const);
  const unknown = groups.filter(([, group]) => !group).map(([id]) => id);
  const foreign = groups.filter(([, group]) => group && group.VpcId !== vpcId);
  return [
    ...(unknown.length > 0
      ? [finding(`EC2 knows no security group ${unknown.join(', ')}. Remove it, or mend the id.`)]
      : []),
    ...(foreign.length > 0
      ? [
          finding(
            `${foreign.map(([id, group]) => `${id} is in ${group?.VpcId}`).join(', ')}; the cluster is in ${vpcId}. Name groups of the cluster's VPC.`,
          ),
        ]
      : []),
  ];
}

function groupCountFindings(desired: Properties, choices: Choices): readonly Finding[] {
  const given = new Set([choices.clusterSecurityGroupId, ...(desired.SecurityGroupIds ?? [])]);
  return found(tooManyGroups(given.size + (choices.efaSecurityGroup === 'made' ? 1 : 0)));
}

export function tooManyGroups(count: number): Finding | undefined {
  if (count <= MAXIMUM_GROUPS_PER_INTERFACE) return undefined;
  return {
    path: 'SecurityGroupIds',
    message: `with the cluster's security group and the one for EFA there are ${count} on the primary interface; EC2 takes ${MAXIMUM_GROUPS_PER_INTERFACE}. Remove ${count - MAXIMUM_GROUPS_PER_INTERFACE}.`,
  };
}

function found(finding: Finding | undefined): readonly Finding[] {
  return finding ? [finding] : [];
}
