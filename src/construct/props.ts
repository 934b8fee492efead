/** Generated from schema.json by `make generate`: change that, and run it again. */

import type {
  CapacityReservationPreference,
  CapacityType,
  EfaSecurityGroup,
  HttpTokens,
  InstanceMetadataTags,
  InterfaceLayout,
  InterfaceType,
  LocalStorage,
  PlacementGroup,
  PoolState,
  RepairAction,
  TaintEffect,
  UpdateStrategy,
  VolumeType,
} from './enums';

export interface ScalingConfig {
  /**
   * Smallest number of nodes. A change is applied in place. A value above the desired size of the Auto Scaling group raises that as well.
   */
  readonly minSize: number;
  /**
   * Largest number of nodes. A change is applied in place. A value below the desired size of the Auto Scaling group is refused; when a change is taken back, as in a rollback, it becomes that size instead, and the message says so.
   */
  readonly maxSize: number;
  /**
   * Number of nodes. Default at creation: MinSize. While it is unchanged or absent, the live size stays as an autoscaler set it. A change scales the group in place. Only a value lower than before takes nodes away; where that takes a change back, it restores the size before the change.
   * @default - MinSize
   */
  readonly desiredSize?: number;
}

export interface UpdateConfig {
  /**
   * Largest number of nodes that a roll replaces at once. Not together with MaxUnavailablePercentage.
   * @default - AWS's
   */
  readonly maxUnavailable?: number;
  /**
   * The same as a percentage of the desired size. Not together with MaxUnavailable.
   * @default - AWS's
   */
  readonly maxUnavailablePercentage?: number;
  /**
   * DEFAULT launches new nodes before it drains old ones; MINIMAL drains first, for capacity that has no spare. Default: DEFAULT, or MINIMAL where CapacityReservation limits the nodes to reserved capacity.
   * @default - DEFAULT, or MINIMAL where CapacityReservation limits the nodes to reserved capacity
   */
  readonly updateStrategy?: UpdateStrategy | 'DEFAULT' | 'MINIMAL';
}

export interface NodeRepairConfig {
  /**
   * Whether unhealthy nodes are repaired. Default: false.
   * @default - false
   */
  readonly enabled?: boolean;
  /**
   * Repair stops above this many unhealthy nodes. Not together with the percentage.
   * @default - AWS's
   */
  readonly maxUnhealthyNodeThresholdCount?: number;
  /**
   * Repair stops above this percentage of unhealthy nodes. Not together with the count.
   * @default - AWS's
   */
  readonly maxUnhealthyNodeThresholdPercentage?: number;
  /**
   * Nodes repaired at once. Not together with the percentage.
   * @default - AWS's
   */
  readonly maxParallelNodesRepairedCount?: number;
  /**
   * The same as a percentage of the unhealthy nodes. Not together with the count.
   * @default - AWS's
   */
  readonly maxParallelNodesRepairedPercentage?: number;
  /**
   * Repair actions for single conditions and reasons.
   * @default - none
   */
  readonly nodeRepairConfigOverrides?: readonly NodeRepairConfigOverride[];
}

export interface NodeRepairConfigOverride {
  /**
   * Condition that the node monitoring agent reports.
   */
  readonly nodeMonitoringCondition: string;
  /**
   * Reason that the node monitoring agent reports.
   */
  readonly nodeUnhealthyReason: string;
  /**
   * Minutes that the condition has to last before the repair.
   */
  readonly minRepairWaitTimeMins: number;
  /**
   * Action that is taken on the node.
   */
  readonly repairAction: RepairAction | 'Replace' | 'Reboot' | 'NoAction';
}

