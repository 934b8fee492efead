/** From CloudFormation's request to the core's. */

import type { ResourceHandlerRequest } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib';
import type { Properties } from '../core/model/properties';
import type { CreateRequest, DeleteRequest, Identity, UpdateRequest } from '../core/model/request';
import { newIdentity, operationKey, parseId } from '../core/ownership/identity';
import { ResourceModel } from '../models';
import { toProperties } from './properties';

export type HandlerRequest = ResourceHandlerRequest<ResourceModel>;

export function createRequest(request: HandlerRequest, stackName?: string): CreateRequest {
  const desired = toProperties(request.desiredResourceState) as Properties;
  const logicalId = request.logicalResourceIdentifier ?? '';
  const key = keyOf(request);
  const identity = newIdentity(key, desired.ClusterName, desired.NodegroupName, logicalId);
  return { action: 'CREATE', identity, ...common(request, key, desired, stackName) };
}

/** Undefined without an Id that parses: there is nothing of it. */
export function updateRequest(
  request: HandlerRequest,
  stackName?: string,
): UpdateRequest | undefined {
  const identity = identityOf(request);
  const desired = toProperties(request.desiredResourceState) as Properties;
  return (
    identity && {
      action: 'UPDATE',
      identity,
      ...common(request, keyOf(request), desired, stackName),
      previous: toProperties(request.previousResourceState) as Properties,
      previousStackTags: request.previousResourceTags ?? {},
    }
  );
}

export function deleteRequest(request: HandlerRequest): DeleteRequest | undefined {
  const identity = identityOf(request);
  return identity && { action: 'DELETE', identity, operationKey: keyOf(request) };
}

export function identityOf(request: HandlerRequest): Identity | undefined {
  return parseId(
    toProperties(request.desiredResourceState).Id ?? toProperties(request.previousResourceState).Id,
  );
}

function keyOf(request: HandlerRequest): string {
  return operationKey({
    accountId: request.awsAccountId,
    region: request.region,
    typeName: ResourceModel.TYPE_NAME,
    logicalId: request.logicalResourceIdentifier ?? '',
    clientRequestToken: request.clientRequestToken,
  });
}

/** A request of Cloud Control has neither stack nor logical id. */
function common(
  request: HandlerRequest,
  key: string,
  desired: Properties,
  stackName: string | undefined,
) {
  const logicalId = request.logicalResourceIdentifier;
  return {
    operationKey: key,
    desired,
    stackTags: request.desiredResourceTags ?? {},
    origin: { ...(stackName && { stackName }), ...(logicalId && { logicalId }) },
  };
}
