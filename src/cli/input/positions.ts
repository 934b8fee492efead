/** Where a property stands in a YAML or JSON file, for messages about it. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

export interface Position {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}
/** Of the property at a path such as `Taints[0].Effect`, or of what it is in; undefined where nothing of it is there. */
export type Positions = (path: string) => Position | undefined;

type Found = { readonly node: unknown; readonly at: Node | undefined };

/**
 * @param base keys that lead to the properties
 * @param name of the file in messages
 */
export function positionsIn(text: string, name: string, base: readonly string[]): Positions {
  const lines = new LineCounter();
  // aliases are not followed into copies, so that a small text stays small
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' });
  const follow = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  const start = base.reduce<Found>(
    (found, key) => pairOf(follow(found.node), key) ?? { node: undefined, at: found.at },
    { node: document.contents, at: undefined },
  );
  return (path) => {
    let found = start;
    for (let rest = path; rest !== '' && found.node !== undefined; ) {
      const step = stepInto(follow(found.node), rest);
      if (!step) break;
      found = step;
      rest = step.rest;
    }
    const offset = found.at?.range?.[0];
    if (offset === undefined) return undefined;
    const { line, col } = lines.linePos(offset);
    return { file: name, line, column: col };
  };
}

/** The next item or member of a path. A key may have dots and brackets itself, as those of labels have: the longest that is there. */
function stepInto(node: unknown, path: string): (Found & { readonly rest: string }) | undefined {
  const [item = '', index] = /^\[(\d+)\]/.exec(path) ?? [];
  if (index !== undefined) {
    const child: unknown = isSeq(node) ? node.items[Number(index)] : undefined;
    return child
      ? { node: child, at: child as Node, rest: withoutDot(path.slice(item.length)) }
      : undefined;
  }
  const ends = [...path.matchAll(/[.[]/g)].map((match) => match.index).filter((at) => at > 0);
  for (const end of [path.length, ...ends.reverse()]) {
    const found = pairOf(node, path.slice(0, end));
    if (found) return { ...found, rest: withoutDot(path.slice(end)) };
  }
  return undefined;
}

/** The member's value, and where its key stands. */
function pairOf(node: unknown, key: string): Found | undefined {
  if (!isMap(node)) return undefined;
  const pair = node.items.find((each) => isScalar(each.key) && String(each.key.value) === key);
  return pair && { node: pair.value, at: pair.key as Node };
}

function withoutDot(path: string): string {
  return path.startsWith('.') ? path.slice(1) : path;
}