export interface WarmPoolConfig {
  /**
   * Whether there is a warm pool. Default: false.
   * @default - false
   */
  readonly enabled?: boolean;
  /**
   * Smallest number of instances in the pool. Default: 0.
   * @default - 0
   */
  readonly minSize?: number;
  /**
   * Largest number of instances in the group and the pool together. Default: MaxSize.
   * @default - MaxSize
   */
  readonly maxGroupPreparedCapacity?: number;
  /**
   * State of the instances in the pool. Default: STOPPED.
   * @default - STOPPED
   */
  readonly poolState?: PoolState | 'STOPPED' | 'RUNNING' | 'HIBERNATED';
  /**
   * Whether instances go back to the pool when the group scales in. Default: false.
   * @default - false
   */
  readonly reuseOnScaleIn?: boolean;
}

export interface Taint {
  /**
   * Key of the taint.
   */
  readonly key: string;
  /**
   * Value of the taint.
   * @default - none
   */
  readonly value?: string;
  /**
   * What the taint does to pods that do not tolerate it.
   */
  readonly effect: TaintEffect | 'NO_SCHEDULE' | 'NO_EXECUTE' | 'PREFER_NO_SCHEDULE';
}

export interface Volume {
  /**
   * Size in GiB. Default: 100. At least the size of SnapshotId, or of a custom AMI's root volume.
   * @default - 100
   */
  readonly sizeGiB?: number;
  /**
   * EBS volume type. Default: gp3.
   * @default - gp3
   */
  readonly type?: VolumeType | 'gp3' | 'gp2' | 'io1' | 'io2';
  /**
   * Provisioned IOPS, for gp3, io1 and io2; io1 and io2 require it. Default for gp3: AWS's.
   * @default - AWS's
   */
  readonly iops?: number;
  /**
   * Throughput in MiB/s, only for gp3. Default: AWS's.
   * @default - AWS's
   */
  readonly throughput?: number;
  /**
   * Whether the volume is encrypted. Default: true.
   * @default - true
   */
  readonly encrypted?: boolean;
  /**
   * Key that encrypts the volume. Default: the account's key for EBS. A customer managed key must have a grant for the service-linked role of Auto Scaling.
   * @default - the account's key for EBS
   */
  readonly kmsKeyId?: string;
  /**
   * Snapshot that Bottlerocket's data volume is created from, such as one with container images. The root volume comes from the AMI: with ImageId only the AMI's own snapshot, with an AmiType of Amazon Linux none. Default: the AMI's.
   * @default - the AMI's
   */
  readonly snapshotId?: string;
  /**
   * MiB/s at which the volume is filled from SnapshotId, which it requires; EBS bills it. Default: AWS's.
   * @default - AWS's
   */
  readonly volumeInitializationRate?: number;
}

export interface AdditionalVolume {
  /**
   * Device that EC2 attaches the volume as; AWS recommends /dev/sdf to /dev/sdp. None that the AMI has itself.
   */
  readonly deviceName: string;
  /**
   * Size in GiB. Required without SnapshotId. At least the snapshot's size, and by default that.
   * @default - the size of the snapshot
   */
  readonly sizeGiB?: number;
  /**
   * EBS volume type.
   */
  readonly type: VolumeType | 'gp3' | 'gp2' | 'io1' | 'io2';
  /**
   * Provisioned IOPS, for gp3, io1 and io2; io1 and io2 require it. Default for gp3: AWS's.
   * @default - AWS's
   */
  readonly iops?: number;
  /**
   * Throughput in MiB/s, only for gp3. Default: AWS's.
   * @default - AWS's
   */
  readonly throughput?: number;
  /**
   * Whether the volume is encrypted.
   */
  readonly encrypted: boolean;
  /**
   * Key that encrypts the volume. Default: the account's key for EBS. A customer managed key must have a grant for the service-linked role of Auto Scaling.
   * @default - the account's key for EBS
   */
  readonly kmsKeyId?: string;
  /**
   * Snapshot that the volume is created from. Default: none.
   * @default - none
   */
  readonly snapshotId?: string;
  /**
   * MiB/s at which the volume is filled from SnapshotId, which it requires; EBS bills it. Default: AWS's.
   * @default - AWS's
   */
  readonly volumeInitializationRate?: number;
}

