/** From a request and its choices to the input of each call that makes or removes something. */

import { updateConfigOf } from '../capacity/reservation';
import { efaInterfaceCount } from '../interfaces/layout';
import {
  expandLaunchTemplateData,
  userDataHash,
  versionDescription,
} from '../launch-template/template';
import type {
  ApiCalls,
  Choices,
  CreateRequest,
  DeleteRequest,
  LaunchTemplateFact,
  SecurityGroupFact,
  Checkpoint,
  ApiCall,
  StringMap,
  UpdateRequest,
} from '../model/types';
import { CUSTOM } from '../node/ami-type';
import { givenUserData } from '../node/user-data';
import { callToken, formatId, resourceName } from '../ownership/identity';
import {
  EFA_COUNT_LABEL,
  expandTags,
  forwardedStackTags,
  identityTags,
  recordOf,
  recordTags,
  SCALE_FROM_ZERO_TAG,
} from '../ownership/tags';
import { expandNodeRepair } from '../scaling/node-repair';
import { expandWarmPool } from '../scaling/warm-pool';
import { OPEN_EGRESS_IPV4, OPEN_EGRESS_IPV6, selfRule } from '../security-group/security-group';

type Attempts = Checkpoint['attempts'];

/** Tags of the launch template, the security group and the placement group. */
export function resourceTags(request: CreateRequest | UpdateRequest): StringMap {
  return {
    ...forwardedStackTags(request.stackTags),
    ...request.desired.Tags,
    ...identityTags(request.identity, request.origin),
  };
}

/** Tags of the node group: those of its pieces, the recorded choices, and the hint for Cluster Autoscaler. */
export function nodegroupTags(request: CreateRequest, choices: Choices): StringMap {
  return {
    ...resourceTags(request),
    ...recordTags(
      recordOf(request.desired, choices),
      forwardedStackTags(request.stackTags, request.desired.Tags),
    ),
    [SCALE_FROM_ZERO_TAG]: String(efaInterfaceCount(choices.interfaces)),
  };
}

export function createPlacementGroup(request: CreateRequest): ApiCall {
  return {
    call: 'ec2:CreatePlacementGroup',
    input: {
      GroupName: resourceName(request.identity),
      Strategy: 'cluster',
      TagSpecifications: [
        { ResourceType: 'placement-group', Tags: expandTags(resourceTags(request)) },
      ],
    },
  };
}

export function createSecurityGroup(request: CreateRequest | UpdateRequest, vpcId: string): ApiCall {
  return {
    call: 'ec2:CreateSecurityGroup',
    input: {
      GroupName: resourceName(request.identity),
      Description: `EFA traffic between the nodes of ${formatId(request.identity)}`,
      VpcId: vpcId,
      TagSpecifications: [{ ResourceType: 'security-group', Tags: expandTags(resourceTags(request)) }],
    },
  };
}

/** What is missing of exactly two rules: all traffic in and out, from and to the group itself. */
export function securityGroupRules(group: SecurityGroupFact): readonly ApiCall[] {
  const GroupId = group.id;
  const rules = (rule: ReturnType<typeof selfRule>) => ({ GroupId, IpPermissions: [rule] });
  const calls: ApiCall[] = [];
  if (!group.selfIngress) {
    calls.push({ call: 'ec2:AuthorizeSecurityGroupIngress', input: rules(selfRule(GroupId)) });
  }
  if (!group.selfEgress) {
    calls.push({ call: 'ec2:AuthorizeSecurityGroupEgress', input: rules(selfRule(GroupId)) });
  }
  if (group.openEgressIpv4) {
    calls.push({ call: 'ec2:RevokeSecurityGroupEgress', input: rules(OPEN_EGRESS_IPV4) });
  }
  if (group.openEgressIpv6) {
    calls.push({ call: 'ec2:RevokeSecurityGroupEgress', input: rules(OPEN_EGRESS_IPV6) });
  }
  return calls;
}

