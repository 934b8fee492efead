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
  return /^\s*[{[]/.test(text) ? parseJson(text, name) : parseYaml(text, name);
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
  // the lines after the first show the text, which may contain secrets
  if (error)
    throw new UsageError(
      `${name} is not valid: ${error.message.split('\n')[0]?.replace(/:$/, '.')}`,
    );
  return plain(document.contents);

  function plain(node: unknown): unknown {
    if (isAlias(node)) return plain(node.resolve(document));
    return tagged(node as Node | null, untagged(node));
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
