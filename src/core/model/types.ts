/** The vocabulary of the provider: what is asked for, what AWS says, and what to do next. */
import type {
  AuthorizeSecurityGroupEgressCommandInput,
  AuthorizeSecurityGroupIngressCommandInput,
  CapacityReservation,
  CreateLaunchTemplateCommandInput,
  CreateLaunchTemplateCommandOutput,
  CreateLaunchTemplateVersionCommandInput,
  CreateLaunchTemplateVersionCommandOutput,
  CreatePlacementGroupCommandInput,
  CreatePlacementGroupCommandOutput,
  CreateSecurityGroupCommandInput,
  CreateSecurityGroupCommandOutput,
  CreateTagsCommandInput,
  DeleteLaunchTemplateCommandInput,
  DeleteLaunchTemplateVersionsCommandInput,
  DeleteLaunchTemplateVersionsCommandOutput,
  DeletePlacementGroupCommandInput,
  DeleteSecurityGroupCommandInput,
  DeleteTagsCommandInput,
  Image,
  InstanceTypeInfo,
  KeyPairInfo,
  LaunchTemplateInstanceNetworkInterfaceSpecification,
  LaunchTemplateVersion,
  ModifyLaunchTemplateCommandInput,
  PlacementGroup,
  RevokeSecurityGroupEgressCommandInput,
  SecurityGroup,
  Subnet,
} from '@aws-sdk/client-ec2';
import type {
  Cluster,
  CreateNodegroupCommandInput,
  CreateNodegroupCommandOutput,
  DeleteNodegroupCommandInput,
  Nodegroup,
  TagResourceCommandInput,
  UntagResourceCommandInput,
  Update,
  UpdateNodegroupConfigCommandInput,
  UpdateNodegroupConfigCommandOutput,
  UpdateNodegroupVersionCommandInput,
  UpdateNodegroupVersionCommandOutput,
} from '@aws-sdk/client-eks';
import type { HandlerErrorCode } from './errors';
import type { CapacityType, Properties } from './properties';

/** Tags or labels: key to value. */
export type StringMap = Readonly<Record<string, string>>;

/** What the resource's `Id` says: `cluster/nodegroup/generation`. */
export interface Identity {
  readonly clusterName: string;
  readonly nodegroupName: string;
  /** 12 hex digits; each creation makes its own. */
  readonly generation: string;
}

/** One operation of CloudFormation, the same in each invocation of it. */
interface Operation {
  readonly identity: Identity;
  /** Hash of account, Region, type, logical id and clientRequestToken: the root of every token that is sent. */
  readonly operationKey: string;
  readonly desired: Properties;
  /** Tags of the stack; `aws:` tags are not among them. */
  readonly stackTags: StringMap;
  /** Where the operation comes from: informational tags, never a reason to refuse. */
  readonly origin: { readonly stackName?: string; readonly logicalId?: string };
}
export interface CreateRequest extends Operation {
  readonly action: 'CREATE';
}
export interface UpdateRequest extends Operation {
  readonly action: 'UPDATE';
  readonly previous: Properties;
  readonly previousStackTags: StringMap;
}
export interface DeleteRequest {
  readonly action: 'DELETE';
  readonly identity: Identity;
  readonly operationKey: string;
}
export type Request = CreateRequest | UpdateRequest | DeleteRequest;

/** One finding of validation: the property's path, what it holds, and the mend. */
export interface Finding {
  readonly path: string;
  readonly message: string;
}

export type InterfaceType = 'interface' | 'efa' | 'efa-only';
/** An interface of the launch template, before security groups. */
export interface CardInterface {
  readonly NetworkCardIndex: number;
  readonly DeviceIndex: number;
  readonly InterfaceType: InterfaceType;
}

/** What Create's first invocation chose; held for the life of the node group. */
export interface Choices {
  readonly zoneId: string;
  readonly zoneName: string;
  /** The candidates in the zone. */
  readonly subnetIds: readonly string[];
  readonly vpcId: string;
  readonly amiType: string;
  readonly interfaces: readonly CardInterface[];
  readonly clusterSecurityGroupId: string;
  /** `made`: a group of ours; an id: a group that has the self rules; `none`: the user said so. */
  readonly efaSecurityGroup: 'made' | 'none' | { readonly groupId: string };
  /** `made`: a group of ours; a name: one that exists, given or the reservation's own. */
  readonly placementGroup: 'made' | 'none' | { readonly groupName: string };
  readonly capacityType: CapacityType;
  readonly localStorage: 'RAID0' | 'RAID10' | 'Mount' | 'NONE';
  /** Of a custom AMI. */
  readonly rootDevice?: string;
}

