/** What a template may say of reservations and placement, whatever AWS has. */

import { findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Finding } from '../model/types';
import { runsReservedOnly, namesReservation } from './reservation';

export function capacityRuleFindings(desired: Properties): readonly Finding[] {
  const { CapacityReservation: given, CapacityType, InstanceTypes } = desired;
  const named = given?.Id ?? given?.ResourceGroupArn;
  return [
    ...findingsAt('CapacityReservation', [
      given && Object.keys(given).length === 0
        ? '{} says nothing. Give it Id, ResourceGroupArn or Preference, or remove it.'
        : undefined,
      given?.Id !== undefined && given.ResourceGroupArn !== undefined
        ? `Id ${given.Id} and ResourceGroupArn ${given.ResourceGroupArn} exclude each other. Remove one.`
        : undefined,
    ]),
    // API_CapacityReservationSpecification
    ...findingsAt('CapacityReservation.Preference', [
      named !== undefined && (given?.Preference === 'open' || given?.Preference === 'none')
        ? `${given.Preference} does not go with ${named}: EC2 takes capacity-reservations-only beside it. Remove it, or what is named.`
        : undefined,
    ]),
    ...findingsAt('CapacityType', [
      CapacityType === 'SPOT' && given !== undefined
        ? `SPOT, but CapacityReservation is given${named ? ` (${named})` : ''}: spot instances run in no reservation. Remove one of the two.`
        : undefined,
      CapacityType === 'CAPACITY_BLOCK' && !namesReservation(desired)
        ? 'CAPACITY_BLOCK, but CapacityReservation names no Capacity Block. Give CapacityReservation.Id.'
        : undefined,
    ]),
    ...findingsAt('InstanceTypes', [
      runsReservedOnly(desired) && InstanceTypes.length > 1
        ? `${InstanceTypes.join(', ')}: a reservation is of one type. Name that one.`
        : undefined,
    ]),
  ];
}

export function placementRuleFindings(desired: Properties): readonly Finding[] {
  const { Placement, CapacityReservation: given } = desired;
  const { Group, GroupName } = Placement ?? {};
  return [
    ...findingsAt('Placement.Group', [
      Group === 'CREATE' && runsReservedOnly(desired)
        ? // eksctl#7949: 11 of 16 reserved nodes
          `CREATE does not go with CapacityReservation (${given?.Id ?? given?.ResourceGroupArn ?? given?.Preference}): a new group keeps reserved nodes from launching. Use AUTO, which takes the reservation's own group.`
        : undefined,
    ]),
    ...findingsAt('Placement.GroupName', [
      GroupName !== undefined && Group !== undefined && Group !== 'AUTO'
        ? `${GroupName} does not go with Placement.Group ${Group}. Remove one of the two.`
        : undefined,
    ]),
  ];
}
