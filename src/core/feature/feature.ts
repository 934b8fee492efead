/**
 * What the lifecycle has to know of a property. Each property of schema.json belongs to exactly one feature, and the
 * lifecycle folds over the list of all of them (core/features.ts): what rolls, what a launch template version consists
 * of, what has to be observed, what is checked, sent and read back follow from the declarations.
 */
import type {
  InstanceTypeInfo,
  RequestLaunchTemplateData,
  ResponseLaunchTemplateData,
  Subnet,
} from '@aws-sdk/client-ec2';
import type {
  CreateNodegroupCommandInput,
  Nodegroup,
  UpdateNodegroupConfigCommandInput,
} from '@aws-sdk/client-eks';
import type { Choices } from '../model/choices';
import type { Environment, Facts, SecurityGroupFact, Target } from '../model/facts';
import type { Finding } from '../model/findings';
import type { Model, Properties, PropertyPath } from '../model/properties';
import type { Change, CreateRequest, Identity } from '../model/request';
import type { ChosenZone } from '../model/zone';
import type { Sizes } from '../ownership/applied-record';
import type { ChoiceRecord } from '../ownership/choice-record';
import type { TemplatePart } from './template-part';

/** What Create knows once everything was observed. A member is undefined where what it depends on does not hold. */
export interface CreateContext {
  readonly request: CreateRequest;
  readonly desired: Properties;
  readonly environment: Environment;
  /** VPC of the cluster. */
  readonly vpcId: string | undefined;
  /** Whether the API server can be reached from inside the VPC. */
  readonly privateAccess: boolean | undefined;
  /** Whether the cluster's nodes have IPv6 addresses. */
  readonly ipv6: boolean;
  /** Represents all instance types; undefined where none has EFA. */
  readonly type: InstanceTypeInfo | undefined;
  /** All instance types that have EFA. */
  readonly types: readonly InstanceTypeInfo[];
  /** The zone, or why there is none; undefined where the subnets or types themselves are wrong. */
  readonly zone: ChosenZone | Finding | undefined;
  /** Undefined without an instance type. */
  readonly choices: Choices | undefined;
}

/** What Update knows once everything that changed was observed. */
export interface UpdateContext extends Change {
  readonly identity: Identity;
  readonly environment: Environment;
  readonly nodegroup: Nodegroup;
  readonly record: ChoiceRecord;
  /** Of the live version of the launch template; undefined where it was not observed. */
  readonly data: ResponseLaunchTemplateData | undefined;
  /** Our own security group, where there is one. */
  readonly ownGroupId: string | undefined;
  /** Where EFA traffic will go. */
  readonly efaSecurityGroup: Choices['efaSecurityGroup'];
  /** Of the version of the launch template that the update creates; undefined where it creates none. */
  readonly nextData: RequestLaunchTemplateData | undefined;
}

/** What a warning may refer to; Update has no choices, and only what changed was observed. */
export interface WarningContext {
  readonly desired: Properties;
  readonly environment: Environment;
  readonly choices: Choices | undefined;
}

/** Everything that Read shows. */
export interface ReadContext {
  readonly identity: Identity;
  readonly nodegroup: Nodegroup;
  readonly record: ChoiceRecord;
  /** Of the version that the node group uses; undefined where the template does not exist. */
  readonly data: ResponseLaunchTemplateData | undefined;
  /** Those that the node group uses. */
  readonly subnets: readonly Subnet[];
  readonly securityGroup: SecurityGroupFact | undefined;
  readonly clusterSecurityGroupId: string | undefined;
}

export type CreateMembers = Partial<
  Omit<CreateNodegroupCommandInput, 'clusterName' | 'nodegroupName' | 'clientRequestToken'>
>;
/** What UpdateNodegroupConfig has to carry, without names and token. */
export type ConfigMembers = Pick<
  UpdateNodegroupConfigCommandInput,
  'labels' | 'taints' | 'scalingConfig' | 'updateConfig' | 'nodeRepairConfig' | 'warmPoolConfig'