export interface MetadataOptions {
  /**
   * required allows only IMDSv2. Default: required.
   * @default - required
   */
  readonly httpTokens?: HttpTokens | 'required' | 'optional';
  /**
   * Network hops that a response of IMDS may take; with 2, pods can reach it. Default: 1.
   * @default - 1
   */
  readonly httpPutResponseHopLimit?: number;
  /**
   * Whether a node can read its instance tags from the metadata. enabled: the keys of InstanceTags may not contain spaces or slashes, and EKS, whose own tags contain slashes, may not apply it. disabled: also where the account's default is enabled. Default: AWS's.
   * @default - AWS's
   */
  readonly instanceMetadataTags?: InstanceMetadataTags | 'enabled' | 'disabled';
}

export interface CpuOptions {
  /**
   * Number of CPU cores: one of VCpuInfo.ValidCores of the instance type.
   */
  readonly coreCount: number;
  /**
   * Threads of each core: one of VCpuInfo.ValidThreadsPerCore of the instance type. 1 turns simultaneous multithreading off.
   */
  readonly threadsPerCore: number;
}

export interface NetworkInterface {
  /**
   * Network card, from 0.
   */
  readonly networkCardIndex: number;
  /**
   * Position on the card, from 0.
   */
  readonly deviceIndex: number;
  /**
   * interface carries IP; efa carries IP and EFA; efa-only carries only EFA and needs no IP address.
   */
  readonly interfaceType: InterfaceType | 'interface' | 'efa' | 'efa-only';
}

export interface Efa {
  /**
   * Which interfaces the nodes have. EFA_PRIMARY (default): card 0 carries an efa interface, which is also the node's IP interface (a plain one where card 0 has no EFA), and each further EFA-capable card an efa-only one, without an IP address. EFA_ALL: efa interfaces, with IP addresses, on every card. ENA_PRIMARY: a plain primary interface with efa-only beside it and on every further card; it costs pods where card 0 holds few interfaces. On p6e-gb200 and p6e-gb300 the EFAs are on cards 1, 5, 9 and 13, with EFA_ALL on every odd card, as AWS advises. A change rolls the nodes.
   * @default - EFA_PRIMARY
   */
  readonly interfaceLayout?: InterfaceLayout | 'EFA_PRIMARY' | 'EFA_ALL' | 'ENA_PRIMARY';
  /**
   * The interfaces one by one, instead of a layout. They are checked card by card against EC2's description of the instance type. Not together with InterfaceLayout. A change rolls the nodes. Removed: according to InterfaceLayout.
   * @default - none
   */
  readonly networkInterfaces?: readonly NetworkInterface[];
  /**
   * Which security group has the rules that EFA needs (all traffic from and to the group itself). AUTO (default): the cluster's security group or one of SecurityGroupIds if it has these rules, else a new group; chosen when the node group is created, and kept. CREATE: a new group. NONE: the interfaces carry the cluster's group and SecurityGroupIds, whatever their rules. A change of the interfaces' groups rolls the nodes.
   * @default - AUTO
   */
  readonly securityGroup?: EfaSecurityGroup | 'AUTO' | 'CREATE' | 'NONE';
  /**
   * Existing security group for EFA traffic, shared by node groups that talk to each other; it must allow all traffic in and out, from and to itself. Not together with SecurityGroup CREATE or NONE. A change rolls the nodes. Removed: according to SecurityGroup.
   * @default - none
   */
  readonly securityGroupId?: string;
}

