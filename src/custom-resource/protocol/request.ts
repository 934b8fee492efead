/** From CloudFormation's event to the core's request. */

import type { Properties } from '../../core/model/properties';
import type {
  CreateRequest,
  DeleteRequest,
  Identity,
  UpdateRequest,
} from '../../core/model/request';
import { newIdentity, operationKey } from '../../core/ownership/identity';
import { coerced } from '../../core/schema/coerce';
import { sha256Hex } from '../../core/util/hash';
import { type Event, type Place, stackOf } from './event';

/** Members of ResourceProperties that are CloudFormation's, not the node group's. */
const NOT_PROPERTIES = new Set(['ServiceToken', 'ServiceTimeout']);

export function propertiesOf(raw: object | undefined): Properties {
  const own = Object.entries(raw ?? {}).filter(([name]) => !NOT_PROPERTIES.has(name));
  return coerced(Object.fromEntries(own)) as Properties;
}

/**
 * The root of the request's generation and tokens. When a deployment is retried, CloudFormation sends the same RequestId
 * with a new URL (aws-cdk#35957): that is another request.
 */
export function keyOf(event: Event, place: Place): string {
  return operationKey({
    ...place,
    typeName: event.ResourceType,
    logicalId: event.LogicalResourceId,
    clientRequestToken: sha256Hex(event.StackId, event.RequestId, event.ResponseURL),
  });
}

export function originOf({ StackId, LogicalResourceId }: Event) {
  return { stackName: stackOf(StackId)?.stackName ?? '', logicalId: LogicalResourceId };
}

/** For the generation that the event creates: in Create, and in an Update that replaces. */
export function createRequest(event: Event, place: Place): CreateRequest {
  const desired = propertiesOf(event.ResourceProperties);
  const key = keyOf(event, place);
  const { ClusterName, NodegroupName } = desired;
  const identity = newIdentity(key, ClusterName, NodegroupName, event.LogicalResourceId);
  return { action: 'CREATE', identity, ...common(event, key, desired) };
}

export function updateRequest(event: Event, place: Place, identity: Identity): UpdateRequest {
  return {
    action: 'UPDATE',
    identity,
    ...common(event, keyOf(event, place), propertiesOf(event.ResourceProperties)),
    previous: propertiesOf(event.OldResourceProperties),
    previousStackTags: {},
  };
}

export function deleteRequest(event: Event, place: Place, identity: Identity): DeleteRequest {
  return { action: 'DELETE', identity, operationKey: keyOf(event, place) };
}

/** CloudFormation does not send the stack's tags to a custom resource. */
function common(event: Event, operationKey: string, desired: Properties) {
  return { operationKey, desired, stackTags: {}, origin: originOf(event) };
}
