import { withoutUndefined } from '../../../src/core/util/objects';

describe('undefined members', () => {
  it('are left out; false, 0 and empty text stay', () => {
    expect(withoutUndefined({ a: undefined, b: false, c: 0, d: '' })).toEqual({
      b: false,
      c: 0,
      d: '',
    });
  });
});
