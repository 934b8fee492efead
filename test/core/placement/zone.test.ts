import type { Subnet } from '@aws-sdk/client-ec2';
import type { Placement } from '../../../src/core/model/properties';
import type { ChosenZone, ZoneConstraint } from '../../../src/core/model/zone';
import { chooseZone, placementConstraints } from '../../../src/core/placement/zone';
import { subnet } from '../given';

const a = subnet('a', 100);
const b = subnet('b', 1000);
const c = subnet('c', 1000);
const d = subnet('d', 5000);
const second = subnet('a', 950, { SubnetId: 'subnet-0000001a' });

const CHOSEN: readonly (readonly [
  string,
  readonly Subnet[],
  readonly string[],
  Placement | undefined,
  string,
  readonly string[],
  number,
])[] = [
  [
    'the only zone that offers it',
    [a, b],
    ['use1-az1'],
    undefined,
    'use1-az1',
    ['subnet-0000000a'],
    100,
  ],
  [
    'the zone with most free addresses',
    [a, b],
    ['use1-az1', 'use1-az2'],
    {},
    'use1-az2',
    ['subnet-0000000b'],
    1000,
  ],
  [
    'the lowest zone id of equals',
    [c, b],
    ['use1-az2', 'use1-az3'],
    {},
    'use1-az2',
    ['subnet-0000000b'],
    1000,
  ],
  [
    'the zone whose subnets have most together, and all of them sorted',
    [second, a, b],
    ['use1-az1', 'use1-az2'],
    {},
    'use1-az1',
    ['subnet-0000000a', 'subnet-0000001a'],
    1050,
  ],
  [
    'no zone that does not offer it, however free',
    [a, d],
    ['use1-az1'],
    {},
    'use1-az1',
    ['subnet-0000000a'],
    100,
  ],
  [
    'the zone that the property names',
    [a, b],
    ['use1-az1', 'use1-az2'],
    { AvailabilityZone: 'us-east-1a' },
    'use1-az1',
    ['subnet-0000000a'],
    100,
  ],
  [
    'the zone whose id the property names',
    [a, b],
    ['use1-az1', 'use1-az2'],
    { AvailabilityZoneId: 'use1-az1' },
    'use1-az1',
    ['subnet-0000000a'],
    100,
  ],
  [
    'a zone by its id, whatever its name in this account',
    [subnet('a', 9, { AvailabilityZone: 'us-east-1f' })],
    ['use1-az1'],
    {},
    'use1-az1',
    ['subnet-0000000a'],
    9,
  ],
  [
    'a zone without a free address, where it is the only one',
    [subnet('a', 0)],
    ['use1-az1'],
    {},
    'use1-az1',
    ['subnet-0000000a'],
    0,
  ],
];

describe('chooses', () => {
  it.each(CHOSEN)('%s', (_name, subnets, offering, placement, zoneId, subnetIds, free) => {
    const chosen = chooseZone('p5en.48xlarge', subnets, offering, placementConstraints(placement));
    expect(chosen).toMatchObject({ zoneId, subnetIds, freeAddresses: free });
  });

  it('the same zone whatever the order of the subnets and of the offerings', () => {
    const orders = [
      [a, b, c, d, second],
      [d, second, c, b, a],
      [second, d, a, c, b],
    ].map((subnets) =>
      [
        ['use1-az3', 'use1-az2'],
        ['use1-az2', 'use1-az3'],
      ].map((offering) => chooseZone('p5en.48xlarge', subnets, offering, [])),
    );
    expect(new Set(orders.flat().map((zone) => (zone as ChosenZone).zoneId))).toEqual(
      new Set(['use1-az2']),
    );
  });

  it('does not reorder what it is given', () => {
    const given = Object.freeze([d, a]) as readonly Subnet[];
    expect(() =>
      chooseZone('p5en.48xlarge', given, Object.freeze(['use1-az4', 'use1-az1']) as string[], []),
    ).not.toThrow();
  });
});

