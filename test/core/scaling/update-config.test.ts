/** UpdateConfig, three-way. */
import type { UpdateConfig } from '../../../src/core/model/properties';
import { configOf } from '../features';
import { living, update } from '../given';

const LIVE = living().nodegroup;

describe('how nodes are replaced', () => {
  const config = (UpdateConfig?: UpdateConfig) => (UpdateConfig ? { UpdateConfig } : {});
  it.each([
    [
      'nothing changed, changed by hand',
      { MaxUnavailable: 2 },
      { MaxUnavailable: 2 },
      { maxUnavailable: 5 },
      undefined,
    ],
    [
      'a default written down, changed by hand',
      undefined,
      { MaxUnavailable: 1, UpdateStrategy: 'DEFAULT' },
      { maxUnavailable: 5 },
      undefined,
    ],
    [
      'another number',
      { MaxUnavailable: 2 },
      { MaxUnavailable: 3 },
      { maxUnavailable: 2 },
      { maxUnavailable: 3, updateStrategy: 'DEFAULT' },
    ],
    [
      'a number that is live already',
      { MaxUnavailable: 2 },
      { MaxUnavailable: 3 },
      { maxUnavailable: 3 },
      undefined,
    ],
    [
      'a percentage for a number',
      { MaxUnavailable: 2 },
      { MaxUnavailablePercentage: 50 },
      { maxUnavailable: 2 },
      { maxUnavailablePercentage: 50, updateStrategy: 'DEFAULT' },
    ],
    [
      'a strategy',
      undefined,
      { UpdateStrategy: 'MINIMAL' },
      { maxUnavailable: 1 },
      { maxUnavailable: 1, updateStrategy: 'MINIMAL' },
    ],
    [
      'the strategy removed: EKS would keep it',
      { MaxUnavailable: 2, UpdateStrategy: 'MINIMAL' },
      { MaxUnavailable: 2 },
      { maxUnavailable: 2, updateStrategy: 'MINIMAL' },
      { maxUnavailable: 2, updateStrategy: 'DEFAULT' },
    ],
    [
      'all removed: the default again',
      { MaxUnavailable: 4, UpdateStrategy: 'MINIMAL' },
      undefined,
      { maxUnavailable: 4, updateStrategy: 'MINIMAL' },
      { maxUnavailable: 1, updateStrategy: 'DEFAULT' },
    ],
    [
      'all removed, the default is live',
      { MaxUnavailable: 4 },
      undefined,
      { maxUnavailable: 1 },
      undefined,
    ],
  ] as const)('%s', (_name, previous, desired, live, expected) => {
    const nodegroup = { ...LIVE, updateConfig: live };
    expect(configOf(update(config(previous), config(desired)), nodegroup)).toEqual(
      expected && { updateConfig: expected },
    );
  });
});
