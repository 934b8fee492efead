/** One operation, as the entry points pass it to the core. */
import type { StringMap } from '../util/objects';
import type { Properties } from './properties';

/** The parts of the resource's `Id`: `cluster/nodegroup/generation`. */
export interface Identity {
  readonly clusterName: string;
  readonly nodegroupName: string;
  /** 12 hex digits; each creation has its own. */
  readonly generation: string;
}

/** The template now and before. */
export interface Change {
  readonly previous: Properties;
  readonly desired: Properties;
}

/** The same in each invocation of the operation. */
interface Operation {
  readonly identity: Identity;
  /** Hash of account, Region, type, logical id and clientRequestToken: the root of every token that is sent. */
  readonly operationKey: string;
  readonly desired: Properties;
  /** Tags of the stack; `aws:` tags are not among them. */
  readonly stackTags: StringMap;
  /** Where the operation comes from: informational tags, never a reason to refuse. */
  readonly origin: { readonly stackName?: string; readonly logicalId?: string };
  readonly fenced?: boolean;
}
export interface CreateRequest extends Operation {
  readonly action: 'CREATE';
}
export interface UpdateRequest extends Operation, Change {
  readonly action: 'UPDATE';
  readonly previousStackTags: StringMap;
}
export interface DeleteRequest {
  /** Nothing is deleted if the node group is in service: no request named it. */
  readonly keepsInService?: boolean;
  readonly action: 'DELETE';
  readonly identity: Identity;
  readonly operationKey: string;
  /** Whether the entry point itself sees to it that no invocation of an earlier request comes late. */
  readonly fenced?: boolean;
}
export type Request = CreateRequest | UpdateRequest | DeleteRequest;
