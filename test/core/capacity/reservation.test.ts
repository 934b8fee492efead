import type { CapacityReservation } from '@aws-sdk/client-ec2';
import { capacityReservation } from '../../../src/core/capacity/reservation';
import { createNodegroup } from '../../../src/core/lifecycle/create/create-nodegroup';
import { createWarnings, updateWarnings } from '../../../src/core/lifecycle/warnings';
import type { Properties } from '../../../src/core/model/properties';
import { updateConfig } from '../../../src/core/scaling/update-config';
import { createMembers, thereAndBack, updateContext } from '../features';
import { create, properties, subnet, update } from '../given';
import {
  BLOCK,
  BY_GROUP,
  BY_ID,
  chosen,
  GROUP_ARN,
  observed,
  RESERVATION,
  reservation,
  reserved,
} from './reserved';

describe('the launch template says', () => {
  it.each<[string, Partial<Properties>, 'ON_DEMAND' | 'CAPACITY_BLOCK', object]>([
    ['nothing where nothing is given', {}, 'ON_DEMAND', {}],
    [
      'the target alone for one reservation',
      BY_ID,
      'ON_DEMAND',
      {
        CapacityReservationSpecification: {
          CapacityReservationTarget: { CapacityReservationId: RESERVATION },
        },
      },
    ],
    [
      'the preference that was given beside it',
      { CapacityReservation: { Id: RESERVATION, Preference: 'capacity-reservations-only' } },
      'ON_DEMAND',
      {
        CapacityReservationSpecification: {
          CapacityReservationPreference: 'capacity-reservations-only',
          CapacityReservationTarget: { CapacityReservationId: RESERVATION },
        },
      },
    ],
    [
      'that nodes never run outside a resource group',
      BY_GROUP,
      'ON_DEMAND',
      {
        CapacityReservationSpecification: {
          CapacityReservationPreference: 'capacity-reservations-only',
          CapacityReservationTarget: { CapacityReservationResourceGroupArn: GROUP_ARN },
        },
      },
    ],
    [
      'a preference alone',
      { CapacityReservation: { Preference: 'none' } },
      'ON_DEMAND',
      { CapacityReservationSpecification: { CapacityReservationPreference: 'none' } },
    ],
    [
      'market and type of a Capacity Block',
      BY_ID,
      'CAPACITY_BLOCK',
      {
        CapacityReservationSpecification: {
          CapacityReservationTarget: { CapacityReservationId: RESERVATION },
        },
        InstanceMarketOptions: { MarketType: 'capacity-block' },
        InstanceType: 'p5.48xlarge',
      },
    ],
  ])('%s, and is read back', (_name, given, capacityType, expected) => {
    const { data, back } = thereAndBack(capacityReservation, given, { capacityType });
    expect(data).toEqual(expected);
    const reservation = given.CapacityReservation;
    const preference = reservation?.ResourceGroupArn && {
      Preference: 'capacity-reservations-only',
    };
    expect(back).toEqual(
      reservation ? { CapacityReservation: { ...preference, ...reservation } } : {},
    );
  });
});

describe('CreateNodegroup of', () => {
  const TEMPLATE = { id: 'lt-1', createdVersion: 1 };
  const inputOf = (given: Partial<Properties>, reservations: readonly CapacityReservation[]) => {
    const choices = chosen(given, reserved(reservations));
    const apiCall = createNodegroup(create(given), choices, TEMPLATE, undefined);
    if (apiCall.call !== 'eks:CreateNodegroup') throw new Error(apiCall.call);
    return apiCall.input;
  };

  it('a reservation is ON_DEMAND, in its zone, with rolls that drain first', () => {
    expect(inputOf(BY_ID, [reservation()])).toMatchObject({
      capacityType: 'ON_DEMAND',
      instanceTypes: ['p5.48xlarge'],
      subnets: ['subnet-0000000a'],
      updateConfig: { maxUnavailable: 1, updateStrategy: 'MINIMAL' },
    });
  });

  it('a Capacity Block is CAPACITY_BLOCK, with one subnet and without types', () => {
    const given = { ...BY_ID, Subnets: ['subnet-0000000a', 'subnet-0000001a', 'subnet-0000000b'] };
    const facts = reserved([reservation(BLOCK)], {
      subnets: [
        subnet('a', 100),
        subnet('a', 200, { SubnetId: 'subnet-0000001a' }),
        subnet('b', 1000),
      ],
    });
    const choices = chosen(given, facts);
    const apiCall = createNodegroup(create(given), choices, TEMPLATE, undefined);
    expect(apiCall.input).toMatchObject({
      capacityType: 'CAPACITY_BLOCK',
      subnets: ['subnet-0000001a'],
      updateConfig: { updateStrategy: 'MINIMAL' },
    });
    expect(apiCall.input).not.toHaveProperty('instanceTypes');
  });

  it('SPOT is SPOT', () => {
    expect(inputOf({ CapacityType: 'SPOT' }, [])).toMatchObject({ capacityType: 'SPOT' });
  });
});

