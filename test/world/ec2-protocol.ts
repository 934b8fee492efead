/** The query protocols of EC2, and of Auto Scaling and CloudFormation: a flat form in, XML out. */
import type { AwsError } from './aws-error';
import { NotModelled } from './aws-error';
import { type Member, metadataOf, type Operation, type Shape } from './wire-schema';

type Node = Map<string, Node> | string;

export interface Decoded {
  readonly input: Record<string, unknown>;
  /** What of the wire the service's model does not have; the input is without it. */
  readonly problems: readonly string[];
}

export function ec2ActionOf(body: string): string {
  return new URLSearchParams(body).get('Action') ?? '';
}

/** The request as the SDK's command took it. */
export function decodeForm(operation: Operation, body: string): Decoded {
  const root = treeOf(body);
  const { apiVersion } = metadataOf(operation.service);
  const version = root.get('Version');
  root.delete('Action');
  root.delete('Version');
  const form = new Form(operation.service !== 'ec2');
  if (version !== apiVersion) form.problems.push(`${operation.name}: its Version is ${version}`);
  const input = form.decode(operation.input, root, operation.name) as Record<string, unknown>;
  return { input, problems: form.problems };
}

function treeOf(body: string): Map<string, Node> {
  const root = new Map<string, Node>();
  for (const [key, value] of new URLSearchParams(body)) {
    const path = key.split('.');
    const last = path.pop() ?? '';
    let node = root;
    for (const part of path) {
      const child = node.get(part);
      const next: Map<string, Node> = child instanceof Map ? child : new Map();
      node.set(part, next);
      node = next;
    }
    node.set(last, value);
  }
  return root;
}

/** A value that is not what its shape says stays as it is: the judge names it. */
class Form {
  readonly problems: string[] = [];

  /** @param isQuery Auto Scaling and CloudFormation have `Names.member.1` where EC2 has `Names.1` */
  constructor(private readonly isQuery: boolean) {}

  decode(shape: Shape, node: Node, where: string): unknown {
    switch (shape.kind) {
      case 'structure':
        return node instanceof Map ? this.structure(shape.members, node, where) : node;
      case 'list':
        return this.list(shape.of, node, where);
      case 'integer':
      case 'float':
        return /^-?\d+(\.\d+)?$/.test(String(node)) ? Number(node) : node;
      case 'boolean':
        return node === 'true' || node === 'false' ? node === 'true' : node;
      case 'timestamp':
        return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(String(node)) ? new Date(String(node)) : node;
      case 'string':
        return node;
      default:
        throw new NotModelled(`${shape.kind} in the form of ${where}`);
    }
  }

  private list(of: Member, node: Node, where: string): unknown {
    // the query protocol says "empty" with an empty value
    if (this.isQuery && node === '') return [];
    const items =
      this.isQuery && node instanceof Map ? node.get(of.locationName ?? 'member') : node;
    if (!(items instanceof Map)) return node;
    const indexes = [...items.keys()].sort((a, b) => Number(a) - Number(b));
    if (indexes.some((index, at) => Number(index) !== at + 1))
      this.problems.push(`${where}: its items are ${indexes.join(', ')}`);
    return indexes.map((index) => this.decode(of.shape(), items.get(index) ?? '', `${where}[]`));
  }

  private structure(members: readonly Member[], node: Map<string, Node>, where: string) {
    const value: Record<string, unknown> = {};
    const left = new Set(node.keys());
    for (const member of members) {
      const key = this.keyOf(member);
      const child = node.get(key);
      if (child === undefined) continue;
      left.delete(key);
      value[member.name] = this.decode(member.shape(), child, `${where}.${member.name}`);
    }
    for (const key of left) this.problems.push(`${where}.${key}: there is no such member`);
    return value;
  }

  /** botocore's serialize.py, EC2Serializer: the query name, else the location name with a capital letter. */
  private keyOf({ name, locationName, queryName }: Member): string {
    if (this.isQuery) return locationName ?? name;
    if (queryName) return queryName;
    return locationName ? locationName.charAt(0).toUpperCase() + locationName.slice(1) : name;
  }
}

export function encodeXml(operation: Operation, requestId: string, output: object): string {
  const body = encodeOutput(operation, output);
  const tag = `${operation.name}Response`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<${tag} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${requestId}</requestId>${body}</${tag}>`;
}

export function encodeOutput(operation: Operation, output: object): string {
  return encode(operation.output, output, operation.name);
}

export function encodeXmlError(error: AwsError, requestId: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`;
}

function encode(shape: Shape, value: unknown, where: string): string {
  switch (shape.kind) {
    case 'unit':
      return '';
    case 'structure':
      return encodeStructure(shape.members, value as Record<string, unknown>, where);
    case 'list': {
      const tag = String(shape.of.locationName ?? 'member');
      return (value as unknown[])
        .map((item, index) => element(tag, encode(shape.of.shape(), item, `${where}.${index}`)))
        .join('');
    }
    case 'timestamp':
      return (value as Date).toISOString();
    case 'map':
      throw new NotModelled(`a map in the answer of ${where}`);
    default:
      return escapeXml(String(value));
  }
}

/** A field that the answer does not have is a bug of the model, not silently dropped. */
function encodeStructure(
  members: readonly Member[],
  value: Record<string, unknown>,
  where: string,
): string {
  const known = new Set(members.map((member) => member.name));
  const unknown = Object.keys(value).filter((key) => !known.has(key) && value[key] !== undefined);
  if (unknown.length > 0) throw new NotModelled(`${unknown.join(', ')} in the answer of ${where}`);
  return members
    .filter((member) => value[member.name] !== undefined)
    .map((member) =>
      element(
        String(member.locationName ?? member.name),
        encode(member.shape(), value[member.name], `${where}.${member.name}`),
      ),
    )
    .join('');
}

function element(tag: string, content: string): string {
  return content === '' ? `<${tag}/>` : `<${tag}>${content}</${tag}>`;
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;');
}
