/** Efa.NetworkInterfaces: what is wrong with a list, with and without the type's cards. */

import fc from 'fast-check';
import { cardInterfaces } from '../../../src/core/instance-type/layout';
import { cardFindings } from '../../../src/core/interfaces/card-checks';
import { interfaces } from '../../../src/core/interfaces/interfaces';
import type { NetworkInterface } from '../../../src/core/model/properties';
import { P6E_GB200, P6E_GB300R } from '../documented-types';
import { EFA_TYPES, properties, typeNamed } from '../given';
import { brokenRules } from '../instance-type/ec2-interface-rules';
import { checkRows } from '../rows';

type Item = readonly [card: number, device: number, type: NetworkInterface['InterfaceType']];

function listOf(items: readonly Item[]): readonly NetworkInterface[] {
  return items.map(([NetworkCardIndex, DeviceIndex, InterfaceType]) => ({
    NetworkCardIndex,
    DeviceIndex,
    InterfaceType,
  }));
}

function findingsOf(NetworkInterfaces: readonly NetworkInterface[], types = [P6E_GB200]) {
  const desired = properties({ Efa: { NetworkInterfaces } });
  return [...(interfaces.rules?.(desired, true) ?? []), ...cardFindings(desired, types)];
}

const PRIMARY: Item = [0, 0, 'interface'];

describe('each item that does not fit is one finding at its place', () => {
  it.each<[string, readonly Item[], typeof P6E_GB200, string, string | RegExp]>([
    [
      'an efa on a card that takes efa-only',
      [PRIMARY, [1, 0, 'efa']],
      P6E_GB200,
      'Efa.NetworkInterfaces[1].InterfaceType',
      'Network card 1 of p6e-gb200.36xlarge does not support efa. Use efa-only, or another card.',
    ],
    [
      'an address on a card that takes efa-only',
      [PRIMARY, [2, 0, 'efa'], [3, 0, 'interface']],
      P6E_GB200,
      'Efa.NetworkInterfaces[2].InterfaceType',
      'Network card 3 of p6e-gb200.36xlarge does not support interface. Use efa-only, or another card.',
    ],
    [
      'device 1 on an odd card',
      [PRIMARY, [5, 1, 'efa-only']],
      P6E_GB200,
      'Efa.NetworkInterfaces[1].DeviceIndex',
      'Network card 5 of p6e-gb200.36xlarge accepts 1 interface, so DeviceIndex 1 does not exist. Use 0.',
    ],
    [
      'a card over the last',
      [PRIMARY, [17, 0, 'efa-only']],
      P6E_GB200,
      'Efa.NetworkInterfaces[1].NetworkCardIndex',
      'Network card 17 of p6e-gb200.36xlarge does not exist. Use NetworkCardIndex 0-16.',
    ],
    [
      'a card that holds nothing',
      [
        [0, 0, 'efa'],
        [1, 0, 'efa-only'],
      ],
      P6E_GB300R,
      'Efa.NetworkInterfaces[1].NetworkCardIndex',
      'Network card 1 of p6e-gb300r.36xlarge accepts no interfaces. Use NetworkCardIndex 0.',
    ],
  ])('%s', (_name, items, type, path, message) => {
    expect(findingsOf(listOf(items), [type])).toEqual([
      { path, message: typeof message === 'string' ? message : expect.stringMatching(message) },
    ]);
  });

  it('and all are found together', () => {
    const paths = findingsOf(
      listOf([
        [0, 0, 'efa-only'],
        [1, 1, 'efa-only'],
        [40, 0, 'efa'],
      ]),
    ).map(({ path }) => path);
    expect(paths).toEqual([
      'Efa.NetworkInterfaces[0].InterfaceType',
      'Efa.NetworkInterfaces[0].InterfaceType',
      'Efa.NetworkInterfaces[1].DeviceIndex',
      'Efa.NetworkInterfaces[2].NetworkCardIndex',
    ]);
  });

  it('for each of several types that it does not fit', () => {
    const list = listOf([PRIMARY, [0, 12, 'efa-only']]);
    const types = [typeNamed('c5n.18xlarge'), typeNamed('c5n.9xlarge')];
    expect(findingsOf(list, types)).toEqual([
      {
        path: 'Efa.NetworkInterfaces[1].DeviceIndex',
        message:
          'Network card 0 of c5n.9xlarge accepts 8 interfaces, so DeviceIndex 12 does not exist. Use 0 to 7.',
      },
    ]);
  });
});

describe('a list that fits', () => {
  it.each(['EFA_PRIMARY', 'EFA_ALL', 'ENA_PRIMARY'] as const)(
    'is what %s comes to on any type',
    (layout) => {
      const types = [...EFA_TYPES, P6E_GB200, P6E_GB300R];
      expect(types).toHaveLength(305);
      checkRows(
        types,
        ({ InstanceType }) => InstanceType,
        (type) =>
          findingsOf(cardInterfaces(type, layout), [type]).map(
            ({ path, message }) => `${path}: ${message}`,
          ),
      );
    },
  );

  /** What is left of EC2's rules with fewer EFAs than the type may have. */
  const broken = (type: (typeof EFA_TYPES)[number], list: readonly NetworkInterface[]) => {
    const primaryFirst = [...list].sort(
      (a, b) => a.NetworkCardIndex - b.NetworkCardIndex || a.DeviceIndex - b.DeviceIndex,
    );
    const efas = list.filter(({ InterfaceType }) => InterfaceType !== 'interface').length;
    const most = type.NetworkInfo?.EfaInfo?.MaximumEfaInterfaces ?? 0;
    return [
      ...brokenRules(type, primaryFirst).filter((rule) => !/EFAs, EC2 allows/.test(rule)),
      ...(efas > most ? ['too many EFAs'] : []),
      ...(efas === 0 ? ['no EFA'] : []),
    ];
  };

  it('is one that breaks no rule of EC2, and no other', () => {
    const item = fc.record({
      NetworkCardIndex: fc.integer({ min: 0, max: 3 }),
      DeviceIndex: fc.integer({ min: 0, max: 3 }),
      InterfaceType: fc.constantFrom('interface', 'efa', 'efa-only'),
    });
    const names = ['hpc6id.32xlarge', 'i7ie.48xlarge', 'p6-b300.48xlarge', 'p4d.24xlarge'];
    const types = fc.constantFrom(...names.map(typeNamed));
    let fitting = 0;
    fc.assert(
      fc.property(types, fc.array(item, { minLength: 1, maxLength: 4 }), (type, list) => {
        const twins = new Set(list.map((each) => JSON.stringify(each))).size < list.length;
        fc.pre(!twins);
        const fits = broken(type, list).length === 0;
        if (fits) fitting += 1;
        expect(findingsOf(list, [type]).length === 0).toBe(fits);
      }),
      { numRuns: 3000 },
    );
    expect(fitting).toBeGreaterThan(20);
  });
});