describe('UpdateStrategy', () => {
  it.each<[string, Partial<Properties>, string | undefined]>([
    ['is MINIMAL in a reservation', BY_ID, 'MINIMAL'],
    ['is MINIMAL in a resource group', BY_GROUP, 'MINIMAL'],
    [
      'is MINIMAL where only open reservations serve',
      { CapacityReservation: { Preference: 'capacity-reservations-only' } },
      'MINIMAL',
    ],
    ['is what the user says', { ...BY_ID, UpdateConfig: { UpdateStrategy: 'DEFAULT' } }, 'DEFAULT'],
    ['keeps the other numbers', { ...BY_ID, UpdateConfig: { MaxUnavailable: 3 } }, 'MINIMAL'],
    ['is EKS’s own without a reservation', {}, undefined],
    [
      'is EKS’s own where reservations do not limit the size',
      { CapacityReservation: { Preference: 'open' } },
      undefined,
    ],
  ])('%s', (_name, given, strategy) => {
    expect(createMembers(updateConfig, given).updateConfig?.updateStrategy).toBe(strategy);
  });
});

describe('a reservation of a living node group', () => {
  const only = { ResourceGroupArn: GROUP_ARN, Preference: 'capacity-reservations-only' } as const;
  const notUpdatable = (previous: Partial<Properties>, desired: Partial<Properties>) =>
    capacityReservation.notUpdatable?.(
      updateContext(update(previous, desired), {
        nodegroup: { capacityType: 'ON_DEMAND' },
        // somebody removed it from the template by hand
        data: {},
        environment: { ...reserved([reservation()]), nodeSubnets: [subnet('a')] },
      }),
    );

  it('that is only written otherwise never replaces it, whatever is live', () => {
    expect(notUpdatable(BY_GROUP, { CapacityReservation: only })).toEqual([]);
  });

  it('of the same kind as before comes back by a roll, whatever is live', () => {
    expect(notUpdatable(BY_ID, BY_GROUP)).toEqual([]);
  });

  it('that is another kind of capacity than before, and than the live one, does', () => {
    expect(notUpdatable({}, BY_GROUP)).toEqual([
      {
        path: 'CapacityReservation',
        message:
          'The nodes use On-Demand capacity, and this node group cannot switch to an On-Demand Capacity Reservation in place. CloudFormation replaces the node group.',
      },
    ]);
  });
});

describe('warns', () => {
  const warned = (given: Partial<Properties>, reservations: readonly CapacityReservation[]) => {
    const environment = observed(given, reserved(reservations));
    return createWarnings(properties(given), environment, chosen(given, environment));
  };

  it.each<[string, Partial<Properties>, readonly CapacityReservation[], string, readonly string[]]>(
    [
      ['of spot', { CapacityType: 'SPOT' }, [], 'CapacityType', ['Spot Instances', 'any time']],
      [
        'of the end of a block',
        BY_ID,
        [reservation(BLOCK)],
        'CapacityReservation.Id',
        [RESERVATION, '2026-12-24T11:30:00', '40 minutes'],
      ],
      [
        'of the end of a reservation',
        BY_GROUP,
        [reservation({ EndDate: new Date('2026-12-24T11:30:00Z') })],
        'CapacityReservation.ResourceGroupArn',
        ['2026-12-24T11:30:00', 'cannot be replaced'],
      ],
      [
        'of an open reservation, which others may take',
        BY_ID,
        [reservation({ InstanceMatchCriteria: 'open' })],
        'CapacityReservation.Id',
        ['open', 'p5.48xlarge'],
      ],
      [
        'of a maximum over a reservation',
        BY_ID,
        [reservation({ TotalInstanceCount: 4, AvailableInstanceCount: 4 })],
        'ScalingConfig.MaxSize',
        ['10 exceeds the 4 instances', RESERVATION, 'nodes over 4 find no capacity'],
      ],
      [
        'of members that are passed over',
        BY_GROUP,
        [
          reservation(),
          reservation({ CapacityReservationId: 'cr-00000002', InstanceType: 'p4d.24xlarge' }),
          reservation({
            CapacityReservationId: 'cr-00000003',
            AvailabilityZone: 'us-east-1b',
            AvailabilityZoneId: 'use1-az2',
            TotalInstanceCount: 1,
          }),
        ],
        'CapacityReservation.ResourceGroupArn',
        ['cr-00000002 reserves p4d.24xlarge', 'cr-00000003 is in us-east-1b'],
      ],
      [
        'of instances that others use',
        BY_ID,
        [reservation({ AvailableInstanceCount: 1 })],
        'CapacityReservation.Id',
        ['1 of the 10', '2 nodes'],
      ],
    ],
  )('%s', (_name, given, reservations, path, words) => {
    const warnings = warned(given, reservations);
    expect(warnings.map((warning) => warning.path)).toEqual([path]);
    for (const word of words) expect(warnings[0]?.message).toContain(word);
  });

  it('of the end of an UltraServer block, which is earlier', () => {
    const facts = reserved([reservation({ ...BLOCK, InstanceType: 'p6e-gb200.36xlarge' })]);
    const [warning] = updateWarnings(update({}, BY_ID), facts);
    expect(warning?.message).toContain('UltraServer 60 minutes before');
  });

  it('of the end of an On-Demand reservation of such a type, which is none', () => {
    const EndDate = new Date('2026-12-01T00:00:00Z');
    const facts = reserved([reservation({ InstanceType: 'trn2u.48xlarge', EndDate })]);
    const [warning] = updateWarnings(update({}, BY_ID), facts);
    expect(warning?.message).not.toContain('UltraServer');
    expect(warning?.message).toContain('a node that is lost cannot be replaced');
  });

  it('of nothing where all is well, and not of what the group’s own nodes use', () => {
    expect(warned({}, [])).toEqual([]);
    expect(warned(BY_ID, [reservation()])).toEqual([]);
    const full = reserved([reservation({ AvailableInstanceCount: 0 })]);
    expect(updateWarnings(update({}, BY_ID), full)).toEqual([]);
  });
});