/**
 * What is known of one thing. EC2 may not show for minutes what it just made, so that "no look shows it" is
 * `unsure`, not `absent`.
 */
export type Observed<T> =
  | { readonly is: 'absent' }
  | { readonly is: 'present'; readonly ours: boolean; readonly value: T }
  | {
      readonly is: 'unknown';
      /** Whether AWS said that it was made or that it exists. */
      readonly confirmed: boolean;
      /** Looks that did not show it. */
      readonly observations: number;
      /** Whether a look may tell more now; false after a fruitless one, until the next invocation. */
      readonly observeNow: boolean;
    };

export interface PlacementGroupFact {
  readonly id: string;
  readonly name: string;
  readonly arn?: string;
  readonly state: string;
  readonly tags?: StringMap;
}
/** Our EFA security group. The four rule facts are what was sent or seen last. */
export interface SecurityGroupFact {
  readonly id: string;
  readonly selfIngress: boolean;
  readonly selfEgress: boolean;
  readonly openEgressIpv4: boolean;
  readonly openEgressIpv6: boolean;
  /** Whether the rules were seen in this state. */
  readonly rulesConfirmed: boolean;
  /** Looks at the rules that found them unfinished; after one the operation waits. */
  readonly ruleObservations: number;
  readonly waitForRules: boolean;
  readonly tags?: StringMap;
}
export interface LaunchTemplateFact {
  readonly id: string;
  readonly name?: string;
  readonly defaultVersion?: number;
  readonly tags?: StringMap;
  /** Every version, where they were asked for. */
  readonly versions?: readonly LaunchTemplateVersion[];
  /** The version that Create made. */
  readonly createdVersion?: number;
}

/** A placement group of somebody else. */
export interface NamedPlacementGroup {
  readonly group: PlacementGroup;
  /** Where an instance or a reservation of the group is; undefined for an empty group, which has no zone yet. */
  readonly zone?: Zone;
}
export interface Zone {
  readonly zoneId?: string;
  readonly zoneName?: string;
}

/** An interface as a launch template has it; AWS leaves out what is the default. */
export type TemplateInterface = Pick<
  LaunchTemplateInstanceNetworkInterfaceSpecification,
  'NetworkCardIndex' | 'DeviceIndex' | 'InterfaceType'
>;
/** What the Auto Scaling group launches nodes from: EKS's own copy of the launch template. */
export type TemplateCopy =
  | {
      readonly is: 'read';
      /** Its id and version. */
      readonly template: string;
      readonly interfaces: readonly TemplateInterface[];
      /** The reservation, or the group of them, that nodes are launched in; absent where it names none. */
      readonly reservation?: string;
    }
  /** `unseen`: a later look may show it; `unreadable`: none will. */
  | { readonly is: 'unseen' | 'unreadable'; readonly why: string };
export interface TemplateCopyFact {
  /** Looks of this operation. */
  readonly observations: number;
  /** What the look of this invocation told. */
  readonly observed?: TemplateCopy;
}

