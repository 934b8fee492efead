/** From CloudFormation's event to the input of the core's request. */

import type { OperationInput } from '../../core/lifecycle/requests';
import { operationKey } from '../../core/ownership/identity';
import { sha256Hex } from '../../core/util/hash';
import { type Event, type Place, stackOf } from './event';

/** Members of ResourceProperties that are CloudFormation's, not the node group's. */
const NOT_PROPERTIES = new Set(['ServiceToken', 'ServiceTimeout']);

/** CloudFormation does not send the stack's tags to a custom resource. */
export function eventInput(event: Event, place: Place): OperationInput {
  return {
    operationKey: eventKey(event, place),
    desired: ownProperties(event.ResourceProperties),
    previous: ownProperties(event.OldResourceProperties),
    fenced: true,
    ...originOf(event),
  };
}

/**
 * The root of the request's generation and tokens. When a deployment is retried, CloudFormation sends the same RequestId
 * with a new URL (aws-cdk#35957): that is another request.
 */
export function eventKey(event: Event, place: Place): string {
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

function ownProperties(raw: object | undefined): object {
  return Object.fromEntries(
    Object.entries(raw ?? {}).filter(([name]) => !NOT_PROPERTIES.has(name)),
  );
}
