/** What a living node group can't take of another reservation, and what its Capacity Block can't take of a roll. */
import type { CapacityReservation, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import { findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Finding, Environment, UpdateRequest } from '../model/types';
import { canonicalJson } from '../ownership/identity';
import { groupNameOf } from '../placement/placement-group';
import { nameZone } from '../placement/zone';
import { withoutUndefined } from '../util/objects';
import {
  expandReservation,
  flattenReservation,
  isCapacityBlock,
  runsReservedOnly,
  namesReservation,
} from './reservation';

export interface LiveCapacity {
  readonly nodegroup: Nodegroup;
  /** Of the live version. */
  readonly data: ResponseLaunchTemplateData;
  readonly zone: { readonly name: string | undefined; readonly id: string | undefined };
}

/** In place where kind, zone and placement group stay; the type has to fit InstanceTypes, which stay as well. */
export function capacityNotUpdatable(
  request: UpdateRequest,
  live: LiveCapacity,
  { capacityReservations: wanted = [] }: Environment,
): readonly Finding[] {
  if (isWrittenOtherwise(request)) return [];
  const why =
    kindConflict(request.desired, live, wanted) ??
    zoneConflict(live, wanted) ??
    placementGroupConflict(request.desired, live, wanted);
  return findingsAt('CapacityReservation', [why && `${why}: the node group has to be replaced.`]);
}

/** The same in other words, a default written down for one: what is live may be of somebody's hand and stays. */
function isWrittenOtherwise({ previous, desired }: UpdateRequest): boolean {
  const [before, wanted] = [previous, desired].map(({ CapacityReservation: given }) =>
    canonicalJson(given && expandReservation(given)),
  );
  return before === wanted;
}

function kindConflict(
  desired: Properties,
  { nodegroup, data }: LiveCapacity,
  wanted: readonly CapacityReservation[],
): string | undefined {
  const given = flattenReservation(data);
  const live = given ? { CapacityReservation: given } : {};
  // of a reservation that EC2 does not know, nothing is known that could differ
  if (namesReservation(live) && namesReservation(desired) && wanted.length === 0) return undefined;
  const before = kindOf(live, nodegroup.capacityType === 'CAPACITY_BLOCK');
  const now = kindOf(desired, wanted.some(isCapacityBlock));
  return before === now ? undefined : `${before} cannot become ${now} in place`;
}

function zoneConflict(
  { zone: { id, name } }: LiveCapacity,
  wanted: readonly CapacityReservation[],
): string | undefined {
  const elsewhere = wanted.find(({ AvailabilityZoneId: there }) => there && id && there !== id);
  if (!elsewhere) return undefined;
  const { AvailabilityZoneId, AvailabilityZone, CapacityReservationId } = elsewhere;
  const here = nameZone(withoutUndefined({ zoneId: id, zoneName: name }));
  const there = nameZone(
    withoutUndefined({ zoneId: AvailabilityZoneId, zoneName: AvailabilityZone }),
  );
  return `the nodes are in ${here}, and ${CapacityReservationId} is in ${there}`;
}

/** A launch that names one reservation has to be in the placement group of that one. */
function placementGroupConflict(
  desired: Properties,
  { data }: LiveCapacity,
  [one]: readonly CapacityReservation[],
): string | undefined {
  if (!desired.CapacityReservation?.Id || !one) return undefined;
  const [here, there] = [data.Placement?.GroupName, groupNameOf(one)];
  if (here === there) return undefined;
  const inGroup = (name: string | undefined) =>
    name ? `in placement group ${name}` : 'in no placement group';
  return `the nodes are ${inGroup(here)}, and ${one.CapacityReservationId} is ${inGroup(there)}`;
}

function kindOf(properties: Pick<Properties, 'CapacityReservation'>, isBlock: boolean): string {
  if (namesReservation(properties)) {
    return isBlock ? 'a Capacity Block' : 'an On-Demand Capacity Reservation';
  }
  return runsReservedOnly(properties) ? 'whatever reservation is open' : 'On-Demand capacity';
}

/** EKS user guide, capacity-blocks-mng: a Capacity Block is rolled while it has no nodes. */
export function isEmptyBlock({ capacityType, scalingConfig }: Nodegroup): boolean {
  return capacityType === 'CAPACITY_BLOCK' && scalingConfig?.desiredSize === 0;
}

/** @param wantedSize the desired size that the update asks for; undefined where it stays */
export function blockRollFinding(
  nodegroup: Nodegroup,
  wantedSize: number | undefined,
): Finding | undefined {
  const { capacityType, nodegroupName, scalingConfig } = nodegroup;
  const size = wantedSize ?? scalingConfig?.desiredSize ?? 0;
  if (capacityType !== 'CAPACITY_BLOCK' || isEmptyBlock(nodegroup) || size === 0) return undefined;
  return {
    path: 'ScalingConfig.DesiredSize',
    message: `${size} nodes of ${nodegroupName} run in a Capacity Block, which EKS rolls only when there are none. Set MinSize and DesiredSize to 0 in this update, and back in the next.`,
  };
}
