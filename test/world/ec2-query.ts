/** What EC2's describe calls have in common: filters and pages. */
import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError, NotModelled } from './aws-error';
import type { Tags } from './tags';

/** A handler's answer: what the SDK returns, less what the SDK adds. */
export type Output<T> = Omit<T, '$metadata'>;

type Readers<T> = Readonly<Record<string, (item: T) => readonly (string | undefined)[]>>;

/** Filters are joined by AND, their values by OR; `*` and `?` are wildcards. */
export function filtered<T>(
  items: readonly T[],
  filters: Filter[] | undefined,
  readers: Readers<T>,
  tagsOfItem?: (item: T) => Tags,
): T[] {
  return (filters ?? []).reduce<T[]>(
    (left, filter) => {
      const read = readerOf(filter.Name ?? '', readers, tagsOfItem);
      const patterns = (filter.Values ?? []).map(wildcard);
      return left.filter((item) =>
        read(item).some((value) => patterns.some((pattern) => pattern.test(value ?? ''))),
      );
    },
    [...items],
  );
}

function readerOf<T>(name: string, readers: Readers<T>, tagsOfItem?: (item: T) => Tags) {
  const read = readers[name];
  if (read) return read;
  if (tagsOfItem && name === 'tag-key') return (item: T) => Object.keys(tagsOfItem(item));
  if (tagsOfItem && name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return (item: T) => (Object.hasOwn(tagsOfItem(item), key) ? [tagsOfItem(item)[key]] : []);
  }
  throw new NotModelled(`the filter ${name}`);
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

/** The token is the number of items already given. */
export function paged<T>(
  items: readonly T[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { page: T[]; NextToken: string | undefined } {
  const start = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(start)) {
    throw new AwsError('InvalidNextToken', `The token '${NextToken}' is invalid`);
  }
  const end = start + (MaxResults ?? items.length);
  return {
    page: items.slice(start, end),
    NextToken: end < items.length ? String(end) : undefined,
  };
}
