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
  if (input.instanceTypes?.length && data.InstanceType) {
    throw invalid(
      'You cannot specify an instance type both in the launch template and the request',
    );
  }
  if (input.launchTemplate && (input.diskSize !== undefined || input.remoteAccess)) {
    throw invalid('Disk size and remote access must be specified within the launch template.');
  }
  const isCustom = data.ImageId !== undefined;
  // "The following fields can't be set in the API if you specify an AMI ID" (launch-templates)
  if (isCustom && (input.amiType || input.version || input.releaseVersion)) {
    throw invalid('You cannot specify an AMI type, version or release with a custom image.');
  }
  const amiType = isCustom ? 'CUSTOM' : input.amiType;
  checkVersion(input, cluster.version);
  checkUpdateConfig(input.updateConfig, input.scalingConfig?.maxSize);
  if (!account.assumptions.reservedLabels) checkLabels(input.labels);
  checkTaints(input.taints);
  checkUserData(data, amiType ?? '');
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
  if (problem) throw refused(`${problem.code}: ${problem.message}`);
  checkNamed(account, data);
  const groupIds = (data.NetworkInterfaces ?? []).flatMap((item) => item.Groups ?? []);
  const seenGroups = account.securityGroups.seenBy(call);
  for (const id of new Set([...groupIds, ...(data.SecurityGroupIds ?? [])])) {
    const group = seenGroups.get(id ?? '');
    if (!group) {
      throw refused(`InvalidGroup.NotFound: The security group '${id}' does not exist`);
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
    throw refused(
      `SecurityGroupsPerInterfaceLimitExceeded: at most ${limit} security groups per interface`,
    );
  }
  const group = data.Placement?.GroupName;
  const placementGroups = [...account.placementGroups.seenBy(call).values()];
  if (group && !placementGroups.some((candidate) => candidate.name === group)) {
    throw refused(`InvalidPlacementGroup.Unknown: The Placement Group '${group}' is unknown.`);
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
    const isOffered = subnets.every(({ zoneId }) => account.offerings.has(`${name}/${zoneId}`));
    if (!type || !isOffered) {
      throw invalid(`The following supplied instance types do not exist: [${name}]`);
    }
    const [problem] = [
      ...bootProblems(account, data, type),

      ...typeProblems(data, type),
      ...usageClassProblems(type, capacityType, data),
    ];
    if (problem) throw refused(`${problem.code}: ${problem.message}`);
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

/** Create lets subnets of several zones pass with a cluster group, update does not (tf-aws-eks#3044). */
export function checkOneZone(data: RequestLaunchTemplateData, subnets: readonly Subnet[]): void {
  const group = data.Placement?.GroupName;
  const zone = subnets[0]?.zone;
  if (group && subnets.some((subnet) => subnet.zone !== zone)) {
    throw refused(
      `Instances in the ${group} Placement Group must be launched in the ${zone} Availability Zone.`,
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
  const isPublic = subnets.some((subnet) => subnet.mapPublicIpOnLaunch);
  if (isPublic && interfaces.length > 1 && !cluster.resourcesVpcConfig?.endpointPrivateAccess) {
    return 'several interfaces in a public subnet: no public IP, and the endpoint is not private';
  }
  return undefined;
}
