import {
  canObserve,
  failure,
  NOT_OBSERVED,
  poll,
  pollSeconds,
  retrySeconds,
  SECOND_OBSERVATION_SECONDS,
  TIMEOUT_SECONDS,
  visibilitySeconds,
  waitFor,
  waitUntilVisible,
} from '../../../src/core/loop/wait';
import { sha256Hex } from '../../../src/core/util/hash';
import { missed, present, progress } from '../given';

const KEYS = Array.from({ length: 200 }, (_, at) => sha256Hex(String(at)));

const retry = (key: string, retries: number) => retrySeconds(key, retries, 7);

describe('the time-outs', () => {
  it.each([
    ['CREATE', 240],
    ['UPDATE', 2160],
    ['DELETE', 240],
  ] as const)('%s takes at most %d minutes, as AWS::EKS::Nodegroup', (action, minutes) => {
    expect(TIMEOUT_SECONDS[action]).toBe(minutes * 60);
  });
});

describe('the delays', () => {
  it.each([
    ['an early poll: 10 s', pollSeconds, 0, 10, 0.8],
    ['the sixth poll: 10 s', pollSeconds, 5, 10, 0.8],
    ['a later poll: 30 s', pollSeconds, 6, 30, 0.8],
    ['a poll after a day: 30 s', pollSeconds, 3000, 30, 0.8],
    ['the first retry: 5 s', retry, 0, 5, 0.4],
    ['the second retry: 10 s', retry, 1, 10, 0.4],
    ['the fifth retry: 60 s', retry, 4, 60, 0.4],
    ['any later retry: 60 s', retry, 99, 60, 0.4],
  ])('%s, less a share that chance decides', (_name, seconds, waits, most, least) => {
    const delays = KEYS.map((key) => seconds(key, waits));
    expect(Math.max(...delays)).toBeLessThanOrEqual(most);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(most * least);
    expect(delays.every(Number.isInteger)).toBe(true);
    expect(KEYS.map((key) => seconds(key, waits))).toEqual(delays);
    expect(new Set(delays).size).toBeGreaterThan(1);
  });

  it('of the visibility window begin 5, 10, 20 s and are at most 120 s in all', () => {
    const window = Array.from({ length: 50 }, (_, observations) => visibilitySeconds(observations));
    expect(window.slice(0, 3)).toEqual([5, 10, 20]);
    const ends = window.indexOf(undefined);
    expect(window.slice(ends)).toEqual(Array(50 - ends).fill(undefined));
    const sum = window.slice(0, ends).reduce<number>((all, seconds) => all + (seconds ?? 0), 0);
    expect(sum).toBeGreaterThan(100);
    expect(sum).toBeLessThanOrEqual(120);
  });

  it('of a second observation is 10 s', () => {
    expect(SECOND_OBSERVATION_SECONDS).toBe(10);
  });
});

describe('decisions', () => {
  it('a wait says what for, what was observed, and what it ends with', () => {
    expect(waitFor('x to be y', 'z', 7)).toEqual({
      kind: 'wait',
      wait: { until: 'x to be y', lastStatus: 'z', delaySeconds: 7, timeoutCode: 'NotStabilized' },
    });
    expect(waitFor('x', 'z', 7, 'Throttling')).toMatchObject({
      wait: { timeoutCode: 'Throttling' },
    });
  });
  it('a poll takes its delay from the waits so far', () => {
    const [key = ''] = KEYS;
    expect(poll('x', 'y', key, progress({ waits: 9 }))).toMatchObject({
      wait: { delaySeconds: pollSeconds(key, 9) },
    });
  });
  it.each([
    ['waits 5 s after the first fruitless observation', 1, { wait: { delaySeconds: 5 } }],
    ['waits 20 s after the seventh', 7, { wait: { delaySeconds: 20 } }],
    ['fails after the eighth', 8, { failure: { code: 'NotStabilized' } }],
  ])('what was created and is not visible %s', (_name, observations, expected) => {
    expect(waitUntilVisible('the launch template', observations)).toMatchObject(expected);
  });
  it('a failure has a code and a message', () => {
    expect(failure('NotFound', 'gone')).toEqual({
      kind: 'fail',
      failure: { code: 'NotFound', message: 'gone' },
    });
  });
});

describe('an observation', () => {
  it.each([
    ['may show more of what was never observed', NOT_OBSERVED, true],
    ['shows no more after a fruitless one', missed(), false],
    ['shows no more of what is there', present(1), false],
    ['shows no more of what is absent', { is: 'absent' } as const, false],
  ])('%s', (_name, observed, expected) => {
    expect(canObserve(observed)).toBe(expected);
  });
});
