// This is a generated file. Modifications will be overwritten.
import { BaseModel, Dict, integer, Integer, Optional, transformValue } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib';
import { Exclude, Expose, Type, Transform } from 'class-transformer';

export class ResourceModel extends BaseModel {
    ['constructor']: typeof ResourceModel;

    @Exclude()
    public static readonly TYPE_NAME: string = 'Efa::EKS::NodeGroup';

    @Exclude()
    protected readonly IDENTIFIER_KEY_ID: string = '/properties/Id';

    @Expose({ name: 'ClusterName' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'clusterName', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    clusterName?: Optional<string>;
    @Expose({ name: 'NodegroupName' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'nodegroupName', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    nodegroupName?: Optional<string>;
    @Expose({ name: 'NodeRole' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'nodeRole', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    nodeRole?: Optional<string>;
    @Expose({ name: 'Subnets' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'subnets', value, obj, [Set]),
        {
            toClassOnly: true,
        }
    )
    subnets?: Optional<Set<string>>;
    @Expose({ name: 'InstanceTypes' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'instanceTypes', value, obj, [Set]),
        {
            toClassOnly: true,
        }
    )
    instanceTypes?: Optional<Set<string>>;
    @Expose({ name: 'AmiType' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'amiType', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    amiType?: Optional<string>;
    @Expose({ name: 'ImageId' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'imageId', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    imageId?: Optional<string>;
    @Expose({ name: 'CapacityType' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'capacityType', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    capacityType?: Optional<string>;
    @Expose({ name: 'CapacityReservation' })
    @Type(() => CapacityReservation)
    capacityReservation?: Optional<CapacityReservation>;
    @Expose({ name: 'ScalingConfig' })
    @Type(() => ScalingConfig)
    scalingConfig?: Optional<ScalingConfig>;
    @Expose({ name: 'UpdateConfig' })
    @Type(() => UpdateConfig)
    updateConfig?: Optional<UpdateConfig>;
    @Expose({ name: 'NodeRepairConfig' })
    @Type(() => NodeRepairConfig)
    nodeRepairConfig?: Optional<NodeRepairConfig>;
    @Expose({ name: 'WarmPoolConfig' })
    @Type(() => WarmPoolConfig)
    warmPoolConfig?: Optional<WarmPoolConfig>;
    @Expose({ name: 'Labels' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'labels', value, obj, [Map]),
        {
            toClassOnly: true,
        }
    )
    labels?: Optional<Map<string, string>>;
    @Expose({ name: 'Taints' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Taint, 'taints', value, obj, [Set]),
        {
            toClassOnly: true,
        }
    )
    taints?: Optional<Set<Taint>>;
    @Expose({ name: 'Tags' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'tags', value, obj, [Map]),
        {
            toClassOnly: true,
        }
    )
    tags?: Optional<Map<string, string>>;
    @Expose({ name: 'InstanceTags' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'instanceTags', value, obj, [Map]),
        {
            toClassOnly: true,
        }
    )
    instanceTags?: Optional<Map<string, string>>;
    @Expose({ name: 'Version' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'version', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    version?: Optional<string>;
    @Expose({ name: 'ReleaseVersion' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'releaseVersion', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    releaseVersion?: Optional<string>;
    @Expose({ name: 'ForceUpdateEnabled' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Boolean, 'forceUpdateEnabled', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    forceUpdateEnabled?: Optional<boolean>;
    @Expose({ name: 'Volume' })
    @Type(() => Volume)
    volume?: Optional<Volume>;
    @Expose({ name: 'AdditionalVolumes' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(AdditionalVolume, 'additionalVolumes', value, obj, [Set]),
        {
            toClassOnly: true,
        }
    )
    additionalVolumes?: Optional<Set<AdditionalVolume>>;
    @Expose({ name: 'KeyName' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'keyName', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    keyName?: Optional<string>;
    @Expose({ name: 'Monitoring' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Boolean, 'monitoring', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    monitoring?: Optional<boolean>;
    @Expose({ name: 'MetadataOptions' })
    @Type(() => MetadataOptions)
    metadataOptions?: Optional<MetadataOptions>;
    @Expose({ name: 'CpuOptions' })
    @Type(() => CpuOptions)
    cpuOptions?: Optional<CpuOptions>;
    @Expose({ name: 'LocalStorage' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'localStorage', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    localStorage?: Optional<string>;
    @Expose({ name: 'MaxPods' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'maxPods', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    maxPods?: Optional<integer>;
    @Expose({ name: 'PreBootstrapUserData' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'preBootstrapUserData', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    preBootstrapUserData?: Optional<string>;
    @Expose({ name: 'UserData' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'userData', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    userData?: Optional<string>;
    @Expose({ name: 'SecurityGroupIds' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'securityGroupIds', value, obj, [Set]),
        {
            toClassOnly: true,
        }
    )
    securityGroupIds?: Optional<Set<string>>;
    @Expose({ name: 'Efa' })
    @Type(() => Efa)
    efa?: Optional<Efa>;
    @Expose({ name: 'Placement' })
    @Type(() => Placement)
    placement?: Optional<Placement>;
    @Expose({ name: 'Id' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'id', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    id?: Optional<string>;
    @Expose({ name: 'Name' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'name', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    name?: Optional<string>;
    @Expose({ name: 'Arn' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'arn', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    arn?: Optional<string>;
    @Expose({ name: 'AvailabilityZone' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'availabilityZone', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    availabilityZone?: Optional<string>;
    @Expose({ name: 'AvailabilityZoneId' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'availabilityZoneId', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    availabilityZoneId?: Optional<string>;
    @Expose({ name: 'PlacementGroupName' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'placementGroupName', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    placementGroupName?: Optional<string>;
    @Expose({ name: 'PlacementGroupId' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'placementGroupId', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    placementGroupId?: Optional<string>;
    @Expose({ name: 'PlacementGroupArn' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'placementGroupArn', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    placementGroupArn?: Optional<string>;
    @Expose({ name: 'EfaSecurityGroupId' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'efaSecurityGroupId', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    efaSecurityGroupId?: Optional<string>;
    @Expose({ name: 'LaunchTemplateId' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'launchTemplateId', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    launchTemplateId?: Optional<string>;
    @Expose({ name: 'LaunchTemplateVersion' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'launchTemplateVersion', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    launchTemplateVersion?: Optional<string>;
    @Expose({ name: 'AutoScalingGroupName' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'autoScalingGroupName', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    autoScalingGroupName?: Optional<string>;
    @Expose({ name: 'Status' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'status', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    status?: Optional<string>;
    @Expose({ name: 'NodeSubnets' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'nodeSubnets', value, obj, [Set]),
        {
            toClassOnly: true,
        }
    )
    nodeSubnets?: Optional<Set<string>>;
    @Expose({ name: 'EfaInterfaceCount' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'efaInterfaceCount', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    efaInterfaceCount?: Optional<string>;
    @Expose({ name: 'NetworkInterfaceCount' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'networkInterfaceCount', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    networkInterfaceCount?: Optional<string>;

    @Exclude()
    public getPrimaryIdentifier(): Dict {
        const identifier: Dict = {};
        if (this.id != null) {
            identifier[this.IDENTIFIER_KEY_ID] = this.id;
        }

        // only return the identifier if it can be used, i.e. if all components are present
        return Object.keys(identifier).length === 1 ? identifier : null;
    }

    @Exclude()
    public getAdditionalIdentifiers(): Array<Dict> {
        const identifiers: Array<Dict> = new Array<Dict>();
        // only return the identifiers if any can be used
        return identifiers.length === 0 ? null : identifiers;
    }
}

export class CapacityReservation extends BaseModel {
    ['constructor']: typeof CapacityReservation;


    @Expose({ name: 'Id' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'id', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    id?: Optional<string>;
    @Expose({ name: 'ResourceGroupArn' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'resourceGroupArn', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    resourceGroupArn?: Optional<string>;
    @Expose({ name: 'Preference' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'preference', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    preference?: Optional<string>;

}

export class ScalingConfig extends BaseModel {
    ['constructor']: typeof ScalingConfig;


    @Expose({ name: 'MinSize' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'minSize', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    minSize?: Optional<integer>;
    @Expose({ name: 'MaxSize' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'maxSize', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    maxSize?: Optional<integer>;
    @Expose({ name: 'DesiredSize' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'desiredSize', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    desiredSize?: Optional<integer>;

}

export class UpdateConfig extends BaseModel {
    ['constructor']: typeof UpdateConfig;


    @Expose({ name: 'MaxUnavailable' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'maxUnavailable', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    maxUnavailable?: Optional<integer>;
    @Expose({ name: 'MaxUnavailablePercentage' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'maxUnavailablePercentage', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    maxUnavailablePercentage?: Optional<integer>;
    @Expose({ name: 'UpdateStrategy' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'updateStrategy', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    updateStrategy?: Optional<string>;

}

export class NodeRepairConfig extends BaseModel {
    ['constructor']: typeof NodeRepairConfig;


    @Expose({ name: 'Enabled' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Boolean, 'enabled', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    enabled?: Optional<boolean>;
    @Expose({ name: 'MaxUnhealthyNodeThresholdCount' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'maxUnhealthyNodeThresholdCount', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    maxUnhealthyNodeThresholdCount?: Optional<integer>;
    @Expose({ name: 'MaxUnhealthyNodeThresholdPercentage' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'maxUnhealthyNodeThresholdPercentage', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    maxUnhealthyNodeThresholdPercentage?: Optional<integer>;
    @Expose({ name: 'MaxParallelNodesRepairedCount' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'maxParallelNodesRepairedCount', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    maxParallelNodesRepairedCount?: Optional<integer>;
    @Expose({ name: 'MaxParallelNodesRepairedPercentage' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'maxParallelNodesRepairedPercentage', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    maxParallelNodesRepairedPercentage?: Optional<integer>;
    @Expose({ name: 'NodeRepairConfigOverrides' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(NodeRepairConfigOverride, 'nodeRepairConfigOverrides', value, obj, [Set]),
        {
            toClassOnly: true,
        }
    )
    nodeRepairConfigOverrides?: Optional<Set<NodeRepairConfigOverride>>;

}

export class NodeRepairConfigOverride extends BaseModel {
    ['constructor']: typeof NodeRepairConfigOverride;


    @Expose({ name: 'NodeMonitoringCondition' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'nodeMonitoringCondition', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    nodeMonitoringCondition?: Optional<string>;
    @Expose({ name: 'NodeUnhealthyReason' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'nodeUnhealthyReason', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    nodeUnhealthyReason?: Optional<string>;
    @Expose({ name: 'MinRepairWaitTimeMins' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'minRepairWaitTimeMins', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    minRepairWaitTimeMins?: Optional<integer>;
    @Expose({ name: 'RepairAction' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'repairAction', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    repairAction?: Optional<string>;

}

export class WarmPoolConfig extends BaseModel {
    ['constructor']: typeof WarmPoolConfig;


    @Expose({ name: 'Enabled' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Boolean, 'enabled', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    enabled?: Optional<boolean>;
    @Expose({ name: 'MinSize' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'minSize', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    minSize?: Optional<integer>;
    @Expose({ name: 'MaxGroupPreparedCapacity' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'maxGroupPreparedCapacity', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    maxGroupPreparedCapacity?: Optional<integer>;
    @Expose({ name: 'PoolState' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'poolState', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    poolState?: Optional<string>;
    @Expose({ name: 'ReuseOnScaleIn' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Boolean, 'reuseOnScaleIn', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    reuseOnScaleIn?: Optional<boolean>;

}

export class Taint extends BaseModel {
    ['constructor']: typeof Taint;


    @Expose({ name: 'Key' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'key', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    key?: Optional<string>;
    @Expose({ name: 'Value' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'value_', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    value_?: Optional<string>;
    @Expose({ name: 'Effect' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'effect', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    effect?: Optional<string>;

}

export class Volume extends BaseModel {
    ['constructor']: typeof Volume;


    @Expose({ name: 'SizeGiB' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'sizeGiB', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    sizeGiB?: Optional<integer>;
    @Expose({ name: 'Type' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'type_', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    type_?: Optional<string>;
    @Expose({ name: 'Iops' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'iops', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    iops?: Optional<integer>;
    @Expose({ name: 'Throughput' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'throughput', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    throughput?: Optional<integer>;
    @Expose({ name: 'Encrypted' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Boolean, 'encrypted', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    encrypted?: Optional<boolean>;
    @Expose({ name: 'KmsKeyId' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'kmsKeyId', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    kmsKeyId?: Optional<string>;
    @Expose({ name: 'SnapshotId' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'snapshotId', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    snapshotId?: Optional<string>;
    @Expose({ name: 'VolumeInitializationRate' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'volumeInitializationRate', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    volumeInitializationRate?: Optional<integer>;

}

export class AdditionalVolume extends BaseModel {
    ['constructor']: typeof AdditionalVolume;


    @Expose({ name: 'DeviceName' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'deviceName', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    deviceName?: Optional<string>;
    @Expose({ name: 'SizeGiB' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'sizeGiB', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    sizeGiB?: Optional<integer>;
    @Expose({ name: 'Type' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'type_', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    type_?: Optional<string>;
    @Expose({ name: 'Iops' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'iops', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    iops?: Optional<integer>;
    @Expose({ name: 'Throughput' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'throughput', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    throughput?: Optional<integer>;
    @Expose({ name: 'Encrypted' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Boolean, 'encrypted', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    encrypted?: Optional<boolean>;
    @Expose({ name: 'KmsKeyId' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'kmsKeyId', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    kmsKeyId?: Optional<string>;
    @Expose({ name: 'SnapshotId' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'snapshotId', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    snapshotId?: Optional<string>;
    @Expose({ name: 'VolumeInitializationRate' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'volumeInitializationRate', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    volumeInitializationRate?: Optional<integer>;

}

export class MetadataOptions extends BaseModel {
    ['constructor']: typeof MetadataOptions;


    @Expose({ name: 'HttpTokens' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'httpTokens', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    httpTokens?: Optional<string>;
    @Expose({ name: 'HttpPutResponseHopLimit' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'httpPutResponseHopLimit', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    httpPutResponseHopLimit?: Optional<integer>;
    @Expose({ name: 'InstanceMetadataTags' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'instanceMetadataTags', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    instanceMetadataTags?: Optional<string>;

}

export class CpuOptions extends BaseModel {
    ['constructor']: typeof CpuOptions;


    @Expose({ name: 'CoreCount' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'coreCount', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    coreCount?: Optional<integer>;
    @Expose({ name: 'ThreadsPerCore' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'threadsPerCore', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    threadsPerCore?: Optional<integer>;

}

export class Efa extends BaseModel {
    ['constructor']: typeof Efa;


    @Expose({ name: 'InterfaceLayout' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'interfaceLayout', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    interfaceLayout?: Optional<string>;
    @Expose({ name: 'NetworkInterfaces' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(NetworkInterface, 'networkInterfaces', value, obj, [Set]),
        {
            toClassOnly: true,
        }
    )
    networkInterfaces?: Optional<Set<NetworkInterface>>;
    @Expose({ name: 'SecurityGroup' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'securityGroup', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    securityGroup?: Optional<string>;
    @Expose({ name: 'SecurityGroupId' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'securityGroupId', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    securityGroupId?: Optional<string>;

}

export class NetworkInterface extends BaseModel {
    ['constructor']: typeof NetworkInterface;


    @Expose({ name: 'NetworkCardIndex' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'networkCardIndex', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    networkCardIndex?: Optional<integer>;
    @Expose({ name: 'DeviceIndex' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(Integer, 'deviceIndex', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    deviceIndex?: Optional<integer>;
    @Expose({ name: 'InterfaceType' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'interfaceType', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    interfaceType?: Optional<string>;

}

export class Placement extends BaseModel {
    ['constructor']: typeof Placement;


    @Expose({ name: 'AvailabilityZone' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'availabilityZone', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    availabilityZone?: Optional<string>;
    @Expose({ name: 'AvailabilityZoneId' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'availabilityZoneId', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    availabilityZoneId?: Optional<string>;
    @Expose({ name: 'Group' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'group', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    group?: Optional<string>;
    @Expose({ name: 'GroupName' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'groupName', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    groupName?: Optional<string>;
    @Expose({ name: 'GroupId' })
    @Transform(
        (value: any, obj: any) =>
            transformValue(String, 'groupId', value, obj, []),
        {
            toClassOnly: true,
        }
    )
    groupId?: Optional<string>;

}

export class TypeConfigurationModel extends BaseModel {
    ['constructor']: typeof TypeConfigurationModel;



}