export interface Placement {
  /**
   * Name of the zone of all nodes. Default: the zone of the reservation, else of the placement group in GroupName or GroupId, else, among the subnets' zones that offer the instance type, the one with the most free addresses; chosen when the node group is created, and kept. A change replaces the node group.
   * @default - the zone of the reservation, else of the placement group in GroupName or GroupId, else, among the subnets' zones that offer the instance type, the one with the most free addresses; chosen when the node group is created, and kept
   */
  readonly availabilityZone?: string;
  /**
   * Id of the zone of all nodes, the same in every account. A change replaces the node group.
   * @default - none
   */
  readonly availabilityZoneId?: string;
  /**
   * The cluster placement group. AUTO (default): a new one, unless the instance type does not support it; with a reservation, the reservation's placement group if it has one. CREATE: a new one; not together with a reservation. NONE: none. A change replaces the node group.
   * @default - AUTO
   */
  readonly group?: PlacementGroup | 'AUTO' | 'CREATE' | 'NONE';
  /**
   * Name of an existing placement group with the strategy cluster. Not together with GroupId, nor with Group CREATE or NONE. A change replaces the node group.
   * @default - none
   */
  readonly groupName?: string;
  /**
   * Id of an existing placement group with the strategy cluster, also of one that another account shares with this one. Not together with GroupName, nor with Group CREATE or NONE. A change replaces the node group.
   * @default - none
   */
  readonly groupId?: string;
}

export interface CapacityReservation {
  /**
   * Id of an On-Demand Capacity Reservation or a Capacity Block. Not together with ResourceGroupArn.
   * @default - none
   */
  readonly id?: string;
  /**
   * ARN of a resource group of capacity reservations. Not together with Id.
   * @default - none
   */
  readonly resourceGroupArn?: string;
  /**
   * Whether nodes may run outside a reservation. capacity-reservations-only: never; the default and the only value with ResourceGroupArn, and the only value with Id. open: in any open reservation that matches, else On-Demand. none: in no reservation. Default without a reservation: AWS's.
   * @default - AWS's
   */
  readonly preference?:
    | CapacityReservationPreference
    | 'capacity-reservations-only'
    | 'open'
    | 'none';
}

