/** Generated from schema.json by `make generate`: change that, and run it again. */
import {
  CfnResource,
  type IInspectable,
  type IResolvable,
  type ITaggable,
  ResolutionTypeHint,
  TagManager,
  TagType,
  Token,
  type TreeInspector,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { NodeGroupProperties } from './props';
import { toTemplate } from './template';

/** Properties of `Efa::EKS::NodeGroup`. */
export interface CfnEfaNodeGroupProps {
  /**
   * Name of the EKS cluster. A change replaces the node group.
   */
  readonly clusterName: NodeGroupProperties['clusterName'];
  /**
   * Name of the node group. Default: generated from the logical id and the generation, so that a replacement can be created beside the old node group. A change replaces the node group.
   * @default - generated from the logical id and the generation, so that a replacement can be created beside the old node group
   */
  readonly nodegroupName?: NonNullable<NodeGroupProperties['nodegroupName']>;
  /**
   * ARN of the IAM role of the nodes. A change replaces the node group.
   */
  readonly nodeRole: NodeGroupProperties['nodeRole'];
  /**
   * Candidate subnets, at most 16. The node group uses those in the chosen zone, which NodeSubnets shows. A change that keeps the subnets in use is applied in place; one that removes any of them replaces the node group.
   */
  readonly subnets: NodeGroupProperties['subnets'] | IResolvable;
  /**
   * EC2 instance types, each with EFA; usually one. Several only where all have the same interface layout, architecture and accelerator and are offered in the node group's zone, and only without a reservation. With several, Placement.Group AUTO creates no cluster placement group. A change replaces the node group.
   */
  readonly instanceTypes: NodeGroupProperties['instanceTypes'] | IResolvable;
  /**
   * AMI type of EKS: one of AL2023_x86_64_STANDARD, AL2023_ARM_64_STANDARD, AL2023_x86_64_NVIDIA, AL2023_ARM_64_NVIDIA, AL2023_x86_64_NEURON, BOTTLEROCKET_x86_64, BOTTLEROCKET_ARM_64, BOTTLEROCKET_x86_64_NVIDIA, BOTTLEROCKET_ARM_64_NVIDIA and their _FIPS variants. Default: Amazon Linux 2023 by the instance type's architecture and accelerator. STANDARD is accepted for every type of its architecture, and has no driver for GPUs or Neuron devices; BOTTLEROCKET_x86_64 has the driver for Neuron devices. Not together with ImageId. A change replaces the node group.
   * @default - Amazon Linux 2023 by the instance type's architecture and accelerator
   */
  readonly amiType?: NonNullable<NodeGroupProperties['amiType']>;
  /**
   * Custom AMI, which may be one of EKS's own; UserData then contains the whole bootstrap. Another AMI rolls the nodes; adding or removing ImageId replaces the node group.
   * @default - none
   */
  readonly imageId?: NonNullable<NodeGroupProperties['imageId']>;
  /**
   * ON_DEMAND (default), SPOT, or CAPACITY_BLOCK, which is the default where CapacityReservation names a Capacity Block. A spot interruption of one node stops a job that runs on all. A change replaces the node group.
   * @default - ON_DEMAND, or CAPACITY_BLOCK where the reservation is a Capacity Block
   */
  readonly capacityType?: NonNullable<NodeGroupProperties['capacityType']>;
  /**
   * The reservation that the nodes run in. Default: none. Another one of the same kind, zone and placement group rolls the nodes; any other change replaces the node group. A Capacity Block is rolled only while it has no nodes.
   * @default - none
   */
  readonly capacityReservation?:
    | NonNullable<NodeGroupProperties['capacityReservation']>
    | IResolvable;
  /**
   * Size of the node group. Each number is changed in place, and only when it changed in the template.
   */
  readonly scalingConfig: NodeGroupProperties['scalingConfig'] | IResolvable;
  /**
   * How many nodes a roll replaces at once. Default: one. A change is applied in place. Removed: the default again.
   * @default - one
   */
  readonly updateConfig?: NonNullable<NodeGroupProperties['updateConfig']> | IResolvable;
  /**
   * Automatic repair of nodes by EKS. Default: off. A change is applied in place. Removed: off.
   * @default - off
   */
  readonly nodeRepairConfig?: NonNullable<NodeGroupProperties['nodeRepairConfig']> | IResolvable;
  /**
   * Instances that are prepared before they are needed. Default: off. A change is applied in place. Removed: off.
   * @default - off
   */
  readonly warmPoolConfig?: NonNullable<NodeGroupProperties['warmPoolConfig']> | IResolvable;
  /**
   * Kubernetes labels of the nodes. Labels that were never in the template are left alone. A change is applied in place. Removed: those that the template set are removed.
   * @default - none
   */
  readonly labels?: NonNullable<NodeGroupProperties['labels']> | IResolvable;
  /**
   * Kubernetes taints of the nodes. Taints that were never in the template are left alone. A change is applied in place. Removed: those that the template set are removed.
   * @default - none
   */
  readonly taints?: NonNullable<NodeGroupProperties['taints']> | IResolvable;
  /**
   * Tags of the node group, its launch template, security group and placement group; not of the instances. A change is applied in place. Removed: those that the template set are removed.
   * @default - none
   */
  readonly tags?: NonNullable<NodeGroupProperties['tags']>;
  /**
   * Tags of the instances, volumes and network interfaces. A change rolls the nodes. Removed: none.
   * @default - none
   */
  readonly instanceTags?: NonNullable<NodeGroupProperties['instanceTags']> | IResolvable;
  /**
   * Kubernetes version of the nodes. Default: the cluster's version when the node group is created, which is kept. A higher version rolls the nodes. A version lower than that of the nodes is not sent, because EKS cannot go back. Removed: unchanged.
   * @default - the cluster's version when the node group is created, which is kept
   */
  readonly version?: NonNullable<NodeGroupProperties['version']>;
  /**
   * AMI release version, such as 1.33.5-20260505 or, for Bottlerocket, 1.50.0-0a1b2c3d. Default: the latest when the node group is created, which is kept. A higher version rolls the nodes. A version lower than that of the nodes is not sent. Removed: unchanged.
   * @default - the latest when the node group is created, which is kept
   */
  readonly releaseVersion?: NonNullable<NodeGroupProperties['releaseVersion']>;
  /**
   * Whether a roll goes on when a disruption budget keeps pods from being drained. Default: false. A change alone does nothing.
   * @default - false
   */
  readonly forceUpdateEnabled?:
    | NonNullable<NodeGroupProperties['forceUpdateEnabled']>
    | IResolvable;
  /**
   * Root volume of the nodes; with Bottlerocket, its data volume. Default: gp3, encrypted, 100 GiB. A change rolls the nodes. Removed: the default again.
   * @default - gp3, encrypted, 100 GiB
   */
  readonly volume?: NonNullable<NodeGroupProperties['volume']> | IResolvable;
  /**
   * Volumes of each node beside that of Volume, at most 15, deleted with the node. The nodes get them as they are: user data, or a pod, formats and mounts them. Default: none. A change rolls the nodes. Removed: none.
   * @default - none
   */
  readonly additionalVolumes?: NonNullable<NodeGroupProperties['additionalVolumes']> | IResolvable;
  /**
   * EC2 key pair for SSH. Default: none. A change rolls the nodes. Removed: none.
   * @default - none
   */
  readonly keyName?: NonNullable<NodeGroupProperties['keyName']>;
  /**
   * Whether EC2 sends metrics every minute instead of every five. Default: false. A change rolls the nodes. Removed: false.
   * @default - false
   */
  readonly monitoring?: NonNullable<NodeGroupProperties['monitoring']> | IResolvable;
  /**
   * Instance metadata service (IMDS). Default: IMDSv2 required, hop limit 1. A change rolls the nodes. Removed: the default again.
   * @default - IMDSv2 required, hop limit 1
   */
  readonly metadataOptions?: NonNullable<NodeGroupProperties['metadataOptions']> | IResolvable;
  /**
   * CPU cores and threads of the nodes. Default: AWS's, all cores with their default threads. Not for bare metal types. A change rolls the nodes. Removed: AWS's.
   * @default - AWS's, all cores with their default threads
   */
  readonly cpuOptions?: NonNullable<NodeGroupProperties['cpuOptions']> | IResolvable;
  /**
   * How the instance-store disks are set up. AUTO (default): RAID0 where the instance type has such disks and PreBootstrapUserData has no commands that set up disks, else nothing. RAID0, RAID10 (four disks or more), Mount (each disk by itself): for the kubelet and containerd; Bottlerocket supports only RAID0. NONE: they are left alone; with a custom AMI the only value, because UserData sets them up. A change rolls the nodes. Removed: AUTO.
   * @default - AUTO
   */
  readonly localStorage?: NonNullable<NodeGroupProperties['localStorage']>;
  /**
   * Largest number of pods on a node, for the kubelet. Default: AWS's, from the type's network interfaces. A value in PreBootstrapUserData overrides it. On Amazon Linux 2023 EKS's own may take precedence. Not together with ImageId. A change rolls the nodes. Removed: AWS's.
   * @default - AWS's, from the type's network interfaces
   */
  readonly maxPods?: NonNullable<NodeGroupProperties['maxPods']>;
  /**
   * What the nodes run before they join. Amazon Linux 2023: a shell script that begins with #!, a NodeConfig of nodeadm, or a MIME multipart document, whose parts are kept. Bottlerocket: settings in TOML, which override the provider's. Not together with ImageId. At most 16 KiB of user data in total. A change rolls the nodes. Removed: none.
   * @default - none
   */
  readonly preBootstrapUserData?: NonNullable<NodeGroupProperties['preBootstrapUserData']>;
  /**
   * The whole user data of a custom AMI, as plain text; required with ImageId and only there. At most 16 KiB. A change rolls the nodes.
   * @default - none
   */
  readonly userData?: NonNullable<NodeGroupProperties['userData']>;
  /**
   * Additional security groups of the interfaces that carry IP. A change rolls the nodes. Removed: none.
   * @default - none
   */
  readonly securityGroupIds?: NonNullable<NodeGroupProperties['securityGroupIds']> | IResolvable;
  /**
   * EFA interfaces and their security group.
   * @default - the defaults of its members
   */
  readonly efa?: NonNullable<NodeGroupProperties['efa']> | IResolvable;
  /**
   * Zone and placement group of the nodes.
   * @default - the defaults of its members
   */
  readonly placement?: NonNullable<NodeGroupProperties['placement']> | IResolvable;
}

/** `Efa::EKS::NodeGroup` as the template has it, without defaults or checks of its own: `EfaNodeGroup` has these. */
export class CfnEfaNodeGroup extends CfnResource implements IInspectable, ITaggable {
  /** Type of the resource. */
  static readonly CFN_RESOURCE_TYPE_NAME = 'Efa::EKS::NodeGroup';

  /** Identifier: ClusterName/Name/generation, as Ref returns it. Each creation has a generation of its own. */
  readonly attrId: string;
  /** Name of the node group, also when it was generated. */
  readonly attrName: string;
  /** ARN of the node group. */
  readonly attrArn: string;
  /** Name of the zone of the nodes. */
  readonly attrAvailabilityZone: string;
  /** Id of the zone of the nodes. */
  readonly attrAvailabilityZoneId: string;
  /** Name of the placement group; empty where there is none. */
  readonly attrPlacementGroupName: string;
  /** Id of the placement group; empty where there is none. */
  readonly attrPlacementGroupId: string;
  /** ARN of the placement group; empty where there is none. */
  readonly attrPlacementGroupArn: string;
  /** Id of the security group whose rules allow EFA traffic; empty where none was created or found. */
  readonly attrEfaSecurityGroupId: string;
  /** Id of the launch template. */
  readonly attrLaunchTemplateId: string;
  /** Version of the launch template that the node group uses. */
  readonly attrLaunchTemplateVersion: string;
  /** Name of the Auto Scaling group that EKS created; empty until EKS shows it. */
  readonly attrAutoScalingGroupName: string;
  /** Status of the node group in EKS. */
  readonly attrStatus: string;
  /** Subnets in use: those of Subnets in the zone. */
  readonly attrNodeSubnets: string[];
  /** Number of EFA interfaces of a node, as text, so that it can be an output: what a pod that uses a whole node requests as vpc.amazonaws.com/efa. 0 where the launch template no longer exists. */
  readonly attrEfaInterfaceCount: string;
  /** Number of network interfaces of a node at launch, as text, so that it can be an output. 0 where the launch template no longer exists. */
  readonly attrNetworkInterfaceCount: string;
  /** Tags of the resource, with those of `Tags.of`. */
  readonly tags: TagManager;
  /**
   * Name of the EKS cluster. A change replaces the node group.
   */
  clusterName: NodeGroupProperties['clusterName'];
  /**
   * Name of the node group. Default: generated from the logical id and the generation, so that a replacement can be created beside the old node group. A change replaces the node group.
   * @default - generated from the logical id and the generation, so that a replacement can be created beside the old node group
   */
  nodegroupName: NonNullable<NodeGroupProperties['nodegroupName']> | undefined;
  /**
   * ARN of the IAM role of the nodes. A change replaces the node group.
   */
  nodeRole: NodeGroupProperties['nodeRole'];
  /**
   * Candidate subnets, at most 16. The node group uses those in the chosen zone, which NodeSubnets shows. A change that keeps the subnets in use is applied in place; one that removes any of them replaces the node group.
   */
  subnets: NodeGroupProperties['subnets'] | IResolvable;
  /**
   * EC2 instance types, each with EFA; usually one. Several only where all have the same interface layout, architecture and accelerator and are offered in the node group's zone, and only without a reservation. With several, Placement.Group AUTO creates no cluster placement group. A change replaces the node group.
   */
  instanceTypes: NodeGroupProperties['instanceTypes'] | IResolvable;
  /**
   * AMI type of EKS: one of AL2023_x86_64_STANDARD, AL2023_ARM_64_STANDARD, AL2023_x86_64_NVIDIA, AL2023_ARM_64_NVIDIA, AL2023_x86_64_NEURON, BOTTLEROCKET_x86_64, BOTTLEROCKET_ARM_64, BOTTLEROCKET_x86_64_NVIDIA, BOTTLEROCKET_ARM_64_NVIDIA and their _FIPS variants. Default: Amazon Linux 2023 by the instance type's architecture and accelerator. STANDARD is accepted for every type of its architecture, and has no driver for GPUs or Neuron devices; BOTTLEROCKET_x86_64 has the driver for Neuron devices. Not together with ImageId. A change replaces the node group.
   * @default - Amazon Linux 2023 by the instance type's architecture and accelerator
   */
  amiType: NonNullable<NodeGroupProperties['amiType']> | undefined;
  /**
   * Custom AMI, which may be one of EKS's own; UserData then contains the whole bootstrap. Another AMI rolls the nodes; adding or removing ImageId replaces the node group.
   * @default - none
   */
  imageId: NonNullable<NodeGroupProperties['imageId']> | undefined;
  /**
   * ON_DEMAND (default), SPOT, or CAPACITY_BLOCK, which is the default where CapacityReservation names a Capacity Block. A spot interruption of one node stops a job that runs on all. A change replaces the node group.
   * @default - ON_DEMAND, or CAPACITY_BLOCK where the reservation is a Capacity Block
   */
  capacityType: NonNullable<NodeGroupProperties['capacityType']> | undefined;
  /**
   * The reservation that the nodes run in. Default: none. Another one of the same kind, zone and placement group rolls the nodes; any other change replaces the node group. A Capacity Block is rolled only while it has no nodes.
   * @default - none
   */
  capacityReservation:
    | NonNullable<NodeGroupProperties['capacityReservation']>
    | IResolvable
    | undefined;
  /**
   * Size of the node group. Each number is changed in place, and only when it changed in the template.
   */
  scalingConfig: NodeGroupProperties['scalingConfig'] | IResolvable;
  /**
   * How many nodes a roll replaces at once. Default: one. A change is applied in place. Removed: the default again.
   * @default - one
   */
  updateConfig: NonNullable<NodeGroupProperties['updateConfig']> | IResolvable | undefined;
  /**
   * Automatic repair of nodes by EKS. Default: off. A change is applied in place. Removed: off.
   * @default - off
   */
  nodeRepairConfig: NonNullable<NodeGroupProperties['nodeRepairConfig']> | IResolvable | undefined;
  /**
   * Instances that are prepared before they are needed. Default: off. A change is applied in place. Removed: off.
   * @default - off
   */
  warmPoolConfig: NonNullable<NodeGroupProperties['warmPoolConfig']> | IResolvable | undefined;
  /**
   * Kubernetes labels of the nodes. Labels that were never in the template are left alone. A change is applied in place. Removed: those that the template set are removed.
   * @default - none
   */
  labels: NonNullable<NodeGroupProperties['labels']> | IResolvable | undefined;
  /**
   * Kubernetes taints of the nodes. Taints that were never in the template are left alone. A change is applied in place. Removed: those that the template set are removed.
   * @default - none
   */
  taints: NonNullable<NodeGroupProperties['taints']> | IResolvable | undefined;
  /**
   * Tags of the instances, volumes and network interfaces. A change rolls the nodes. Removed: none.
   * @default - none
   */
  instanceTags: NonNullable<NodeGroupProperties['instanceTags']> | IResolvable | undefined;
  /**
   * Kubernetes version of the nodes. Default: the cluster's version when the node group is created, which is kept. A higher version rolls the nodes. A version lower than that of the nodes is not sent, because EKS cannot go back. Removed: unchanged.
   * @default - the cluster's version when the node group is created, which is kept
   */
  version: NonNullable<NodeGroupProperties['version']> | undefined;
  /**
   * AMI release version, such as 1.33.5-20260505 or, for Bottlerocket, 1.50.0-0a1b2c3d. Default: the latest when the node group is created, which is kept. A higher version rolls the nodes. A version lower than that of the nodes is not sent. Removed: unchanged.
   * @default - the latest when the node group is created, which is kept
   */
  releaseVersion: NonNullable<NodeGroupProperties['releaseVersion']> | undefined;
  /**
   * Whether a roll goes on when a disruption budget keeps pods from being drained. Default: false. A change alone does nothing.
   * @default - false
   */
  forceUpdateEnabled:
    | NonNullable<NodeGroupProperties['forceUpdateEnabled']>
    | IResolvable
    | undefined;
  /**
   * Root volume of the nodes; with Bottlerocket, its data volume. Default: gp3, encrypted, 100 GiB. A change rolls the nodes. Removed: the default again.
   * @default - gp3, encrypted, 100 GiB
   */
  volume: NonNullable<NodeGroupProperties['volume']> | IResolvable | undefined;
  /**
   * Volumes of each node beside that of Volume, at most 15, deleted with the node. The nodes get them as they are: user data, or a pod, formats and mounts them. Default: none. A change rolls the nodes. Removed: none.
   * @default - none
   */
  additionalVolumes:
    | NonNullable<NodeGroupProperties['additionalVolumes']>
    | IResolvable
    | undefined;
  /**
   * EC2 key pair for SSH. Default: none. A change rolls the nodes. Removed: none.
   * @default - none
   */
  keyName: NonNullable<NodeGroupProperties['keyName']> | undefined;
  /**
   * Whether EC2 sends metrics every minute instead of every five. Default: false. A change rolls the nodes. Removed: false.
   * @default - false
   */
  monitoring: NonNullable<NodeGroupProperties['monitoring']> | IResolvable | undefined;
  /**
   * Instance metadata service (IMDS). Default: IMDSv2 required, hop limit 1. A change rolls the nodes. Removed: the default again.
   * @default - IMDSv2 required, hop limit 1
   */
  metadataOptions: NonNullable<NodeGroupProperties['metadataOptions']> | IResolvable | undefined;
  /**
   * CPU cores and threads of the nodes. Default: AWS's, all cores with their default threads. Not for bare metal types. A change rolls the nodes. Removed: AWS's.
   * @default - AWS's, all cores with their default threads
   */
  cpuOptions: NonNullable<NodeGroupProperties['cpuOptions']> | IResolvable | undefined;
  /**
   * How the instance-store disks are set up. AUTO (default): RAID0 where the instance type has such disks and PreBootstrapUserData has no commands that set up disks, else nothing. RAID0, RAID10 (four disks or more), Mount (each disk by itself): for the kubelet and containerd; Bottlerocket supports only RAID0. NONE: they are left alone; with a custom AMI the only value, because UserData sets them up. A change rolls the nodes. Removed: AUTO.
   * @default - AUTO
   */
  localStorage: NonNullable<NodeGroupProperties['localStorage']> | undefined;
  /**
   * Largest number of pods on a node, for the kubelet. Default: AWS's, from the type's network interfaces. A value in PreBootstrapUserData overrides it. On Amazon Linux 2023 EKS's own may take precedence. Not together with ImageId. A change rolls the nodes. Removed: AWS's.
   * @default - AWS's, from the type's network interfaces
   */
  maxPods: NonNullable<NodeGroupProperties['maxPods']> | undefined;
  /**
   * What the nodes run before they join. Amazon Linux 2023: a shell script that begins with #!, a NodeConfig of nodeadm, or a MIME multipart document, whose parts are kept. Bottlerocket: settings in TOML, which override the provider's. Not together with ImageId. At most 16 KiB of user data in total. A change rolls the nodes. Removed: none.
   * @default - none
   */
  preBootstrapUserData: NonNullable<NodeGroupProperties['preBootstrapUserData']> | undefined;
  /**
   * The whole user data of a custom AMI, as plain text; required with ImageId and only there. At most 16 KiB. A change rolls the nodes.
   * @default - none
   */
  userData: NonNullable<NodeGroupProperties['userData']> | undefined;
  /**
   * Additional security groups of the interfaces that carry IP. A change rolls the nodes. Removed: none.
   * @default - none
   */
  securityGroupIds: NonNullable<NodeGroupProperties['securityGroupIds']> | IResolvable | undefined;
  /**
   * EFA interfaces and their security group.
   * @default - the defaults of its members
   */
  efa: NonNullable<NodeGroupProperties['efa']> | IResolvable | undefined;
  /**
   * Zone and placement group of the nodes.
   * @default - the defaults of its members
   */
  placement: NonNullable<NodeGroupProperties['placement']> | IResolvable | undefined;

  constructor(scope: Construct, id: string, props: CfnEfaNodeGroupProps) {
    super(scope, id, { type: CfnEfaNodeGroup.CFN_RESOURCE_TYPE_NAME });
    this.attrId = this.ref;
    this.attrName = Token.asString(this.getAtt('Name', ResolutionTypeHint.STRING));
    this.attrArn = Token.asString(this.getAtt('Arn', ResolutionTypeHint.STRING));
    this.attrAvailabilityZone = Token.asString(
      this.getAtt('AvailabilityZone', ResolutionTypeHint.STRING),
    );
    this.attrAvailabilityZoneId = Token.asString(
      this.getAtt('AvailabilityZoneId', ResolutionTypeHint.STRING),
    );
    this.attrPlacementGroupName = Token.asString(
      this.getAtt('PlacementGroupName', ResolutionTypeHint.STRING),
    );
    this.attrPlacementGroupId = Token.asString(
      this.getAtt('PlacementGroupId', ResolutionTypeHint.STRING),
    );
    this.attrPlacementGroupArn = Token.asString(
      this.getAtt('PlacementGroupArn', ResolutionTypeHint.STRING),
    );
    this.attrEfaSecurityGroupId = Token.asString(
      this.getAtt('EfaSecurityGroupId', ResolutionTypeHint.STRING),
    );
    this.attrLaunchTemplateId = Token.asString(
      this.getAtt('LaunchTemplateId', ResolutionTypeHint.STRING),
    );
    this.attrLaunchTemplateVersion = Token.asString(
      this.getAtt('LaunchTemplateVersion', ResolutionTypeHint.STRING),
    );
    this.attrAutoScalingGroupName = Token.asString(
      this.getAtt('AutoScalingGroupName', ResolutionTypeHint.STRING),
    );
    this.attrStatus = Token.asString(this.getAtt('Status', ResolutionTypeHint.STRING));
    this.attrNodeSubnets = Token.asList(this.getAtt('NodeSubnets', ResolutionTypeHint.STRING_LIST));
    this.attrEfaInterfaceCount = Token.asString(
      this.getAtt('EfaInterfaceCount', ResolutionTypeHint.STRING),
    );
    this.attrNetworkInterfaceCount = Token.asString(
      this.getAtt('NetworkInterfaceCount', ResolutionTypeHint.STRING),
    );
    this.tags = new TagManager(TagType.MAP, CfnEfaNodeGroup.CFN_RESOURCE_TYPE_NAME, props.tags, {
      tagPropertyName: 'tags',
    });
    this.clusterName = props.clusterName;
    this.nodegroupName = props.nodegroupName;
    this.nodeRole = props.nodeRole;
    this.subnets = props.subnets;
    this.instanceTypes = props.instanceTypes;
    this.amiType = props.amiType;
    this.imageId = props.imageId;
    this.capacityType = props.capacityType;
    this.capacityReservation = props.capacityReservation;
    this.scalingConfig = props.scalingConfig;
    this.updateConfig = props.updateConfig;
    this.nodeRepairConfig = props.nodeRepairConfig;
    this.warmPoolConfig = props.warmPoolConfig;
    this.labels = props.labels;
    this.taints = props.taints;
    this.instanceTags = props.instanceTags;
    this.version = props.version;
    this.releaseVersion = props.releaseVersion;
    this.forceUpdateEnabled = props.forceUpdateEnabled;
    this.volume = props.volume;
    this.additionalVolumes = props.additionalVolumes;
    this.keyName = props.keyName;
    this.monitoring = props.monitoring;
    this.metadataOptions = props.metadataOptions;
    this.cpuOptions = props.cpuOptions;
    this.localStorage = props.localStorage;
    this.maxPods = props.maxPods;
    this.preBootstrapUserData = props.preBootstrapUserData;
    this.userData = props.userData;
    this.securityGroupIds = props.securityGroupIds;
    this.efa = props.efa;
    this.placement = props.placement;
  }

  /** What `cdk` tools show of the resource in tree.json. */
  inspect(inspector: TreeInspector): void {
    inspector.addAttribute('aws:cdk:cloudformation:type', CfnEfaNodeGroup.CFN_RESOURCE_TYPE_NAME);
    inspector.addAttribute('aws:cdk:cloudformation:props', this.cfnProperties);
  }

  // biome-ignore lint/suspicious/noExplicitAny: as CfnResource has it
  protected override get cfnProperties(): Record<string, any> {
    return toTemplate({
      clusterName: this.clusterName,
      nodegroupName: this.nodegroupName,
      nodeRole: this.nodeRole,
      subnets: this.subnets,
      instanceTypes: this.instanceTypes,
      amiType: this.amiType,
      imageId: this.imageId,
      capacityType: this.capacityType,
      capacityReservation: this.capacityReservation,
      scalingConfig: this.scalingConfig,
      updateConfig: this.updateConfig,
      nodeRepairConfig: this.nodeRepairConfig,
      warmPoolConfig: this.warmPoolConfig,
      labels: this.labels,
      taints: this.taints,
      instanceTags: this.instanceTags,
      version: this.version,
      releaseVersion: this.releaseVersion,
      forceUpdateEnabled: this.forceUpdateEnabled,
      volume: this.volume,
      additionalVolumes: this.additionalVolumes,
      keyName: this.keyName,
      monitoring: this.monitoring,
      metadataOptions: this.metadataOptions,
      cpuOptions: this.cpuOptions,
      localStorage: this.localStorage,
      maxPods: this.maxPods,
      preBootstrapUserData: this.preBootstrapUserData,
      userData: this.userData,
      securityGroupIds: this.securityGroupIds,
      efa: this.efa,
      placement: this.placement,
      tags: this.tags.renderTags(),
    });
  }

  /** @param props resolved, so that what a token stands for is spelled as the template has it */
  // biome-ignore lint/suspicious/noExplicitAny: as CfnResource has it
  protected override renderProperties(props: Record<string, any>): Record<string, any> {
    return toTemplate(props);
  }
}
