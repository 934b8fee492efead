/** From properties to the core's request. The CLI has no stack; placeholders replace what a stack would provide. */

import schema from '../../../schema.json';
import type { Model, Properties } from '../../core/model/properties';
import type { CreateRequest, Identity, UpdateRequest } from '../../core/model/request';
import { newIdentity, parseId } from '../../core/ownership/identity';
import type { StringMap } from '../../core/util/objects';
import { UsageError } from '../usage-error';

/** Twelve zeros are the placeholder for the generation of what does not exist yet, in names and tags. */
const OPERATION_KEY = '0'.repeat(64);

export interface Origin {
  readonly logicalId?: string | undefined;
  readonly stackName?: string | undefined;
  readonly stackTags: StringMap;
}

const readOnly = new Set(schema.readOnlyProperties.map((pointer) => pointer.split('/')[2]));

export function createRequest(desired: Properties, origin: Origin): CreateRequest {
  // properties that are not validated yet may lack it
  const { ClusterName = '?', NodegroupName } = desired as Partial<Properties>;
  const identity = newIdentity(OPERATION_KEY, ClusterName, NodegroupName, origin.logicalId ?? '');
  return { action: 'CREATE', identity, desired, ...common(origin) };
}

export function updateRequest(
  identity: Identity,
  previous: Properties,
  desired: Properties,
  origin: Origin,
): UpdateRequest {
  return {
    action: 'UPDATE',
    identity,
    previous,
    desired,
    previousStackTags: origin.stackTags,
    ...common(origin),
  };
}

/** The live state as properties of a template. */
export function propertiesOf(model: Model): Properties {
  const writable = Object.entries(model).filter(([name]) => !readOnly.has(name));
  return Object.fromEntries(writable) as unknown as Properties;
}

function common({ stackName, logicalId, stackTags }: Origin) {
  return {
    operationKey: OPERATION_KEY,
    stackTags,
    origin: { ...(stackName && { stackName }), ...(logicalId && { logicalId }) },
  };
}

/** @throws UsageError */
export function identityOf(id: string): Identity {
  const identity = parseId(id);
  if (!identity) {
    throw new UsageError(
      `${id} is not an id of the form cluster/nodegroup/generation. Run efa-nodegroup list for the ids.`,
    );
  }
  return identity;
}
