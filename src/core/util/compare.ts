/** Equality and order of plain values. */
import { canonicalJson } from './hash';

export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const inB = new Set(b);
  return new Set(a).size === inB.size && a.every((each) => inB.has(each));
}

/** Members that are undefined count as absent. */
export function sameJson(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** Values that occur more than once, each once. */
export function duplicates(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, at) => values.indexOf(value) !== at))];
}
