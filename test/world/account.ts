import type {
  Image,
  InstanceTypeInfo,
  KeyPairInfo,
  RequestLaunchTemplateData,
  Snapshot,
} from '@aws-sdk/client-ec2';
import type { Cluster, Nodegroup, Update } from '@aws-sdk/client-eks';
import { AwsError } from './aws-error';
import type { Reservation } from './capacity-reservations';
import { Clock } from './clock';
import type { IamChange } from './iam-propagation';
import { INSTANCE_TYPES } from './instance-types';
import { withoutMetadataTags } from './metadata-tags-rules';
import type { RouteTable } from './route-tables';
import { Stacks } from './stacks';
import { StaleReads, Store } from './store';
import type { Tags } from './tags';

/** How long AWS takes, in seconds of virtual time. */
export interface Timings {
  nodegroupCreate: number;
  nodegroupDelete: number;
  configUpdate: number;
  versionUpdate: number;
  /** From the answer of an update call until the node group says UPDATING. */
  updateShows: number;
  /** From the node group's end (or a scale-in) until instances and interfaces are gone. */
  instanceLinger: number;
  /** pending → available. */
  placementGroupCreate: number;
  /** deleting → gone. */
  placementGroupDelete: number;
}

export interface Quotas {
  placementGroups: number;
  securityGroupsPerVpc: number;
  rulesPerSecurityGroup: number;
  securityGroupsPerInterface: number;
  launchTemplates: number;
  launchTemplateVersions: number;
  nodegroupsPerCluster: number;
  /** What EC2 answers at once where the call has no MaxResults. */
  instanceTypesAPage: number;
}

/** What AWS documents nowhere: run a suite with each both ways, so that no answer breaks us. */
export interface Assumptions {
  /** The same clientRequestToken again: the first answer, or ResourceInUseException. */
  eksTokenReplays: boolean;
  /** DeleteNodegroup is refused with ResourceInUseException in these states. */
  deleteRefusedWhile: string[];
  /** EKS's Auto Scaling groups have a MixedInstancesPolicy; else a LaunchTemplate. */
  mixedInstancesPolicy: boolean;
  /** DEGRADED takes updates; else ResourceInUseException as in containers-roadmap#2204. */
  degradedTakesUpdates: boolean;
  /** Labels with reserved prefixes are accepted, as terraform-aws-eks#3346 has it, against eksctl#4007. */
  reservedLabels: boolean;
}

export interface PlacementGroup {
  id: string;
  name: string;
  strategy: string;
  state: 'pending' | 'available' | 'deleting';
  tags: Tags;
  /** Another account, which shares it with this one. */
  owner?: string;
}

export interface SecurityGroupRule {
  id: string;
  egress: boolean;
  protocol: string;
  fromPort: number | undefined;
  toPort: number | undefined;
  peer: { groupId: string } | { cidrIpv4: string } | { cidrIpv6: string };
  description: string | undefined;
}

export interface SecurityGroup {
  id: string;
  name: string;
  description: string;
  vpcId: string;
  /** Beside its own (AssociateSecurityGroupVpc). */
  associatedVpcIds?: readonly string[];
  rules: readonly SecurityGroupRule[];
  tags: Tags;
}

export interface TemplateVersion {
  number: number;
  description: string | undefined;
  createdAt: Date;
  data: RequestLaunchTemplateData;
}

export interface Template {
  id: string;
  name: string;
  createdAt: Date;
  defaultVersion: number;
  latestVersion: number;
  versions: readonly TemplateVersion[];
  tags: Tags;
}

export interface Vpc {
  id: string;
  hasIpv6: boolean;
}

export interface Subnet {
  id: string;
  vpcId: string;
  zone: string;
  zoneId: string;
  availableIpAddressCount: number;
  mapPublicIpOnLaunch: boolean;
  assignsIpv6: boolean;
  outpostArn?: string;
  tags: Tags;
}

export interface Instance {
  id: string;
  instanceType: string;
  state: 'running' | 'shutting-down';
  subnetId: string;
  placementGroup: string | undefined;
  placementGroupId?: string | undefined;
  reservationId: string | undefined;
  autoScalingGroup: string;
  launchedAt: Date;
  tags: Tags;
}

export interface NetworkInterface {
  id: string;
  instanceId: string | undefined;
  interfaceType: string;
  networkCardIndex: number;
  deviceIndex: number;
  subnetId: string;
  groupIds: readonly string[];
  description: string;
  tags: Tags;
}

export interface ScalingActivity {
  id: string;
  autoScalingGroup: string;
  at: Date;
  statusCode: 'Successful' | 'Failed';
  description: string;
  statusMessage: string | undefined;
}

export interface WorldCluster extends Cluster {
  name: string;
  version: string;
  vpcId: string;
  clusterSecurityGroupId: string;
}

export interface WorldNodegroup extends Nodegroup {
  clusterName: string;
  nodegroupName: string;
  nodegroupArn: string;
  status: NonNullable<Nodegroup['status']>;
  version: string;
  subnets: string[];
  scalingConfig: { minSize: number; maxSize: number; desiredSize: number };
  tags: Record<string, string>;
  health: NonNullable<Nodegroup['health']>;
  /** EKS's own copy of the user's template, `eks-<uuid>`; absent without a template. */
  copyTemplateId: string | undefined;
  autoScalingGroup: string;
  /**
   * What EKS still takes for the desired size after the Auto Scaling group's own changed; absent once it knows. "When the
   * Cluster Autoscaler is used, the desiredSize parameter is altered by the Cluster Autoscaler (but can be out-of-date
   * for short periods of time)" (API_NodegroupScalingConfig).
   */
  desiredSizeOfEks?: number | undefined;
}

