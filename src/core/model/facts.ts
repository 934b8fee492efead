/** What is known of AWS: the resources of a node group, and the environment that they are in. */
import type {
  CapacityReservation,
  Image,
  InstanceTypeInfo,
  KeyPairInfo,
  LaunchTemplateInstanceNetworkInterfaceSpecification,
  LaunchTemplateVersion,
  PlacementGroup,
  ResponseLaunchTemplateData,
  RouteTable,
  SecurityGroup,
  Snapshot,
  Subnet,
} from '@aws-sdk/client-ec2';
import type { Cluster, Nodegroup, Update } from '@aws-sdk/client-eks';
import type { StringMap } from '../util/objects';
import type { Zone } from './zone';

/**
 * What is known of one resource. EC2 may not show for minutes what it just created, so that "not observed" is
 * `unknown`, not `absent`.
 */
export type Observed<T> =
  | {
      readonly is: 'absent';
      /** Update and Delete: the id of an EC2 resource that has our name and not our Id tag. */
      readonly otherId?: string;
    }
  | { readonly is: 'present'; readonly ours: boolean; readonly value: T }
  | {
      readonly is: 'unknown';
      /** Whether AWS confirmed that it was created, or that it exists. */
      readonly confirmed: boolean;
      /** Observations that did not show it. */
      readonly observations: number;
      readonly otherId?: string;
      /** Whether AWS refused to create it, because its name is taken. */
      readonly isNameTaken?: true;
      /** Whether another observation may show more now; false after one that did not, until the next invocation. */
      readonly observeNow: boolean;
    };

export interface PlacementGroupFact {
  readonly id: string;
  readonly name: string;
  readonly arn?: string;
  readonly state: string;
  readonly tags?: StringMap;
}
/** Our EFA security group. The four members about rules are what was sent or observed last. */
export interface SecurityGroupFact {
  readonly id: string;
  readonly selfIngress: boolean;
  readonly selfEgress: boolean;
  readonly openEgressIpv4: boolean;
  readonly openEgressIpv6: boolean;
  /** Whether the rules were observed in this state. */
  readonly rulesConfirmed: boolean;
  /** Observations of the rules that found them incomplete; after one the operation waits. */
  readonly ruleObservations: number;
  readonly waitForRules: boolean;
  readonly tags?: StringMap;
}
export interface LaunchTemplateFact {
  readonly id: string;
  readonly name?: string;
  readonly defaultVersion?: number;
  readonly tags?: StringMap;
  /** Every version, where they were observed. */
  readonly versions?: readonly LaunchTemplateVersion[];
  /** The version that Create created. */
  readonly createdVersion?: number;
}

/** A placement group that this provider did not create. */
export interface NamedPlacementGroup {
  readonly group: PlacementGroup;
  /** Where an instance or a reservation of the group is; undefined for an empty group, which has no zone yet. */
  readonly zone?: Zone;
}

/** An interface as a launch template has it; AWS leaves out what is the default. */
export type TemplateInterface = Pick<
  LaunchTemplateInstanceNetworkInterfaceSpecification,
  'NetworkCardIndex' | 'DeviceIndex' | 'InterfaceType' | 'Groups'
>;
/** What a version of a launch template launches nodes with. */
export interface TemplateContent {
  readonly interfaces: readonly TemplateInterface[];
  /** The reservation, or the group of them, that nodes are launched in; absent where it names none. */
  readonly reservation?: string;
}
/** What the Auto Scaling group launches nodes from: EKS's own copy of the launch template. */
export type TemplateCopy =
  | ({
      readonly is: 'read';
      /** Its id and version. */
      readonly template: string;
      /** Absent in a plan, which does not read it. */
      readonly data?: ResponseLaunchTemplateData;
      /** Instances that the group wants, and those that are InService in it. */
      readonly desired?: number;
      readonly inService?: number;
    } & TemplateContent)
  /** `notVisible`: a later observation may show it; `unreadable`: none will. */
  | { readonly is: 'notVisible' | 'unreadable'; readonly why: string };
export interface TemplateCopyFact {
  /** Observations of this operation. */
  readonly observations: number;
  /** What this invocation observed. */
  readonly observed?: TemplateCopy;
}

