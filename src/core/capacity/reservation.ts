/** The capacity reservation that the nodes run in. */

import type { Feature } from '../feature/feature';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import { namesReservation, reservationOf, runsReservedOnly } from '../model/reservation';
import { kindFindings, reservationFindings, reservationWarnings } from './checks';
import { reservationNotUpdatable } from './replacement';
import { reservationSection } from './section';

export const capacityReservation: Feature = {
  properties: ['CapacityReservation'],
  change: 'roll',
  canonical: ({ CapacityReservation }) => ({ CapacityReservation }),
  part: reservationSection,
  observesForCreate: (desired) => (namesReservation(desired) ? ['capacityReservations'] : []),
  observesForUpdate: ({ desired }) => [
    'nodeSubnets',
    ...(namesReservation(desired) ? (['capacityReservations'] as const) : []),
  ],
  rules: reservationRules,
  checkCreate: ({ desired, environment, choices }) =>
    reservationFindings(desired, environment, choices?.zoneId),
  checkUpdate: ({ desired, environment, nextData }) =>
    nextData
      ? [
          ...reservationFindings(desired, environment, zoneOf(environment)),
          ...kindFindings(desired, environment.capacityReservations ?? []),
        ]
      : [],
  notUpdatable: reservationNotUpdatable,
  warnings: reservationWarnings,
};

/** Of a living node group. */
function zoneOf({ nodeSubnets: [subnet] = [] }: Environment): string | undefined {
  return subnet?.AvailabilityZoneId;
}

function reservationRules(desired: Properties): readonly Finding[] {
  const { CapacityReservation: reservation, InstanceTypes } = desired;
  const named = reservationOf(reservation);
  return [
    ...findingsAt('CapacityReservation', [
      reservation && Object.keys(reservation).length === 0
        ? 'CapacityReservation is empty. Set Id, ResourceGroupArn or Preference, or remove CapacityReservation.'
        : undefined,
      reservation?.Id !== undefined && reservation.ResourceGroupArn !== undefined
        ? `Id ${reservation.Id} cannot be combined with ResourceGroupArn ${reservation.ResourceGroupArn}. Remove one of the two.`
        : undefined,
    ]),
    // API_CapacityReservationSpecification
    ...findingsAt('CapacityReservation.Preference', [
      named !== undefined &&
      (reservation?.Preference === 'open' || reservation?.Preference === 'none')
        ? `${reservation.Preference} cannot be combined with ${named}: the only preference that EC2 accepts with a reservation is capacity-reservations-only. Remove Preference or the reservation.`
        : undefined,
    ]),
    ...findingsAt('InstanceTypes', [
      runsReservedOnly(desired) && InstanceTypes.length > 1
        ? `A Capacity Reservation covers one instance type, but InstanceTypes lists ${InstanceTypes.join(', ')}. Keep only the reserved type.`
        : undefined,
    ]),
  ];
}
