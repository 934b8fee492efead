/** Availability zones. */

export interface Zone {
  readonly zoneId?: string;
  readonly zoneName?: string;
}

/** The one zone of a node group. */
export interface ChosenZone {
  readonly zoneId: string;
  readonly zoneName: string;
  /** Every candidate subnet of the zone, sorted. */
  readonly subnetIds: readonly string[];
  readonly freeAddresses: number;
}

/** A property, a reservation or a placement group that demands one zone. */
export interface ZoneConstraint extends Zone {
  readonly path: string;
  /** What demands it, as a message names it; the path itself where the property names the zone. */
  readonly source: string;
}

/** `us-east-1a (use1-az1)`, or as much of it as is known. */
export function nameZone({ zoneId, zoneName }: Zone): string {
  return zoneId && zoneName
    ? `${zoneName} (${zoneId})`
    : (zoneName ?? zoneId ?? 'an unknown Availability Zone');
}
