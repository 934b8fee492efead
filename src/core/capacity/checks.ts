/** Whether the reservation that is named can hold the nodes. */

import type { CapacityReservation } from '@aws-sdk/client-ec2';
import type { WarningContext } from '../feature/feature';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import { capacityTypeOf, isCapacityBlock, namesReservation } from '../model/reservation';
import { nameZone, type Zone, type ZoneConstraint } from '../model/zone';

/** States from which a reservation becomes active; any other but `active` is an end (API_CapacityReservation). */
const BEFORE_ACTIVE: readonly (string | undefined)[] = [
  'scheduled',
  'pending',
  'payment-pending',
  'assessing',
  'delayed',
];

/** What the environment shows to be wrong with the reservation that is named. */
export function reservationFindings(
  desired: Properties,
  environment: Environment,
): readonly Finding[] {
  if (!namesReservation(desired)) return [];
  const { capacityReservations: reservations = [] } = environment;
  const missing = missingFindings(desired, environment);
  if (reservations.length === 0) return missing;
  const conflicts = reservations.flatMap((one) => conflictsOf(desired, one));
  return [
    ...missing,
    ...findingsAt(reservationPath(desired), [...conflicts, mixture(reservations)]),
    ...reservedSizeFindings(desired, reservations),
  ];
}

/**
 * Members of a resource group without those that have ended, which stay in it without capacity: they are reported
 * only where no other is left.
 */
export function withoutEnded(members: Environment): Environment {
  const { capacityReservations: reservations = [] } = members;
  const serving = reservations.filter(canServeNodes);
  return serving.length === 0
    ? members
    : { capacityReservations: serving, unknownCapacityReservations: [] };
}

function canServeNodes({ State }: CapacityReservation): boolean {
  return State === 'active' || BEFORE_ACTIVE.includes(State);
}

/** The zone of the reservations, where they are all in one. */
export function reservationConstraints(
  desired: Properties,
  { capacityReservations: [first, ...others] = [] }: Environment,
): readonly ZoneConstraint[] {
  if (
    !first ||
    others.some((one) => zoneOfReservation(one).zoneId !== zoneOfReservation(first).zoneId)
  )
    return [];
  return [{ path: reservationPath(desired), source: idOf(first), ...zoneOfReservation(first) }];
}

/** Warnings about the reservations, from AWS's description of them. */
export function reservationWarnings({
  desired,
  environment: { capacityReservations: reservations = [] },
  choices,
}: WarningContext): readonly Finding[] {
  return findingsAt(reservationPath(desired), [
    ...reservations.map(endWarning),
    ...reservations.map(openWarning),
    // on Update the nodes of the group itself are among those that use it
    choices && inUseWarning(desired, reservations),
  ]);
}

function reservationPath({ CapacityReservation: given }: Properties): string {
  return given?.ResourceGroupArn
    ? 'CapacityReservation.ResourceGroupArn'
    : 'CapacityReservation.Id';
}

function idOf({ CapacityReservationId = '' }: CapacityReservation): string {
  return CapacityReservationId;
}

function zoneOfReservation({ AvailabilityZone, AvailabilityZoneId }: CapacityReservation): Zone {
  return {
    ...(AvailabilityZoneId !== undefined && { zoneId: AvailabilityZoneId }),
    ...(AvailabilityZone !== undefined && { zoneName: AvailabilityZone }),
  };
}

function missingFindings(
  desired: Properties,
  { capacityReservations: known = [], unknownCapacityReservations: unknown = [] }: Environment,
): readonly Finding[] {
  const { ResourceGroupArn: arn } = desired.CapacityReservation ?? {};
  return findingsAt(reservationPath(desired), [
    arn !== undefined && unknown.includes(arn)
      ? `Resource group ${arn} does not exist in this account and Region. Correct the ARN.`
      : arn !== undefined && known.length + unknown.length === 0
        ? `${arn} contains no Capacity Reservation. Add one to the group.`
        : undefined,
    ...unknown
      .filter((each) => each !== arn)
      .map((id) =>
        arn === undefined
          ? `Capacity Reservation ${id} does not exist in this account and Region. Correct the ID, or have the reservation shared with this account.`
          : `${arn} contains ${id}, which does not exist in this account and Region. Remove it from the group.`,
      ),
  ]);
}

/** Each names what the reservation is and what the nodes are. */
function conflictsOf(
  { InstanceTypes: [type], NodeRole, ImageId, CapacityReservation: given }: Properties,
  reservation: CapacityReservation,
): readonly (string | undefined)[] {
  const { InstanceType, State, Tenancy, InstancePlatform, OwnerId, PlacementGroupArn } =
    reservation;
  const id = idOf(reservation);
  const another = given?.Id ? 'Use another reservation' : 'Remove it from the group';
  const account = NodeRole.split(':')[4];
  return [
    InstanceType !== type
      ? `${id} reserves ${InstanceType}, but InstanceTypes lists ${type}. ${another}, or change InstanceTypes.`
      : undefined,
    !canServeNodes(reservation)
      ? `${id} is ${State}, so nothing can be launched in it. ${another}.`
      : undefined,
    Tenancy !== undefined && Tenancy !== 'default'
      ? `${id} has ${Tenancy} tenancy, but nodes have default tenancy. ${another}.`
      : undefined,
    // a custom AMI may be of any platform that EC2 bills
    !ImageId && InstancePlatform !== undefined && InstancePlatform !== 'Linux/UNIX'
      ? `${id} is for ${InstancePlatform}, but the nodes' Amazon EKS optimized AMI is Linux/UNIX. ${another}.`
      : undefined,
    // a shared placement group has no name for others, only an id, which its owner alone can read
    OwnerId !== undefined && OwnerId !== account && PlacementGroupArn
      ? `${id} is in placement group ${PlacementGroupArn} of account ${OwnerId}, which a launch template of account ${account} cannot refer to by name. ${another}.`
      : undefined,
  ];
}

