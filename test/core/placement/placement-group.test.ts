/** Which placement group the nodes are in, and what is wrong with it. */

import type { CapacityReservation, PlacementGroup } from '@aws-sdk/client-ec2';
import { FEATURES } from '../../../src/core/features';
import { nodegroupTags } from '../../../src/core/lifecycle/create/nodegroup-tags';
import { validate } from '../../../src/core/lifecycle/validate';
import type { Choices } from '../../../src/core/model/choices';
import type { Environment, NamedPlacementGroup } from '../../../src/core/model/facts';
import type { Properties } from '../../../src/core/model/properties';
import { readRecord } from '../../../src/core/ownership/choice-record';
import {
  BY_GROUP,
  BY_ID,
  chosen,
  RESERVATION,
  refused,
  reservation,
  reserved,
} from '../capacity/reserved';
import { choices, create, environment, properties, typeNamed } from '../given';

const ARN = 'arn:aws:ec2:us-east-1:123456789012:placement-group';
const inGroup = (name: string, more: Partial<CapacityReservation> = {}) =>
  reservation({ PlacementGroupArn: `${ARN}/${name}`, ...more });
const BY_NAME: Partial<Properties> = { Placement: { GroupName: 'theirs' } };

function named(
  more: Partial<PlacementGroup> = {},
  zone?: NamedPlacementGroup['zone'],
): Partial<Environment> {
  const group = { GroupName: 'theirs', Strategy: 'cluster', State: 'available', ...more } as const;
  return { namedPlacementGroup: { group, ...(zone && { zone }) } };
}

describe('the group is', () => {
  it.each<[string, Partial<Properties>, Environment, Choices['placementGroup']]>([
    ['a new one by default', {}, environment(), { kind: 'created' }],
    [
      'none where the user says so',
      { Placement: { Group: 'NONE' } },
      environment(),
      { kind: 'none' },
    ],
    [
      'none where the type can be in none',
      { InstanceTypes: ['vt1.24xlarge'] },
      environment({ instanceTypes: [typeNamed('vt1.24xlarge')] }),
      { kind: 'none' },
    ],
    ['the one that is named', BY_NAME, environment(named()), { kind: 'existing', name: 'theirs' }],
    [
      'none beside a reservation that is in none',
      BY_ID,
      reserved([reservation()]),
      { kind: 'none' },
    ],
    ['the reservation’s own', BY_ID, reserved([inGroup('own')]), { kind: 'existing', name: 'own' }],
    [
      'the one that all reservations of a group are in',
      BY_GROUP,
      reserved([inGroup('own'), inGroup('own', { CapacityReservationId: 'cr-2' })]),
      { kind: 'existing', name: 'own' },
    ],
    [
      'none where they are in several: EC2 takes them one after the other',
      BY_GROUP,
      reserved([inGroup('own'), inGroup('other', { CapacityReservationId: 'cr-2' })]),
      { kind: 'none' },
    ],
    [
      'none where one of them is in none',
      BY_GROUP,
      reserved([inGroup('own'), reservation({ CapacityReservationId: 'cr-2' })]),
      { kind: 'none' },
    ],
    [
      'none where any open reservation serves',
      { CapacityReservation: { Preference: 'capacity-reservations-only' } },
      environment(),
      { kind: 'none' },
    ],
    [
      'a new one where reservations are a matter of chance',
      { CapacityReservation: { Preference: 'open' } },
      environment(),
      { kind: 'created' },
    ],
    [
      'the one that is named, with a reservation in it',
      { ...BY_NAME, ...BY_ID },
      reserved([inGroup('theirs')], named()),
      { kind: 'existing', name: 'theirs' },
    ],
  ])('%s', (_name, given, facts, expected) => {
    expect(chosen(given, facts).placementGroup).toEqual(expected);
  });
});

