/** Capacity reservations, in the template and in EC2's description. */
import type { CapacityReservation as Ec2CapacityReservation } from '@aws-sdk/client-ec2';
import type { CapacityReservation, Properties } from './properties';
import type { CapacityType } from './property-types';

type Reserving = Pick<Properties, 'CapacityReservation'>;

/** The id of a reservation, or the ARN of a group of them. */
export function reservationOf(given: CapacityReservation | undefined): string | undefined {
  return given?.Id ?? given?.ResourceGroupArn;
}

/** Whether a reservation or a group of them is named. */
export function namesReservation({ CapacityReservation: given }: Reserving): boolean {
  return reservationOf(given) !== undefined;
}

/** Whether no node runs outside a reservation. */
export function runsReservedOnly(properties: Reserving): boolean {
  return (
    namesReservation(properties) ||
    properties.CapacityReservation?.Preference === 'capacity-reservations-only'
  );
}

export function isCapacityBlock({ ReservationType }: Ec2CapacityReservation): boolean {
  return ReservationType === 'capacity-block';
}

export function capacityTypeOf(
  { CapacityType }: Pick<Properties, 'CapacityType'>,
  reservations: readonly Ec2CapacityReservation[],
): CapacityType {
  return CapacityType ?? (reservations.some(isCapacityBlock) ? 'CAPACITY_BLOCK' : 'ON_DEMAND');
}

/** `arn:aws:ec2:REGION:ACCOUNT:placement-group/NAME` → NAME */
export function placementGroupNameOf({
  PlacementGroupArn,
}: Ec2CapacityReservation): string | undefined {
  return PlacementGroupArn?.replace(/^[^/]*\//, '');
}