/** What exists around the node group; a member is undefined where it was not observed. */
export interface Environment {
  readonly cluster?: Cluster | 'absent';
  /** In the order of the answer; ids that EC2 does not know are in `unknownSubnetIds`. */
  readonly subnets?: readonly Subnet[];
  readonly unknownSubnetIds?: readonly string[];
  /** Those of the cluster's VPC; `unknown` where they cannot be read. */
  readonly routeTables?: readonly RouteTable[] | 'unknown';
  /** In the order of InstanceTypes; those that EC2 does not know are in `unknownInstanceTypes`. */
  readonly instanceTypes?: readonly InstanceTypeInfo[];
  readonly unknownInstanceTypes?: readonly string[];
  /** Family of a type without EFA to its sizes that have EFA here, sorted; observed only then. */
  readonly efaSizes?: Readonly<Record<string, readonly string[]>>;
  /** The subnets that the node group uses. */
  readonly nodeSubnets?: readonly Subnet[];
  /** Instance type to the ids of the zones that offer it, sorted. */
  readonly offerings?: Readonly<Record<string, readonly string[]>>;
  /** The cluster's security group, those of SecurityGroupIds and Efa.SecurityGroupId, as far as EC2 knows them. */
  readonly securityGroups?: readonly SecurityGroup[];
  /** Groups that the live version of our own template names and EC2 does not know. */
  readonly goneGroupIds?: readonly string[];
  /**
   * What CapacityReservation names: the reservation, or the members of the resource group. What EC2 does not
   * know is in `unknownCapacityReservations`: ids, or the group's ARN.
   */
  readonly capacityReservations?: readonly CapacityReservation[];
  readonly unknownCapacityReservations?: readonly string[];
  /** Members of the resource group that cannot serve the nodes, beside others that can. */
  readonly passedOver?: readonly CapacityReservation[];
  /** What Placement.GroupName names. */
  readonly namedPlacementGroup?: NamedPlacementGroup | 'absent';
  /** That all reads which follow the first change are allowed. */
  readonly readable?: true;
  /** The version of our own template that the node group names. */
  readonly ownTemplate?: TemplateContent | 'absent';
  /** What ImageId names. */
  readonly image?: Image | 'absent';
  /** What KeyName names. */
  readonly keyPair?: KeyPairInfo | 'absent';
  /** What SnapshotId of the volumes names; ids that EC2 does not know are in `unknownSnapshotIds`. */
  readonly snapshots?: readonly Snapshot[];
  readonly unknownSnapshotIds?: readonly string[];
  /** The Auto Scaling group's own size; `absent` where it is not visible, or EKS names none. */
  readonly scalingGroup?: { readonly desiredCapacity: number } | 'absent';
  /** Version of the VPC CNI add-on; `absent` where the cluster has none, `unknown` where it cannot be read. */
  readonly cniVersion?: string;
}

export interface Facts {
  readonly nodegroup: Observed<Nodegroup>;
  readonly launchTemplate: Observed<LaunchTemplateFact>;
  readonly securityGroup: Observed<SecurityGroupFact>;
  readonly placementGroup: Observed<PlacementGroupFact>;
  /** The EKS update that this operation sent last; its id alone until it is observed. */
  readonly update: Update | undefined;
  /** Whether this invocation observed it. */
  readonly isUpdateObserved?: true;
  readonly templateCopy: TemplateCopyFact;
  readonly environment: Environment;
  /** Whether the Auto Scaling group's size was the last thing that was observed, and nothing was sent since. */
  readonly isSizeFresh?: boolean | undefined;
}
export type OwnedResource = 'nodegroup' | 'launchTemplate' | 'securityGroup' | 'placementGroup';
/** What can be observed: an owned resource, the operation's EKS update, or something around it. */
export type Target =
  | OwnedResource
  | 'update'
  | 'cluster'
  | 'subnets'
  | 'nodeSubnets'
  | 'routeTables'
  | 'instanceTypes'
  | 'efaSizes'
  | 'offerings'
  | 'securityGroups'
  | 'goneGroups'
  | 'capacityReservations'
  | 'namedPlacementGroup'
  | 'image'
  | 'keyPair'
  | 'snapshots'
  | 'cniVersion'
  | 'scalingGroup'
  | 'readable'
  | 'templateCopy'
  | 'ownTemplate';
