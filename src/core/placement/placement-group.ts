/** The placement group of the nodes, and whether they can be in it. */
import type { CapacityReservation, InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { isChanged, replacementFinding } from '../feature/change';
import type { CreateContext, Feature, UpdateContext, WarningContext } from '../feature/feature';
import type { NamedGroup, PlacementGroupChoice } from '../model/choices';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import { placementGroupNameOf, runsReservedOnly } from '../model/reservation';
import type { ZoneConstraint } from '../model/zone';

export const placementGroup: Feature = {
  properties: ['Placement.Group', 'Placement.GroupName', 'Placement.GroupId'],
  change: 'replace',
  observesForCreate: (desired) => (namedGroupOf(desired) ? ['namedPlacementGroup'] : []),
  observesForUpdate: (change) =>
    NAMES.some(
      (name) =>
        isChanged(change, `Placement.${name}`) && change.desired.Placement?.[name] !== undefined,
    )
      ? ['launchTemplate', 'securityGroup']
      : [],
  rules: placementGroupRules,
  checkCreate: placementGroupFindings,
  warnings: severalTypesWarning,
  notUpdatable: (context) => [
    ...replacementFinding(
      'Placement.Group',
      context.desired.Placement?.Group,
      context.record.placementGroup,
    ),
    ...NAMES.flatMap((name) => anotherGroupFindings(context, name)),
  ],
  flatten: ({ record, data }) => ({
    Placement: {
      Group: record.placementGroup,
      GroupName: record.placementGroupNameGiven ? data?.Placement?.GroupName : undefined,
      GroupId: record.placementGroupIdGiven ? data?.Placement?.GroupId : undefined,
    },
  }),
};

const NAMES = ['GroupName', 'GroupId'] as const;
type Name = (typeof NAMES)[number];

/** What Placement names; undefined where it names none. */
export function namedGroupOf({ Placement }: Pick<Properties, 'Placement'>): NamedGroup | undefined {
  const { GroupName: name, GroupId: id } = Placement ?? {};
  if (id !== undefined) return { id };
  return name === undefined ? undefined : { name };
}

/** Unlike the other choices it can be another one in a launch template that was changed by hand. */
function anotherGroupFindings(
  { desired, previous, data }: UpdateContext,
  name: Name,
): readonly Finding[] {
  const path = `Placement.${name}` as const;
  const given = desired.Placement?.[name];
  if (!data || given === undefined || !isChanged({ previous, desired }, path)) return [];
  const live = data.Placement?.[name];
  if (live !== undefined) return replacementFinding(path, given, live);
  const other = data.Placement?.GroupName ?? data.Placement?.GroupId;
  return findingsAt(path, [
    `The nodes are in ${other ? `placement group ${other}` : 'no placement group'} and cannot be moved to ${given} in place. CloudFormation replaces the node group.`,
  ]);
}

/**
 * AUTO creates one wherever the type can be in one (API_PlacementGroupInfo), but for reserved nodes takes the
 * reservation's own, if it has one: a new one would keep them from their reserved places (eksctl#7949).
 */
export function choosePlacementGroup(
  desired: Properties,
  type: InstanceTypeInfo,
  { capacityReservations = [] }: Environment,
): PlacementGroupChoice {
  const { Group = 'AUTO' } = desired.Placement ?? {};
  const given = namedGroupOf(desired);
  if (given) return { kind: 'existing', ...given };
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
  const [name] = NAMES.filter((each) => Placement?.[each] !== undefined);
  if (!name) return [];
  const source = `placement group ${Placement?.[name]}`;
  return [{ path: `Placement.${name}`, source, ...named.zone }];
}

function placementGroupRules(desired: Properties): readonly Finding[] {
  const { Placement, CapacityReservation: reservation } = desired;
  const { Group, GroupName, GroupId } = Placement ?? {};
  const isOwn = Group !== undefined && Group !== 'AUTO';
  return [
    ...findingsAt('Placement.Group', [
      Group === 'CREATE' && runsReservedOnly(desired)
        ? // eksctl#7949: 11 of 16 reserved nodes
          `CREATE cannot be combined with CapacityReservation (${reservation?.Id ?? reservation?.ResourceGroupArn ?? reservation?.Preference}): nodes in a new placement group may not get the reserved capacity. Use AUTO, which uses the reservation's own placement group.`
        : undefined,
    ]),
    ...NAMES.flatMap((name) =>
      findingsAt(`Placement.${name}`, [
        isOwn && Placement?.[name] !== undefined
          ? `${Placement[name]} cannot be combined with Placement.Group ${Group}. Remove one of the two.`
          : undefined,
      ]),
    ),
    // API_Placement: "you can specify GroupId or GroupName, but not both"
    ...findingsAt('Placement.GroupId', [
      GroupId !== undefined && GroupName !== undefined
        ? `${GroupId} cannot be combined with Placement.GroupName ${GroupName}. Remove one of the two.`
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
  return [
    ...findingsAt('Placement.Group', [
      Placement?.Group === 'CREATE' && cannot ? `${cannot} Use NONE or AUTO.` : undefined,
      outside &&
        `${reservation?.Id} belongs to placement group ${placementGroupNameOf(outside)}, so its nodes must run there. Use AUTO.`,
    ]),
    ...NAMES.flatMap((name) => {
      const given = Placement?.[name];
      if (given === undefined) return [];
      return findingsAt(`Placement.${name}`, [
        cannot && `${cannot} Remove ${name}.`,
        namedGroupConflict(name, given, environment),
        ...(environment.capacityReservations ?? []).map((one) =>
          reservedElsewhere(name, given, environment, one),
        ),
      ]);
    }),
  ];
}

function namedGroupConflict(
  property: Name,
  name: string,
  { namedPlacementGroup: named }: Environment,
): string | undefined {
  if (named === undefined) return undefined;
  if (named === 'absent') {
    return property === 'GroupId'
      ? `Placement group ${name} does not exist in this Region or is not shared with this account. Correct the ID, have the group shared, or remove GroupId to have a new group created.`
      : `Placement group ${name} does not exist in this account and Region. Correct the name, or remove GroupName to have a new group created.`;
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

function reservedElsewhere(
  property: Name,
  name: string,
  { namedPlacementGroup: named }: Environment,
  reservation: CapacityReservation,
): string | undefined {
  const own = placementGroupNameOf(reservation);
  const group = named === 'absent' ? undefined : named?.group;
  const isHere =
    property === 'GroupId'
      ? group === undefined || reservation.PlacementGroupArn === group.GroupArn
      : own === name;
  if (isHere) return undefined;
  const [where, whether] = own
    ? [`placement group ${own}`, 'do not']
    : // EC2 would try (limitations-placement-groups), but got 11 of 16 nodes so (eksctl#7949)
      ['no placement group', 'may not'];
  return `Capacity Reservation ${reservation.CapacityReservationId} is in ${where}, so nodes in ${name} ${whether} get its capacity. Remove ${property}, or use a reservation created in ${name}.`;
}

function supportsClusterGroup({ PlacementGroupInfo }: InstanceTypeInfo): boolean {
  return PlacementGroupInfo?.SupportedStrategies?.includes('cluster') ?? true;
}
