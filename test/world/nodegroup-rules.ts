/**
 * What EKS refuses at once. Sources: API_CreateNodegroup; EKS user guide, launch-templates and capacity-blocks-mng;
 * terraform-provider-aws#18025 (market options), terraform-aws-eks#3521 (sizes).
 */
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type {
  CreateNodegroupCommandInput,
  LaunchTemplateSpecification,
  NodegroupScalingConfig,
} from '@aws-sdk/client-eks';
import type { Account, Subnet, Template, TemplateVersion, WorldCluster } from './account';
import { AwsError } from './aws-error';
import { eksError } from './eks-errors';
import { bootProblems, checkNamed } from './images';
import { checkLabels, checkTaints } from './label-rules';
import { versionOf } from './launch-template-lookup';
import { templateProblems, typeProblems } from './launch-template-rules';
import { unreadUserData } from './nodeadm';
import {
  checkHibernation,
  checkRepair,
  checkUpdateConfig,
  checkUserData,
  checkWarmPool,
} from './nodegroup-config-rules';
import { placedIn } from './placement-groups';
import { unreachable } from './route-tables';
import { checkSnapshots } from './snapshots';
import type { Call } from './store';
import { usageClassProblems } from './usage-class-rules';
import { checkVersion } from './version-rules';
import { snapshotProblems } from './volume-rules';

export interface ChosenTemplate {
  readonly template: Template;
  readonly version: TemplateVersion;
}

const invalid = (message: string) => eksError('InvalidParameterException', message);
const refused = (message: string) => eksError('InvalidRequestException', message);

/** A template that has not spread yet is "not found" too (rancher#38704). */
export function chooseTemplate(
  account: Account,
  specification: LaunchTemplateSpecification,
  call: Call,
): ChosenTemplate {
  const { id, name, version } = specification;
  if ((id === undefined) === (name === undefined)) {
    throw invalid('Either provide launch template ID or launch template name in the request.');
  }
  const seen = [...account.templates.seenBy(call).values()];
  const template = seen.find((candidate) =>
    id === undefined ? candidate.name === name : candidate.id === id,
  );
  if (!template) throw invalid('Launch template could not be found');
  try {
    return { template, version: versionOf(template, version ?? '$Default') };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalid(`Launch template version could not be found: ${error.message}`);
  }
}

/**
 * EKS user guide, managed-node-groups: "Managed node groups can't be deployed on AWS Outposts or in AWS Wavelength". The
 * words are ours.
 * @returns the subnets, all in the cluster's VPC.
 */
export function chosenSubnets(
  account: Account,
  cluster: WorldCluster,
  ids: readonly (string | undefined)[],
): Subnet[] {
  if (ids.length === 0) throw invalid('Subnets must be specified.');
  if (cluster.outpostConfig)
    throw invalid(`Cluster ${cluster.name} is a local cluster on an Outpost`);
  return ids.map((id) => {
    const subnet = account.subnets.get(id ?? '');
    if (!subnet) throw invalid(`The subnet ID '${id}' does not exist`);
    if (subnet.vpcId !== cluster.vpcId) {
      throw invalid(`Subnet ${id} belongs to a VPC other than the cluster's ${cluster.vpcId}`);
    }
    if (subnet.outpostArn) throw invalid(`Subnet ${id} is on an Outpost`);
    return subnet;
  });
}

/**
 * "The following fields can't be set in the API if you specify an AMI ID" (launch-templates); the texts are in
 * pulumi-eks#1463 and terraform-aws-eks#3459, that of the release is ours.
 */
export function checkCustomImage(input: {
  amiType?: string | undefined;
  version?: string | undefined;
  releaseVersion?: string | undefined;
}): void {
  if (input.amiType !== undefined && input.amiType !== 'CUSTOM') {
    throw invalid(
      'You cannot specify an AMI Type other than CUSTOM, when specifying an image id in your launch template.',
    );
  }
  const what = input.version === undefined ? 'release version' : 'kubernetes version';
  if (input.version !== undefined || input.releaseVersion !== undefined) {
    throw invalid(
      `You cannot specify a ${what} to use when specifying an image id to use within the launch template.`,
    );
  }
}

/** "When creating a node group, you must specify all or none of the properties" (API_NodegroupScalingConfig). */
export function checkAllSizes(config: NodegroupScalingConfig | undefined): void {
  if (!config) return;
  const { minSize, maxSize, desiredSize } = config;
  if ([minSize, maxSize, desiredSize].includes(undefined)) {
    throw invalid('minSize, maxSize and desiredSize must all be specified.');
  }
}

export function checkScaling(config: NodegroupScalingConfig): void {
  const { minSize = 0, maxSize = 1, desiredSize = minSize } = config;
  if (minSize < 0 || maxSize < 1) throw invalid('minSize must be 0 or more, maxSize 1 or more');
  if (minSize > desiredSize) {
    throw invalid(`Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`);
  }
  if (desiredSize > maxSize) {
    throw invalid(`desired capacity ${desiredSize} can't be greater than max size ${maxSize}`);
  }
}

