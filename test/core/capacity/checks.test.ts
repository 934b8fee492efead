/** What is wrong with a capacity reservation, and what is not. */
import type { CapacityReservation } from '@aws-sdk/client-ec2';
import type { Properties } from '../../../src/core/model/properties';
import {
  BLOCK,
  BY_GROUP,
  BY_ID,
  chosen,
  GROUP_ARN,
  RESERVATION,
  refused,
  reservation,
  reserved,
  SCHEDULED,
} from './reserved';

const OTHER = 'cr-00000002';
const NO_NODES = { ScalingConfig: { MinSize: 0, MaxSize: 10 } };

describe('Create refuses', () => {
  it.each<[string, Partial<Properties>, readonly CapacityReservation[], string, readonly string[]]>(
    [
      [
        'a reservation of another type',
        BY_ID,
        [reservation({ InstanceType: 'p4d.24xlarge' })],
        'CapacityReservation.Id',
        [RESERVATION, 'p4d.24xlarge', 'p5.48xlarge', 'change InstanceTypes'],
      ],
      ...(['expired', 'cancelled', 'failed', 'payment-failed', 'unsupported'] as const).map(
        (State): [string, Partial<Properties>, CapacityReservation[], string, string[]] => [
          `a reservation that is ${State}`,
          { ...BY_ID, ...NO_NODES },
          [reservation({ State })],
          'CapacityReservation.Id',
          [RESERVATION, State, 'Use another reservation'],
        ],
      ),
      [
        'a reservation that is not active yet, with its start',
        BY_ID,
        [reservation(SCHEDULED)],
        'ScalingConfig.MinSize',
        [
          '2 exceeds the 0 active instances',
          `${RESERVATION} is scheduled and starts at 2026-12-10T11:30:00`,
          'Set MinSize and DesiredSize to 0',
        ],
      ],
      [
        'a block whose payment is pending',
        BY_ID,
        [reservation({ ...BLOCK, State: 'payment-pending' })],
        'ScalingConfig.MinSize',
        ['payment-pending', 'Set MinSize and DesiredSize to 0'],
      ],
      [
        'dedicated tenancy',
        BY_ID,
        [reservation({ Tenancy: 'dedicated' })],
        'CapacityReservation.Id',
        ['dedicated', 'default'],
      ],
      [
        'another platform',
        BY_ID,
        [reservation({ InstancePlatform: 'Windows' })],
        'CapacityReservation.Id',
        ['Windows', 'Linux/UNIX'],
      ],
      [
        'a reservation in the placement group of another account',
        BY_ID,
        [
          reservation({
            OwnerId: '999999999999',
            PlacementGroupArn: 'arn:aws:ec2:us-east-1:999999999999:placement-group/theirs',
          }),
        ],
        'CapacityReservation.Id',
        ['999999999999', '123456789012', 'theirs'],
      ],
      [
        'an interruptible reservation',
        BY_ID,
        [reservation({ Interruptible: true })],
        'CapacityReservation.Id',
        [`${RESERVATION} is interruptible`, 'managed node groups cannot use it', 'Use another'],
      ],
      [
        'more nodes than are reserved',
        BY_ID,
        [reservation({ TotalInstanceCount: 1 })],
        'ScalingConfig.MinSize',
        ['2 exceeds the 1 instances', RESERVATION, 'increase the reservation'],
      ],
      [
        'a size over what is reserved, the minimum under it',
        { ...BY_ID, ScalingConfig: { MinSize: 0, MaxSize: 10, DesiredSize: 2 } },
        [reservation({ TotalInstanceCount: 1 })],
        'ScalingConfig.DesiredSize',
        ['2 exceeds the 1 instances'],
      ],
      [
        'more nodes than the members of a group hold in the zone',
        { ...BY_GROUP, ScalingConfig: { MinSize: 0, MaxSize: 10, DesiredSize: 10 } },
        [
          reservation({ TotalInstanceCount: 5 }),
          reservation({
            TotalInstanceCount: 4,
            CapacityReservationId: OTHER,
            AvailabilityZone: 'us-east-1b',
            AvailabilityZoneId: 'use1-az2',
          }),
          reservation({ InstanceType: 'p4d.24xlarge', CapacityReservationId: 'cr-00000003' }),
        ],
        'ScalingConfig.DesiredSize',
        ['10 exceeds the 5 instances', RESERVATION],
      ],
      [
        'ON_DEMAND for a Capacity Block',
        { ...BY_ID, CapacityType: 'ON_DEMAND' },
        [reservation(BLOCK)],
        'CapacityType',
        ['ON_DEMAND', RESERVATION, 'a Capacity Block', 'Remove CapacityType'],
      ],
      [
        'CAPACITY_BLOCK for an On-Demand reservation',
        { ...BY_ID, CapacityType: 'CAPACITY_BLOCK' },
        [reservation()],
        'CapacityType',
        ['CAPACITY_BLOCK', RESERVATION, 'an On-Demand Capacity Reservation'],
      ],
      [
        'a zone without a subnet',
        BY_ID,
        [reservation({ AvailabilityZone: 'us-east-1c', AvailabilityZoneId: 'use1-az3' })],
        'CapacityReservation.Id',
        ['us-east-1c (use1-az3)', RESERVATION, 'us-east-1a (use1-az1, ', 'Add a subnet'],
      ],
      [
        'another zone than Placement names',
        { ...BY_ID, Placement: { AvailabilityZone: 'us-east-1b' } },
        [reservation()],
        'CapacityReservation.Id',
        ['us-east-1a (use1-az1)', 'Placement.AvailabilityZone', 'us-east-1b (use1-az2)'],
      ],
      [
        'a group of both kinds',
        BY_GROUP,
        [reservation(), reservation({ ...BLOCK, CapacityReservationId: OTHER })],
        'CapacityReservation.ResourceGroupArn',
        [
          `${RESERVATION} is an On-Demand Capacity Reservation`,
          `${OTHER} is a Capacity Block`,
          'Keep only one kind',
        ],
      ],
      [
        'a group without a member that fits',
        BY_GROUP,
        [reservation({ InstanceType: 'p4d.24xlarge' })],
        'CapacityReservation.ResourceGroupArn',
        [RESERVATION, 'p4d.24xlarge', 'Remove it from the group'],
      ],
      [
        'a group of interruptible reservations',
        BY_GROUP,
        [reservation({ Interruptible: true })],
        'CapacityReservation.ResourceGroupArn',
        [`${RESERVATION} is interruptible`, 'Remove it from the group'],
      ],
      [
        'an empty group',
        BY_GROUP,
        [],
        'CapacityReservation.ResourceGroupArn',
        [GROUP_ARN, 'no Capacity Reservation', 'Add one'],
      ],
    ],
  )('%s', (_name, given, reservations, path, words) => {
    const findings = refused(given, reserved(reservations));
    expect(findings.map((finding) => finding.path)).toEqual([path]);
    for (const word of words) expect(findings[0]?.message).toContain(word);
  });

  it.each<[string, Partial<Properties>, readonly string[], readonly string[]]>([
    [
      'a reservation that does not exist',
      BY_ID,
      [RESERVATION],
      [RESERVATION, 'does not exist', 'Correct the ID'],
    ],
    [
      'a group that does not exist',
      BY_GROUP,
      [GROUP_ARN],
      [GROUP_ARN, 'does not exist', 'Correct the ARN'],
    ],
    [
      'a member that does not exist',
      BY_GROUP,
      [OTHER],
      [`${GROUP_ARN} contains ${OTHER}`, 'Remove it from the group'],
    ],
  ])('%s', (_name, given, unknown, words) => {
    const findings = refused(given, reserved([], { unknownCapacityReservations: unknown }));
    expect(findings).toHaveLength(1);
    for (const word of words) expect(findings[0]?.message).toContain(word);
  });

  it('a reservation that does not exist beside a type that does not exist', () => {
    const nothing = { instanceTypes: [], unknownInstanceTypes: ['p5.48xlarge'] };
    const observation = reserved([], { ...nothing, unknownCapacityReservations: [RESERVATION] });
    expect(refused(BY_ID, observation).map(({ path }) => path)).toEqual([
      'InstanceTypes',
      'CapacityReservation.Id',
    ]);
  });

  it('everything that does not fit, at once', () => {
    const bad = reservation({
      InstanceType: 'p4d.24xlarge',
      Tenancy: 'dedicated',
      TotalInstanceCount: 1,
    });
    const paths = refused({ ...BY_ID, CapacityType: 'CAPACITY_BLOCK' }, reserved([bad]));
    expect(paths.map(({ path }) => path)).toEqual([
      'CapacityType',
      'CapacityReservation.Id',
      'CapacityReservation.Id',
      'ScalingConfig.MinSize',
    ]);
  });
});