/** What AWS says beside the four pieces; a member is undefined where nobody asked. */
export interface Environment {
  readonly cluster?: Cluster | 'absent';
  /** In the order of the answer; ids that EC2 does not know are in `unknownSubnetIds`. */
  readonly subnets?: readonly Subnet[];
  readonly unknownSubnetIds?: readonly string[];
  /** In the order of InstanceTypes; those that EC2 does not know are in `unknownInstanceTypes`. */
  readonly instanceTypes?: readonly InstanceTypeInfo[];
  readonly unknownInstanceTypes?: readonly string[];
  /** Family of a type without EFA to its sizes that have EFA here, sorted; asked for only then. */
  readonly efaSizes?: Readonly<Record<string, readonly string[]>>;
  /** The subnets that the node group uses. */
  readonly nodeSubnets?: readonly Subnet[];
  /** Instance type to the ids of the zones that offer it, sorted. */
  readonly offerings?: Readonly<Record<string, readonly string[]>>;
  /** The cluster's security group, those of SecurityGroupIds and Efa.SecurityGroupId, as far as EC2 knows them. */
  readonly securityGroups?: readonly SecurityGroup[];
  /**
   * What CapacityReservation names: the reservation, or the members of the resource group. What EC2 does not
   * know is in `unknownCapacityReservations`: ids, or the group's ARN.
   */
  readonly capacityReservations?: readonly CapacityReservation[];
  readonly unknownCapacityReservations?: readonly string[];
  /** What Placement.GroupName names. */
  readonly namedPlacementGroup?: NamedPlacementGroup | 'absent';
  /** Interfaces of the version of our own template that the node group names; [] where it is gone. */
  readonly ownInterfaces?: readonly TemplateInterface[];
  /** What ImageId names. */
  readonly image?: Image | 'absent';
  /** What KeyName names. */
  readonly keyPair?: KeyPairInfo | 'absent';
  /** Version of the VPC CNI where it is an add-on of EKS; one that was put in otherwise is `unknown`. */
  readonly cniVersion?: string;
}

export interface Facts {
  readonly nodegroup: Observed<Nodegroup>;
  readonly launchTemplate: Observed<LaunchTemplateFact>;
  readonly securityGroup: Observed<SecurityGroupFact>;
  readonly placementGroup: Observed<PlacementGroupFact>;
  /** The EKS update that this operation sent last; its id alone until a look. */
  readonly update: Update | undefined;
  readonly templateCopy: TemplateCopyFact;
  readonly environment: Environment;
}
export type OwnedResource = 'nodegroup' | 'launchTemplate' | 'securityGroup' | 'placementGroup';
/** What a look can be at: a piece, the operation's EKS update, or something that is not ours. */
export type Target =
  | OwnedResource
  | 'update'
  | 'cluster'
  | 'subnets'
  | 'nodeSubnets'
  | 'instanceTypes'
  | 'efaSizes'
  | 'offerings'
  | 'securityGroups'
  | 'capacityReservations'
  | 'namedPlacementGroup'
  | 'image'
  | 'keyPair'
  | 'cniVersion'
  | 'templateCopy'
  | 'ownInterfaces';

/** The changing calls: IAM action name to the SDK's input and output. */
export interface ApiCalls {
  'ec2:CreatePlacementGroup': [CreatePlacementGroupCommandInput, CreatePlacementGroupCommandOutput];
  'ec2:CreateSecurityGroup': [CreateSecurityGroupCommandInput, CreateSecurityGroupCommandOutput];
  'ec2:AuthorizeSecurityGroupIngress': [AuthorizeSecurityGroupIngressCommandInput, unknown];
  'ec2:AuthorizeSecurityGroupEgress': [AuthorizeSecurityGroupEgressCommandInput, unknown];
  'ec2:RevokeSecurityGroupEgress': [RevokeSecurityGroupEgressCommandInput, unknown];
  'ec2:CreateLaunchTemplate': [CreateLaunchTemplateCommandInput, CreateLaunchTemplateCommandOutput];
  'ec2:CreateLaunchTemplateVersion': [
    CreateLaunchTemplateVersionCommandInput,
    CreateLaunchTemplateVersionCommandOutput,
  ];
  'ec2:ModifyLaunchTemplate': [ModifyLaunchTemplateCommandInput, unknown];
  'ec2:DeleteLaunchTemplateVersions': [
    DeleteLaunchTemplateVersionsCommandInput,
    DeleteLaunchTemplateVersionsCommandOutput,
  ];
  'ec2:CreateTags': [CreateTagsCommandInput, unknown];
  'ec2:DeleteTags': [DeleteTagsCommandInput, unknown];
  'ec2:DeleteSecurityGroup': [DeleteSecurityGroupCommandInput, unknown];
  'ec2:DeleteLaunchTemplate': [DeleteLaunchTemplateCommandInput, unknown];
  'ec2:DeletePlacementGroup': [DeletePlacementGroupCommandInput, unknown];
  'eks:CreateNodegroup': [CreateNodegroupCommandInput, CreateNodegroupCommandOutput];
  'eks:UpdateNodegroupConfig': [
    UpdateNodegroupConfigCommandInput,
    UpdateNodegroupConfigCommandOutput,
  ];
  'eks:UpdateNodegroupVersion': [
    UpdateNodegroupVersionCommandInput,
    UpdateNodegroupVersionCommandOutput,
  ];
  'eks:DeleteNodegroup': [DeleteNodegroupCommandInput, unknown];
  'eks:TagResource': [TagResourceCommandInput, unknown];
  'eks:UntagResource': [UntagResourceCommandInput, unknown];
}
export type ApiCallName = keyof ApiCalls;
/** One changing call as data. */
export type ApiCall = { [C in ApiCallName]: { readonly call: C; readonly input: ApiCalls[C][0] } }[ApiCallName];
/** A call and AWS's answer. */
export type ApiResult = {
  [C in ApiCallName]: { readonly call: C; readonly input: ApiCalls[C][0]; readonly output: ApiCalls[C][1] };
}[ApiCallName];

