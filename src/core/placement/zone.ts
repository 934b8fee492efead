/** The one zone of a node group, and its subnets. EFA traffic does not leave a zone. */
import type { Subnet } from '@aws-sdk/client-ec2';
import { replacementFinding } from '../feature/change';
import type { Feature } from '../feature/feature';
import { type Finding, findingsAt } from '../model/findings';
import type { Placement } from '../model/properties';
import { type ChosenZone, nameZone, type Zone, type ZoneConstraint } from '../model/zone';

export const zone: Feature = {
  properties: ['Placement.AvailabilityZone', 'Placement.AvailabilityZoneId'],
  change: 'replace',
  observesForUpdate: () => ['nodeSubnets'],
  notUpdatable: ({ desired, environment: { nodeSubnets: [subnet] = [] } }) => [
    ...replacementFinding(
      'Placement.AvailabilityZone',
      desired.Placement?.AvailabilityZone,
      subnet?.AvailabilityZone,
    ),
    ...replacementFinding(
      'Placement.AvailabilityZoneId',
      desired.Placement?.AvailabilityZoneId,
      subnet?.AvailabilityZoneId,
    ),
  ],
  flatten: ({ subnets: [subnet], record }) => ({
    AvailabilityZone: subnet?.AvailabilityZone,
    AvailabilityZoneId: subnet?.AvailabilityZoneId,
    Placement: {
      AvailabilityZone: record.zoneGiven ? subnet?.AvailabilityZone : undefined,
      AvailabilityZoneId: record.zoneIdGiven ? subnet?.AvailabilityZoneId : undefined,
    },
  }),
};

/** What Placement demands. */
export function placementConstraints(placement: Placement | undefined): readonly ZoneConstraint[] {
  const { AvailabilityZone: zoneName, AvailabilityZoneId: zoneId } = placement ?? {};
  const constraint = (property: string, demanded: Zone): ZoneConstraint => ({
    path: `Placement.${property}`,
    source: `Placement.${property}`,
    ...demanded,
  });
  return [
    ...(zoneName === undefined ? [] : [constraint('AvailabilityZone', { zoneName })]),
    ...(zoneId === undefined ? [] : [constraint('AvailabilityZoneId', { zoneId })]),
  ];
}

/**
 * The zone that the first constraint names, else of the zones that offer the type the one with most free addresses
 * (summed over its candidate subnets), then the lowest zone id. Zones are compared by id, because names
 * differ between accounts. The finding lists both sides where they do not meet.
 */
export function chooseZone(
  instanceType: string,
  subnets: readonly Subnet[],
  offeringZoneIds: readonly string[],
  constraints: readonly ZoneConstraint[],
): ChosenZone | Finding {
  const zones = zonesOf(subnets);
  const [first, ...others] = constraints;
  const allowed = first ? zones.filter((each) => satisfies(each, first)) : zones;
  if (first && allowed.length === 0) return notAmongSubnets(zones, first);
  const [best] = allowed
    .filter((each) => offeringZoneIds.includes(each.zoneId))
    .sort((a, b) => b.freeAddresses - a.freeAddresses || (a.zoneId < b.zoneId ? -1 : 1));
  if (!best) return notOffered(instanceType, allowed, zones, offeringZoneIds, first);
  const other = others.find((constraint) => !satisfies(best, constraint));
  return first && other ? contradiction(best, first, other) : best;
}

/** The zone with its one subnet that has most free addresses, then the lowest id. */
export function withOneSubnet(chosen: ChosenZone, subnets: readonly Subnet[]): ChosenZone {
  const free = (id: string) =>
    subnets.find(({ SubnetId }) => SubnetId === id)?.AvailableIpAddressCount ?? 0;
  const [best = ''] = [...chosen.subnetIds].sort((a, b) => free(b) - free(a) || (a < b ? -1 : 1));
  return { ...chosen, subnetIds: [best], freeAddresses: free(best) };
}

function zonesOf(subnets: readonly Subnet[]): readonly ChosenZone[] {
  const byZone = new Map<string, Subnet[]>();
  for (const subnet of subnets) {
    const zoneId = subnet.AvailabilityZoneId ?? '';
    byZone.set(zoneId, [...(byZone.get(zoneId) ?? []), subnet]);
  }
  return [...byZone].map(([zoneId, inZone]) => ({
    zoneId,
    zoneName: inZone[0]?.AvailabilityZone ?? '',
    subnetIds: inZone.map((subnet) => subnet.SubnetId ?? '').sort(),
    freeAddresses: inZone.reduce(
      (sum, { AvailableIpAddressCount = 0 }) => sum + AvailableIpAddressCount,
      0,
    ),
  }));
}

function satisfies(chosen: ChosenZone, { zoneId, zoneName }: ZoneConstraint): boolean {
  return zoneId === undefined ? zoneName === chosen.zoneName : zoneId === chosen.zoneId;
}

function listZones(zones: readonly ChosenZone[]): string {
  return zones
    .map(({ zoneName, zoneId, subnetIds }) => `${zoneName} (${[zoneId, ...subnetIds].join(', ')})`)
    .sort()
    .join(', ');
}

function notAmongSubnets(zones: readonly ChosenZone[], constraint: ZoneConstraint): Finding {
  const where = nameZone(constraint);
  const [because, fix] =
    constraint.path === constraint.source
      ? ['', `Use one of these Availability Zones, or add a subnet in ${where}.`]
      : [`, the Availability Zone of ${constraint.source}`, `Add a subnet in ${where}.`];
  return {
    path: constraint.path,
    message: `No subnet is in ${where}${because}. The subnets are in ${listZones(zones)}. ${fix}`,
  };
}

function notOffered(
  instanceType: string,
  allowed: readonly ChosenZone[],
  known: readonly ChosenZone[],
  offeringZoneIds: readonly string[],
  constraint: ZoneConstraint | undefined,
): Finding {
  const named = offeringZoneIds.map((id) =>
    nameZone(known.find(({ zoneId }) => zoneId === id) ?? { zoneId: id }),
  );
  const offered = named.length > 0 ? named.join(', ') : 'no Availability Zone of this Region';
  return {
    path: constraint?.path ?? 'Subnets',
    message: `${instanceType} is offered in ${offered}, but the subnets are in ${listZones(allowed)}. Add a subnet in an Availability Zone that offers it.`,
  };
}

function contradiction(chosen: Zone, first: ZoneConstraint, other: ZoneConstraint): Finding {
  const demand = ({ source, path }: ZoneConstraint, demanded: Zone) =>
    source === path
      ? `${source} is ${nameZone(demanded)}`
      : `${source} is in ${nameZone(demanded)}`;
  return findingsAt(other.path, [
    `All nodes must be in one Availability Zone, but ${demand(other, other)} and ${demand(first, chosen)}. Change one of the two.`,
  ])[0] as Finding;
}
