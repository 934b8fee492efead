/** A world with what a node group needs, for tests. */
import { World, type WorldOptions } from './world';

export const CLUSTER = 'training';
export const NODE_ROLE = 'arn:aws:iam::123456789012:role/node';
export const ZONES = [
  { zone: 'us-east-1a', zoneId: 'use1-az1' },
  { zone: 'us-east-1b', zoneId: 'use1-az2' },
  { zone: 'us-east-1c', zoneId: 'use1-az3' },
] as const;

export interface Scene {
  readonly world: World;
  readonly vpcId: string;
  readonly clusterSecurityGroupId: string;
  /** One a zone, in the order of ZONES. */
  readonly subnetIds: readonly [string, string, string];
}

/** p5.48xlarge is offered in the first two zones, everything else in all three. */
export function scene(options: WorldOptions & { selfEgress?: boolean } = {}): Scene {
  const world = new World(options);
  const vpcId = world.addVpc();
  const subnet = (index: 0 | 1 | 2) => world.addSubnet({ vpcId, ...ZONES[index] });
  const subnetIds = [subnet(0), subnet(1), subnet(2)] as const;
  const clusterSecurityGroupId = world.addCluster({
    name: CLUSTER,
    vpcId,
    clusterSecurityGroupSelfEgress: options.selfEgress ?? false,
  });
  world.account.addons.set(`${CLUSTER}/vpc-cni`, 'v1.20.4-eksbuild.2');
  for (const type of world.account.instanceTypes.keys()) {
    const zones = type === 'p5.48xlarge' ? ZONES.slice(0, 2) : ZONES;
    world.offer(
      type,
      zones.map(({ zoneId }) => zoneId),
    );
  }
  return { world, vpcId, clusterSecurityGroupId, subnetIds };
}
