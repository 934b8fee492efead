/** From CloudFormation's handler request to the input of the core's request. */

import type { ResourceHandlerRequest } from '@amazon-web-services-cloudformation/cloudformation-cli-typescript-lib';
import type { OperationInput } from '../core/lifecycle/requests';
import type { Identity } from '../core/model/request';
import { operationKey, parseId } from '../core/ownership/identity';
import { ResourceModel } from '../models';
import { toProperties } from './properties';

export type HandlerRequest = ResourceHandlerRequest<ResourceModel>;

/** @param stackName undefined for a request of Cloud Control, which has no logical id either */
export function registryInput(
  handlerRequest: HandlerRequest,
  stackName: string | undefined,
): OperationInput {
  const logicalId = handlerRequest.logicalResourceIdentifier;
  return {
    operationKey: operationKey({
      accountId: handlerRequest.awsAccountId,
      region: handlerRequest.region,
      typeName: ResourceModel.TYPE_NAME,
      logicalId: logicalId ?? '',
      clientRequestToken: handlerRequest.clientRequestToken,
    }),
    desired: toProperties(handlerRequest.desiredResourceState),
    previous: toProperties(handlerRequest.previousResourceState),
    stackTags: handlerRequest.desiredResourceTags,
    previousStackTags: handlerRequest.previousResourceTags,
    stackName,
    logicalId,
  };
}

/** Undefined without a valid Id: then no node group can have it. */
export function requestedIdentity(handlerRequest: HandlerRequest): Identity | undefined {
  return parseId(
    toProperties(handlerRequest.desiredResourceState).Id ??
      toProperties(handlerRequest.previousResourceState).Id,
  );
}
