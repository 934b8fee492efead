/** EC2's query protocol: a flat form in, XML out. */
import type { AwsError } from './aws-error';
import { NotModelled } from './aws-error';
import type { Member, Operation, Shape } from './wire-schema';

type Node = Map<string, Node> | string;

export function ec2ActionOf(body: string): string {
  return new URLSearchParams(body).get('Action') ?? '';
}

/** The request as the SDK's command took it. A key that the action does not have is a bug. */
export function decodeForm(operation: Operation, body: string): Record<string, unknown> {
  const root = treeOf(body);
  root.delete('Action');
  root.delete('Version');
  return decode(operation.input, root, operation.name) as Record<string, unknown>;
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

function decode(shape: Shape, node: Node, where: string): unknown {
  switch (shape.kind) {
    case 'structure':
      return decodeStructure(shape.members, asMap(node, where), where);
    case 'list':
      return [...asMap(node, where)]
        .sort(([a], [b]) => Number(a) - Number(b))
        .map(([index, item]) => decode(shape.of.shape(), item, `${where}.${index}`));
    case 'number':
      return Number(node);
    case 'boolean':
      return node === 'true';
    case 'timestamp':
      return new Date(String(node));
    case 'string':
      return node;
    default:
      throw new NotModelled(`${shape.kind} in the form of ${where}`);
  }
}

function decodeStructure(members: readonly Member[], node: Map<string, Node>, where: string) {
  const value: Record<string, unknown> = {};
  const left = new Set(node.keys());
  for (const member of members) {
    const key = queryName(member);
    const child = node.get(key);
    if (child === undefined) continue;
    left.delete(key);
    value[member.name] = decode(member.shape(), child, `${where}.${member.name}`);
  }
  if (left.size > 0) throw new NotModelled(`form keys ${[...left].join(', ')} of ${where}`);
  return value;
}

function asMap(node: Node, where: string): Map<string, Node> {
  if (node instanceof Map) return node;
  throw new NotModelled(`a plain value at ${where}`);
}

function queryName({ name, traits }: Member): string {
  if (traits.ec2QueryName) return String(traits.ec2QueryName);
  const key = String(traits.xmlName ?? name);
  return key.charAt(0).toUpperCase() + key.slice(1);
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
      const tag = String(shape.of.traits.xmlName ?? 'member');
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
        String(member.traits.xmlName ?? member.name),
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