describe('Create takes', () => {
  it.each<[string, Partial<Properties>, readonly CapacityReservation[]]>([
    [
      'a scheduled block that no node is to run in yet',
      { ...BY_ID, ...NO_NODES },
      [reservation({ ...BLOCK, ...SCHEDULED })],
    ],
    [
      'a reservation all of whose instances are in use',
      BY_ID,
      [reservation({ AvailableInstanceCount: 0 })],
    ],
    [
      'a reservation of the platform that a custom AMI has',
      { ...BY_ID, ImageId: 'ami-00000001' },
      [reservation({ InstancePlatform: 'Red Hat Enterprise Linux' })],
    ],
    ['a reservation of another account', BY_ID, [reservation({ OwnerId: '999999999999' })]],
    [
      'CAPACITY_BLOCK given for a block',
      { ...BY_ID, CapacityType: 'CAPACITY_BLOCK' },
      [reservation(BLOCK)],
    ],
    [
      'a group with one that is still to come, where the active ones hold the nodes',
      BY_GROUP,
      [
        reservation({ TotalInstanceCount: 4 }),
        reservation({ ...SCHEDULED, CapacityReservationId: OTHER, TotalInstanceCount: 6 }),
      ],
    ],
    ['fewer reserved instances than the maximum', BY_ID, [reservation({ TotalInstanceCount: 4 })]],
    [
      'a group with members of other types, zones, platforms, kinds and tenancies',
      { ...BY_GROUP, CapacityType: 'ON_DEMAND' },
      [
        reservation({ CapacityReservationId: 'cr-1', InstanceType: 'p4d.24xlarge' }),
        reservation({ CapacityReservationId: 'cr-2', InstancePlatform: 'Windows' }),
        reservation({ CapacityReservationId: 'cr-3', Tenancy: 'dedicated' }),
        reservation({ CapacityReservationId: 'cr-4', Interruptible: true }),
        reservation({ CapacityReservationId: 'cr-5', ...BLOCK }),
        reservation({
          CapacityReservationId: 'cr-6',
          AvailabilityZone: 'us-east-1b',
          AvailabilityZoneId: 'use1-az2',
          TotalInstanceCount: 9,
        }),
        reservation(),
      ],
    ],
    [
      'a group of UltraServer blocks',
      { ...BY_GROUP, CapacityType: 'CAPACITY_BLOCK' },
      [reservation(BLOCK), reservation({ ...BLOCK, CapacityReservationId: OTHER })],
    ],
    [
      'a group with a larger member where no subnet is',
      BY_GROUP,
      [
        reservation({
          CapacityReservationId: OTHER,
          AvailabilityZone: 'us-east-1f',
          AvailabilityZoneId: 'use1-az6',
          TotalInstanceCount: 90,
        }),
        reservation(),
      ],
    ],
  ])('%s', (_name, given, reservations) => {
    expect(chosen(given, reserved(reservations)).zoneId).toBe('use1-az1');
  });

  it('of members in two zones those in the zone that Placement names', () => {
    const larger = reservation({
      CapacityReservationId: OTHER,
      AvailabilityZone: 'us-east-1b',
      AvailabilityZoneId: 'use1-az2',
      TotalInstanceCount: 20,
    });
    const facts = reserved([reservation(), larger]);
    expect(chosen(BY_GROUP, facts).zoneId).toBe('use1-az2');
    const placed = { ...BY_GROUP, Placement: { AvailabilityZoneId: 'use1-az1' } };
    expect(chosen(placed, facts).zoneId).toBe('use1-az1');
  });
});
