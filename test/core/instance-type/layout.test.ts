/** The layouts by name. every-type.test.ts has every type of the catalogue, any-cards.test.ts cards that no type has today. */

import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { carriesIp, isEfa } from '../../../src/core/instance-type/interface-types';
import { cardInterfaces } from '../../../src/core/instance-type/layout';
import type { NetworkInterface } from '../../../src/core/model/properties';
import type { InterfaceLayout } from '../../../src/core/model/property-types';
import { P6E_GB200, P6E_GB300R, P6E_WITHOUT_INTERFACE_TYPES } from '../documented-types';
import { EFA_TYPES, typeNamed } from '../given';
import { checkRows, unlike } from '../rows';
import { cardsOf } from './ec2-interface-rules';

const LAYOUTS = ['EFA_PRIMARY', 'EFA_ALL', 'ENA_PRIMARY'] as const;

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

/** Every recorded type in these layouts. @param wrong what is wrong with its interfaces */
function checkEveryType(
  layouts: readonly InterfaceLayout[],
  wrong: (type: InstanceTypeInfo, layout: InterfaceLayout) => readonly string[],
): void {
  const rows = EFA_TYPES.flatMap((type) => layouts.map((layout) => ({ type, layout })));
  expect(rows).toHaveLength(303 * layouts.length);
  checkRows(
    rows,
    ({ type, layout }) => `${type.InstanceType} ${layout}`,
    ({ type, layout }) => wrong(type, layout),
  );
}

it('every layout gives the same number of EFAs, so that a change of layout keeps the count label', () => {
  checkEveryType(LAYOUTS, (type, layout) =>
    unlike(
      'the number of EFAs',
      cardInterfaces(type, 'EFA_PRIMARY').filter(isEfa).length,
      cardInterfaces(type, layout).filter(isEfa).length,
    ),
  );
});

describe('the addresses that a node takes', () => {
  it('EFA_PRIMARY and ENA_PRIMARY take one address on every type', () => {
    checkEveryType(['EFA_PRIMARY', 'ENA_PRIMARY'], (type, layout) =>
      unlike('the number of addresses', 1, cardInterfaces(type, layout).filter(carriesIp).length),
    );
  });
  it('EFA_ALL takes one address for each interface on every type', () => {
    checkEveryType(['EFA_ALL'], (type, layout) =>
      unlike(
        'the number of interfaces without an address',
        0,
        cardInterfaces(type, layout).filter((each) => !carriesIp(each)).length,
      ),
    );
  });
});

/** By name (EC2 user guide, efa-acc-inst-types): EFAs, then the interfaces in each layout. */
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
  it('every type has its EFAs, and its interfaces in each layout', () => {
    expect(BY_NAME).toHaveLength(19);
    checkRows(
      BY_NAME,
      ([name]) => name,
      ([name, count, ...pictures]) =>
        LAYOUTS.flatMap((layout, at) => {
          const interfaces = cardInterfaces(typeNamed(name), layout);
          return [
            ...unlike(layout, pictures[at], picture(interfaces)),
            ...unlike(`the number of EFAs in ${layout}`, count, interfaces.filter(isEfa).length),
          ];
        }),
    );
  });
});

function withoutInterfaceTypes(type: InstanceTypeInfo): InstanceTypeInfo {
  const NetworkCards = cardsOf(type).map(({ InterfaceTypes: _types, ...card }) => card);
  return { ...type, NetworkInfo: { ...type.NetworkInfo, NetworkCards } };
}

describe('an answer without InterfaceTypes', () => {
  it('gives what the full answer gives on every type in every layout', () => {
    checkEveryType(LAYOUTS, (type, layout) =>
      unlike(
        'it',
        picture(cardInterfaces(type, layout)),
        picture(cardInterfaces(withoutInterfaceTypes(type), layout)),
      ),
    );
  });

  it('leaves the first card of a type that is not published to ENA where it has one EFA less than cards', () => {
    const published = typeNamed('p6-b300.48xlarge');
    const next = { ...withoutInterfaceTypes(published), InstanceType: 'p9.48xlarge' as never };
    for (const layout of LAYOUTS)
      expect(picture(cardInterfaces(next, layout))).toBe(
        picture(cardInterfaces(published, layout)),
      );
  });
});

/** Type, layout and interfaces. */
type Row = readonly [type: InstanceTypeInfo, layout: InterfaceLayout, interfaces: string];
function checkPictures(rows: readonly Row[]): void {
  checkRows(
    rows,
    ([{ InstanceType, NetworkInfo }, layout]) =>
      `${InstanceType} ${layout}${NetworkInfo?.NetworkCards?.[0]?.InterfaceTypes ? '' : ' without InterfaceTypes'}`,
    ([type, layout, expected]) => unlike('it', expected, picture(cardInterfaces(type, layout))),
  );
}

describe('p6e-gb200, as AWS publishes its cards', () => {
  it('has one EFA for each GPU, or one on each of its two cards, also without InterfaceTypes', () => {
    const types = [P6E_GB200, ...P6E_WITHOUT_INTERFACE_TYPES];
    expect(types).toHaveLength(3);
    checkPictures(
      types.flatMap((type): readonly Row[] => [
        [
          type,
          'EFA_PRIMARY',
          '0/0 interface, 1/0 efa-only, 5/0 efa-only, 9/0 efa-only, 13/0 efa-only',
        ],
        [
          type,
          'EFA_ALL',
          '0/0 interface, 1/0 efa-only, 3/0 efa-only, 5/0 efa-only, 7/0 efa-only, 9/0 efa-only, 11/0 efa-only, 13/0 efa-only, 15/0 efa-only',
        ],
        [
          type,
          'ENA_PRIMARY',
          '0/0 interface, 1/0 efa-only, 5/0 efa-only, 9/0 efa-only, 13/0 efa-only',
        ],
      ]),
    );
  });
  it('never more than EC2 allows', () => {
    const two = {
      ...P6E_GB200,
      NetworkInfo: { ...P6E_GB200.NetworkInfo, EfaInfo: { MaximumEfaInterfaces: 2 } },
    };
    checkPictures([[two, 'EFA_ALL', '0/0 interface, 1/0 efa-only, 3/0 efa-only']]);
  });
});

describe('cards that hold no interface', () => {
  it('are left empty', () => {
    checkPictures([
      [P6E_GB300R, 'EFA_PRIMARY', '0/0 efa'],
      [P6E_GB300R, 'EFA_ALL', '0/0 efa'],
      [P6E_GB300R, 'ENA_PRIMARY', '0/0 interface, 0/1 efa-only'],
    ]);
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
    checkPictures(LAYOUTS.map((layout) => [type, layout, '0/0 interface']));
  });
  it('of which EC2 shows no card gets none', () => {
    expect(cardInterfaces({ InstanceType: 'm5.large' }, 'EFA_PRIMARY')).toEqual([]);
  });
});
