import type { Event } from '../../src/custom-resource/protocol/event';
import {
  requestedAtEpochSeconds,
  secondsLeft,
  timeoutSeconds,
} from '../../src/custom-resource/protocol/time';

const event = (ServiceTimeout?: unknown, ResponseURL = 'https://a.example/') =>
  ({ ResponseURL, ResourceProperties: { ServiceTimeout } }) as Event;

test.each([
  [undefined, 3600],
  ['900', 900],
  ['1', 1],
  ['3600', 3600],
  ['7200', 3600],
  ['0', 3600],
  ['-5', 3600],
  ['soon', 3600],
])('ServiceTimeout %s is %i seconds', (given, seconds) => {
  expect(timeoutSeconds(event(given))).toBe(seconds);
});

test('the clock begins when the URL was signed, or with the execution', () => {
  const signed = event(undefined, 'https://a.example/?X-Amz-Date=20260101T000000Z');
  const at = Date.UTC(2026, 0, 1) / 1000;
  expect(requestedAtEpochSeconds(signed, at + 200)).toBe(at);
  expect(requestedAtEpochSeconds(signed, at - 200)).toBe(at - 200);
  expect(requestedAtEpochSeconds(event(), at)).toBe(at);
  expect(secondsLeft(event('900'), at, at + 100)).toBe(900 - 120 - 100);
});
