/** From the handler request of CloudFormation to the core's request. */

import type { ResourceHandlerRequest } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib';
import type { Properties } from '../core/model/properties';
import type { CreateRequest, DeleteRequest, Identity, UpdateRequest } from '../core/model/request';
import { newIdentity, operationKey, parseId } from '../core/ownership/identity';
import { ResourceModel } from '../models';
import { toProperties } from './properties';

export type HandlerRequest = ResourceHandlerRequest<ResourceModel>;

export function createRequest(handlerRequest: HandlerRequest, stackName?: string): CreateRequest {
  const desired = toProperties(handlerRequest.desiredResourceState) as Properties;
  const logicalId = handlerRequest.logicalResourceIdentifier ?? '';
  const key = keyOf(handlerRequest);
  const identity = newIdentity(key, desired.ClusterName, desired.NodegroupName, logicalId);
  return { action: 'CREATE', identity, ...common(handlerRequest, key, desired, stackName) };
}

/** Undefined without a valid Id: then no node group can have it. */
export function updateRequest(
  handlerRequest: HandlerRequest,
  stackName?: string,
): UpdateRequest | undefined {
  const identity = identityOf(handlerRequest);
  const desired = toProperties(handlerRequest.desiredResourceState) as Properties;
  return (
    identity && {
      action: 'UPDATE',
      identity,
      ...common(handlerRequest, keyOf(handlerRequest), desired, stackName),
      previous: toProperties(handlerRequest.previousResourceState) as Properties,
      previousStackTags: handlerRequest.previousResourceTags ?? {},
    }
  );
}

export function deleteRequest(handlerRequest: HandlerRequest): DeleteRequest | undefined {
  const identity = identityOf(handlerRequest);
  return identity && { action: 'DELETE', identity, operationKey: keyOf(handlerRequest) };
}

export function identityOf(handlerRequest: HandlerRequest): Identity | undefined {
  return parseId(
    toProperties(handlerRequest.desiredResourceState).Id ??
      toProperties(handlerRequest.previousResourceState).Id,
  );
}

function keyOf(handlerRequest: HandlerRequest): string {
  return operationKey({
    accountId: handlerRequest.awsAccountId,
    region: handlerRequest.region,
    typeName: ResourceModel.TYPE_NAME,
    logicalId: handlerRequest.logicalResourceIdentifier ?? '',
    clientRequestToken: handlerRequest.clientRequestToken,
  });
}

/** A handler request of Cloud Control has neither stack nor logical id. */
function common(
  handlerRequest: HandlerRequest,
  key: string,
  desired: Properties,
  stackName: string | undefined,
) {
  const logicalId = handlerRequest.logicalResourceIdentifier;
  return {
    operationKey: key,
    desired,
    stackTags: handlerRequest.desiredResourceTags ?? {},
    origin: { ...(stackName && { stackName }), ...(logicalId && { logicalId }) },
  };
}