it('only a group of ours is recorded as created', () => {
  const recordOf = (given: Partial<Properties>, facts: Environment) => {
    const request = create(given);
    return readRecord(nodegroupTags(FEATURES, request, choices(request, facts)));
  };
  expect(recordOf({}, environment())).toMatchObject({
    createdPlacementGroup: true,
    placementGroupNameGiven: false,
  });
  expect(recordOf(BY_NAME, environment(named()))).toMatchObject({
    placementGroup: 'AUTO',
    createdPlacementGroup: false,
    placementGroupNameGiven: true,
  });
  expect(recordOf(BY_ID, reserved([inGroup('own')]))).toMatchObject({
    createdPlacementGroup: false,
    placementGroupNameGiven: false,
  });
});

it('the zone is that of the named group, where EC2 shows it', () => {
  const zone = { zoneId: 'use1-az1', zoneName: 'us-east-1a' };
  expect(chosen(BY_NAME, environment(named({}, zone))).zoneId).toBe('use1-az1');
  expect(chosen(BY_NAME, environment(named())).zoneId).toBe('use1-az2');
});

describe('Create refuses', () => {
  const vt1 = { instanceTypes: [typeNamed('vt1.24xlarge')] };
  it.each<[string, Partial<Properties>, Environment, string, readonly string[]]>([
    [
      'a group that does not exist',
      BY_NAME,
      environment({ namedPlacementGroup: 'absent' }),
      'Placement.GroupName',
      ['Placement group theirs does not exist', 'Correct the name'],
    ],
    ...(['spread', 'partition', 'precision-time'] as const).map(
      (Strategy): [string, Partial<Properties>, Environment, string, string[]] => [
        `a ${Strategy} group`,
        BY_NAME,
        environment(named({ Strategy: Strategy as 'spread' })),
        'Placement.GroupName',
        [
          `theirs is a ${Strategy} placement group`,
          'EFA requires',
          'Use a cluster placement group',
        ],
      ],
    ),
    [
      'a group that is being deleted',
      BY_NAME,
      environment(named({ State: 'deleting' })),
      'Placement.GroupName',
      ['theirs is deleting', 'use another'],
    ],
    [
      'a group in a zone without a subnet',
      BY_NAME,
      environment(named({}, { zoneId: 'use1-az6', zoneName: 'us-east-1f' })),
      'Placement.GroupName',
      ['us-east-1f (use1-az6)', 'theirs', 'us-east-1a (use1-az1, ', 'Add a subnet'],
    ],
    [
      'a group for a type that can be in none',
      { ...BY_NAME, InstanceTypes: ['vt1.24xlarge'] },
      environment({ ...vt1, ...named() }),
      'Placement.GroupName',
      ['vt1.24xlarge', 'Remove GroupName'],
    ],
    [
      'a new group for such a type',
      { Placement: { Group: 'CREATE' }, InstanceTypes: ['vt1.24xlarge'] },
      environment(vt1),
      'Placement.Group',
      ['vt1.24xlarge', 'NONE or AUTO'],
    ],
    [
      'a reservation outside the named group',
      { ...BY_NAME, ...BY_ID },
      reserved([reservation()], named()),
      'Placement.GroupName',
      ['theirs', RESERVATION, 'no placement group', 'Remove GroupName'],
    ],
    [
      'a reservation in another group than the named one',
      { ...BY_NAME, ...BY_ID },
      reserved([inGroup('own')], named()),
      'Placement.GroupName',
      ['theirs', RESERVATION, 'placement group own'],
    ],
    [
      'no group for a reservation that is in one',
      { ...BY_ID, Placement: { Group: 'NONE' } },
      reserved([inGroup('own')]),
      'Placement.Group',
      [RESERVATION, 'own', 'Use AUTO'],
    ],
  ])('%s', (_name, given, facts, path, words) => {
    const findings = refused(given, facts);
    expect(findings.map((finding) => finding.path)).toEqual([path]);
    for (const word of words) expect(findings[0]?.message).toContain(word);
  });
});

it.each(['CREATE', 'NONE'] as const)('a name cannot be combined with Group %s', (Group) => {
  expect(validate(properties({ Placement: { Group, GroupName: 'theirs' } }))).toEqual([
    {
      path: 'Placement.GroupName',
      message: `theirs cannot be combined with Placement.Group ${Group}. Remove one of the two.`,
    },
  ]);
  expect(validate(properties({ Placement: { Group: 'AUTO', GroupName: 'theirs' } }))).toEqual([]);
});
