/** Parses YAML or JSON to plain values; CloudFormation's short tags become their functions. */
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { UsageError } from '../usage-error';

/**
 * Integers and booleans of YAML stay as they are written; the schema decides on their type (core/schema/coerce.ts). A
 * fraction is a number, so that `Version: 1.30` is 1.3, which the plan refuses as the deployment does.
 * @param name of the text in messages
 * @throws UsageError
 */
export function parse(text: string, name: string): unknown {
  if (text.length > MAXIMUM_LENGTH)
    throw new UsageError(
      `${name} has ${text.length} characters, but CloudFormation takes templates of 1 MB. Pass a shorter one.`,
    );
  try {
    return checked(/^\s*[{[]/.test(text) ? parseJson(text, name) : parseYaml(text, name), name, 0);
  } catch (error) {
    // of the parser, whose own nesting is the text's
    if (error instanceof RangeError) throw tooDeep(name);
    throw error;
  }
}

/** CloudFormation user guide, "Quotas": a template in S3 has at most 1 MB. */
const MAXIMUM_LENGTH = 1024 * 1024;
/** Far above what a template of that size has without aliases. */
const MAXIMUM_VALUES = 500_000;
/** Above what CloudFormation's functions nest. */
const MAXIMUM_DEPTH = 200;

function tooDeep(name: string): UsageError {
  return new UsageError(
    `${name} has more than ${MAXIMUM_DEPTH} levels. Pass a document with fewer.`,
  );
}

/** @throws UsageError for what is nested too deeply for those who read it */
function checked(value: unknown, name: string, depth: number): unknown {
  if (depth > MAXIMUM_DEPTH) throw tooDeep(name);
  if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) checked(member, name, depth + 1);
  return value;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // a YAML document may begin with a brace as well, and its parser reports where an error is
    return parseYaml(text, name);
  }
}

function parseYaml(text: string, name: string): unknown {
  // CloudFormation's tags are unknown to the parser, and are read from the nodes below
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  // the parser reports its own RangeError as an error of the text
  if (error?.message.startsWith('Maximum call stack')) throw tooDeep(name);
  // the lines after the first show the text, which may contain secrets
  if (error)
    throw new UsageError(
      `${name} is not valid: ${error.message.split('\n')[0]?.replace(/:$/, '.')}`,
    );
  const anchors = new Map<string, Node>();
  const open = new Set<Node>();
  let values = 0;
  return plain(document.contents);

  function plain(node: unknown): unknown {
    if (isAlias(node)) return plain(anchored(node.source));
    const given = node as Node | null;
    values += 1;
    if (values > MAXIMUM_VALUES)
      throw new UsageError(
        `${name} has more than ${MAXIMUM_VALUES} values with its aliases. Write out what they repeat, or pass less of it.`,
      );
    if (given === null) return null;
    if (open.size > MAXIMUM_DEPTH) throw tooDeep(name);
    const { anchor } = given as { readonly anchor?: string };
    if (anchor) anchors.set(anchor, given);
    open.add(given);
    const value = tagged(given, untagged(given));
    open.delete(given);
    return value;
  }

  /** The last one before it in the text, as nodes are read in their order. */
  function anchored(source: string): Node {
    const found = anchors.get(source);
    if (!found)
      throw new UsageError(`${name} has an alias without an anchor before it. Add the anchor.`);
    if (open.has(found))
      throw new UsageError(`${name} has an alias inside of what it repeats. Write it out.`);
    return found;
  }

  function untagged(node: unknown): unknown {
    if (isMap(node)) {
      return Object.fromEntries(
        node.items.map(({ key, value }) => [String(plain(key)), plain(value)]),
      );
    }
    if (isSeq(node)) return node.items.map(plain);
    if (!isScalar(node)) return null;
    if (typeof node.value === 'string' || node.value === null) return node.value;
    // of a fraction the last zeros are lost, as in a version that is not quoted
    return Number.isInteger(node.value) || typeof node.value !== 'number'
      ? (node.source ?? String(node.value))
      : String(node.value);
  }
}

function tagged(node: Node | null, value: unknown): unknown {
  const tag = /^!([A-Z]\w+)$/.exec(node?.tag ?? '')?.[1];
  if (!tag) return value;
  if (tag === 'Ref' || tag === 'Condition') return { [tag]: value };
  return {
    [`Fn::${tag}`]: tag === 'GetAtt' && typeof value === 'string' ? splitOnce(value) : value,
  };
}

function splitOnce(text: string): readonly string[] {
  const at = text.indexOf('.');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
