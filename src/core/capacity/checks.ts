/** Whether the reservation that is named can hold the nodes. */
import type { CapacityReservation } from '@aws-sdk/client-ec2';
import type { WarningContext } from '../lifecycle/warnings';
import { findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Finding, Environment } from '../model/types';
import { nameZone, type ZoneConstraint } from '../placement/zone';
import { capacityTypeOf, isCapacityBlock, namesReservation } from './reservation';

/** States from which a reservation becomes active; any other but `active` is an end (API_CapacityReservation). */
const BEFORE_ACTIVE: readonly (string | undefined)[] = [
  'scheduled',
  'pending',
  'payment-pending',
  'assessing',
  'delayed',
];

export function capacityFindings(desired: Properties, environment: Environment): readonly Finding[] {
  if (!namesReservation(desired)) return [];
  const { capacityReservations: reservations = [] } = environment;
  const missing = missingFindings(desired, environment);
  if (reservations.length === 0) return missing;
  const conflict = reservations.flatMap((one) => conflictsOf(desired, one));
  return [
    ...missing,
    ...findingsAt(pathOf(desired), [...conflict, mixture(reservations)]),
    ...kindFindings(desired, reservations),
    ...sizeFindings(desired, reservations),
  ];
}

/**
 * Members of a resource group without those that have ended, which stay in it and serve nobody: they are told only
 * where no other is left.
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
  if (!first || others.some((one) => zoneOf(one).zoneId !== zoneOf(first).zoneId)) return [];
  return [{ path: pathOf(desired), who: idOf(first), ...zoneOf(first) }];
}

/** Will hurt, not fail: what AWS says of the reservation, and of spot. */
export function capacityWarnings({
  desired,
  environment: { capacityReservations: reservations = [] },
  choices,
}: WarningContext): readonly Finding[] {
  const spot =
    'SPOT: EC2 may take a node back at any time, and a job that runs over all nodes stops with it. Save checkpoints, or use a capacity reservation.';
  const path = pathOf(desired);
  return [
    ...findingsAt('CapacityType', [desired.CapacityType === 'SPOT' ? spot : undefined]),
    ...findingsAt(path, reservations.map(endWarning)),
    ...findingsAt(path, reservations.map(openWarning)),
    // on Update the nodes of the group itself are among those that use it
    ...findingsAt(path, [choices && inUseWarning(desired, reservations)]),
  ];
}

function pathOf({ CapacityReservation: given }: Properties): string {
  return given?.ResourceGroupArn
    ? 'CapacityReservation.ResourceGroupArn'
    : 'CapacityReservation.Id';
}

function idOf({ CapacityReservationId = '' }: CapacityReservation): string {
  return CapacityReservationId;
}

function zoneOf({ AvailabilityZone, AvailabilityZoneId }: CapacityReservation) {
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
  const ids = unknown.filter((each) => each !== arn).join(', ');
  return findingsAt(pathOf(desired), [
    arn !== undefined && unknown.includes(arn)
      ? `there is no resource group ${arn} in this account and Region. Mend the ARN.`
      : arn !== undefined && known.length + unknown.length === 0
        ? `${arn} has no capacity reservation in it. Add one.`
        : undefined,
    ids === ''
      ? undefined
      : arn === undefined
        ? `EC2 knows no capacity reservation ${ids} in this account and Region. Mend the id, or have it shared with this account.`
        : `${arn} names ${ids}, which EC2 does not know. Take it out of the group.`,
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
  const another = given?.Id ? 'Name another reservation' : 'Take it out of the group';
  const account = NodeRole.split(':')[4];
  return [
    InstanceType !== type
      ? `${id} reserves ${InstanceType}, and InstanceTypes names ${type}. ${another}, or change InstanceTypes.`
      : undefined,
    !canServeNodes(reservation)
      ? `${id} is ${State}: nothing can be launched in it. ${another}.`
      : undefined,
    Tenancy !== undefined && Tenancy !== 'default'
      ? `${id} is of ${Tenancy} tenancy, and nodes are of default tenancy. ${another}.`
      : undefined,
    // a custom AMI may be of any platform that EC2 bills
    !ImageId && InstancePlatform !== undefined && InstancePlatform !== 'Linux/UNIX'
      ? `${id} is for ${InstancePlatform}, and the AMIs of EKS nodes are Linux/UNIX. ${another}.`
      : undefined,
    // a shared placement group can't be named, only given by an id that the owner alone can look up
    OwnerId !== undefined && OwnerId !== account && PlacementGroupArn
      ? `${id} of account ${OwnerId} is in ${PlacementGroupArn} of that account, which nodes of account ${account} cannot name. ${another}.`
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
    return `${all(kind)}: a node group is bought in one way. Leave one kind in the group.`;
  }
  if (new Set(reservations.map((one) => zoneOf(one).zoneId)).size > 1) {
    return `${all((one) => `is in ${nameZone(zoneOf(one))}`)}: all nodes are in one zone. Leave the reservations of one zone in the group.`;
  }
  return undefined;
}

function kindFindings(
  { CapacityType }: Properties,
  reservations: readonly CapacityReservation[],
): readonly Finding[] {
  const fitting = capacityTypeOf({}, reservations);
  if (CapacityType === undefined || CapacityType === fitting) return [];
  const other = reservations.find((one) => capacityTypeOf({}, [one]) !== CapacityType);
  if (!other) return [];
  const kind = isCapacityBlock(other) ? 'a Capacity Block' : 'an On-Demand Capacity Reservation';
  return findingsAt('CapacityType', [
    `${CapacityType}, but ${idOf(other)} is ${kind}. Remove CapacityType, or name another reservation.`,
  ]);
}

function sizeFindings(
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
      `${MaxSize} is over the ${total} instances that ${ids} reserves. Lower it${coming.concat(active).some(isCapacityBlock) ? '' : ', or enlarge the reservation'}.`,
    ]);
  }
  if (DesiredSize <= instancesOf(active)) return [];
  return findingsAt('ScalingConfig.DesiredSize', [
    `${DesiredSize} nodes find ${instancesOf(active)} active reserved instances: ${coming.map(notYet).join(', ')}. Set MinSize and DesiredSize to ${instancesOf(active)} until then.`,
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
    ? 'EKS scales the node group in 40 minutes before, and EC2 ends what is left from 30 minutes before.'
    : 'From then on no node that is lost can be launched again.';
  return `${idOf(reservation)} ends at ${EndDate.toISOString()}. ${what}`;
}

function openWarning(reservation: CapacityReservation): string | undefined {
  if (reservation.InstanceMatchCriteria !== 'open') return undefined;
  return `${idOf(reservation)} is open: any launch of ${reservation.InstanceType} in its zone may take its instances before the nodes do. A targeted reservation is kept for those who name it.`;
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
  return `${free} of the ${instancesOf(active)} instances of ${active.map(idOf).join(', ')} are free for ${DesiredSize} nodes: the others wait until somebody gives theirs back.`;
}