>;

interface AnyFeature {
  /** Properties, or members of one, such as `Efa.SecurityGroup`. */
  readonly properties: readonly PropertyPath[];
  /** Other properties whose change makes `checkUpdate` and `laterRules` necessary too. */
  readonly dependsOn?: readonly PropertyPath[];
  /** What Create has to observe for the values that are given. */
  observesForCreate?(desired: Properties): readonly Target[];
  /** The same for an Update that changes one of the properties. */
  observesForUpdate?(change: Change, facts: Facts): readonly Target[];
  /** What the template alone shows to be wrong. @param isNew whether a property that is not given has its default */
  rules?(desired: Properties, isNew: boolean): readonly Finding[];
  /**
   * The same for rules that 0.1 did not have: a living node group may have such values. An update reports what its own
   * change brings, where that is sent; going back is never refused.
   */
  laterRules?(desired: Properties, isNew: boolean): readonly Finding[];
  /** What the observed environment shows to be wrong with a new node group. */
  checkCreate?(context: CreateContext): readonly Finding[];
  /**
   * The same with a changed value. Only called where one of the properties changed; for a rolling feature only where
   * the launch template does not have the desired version already: going back is never refused.
   */
  checkUpdate?(context: UpdateContext): readonly Finding[];
  /** What no update can change in place: NotUpdatable. Only called where one of the properties changed. */
  notUpdatable?(context: UpdateContext): readonly Finding[];
  /** What causes problems although nothing refuses it. */
  warnings?(context: WarningContext): readonly Finding[];
  /** The properties' values according to AWS and the record; {} where those have none. */
  flatten?(live: ReadContext): { readonly [K in keyof Model]?: unknown };
}

/** A change creates a version of the launch template and rolls the nodes to it. */
export interface RollingFeature extends AnyFeature {
  readonly change: 'roll';
  /**
   * The given values with defaults filled in, under names that never change: part of the hash in the version's
   * description. What is undefined is left out, so that a property of a later release does not change older hashes.
   */
  canonical(desired: Properties): Readonly<Record<string, unknown>>;
  /** Where the launch template holds the values. */
  readonly part: TemplatePart;
}
/** A change is sent by UpdateNodegroupConfig. */
export interface ConfigFeature extends AnyFeature {
  readonly change: 'config';
  /** The given value with defaults filled in: what the record of what was applied last holds a hash of. */
  canonical(desired: Properties): unknown;
  /** Members of CreateNodegroup. */
  expand(desired: Properties, choices: Choices): CreateMembers;
  /**
   * What to send, three-way: undefined where the template's value did not change, or AWS has it already; a finding
   * where it cannot be sent.
   */
  difference(
    change: Change,
    live: Nodegroup,
    planned: PlannedChange,
  ): ConfigMembers | Finding | undefined;
}
/** What an update does that is decided for several features together. */
export interface PlannedChange {
  /** EFA interfaces of a node where the update changes them. */
  readonly efaCount: number | undefined;
  /** Undefined where the sizes stay. */
  readonly sizes: SizeDifference | undefined;
}
export interface SizeDifference {
  /** Live, and what the update makes of them. */
  readonly before: Sizes;
  readonly after: Sizes;
  readonly members?: ConfigMembers;
  /** Why they cannot be sent. */
  readonly conflict?: Finding;
  /** Where the sizes will not be the template's. */
  readonly notes: readonly Finding[];
}
/**
 * - `replace`: the node group is replaced
 * - `version`: UpdateNodegroupVersion without a new version of the launch template rolls the nodes
 * - `tags`: tags are changed
 * - `nothing`: it is an option of other changes
 */
export interface PlainFeature extends AnyFeature {
  readonly change: 'replace' | 'version' | 'tags' | 'nothing';
  /** Members of CreateNodegroup. */
  expand?(desired: Properties, choices: Choices): CreateMembers;
}
export type Feature = RollingFeature | ConfigFeature | PlainFeature;