export interface Wait {
  /** What is waited for, as it stands in the event's message. */
  readonly until: string;
  readonly lastStatus: string;
  readonly delaySeconds: number;
  /** What the operation ends with when the deadline passes in this wait. */
  readonly timeoutCode: HandlerErrorCode;
  /** Auto Scaling group that may lack capacity: the message says what it says. */
  readonly scalingGroup?: string;
}
export interface Failure {
  readonly code: HandlerErrorCode;
  readonly message: string;
  /** What the message is made of, where it is made of findings. */
  readonly findings?: readonly Finding[];
}

/**
 * What to do next.
 * - `look`: ask AWS about these, together
 * - `warn`: tell what will hurt, though nothing speaks against going on; once, before the first call
 * - `begin`: Create has chosen; answer with the Id before anything is made
 * - `call`: steps that do not depend on each other, sent together
 */
export type Decision =
  | { readonly kind: 'observe'; readonly targets: readonly Target[] }
  | { readonly kind: 'warn'; readonly warnings: readonly Finding[] }
  | { readonly kind: 'accept'; readonly choices: Choices }
  | { readonly kind: 'call'; readonly calls: readonly ApiCall[] }
  | { readonly kind: 'wait'; readonly wait: Wait }
  | { readonly kind: 'succeed'; readonly notes: readonly string[] }
  | { readonly kind: 'fail'; readonly failure: Failure };

/**
 * What one invocation hands to the next through callbackContext (JSON). `seen` are hints: losing them
 * costs calls, never correctness.
 */
export interface Progress {
  readonly startedAtEpochSeconds: number;
  /** Sum of the delays asked for: the operation's own clock. */
  readonly waitedSeconds: number;
  /** Waits so far. */
  readonly waits: number;
  readonly choices?: Choices;
  /** Notes of an operation that is done; the answer with the model is all that is left. */
  readonly completionNotes?: readonly string[];
  /** What was warned of, for the end to say it again. */
  readonly warnings?: readonly Finding[];
  readonly checkpoint: Checkpoint;
}
export interface Checkpoint {
  readonly nodegroup?: Observed<true>;
  readonly launchTemplate?: Observed<LaunchTemplateFact>;
  readonly securityGroup?: Observed<SecurityGroupFact>;
  readonly placementGroup?: Observed<PlacementGroupFact>;
  /** The EKS update that was sent last. */
  readonly updateId?: string;
  /** How often a piece that AWS had answered for never showed: part of the next token for it. */
  readonly attempts?: Partial<Record<OwnedResource, number>>;
  /** Delete: whether anything of this Id was ever seen. */
  readonly observedAnything?: boolean;
  /** Delete: DeleteNodegroup calls so far. */
  readonly deletes?: number;
  /** Tokens of the EKS updates that were answered: none of them is sent again. */
  readonly sentTokens?: readonly string[];
  /** Update: whether the configuration was sent; what differs later is somebody else's doing. */
  readonly configSent?: boolean;
  /** Looks at the template that the Auto Scaling group uses. */
  readonly templateCopyObservations?: number;
  /** Waits in a row for something just made to show to another call. */
  readonly windowWaits?: number;
  /** Invocations in a row whose credentials AWS refused. */
  readonly refusedCredentials?: number;
}
