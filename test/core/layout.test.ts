/**
 * The layouts against EC2's own limits, for every EFA type of the recorded catalogue. The rules here read the
 * recorded answer by themselves and never ask the planner.
 */
import type { InstanceTypeInfo, NetworkCardInfo } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { cardInterfaces, carriesIp, isEfa } from '../../src/core/layout';
import type { InterfaceLayout } from '../../src/core/properties';
import type { CardInterface } from '../../src/core/types';
import { EFA_TYPES, typeNamed } from './given';

const LAYOUTS = ['EFA_PRIMARY', 'EFA_ALL', 'ENA_PRIMARY'] as const;

function cardsOf(type: InstanceTypeInfo): readonly NetworkCardInfo[] {
  return type.NetworkInfo?.NetworkCards ?? [];
}

function maximumEfas(type: InstanceTypeInfo): number {
  return type.NetworkInfo?.EfaInfo?.MaximumEfaInterfaces ?? 0;
}

/** Each rule of EC2 that the interfaces break, as a sentence. `takesEfa`: what is known of a card. */
function brokenRules(
  type: InstanceTypeInfo,
  interfaces: readonly CardInterface[],
  takes: (card: NetworkCardInfo, type: string) => boolean,
): readonly string[] {
  const broken: string[] = [];
  const efas = interfaces.filter(({ InterfaceType }) => InterfaceType !== 'interface');
  for (const { NetworkCardIndex, DeviceIndex, InterfaceType } of interfaces) {
    const at = `${NetworkCardIndex}/${DeviceIndex}`;
    const card = cardsOf(type).find((each) => each.NetworkCardIndex === NetworkCardIndex);
    if (!card) broken.push(`${at}: there is no such card`);
    else {
      if (!takes(card, InterfaceType)) broken.push(`${at}: the card takes no ${InterfaceType}`);
      if (DeviceIndex >= (card.MaximumNetworkInterfaces ?? 0)) broken.push(`${at}: device index`);
    }
    if (efas.filter((efa) => efa.NetworkCardIndex === NetworkCardIndex).length > 1) {
      broken.push(`${at}: two EFAs on the card`);
    }
  }
  const places = interfaces.map((each) => `${each.NetworkCardIndex}/${each.DeviceIndex}`);
  if (new Set(places).size !== places.length) broken.push('two interfaces in one place');
  const primaries = interfaces.filter(
    ({ NetworkCardIndex, DeviceIndex }) => NetworkCardIndex === 0 && DeviceIndex === 0,
  );
  if (primaries.length !== 1) broken.push(`${primaries.length} primary interfaces`);
  if (primaries.some((each) => each.InterfaceType === 'efa-only')) broken.push('efa-only primary');
  if (interfaces[0] !== primaries[0]) broken.push('the primary interface is not first');
  if (efas.length > maximumEfas(type)) broken.push(`${efas.length} EFAs`);
  const capable = cardsOf(type).filter((card) => takes(card, 'efa') || takes(card, 'efa-only'));
  const most = Math.min(maximumEfas(type), capable.length);
  if (efas.length !== most) broken.push(`${efas.length} EFAs, EC2 allows ${most}`);
  return broken;
}

function byInterfaceTypes(card: NetworkCardInfo, type: string): boolean {
  return card.InterfaceTypes?.includes(type as 'efa') ?? false;
}

describe('the recorded catalogue', () => {
  it('has the 303 EFA types of moto 5.2.5, each card with its interface types', () => {
    expect(EFA_TYPES).toHaveLength(303);
    expect(EFA_TYPES.flatMap(cardsOf).every(({ InterfaceTypes }) => InterfaceTypes)).toBe(true);
    expect(EFA_TYPES.filter((type) => cardsOf(type).length > 1)).toHaveLength(71);
  });
});

describe.each(LAYOUTS)('%s', (layout) => {
  it.each(EFA_TYPES.map((type) => [type.InstanceType, type] as const))(
    'keeps every rule of EC2 on %s',
    (_name, type) => {
      expect(brokenRules(type, cardInterfaces(type, layout), byInterfaceTypes)).toEqual([]);
    },
  );

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
function picture(interfaces: readonly CardInterface[]): string {
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

  /** domain.md 1.2: card 0 ENA alone, odd cards hold one interface, even ones two. */
  const gb = (InstanceType: string): InstanceTypeInfo => ({
    InstanceType: InstanceType as 'p5.48xlarge',
    NetworkInfo: {
      EfaSupported: true,
      EfaInfo: { MaximumEfaInterfaces: 16 },
      MaximumNetworkCards: 17,
      NetworkCards: Array.from({ length: 17 }, (_, NetworkCardIndex) => ({
        NetworkCardIndex,
        MaximumNetworkInterfaces: NetworkCardIndex % 2 === 1 ? 1 : 2,
      })),
    },
  });
  it.each(['p6e-gb200.36xlarge', 'p6e-gb300.36xlarge'])(
    '%s: no EFA on card 0, device 0 on the cards that hold one interface',
    (name) => {
      for (const layout of LAYOUTS) {
        const planned = cardInterfaces(gb(name), layout);
        const takes = (card: NetworkCardInfo, type: string) =>
          type === 'interface' || card.NetworkCardIndex !== 0;
        expect(brokenRules(gb(name), planned, takes)).toEqual([]);
        expect(planned[0]).toEqual({
          NetworkCardIndex: 0,
          DeviceIndex: 0,
          InterfaceType: 'interface',
        });
      }
    },
  );
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
    MaximumNetworkInterfaces: fc.integer({ min: 1, max: 15 }),
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
            MaximumNetworkInterfaces,
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
        expect(brokenRules(type, interfaces, byInterfaceTypes)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
