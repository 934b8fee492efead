/** The layouts for cards that no type has today. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { cardInterfaces } from '../../../src/core/instance-type/layout';
import { checkProperty } from '../rows';
import { brokenRules, cardsOf } from './ec2-interface-rules';

const LAYOUTS = ['EFA_PRIMARY', 'EFA_ALL', 'ENA_PRIMARY'] as const;

describe('cards as EC2 might answer some day', () => {
  const card = fc.record({
    MaximumNetworkInterfaces: fc.integer({ min: 0, max: 15 }),
    efa: fc.constantFrom([], ['efa'], ['efa-only'], ['efa', 'efa-only']),
  });
  const arbitrary = fc
    .tuple(fc.array(card, { minLength: 1, maxLength: 33 }), fc.integer({ min: 0, max: 33 }))
    .map(
      ([cards, MaximumEfaInterfaces]): InstanceTypeInfo => ({
        InstanceType: 'p9.48xlarge' as 'p5.48xlarge',
        NetworkInfo: {
          EfaSupported: MaximumEfaInterfaces > 0,
          EfaInfo: { MaximumEfaInterfaces },
          NetworkCards: cards.map(({ MaximumNetworkInterfaces, efa }, NetworkCardIndex) => ({
            NetworkCardIndex,
            // card 0 holds the primary interface at least
            MaximumNetworkInterfaces: Math.max(
              MaximumNetworkInterfaces,
              NetworkCardIndex === 0 ? 1 : 0,
            ),
            InterfaceTypes: ['interface', ...efa] as ['interface'],
          })),
        },
      }),
    );
  /** But for a card 0 that takes efa-only alone and holds one interface: its EFA could only be the primary. */
  const usable = (type: InstanceTypeInfo) => {
    const [first] = cardsOf(type);
    const efa = first?.InterfaceTypes?.filter((each) => each !== 'interface') ?? [];
    return !(first?.MaximumNetworkInterfaces === 1 && efa.join() === 'efa-only');
  };
  const textOf = (type: InstanceTypeInfo) =>
    `at most ${type.NetworkInfo?.EfaInfo?.MaximumEfaInterfaces} EFAs on ${cardsOf(type)
      .map((each) => `${each.MaximumNetworkInterfaces} ${each.InterfaceTypes?.join('/')}`)
      .join(', ')}`;
  /** Sorted by card or not, the answer means the same. */
  it('every layout keeps every rule', () => {
    checkProperty(
      fc.record({
        type: arbitrary.filter(usable),
        backwards: fc.boolean(),
        layout: fc.constantFrom(...LAYOUTS),
      }),
      ({ type, layout }) => `${layout}, ${textOf(type)}`,
      ({ type, backwards, layout }) => {
        const NetworkCards = backwards ? [...cardsOf(type)].reverse() : [...cardsOf(type)];
        const answered = { ...type, NetworkInfo: { ...type.NetworkInfo, NetworkCards } };
        return brokenRules(type, cardInterfaces(answered, layout));
      },
      3000,
    );
  });
});
