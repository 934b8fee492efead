/** The placement group of the nodes, and whether they can be in it. */
import type { CapacityReservation, InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { isChanged, replacementFinding } from '../feature/change';
import type { CreateContext, Feature, WarningContext } from '../feature/feature';
import type { PlacementGroupChoice } from '../model/choices';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import { placementGroupNameOf, runsReservedOnly } from '../model/reservation';
import type { ZoneConstraint } from '../model/zone';

export const placementGroup: Feature = {
  properties: ['Placement.Group', 'Placement.GroupName'],
  change: 'replace',
  observesForCreate: ({ Placement }) => (Placement?.GroupName ? ['namedPlacementGroup'] : []),
  observesForUpdate: (change) =>
    isChanged(change, 'Placement.GroupName') && change.desired.Placement?.GroupName
      ? ['launchTemplate', 'securityGroup']
      : [],
  rules: placementGroupRules,
  checkCreate: placementGroupFindings,
  warnings: severalTypesWarning,
  notUpdatable: ({ desired, previous, data, record }) => {
    const { Group, GroupName } = desired.Placement ?? {};
    // unlike the others it can be another one in a launch template that was changed by hand
    const isNamed = data && isChanged({ previous, desired }, 'Placement.GroupName');
    const live = isNamed ? data.Placement?.GroupName : undefined;
    return [
      ...replacementFinding('Placement.Group', Group, record.placementGroup),
      ...replacementFinding('Placement.GroupName', GroupName, live),
      ...findingsAt('Placement.GroupName', [
        isNamed && GroupName !== undefined && live === undefined
          ? `The nodes are in no placement group and cannot be moved to ${GroupName} in place. CloudFormation replaces the node group.`
          : undefined,
      ]),
    ];
  },
  flatten: ({ record, data }) => ({
    Placement: {
      Group: record.placementGroup,
      GroupName: record.placementGroupNameGiven ? data?.Placement?.GroupName : undefined,
    },
  }),
};

/**
 * AUTO creates one wherever the type can be in one (API_PlacementGroupInfo), but for reserved nodes takes the
 * reservation's own, if it has one: a new one would keep them from their reserved places (eksctl#7949).
 */
export function choosePlacementGroup(
  desired: Properties,
  type: InstanceTypeInfo,
  { capacityReservations = [] }: Environment,
): PlacementGroupChoice {
  const { Group = 'AUTO', GroupName } = desired.Placement ?? {};
  if (GroupName !== undefined) return { kind: 'existing', name: GroupName };
  if (Group !== 'AUTO') return { kind: Group === 'CREATE' ? 'created' : 'none' };
  if (!runsReservedOnly(desired)) {
    // several types are named to find more capacity, which one cluster group of several types would take away
    const useful = supportsClusterGroup(type) && desired.InstanceTypes.length === 1;
    return { kind: useful ? 'created' : 'none' };
  }
  const [own, ...others] = [...new Set(capacityReservations.map(placementGroupNameOf))];
  return own !== undefined && others.length === 0
    ? { kind: 'existing', name: own }
    : { kind: 'none' };
}

/** The zone of the named group, where EC2 shows it. */
export function placementGroupConstraints(
  { Placement }: Properties,
  { namedPlacementGroup: named }: Environment,
): readonly ZoneConstraint[] {
  if (!named || named === 'absent' || !named.zone) return [];
  const source = `placement group ${Placement?.GroupName}`;
  return [{ path: 'Placement.GroupName', source, ...named.zone }];
}

function placementGroupRules(desired: Properties): readonly Finding[] {
  const { Placement, CapacityReservation: reservation } = desired;
  const { Group, GroupName } = Placement ?? {};
  return [
    ...findingsAt('Placement.Group', [
      Group === 'CREATE' && runsReservedOnly(desired)
        ? // eksctl#7949: 11 of 16 reserved nodes
          `CREATE cannot be combined with CapacityReservation (${reservation?.Id ?? reservation?.ResourceGroupArn ?? reservation?.Preference}): nodes in a new placement group may not get the reserved capacity. Use AUTO, which uses the reservation's own placement group.`
        : undefined,
    ]),
    ...findingsAt('Placement.GroupName', [
      GroupName !== undefined && Group !== undefined && Group !== 'AUTO'
        ? `${GroupName} cannot be combined with Placement.Group ${Group}. Remove one of the two.`
        : undefined,
    ]),
  ];
}

/**
 * EC2 user guide, placement-strategies: "You can launch multiple instance types into a cluster placement group. However, this
 * reduces the likelihood that the required capacity will be available".
 */
function severalTypesWarning({ desired, choices }: WarningContext): readonly Finding[] {
  const { InstanceTypes } = desired;
  const inGroup = choices !== undefined && choices.placementGroup.kind !== 'none';
  return findingsAt('InstanceTypes', [
    InstanceTypes.length > 1 && inGroup
      ? `${InstanceTypes.join(', ')} share one cluster placement group, which makes it less likely that EC2 has capacity for all nodes. Keep one instance type, or use Placement.Group NONE.`
      : undefined,
  ]);
}

function placementGroupFindings({
  desired,
  type,
  types,
  environment,
}: CreateContext): readonly Finding[] {
  if (!type) return [];
  const { Placement, CapacityReservation: reservation } = desired;
  const unsupported = types.find((each) => !supportsClusterGroup(each));
  const cannot =
    unsupported && `${unsupported.InstanceType} does not support cluster placement groups.`;
  const outside =
    Placement?.Group === 'NONE' && reservation?.Id
      ? (environment.capacityReservations ?? []).find(placementGroupNameOf)
      : undefined;
  const { GroupName } = Placement ?? {};
  return [
    ...findingsAt('Placement.Group', [
      Placement?.Group === 'CREATE' && cannot ? `${cannot} Use NONE or AUTO.` : undefined,
      outside &&
        `${reservation?.Id} belongs to placement group ${placementGroupNameOf(outside)}, so its nodes must run there. Use AUTO.`,
    ]),
    ...(GroupName === undefined
      ? []
      : findingsAt('Placement.GroupName', [
          cannot && `${cannot} Remove GroupName.`,
          namedGroupConflict(GroupName, environment),
          ...(environment.capacityReservations ?? []).map((one) =>
            reservedElsewhere(GroupName, one),
          ),
        ])),
  ];
}

function namedGroupConflict(
  name: string,
  { namedPlacementGroup: named }: Environment,
): string | undefined {
  if (named === undefined) return undefined;
  if (named === 'absent') {
    return `Placement group ${name} does not exist in this account and Region. Correct the name, or remove GroupName to have a new group created.`;
  }
  const { Strategy, State } = named.group;
  // EC2 user guide, placement-strategies: spread and partition keep instances on distinct hardware
  if (Strategy !== 'cluster') {
    return `${name} is a ${Strategy} placement group, which does not keep nodes close together as EFA requires. Use a cluster placement group.`;
  }
  return State === 'available'
    ? undefined
    : `Placement group ${name} is ${State}, and nodes can be launched only in an available placement group. Wait until it is available, or use another one.`;
}

function reservedElsewhere(name: string, reservation: CapacityReservation): string | undefined {
  const own = placementGroupNameOf(reservation);
  if (own === name) return undefined;
  const [where, whether] = own
    ? [`placement group ${own}`, 'do not']
    : // EC2 would try (limitations-placement-groups), but got 11 of 16 nodes so (eksctl#7949)
      ['no placement group', 'may not'];
  return `Capacity Reservation ${reservation.CapacityReservationId} is in ${where}, so nodes in ${name} ${whether} get its capacity. Remove GroupName, or use a reservation created in ${name}.`;
}

function supportsClusterGroup({ PlacementGroupInfo }: InstanceTypeInfo): boolean {
  return PlacementGroupInfo?.SupportedStrategies?.includes('cluster') ?? true;
}
