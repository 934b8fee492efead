/** Hashes and the canonical text that they are of. */
import { createHash } from 'node:crypto';

/** 64 hex digits of the parts, which are kept apart from each other. */
export function sha256Hex(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** JSON with sorted keys and without undefined members, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(withSortedKeys(value));
}

function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (value === null || typeof value !== 'object' || 'toJSON' in value) return value;
  const all = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(all)
      .sort()
      .map((name) => [name, withSortedKeys(all[name])]),
  );
}
