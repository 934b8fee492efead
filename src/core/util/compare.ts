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

/** Negative where `a` is the lower one. Dotted and dashed numbers, compared left to right. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(/[.-]/).map(Number)) as [
    number[],
    number[],
  ];
  const length = Math.max(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    // letters are the hash of a Bottlerocket release, which has no order
    if (difference !== 0) return Number.isNaN(difference) ? 0 : difference;
  }
  return 0;
}