export interface WorldUpdate {
  clusterName: string;
  nodegroupName: string;
  update: Update & { id: string };
}

/** One account in one Region: what exists. Nothing here speaks a protocol. */
export class Account {
  readonly clock = new Clock();
  readonly stale = new StaleReads();
  readonly vpcs = new Store<Vpc>(this.stale);
  readonly subnets = new Store<Subnet>(this.stale);
  readonly routeTables = new Store<RouteTable>(this.stale);
  readonly placementGroups = new Store<PlacementGroup>(this.stale);
  readonly capacityReservations = new Store<Reservation>(this.stale);
  /** Ids of the capacity reservations in a resource group, by its ARN. */
  readonly resourceGroups = new Map<string, readonly string[]>();
  readonly securityGroups = new Store<SecurityGroup>(this.stale);
  readonly templates = new Store<Template>(this.stale);
  readonly instances = new Store<Instance>(this.stale);
  readonly interfaces = new Store<NetworkInterface>(this.stale);
  readonly clusters = new Store<WorldCluster>(this.stale);
  readonly images = new Map<string, Image>();
  /** By name. */
  readonly keyPairs = new Map<string, KeyPairInfo>();
  readonly snapshots = new Map<string, Snapshot>();
  /** What Auto Scaling did or tried, the oldest first. */
  readonly scalingActivities: ScalingActivity[] = [];
  /** What CloudFormation and Systems Manager know, which only the command line reads. */
  readonly stacks = new Stacks();
  /** What EKS takes over of a template into its own copy. */
  copied: (data: RequestLaunchTemplateData) => RequestLaunchTemplateData = withoutMetadataTags;
  /** Version of an add-on, by `cluster/add-on`. */
  readonly addons = new Map<string, string>();
  /** By `cluster/nodegroup`. */
  readonly nodegroups = new Store<WorldNodegroup>(this.stale);
  readonly updates = new Store<WorldUpdate>(this.stale);
  /** By `type/zone id`; no entry: not offered there. */
  readonly offerings = new Set<string>();
  /** Instances that EC2 can still give, by `type/zone id`; no entry: as many as asked for. */
  readonly capacity = new Map<string, number>();
  readonly instanceTypes = new Map<string, InstanceTypeInfo>(
    INSTANCE_TYPES.map((type) => [type.InstanceType ?? '', type]),
  );
  readonly tokens = new Map<string, { fingerprint: string; answer: object }>();
  /** AMI releases by Kubernetes version, the newest last. */
  readonly releases: Record<string, string[]> = {
    '1.30': ['1.30.4-20251001'],
    '1.31': ['1.31.9-20251001'],
    '1.32': ['1.32.3-20251001', '1.32.9-20251120'],
    '1.33': ['1.33.0-20251001', '1.33.5-20251120'],
    '1.34': ['1.34.0-20251001', '1.34.1-20251120'],
  };
  /** Bottlerocket's have numbers of their own. */
  bottlerocketRelease = '1.50.0-35ad6a41';
  readonly timings: Timings = {
    nodegroupCreate: 180,
    nodegroupDelete: 240,
    configUpdate: 300,
    versionUpdate: 300,
    updateShows: 0,
    instanceLinger: 60,
    placementGroupCreate: 0,
    placementGroupDelete: 0,
  };
  readonly quotas: Quotas = {
    placementGroups: 500,
    securityGroupsPerVpc: 2500,
    rulesPerSecurityGroup: 60,
    securityGroupsPerInterface: 5,
    launchTemplates: 5000,
    launchTemplateVersions: 10000,
    nodegroupsPerCluster: 30,
    instanceTypesAPage: 100,
  };
  readonly assumptions: Assumptions = {
    eksTokenReplays: true,
    deleteRefusedWhile: ['CREATING', 'UPDATING', 'DELETING'],
    mixedInstancesPolicy: true,
    degradedTakesUpdates: true,
    reservedLabels: false,
  };
  /** Outcomes asked for by a test, each used once, by `create|update|delete`. */
  readonly outcomes = { create: [], update: [], delete: [] } as Record<
    'create' | 'update' | 'delete',
    { status: string; issues: { code: string; message: string; resourceIds: string[] }[] }[]
  >;
  /** When EKS sees what was just changed in IAM. */
  readonly iamChanges = new Map<IamChange, number>();
  private lastId = 0;

  constructor(
    readonly region: string,
    readonly accountId: string,
  ) {}

  /** Ids count up, so that the same run gives the same ids. */
  newId(prefix: string): string {
    this.lastId += 1;
    return `${prefix}-${this.lastId.toString(16).padStart(17, '0')}`;
  }

  newUuid(): string {
    this.lastId += 1;
    return `00000000-0000-4000-8000-${this.lastId.toString(16).padStart(12, '0')}`;
  }

  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.region}:${this.accountId}:${resource}`;
  }

  /**
   * EC2's promise: the same token and parameters again does nothing and answers the same.
   * Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
   */
  oncePerToken<T extends object>(
    action: string,
    input: { ClientToken?: string | undefined },
    perform: () => T,
  ): T {
    if (input.ClientToken === undefined) return perform();
    const key = `${action}/${input.ClientToken}`;
    const fingerprint = JSON.stringify(input);
    const first = this.tokens.get(key);
    if (!first) {
      const answer = perform();
      this.tokens.set(key, { fingerprint, answer });
      return answer;
    }
    if (first.fingerprint === fingerprint) return first.answer as T;
    throw new AwsError(
      'IdempotentParameterMismatch',
      'The client token was used before with different parameters.',
    );
  }
}