/** Several zones, or several kinds; neither can be one node group. */
function mixture(reservations: readonly CapacityReservation[]): string | undefined {
  const all = (of: (one: CapacityReservation) => string) =>
    reservations.map((one) => `${idOf(one)} ${of(one)}`).join(', ');
  const kind = (one: CapacityReservation) =>
    isCapacityBlock(one) ? 'is a Capacity Block' : 'is an On-Demand Capacity Reservation';
  if (new Set(reservations.map(kind)).size > 1) {
    return `The resource group contains two kinds of reservation: ${all(kind)}. Keep only one kind.`;
  }
  if (new Set(reservations.map((one) => zoneOfReservation(one).zoneId)).size > 1) {
    return `The resource group contains reservations in several Availability Zones: ${all((one) => `is in ${nameZone(zoneOfReservation(one))}`)}. Keep only the reservations in one of them, because all nodes are in one Availability Zone.`;
  }
  return undefined;
}

function reservedSizeFindings(
  { ScalingConfig: { MinSize, MaxSize, DesiredSize = MinSize } }: Properties,
  reservations: readonly CapacityReservation[],
): readonly Finding[] {
  const active = reservations.filter(({ State }) => State === 'active');
  const coming = reservations.filter(({ State }) => BEFORE_ACTIVE.includes(State));
  if (active.length + coming.length === 0) return [];
  const ids = [...active, ...coming].map(idOf).join(', ');
  const total = instancesOf([...active, ...coming]);
  if (MaxSize > total) {
    return findingsAt('ScalingConfig.MaxSize', [
      `${MaxSize} exceeds the ${total} instances reserved by ${ids}. Lower MaxSize${coming.concat(active).some(isCapacityBlock) ? '' : ", or increase the reservation's instance count"}.`,
    ]);
  }
  if (DesiredSize <= instancesOf(active)) return [];
  return findingsAt('ScalingConfig.DesiredSize', [
    `${DesiredSize} exceeds the ${instancesOf(active)} active instances of the reservation: ${coming.map(notYet).join(', ')}. Set MinSize and DesiredSize to ${instancesOf(active)} until ${coming.map(idOf).join(' and ')} ${coming.length === 1 ? 'is' : 'are'} active.`,
  ]);
}

function notYet(reservation: CapacityReservation): string {
  const { State, StartDate } = reservation;
  return `${idOf(reservation)} is ${State}${StartDate ? ` and starts at ${StartDate.toISOString()}` : ''}`;
}

function instancesOf(reservations: readonly CapacityReservation[]): number {
  return reservations.reduce((sum, { TotalInstanceCount = 0 }) => sum + TotalInstanceCount, 0);
}

/** EC2 user guide, ec2-capacity-blocks; EKS user guide, capacity-blocks-mng; EC2 user guide, capacity-reservations-using. */
function endWarning(reservation: CapacityReservation): string | undefined {
  const { EndDate } = reservation;
  if (!EndDate) return undefined;
  const what = isCapacityBlock(reservation)
    ? 'EKS scales in the node group 40 minutes before that, and EC2 starts terminating instances 30 minutes before.'
    : 'After that, a node that is lost cannot be replaced.';
  return `${idOf(reservation)} ends at ${EndDate.toISOString()}. ${what}`;
}

function openWarning(reservation: CapacityReservation): string | undefined {
  if (reservation.InstanceMatchCriteria !== 'open') return undefined;
  return `${idOf(reservation)} is open: any launch of ${reservation.InstanceType} in its Availability Zone may use its instances before the nodes do. Use a targeted reservation to keep them for these nodes.`;
}

function inUseWarning(
  { ScalingConfig: { MinSize, DesiredSize = MinSize } }: Properties,
  reservations: readonly CapacityReservation[],
): string | undefined {
  const active = reservations.filter(({ State }) => State === 'active');
  const free = active.reduce(
    (sum, { AvailableInstanceCount = 0 }) => sum + AvailableInstanceCount,
    0,
  );
  if (active.length === 0 || free >= DesiredSize) return undefined;
  return `${free} of the ${instancesOf(active)} instances of ${active.map(idOf).join(', ')} are free for ${DesiredSize} nodes. The other nodes wait until instances are released.`;
}

/** CapacityType against the kind of the reservations. */
export function kindFindings(
  { CapacityType }: Properties,
  reservations: readonly CapacityReservation[],
): readonly Finding[] {
  if (reservations.length === 0) return [];
  if (CapacityType === undefined || CapacityType === capacityTypeOf({}, reservations)) return [];
  const other = reservations.find((one) => capacityTypeOf({}, [one]) !== CapacityType);
  if (!other) return [];
  const kind = isCapacityBlock(other) ? 'a Capacity Block' : 'an On-Demand Capacity Reservation';
  return findingsAt('CapacityType', [
    `${CapacityType} cannot be combined with ${other.CapacityReservationId}, which is ${kind}. Remove CapacityType, or use another reservation.`,
  ]);
}
