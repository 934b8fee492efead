/** From the command line to the input of the core's request. It has no stack; placeholders replace what a stack would provide. */

import schema from '../../../schema.json';
import type { OperationInput } from '../../core/lifecycle/requests';
import type { Model } from '../../core/model/properties';
import type { Identity } from '../../core/model/request';
import { parseId } from '../../core/ownership/identity';
import type { StringMap } from '../../core/util/objects';
import { UsageError } from '../usage-error';

/** Twelve zeros are the placeholder for the generation of what does not exist yet, in names and tags. */
const OPERATION_KEY = '0'.repeat(64);

export interface Origin {
  readonly logicalId?: string | undefined;
  readonly stackName?: string | undefined;
  readonly stackTags: StringMap;
  /** Default: the same. */
  readonly previousStackTags?: StringMap;
}

const readOnly = new Set(schema.readOnlyProperties.map((pointer) => pointer.split('/')[2]));

export function planInput(desired: object, origin: Origin, previous?: object): OperationInput {
  const { stackTags, previousStackTags = stackTags, logicalId, stackName } = origin;
  return {
    operationKey: OPERATION_KEY,
    desired,
    previous,
    logicalId,
    stackName,
    stackTags,
    previousStackTags,
  };
}

/** The live state as properties of a template. */
export function liveProperties(model: Model): object {
  return Object.fromEntries(Object.entries(model).filter(([name]) => !readOnly.has(name)));
}

/** @throws UsageError */
export function identityOf(id: string): Identity {
  const identity = parseId(id);
  if (!identity) {
    throw new UsageError(
      `${id} is not an Id of the form cluster/nodegroup/generation. Run efa-nodegroup list to see the existing Ids.`,
    );
  }
  return identity;
}