export interface NodeGroupProperties {
  /**
   * Name of the EKS cluster. A change replaces the node group.
   */
  readonly clusterName: string;
  /**
   * Name of the node group. Default: generated from the logical id and the generation, so that a replacement can be created beside the old node group. A change replaces the node group.
   * @default - generated from the logical id and the generation, so that a replacement can be created beside the old node group
   */
  readonly nodegroupName?: string;
  /**
   * ARN of the IAM role of the nodes. A change replaces the node group.
   */
  readonly nodeRole: string;
  /**
   * Candidate subnets, at most 16. The node group uses those in the chosen zone, which NodeSubnets shows. A change that keeps the subnets in use is applied in place; one that removes any of them replaces the node group.
   */
  readonly subnets: readonly string[];
  /**
   * EC2 instance types, each with EFA; usually one. Several only where all have the same interface layout, architecture and accelerator and are offered in the node group's zone, and only without a reservation. With several, Placement.Group AUTO creates no cluster placement group. A change replaces the node group.
   */
  readonly instanceTypes: readonly string[];
  /**
   * AMI type of EKS: one of AL2023_x86_64_STANDARD, AL2023_ARM_64_STANDARD, AL2023_x86_64_NVIDIA, AL2023_ARM_64_NVIDIA, AL2023_x86_64_NEURON, BOTTLEROCKET_x86_64, BOTTLEROCKET_ARM_64, BOTTLEROCKET_x86_64_NVIDIA, BOTTLEROCKET_ARM_64_NVIDIA and their _FIPS variants. Default: Amazon Linux 2023 by the instance type's architecture and accelerator. STANDARD is accepted for every type of its architecture, and has no driver for GPUs or Neuron devices; BOTTLEROCKET_x86_64 has the driver for Neuron devices. Not together with ImageId. A change replaces the node group.
   * @default - Amazon Linux 2023 by the instance type's architecture and accelerator
   */
  readonly amiType?: string;
  /**
   * Custom AMI, which may be one of EKS's own; UserData then contains the whole bootstrap. Another AMI rolls the nodes; adding or removing ImageId replaces the node group.
   * @default - none
   */
  readonly imageId?: string;
  /**
   * ON_DEMAND (default), SPOT, or CAPACITY_BLOCK, which is the default where CapacityReservation names a Capacity Block. A spot interruption of one node stops a job that runs on all. A change replaces the node group.
   * @default - ON_DEMAND, or CAPACITY_BLOCK where the reservation is a Capacity Block
   */
  readonly capacityType?: CapacityType | 'ON_DEMAND' | 'SPOT' | 'CAPACITY_BLOCK';
  /**
   * The reservation that the nodes run in. Default: none. Another one of the same kind, zone and placement group rolls the nodes; any other change replaces the node group. A Capacity Block is rolled only while it has no nodes.
   * @default - none
   */
  readonly capacityReservation?: CapacityReservation;
  /**
   * Size of the node group. Each number is changed in place, and only when it changed in the template.
   */
  readonly scalingConfig: ScalingConfig;
  /**
   * How many nodes a roll replaces at once. Default: one. A change is applied in place. Removed: the default again.
   * @default - one
   */
  readonly updateConfig?: UpdateConfig;
  /**
   * Automatic repair of nodes by EKS. Default: off. A change is applied in place. Removed: off.
   * @default - off
   */
  readonly nodeRepairConfig?: NodeRepairConfig;
  /**
   * Instances that are prepared before they are needed. Default: off. A change is applied in place. Removed: off.
   * @default - off
   */
  readonly warmPoolConfig?: WarmPoolConfig;
  /**
   * Kubernetes labels of the nodes. Labels that were never in the template are left alone. A change is applied in place. Removed: those that the template set are removed.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Kubernetes taints of the nodes. Taints that were never in the template are left alone. A change is applied in place. Removed: those that the template set are removed.
   * @default - none
   */
  readonly taints?: readonly Taint[];
  /**
   * Tags of the node group, its launch template, security group and placement group; not of the instances. A change is applied in place. Removed: those that the template set are removed.
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Tags of the instances, volumes and network interfaces. A change rolls the nodes. Removed: none.
   * @default - none
   */
  readonly instanceTags?: Readonly<Record<string, string>>;
  /**
   * Kubernetes version of the nodes. Default: the cluster's version when the node group is created, which is kept. A higher version rolls the nodes. A version lower than that of the nodes is not sent, because EKS cannot go back. Removed: unchanged.
   * @default - the cluster's version when the node group is created, which is kept
   */
  readonly version?: string;
  /**
   * AMI release version, such as 1.33.5-20260505 or, for Bottlerocket, 1.50.0-0a1b2c3d. Default: the latest when the node group is created, which is kept. A higher version rolls the nodes. A version lower than that of the nodes is not sent. Removed: unchanged.
   * @default - the latest when the node group is created, which is kept
   */
  readonly releaseVersion?: string;
  /**
   * Whether a roll goes on when a disruption budget keeps pods from being drained. Default: false. A change alone does nothing.
   * @default - false
   */
  readonly forceUpdateEnabled?: boolean;
  /**
   * Root volume of the nodes; with Bottlerocket, its data volume. Default: gp3, encrypted, 100 GiB. A change rolls the nodes. Removed: the default again.
   * @default - gp3, encrypted, 100 GiB
   */
  readonly volume?: Volume;
  /**
   * Volumes of each node beside that of Volume, at most 15, deleted with the node. The nodes get them as they are: user data, or a pod, formats and mounts them. Default: none. A change rolls the nodes. Removed: none.
   * @default - none
   */
  readonly additionalVolumes?: readonly AdditionalVolume[];
  /**
   * EC2 key pair for SSH. Default: none. A change rolls the nodes. Removed: none.
   * @default - none
   */
  readonly keyName?: string;
  /**
   * Whether EC2 sends metrics every minute instead of every five. Default: false. A change rolls the nodes. Removed: false.
   * @default - false
   */
  readonly monitoring?: boolean;
  /**
   * Instance metadata service (IMDS). Default: IMDSv2 required, hop limit 1. A change rolls the nodes. Removed: the default again.
   * @default - IMDSv2 required, hop limit 1
   */
  readonly metadataOptions?: MetadataOptions;
  /**
   * CPU cores and threads of the nodes. Default: AWS's, all cores with their default threads. Not for bare metal types. A change rolls the nodes. Removed: AWS's.
   * @default - AWS's, all cores with their default threads
   */
  readonly cpuOptions?: CpuOptions;
  /**
   * How the instance-store disks are set up. AUTO (default): RAID0 where the instance type has such disks and PreBootstrapUserData has no commands that set up disks, else nothing. RAID0, RAID10 (four disks or more), Mount (each disk by itself): for the kubelet and containerd; Bottlerocket supports only RAID0. NONE: they are left alone; with a custom AMI the only value, because UserData sets them up. A change rolls the nodes. Removed: AUTO.
   * @default - AUTO
   */
  readonly localStorage?: LocalStorage | 'AUTO' | 'RAID0' | 'RAID10' | 'Mount' | 'NONE';
  /**
   * Largest number of pods on a node, for the kubelet. Default: AWS's, from the type's network interfaces. A value in PreBootstrapUserData overrides it. On Amazon Linux 2023 EKS's own may take precedence. Not together with ImageId. A change rolls the nodes. Removed: AWS's.
   * @default - AWS's, from the type's network interfaces
   */
  readonly maxPods?: number;
  /**
   * What the nodes run before they join. Amazon Linux 2023: a shell script that begins with #!, a NodeConfig of nodeadm, or a MIME multipart document, whose parts are kept. Bottlerocket: settings in TOML, which override the provider's. Not together with ImageId. At most 16 KiB of user data in total. A change rolls the nodes. Removed: none.
   * @default - none
   */
  readonly preBootstrapUserData?: string;
  /**
   * The whole user data of a custom AMI, as plain text; required with ImageId and only there. At most 16 KiB. A change rolls the nodes.
   * @default - none
   */
  readonly userData?: string;
  /**
   * Additional security groups of the interfaces that carry IP. A change rolls the nodes. Removed: none.
   * @default - none
   */
  readonly securityGroupIds?: readonly string[];
  /**
   * EFA interfaces and their security group.
   * @default - the defaults of its members
   */
  readonly efa?: Efa;
  /**
   * Zone and placement group of the nodes.
   * @default - the defaults of its members
   */
  readonly placement?: Placement;
}

