/** Every call that the world answers, and the parameters of each that it understands. */
import type { Account } from './account';
import { describeAutoScalingGroups, describeScalingActivities } from './auto-scaling-calls';
import { describeCapacityReservations, listGroupResources } from './capacity-reservations';
import { describeAddon, describeCluster } from './clusters';
import { createTags, deleteTags } from './ec2-tagging';
import { tagResource, untagResource } from './eks-tagging';
import { describeImages, describeKeyPairs } from './images';
import { describeInstanceTypeOfferings, describeInstanceTypes } from './instance-types';
import * as templates from './launch-templates';
import * as network from './network';
import * as updates from './nodegroup-updates';
import * as nodegroups from './nodegroups';
import * as placementGroups from './placement-groups';
import { describeRouteTables } from './route-tables';
import * as securityGroups from './security-groups';
import { describeSnapshots } from './snapshots';
import * as stacks from './stacks';
import type { Call } from './store';
import * as updateReads from './update-reads';
import { type Operation, operationOf } from './wire-schema';

export interface Action {
  readonly operation: Operation;
  readonly isWrite: boolean;
  readonly parameters: readonly string[];
  readonly perform: (account: Account, input: never, call: Call) => object;
}

function action(operation: Operation, parameters: string, perform: Action['perform']): Action {
  const isWrite = !/^(Describe|List|Get)/.test(operation.name);
  return { operation, isWrite, parameters: parameters.split(' '), perform };
}

const ec2 = (name: string) => operationOf('ec2', name);
const eks = (name: string) => operationOf('eks', name);
const autoScaling = (name: string) => operationOf('autoscaling', name);
const resourceGroups = (name: string) => operationOf('resource-groups', name);
const PAGE = 'MaxResults NextToken';
const TEMPLATE = 'LaunchTemplateId LaunchTemplateName';
const NEW_VERSION = 'ClientToken VersionDescription LaunchTemplateData';
const NODEGROUP = 'clusterName nodegroupName';

export const EC2_ACTIONS: ReadonlyMap<string, Action> = byName([
  action(
    ec2('AuthorizeSecurityGroupEgress'),
    'GroupId IpPermissions',
    securityGroups.authorize(true),
  ),
  action(
    ec2('AuthorizeSecurityGroupIngress'),
    'GroupId IpPermissions',
    securityGroups.authorize(false),
  ),
  action(
    ec2('CreateLaunchTemplate'),
    `LaunchTemplateName TagSpecifications ${NEW_VERSION}`,
    templates.createLaunchTemplate,
  ),
  action(
    ec2('CreateLaunchTemplateVersion'),
    `${TEMPLATE} ${NEW_VERSION}`,
    templates.createLaunchTemplateVersion,
  ),
  action(
    ec2('CreatePlacementGroup'),
    'GroupName Strategy TagSpecifications',
    placementGroups.createPlacementGroup,
  ),
  action(
    ec2('CreateSecurityGroup'),
    'GroupName Description VpcId TagSpecifications',
    securityGroups.createSecurityGroup,
  ),
  action(ec2('CreateTags'), 'Resources Tags', createTags),
  action(ec2('DeleteLaunchTemplate'), TEMPLATE, templates.deleteLaunchTemplate),
  action(
    ec2('DeleteLaunchTemplateVersions'),
    `${TEMPLATE} Versions`,
    templates.deleteLaunchTemplateVersions,
  ),
  action(ec2('DeletePlacementGroup'), 'GroupName', placementGroups.deletePlacementGroup),
  action(ec2('DeleteSecurityGroup'), 'GroupId', securityGroups.deleteSecurityGroup),
  action(ec2('DeleteTags'), 'Resources Tags', deleteTags),
  action(
    ec2('DescribeCapacityReservations'),
    `CapacityReservationIds Filters ${PAGE}`,
    describeCapacityReservations,
  ),
  action(ec2('DescribeImages'), 'ImageIds', describeImages),
  action(ec2('DescribeInstances'), `InstanceIds Filters ${PAGE}`, network.describeInstances),
  action(
    ec2('DescribeInstanceTypeOfferings'),
    `LocationType Filters ${PAGE}`,
    describeInstanceTypeOfferings,
  ),
  action(ec2('DescribeInstanceTypes'), `InstanceTypes Filters ${PAGE}`, describeInstanceTypes),
  action(ec2('DescribeKeyPairs'), 'KeyNames', describeKeyPairs),
  action(
    ec2('DescribeLaunchTemplates'),
    `LaunchTemplateIds LaunchTemplateNames Filters ${PAGE}`,
    templates.describeLaunchTemplates,
  ),
  action(
    ec2('DescribeLaunchTemplateVersions'),
    `${TEMPLATE} Versions ${PAGE}`,
    templates.describeLaunchTemplateVersions,
  ),
  action(
    ec2('DescribeNetworkInterfaces'),
    `NetworkInterfaceIds Filters ${PAGE}`,
    network.describeNetworkInterfaces,
  ),
  action(
    ec2('DescribePlacementGroups'),
    'GroupNames GroupIds Filters',
    placementGroups.describePlacementGroups,
  ),
  action(ec2('DescribeRouteTables'), `RouteTableIds Filters ${PAGE}`, describeRouteTables),
  action(
    ec2('DescribeSecurityGroups'),
    `GroupIds Filters ${PAGE}`,
    securityGroups.describeSecurityGroups,
  ),
  action(ec2('DescribeSnapshots'), 'SnapshotIds', describeSnapshots),
  action(ec2('DescribeSubnets'), `SubnetIds Filters ${PAGE}`, network.describeSubnets),
  action(
    ec2('ModifyLaunchTemplate'),
    `${TEMPLATE} DefaultVersion ClientToken`,
    templates.modifyLaunchTemplate,
  ),
  action(ec2('RevokeSecurityGroupEgress'), 'GroupId IpPermissions', securityGroups.revoke(true)),
  action(ec2('RevokeSecurityGroupIngress'), 'GroupId IpPermissions', securityGroups.revoke(false)),
]);

