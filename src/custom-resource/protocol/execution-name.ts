/**
 * Names of executions: they begin with a hash of stack and logical id, then say when CloudFormation sent the request, what
 * it creates, what it names, and which one it is. So the requests of one resource are found, put in order and understood
 * by ListExecutions alone, for as long as Step Functions keeps them: 90 days.
 */
import { parseId } from '../../core/ownership/identity';
import { sha256Hex } from '../../core/util/hash';
import type { Answerable, Event, Place } from './event';
import { eventKey } from './request';
import { orderedAtEpochSeconds } from './response-url';

export interface ExecutionName {
  /** Of the resource: the same for each of its requests. */
  readonly resource: string;
  /** Undefined where the URL has no date. */
  readonly requestedAtEpochSeconds: number | undefined;
  readonly requestType: Event['RequestType'];
  /** Of what the request creates, if it creates anything. */
  readonly generation: string;
  /** The generation of its PhysicalResourceId; undefined where that is no Id. */
  readonly names: string | undefined;
  /** The last characters of CloudFormation's RequestId. */
  readonly requestId: string;
}

const TYPES = { C: 'Create', U: 'Update', D: 'Delete' } as const;
const NAME =
  /^([0-9a-f]{16})-([0-9]{10})([CUD])-([0-9a-f]{12})-([0-9a-f]{12})-([A-Za-z0-9-]{0,24})$/;
const NAMES_NONE = '0'.repeat(12);

/** Equal for each delivery of a request, different where CloudFormation sends it with a new URL. At most 80 characters. */
export function executionName(event: Answerable, place: Place): string {
  const { StackId, LogicalResourceId, RequestId, ResponseURL } = event;
  const { RequestType, PhysicalResourceId } = event as Partial<Event>;
  const resource = sha256Hex(StackId, LogicalResourceId).slice(0, 16);
  const sentAt = String(orderedAtEpochSeconds(ResponseURL) ?? 0).padStart(10, '0');
  const type = Object.entries(TYPES).find(([, name]) => name === RequestType)?.[0] ?? 'C';
  const generation = eventKey(event as Event, place).slice(0, 12);
  const id = typeof PhysicalResourceId === 'string' ? PhysicalResourceId : undefined;
  const names = parseId(id)?.generation ?? NAMES_NONE;
  const requestId = RequestId.replace(/[^A-Za-z0-9-]/g, '').slice(-24);
  return `${resource}-${sentAt}${type}-${generation}-${names}-${requestId}`;
}

/** Undefined for a name of another form, as release 0.1 gave. */
export function parseExecutionName(name: string): ExecutionName | undefined {
  const [, resource, sentAt, type, generation, names, requestId] = NAME.exec(name) ?? [];
  if (!resource || !type || !generation || requestId === undefined) return undefined;
  return {
    resource,
    requestedAtEpochSeconds: Number(sentAt) || undefined,
    requestType: TYPES[type as keyof typeof TYPES],
    generation,
    names: names === NAMES_NONE ? undefined : names,
    requestId,
  };
}
