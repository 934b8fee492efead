/** Short differences of what was recorded and what is: names and members that differ, never whole objects. */
import type { Request } from './life';

const MAXIMUM_LINES = 40;
const MAXIMUM_VALUE = 90;

/** JSON with sorted members. Equal values give equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** What is printed: the first lines. */
export function short(lines: readonly string[]): readonly string[] {
  if (lines.length <= MAXIMUM_LINES) return lines;
  const kept = lines.slice(0, MAXIMUM_LINES - 1);
  return [...kept, `and ${lines.length - kept.length} more`];
}

/** Member by member. */
export function differences(recorded: unknown, now: unknown, name = ''): readonly string[] {
  const [before, after] = [leavesOf(recorded), leavesOf(now)];
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => `${name}${path}: ${shown(before.get(path))} → ${shown(after.get(path))}`);
}

/** Changing requests, in order; those of one round have none. */
export function orderedDifferences(
  recorded: readonly Request[],
  now: readonly Request[],
): readonly string[] {
  const found = unorderedDifferences(recorded, now);
  if (found.length > 0) return found;
  const [before, after] = [roundsOf(recorded), roundsOf(now)];
  const at = before.findIndex((round, index) => round.text !== after[index]?.text);
  if (at < 0 && before.length === after.length) return [];
  const index = at < 0 ? before.length : at;
  return [
    'the same requests in another order',
    `round ${index + 1} was: ${before[index]?.names ?? 'none'}`,
    `round ${index + 1} is: ${after[index]?.names ?? 'none'}`,
  ];
}

/** Requests as a multiset. */
export function unorderedDifferences(
  recorded: readonly Request[],
  now: readonly Request[],
): readonly string[] {
  const missing = without(recorded, now);
  const added = without(now, recorded);
  const lines: string[] = [];
  for (const request of missing) {
    const at = added.findIndex((other) => nameOf(other) === nameOf(request));
    const [other] = at < 0 ? [] : added.splice(at, 1);
    if (other) lines.push(...differences(comparable(request), comparable(other), nameOf(request)));
    else lines.push(`no longer sent: ${nameOf(request)} ${shown(canonical(request.input))}`);
  }
  return [
    ...lines,
    ...added.map((request) => `new: ${nameOf(request)} ${shown(canonical(request.input))}`),
  ];
}

function without(requests: readonly Request[], others: readonly Request[]): Request[] {
  const texts = others.map(textOf);
  return requests.filter((request) => {
    const at = texts.indexOf(textOf(request));
    if (at >= 0) texts.splice(at, 1);
    return at < 0;
  });
}

function roundsOf(requests: readonly Request[]) {
  return [...new Set(requests.map(({ round }) => round))].map((number) => {
    const round = requests.filter((request) => request.round === number);
    return { text: round.map(textOf).sort().join(), names: round.map(nameOf).sort().join(', ') };
  });
}

function nameOf({ service, action }: Request): string {
  return `${service}:${action}`;
}

function comparable({ input, error }: Request) {
  return { input, ...(error !== undefined && { error }) };
}

function textOf(request: Request): string {
  return `${nameOf(request)} ${canonical(comparable(request))}`;
}

/** The text of each member that holds no other, by its path. */
function leavesOf(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    return new Map([[path, JSON.stringify(value) ?? 'absent']]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, member]) => [
      ...leavesOf(member, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`),
    ]),
  );
}

function shown(text = 'absent'): string {
  return text.length > MAXIMUM_VALUE ? `${text.slice(0, MAXIMUM_VALUE)}…` : text;
}
