/** Equality and order of plain values. */
import { canonicalJson } from './hash';

/** Members that are undefined count as absent. */
export function sameJson(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
