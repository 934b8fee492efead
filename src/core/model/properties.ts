/** Generated from schema.json by `make generate`: change that, and run it again. */

export interface ScalingConfig {
  readonly MinSize: number;
  readonly MaxSize: number;
  readonly DesiredSize?: number;
}

export interface UpdateConfig {
  readonly MaxUnavailable?: number;
  readonly MaxUnavailablePercentage?: number;
  readonly UpdateStrategy?: 'DEFAULT' | 'MINIMAL';
}

export interface NodeRepairConfig {
  readonly Enabled?: boolean;
  readonly MaxUnhealthyNodeThresholdCount?: number;
  readonly MaxUnhealthyNodeThresholdPercentage?: number;
  readonly MaxParallelNodesRepairedCount?: number;
  readonly MaxParallelNodesRepairedPercentage?: number;
  readonly NodeRepairConfigOverrides?: readonly NodeRepairConfigOverride[];
}

export interface NodeRepairConfigOverride {
  readonly NodeMonitoringCondition: string;
  readonly NodeUnhealthyReason: string;
  readonly MinRepairWaitTimeMins: number;
  readonly RepairAction: 'Replace' | 'Reboot' | 'NoAction';
}

export interface WarmPoolConfig {
  readonly Enabled?: boolean;
  readonly MinSize?: number;
  readonly MaxGroupPreparedCapacity?: number;
  readonly PoolState?: 'STOPPED' | 'RUNNING' | 'HIBERNATED';
  readonly ReuseOnScaleIn?: boolean;
}

export interface Taint {
  readonly Key: string;
  readonly Value?: string;
  readonly Effect: 'NO_SCHEDULE' | 'NO_EXECUTE' | 'PREFER_NO_SCHEDULE';
}

export interface Volume {
  readonly SizeGiB?: number;
  readonly Type?: 'gp3' | 'gp2' | 'io1' | 'io2';
  readonly Iops?: number;
  readonly Throughput?: number;
  readonly Encrypted?: boolean;
  readonly KmsKeyId?: string;
  readonly SnapshotId?: string;
  readonly VolumeInitializationRate?: number;
}

export interface AdditionalVolume {
  readonly DeviceName: string;
  readonly SizeGiB?: number;
  readonly Type: 'gp3' | 'gp2' | 'io1' | 'io2';
  readonly Iops?: number;
  readonly Throughput?: number;
  readonly Encrypted: boolean;
  readonly KmsKeyId?: string;
  readonly SnapshotId?: string;
  readonly VolumeInitializationRate?: number;
}

export interface MetadataOptions {
  readonly HttpTokens?: 'required' | 'optional';
  readonly HttpPutResponseHopLimit?: number;
  readonly InstanceMetadataTags?: 'enabled' | 'disabled';
}

export interface CpuOptions {
  readonly CoreCount: number;
  readonly ThreadsPerCore: number;
}

export interface NetworkInterface {
  readonly NetworkCardIndex: number;
  readonly DeviceIndex: number;
  readonly InterfaceType: 'interface' | 'efa' | 'efa-only';
}

export interface Efa {
  readonly InterfaceLayout?: 'EFA_PRIMARY' | 'EFA_ALL' | 'ENA_PRIMARY';
  readonly NetworkInterfaces?: readonly NetworkInterface[];
  readonly SecurityGroup?: 'AUTO' | 'CREATE' | 'NONE';
  readonly SecurityGroupId?: string;
}

export interface Placement {
  readonly AvailabilityZone?: string;
  readonly AvailabilityZoneId?: string;
  readonly Group?: 'AUTO' | 'CREATE' | 'NONE';
  readonly GroupName?: string;
  readonly GroupId?: string;
}

export interface CapacityReservation {
  readonly Id?: string;
  readonly ResourceGroupArn?: string;
  readonly Preference?: 'capacity-reservations-only' | 'open' | 'none';
}

/** The properties of a template. */
export interface Properties {
  readonly ClusterName: string;
  readonly NodegroupName?: string;
  readonly NodeRole: string;
  readonly Subnets: readonly string[];
  readonly InstanceTypes: readonly string[];
  readonly AmiType?: string;
  readonly ImageId?: string;
  readonly CapacityType?: 'ON_DEMAND' | 'SPOT' | 'CAPACITY_BLOCK';
  readonly CapacityReservation?: CapacityReservation;
  readonly ScalingConfig: ScalingConfig;
  readonly UpdateConfig?: UpdateConfig;
  readonly NodeRepairConfig?: NodeRepairConfig;
  readonly WarmPoolConfig?: WarmPoolConfig;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Taints?: readonly Taint[];
  readonly Tags?: Readonly<Record<string, string>>;
  readonly InstanceTags?: Readonly<Record<string, string>>;
  readonly Version?: string;
  readonly ReleaseVersion?: string;
  readonly ForceUpdateEnabled?: boolean;
  readonly Volume?: Volume;
  readonly AdditionalVolumes?: readonly AdditionalVolume[];
  readonly KeyName?: string;
  readonly Monitoring?: boolean;
  readonly MetadataOptions?: MetadataOptions;
  readonly CpuOptions?: CpuOptions;
  readonly LocalStorage?: 'AUTO' | 'RAID0' | 'RAID10' | 'Mount' | 'NONE';
  readonly MaxPods?: number;
  readonly PreBootstrapUserData?: string;
  readonly UserData?: string;
  readonly SecurityGroupIds?: readonly string[];
  readonly Efa?: Efa;
  readonly Placement?: Placement;
}

