/** Which other reservation a living node group cannot change to, and what its Capacity Block does not allow. */

import type { CapacityReservation, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import type { UpdateContext } from '../feature/feature';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Change } from '../model/request';
import {
  isCapacityBlock,
  namesReservation,
  placementGroupNameOf,
  runsReservedOnly,
} from '../model/reservation';
import { nameZone } from '../model/zone';
import { canonicalJson } from '../util/hash';
import { withoutUndefined } from '../util/objects';
import { expandReservation, flattenReservation } from './section';

/** In place where kind, zone and placement group stay; the type has to fit InstanceTypes, which stay as well. */
export function reservationNotUpdatable(context: UpdateContext): readonly Finding[] {
  const { desired, nodegroup, data, environment } = context;
  if (!data || isWrittenOtherwise(context)) return [];
  const { capacityReservations: reservations = [], nodeSubnets: [subnet] = [] } = environment;
  const zone = { id: subnet?.AvailabilityZoneId, name: subnet?.AvailabilityZone };
  const live = { nodegroup, data, zone };
  const why =
    kindConflict(context, live, reservations) ??
    zoneConflict(live, reservations) ??
    placementGroupConflict(desired, live, reservations);
  return findingsAt('CapacityReservation', [
    why && `${why}. CloudFormation replaces the node group.`,
  ]);
}

interface LiveCapacity {
  readonly nodegroup: Nodegroup;
  /** Of the live version. */
  readonly data: ResponseLaunchTemplateData;
  readonly zone: { readonly name: string | undefined; readonly id: string | undefined };
}

/** Whether at most the notation changed, such as a default that is written down: a live value that was set outside CloudFormation stays. */
function isWrittenOtherwise({ previous, desired }: Change): boolean {
  const [before, after] = [previous, desired].map(({ CapacityReservation: given }) =>
    canonicalJson(given ? expandReservation(given) : null),
  );
  return before === after;
}

/**
 * Whether the template asks for another kind than before, which the nodes do not have. One that somebody took out of the
 * live version by hand comes back by a roll.
 */
function kindConflict(
  { previous, desired }: Change,
  { nodegroup, data }: LiveCapacity,
  reservations: readonly CapacityReservation[],
): string | undefined {
  const given = flattenReservation(data);
  const live = given ? { CapacityReservation: given } : {};
  // of a reservation that does not exist, nothing is known that could differ
  const namedOne = namesReservation(live) || namesReservation(previous);
  if (namedOne && namesReservation(desired) && reservations.length === 0) return undefined;
  const isBlock = nodegroup.capacityType === 'CAPACITY_BLOCK';
  const [lives, before] = [live, previous].map((each) => capacityKindOf(each, isBlock));
  const now = capacityKindOf(desired, reservations.some(isCapacityBlock));
  return lives === now || before === now
    ? undefined
    : `The nodes use ${lives}, and this node group cannot switch to ${now} in place`;
}

function zoneConflict(
  { zone: { id, name } }: LiveCapacity,
  reservations: readonly CapacityReservation[],
): string | undefined {
  const [elsewhere] = reservations;
  const isHere = reservations.some(
    ({ AvailabilityZoneId: there }) => !there || !id || there === id,
  );
  if (!elsewhere || isHere) return undefined;
  const { AvailabilityZoneId, AvailabilityZone, CapacityReservationId } = elsewhere;
  const here = nameZone(withoutUndefined({ zoneId: id, zoneName: name }));
  const there = nameZone(
    withoutUndefined({ zoneId: AvailabilityZoneId, zoneName: AvailabilityZone }),
  );
  return `The nodes are in Availability Zone ${here}, but ${CapacityReservationId} is in ${there}`;
}

/** A launch that names one reservation has to be in the placement group of that one. */
function placementGroupConflict(
  desired: Properties,
  { data }: LiveCapacity,
  [one]: readonly CapacityReservation[],
): string | undefined {
  // the name of a group that is named by its id is not known
  if (!desired.CapacityReservation?.Id || !one || data.Placement?.GroupId) return undefined;
  const [here, there] = [data.Placement?.GroupName, placementGroupNameOf(one)];
  if (here === there) return undefined;
  const inGroup = (name: string | undefined) =>
    name ? `in placement group ${name}` : 'in no placement group';
  return `The nodes are ${inGroup(here)}, but ${one.CapacityReservationId} is ${inGroup(there)}`;
}

function capacityKindOf(
  properties: Pick<Properties, 'CapacityReservation'>,
  isBlock: boolean,
): string {
  if (namesReservation(properties)) {
    return isBlock ? 'a Capacity Block' : 'an On-Demand Capacity Reservation';
  }
  return runsReservedOnly(properties) ? 'any open Capacity Reservation' : 'On-Demand capacity';
}

/**
 * EKS user guide, capacity-blocks-mng: a Capacity Block is rolled while it has no nodes.
 * @param running DesiredCapacity of the Auto Scaling group, where it was observed: EKS's own number may be out of date
 */
export function isEmptyBlock(
  { capacityType, scalingConfig }: Nodegroup,
  running: number | undefined,
): boolean {
  return capacityType === 'CAPACITY_BLOCK' && (running ?? scalingConfig?.desiredSize) === 0;
}

/**
 * @param running as above
 * @param desiredSize the one that the update sets; undefined where it stays
 */
export function blockRollFinding(
  nodegroup: Nodegroup,
  running: number | undefined,
  desiredSize: number | undefined,
): Finding | undefined {
  const { capacityType, nodegroupName, scalingConfig } = nodegroup;
  const size = desiredSize ?? running ?? scalingConfig?.desiredSize ?? 0;
  const isEmpty = isEmptyBlock(nodegroup, running);
  if (capacityType !== 'CAPACITY_BLOCK' || isEmpty || size === 0) return undefined;
  return {
    path: 'ScalingConfig.DesiredSize',
    message: `${size} nodes of ${nodegroupName} run in a Capacity Block, and EKS rolls such a node group only while it has no nodes. Set MinSize and DesiredSize to 0 in this update, and set them back in the next.`,
  };
}
