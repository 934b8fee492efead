/** The placement group of the nodes, and whether they can be in it. */
import type { CapacityReservation, InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { runsReservedOnly } from '../capacity/reservation';
import { findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Choices, Finding, Environment } from '../model/types';
import type { ZoneConstraint } from './zone';

/**
 * AUTO makes one wherever the type can be in one (API_PlacementGroupInfo), but for reserved nodes takes the
 * reservation's own, if it has one: a new one would keep them from their reserved places (eksctl#7949).
 */
export function choosePlacementGroup(
  desired: Properties,
  type: InstanceTypeInfo,
  { capacityReservations = [] }: Environment,
): Choices['placementGroup'] {
  const { Group = 'AUTO', GroupName } = desired.Placement ?? {};
  if (GroupName !== undefined) return { groupName: GroupName };
  if (Group !== 'AUTO') return Group === 'CREATE' ? 'made' : 'none';
  if (!runsReservedOnly(desired)) {
    // several types are named to find more capacity, which one cluster group of several types would take away
    return supportsClusterGroup(type) && desired.InstanceTypes.length === 1 ? 'made' : 'none';
  }
  const [own, ...others] = [...new Set(capacityReservations.map(groupNameOf))];
  return own !== undefined && others.length === 0 ? { groupName: own } : 'none';
}

/** The zone of the named group, where EC2 tells it. */
export function placementGroupConstraints(
  { Placement }: Properties,
  { namedPlacementGroup: named }: Environment,
): readonly ZoneConstraint[] {
  if (!named || named === 'absent' || !named.zone) return [];
  const who = `placement group ${Placement?.GroupName}`;
  return [{ path: 'Placement.GroupName', who, ...named.zone }];
}

export function placementFindings(
  desired: Properties,
  type: InstanceTypeInfo,
  environment: Environment,
): readonly Finding[] {
  const { InstanceTypes, Placement, CapacityReservation: given } = desired;
  const inGroup = choosePlacementGroup(desired, type, environment) !== 'none';
  const cannot = supportsClusterGroup(type)
    ? undefined
    : `${type.InstanceType} cannot be in a cluster placement group. Use NONE or AUTO.`;
  const outside =
    Placement?.Group === 'NONE' && given?.Id
      ? (environment.capacityReservations ?? []).find(groupNameOf)
      : undefined;
  return [
    ...findingsAt('Placement.Group', [
      Placement?.Group === 'CREATE' && cannot ? `CREATE: ${cannot}` : undefined,
      outside &&
        `NONE: ${given?.Id} is in placement group ${groupNameOf(outside)}, and only nodes in that group run in it. Use AUTO.`,
    ]),
    ...(Placement?.GroupName === undefined
      ? []
      : findingsAt('Placement.GroupName', [
          cannot && `${Placement.GroupName}: ${cannot.replace('Use NONE or AUTO', 'Remove it')}`,
          namedGroupConflict(Placement.GroupName, environment),
          ...(environment.capacityReservations ?? []).map((one) =>
            reservedElsewhere(Placement.GroupName ?? '', one),
          ),
        ])),
    ...findingsAt('InstanceTypes', [
      InstanceTypes.length > 1 && inGroup
        ? `${InstanceTypes.join(', ')}: nodes in one cluster placement group are of one type. Name one, or use Placement.Group NONE or AUTO.`
        : undefined,
    ]),
  ];
}

function namedGroupConflict(
  name: string,
  { namedPlacementGroup: named }: Environment,
): string | undefined {
  if (named === undefined) return undefined;
  if (named === 'absent') {
    return `there is no placement group ${name} in this account and Region. Mend the name, or remove it and have a new one made.`;
  }
  const { Strategy, State } = named.group;
  if (Strategy !== 'cluster') {
    return `${name} has the strategy ${Strategy}, ${reasonAgainst(Strategy)} Name a group of strategy cluster.`;
  }
  return State === 'available'
    ? undefined
    : `${name} is ${State}, and nodes can only be launched in a group that is available. Name another, or wait until it is.`;
}

/** EC2 user guide, placement-strategies. */
function reasonAgainst(strategy: string | undefined): string {
  switch (strategy) {
    case 'spread':
      return 'which keeps instances on distinct hardware and takes seven in a zone: EFA wants them close together.';
    case 'partition':
      return 'which keeps partitions on distinct racks: EFA wants all nodes close together.';
    default:
      return 'which does not bring nodes close together, as EFA wants them.';
  }
}

function reservedElsewhere(name: string, reservation: CapacityReservation): string | undefined {
  const own = groupNameOf(reservation);
  if (own === name) return undefined;
  const [where, why] = own
    ? [`placement group ${own}`, `nodes in ${name} do not get its capacity`]
    : // EC2 would try (limitations-placement-groups), but got 11 of 16 nodes so (eksctl#7949)
      ['no placement group', `its places need not be near ${name}, so that nodes may never launch`];
  return `${name}, but ${reservation.CapacityReservationId} is in ${where}: ${why}. Remove it, or name a reservation that was made in ${name}.`;
}

/** `arn:aws:ec2:REGION:ACCOUNT:placement-group/NAME` */
export function groupNameOf({ PlacementGroupArn }: CapacityReservation): string | undefined {
  return PlacementGroupArn?.replace(/^[^/]*\//, '');
}

function supportsClusterGroup({ PlacementGroupInfo }: InstanceTypeInfo): boolean {
  return PlacementGroupInfo?.SupportedStrategies?.includes('cluster') ?? true;
}