/** The values of Fn::GetAtt, as tokens. Using an attribute that says "where there is one" fails the deployment where there is none. */
export interface NodeGroupAttributes {
  /**
   * Name of the node group, also when it was generated.
   */
  readonly name: string;
  /**
   * ARN of the node group.
   */
  readonly arn: string;
  /**
   * Name of the zone of the nodes.
   */
  readonly availabilityZone: string;
  /**
   * Id of the zone of the nodes.
   */
  readonly availabilityZoneId: string;
  /**
   * Name of the placement group; empty where there is none.
   */
  readonly placementGroupName: string;
  /**
   * Id of the placement group; empty where there is none.
   */
  readonly placementGroupId: string;
  /**
   * ARN of the placement group; empty where there is none.
   */
  readonly placementGroupArn: string;
  /**
   * Id of the security group whose rules allow EFA traffic; empty where none was created or found.
   */
  readonly efaSecurityGroupId: string;
  /**
   * Id of the launch template.
   */
  readonly launchTemplateId: string;
  /**
   * Version of the launch template that the node group uses.
   */
  readonly launchTemplateVersion: string;
  /**
   * Name of the Auto Scaling group that EKS created; empty until EKS shows it.
   */
  readonly autoScalingGroupName: string;
  /**
   * Status of the node group in EKS.
   */
  readonly status: string;
  /**
   * Subnets in use: those of Subnets in the zone.
   */
  readonly nodeSubnets: readonly string[];
  /**
   * Number of EFA interfaces of a node, as text, so that it can be an output: what a pod that uses a whole node requests as vpc.amazonaws.com/efa. 0 where the launch template no longer exists.
   */
  readonly efaInterfaceCount: string;
  /**
   * Number of network interfaces of a node at launch, as text, so that it can be an output. 0 where the launch template no longer exists.
   */
  readonly networkInterfaceCount: string;
}
