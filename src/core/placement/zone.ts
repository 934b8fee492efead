/** The one zone of a node group, and its subnets. EFA traffic does not leave a zone. */
import type { Subnet } from '@aws-sdk/client-ec2';
import type { Placement } from '../model/properties';
import type { Finding, Zone } from '../model/types';

export interface ChosenZone {
  readonly zoneId: string;
  readonly zoneName: string;
  /** Every candidate subnet of the zone, sorted. */
  readonly subnetIds: readonly string[];
  readonly freeAddresses: number;
}

/** Somebody that wants one zone: a property, the reservation, a placement group. */
export interface ZoneConstraint extends Zone {
  readonly path: string;
  /** The holder, as a message names it. */
  readonly who: string;
}

/** What Placement says. */
export function placementConstraints(placement: Placement | undefined): readonly ZoneConstraint[] {
  const { AvailabilityZone: zoneName, AvailabilityZoneId: zoneId } = placement ?? {};
  const constraint = (property: string, zone: Zone): ZoneConstraint => ({
    path: `Placement.${property}`,
    who: `Placement.${property}`,
    ...zone,
  });
  return [
    ...(zoneName === undefined ? [] : [constraint('AvailabilityZone', { zoneName })]),
    ...(zoneId === undefined ? [] : [constraint('AvailabilityZoneId', { zoneId })]),
  ];
}

/**
 * The zone that the first wish names, else of the zones that offer the type the one with most free addresses
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
  const asked = first ? zones.filter((zone) => satisfies_(zone, first)) : zones;
  if (first && asked.length === 0) return notAmongSubnets(zones, first);
  const [best] = asked
    .filter((zone) => offeringZoneIds.includes(zone.zoneId))
    .sort((a, b) => b.freeAddresses - a.freeAddresses || (a.zoneId < b.zoneId ? -1 : 1));
  if (!best) return notOffered(instanceType, asked, zones, offeringZoneIds, first);
  const other = others.find((constraint) => !satisfies_(best, constraint));
  return first && other ? contradiction(best, first, other) : best;
}

/** The zone with its one subnet that has most free addresses, then the lowest id. */
export function withOneSubnet(zone: ChosenZone, subnets: readonly Subnet[]): ChosenZone {
  const free = (id: string) =>
    subnets.find(({ SubnetId }) => SubnetId === id)?.AvailableIpAddressCount ?? 0;
  const [best = ''] = [...zone.subnetIds].sort((a, b) => free(b) - free(a) || (a < b ? -1 : 1));
  return { ...zone, subnetIds: [best], freeAddresses: free(best) };
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

function satisfies_(zone: ChosenZone, { zoneId, zoneName }: ZoneConstraint): boolean {
  return zoneId === undefined ? zoneName === zone.zoneName : zoneId === zone.zoneId;
}

/** `us-east-1a (use1-az1)`, or what is known of it. */
export function nameZone({ zoneId, zoneName }: Zone): string {
  return zoneId && zoneName ? `${zoneName} (${zoneId})` : (zoneName ?? zoneId ?? 'an unknown zone');
}

function describe(zones: readonly ChosenZone[]): string {
  return zones
    .map((zone) => `${nameZone(zone)}: ${zone.subnetIds.join(', ')}`)
    .sort()
    .join('; ');
}

function notAmongSubnets(zones: readonly ChosenZone[], constraint: ZoneConstraint): Finding {
  const zone = nameZone(constraint);
  const [where, mend] =
    constraint.path === constraint.who
      ? ['', `Name one of their zones, or add a subnet in ${zone}`]
      : [`, where ${constraint.who} is`, `Add a subnet in ${zone}`];
  return {
    path: constraint.path,
    message: `no subnet is in ${zone}${where}. Subnets are in ${describe(zones)}. ${mend}.`,
  };
}

function notOffered(
  instanceType: string,
  asked: readonly ChosenZone[],
  known: readonly ChosenZone[],
  offeringZoneIds: readonly string[],
  constraint: ZoneConstraint | undefined,
): Finding {
  const named = offeringZoneIds.map((id) =>
    nameZone(known.find(({ zoneId }) => zoneId === id) ?? { zoneId: id }),
  );
  const offered = named.length > 0 ? named.join(', ') : 'no zone of this Region';
  return {
    path: constraint?.path ?? 'Subnets',
    message: `${instanceType} is offered in ${offered}, but the subnets are in ${describe(asked)}. Add a subnet in a zone that offers it.`,
  };
}

function contradiction(zone: Zone, first: ZoneConstraint, other: ZoneConstraint): Finding {
  return {
    path: other.path,
    message: `${other.who === other.path ? '' : `${other.who} is in `}${nameZone(other)}, but ${first.who} is ${first.who === first.path ? '' : 'in '}${nameZone(zone)}. All nodes are in one zone: make them agree.`,
  };
}