/** What Read, Create and Update return: the live state and the recorded choices. */
export interface Model
  extends Partial<Omit<Properties, 'ForceUpdateEnabled' | 'PreBootstrapUserData' | 'UserData'>> {
  readonly Id: string;
  readonly Name: string;
  readonly Arn?: string;
  readonly AvailabilityZone?: string;
  readonly AvailabilityZoneId?: string;
  readonly PlacementGroupName?: string;
  readonly PlacementGroupId?: string;
  readonly PlacementGroupArn?: string;
  readonly EfaSecurityGroupId?: string;
  readonly LaunchTemplateId?: string;
  readonly LaunchTemplateVersion?: string;
  readonly AutoScalingGroupName?: string;
  readonly Status?: string;
  readonly NodeSubnets?: readonly string[];
  readonly EfaInterfaceCount?: string;
  readonly NetworkInterfaceCount?: string;
}

/** Every property, and every member of one that is an object. */
export type PropertyPath =
  | 'ClusterName'
  | 'NodegroupName'
  | 'NodeRole'
  | 'Subnets'
  | 'InstanceTypes'
  | 'AmiType'
  | 'ImageId'
  | 'CapacityType'
  | 'CapacityReservation'
  | 'CapacityReservation.Id'
  | 'CapacityReservation.ResourceGroupArn'
  | 'CapacityReservation.Preference'
  | 'ScalingConfig'
  | 'ScalingConfig.MinSize'
  | 'ScalingConfig.MaxSize'
  | 'ScalingConfig.DesiredSize'
  | 'UpdateConfig'
  | 'UpdateConfig.MaxUnavailable'
  | 'UpdateConfig.MaxUnavailablePercentage'
  | 'UpdateConfig.UpdateStrategy'
  | 'NodeRepairConfig'
  | 'NodeRepairConfig.Enabled'
  | 'NodeRepairConfig.MaxUnhealthyNodeThresholdCount'
  | 'NodeRepairConfig.MaxUnhealthyNodeThresholdPercentage'
  | 'NodeRepairConfig.MaxParallelNodesRepairedCount'
  | 'NodeRepairConfig.MaxParallelNodesRepairedPercentage'
  | 'NodeRepairConfig.NodeRepairConfigOverrides'
  | 'WarmPoolConfig'
  | 'WarmPoolConfig.Enabled'
  | 'WarmPoolConfig.MinSize'
  | 'WarmPoolConfig.MaxGroupPreparedCapacity'
  | 'WarmPoolConfig.PoolState'
  | 'WarmPoolConfig.ReuseOnScaleIn'
  | 'Labels'
  | 'Taints'
  | 'Tags'
  | 'InstanceTags'
  | 'Version'
  | 'ReleaseVersion'
  | 'ForceUpdateEnabled'
  | 'Volume'
  | 'Volume.SizeGiB'
  | 'Volume.Type'
  | 'Volume.Iops'
  | 'Volume.Throughput'
  | 'Volume.Encrypted'
  | 'Volume.KmsKeyId'
  | 'Volume.SnapshotId'
  | 'Volume.VolumeInitializationRate'
  | 'AdditionalVolumes'
  | 'KeyName'
  | 'Monitoring'
  | 'MetadataOptions'
  | 'MetadataOptions.HttpTokens'
  | 'MetadataOptions.HttpPutResponseHopLimit'
  | 'MetadataOptions.InstanceMetadataTags'
  | 'CpuOptions'
  | 'CpuOptions.CoreCount'
  | 'CpuOptions.ThreadsPerCore'
  | 'LocalStorage'
  | 'MaxPods'
  | 'PreBootstrapUserData'
  | 'UserData'
  | 'SecurityGroupIds'
  | 'Efa'
  | 'Efa.InterfaceLayout'
  | 'Efa.NetworkInterfaces'
  | 'Efa.SecurityGroup'
  | 'Efa.SecurityGroupId'
  | 'Placement'
  | 'Placement.AvailabilityZone'
  | 'Placement.AvailabilityZoneId'
  | 'Placement.Group'
  | 'Placement.GroupName'
  | 'Placement.GroupId';
