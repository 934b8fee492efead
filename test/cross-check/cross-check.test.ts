/** Each row, asked of test/world; test_rows.py asks the same of the local AWS, and expects the same. */
import { appendFileSync } from 'node:fs';
import { judge } from '../world/judge';
import { allRows, matches } from './rows';
import { WorldSide } from './world-side';

const rows = allRows();
/** For the last lines of `make test`, which compares it with that of the local AWS. */
const report = process.env.CROSS_CHECK_WORLD;

test.each(rows.map((row) => [row.name, row] as const))('%s', async (_, row) => {
  const side = new WorldSide();
  for (const step of row.steps) await side.prepare(step);
  const answered = await side.call(row.call, row.request).then(
    (answer) => ({ code: undefined, message: '', answer }),
    ({ name, message }: Error) => ({ code: name, message, answer: {} }),
  );
  expect({ code: answered.code, message: answered.message }).toEqual({
    code: row.code,
    message: row.code ? expect.stringContaining(String(side.names.fill(row.text ?? ''))) : '',
  });
  const shows = side.names.fill(row.shows);
  if (!matches(answered.answer, shows)) expect(answered.answer).toEqual(shows);
  expect(judge.takeWrong()).toEqual(row.invalid);
  if (report) appendFileSync(report, `${row.name}\n`);
});

it('has no two rows of one name, and at least 200', () => {
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  expect(rows.length).toBeGreaterThanOrEqual(200);
});
