/** From a request and its choices to the input of each call that creates something. */
import { givenUserData } from '../ami/user-data';
import type { CreateMembers } from '../feature/feature';
import { FEATURES } from '../features';
import { efaInterfaceCount } from '../instance-type/layout';
import { expandLaunchTemplateData } from '../launch-template/template';
import { userDataHash, versionDescription } from '../launch-template/version-description';
import type { ApiCall } from '../model/api-calls';
import type { Choices } from '../model/choices';
import type { Checkpoint } from '../model/decision';
import type { LaunchTemplateFact } from '../model/facts';
import type { CreateRequest, DeleteRequest, UpdateRequest } from '../model/request';
import { recordOf, recordTags } from '../ownership/choice-record';
import { callToken, formatId, resourceName } from '../ownership/identity';
import {
  expandTags,
  forwardedStackTags,
  resourceTags,
  SCALE_FROM_ZERO_TAG,
} from '../ownership/tags';
import type { StringMap } from '../util/objects';

type Attempts = Checkpoint['attempts'];

/** Tags of the node group: those of its other resources, the recorded choices, and the hint for Cluster Autoscaler. */
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

export function createSecurityGroup(
  request: CreateRequest | UpdateRequest,
  vpcId: string,
): ApiCall {
  return {
    call: 'ec2:CreateSecurityGroup',
    input: {
      GroupName: resourceName(request.identity),
      Description: `EFA traffic between the nodes of ${formatId(request.identity)}`,
      VpcId: vpcId,
      TagSpecifications: [
        { ResourceType: 'security-group', Tags: expandTags(resourceTags(request)) },
      ],
    },
  };
}

export function createLaunchTemplate(
  request: CreateRequest,
  choices: Choices,
  efaGroupId: string | undefined,
  attempts: Attempts,
): ApiCall {
  const { identity, desired } = request;
  const content = {
    LaunchTemplateName: resourceName(identity),
    VersionDescription: versionDescription(desired, userDataHash(givenUserData(desired))),
    LaunchTemplateData: expandLaunchTemplateData(identity, desired, choices, efaGroupId),
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
  const members: CreateMembers = Object.assign(
    {},
    ...FEATURES.map((feature) =>
      'expand' in feature ? feature.expand?.(desired, choices) : undefined,
    ),
  );
  const content = {
    clusterName: identity.clusterName,
    nodegroupName: identity.nodegroupName,
    nodeRole: desired.NodeRole,
    subnets: [...choices.subnetIds],
    ...members,
    launchTemplate: { id: template.id, version: String(template.createdVersion ?? 1) },
    tags: { ...nodegroupTags(request, choices) },
  };
  const call = 'eks:CreateNodegroup';
  const clientRequestToken = callToken(request.operationKey, call, content, attempts?.nodegroup);
  return { call, input: { ...content, clientRequestToken } };
}

export function deleteNodegroup({ identity }: DeleteRequest): ApiCall {
  const { clusterName, nodegroupName } = identity;
  return { call: 'eks:DeleteNodegroup', input: { clusterName, nodegroupName } };
}
