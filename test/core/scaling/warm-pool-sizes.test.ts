/** What a warm pool's sizes come to beside those of the node group (API_PutWarmPool). */
import { warmPool } from '../../../src/core/scaling/warm-pool';
import { properties } from '../given';

const SCALING = { MinSize: 2, MaxSize: 10, DesiredSize: 6 };

function told(WarmPoolConfig: object, ScalingConfig = SCALING): string {
  const desired = properties({
    ScalingConfig,
    WarmPoolConfig: { Enabled: true, ...WarmPoolConfig },
  });
  const [finding] = warmPool.warnings?.({ desired, environment: {} } as never) ?? [];
  return finding?.message ?? '';
}

describe('the sizes of a warm pool', () => {
  it.each<[string, object, string, typeof SCALING?]>([
    ['up to MaxSize by default', {}, 'keeps up to 4 instances'],
    ['up to the prepared capacity', { MaxGroupPreparedCapacity: 8 }, 'keeps up to 2 instances'],
    [
      'none where the nodes are all that is prepared',
      { MaxGroupPreparedCapacity: 6 },
      'stays empty while there are 6 nodes, because MaxGroupPreparedCapacity is 6. Raise it, or set WarmPoolConfig.MinSize.',
    ],
    [
      'none where the nodes are all that there can be',
      {},
      'stays empty while there are 10 nodes, because MaxSize is 10.',
      { ...SCALING, DesiredSize: 10 },
    ],
    [
      'MinSize above the prepared capacity',
      { MaxGroupPreparedCapacity: 7, MinSize: 3 },
      'MinSize keeps 3 of them, although MaxGroupPreparedCapacity is 7.',
    ],
    [
      'more than can become nodes',
      { MaxGroupPreparedCapacity: 20 },
      'Only 4 of them can become nodes, because MaxSize is 10.',
    ],
  ])('%s', (...[_name, config, words, scaling]) => {
    expect(told(config, scaling)).toContain(words);
  });

  it.each([{}, { MinSize: 4 }, { MaxGroupPreparedCapacity: 10, MinSize: 4 }])(
    'are told without more where they fit: %j',
    (config) => {
      expect(told(config)).toMatch(/subnet addresses\. Set a lower/);
    },
  );
});
