/** What Create's first invocation chooses; it stays the same for the life of the node group. */
import type { NetworkInterface } from './properties';
import type { CapacityType, DiskStrategy } from './property-types';

/** Where EFA traffic goes: our own group, a group that exists already, or nowhere in particular. */
export type SecurityGroupChoice =
  | { readonly kind: 'created' }
  | { readonly kind: 'none' }
  | { readonly kind: 'existing'; readonly id: string };
/** The existing one is given, or the reservation's own. */
export type PlacementGroupChoice =
  | { readonly kind: 'created' }
  | { readonly kind: 'none' }
  | ({ readonly kind: 'existing' } & NamedGroup);

/** By name, or by the id that one of another account needs. */
export type NamedGroup = { readonly name: string } | { readonly id: string };

export interface Choices {
  readonly zoneId: string;
  readonly zoneName: string;
  /** The candidates in the zone. */
  readonly subnetIds: readonly string[];
  readonly vpcId: string;
  readonly amiType: string;
  readonly interfaces: readonly NetworkInterface[];
  readonly clusterSecurityGroupId: string;
  readonly efaSecurityGroup: SecurityGroupChoice;
  readonly placementGroup: PlacementGroupChoice;
  readonly capacityType: CapacityType;
  readonly localStorage: DiskStrategy;
  /** The cluster is one of IPv6. */
  readonly ipv6?: true;
  /** Of a custom AMI: the device of Volume, which is the root but for Bottlerocket. */
  readonly rootDevice?: string;
}
