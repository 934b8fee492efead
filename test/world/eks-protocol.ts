/** EKS's REST-JSON protocol: method and path name the action; JSON in, JSON out. */
import { type AwsError, NotModelled } from './aws-error';
import type { Decoded } from './ec2-protocol';
import type { Member, Operation } from './wire-schema';

export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[] | null>>;
  readonly body: string;
}

/** The operation that the path belongs to, and the values in it by their place's name. */
export function matchRoute<T extends { operation: Operation }>(
  candidates: readonly T[],
  request: RestRequest,
): { candidate: T; labels: Record<string, string> } | undefined {
  for (const candidate of candidates) {
    const { method, requestUri } = candidate.operation.http;
    if (method !== request.method) continue;
    const pattern = requestUri.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
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

/** A value that is not what its shape says stays as it is: the judge names it. */
export function decodeRest(
  operation: Operation,
  request: RestRequest,
  labels: Record<string, string>,
): Decoded {
  if (operation.input.kind !== 'structure') throw new NotModelled(`input of ${operation.name}`);
  const { members } = operation.input;
  const inBody = bodyMembers(members);
  const body = JSON.parse(request.body === '' ? '{}' : request.body) as Record<string, unknown>;
  const left = [
    ...Object.keys(body).filter((key) => !inBody.includes(key)),
    ...Object.keys(request.query).filter(
      (key) => !members.some((each) => each.location === 'querystring' && nameOf(each) === key),
    ),
  ];
  const known = Object.entries(body).filter(([key]) => inBody.includes(key));
  return {
    input: { ...Object.fromEntries(known), ...values(members, request.query, labels) },
    problems: left.map((key) => `${operation.name}.${key}: there is no such member`),
  };
}

function bodyMembers(members: readonly Member[]): readonly string[] {
  const inBody = members.filter(({ location }) => location === undefined);
  const renamed = inBody.find((member) => nameOf(member) !== member.name);
  if (renamed) throw new NotModelled(`${renamed.name}, whose name in JSON is another`);
  return inBody.map(({ name }) => name);
}

function values(
  members: readonly Member[],
  query: RestRequest['query'],
  labels: Record<string, string>,
) {
  const values: Record<string, unknown> = {};
  for (const member of members) {
    const { name, location, shape } = member;
    const given = location === 'uri' ? labels : location === 'querystring' ? query : {};
    const text = given[nameOf(member)];
    if (text === undefined || text === null) continue;
    const { kind } = shape();
    if (kind === 'list') values[name] = Array.isArray(text) ? text : [text];
    else values[name] = kind === 'integer' && /^\d+$/.test(String(text)) ? Number(text) : text;
  }
  return values;
}

function nameOf({ name, locationName }: Member): string {
  return locationName ?? name;
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