export function checkCreate(
  account: Account,
  input: CreateNodegroupCommandInput,
  cluster: WorldCluster,
  data: RequestLaunchTemplateData,
): void {
  if (!/^[0-9A-Za-z][A-Za-z0-9\-_]{0,62}$/.test(input.nodegroupName ?? '')) {
    throw invalid(`The nodegroup name ${input.nodegroupName} is not valid`);
  }
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\//.test(input.nodeRole ?? '')) {
    throw invalid(`Role ARN ${input.nodeRole} is not valid`);
  }
  // EKS's words for a cluster's role (cdk-preflight, pf-eks-cluster-role-arn-account, 2026-09-25)
  const [, partition, , , owner] = input.nodeRole?.split(':') ?? [];
  const [, ofCluster, , , accountId] = cluster.arn?.split(':') ?? [];
  if (partition !== ofCluster || owner !== accountId) {
    throw eksError('AccessDeniedException', 'Cross-account pass role is not allowed.');
  }
  // terraform-aws-eks#1386
  if (input.instanceTypes?.length && data.InstanceType) {
    throw refused('Cannot specify instance types in launch template and API request');
  }
  // as the authors of moto recorded it
  if (input.launchTemplate && input.diskSize !== undefined) {
    throw invalid('Disk size must be specified within the launch template.');
  }
  if (input.launchTemplate && input.remoteAccess) {
    throw invalid('Remote access configuration cannot be specified with a launch template.');
  }
  const isCustom = data.ImageId !== undefined;
  if (isCustom) checkCustomImage(input);
  const amiType = isCustom ? 'CUSTOM' : input.amiType;
  checkVersion(account, input, cluster.version);
  checkUpdateConfig(input.updateConfig, input.scalingConfig?.maxSize);
  if (!account.assumptions.reservedLabels) checkLabels(input.labels);
  checkTaints(input.taints);
  checkUserData(data, amiType ?? '', cluster);
  checkRepair(input.nodeRepairConfig);
  checkWarmPool(input.warmPoolConfig, { ...input, amiType });
  checkHibernation(input.warmPoolConfig, data);
  checkMarket(input, data);
}

function checkMarket(input: CreateNodegroupCommandInput, data: RequestLaunchTemplateData): void {
  const market = data.InstanceMarketOptions?.MarketType;
  const target = data.CapacityReservationSpecification?.CapacityReservationTarget;
  if (input.capacityType === 'CAPACITY_BLOCK') {
    const isWhole = market === 'capacity-block' && data.InstanceType && target;
    if (isWhole) return;
    throw invalid(
      'CAPACITY_BLOCK needs a launch template with market type capacity-block, a capacity reservation target and the instance type',
    );
  }
  if (market !== undefined) {
    throw invalid('Instance market options are not supported with the launch template');
  }
}

/** For create and for a new version: what a template of a node group may not hold. */
export function checkTemplate(
  account: Account,
  data: RequestLaunchTemplateData,
  { amiType, vpcId }: { amiType?: string | undefined; vpcId: string },
  call: Call,
): void {
  const forbidden = [
    data.IamInstanceProfile ? 'IamInstanceProfile' : undefined,
    data.HibernationOptions ? 'HibernationOptions' : undefined,
    data.InstanceInitiatedShutdownBehavior ? 'InstanceInitiatedShutdownBehavior' : undefined,
    data.NetworkInterfaces?.some((item) => item.SubnetId) ? 'SubnetId' : undefined,
  ].filter((field) => field !== undefined);
  if (forbidden.length > 0) {
    throw invalid(`Launch template should not specify ${forbidden.join(', ')}`);
  }
  const [problem] = [...templateProblems(data), ...snapshotProblems(account, data, amiType)];
  // EC2's own words (terraform-aws-eks-blueprints#363, eksctl#7520)
  if (problem) throw refused(problem.message);
  try {
    checkNamed(account, data);
    checkSnapshots(account, data);
  } catch (error) {
    throw error instanceof AwsError ? refused(error.message) : error;
  }
  const groupIds = (data.NetworkInterfaces ?? []).flatMap((item) => item.Groups ?? []);
  const seenGroups = account.securityGroups.seenBy(call);
  for (const id of new Set([...groupIds, ...(data.SecurityGroupIds ?? [])])) {
    const group = seenGroups.get(id ?? '');
    if (!group) {
      throw refused(`The security group '${id}' does not exist`);
    }
    // EKS user guide, sec-group-reqs: "Amazon EKS supports shared security groups", associated with the cluster's VPC
    if (group.vpcId !== vpcId && !group.associatedVpcIds?.includes(vpcId)) {
      throw refused(
        `InvalidGroup.NotFound: The security group '${id}' does not exist in VPC '${vpcId}'`,
      );
    }
  }
  const limit = account.quotas.securityGroupsPerInterface;
  if (data.NetworkInterfaces?.some((item) => (item.Groups ?? []).length > limit)) {
    throw refused(`A network interface can have at most ${limit} security groups.`);
  }
  const { GroupName, GroupId } = data.Placement ?? {};
  // API_Placement: "On input, you can specify GroupId or GroupName, but not both"
  if (GroupName && GroupId) throw refused('GroupName and GroupId cannot both be specified.');
  const named = GroupName ?? GroupId;
  if (named && !placedIn(account.placementGroups.seenBy(call).values(), data)) {
    throw refused(`The Placement Group '${named}' is unknown.`);
  }
}

