/** Calls that depend on the identity alone. */

import type { ApiCall } from '../model/api-calls';
import type { CreateRequest, DeleteRequest, UpdateRequest } from '../model/request';
import { formatId, resourceName } from './identity';
import { expandTags, resourceTags } from './tags';

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

export function deleteNodegroup({ identity }: DeleteRequest): ApiCall {
  const { clusterName, nodegroupName } = identity;
  return { call: 'eks:DeleteNodegroup', input: { clusterName, nodegroupName } };
}
