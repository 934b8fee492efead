/** What the template alone shows to be wrong with a capacity reservation. */
import { validate } from '../../../src/core/lifecycle/validate';
import { properties } from '../given';
import { BY_ID, GROUP_ARN, RESERVATION } from './reserved';

describe('the template alone is refused for', () => {
  it.each<[string, object, string, readonly string[]]>([
    [
      'an empty reservation',
      { CapacityReservation: {} },
      'CapacityReservation',
      ['CapacityReservation is empty', 'Set Id, ResourceGroupArn or Preference'],
    ],
    [
      'id and group together',
      { CapacityReservation: { Id: RESERVATION, ResourceGroupArn: GROUP_ARN } },
      'CapacityReservation',
      [RESERVATION, GROUP_ARN, 'Remove one'],
    ],
    [
      'a preference that leaves the reservation',
      { CapacityReservation: { Id: RESERVATION, Preference: 'open' } },
      'CapacityReservation.Preference',
      ['open', RESERVATION, 'capacity-reservations-only'],
    ],
    [
      'the same of a group',
      { CapacityReservation: { ResourceGroupArn: GROUP_ARN, Preference: 'none' } },
      'CapacityReservation.Preference',
      ['none', GROUP_ARN],
    ],
    [
      'SPOT in a reservation',
      { ...BY_ID, CapacityType: 'SPOT' },
      'CapacityType',
      ['SPOT', RESERVATION],
    ],
    [
      'CAPACITY_BLOCK without a block',
      { CapacityType: 'CAPACITY_BLOCK' },
      'CapacityType',
      ['CAPACITY_BLOCK', 'CapacityReservation.Id'],
    ],
    [
      'several types in a reservation',
      { ...BY_ID, InstanceTypes: ['p5.48xlarge', 'p5e.48xlarge'] },
      'InstanceTypes',
      ['p5.48xlarge, p5e.48xlarge', 'one instance type'],
    ],
    [
      'a new placement group for a reservation',
      { ...BY_ID, Placement: { Group: 'CREATE' } },
      'Placement.Group',
      ['CREATE', RESERVATION, 'Use AUTO'],
    ],
  ])('%s', (_name, given, path, words) => {
    const findings = validate(properties(given));
    expect(findings.map((finding) => finding.path)).toEqual([path]);
    for (const word of words) expect(findings[0]?.message).toContain(word);
  });
});