describe('refuses', () => {
  it.each([
    [
      'subnets in other zones than the offering ones, listing both sets',
      [a, second, b],
      ['use1-az3', 'use1-az4'],
      undefined,
      'Subnets',
      [
        'p5en.48xlarge',
        'use1-az3, use1-az4',
        'us-east-1a (use1-az1, subnet-0000000a, subnet-0000001a',
        'us-east-1b (use1-az2, subnet-0000000b',
        'Add a subnet',
      ],
    ],
    [
      'a type that no zone offers',
      [a],
      [],
      undefined,
      'Subnets',
      ['no Availability Zone of this Region'],
    ],
    [
      'a named zone without a subnet',
      [a, b],
      ['use1-az1'],
      { AvailabilityZone: 'us-east-1f' },
      'Placement.AvailabilityZone',
      [
        'us-east-1f',
        'us-east-1a (use1-az1, subnet-0000000a',
        'us-east-1b (use1-az2, subnet-0000000b',
      ],
    ],
    [
      'a named zone that does not offer the type, although another does',
      [a, b],
      ['use1-az1'],
      { AvailabilityZoneId: 'use1-az2' },
      'Placement.AvailabilityZoneId',
      [
        'p5en.48xlarge is offered in us-east-1a (use1-az1)',
        'us-east-1b (use1-az2, subnet-0000000b',
      ],
    ],
    [
      'a name and an id of two zones',
      [a, b],
      ['use1-az1', 'use1-az2'],
      { AvailabilityZone: 'us-east-1a', AvailabilityZoneId: 'use1-az2' },
      'Placement.AvailabilityZoneId',
      ['use1-az2', 'Placement.AvailabilityZone is us-east-1a (use1-az1)', 'Change one of the two'],
    ],
  ])('%s', (_name, subnets, offering, placement, path, texts) => {
    const finding = chooseZone('p5en.48xlarge', subnets, offering, placementConstraints(placement));
    expect(finding).toMatchObject({ path });
    for (const text of texts)
      expect(finding).toMatchObject({ message: expect.stringContaining(text) });
  });
});

describe('of several that demand a zone', () => {
  const reservation: ZoneConstraint = {
    path: 'CapacityReservation.Id',
    source: 'cr-1',
    zoneId: 'use1-az1',
    zoneName: 'us-east-1a',
  };
  const group: ZoneConstraint = {
    path: 'Placement.GroupName',
    source: 'placement group theirs',
    zoneName: 'us-east-1b',
  };
  const zones = ['use1-az1', 'use1-az2', 'use1-az3'];
  const choice = (constraints: readonly ZoneConstraint[]) =>
    chooseZone('p5en.48xlarge', [a, b], zones, constraints);

  it.each<[string, readonly ZoneConstraint[], string]>([
    ['the reservation decides, however few its free addresses', [reservation], 'use1-az1'],
    ['the placement group decides by a name alone', [group], 'use1-az2'],
    [
      'all may agree',
      [...placementConstraints({ AvailabilityZone: 'us-east-1a' }), reservation],
      'use1-az1',
    ],
  ])('%s', (_name, constraints, zoneId) => {
    expect(choice(constraints)).toMatchObject({ zoneId });
  });

  it.each<[string, readonly ZoneConstraint[], string, string]>([
    [
      'the reservation contradicts the property',
      [...placementConstraints({ AvailabilityZoneId: 'use1-az2' }), reservation],
      'CapacityReservation.Id',
      'All nodes must be in one Availability Zone, but cr-1 is in us-east-1a (use1-az1) and Placement.AvailabilityZoneId is us-east-1b (use1-az2). Change one of the two.',
    ],
    [
      'the placement group contradicts the reservation',
      [reservation, group],
      'Placement.GroupName',
      'All nodes must be in one Availability Zone, but placement group theirs is in us-east-1b and cr-1 is in us-east-1a (use1-az1). Change one of the two.',
    ],
    [
      'no subnet is in the zone of the placement group',
      [{ ...group, zoneName: 'us-east-1f' }],
      'Placement.GroupName',
      'No subnet is in us-east-1f, the Availability Zone of placement group theirs. The subnets are in us-east-1a (use1-az1, subnet-0000000a), us-east-1b (use1-az2, subnet-0000000b). Add a subnet in us-east-1f.',
    ],
  ])('%s', (_name, constraints, path, message) => {
    expect(choice(constraints)).toEqual({ path, message });
  });
});
