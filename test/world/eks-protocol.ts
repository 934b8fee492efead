/** EKS's REST-JSON protocol: method and path name the action; JSON in, JSON out. */
import { type AwsError, NotModelled } from './aws-error';
import type { Member, Operation } from './wire-schema';

export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[] | null>>;
  readonly body: string;
}

/** The operation that the path belongs to, and the values in it. */
export function matchRoute<T extends { operation: Operation }>(
  candidates: readonly T[],
  request: RestRequest,
): { candidate: T; labels: Record<string, string> } | undefined {
  for (const candidate of candidates) {
    const [method, template] = candidate.operation.http ?? [];
    if (method !== request.method || template === undefined) continue;
    const pattern = template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const match = new RegExp(`^${pattern}$`).exec(request.path);
    if (!match) continue;
    const labels = Object.entries(match.groups ?? {});
    return {
      candidate,
      labels: Object.fromEntries(labels.map(([name, text]) => [name, decodeURIComponent(text)])),
    };
  }
  return undefined;
}

export function decodeRest(
  operation: Operation,
  request: RestRequest,
  labels: Record<string, string>,
): Record<string, unknown> {
  if (operation.input.kind !== 'structure') throw new NotModelled(`input of ${operation.name}`);
  const members = operation.input.members;
  const body = (request.body === '' ? {} : JSON.parse(request.body)) as Record<string, unknown>;
  const unknown = Object.keys(body).filter((key) => !members.some(({ name }) => name === key));
  if (unknown.length > 0) throw new NotModelled(`${unknown.join(', ')} in ${operation.name}`);
  return { ...body, ...labels, ...queryValues(members, request.query) };
}

function queryValues(members: readonly Member[], query: RestRequest['query']) {
  const values: Record<string, unknown> = {};
  for (const { name, traits, shape } of members) {
    const text = traits.httpQuery ? query[String(traits.httpQuery)] : undefined;
    if (text === undefined || text === null) continue;
    const { kind } = shape();
    if (kind === 'list') values[name] = Array.isArray(text) ? text : [text];
    else values[name] = kind === 'number' ? Number(text) : text;
  }
  return values;
}

export function encodeJson(output: object): string {
  return JSON.stringify(withEpochSeconds(output));
}

export function encodeJsonError(error: AwsError): string {
  return JSON.stringify({ __type: error.code, message: error.message });
}

/** REST-JSON carries times as seconds; JSON.stringify would write them as text. */
function withEpochSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(withEpochSeconds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withEpochSeconds(v)]));
}
