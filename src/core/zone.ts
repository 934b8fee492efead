/** The one zone of a node group, and its subnets. EFA traffic does not leave a zone. */
import type { Subnet } from '@aws-sdk/client-ec2';
import type { Placement } from './properties';
import type { Finding } from './types';

export interface ChosenZone {
  readonly zoneId: string;
  readonly zoneName: string;
  /** Every candidate subnet of the zone, sorted. */
  readonly subnetIds: readonly string[];
  readonly freeAddresses: number;
}

/**
 * The zone that the property names, else of the zones that offer the type the one with most free addresses
 * (summed over its candidate subnets), then the lowest zone id. Zones are compared by id, because names
 * differ between accounts. The finding lists both sets where they do not meet.
 */
export function chooseZone(
  instanceType: string,
  subnets: readonly Subnet[],
  offeringZoneIds: readonly string[],
  placement: Placement | undefined,
): ChosenZone | Finding {
  const zones = zonesOf(subnets);
  const asked = zones.filter((zone) => isAskedFor(zone, placement));
  if (asked.length === 0) return notAmongSubnets(zones, placement);
  const [best] = asked
    .filter((zone) => offeringZoneIds.includes(zone.zoneId))
    .sort((a, b) => b.freeAddresses - a.freeAddresses || (a.zoneId < b.zoneId ? -1 : 1));
  return best ?? notOffered(instanceType, asked, offeringZoneIds, placement);
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

function isAskedFor(zone: ChosenZone, placement: Placement | undefined): boolean {
  const { AvailabilityZone: name, AvailabilityZoneId: id } = placement ?? {};
  return (!name || name === zone.zoneName) && (!id || id === zone.zoneId);
}

function pathOf(placement: Placement | undefined): string {
  if (placement?.AvailabilityZoneId) return 'Placement.AvailabilityZoneId';
  return placement?.AvailabilityZone ? 'Placement.AvailabilityZone' : 'Subnets';
}

function describe(zones: readonly ChosenZone[]): string {
  return zones
    .map(({ zoneName, zoneId, subnetIds }) => `${zoneName} (${zoneId}): ${subnetIds.join(', ')}`)
    .sort()
    .join('; ');
}

function notAmongSubnets(zones: readonly ChosenZone[], placement: Placement | undefined): Finding {
  const asked = [placement?.AvailabilityZone, placement?.AvailabilityZoneId]
    .filter(Boolean)
    .join(' / ');
  return {
    path: pathOf(placement),
    message: `no subnet is in ${asked}. Subnets are in ${describe(zones)}. Name one of their zones, or add a subnet in ${asked}.`,
  };
}

function notOffered(
  instanceType: string,
  zones: readonly ChosenZone[],
  offeringZoneIds: readonly string[],
  placement: Placement | undefined,
): Finding {
  const offered =
    offeringZoneIds.length > 0 ? offeringZoneIds.join(', ') : 'no zone of this Region';
  return {
    path: pathOf(placement),
    message: `${instanceType} is offered in ${offered}, but the subnets are in ${describe(zones)}. Add a subnet in a zone that offers it.`,
  };
}