export const EKS_ACTIONS: readonly Action[] = [
  action(
    eks('CreateNodegroup'),
    `${NODEGROUP} scalingConfig diskSize subnets instanceTypes amiType remoteAccess nodeRole labels taints tags clientRequestToken launchTemplate updateConfig nodeRepairConfig capacityType version releaseVersion warmPoolConfig`,
    nodegroups.createNodegroup,
  ),
  action(eks('DeleteNodegroup'), NODEGROUP, nodegroups.deleteNodegroup),
  action(eks('DescribeAddon'), 'clusterName addonName', describeAddon),
  action(eks('DescribeCluster'), 'name', describeCluster),
  action(eks('DescribeNodegroup'), NODEGROUP, nodegroups.describeNodegroup),
  action(eks('DescribeUpdate'), 'name updateId nodegroupName', updateReads.describeUpdate),
  action(eks('ListUpdates'), 'name nodegroupName maxResults nextToken', updateReads.listUpdates),
  action(eks('TagResource'), 'resourceArn tags', tagResource),
  action(eks('UntagResource'), 'resourceArn tagKeys', untagResource),
  action(
    eks('UpdateNodegroupConfig'),
    `${NODEGROUP} labels taints scalingConfig updateConfig nodeRepairConfig warmPoolConfig clientRequestToken`,
    updates.updateNodegroupConfig,
  ),
  action(
    eks('UpdateNodegroupVersion'),
    `${NODEGROUP} version releaseVersion launchTemplate force clientRequestToken`,
    updates.updateNodegroupVersion,
  ),
];

export const AUTO_SCALING_ACTIONS: ReadonlyMap<string, Action> = byName([
  action(
    autoScaling('DescribeAutoScalingGroups'),
    'AutoScalingGroupNames',
    describeAutoScalingGroups,
  ),
  action(
    autoScaling('DescribeScalingActivities'),
    'AutoScalingGroupName',
    describeScalingActivities,
  ),
]);

export const RESOURCE_GROUPS_ACTIONS: readonly Action[] = [
  action(resourceGroups('ListGroupResources'), `Group Filters ${PAGE}`, listGroupResources),
];

/** What the command line reads besides: of stacks, parameters and the account. */
export const CLOUDFORMATION_ACTIONS: ReadonlyMap<string, Action> = byName([
  action(
    operationOf('cloudformation', 'DescribeChangeSet'),
    'ChangeSetName StackName IncludePropertyValues NextToken',
    stacks.describeChangeSet,
  ),
  action(
    operationOf('cloudformation', 'DescribeStacks'),
    'StackName NextToken',
    stacks.describeStacks,
  ),
  action(
    operationOf('cloudformation', 'GetTemplate'),
    'StackName ChangeSetName TemplateStage',
    stacks.getTemplate,
  ),
  action(operationOf('cloudformation', 'ListExports'), 'NextToken', stacks.listExports),
  action(
    operationOf('cloudformation', 'ListStackResources'),
    'StackName NextToken',
    stacks.listStackResources,
  ),
]);
export const SSM_ACTIONS: ReadonlyMap<string, Action> = byName([
  action(operationOf('ssm', 'GetParameters'), 'Names', stacks.getParameters),
]);
export const STS_ACTIONS: ReadonlyMap<string, Action> = byName([
  action(operationOf('sts', 'GetCallerIdentity'), '', stacks.getCallerIdentity),
]);

function byName(actions: readonly Action[]): ReadonlyMap<string, Action> {
  return new Map(actions.map((each) => [each.operation.name, each]));
}
