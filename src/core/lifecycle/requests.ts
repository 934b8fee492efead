/** The core's requests: every entry point builds them here, whatever its protocol. */
import type { Properties } from '../model/properties';
import type { CreateRequest, DeleteRequest, Identity, UpdateRequest } from '../model/request';
import { newIdentity } from '../ownership/identity';
import { coerced } from '../schema/coerce';
import { wellFormed } from '../schema/well-formed';
import type { StringMap } from '../util/objects';

/** An operation as an entry point received it. */
export interface OperationInput {
  /** From `operationKey` (ownership/identity.ts). */
  readonly operationKey: string;
  /** As in the template, not validated; numbers and booleans may be texts. */
  readonly desired: object;
  /** The same before an update; undefined for any other action. */
  readonly previous?: object | undefined;
  /** Tags of the stack; undefined where the protocol does not send them. */
  readonly stackTags?: StringMap | undefined;
  readonly previousStackTags?: StringMap | undefined;
  /** Undefined for an operation without a stack. */
  readonly stackName?: string | undefined;
  readonly logicalId?: string | undefined;
  readonly fenced?: boolean;
}

export function createRequest(input: OperationInput): CreateRequest {
  const { operationKey, logicalId } = input;
  const common = commonMembers(input);
  // properties that are not validated may lack them, or hold anything
  const { ClusterName, NodegroupName } = common.desired as Partial<
    Record<keyof Properties, unknown>
  >;
  const identity = newIdentity(
    operationKey,
    asText(ClusterName) ?? '?',
    asText(NodegroupName),
    logicalId ?? '',
  );
  return { action: 'CREATE', identity, ...common };
}

export function updateRequest(input: OperationInput, identity: Identity): UpdateRequest {
  const common = commonMembers(input);
  return {
    action: 'UPDATE',
    identity,
    ...common,
    previous: wellFormed(coerced(input.previous ?? {}), common.desired) as Properties,
    previousStackTags: input.previousStackTags ?? {},
  };
}

export function deleteRequest(
  { operationKey, fenced }: Pick<OperationInput, 'operationKey' | 'fenced'>,
  identity: Identity,
): DeleteRequest {
  return { action: 'DELETE', identity, operationKey, ...(fenced && { fenced }) };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function commonMembers({ operationKey, desired, ...input }: OperationInput) {
  const { stackTags, stackName, logicalId, fenced } = input;
  return {
    operationKey,
    ...(fenced && { fenced }),
    desired: coerced(desired) as Properties,
    // null in requests of Cloud Control
    stackTags: stackTags ?? {},
    origin: { ...(stackName && { stackName }), ...(logicalId && { logicalId }) },
  };
}
