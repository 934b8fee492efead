/** Whether the reservation that is named can hold the nodes. */

import type { CapacityReservation } from '@aws-sdk/client-ec2';
import type { WarningContext } from '../feature/feature';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Change } from '../model/request';
import { capacityTypeOf, isCapacityBlock, namesReservation } from '../model/reservation';
import { BEFORE_ACTIVE, conflictsOf, idOf, instancesOf, inZone, reservationPath } from './members';

/** What the environment shows to be wrong with the reservation that is named. @param zoneId of the nodes */
export function reservationFindings(
  desired: Properties,
  environment: Environment,
  zoneId: string | undefined,
): readonly Finding[] {
  if (!namesReservation(desired)) return [];
  const { capacityReservations: reservations = [] } = inZone(environment, zoneId);
  const missing = missingFindings(desired, environment);
  if (reservations.length === 0) return missing;
  const conflicts = reservations.flatMap((one) => conflictsOf(desired, one));
  return [
    ...missing,
    ...findingsAt(reservationPath(desired), [...conflicts, mixture(desired, reservations)]),
    ...sizeFindings(desired, reservations),
  ];
}

/** Warnings about the reservations, from AWS's description of them. */
export function reservationWarnings({
  desired,
  environment,
  choices,
}: WarningContext): readonly Finding[] {
  const { capacityReservations: all = [], passedOver = [] } = environment;
  const { capacityReservations: reservations = [] } = inZone(environment, choices?.zoneId);
  const elsewhere = all.filter((one) => !reservations.includes(one));
  return [
    ...findingsAt(reservationPath(desired), [
      passedOverWarning(desired, passedOver, elsewhere),
      ...reservations.map(endWarning),
      ...reservations.map(openWarning),
      // on Update the nodes of the group itself are among those that use it
      choices && inUseWarning(desired, reservations),
    ]),
    ...findingsAt('ScalingConfig.MaxSize', [maximumWarning(desired, reservations)]),
  ];
}

/** Members of a resource group that no node is launched in. */
function passedOverWarning(
  desired: Properties,
  passedOver: readonly CapacityReservation[],
  elsewhere: readonly CapacityReservation[],
): string | undefined {
  const why = [
    ...passedOver.map((one) => conflictsOf(desired, one)[0] ?? `${idOf(one)} is ${kindOf(one)}.`),
    ...elsewhere.map((one) => `${idOf(one)} is in ${one.AvailabilityZone}.`),
  ].map((each) => each.replace(/[.,] .*$/, '').replace(/\.$/, ''));
  return why.length > 0
    ? `No node is launched in these members of the resource group: ${why.join('; ')}.`
    : undefined;
}

function kindOf(one: CapacityReservation): string {
  return isCapacityBlock(one) ? 'a Capacity Block' : 'an On-Demand Capacity Reservation';
}

/** Several kinds: a launch uses one of them, and nothing says which. */
function mixture(
  { CapacityType }: Properties,
  reservations: readonly CapacityReservation[],
): string | undefined {
  if (CapacityType !== undefined || new Set(reservations.map(kindOf)).size < 2) return undefined;
  const kinds = reservations.map((one) => `${idOf(one)} is ${kindOf(one)}`).join(', ');
  return `The resource group contains two kinds of reservation: ${kinds}. Keep only one kind, or set CapacityType.`;
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

/** Whether more nodes are asked for than before, where a reservation limits them. */
export function growsInReservation({ previous, desired }: Change): boolean {
  const [before = 0, after = 0] = [previous, desired].map(
    ({ ScalingConfig: { MinSize, DesiredSize = MinSize } }) => DesiredSize,
  );
  return namesReservation(desired) && after > before;
}

/** Of a living node group that gets more nodes. */
export function reservedSizeFindings(
  desired: Properties,
  environment: Environment,
): readonly Finding[] {
  const { nodeSubnets: [subnet] = [] } = environment;
  const { capacityReservations = [] } = inZone(environment, subnet?.AvailabilityZoneId);
  return sizeFindings(desired, capacityReservations);
}

/** Nodes for which there is no reserved instance. */
function sizeFindings(
  { ScalingConfig: { MinSize, DesiredSize } }: Properties,
  reservations: readonly CapacityReservation[],
): readonly Finding[] {
  const { active, coming } = byState(reservations);
  const size = DesiredSize ?? MinSize;
  const path = `ScalingConfig.${DesiredSize === undefined ? 'MinSize' : 'DesiredSize'}`;
  const [now, total] = [instancesOf(active), instancesOf([...active, ...coming])];
  if (active.length + coming.length === 0 || size <= now) return [];
  if (size > total) {
    const ids = [...active, ...coming].map(idOf).join(', ');
    return findingsAt(path, [
      `${size} exceeds the ${total} instances reserved by ${ids}. Lower it${reservations.some(isCapacityBlock) ? '' : ", or increase the reservation's instance count"}.`,
    ]);
  }
  return findingsAt(path, [
    `${size} exceeds the ${now} active instances of the reservation: ${coming.map(notYet).join(', ')}. Set MinSize and DesiredSize to ${now} until ${coming.map(idOf).join(' and ')} ${coming.length === 1 ? 'is' : 'are'} active.`,
  ]);
}

/** An autoscaler may ask for nodes that never come; the group itself is sound. */
function maximumWarning(
  { ScalingConfig: { MaxSize } }: Properties,
  reservations: readonly CapacityReservation[],
): string | undefined {
  const { active, coming } = byState(reservations);
  const all = [...active, ...coming];
  const total = instancesOf(all);
  return all.length > 0 && MaxSize > total
    ? `${MaxSize} exceeds the ${total} instances reserved by ${all.map(idOf).join(', ')}: nodes over ${total} find no capacity. Lower MaxSize, or reserve more.`
    : undefined;
}

function byState(reservations: readonly CapacityReservation[]) {
  return {
    active: reservations.filter(({ State }) => State === 'active'),
    coming: reservations.filter(({ State }) => BEFORE_ACTIVE.includes(State)),
  };
}

function notYet(reservation: CapacityReservation): string {
  const { State, StartDate } = reservation;
  return `${idOf(reservation)} is ${State}${StartDate ? ` and starts at ${StartDate.toISOString()}` : ''}`;
}

/** EC2 user guide, ec2-capacity-blocks; EKS user guide, capacity-blocks-mng; EC2 user guide, capacity-reservations-using. */
function endWarning(reservation: CapacityReservation): string | undefined {
  const { EndDate } = reservation;
  if (!EndDate) return undefined;
  const what = isUltraServer(reservation)
    ? 'EC2 starts terminating the instances of an UltraServer 60 minutes before that, earlier than EKS scales in the node group (40 minutes).'
    : isCapacityBlock(reservation)
      ? 'EKS scales in the node group 40 minutes before that, and EC2 starts terminating instances 30 minutes before.'
      : 'After that, a node that is lost cannot be replaced.';
  return `${idOf(reservation)} ends at ${EndDate.toISOString()}. ${what}`;
}

/** Capacity Blocks of these types are UltraServers (EC2 user guide, capacity-blocks-how). */
function isUltraServer(reservation: CapacityReservation): boolean {
  return isCapacityBlock(reservation) && /^(p6e-|trn\d+u\.)/.test(reservation.InstanceType ?? '');
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
  return findingsAt('CapacityType', [
    `${CapacityType} cannot be combined with ${other.CapacityReservationId}, which is ${kindOf(other)}. Remove CapacityType, or use another reservation.`,
  ]);
}
