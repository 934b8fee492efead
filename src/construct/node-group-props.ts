/** What a node group is made of, in the CDK's own types. What 0.1 had, in the manner of a template, goes on working. */
import type { CfnResource, Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type {
  CfnCapacityReservation,
  IMachineImage,
  InstanceType,
  ISecurityGroup,
  IVpc,
  SubnetSelection,
  UserData,
} from 'aws-cdk-lib/aws-ec2';
import type { TaintSpec } from 'aws-cdk-lib/aws-eks';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { INodeGroupCluster } from './cluster';
import type {
  AdditionalVolume,
  CapacityReservation,
  NodeGroupProperties,
  ScalingConfig,
  Taint,
  Volume,
} from './props';
import type { INodeGroupProvider } from './provider/provider';

/** What is needed of `ec2.IKeyPair`, which older releases of aws-cdk-lib do not have. */
export interface INodeKeyPair {
  /** Name of the key pair. */
  readonly keyPairName: string;
}

/** Size and key of a volume in the CDK's types. */
export interface VolumeOptions {
  /**
   * Size of the volume, in the place of `sizeGiB`.
   * @default - that of sizeGiB
   */
  readonly size?: Size;
  /**
   * Key that encrypts the volume, in the place of `kmsKeyId`. A customer managed key must have a grant for the service-linked role of Auto
   * Scaling.
   * @default - that of kmsKeyId
   */
  readonly encryptionKey?: IKey;
}
/** Root volume of the nodes; with Bottlerocket, its data volume. */
export interface NodeVolume extends Volume, VolumeOptions {}
/** A volume beside it. */
export interface AdditionalNodeVolume extends AdditionalVolume, VolumeOptions {}

/** Properties that are given in the CDK's types. */
type InTypesOfTheCdk =
  | 'additionalVolumes'
  | 'capacityReservation'
  | 'clusterName'
  | 'imageId'
  | 'instanceTypes'
  | 'keyName'
  | 'nodeRole'
  | 'preBootstrapUserData'
  | 'scalingConfig'
  | 'securityGroupIds'
  | 'subnets'
  | 'taints'
  | 'userData'
  | 'volume';

/** Of `EfaNodeGroup`. */
export interface EfaNodeGroupProps extends Omit<NodeGroupProperties, InTypesOfTheCdk> {
  /**
   * The cluster, of aws-eks or aws-eks-v2. Where this app writes its aws-auth map, the role of the nodes is put into it.
   * @default - the cluster that clusterName names
   */
  readonly cluster?: INodeGroupCluster;
  /**
   * Name of the cluster, in the place of `cluster`. A change replaces the node group.
   * @default - the name of `cluster`
   */
  readonly clusterName?: string;
  /**
   * VPC from which `vpcSubnets` selects.
   * @default - the VPC of `cluster`
   */
  readonly vpc?: IVpc;
  /**
   * Candidate subnets, at most 16. The node group uses those in the chosen zone, and waits for their routes. A change that
   * keeps the subnets in use is applied in place; one that removes any of them replaces the node group.
   * @default - all private subnets with egress
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * Ids of the candidate subnets, in the place of `vpcSubnets`.
   * @default - those of vpcSubnets
   * @deprecated use `vpcSubnets`
   */
  readonly subnets?: readonly string[];
  /**
   * Role of the nodes. An ARN is deprecated. A change replaces the node group.
   * @default - a new role with the policies that a node needs
   */
  readonly nodeRole?: IRole | string;
  /**
   * EC2 instance types, each with EFA; usually one. Several only where all have the same interface layout, architecture and
   * accelerator, and only without a reservation. A change replaces the node group.
   */
  readonly instanceTypes: readonly (InstanceType | string)[];
  /**
   * Smallest number of nodes. A change is applied in place.
   * @default - desiredSize, or 2
   */
  readonly minSize?: number;
  /**
   * Largest number of nodes. A change is applied in place.
   * @default - the larger of minSize and desiredSize, and at least 1
   */
  readonly maxSize?: number;
  /**
   * Number of nodes. While it is unchanged or absent, the live size stays as an autoscaler set it.
   * @default - minSize when the node group is created
   */
  readonly desiredSize?: number;
  /**
   * The three sizes, in the place of `minSize`, `maxSize` and `desiredSize`.
   * @default - these three
   * @deprecated use `minSize`, `maxSize` and `desiredSize`
   */
  readonly scalingConfig?: ScalingConfig;
  /**
   * Custom AMI, which may be one of EKS's own; `userData` then contains the whole bootstrap. Another AMI rolls the nodes; adding
   * or removing it replaces the node group.
   * @default - the AMI of amiType
   */
  readonly machineImage?: IMachineImage;
  /**
   * Id of the custom AMI, in the place of `machineImage`.
   * @default - that of machineImage
   * @deprecated use `machineImage`
   */
  readonly imageId?: string;
  /**
   * With a custom AMI the whole user data, which it requires; else what the nodes run before they join, as `preBootstrapUserData`. A
   * text is deprecated, and always the whole user data. A change rolls the nodes.
   * @default - none
   */
  readonly userData?: UserData | string;
  /**
   * What the nodes run before they join, as a text. Amazon Linux 2023: a shell script that begins with #!, a NodeConfig of
   * nodeadm, or a MIME multipart document. Bottlerocket: settings in TOML. A change rolls the nodes.
   * @default - userData, without a custom AMI
   */
  readonly preBootstrapUserData?: string;
  /**
   * EC2 key pair for SSH. A change rolls the nodes.
   * @default - none
   */
  readonly keyPair?: INodeKeyPair;
  /**
   * Name of the key pair, in the place of `keyPair`.
   * @default - that of keyPair
   * @deprecated use `keyPair`
   */
  readonly keyName?: string;
  /**
   * The reservation that the nodes run in: the resource, its id, or all that can be said of it. Another one of the same kind,
   * zone and placement group rolls the nodes; any other change replaces the node group.
   * @default - none
   */
  readonly capacityReservation?:
    | CfnCapacityReservation
    | CfnResource
    | CapacityReservation
    | string;
  /**
   * Root volume of the nodes; with Bottlerocket, its data volume. A change rolls the nodes.
   * @default - gp3, encrypted, 100 GiB
   */
  readonly volume?: NodeVolume;
  /**
   * Volumes of each node beside `volume`, at most 15, deleted with the node. A change rolls the nodes.
   * @default - none
   */
  readonly additionalVolumes?: readonly AdditionalNodeVolume[];
  /**
   * Kubernetes taints of the nodes. Taints that were never in the template are left alone. A change is applied in place.
   * @default - none
   */
  readonly taints?: readonly (Taint | TaintSpec)[];
  /**
   * Additional security groups of the interfaces that carry IP; `connections` refers to them. A change rolls the nodes.
   * @default - none
   */
  readonly securityGroups?: readonly ISecurityGroup[];
  /**
   * Ids of additional security groups, beside `securityGroups`.
   * @default - none
   * @deprecated use `securityGroups`
   */
  readonly securityGroupIds?: readonly string[];
  /**
   * What this app has behind the node group, `EfaNodeGroupProvider` or `EfaNodeGroupType`; it is allowed to pass the nodes' role.
   * @default - serviceToken, else the registry type, which has to be registered
   */
  readonly provider?: INodeGroupProvider;
  /**
   * Output of install/custom-resource.yaml. With it the node group is a Custom::EksEfaNodeGroup, for accounts in which
   * private types cannot be registered; without it an Efa::EKS::NodeGroup.
   * @default - none
   */
  readonly serviceToken?: string;
  /**
   * How long a request of the custom resource may take, at most an hour. Only with `serviceToken`.
   * @default Duration.hours(1)
   */
  readonly serviceTimeout?: Duration;
  /**
   * What happens to the node group when it is removed from the template.
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}
