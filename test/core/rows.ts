/** A table of many rows in one test. What fails prints names and the members that differ, never whole objects. */
import fc from 'fast-check';

/** Rows that are printed of a table, and lines of one row. */
const MAXIMUM_ROWS = 2;
const MAXIMUM_LINES = 2;
const MAXIMUM_LENGTH = 200;

/** Checks every row. @param wrong what is wrong with a row; [] where nothing is */
export function checkRows<T>(
  rows: readonly T[],
  nameOf: (row: T) => string | undefined,
  wrong: (row: T) => readonly string[],
): void {
  const differing = rows.flatMap((row) => {
    const lines = wrongWith(row, wrong);
    return lines.length === 0 ? [] : [`${nameOf(row)}: ${shortened(lines, MAXIMUM_LINES, '; ')}`];
  });
  if (rows.length === 0) throw new Error('There are no rows.');
  if (differing.length === 0) return;
  throw withoutStack(
    `${differing.length} of ${rows.length} rows differ:\n${shortened(differing, MAXIMUM_ROWS, '\n')}`,
  );
}

/** Checks a property of fast-check. Prints the smallest counterexample alone. @param nameOf its row in a table */
export function checkProperty<T>(
  arbitrary: fc.Arbitrary<T>,
  nameOf: (value: T) => string,
  wrong: (value: T) => readonly string[],
  numRuns: number,
): void {
  const property = fc.property(arbitrary, (value) => wrongWith(value, wrong).length === 0);
  const { failed, counterexample, seed, counterexamplePath } = fc.check(property, { numRuns });
  if (!failed) return;
  const [value] = counterexample ?? [];
  const row =
    value === undefined
      ? 'There is no value to check.'
      : `${nameOf(value)}: ${shortened(wrongWith(value, wrong), MAXIMUM_LINES, '; ')}`;
  throw withoutStack(`${row} (seed ${seed}, path ${counterexamplePath})`);
}

/** A difference as text; [] where the values are equal. */
export function unlike(what: string, expected: unknown, received: unknown): readonly string[] {
  const [a, b] = [expected, received].map((value) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  );
  return a === b ? [] : [`${what} is ${b}, not ${a}`];
}

/** A row whose check throws differs too. */
function wrongWith<T>(row: T, wrong: (row: T) => readonly string[]): readonly string[] {
  try {
    return wrong(row);
  } catch (error) {
    return [String(error)];
  }
}

function shortened(lines: readonly string[], most: number, separator: string): string {
  const kept = lines
    .slice(0, most)
    .map((line) => (line.length > MAXIMUM_LENGTH ? `${line.slice(0, MAXIMUM_LENGTH)}…` : line));
  return lines.length <= most
    ? kept.join(separator)
    : [...kept, `and ${lines.length - most} more`].join(separator);
}

/** Jest would print the source around it, which says nothing of the rows. */
function withoutStack(message: string): Error {
  const error = new Error(message);
  error.stack = `${error.name}: ${message}`;
  return error;
}
