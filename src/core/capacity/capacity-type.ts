/** How the nodes are bought: On-Demand, Spot, or in a Capacity Block. */

import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { replacementFinding } from '../feature/change';
import type { Feature } from '../feature/feature';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import type { CapacityType } from '../model/property-types';
import { namesReservation, reservationOf } from '../model/reservation';
import { kindFindings } from './checks';

export const capacityType: Feature = {
  properties: ['CapacityType'],
  change: 'replace',
  rules: capacityTypeRules,
  checkCreate: ({ desired, types, environment: { capacityReservations = [] } }) => [
    ...kindFindings(desired, capacityReservations),
    ...types.flatMap((type) => usageClassFindings(desired, type)),
  ],
  notUpdatable: ({ desired, nodegroup }) =>
    replacementFinding('CapacityType', desired.CapacityType, nodegroup.capacityType),
  warnings: ({ desired }) =>
    findingsAt('CapacityType', [
      desired.CapacityType === 'SPOT'
        ? 'EC2 can interrupt Spot Instances at any time, and a job that runs on all nodes stops when one of them is lost. Save checkpoints, or use a Capacity Reservation.'
        : undefined,
    ]),
  expand: (_desired, choices) => ({ capacityType: choices.capacityType }),
  flatten: ({ nodegroup }) => ({ CapacityType: nodegroup.capacityType as CapacityType }),
};

function capacityTypeRules(desired: Properties): readonly Finding[] {
  const { CapacityType, CapacityReservation: reservation } = desired;
  const named = reservationOf(reservation);
  return findingsAt('CapacityType', [
    CapacityType === 'SPOT' && reservation !== undefined
      ? `SPOT cannot be combined with CapacityReservation${named ? ` (${named})` : ''}, because Spot Instances do not run in reservations. Remove one of the two.`
      : undefined,
    CapacityType === 'CAPACITY_BLOCK' && !namesReservation(desired)
      ? 'CAPACITY_BLOCK requires a Capacity Block, but CapacityReservation does not specify one. Set CapacityReservation.Id.'
      : undefined,
  ]);
}

/**
 * API_InstanceTypeInfo, SupportedUsageClasses: "Indicates whether the instance type is offered for spot, On-Demand, or
 * Capacity Blocks". A reservation that is named was sold, whatever the type's description says.
 */
function usageClassFindings(
  desired: Properties,
  { InstanceType, SupportedUsageClasses: offered = [] }: InstanceTypeInfo,
): readonly Finding[] {
  const isSpot = desired.CapacityType === 'SPOT';
  if (offered.length === 0 || offered.includes(isSpot ? 'spot' : 'on-demand')) return [];
  return findingsAt('CapacityType', [
    isSpot
      ? `EC2 does not offer ${InstanceType} as Spot Instances. Remove SPOT, or use another instance type.`
      : undefined,
    !isSpot && !namesReservation(desired)
      ? `EC2 does not offer ${InstanceType} as On-Demand Instances, which is the default. Set CapacityReservation.Id to a reservation of it, or use another instance type.`
      : undefined,
  ]);
}
