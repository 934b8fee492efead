/** The layouts by name, and for cards that no type has today. every-type.test.ts has every type of the catalogue. */

import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { cardInterfaces, carriesIp, isEfa } from '../../../src/core/instance-type/layout';
import type { NetworkInterface } from '../../../src/core/model/properties';
import type { InterfaceLayout } from '../../../src/core/model/property-types';
import { P6E_GB200, P6E_GB300R, P6E_WITHOUT_INTERFACE_TYPES } from '../documented-types';
import { EFA_TYPES, typeNamed } from '../given';
import { brokenRules, cardsOf } from './ec2-interface-rules';

const LAYOUTS = ['EFA_PRIMARY', 'EFA_ALL', 'ENA_PRIMARY'] as const;

describe.each(LAYOUTS)('%s', (layout) => {
  it('gives the same number of EFAs as the other layouts, so that a change of layout keeps the count label', () => {
    const differing = EFA_TYPES.filter(
      (type) =>
        cardInterfaces(type, layout).filter(isEfa).length !==
        cardInterfaces(type, 'EFA_PRIMARY').filter(isEfa).length,
    );
    expect(differing).toEqual([]);
  });
});

describe('the addresses that a node takes', () => {
  it.each([['EFA_PRIMARY'], ['ENA_PRIMARY']] as const)(
    '%s takes one address on every type',
    (layout) => {
      const several = EFA_TYPES.filter(
        (type) => cardInterfaces(type, layout).filter(carriesIp).length !== 1,
      );
      expect(several).toEqual([]);
    },
  );
  it('EFA_ALL takes one address for each interface on every type', () => {
    const without = EFA_TYPES.filter((type) => !cardInterfaces(type, 'EFA_ALL').every(carriesIp));
    expect(without).toEqual([]);
  });
});

/** `card/device type`, runs of cards that are alike folded: `1-31/1 efa-only`. */
function picture(interfaces: readonly NetworkInterface[]): string {
  const runs: { from: number; to: number; rest: string }[] = [];
  for (const { NetworkCardIndex: card, DeviceIndex, InterfaceType } of interfaces) {
    const rest = `/${DeviceIndex} ${InterfaceType}`;
    const last = runs.at(-1);
    if (last && last.rest === rest && last.to === card - 1) last.to = card;
    else runs.push({ from: card, to: card, rest });
  }
  return runs
    .map(({ from, to, rest }) => (from === to ? `${from}${rest}` : `${from}-${to}${rest}`))
    .join(', ');
}

/** domain.md 1.2 and 1.5, by name: EFAs, then the interfaces in each layout. */
const BY_NAME: readonly (readonly [string, number, string, string, string])[] = [
  [
    'p5.48xlarge',
    32,
    '0/0 efa, 1-31/1 efa-only',
    '0/0 efa, 1-31/1 efa',
    '0/0 interface, 0/1 efa-only, 1-31/0 efa-only',
  ],
  [
    'p5e.48xlarge',
    32,
    '0/0 efa, 1-31/1 efa-only',
    '0/0 efa, 1-31/1 efa',
    '0/0 interface, 0/1 efa-only, 1-31/0 efa-only',
  ],
  [
    'p5en.48xlarge',
    16,
    '0/0 efa, 1-15/1 efa-only',
    '0/0 efa, 1-15/1 efa',
    '0/0 interface, 0/1 efa-only, 1-15/0 efa-only',
  ],
  [
    'p6-b200.48xlarge',
    8,
    '0/0 efa, 1-7/1 efa-only',
    '0/0 efa, 1-7/1 efa',
    '0/0 interface, 0/1 efa-only, 1-7/0 efa-only',
  ],
  [
    'p6-b300.48xlarge',
    16,
    '0/0 interface, 1-16/1 efa-only',
    '0/0 interface, 1-16/1 efa',
    '0/0 interface, 1-16/0 efa-only',
  ],
  [
    'trn1.32xlarge',
    8,
    '0/0 efa, 1-7/1 efa-only',
    '0/0 efa, 1-7/1 efa',
    '0/0 interface, 0/1 efa-only, 1-7/0 efa-only',
  ],
  [
    'trn1n.32xlarge',
    16,
    '0/0 efa, 1-15/1 efa-only',
    '0/0 efa, 1-15/1 efa',
    '0/0 interface, 0/1 efa-only, 1-15/0 efa-only',
  ],
  [
    'trn2.48xlarge',
    16,
    '0/0 efa, 1-15/1 efa-only',
    '0/0 efa, 1-15/1 efa',
    '0/0 interface, 0/1 efa-only, 1-15/0 efa-only',
  ],
  [
    'p4d.24xlarge',
    4,
    '0/0 efa, 1-3/1 efa-only',
    '0/0 efa, 1-3/1 efa',
    '0/0 interface, 0/1 efa-only, 1-3/0 efa-only',
  ],
  [
    'hpc7a.96xlarge',
    2,
    '0/0 efa, 1/1 efa-only',
    '0/0 efa, 1/1 efa',
    '0/0 interface, 0/1 efa-only, 1/0 efa-only',
  ],
  // one interface a card: device 0 everywhere, and the primary is the EFA in every layout
  ['hpc6id.32xlarge', 2, '0/0 efa, 1/0 efa-only', '0-1/0 efa', '0/0 efa, 1/0 efa-only'],
  // two cards that take EFA, one EFA in all
  ['i7ie.48xlarge', 1, '0/0 efa', '0/0 efa', '0/0 interface, 0/1 efa-only'],
  ['i7ie.metal-48xl', 1, '0/0 efa', '0/0 efa', '0/0 interface, 0/1 efa-only'],
  ['i8ge.48xlarge', 1, '0/0 efa', '0/0 efa', '0/0 interface, 0/1 efa-only'],
  ['i8ge.metal-48xl', 1, '0/0 efa', '0/0 efa', '0/0 interface, 0/1 efa-only'],
  ['hpc6a.48xlarge', 1, '0/0 efa', '0/0 efa', '0/0 interface, 0/1 efa-only'],
  ['hpc7g.16xlarge', 1, '0/0 efa', '0/0 efa', '0/0 interface, 0/1 efa-only'],
  ['c7gn.16xlarge', 1, '0/0 efa', '0/0 efa', '0/0 interface, 0/1 efa-only'],
  ['c5n.18xlarge', 1, '0/0 efa', '0/0 efa', '0/0 interface, 0/1 efa-only'],
];

