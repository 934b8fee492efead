/**
 * What the provider applied last, as one tag on the node group: a short hash for each group of properties that is sent
 * together, and the sizes around the last operation that changed them. decisions/last-applied.md says why.
 */

import { sha256Hex } from '../util/hash';
import type { StringMap } from '../util/objects';
import { ID_TAG } from './tag-keys';

/** Beside the Id. Release 0.1 ignores it, as every key with its prefix that it does not know. */
export const APPLIED_TAG = ID_TAG.replace(/id$/, 'applied');

export interface Sizes {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
}

export interface AppliedRecord {
  /** Short hash of the operation that wrote it. */
  readonly operation: string;
  /** The same of the operation whose record it took the place of; undefined where there was none. */
  readonly earlier?: string;
  /** When that operation began, in hours since 1970; undefined where it does not matter. */
  readonly hour?: number;
  /** Whether UpdateNodegroupConfig of that operation was about to be sent, and is not known to have succeeded. */
  readonly isSending: boolean;
  /** Group to the hash of the values that the operation applies. */
  readonly hashes: StringMap;
  /** The same of the values before, for the groups that the operation changes. */
  readonly before: StringMap;
  /** Groups in which it took back what the operation before it had applied, as a rollback does. */
  readonly takenBack?: readonly string[];
  /** Live before the operation, and what the operation makes of them; only of one that changes them. */
  readonly sizes?: { readonly before: Sizes; readonly after: Sizes };
}

/** A record of another form, written by a later release, is as good as none. */
const VERSION = 'v1';
const SENDING = 'sending';
const OPERATION = 'op';
const HOUR = 'at';
const BEFORE = 'was';
const AFTER = 'to';
/** Of the hour: the tag has little room. */
const RADIX = 36;
/** Between two hashes: the values before, or the values that are taken back. */
const SEPARATORS = { changed: '/', takenBack: ':' } as const;

/** At most 256 characters, of those that EKS allows: letters, digits, spaces and + - = . _ : / @ */
export function formatApplied(record: AppliedRecord): string {
  const { operation, earlier, hour, isSending, hashes, before, takenBack = [], sizes } = record;
  const separator = (group: string) =>
    SEPARATORS[takenBack.includes(group) ? 'takenBack' : 'changed'];
  return [
    VERSION,
    `${OPERATION}=${[operation, ...(earlier ? [earlier] : [])].join(SEPARATORS.changed)}`,
    ...(hour === undefined ? [] : [`${HOUR}=${hour.toString(RADIX)}`]),
    ...(isSending ? [SENDING] : []),
    ...(sizes
      ? [`${BEFORE}=${formatSizes(sizes.before)}`, `${AFTER}=${formatSizes(sizes.after)}`]
      : []),
    ...Object.entries(hashes).map(([group, hash]) =>
      before[group] === undefined
        ? `${group}=${hash}`
        : `${group}=${hash}${separator(group)}${before[group]}`,
    ),
  ].join(' ');
}

export function parseApplied(text: string | undefined): AppliedRecord | undefined {
  const [version, ...entries] = text?.split(' ') ?? [];
  if (version !== VERSION) return undefined;
  const pairs = entries.map((entry) => entry.split('=') as [string, string | undefined]);
  const one = (name: string) => pairs.find(([key]) => key === name)?.[1];
  const [before, after] = [parseSizes(one(BEFORE)), parseSizes(one(AFTER))];
  const groups = pairs
    .filter(([key]) => ![OPERATION, HOUR, SENDING, BEFORE, AFTER].includes(key))
    .map(([key, value = '']) => [key, value.split(/[/:]/), value] as const);
  const [operation = '', earlier] = one(OPERATION)?.split(SEPARATORS.changed) ?? [];
  const hour = one(HOUR);
  const takenBack = groups.flatMap(([key, , value]) =>
    value.includes(SEPARATORS.takenBack) ? [key] : [],
  );
  return {
    operation,
    ...(earlier && { earlier }),
    ...(hour !== undefined && { hour: Number.parseInt(hour, RADIX) }),
    isSending: entries.includes(SENDING),
    hashes: Object.fromEntries(groups.map(([key, [hash = '']]) => [key, hash])),
    before: Object.fromEntries(
      groups.flatMap(([key, [, old]]) => (old === undefined ? [] : [[key, old]])),
    ),
    ...(takenBack.length > 0 && { takenBack }),
    ...(before && after && { sizes: { before, after } }),
  };
}

function formatSizes({ min, max, desired }: Sizes): string {
  return `${min}/${max}/${desired}`;
}

function parseSizes(text: string | undefined): Sizes | undefined {
  const [min, max, desired] = text?.split('/').map(Number) ?? [];
  return min === undefined || max === undefined || desired === undefined
    ? undefined
    : { min, max, desired };
}

const HASH_LENGTH = 6;

export function shortHash(text: string): string {
  return sha256Hex(text).slice(0, HASH_LENGTH);
}

/** Of the operation that writes a record. */
export function operationHash({ operationKey }: { readonly operationKey: string }): string {
  return shortHash(operationKey);
}
