/** From what AWS holds to the model: one function for Read and for the end of Create and Update. */
import type {
  LaunchTemplateVersion,
  ResponseLaunchTemplateData,
  Subnet,
} from '@aws-sdk/client-ec2';
import type { Taint as EksTaint, Nodegroup } from '@aws-sdk/client-eks';
import { carriesIp, efaInterfaceCount } from '../interfaces/layout';
import { flattenSections } from '../launch-template/sections';
import type { Model, Properties, Taint } from '../model/properties';
import type {
  CardInterface,
  Identity,
  InterfaceType,
  PlacementGroupFact,
  SecurityGroupFact,
} from '../model/types';
import { CUSTOM } from '../node/ami-type';
import { formatId } from '../ownership/identity';
import {
  type ChoiceRecord,
  filterKeys,
  OUR_LABEL_PREFIX,
  readRecord,
  userTags,
} from '../ownership/tags';
import { flattenNodeRepair } from '../scaling/node-repair';
import { flattenWarmPool } from '../scaling/warm-pool';
import { nonEmpty, withoutUndefined } from '../util/objects';

export interface LiveState {
  readonly nodegroup: Nodegroup;
  /** The version that the node group uses; undefined where the template is gone. */
  readonly version: LaunchTemplateVersion | undefined;
  readonly subnets: readonly Subnet[];
  /** Ours, or the one that the template names. */
  readonly placementGroup: PlacementGroupFact | undefined;
  readonly securityGroup: SecurityGroupFact | undefined;
  readonly clusterSecurityGroupId: string | undefined;
}

/** No nulls, no empty collections for what was never given, `aws:`, `eks:`, our own and the stack's tags left out. */
export function flatten(identity: Identity, liveState: LiveState): Model {
  const { nodegroup, version, subnets, placementGroup, securityGroup } = liveState;
  const record = readRecord(nodegroup.tags ?? {});
  const zone = subnets[0];
  const efaGroupId = record.foundSecurityGroupId ?? securityGroup?.id;
  return withoutUndefined({
    Id: formatId(identity),
    Name: identity.nodegroupName,
    ClusterName: identity.clusterName,
    NodegroupName: identity.nodegroupName,
    Arn: nodegroup.nodegroupArn,
    Status: nodegroup.status,
    ...flattenNodegroup(nodegroup),
    InstanceTypes: instanceTypes(nodegroup, version?.LaunchTemplateData, record),
    Subnets: record.subnets,
    NodeSubnets: nodegroup.subnets ? [...nodegroup.subnets].sort() : undefined,
    AvailabilityZone: zone?.AvailabilityZone,
    AvailabilityZoneId: zone?.AvailabilityZoneId,
    ...flattenTemplate(version, liveState.clusterSecurityGroupId, efaGroupId, record),
    LocalStorage: record.localStorage,
    MaxPods: record.maxPods,
    Efa: nonEmpty({
      InterfaceLayout: record.interfacesListed ? undefined : record.layout,
      NetworkInterfaces: record.interfacesListed
        ? flattenInterfaces(version?.LaunchTemplateData)
        : undefined,
      SecurityGroup: carriesEfa(securityGroup) ? record.securityGroup : 'NONE',
      SecurityGroupId: record.securityGroupIdGiven ? record.foundSecurityGroupId : undefined,
    }),
    Placement: nonEmpty({
      AvailabilityZone: record.zoneGiven ? zone?.AvailabilityZone : undefined,
      AvailabilityZoneId: record.zoneIdGiven ? zone?.AvailabilityZoneId : undefined,
      Group: record.placementGroup,
      GroupName: record.placementGroupNameGiven
        ? version?.LaunchTemplateData?.Placement?.GroupName
        : undefined,
    }),
    PlacementGroupName: placementGroup?.name,
    PlacementGroupId: placementGroup?.id,
    PlacementGroupArn: placementGroup?.arn,
    EfaSecurityGroupId: efaGroupId,
    LaunchTemplateId: nodegroup.launchTemplate?.id,
    LaunchTemplateVersion: nodegroup.launchTemplate?.version,
    AutoScalingGroupName: nodegroup.resources?.autoScalingGroups?.[0]?.name,
  }) as Model;
}