export function checkTypes(
  account: Account,
  types: readonly string[],
  data: RequestLaunchTemplateData,
  subnets: readonly Subnet[],
  capacityType: string = 'ON_DEMAND',
): void {
  for (const name of types) {
    const type = account.instanceTypes.get(name);
    if (!type) throw invalid(`The following supplied instance types do not exist: [${name}]`);
    const without = subnets.find(({ zoneId }) => !account.offerings.has(`${name}/${zoneId}`));
    if (without) {
      // ec2-spot-workshops#154
      throw refused(
        `Your requested instance type (${name}) is not supported in your requested Availability Zone (${without.zone}). Please retry your request by not specifying an Availability Zone or choosing another.`,
      );
    }
    const [problem] = [
      ...bootProblems(account, data, type),

      ...typeProblems(data, type),
      ...usageClassProblems(type, capacityType, data),
    ];
    if (problem) throw refused(problem.message);
  }
}

export function checkArchitecture(
  account: Account,
  types: readonly string[],
  amiType: string | undefined,
): void {
  if (amiType === undefined || amiType === 'CUSTOM') return;
  const architecture = amiType.includes('ARM_64') ? 'arm64' : 'x86_64';
  for (const name of types) {
    const { SupportedArchitectures = [] } = account.instanceTypes.get(name)?.ProcessorInfo ?? {};
    if (SupportedArchitectures.includes(architecture)) continue;
    throw invalid(`[${name}] is not a valid instance type for requested amiType ${amiType}`);
  }
}

/**
 * A cluster group is where its instances run: subnets of several zones pass in a create, and its update is refused
 * (tf-aws-eks#3044). That a create is refused where instances of others run is our reading.
 */
export function checkOneZone(
  account: Account,
  data: RequestLaunchTemplateData,
  subnets: readonly Subnet[],
): void {
  const group = placedIn(account.placementGroups.all(), data);
  if (group?.strategy !== 'cluster') return;
  const { name } = group;
  const zones = account.instances
    .all()
    .filter(({ placementGroup }) => placementGroup === name)
    .map(({ subnetId }) => account.subnets.get(subnetId)?.zone);
  const [zone] = zones;
  if (zone && subnets.some((subnet) => !zones.includes(subnet.zone))) {
    throw refused(
      `Instances in the ${name} Placement Group must be launched in the ${zone} Availability Zone. Specify the ${zone} Availability Zone and try again.`,
    );
  }
}

/** In a cluster of IPv6, each subnet has to assign addresses of it; the text is EKS's (eksctl#4701). */
export function ipv6Problem(
  cluster: WorldCluster,
  nodegroupName: string,
  subnets: readonly Subnet[],
): { code: string; message: string; resourceIds: string[] } | undefined {
  const ids = subnets.filter(({ assignsIpv6 }) => !assignsIpv6).map(({ id }) => id);
  if (cluster.kubernetesNetworkConfig?.ipFamily !== 'ipv6' || ids.length === 0) return undefined;
  return {
    code: 'Ec2SubnetMissingIpv6Assignment',
    message: `One or more Amazon EC2 Subnets of [${ids.join(', ')}] for node group ${nodegroupName} does not automatically assign IPv6 addresses to instances launched into it. See IP addressing in VPC guide: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html#subnet-public-ip`,
    resourceIds: ids,
  };
}

/** Why nodes of this template would never join the cluster; nothing says so but the waiting. */
export function joinProblem(
  account: Account,
  cluster: WorldCluster,
  data: RequestLaunchTemplateData,
  subnets: readonly Subnet[],
): string | undefined {
  const interfaces = data.NetworkInterfaces ?? [];
  const primary = interfaces.find((item) => item.DeviceIndex === 0 && !item.NetworkCardIndex);
  const groups = primary?.Groups ?? data.SecurityGroupIds;
  if (groups?.length && !groups.includes(cluster.clusterSecurityGroupId)) {
    return 'the primary interface lacks the cluster security group';
  }
  const unread = unreadUserData(data);
  if (unread) return unread;
  return unreachable(account, cluster, interfaces.length, subnets);
}
