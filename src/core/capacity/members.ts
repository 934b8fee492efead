/** Which of the reservations that are named can serve the nodes, and in which zone. */

import type { CapacityReservation } from '@aws-sdk/client-ec2';
import type { Environment } from '../model/facts';
import type { Properties } from '../model/properties';
import { capacityTypeOf } from '../model/reservation';
import type { Zone, ZoneConstraint } from '../model/zone';

/** States from which a reservation becomes active; any other but `active` is an end (API_CapacityReservation). */
export const BEFORE_ACTIVE: readonly (string | undefined)[] = [
  'scheduled',
  'pending',
  'payment-pending',
  'assessing',
  'delayed',
];

/**
 * What was observed without the members of a resource group that do not fit, as EC2 passes them over: "Instances that
 * target a resource group match with any … in the group that has matching attributes and available capacity" (EC2 user
 * guide, cr-groups and cb-group). They are left in only where no other is, and are reported then. `passedOver` names
 * the others; those that have ended are not worth a word.
 */
export function fittingMembers(desired: Properties, members: Environment): Environment {
  const { capacityReservations: reservations = [] } = members;
  const { CapacityType: kind } = desired;
  const fitting = reservations.filter(
    (one) =>
      conflictsOf(desired, one).length === 0 &&
      (kind === undefined || kind === capacityTypeOf({}, [one])),
  );
  if (fitting.length === 0) return members;
  const passedOver = reservations.filter((one) => !fitting.includes(one) && canServeNodes(one));
  return { capacityReservations: fitting, unknownCapacityReservations: [], passedOver };
}

/** Those in the zone of the nodes; all of them where none is there. */
export function inZone(observed: Environment, zoneId: string | undefined): Environment {
  const { capacityReservations: reservations = [] } = observed;
  const there = reservations.filter((one) => zoneOfReservation(one).zoneId === zoneId);
  if (there.length === 0 || there.length === reservations.length) return observed;
  return { ...observed, capacityReservations: there };
}

/**
 * The zone of the reservations. Of several that have a subnet: the one that Placement names, else that with the most
 * instances, then the lowest zone id.
 */
export function reservationConstraints(
  desired: Properties,
  { capacityReservations: reservations = [], subnets }: Environment,
): readonly ZoneConstraint[] {
  const isNamed = (one: CapacityReservation) => {
    const { AvailabilityZone: name, AvailabilityZoneId: id } = desired.Placement ?? {};
    return one.AvailabilityZone === name || one.AvailabilityZoneId === id;
  };
  const hasSubnet = (one: CapacityReservation) =>
    subnets?.some(({ AvailabilityZoneId }) => AvailabilityZoneId === one.AvailabilityZoneId);
  const size = (one: CapacityReservation) =>
    instancesOf(
      reservations.filter(
        ({ AvailabilityZoneId }) => AvailabilityZoneId === one.AvailabilityZoneId,
      ),
    );
  const [best] = [...reservations].sort(
    (a, b) =>
      Number(hasSubnet(b)) - Number(hasSubnet(a)) ||
      Number(isNamed(b)) - Number(isNamed(a)) ||
      size(b) - size(a) ||
      ((a.AvailabilityZoneId ?? '') < (b.AvailabilityZoneId ?? '') ? -1 : 1),
  );
  return best
    ? [{ path: reservationPath(desired), source: idOf(best), ...zoneOfReservation(best) }]
    : [];
}

export function reservationPath({ CapacityReservation: given }: Properties): string {
  return given?.ResourceGroupArn
    ? 'CapacityReservation.ResourceGroupArn'
    : 'CapacityReservation.Id';
}

export function idOf({ CapacityReservationId = '' }: CapacityReservation): string {
  return CapacityReservationId;
}

function zoneOfReservation({ AvailabilityZone, AvailabilityZoneId }: CapacityReservation): Zone {
  return {
    ...(AvailabilityZoneId !== undefined && { zoneId: AvailabilityZoneId }),
    ...(AvailabilityZone !== undefined && { zoneName: AvailabilityZone }),
  };
}

export function instancesOf(reservations: readonly CapacityReservation[]): number {
  return reservations.reduce((sum, { TotalInstanceCount = 0 }) => sum + TotalInstanceCount, 0);
}

function canServeNodes({ State }: CapacityReservation): boolean {
  return State === 'active' || BEFORE_ACTIVE.includes(State);
}

/** Why it cannot serve the nodes; each names what the reservation is and what the nodes are. */
export function conflictsOf(
  { InstanceTypes: [type], NodeRole, ImageId, CapacityReservation: given }: Properties,
  reservation: CapacityReservation,
): readonly string[] {
  const {
    InstanceType,
    State,
    Tenancy,
    InstancePlatform,
    OwnerId,
    PlacementGroupArn,
    Interruptible,
    OutpostArn,
  } = reservation;
  const id = idOf(reservation);
  const another = given?.Id ? 'Use another reservation' : 'Remove it from the group';
  const account = NodeRole.split(':')[4];
  const conflicts = [
    InstanceType !== type
      ? `${id} reserves ${InstanceType}, but InstanceTypes lists ${type}. ${another}, or change InstanceTypes.`
      : undefined,
    !canServeNodes(reservation)
      ? `${id} is ${State}, so nothing can be launched in it. ${another}.`
      : undefined,
    Tenancy !== undefined && Tenancy !== 'default'
      ? `${id} has ${Tenancy} tenancy, but nodes have default tenancy. ${another}.`
      : undefined,
    // EKS user guide, managed-node-groups: they "can't be deployed on AWS Outposts"
    OutpostArn
      ? `${id} is on an AWS Outpost, where EKS has no managed node groups. ${another}.`
      : undefined,
    // a market type of its own, interruptible-capacity-reservation, which EKS does not offer (API_CreateNodegroup)
    Interruptible
      ? `${id} is interruptible: EC2 terminates its instances whenever their owner reclaims them, and managed node groups cannot use it. ${another}.`
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
  return conflicts.flatMap((each) => each ?? []);
}
