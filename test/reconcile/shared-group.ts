/** A security group of somebody else that serves EFA, or nearly. */
import type { World } from '../world/world';

export const SHARED_GROUP = 'sg-05ba4ed05ba4ed001';

interface Options {
  readonly id?: string;
  readonly vpcId: string;
  /** Directions in which it lets all traffic with itself through; default: both. */
  readonly directions?: readonly ('inbound' | 'outbound')[];
}

/** With the open egress that EC2 gives every new group. */
export function addGroup(world: World, options: Options): void {
  const { id = SHARED_GROUP, vpcId, directions = ['inbound', 'outbound'] } = options;
  const rule = { protocol: '-1', fromPort: undefined, toPort: undefined, description: undefined };
  world.account.securityGroups.put(id, {
    id,
    name: `shared ${id}`,
    description: 'shared by node groups that talk to each other',
    vpcId,
    rules: [
      { ...rule, id: `sgr-${id}-open`, egress: true, peer: { cidrIpv4: '0.0.0.0/0' } },
      ...directions.map((direction) => ({
        ...rule,
        id: `sgr-${id}-${direction}`,
        egress: direction === 'outbound',
        peer: { groupId: id },
      })),
    ],
    tags: { team: 'network' },
  });
}
