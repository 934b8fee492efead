/** The call that creates the node group, from the members that all features declare. */

import type { CreateMembers } from '../../feature/feature';
import { FEATURES } from '../../features';
import type { ApiCall } from '../../model/api-calls';
import type { Choices } from '../../model/choices';
import type { Checkpoint } from '../../model/decision';
import type { LaunchTemplateFact } from '../../model/facts';
import type { CreateRequest } from '../../model/request';
import { callToken } from '../../ownership/identity';
import { nodegroupTags } from './nodegroup-tags';

type Attempts = Checkpoint['attempts'];

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
    tags: { ...nodegroupTags(FEATURES, request, choices) },
  };
  const call = 'eks:CreateNodegroup';
  const clientRequestToken = callToken(request.operationKey, call, content, attempts?.nodegroup);
  return { call, input: { ...content, clientRequestToken } };
}
