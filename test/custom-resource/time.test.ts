import type { Event } from '../../src/custom-resource/protocol/event';
import {
  requestedAtEpochSeconds,
  rollTimeFindings,
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

describe('a roll', () => {
  const live = (desiredSize: number, updateConfig = {}) => ({
    scalingConfig: { desiredSize },
    updateConfig,
  });
  const LEFT = 3480;

  test.each<[string, Parameters<typeof rollTimeFindings>, 'refused' | 'warning' | 'fits']>([
    ['of no node', [live(0), undefined, LEFT], 'fits'],
    ['of two, one by one', [live(2), undefined, LEFT], 'fits'],
    ['of three, one by one', [live(3), undefined, LEFT], 'warning'],
    ['of nine, one by one', [live(9), undefined, LEFT], 'warning'],
    ['of ten, one by one', [live(10), undefined, LEFT], 'refused'],
    ['of ten at once, as it is', [live(10, { maxUnavailable: 10 }), undefined, LEFT], 'fits'],
    [
      'of ten at once, as it will be',
      [live(10, { maxUnavailable: 1 }), { MaxUnavailable: 10 }, LEFT],
      'fits',
    ],
    [
      'of 100 by a tenth',
      [live(100, { maxUnavailablePercentage: 10 }), undefined, LEFT],
      'refused',
    ],
    ['of 100 by a half', [live(100), { MaxUnavailablePercentage: 50 }, LEFT], 'fits'],
    [
      'of 100 by a half, from a number',
      [live(100, { maxUnavailable: 1 }), { MaxUnavailablePercentage: 50 }, LEFT],
      'fits',
    ],
    ['of ten at once, late', [live(10, { maxUnavailable: 10 }), undefined, 300], 'refused'],
  ])('%s', (_what, args, expected) => {
    const { refused, warning } = rollTimeFindings(...args);
    expect(refused ? 'refused' : warning ? 'warning' : 'fits').toBe(expected);
    const finding = refused ?? warning;
    if (finding) {
      expect(finding.path).toBe('UpdateConfig');
      expect(finding.message).toMatch(
        /^Rolling \d+ nodes in \d+ batch(es)? .* Efa::EKS::NodeGroup/,
      );
    }
  });
});
