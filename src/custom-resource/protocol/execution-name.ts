/**
 * Names of executions: they begin with a hash of stack and logical id, then say when CloudFormation sent the request, and
 * which one, so that the executions of one resource are found and put in order by their names alone.
 */
import { sha256Hex } from '../../core/util/hash';
import type { Answerable, Event } from './event';
import { signedAtEpochSeconds } from './response-url';

export interface ExecutionName {
  /** Of the resource: the same for each of its requests. */
  readonly resource: string;
  /** Undefined where the URL has no date. */
  readonly requestedAtEpochSeconds: number | undefined;
  readonly requestType: Event['RequestType'];
}

const TYPES = { C: 'Create', U: 'Update', D: 'Delete' } as const;
const NAME = /^([0-9a-f]{16})-([0-9]{10})([CUD])-/;

/** Equal for each delivery of a request, different where CloudFormation sends it with a new URL. At most 80 characters. */
export function executionName(event: Answerable & { readonly RequestType?: unknown }): string {
  const { StackId, LogicalResourceId, RequestId, ResponseURL, RequestType } = event;
  const resource = sha256Hex(StackId, LogicalResourceId).slice(0, 16);
  const sentAt = String(signedAtEpochSeconds(ResponseURL) ?? 0).padStart(10, '0');
  const type = Object.entries(TYPES).find(([, name]) => name === RequestType)?.[0] ?? 'C';
  const readable = RequestId.replace(/[^A-Za-z0-9-]/g, '').slice(0, 36);
  return `${resource}-${sentAt}${type}-${readable}-${sha256Hex(RequestId, ResponseURL).slice(0, 12)}`;
}

/** Undefined for a name of another form, as release 0.1 gave. */
export function parseExecutionName(name: string): ExecutionName | undefined {
  const [, resource, sentAt, type] = NAME.exec(name) ?? [];
  if (!resource || !type) return undefined;
  return {
    resource,
    requestedAtEpochSeconds: Number(sentAt) || undefined,
    requestType: TYPES[type as keyof typeof TYPES],
  };
}