function flattenNodegroup(nodegroup: Nodegroup): Partial<Model> {
  const { scalingConfig, updateConfig } = nodegroup;
  return withoutUndefined({
    NodeRole: nodegroup.nodeRole,
    ...flattenImage(nodegroup),
    CapacityType: nodegroup.capacityType as Properties['CapacityType'],
    ScalingConfig: withoutUndefined({
      MinSize: scalingConfig?.minSize,
      MaxSize: scalingConfig?.maxSize,
      DesiredSize: scalingConfig?.desiredSize,
    }) as Properties['ScalingConfig'],
    UpdateConfig: nonEmpty({
      MaxUnavailable: updateConfig?.maxUnavailable,
      MaxUnavailablePercentage: updateConfig?.maxUnavailablePercentage,
      UpdateStrategy: updateConfig?.updateStrategy,
    }),
    NodeRepairConfig: flattenNodeRepair(nodegroup.nodeRepairConfig),
    WarmPoolConfig: flattenWarmPool(nodegroup.warmPoolConfig),
    Labels: nonEmpty(
      filterKeys(nodegroup.labels ?? {}, (key) => !key.startsWith(OUR_LABEL_PREFIX)),
    ),
    Taints: nodegroup.taints?.length ? nodegroup.taints.map(flattenTaint) : undefined,
    Tags: nonEmpty(userTags(nodegroup.tags ?? {})),
  }) as Partial<Model>;
}

/** For a custom AMI, nothing that no template may say beside its ImageId. */
function flattenImage({ amiType, version, releaseVersion }: Nodegroup): Partial<Model> {
  if (amiType === CUSTOM) return {};
  return withoutUndefined({ AmiType: amiType, Version: version, ReleaseVersion: releaseVersion });
}

/** EKS answers an empty value for a taint that was given none. */
function flattenTaint({ key = '', value, effect }: EksTaint): Taint {
  return { Key: key, ...(value && { Value: value }), Effect: effect as Taint['Effect'] };
}

/** DescribeNodegroup may leave the types out of a group with a template (API_Nodegroup). */
function instanceTypes(
  nodegroup: Nodegroup,
  data: ResponseLaunchTemplateData | undefined,
  record: ChoiceRecord,
): readonly string[] | undefined {
  if (nodegroup.instanceTypes?.length) return [...nodegroup.instanceTypes].sort();
  return data?.InstanceType ? [data.InstanceType] : record.instanceTypes;
}

function flattenTemplate(
  version: LaunchTemplateVersion | undefined,
  clusterGroupId: string | undefined,
  efaGroupId: string | undefined,
  record: ChoiceRecord,
): Partial<Model> {
  const data = version?.LaunchTemplateData;
  if (!data) return {};
  const interfaces = data.NetworkInterfaces ?? [];
  const given = record.securityGroupIds ?? [];
  const groups = (interfaces.find(carriesIp)?.Groups ?? []).filter(
    (id) => given.includes(id) || (id !== clusterGroupId && id !== efaGroupId),
  );
  return withoutUndefined({
    ...flattenSections(data),
    // without the cluster's own group it is not known which of them were given
    SecurityGroupIds: clusterGroupId && groups.length > 0 ? [...groups].sort() : undefined,
    EfaInterfaceCount: efaInterfaceCount(interfaces),
    NetworkInterfaceCount: interfaces.length,
  }) as Partial<Model>;
}

function flattenInterfaces(
  data: ResponseLaunchTemplateData | undefined,
): readonly CardInterface[] | undefined {
  return data?.NetworkInterfaces?.map(
    ({ NetworkCardIndex = 0, DeviceIndex = 0, InterfaceType = 'interface' }) => ({
      NetworkCardIndex,
      DeviceIndex,
      InterfaceType: InterfaceType as InterfaceType,
    }),
  );
}

/** A group of ours that lost a self rule is as good as none: Read shows what is effective. */
function carriesEfa(securityGroup: SecurityGroupFact | undefined): boolean {
  return !securityGroup || (securityGroup.selfIngress && securityGroup.selfEgress);
}
