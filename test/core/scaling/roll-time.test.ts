import { rollTimeFindings } from '../../../src/core/scaling/roll-time';

type Args = [
  Parameters<typeof rollTimeFindings>[0],
  Parameters<typeof rollTimeFindings>[1],
  number,
];

describe('a roll', () => {
  const live = (desiredSize: number, updateConfig = {}) => ({
    scalingConfig: { desiredSize },
    updateConfig,
  });
  const LEFT = 3480;

  const CUSTOM = { has: 'it has {minutes} minutes', orElse: ', or else' };

  test.each<[string, Args, 'refused' | 'warning' | 'fits']>([
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
    [
      'of 1000 at once, of which EKS takes 100',
      [live(1000, { maxUnavailable: 1000 }), undefined, LEFT],
      'refused',
    ],
    ['of ten at once, late', [live(10, { maxUnavailable: 10 }), undefined, 300], 'refused'],
  ])('%s', (_what, args, expected) => {
    const { refused, warning } = rollTimeFindings(...args, CUSTOM);
    expect(refused ? 'refused' : warning ? 'warning' : 'fits').toBe(expected);
    const finding = refused ?? warning;
    if (finding) {
      expect(finding.path).toBe('UpdateConfig');
      expect(finding.message).toMatch(
        /^Rolling \d+ nodes in \d+ batch(es)? .* minutes, but it has \d+ minutes\. Raise .*, or else\.$/,
      );
    }
  });
});
