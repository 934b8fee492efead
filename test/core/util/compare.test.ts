import { sameSet } from '../../../src/core/util/lists';
import { compareVersions } from '../../../src/core/util/versions';

describe('versions', () => {
  it.each([
    ['1.33', '1.33', 0],
    ['1.33', '1.9', 1],
    ['1.33', '1.33.1', -1],
    ['1.33.5-20260801', '1.33.5-20260731', 1],
    ['1.33.5-20260801', '1.33.10-20260101', -1],
  ])('%s against %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a))).toBe(sign === 0 ? 0 : -sign);
  });
});

describe('sets', () => {
  it.each([
    [['a', 'b'], ['b', 'a', 'a'], true],
    [['a'], ['a', 'b'], false],
    [[], [], true],
  ])('%j and %j', (a, b, same) => {
    expect(sameSet(a, b)).toBe(same);
    expect(sameSet(b, a)).toBe(same);
  });
});