describe('by name', () => {
  it.each(BY_NAME)('%s has %d EFAs', (name, count, ...pictures) => {
    const planned = LAYOUTS.map((layout) => cardInterfaces(typeNamed(name), layout));
    expect(planned.map(picture)).toEqual(pictures);
    expect(planned.map((interfaces) => interfaces.filter(isEfa).length)).toEqual(
      Array(3).fill(count),
    );
  });
});

function withoutInterfaceTypes(type: InstanceTypeInfo): InstanceTypeInfo {
  const NetworkCards = cardsOf(type).map(({ InterfaceTypes: _types, ...card }) => card);
  return { ...type, NetworkInfo: { ...type.NetworkInfo, NetworkCards } };
}

describe('an answer without InterfaceTypes', () => {
  it.each(LAYOUTS)('gives what the full answer gives on every type: %s', (layout) => {
    const differing = EFA_TYPES.filter(
      (type) =>
        picture(cardInterfaces(withoutInterfaceTypes(type), layout)) !==
        picture(cardInterfaces(type, layout)),
    );
    expect(differing).toEqual([]);
  });
});

describe('p6e-gb200, as AWS publishes its cards', () => {
  const pictures = {
    EFA_PRIMARY: '0/0 interface, 1/0 efa-only, 5/0 efa-only, 9/0 efa-only, 13/0 efa-only',
    EFA_ALL:
      '0/0 interface, 1/0 efa-only, 3/0 efa-only, 5/0 efa-only, 7/0 efa-only, 9/0 efa-only, 11/0 efa-only, 13/0 efa-only, 15/0 efa-only',
    ENA_PRIMARY: '0/0 interface, 1/0 efa-only, 5/0 efa-only, 9/0 efa-only, 13/0 efa-only',
  };
  it.each(LAYOUTS)('%s: one EFA for each GPU, or one on each of its two cards', (layout) => {
    expect(picture(cardInterfaces(P6E_GB200, layout))).toBe(pictures[layout]);
  });
  it.each(P6E_WITHOUT_INTERFACE_TYPES)(
    '$InstanceType: the same where EC2 sends no InterfaceTypes',
    (type) => {
      for (const layout of LAYOUTS) {
        expect(picture(cardInterfaces(type, layout))).toBe(pictures[layout]);
      }
    },
  );
  it('never more than EC2 allows', () => {
    const two = {
      ...P6E_GB200,
      NetworkInfo: { ...P6E_GB200.NetworkInfo, EfaInfo: { MaximumEfaInterfaces: 2 } },
    };
    expect(picture(cardInterfaces(two, 'EFA_ALL'))).toBe(
      '0/0 interface, 1/0 efa-only, 3/0 efa-only',
    );
  });
});

describe('cards that hold no interface', () => {
  it.each([
    ['EFA_PRIMARY', '0/0 efa'],
    ['EFA_ALL', '0/0 efa'],
    ['ENA_PRIMARY', '0/0 interface, 0/1 efa-only'],
  ] as const)('%s leaves them empty', (layout, expected) => {
    expect(picture(cardInterfaces(P6E_GB300R, layout))).toBe(expected);
  });
});

describe('a type without EFA', () => {
  const plain = (InterfaceTypes?: ['interface']): InstanceTypeInfo => ({
    InstanceType: 'm5.large',
    NetworkInfo: {
      EfaSupported: false,
      NetworkCards: [
        {
          NetworkCardIndex: 0,
          MaximumNetworkInterfaces: 3,
          ...(InterfaceTypes && { InterfaceTypes }),
        },
      ],
    },
  });
  it.each([
    ['whose card says so', plain(['interface'])],
    ['whose card says nothing', plain()],
  ])('%s gets one plain interface in every layout', (_name, type) => {
    for (const layout of LAYOUTS) {
      expect(picture(cardInterfaces(type, layout))).toBe('0/0 interface');
    }
  });
  it('of which EC2 tells no card gets none', () => {
    expect(cardInterfaces({ InstanceType: 'm5.large' }, 'EFA_PRIMARY')).toEqual([]);
  });
});

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
  /** Sorted by card or not, the answer means the same. */
  it.each(LAYOUTS)('%s keeps every rule', (layout) => {
    fc.assert(
      fc.property(arbitrary.filter(usable), fc.boolean(), (type, backwards) => {
        const NetworkCards = backwards ? [...cardsOf(type)].reverse() : cardsOf(type);
        const answered = { ...type, NetworkInfo: { ...type.NetworkInfo, NetworkCards } };
        const interfaces = cardInterfaces(answered as InstanceTypeInfo, layout as InterfaceLayout);
        expect(brokenRules(type, interfaces)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
