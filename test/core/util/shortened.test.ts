/** Messages that CloudFormation would cut off. */
import { LONGEST_MESSAGE, shortened } from '../../../src/core/util/shortened';

const finding = (at: number) => `Property${at}: The value is wrong. Correct the value.`;
const message = (count: number) =>
  Array.from({ length: count }, (_, at) => finding(at)).join(' | ');

it('one that fits stays as it is', () => {
  expect(shortened(message(19), LONGEST_MESSAGE)).toBe(message(19));
});

it('whole findings are kept, and the end says how many more there are and where', () => {
  const short = shortened(message(40), LONGEST_MESSAGE);
  expect(Buffer.byteLength(short)).toBeLessThanOrEqual(LONGEST_MESSAGE);
  const parts = short.split(' | ');
  const kept = parts.length - 1;
  expect(parts.slice(0, -1)).toEqual(message(40).split(' | ').slice(0, kept));
  expect(kept).toBeGreaterThan(12);
  expect(parts.at(-1)).toBe(
    `${40 - kept} more findings: run efa-nodegroup plan to see all of them, or see the log of the provider.`,
  );
});

it('of one more the words are singular', () => {
  const long = `${message(17)} | Last: ${'x'.repeat(200)}`;
  expect(shortened(long, LONGEST_MESSAGE)).toMatch(/ \| 1 more finding: run /);
});

it.each([
  ['a long finding', 'x'.repeat(3000)],
  ['characters of several bytes', '語𝕏é'.repeat(400)],
])('%s is cut, between two characters, and says where the whole is', (_what, long) => {
  const short = shortened(long, LONGEST_MESSAGE);
  expect(Buffer.byteLength(short)).toBeLessThanOrEqual(LONGEST_MESSAGE);
  expect(Buffer.byteLength(short)).toBeGreaterThan(LONGEST_MESSAGE - 4);
  expect(short).toMatch(/… The whole message is in the log of the provider\.$/);
  expect(long.startsWith(short.replace(/… The whole.*/, ''))).toBe(true);
  expect(short).not.toContain('\ufffd');
});

it('where there is no place for words it is only cut', () => {
  expect(shortened('x'.repeat(99), 20)).toBe('x'.repeat(20));
});