export function createLaunchTemplate(
  request: CreateRequest,
  choices: Choices,
  efaGroupId: string | undefined,
  attempts: Attempts,
): ApiCall {
  const content = {
    LaunchTemplateName: resourceName(request.identity),
    VersionDescription: versionDescription(
      request.desired,
      userDataHash(givenUserData(request.desired)),
    ),
    LaunchTemplateData: expandLaunchTemplateData(
      request.identity,
      request.desired,
      choices,
      efaGroupId,
    ),
    TagSpecifications: [
      { ResourceType: 'launch-template' as const, Tags: expandTags(resourceTags(request)) },
    ],
  };
  const call = 'ec2:CreateLaunchTemplate';
  const ClientToken = callToken(request.operationKey, call, content, attempts?.launchTemplate);
  return { call, input: { ...content, ClientToken } };
}

export function createNodegroup(
  request: CreateRequest,
  choices: Choices,
  template: LaunchTemplateFact,
  attempts: Attempts,
): ApiCall {
  const { desired, identity } = request;
  const { MinSize, MaxSize, DesiredSize } = desired.ScalingConfig;
  const updateConfig = updateConfigOf(desired);
  const content = {
    clusterName: identity.clusterName,
    nodegroupName: identity.nodegroupName,
    nodeRole: desired.NodeRole,
    subnets: [...choices.subnetIds],
    ...(choices.capacityType !== 'CAPACITY_BLOCK' && { instanceTypes: [...desired.InstanceTypes] }),
    ...imageOf(desired, choices),
    capacityType: choices.capacityType,
    scalingConfig: { minSize: MinSize, maxSize: MaxSize, desiredSize: DesiredSize ?? MinSize },
    launchTemplate: { id: template.id, version: String(template.createdVersion ?? 1) },
    labels: { ...desired.Labels, [EFA_COUNT_LABEL]: String(efaInterfaceCount(choices.interfaces)) },
    tags: { ...nodegroupTags(request, choices) },
    ...(desired.Taints && { taints: desired.Taints.map(expandTaint) }),
    ...(updateConfig && { updateConfig: expandUpdateConfig(updateConfig) }),
    ...(desired.NodeRepairConfig && {
      nodeRepairConfig: expandNodeRepair(desired.NodeRepairConfig),
    }),
    ...(desired.WarmPoolConfig && { warmPoolConfig: expandWarmPool(desired.WarmPoolConfig) }),
  };
  const call = 'eks:CreateNodegroup';
  const clientRequestToken = callToken(request.operationKey, call, content, attempts?.nodegroup);
  return { call, input: { ...content, clientRequestToken } };
}

/** None of them beside an image of the template's (EKS user guide, launch-templates, "Limits and conditions"). */
function imageOf(
  { Version, ReleaseVersion }: CreateRequest['desired'],
  { amiType }: Choices,
): Pick<ApiCalls['eks:CreateNodegroup'][0], 'amiType' | 'version' | 'releaseVersion'> {
  if (amiType === CUSTOM) return {};
  return {
    amiType: amiType as 'AL2023_x86_64_STANDARD',
    ...(Version && { version: Version }),
    ...(ReleaseVersion && { releaseVersion: ReleaseVersion }),
  };
}

export function expandTaint(taint: {
  readonly Key: string;
  readonly Value?: string;
  readonly Effect: 'NO_SCHEDULE' | 'NO_EXECUTE' | 'PREFER_NO_SCHEDULE';
}) {
  const { Key: key, Value: value, Effect: effect } = taint;
  return { key, effect, ...(value !== undefined && { value }) };
}

export function expandUpdateConfig(config: {
  readonly MaxUnavailable?: number;
  readonly MaxUnavailablePercentage?: number;
  readonly UpdateStrategy?: 'DEFAULT' | 'MINIMAL';
}) {
  const { MaxUnavailable, MaxUnavailablePercentage, UpdateStrategy } = config;
  // EKS wants one of the two; it fills in 1 itself only where updateConfig is absent as a whole
  const maxUnavailable = MaxUnavailablePercentage === undefined ? (MaxUnavailable ?? 1) : undefined;
  return {
    ...(maxUnavailable !== undefined && { maxUnavailable }),
    ...(MaxUnavailablePercentage !== undefined && {
      maxUnavailablePercentage: MaxUnavailablePercentage,
    }),
    ...(UpdateStrategy !== undefined && { updateStrategy: UpdateStrategy }),
  };
}

export function deleteNodegroup({ identity }: DeleteRequest): ApiCall {
  const { clusterName, nodegroupName } = identity;
  return { call: 'eks:DeleteNodegroup', input: { clusterName, nodegroupName } };
}
