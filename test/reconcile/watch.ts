/**
 * What has to hold after every scenario: nothing without our Id is changed, everything of ours carries it
 * (decisions/identity.md), and our security group admits its own traffic alone. A test that imports the driver has it
 * checked after each of its cases, for every world that it ran in.
 */

import type { Identity } from '../../src/core/model/request';
import { resourceName } from '../../src/core/ownership/identity';
import { ID_TAG } from '../../src/core/ownership/tag-keys';
import { CLUSTER, NODE_ROLE } from '../world/scene';
import type { World } from '../world/world';

class Watch {
  /** Ids of the requests that ran in this world. */
  readonly ids = new Set<string>();
  private others = new Map<string, string>();
  private othersCopies = new Set<string>();

  constructor(private readonly world: World) {
    this.watchOthers();
  }

  /** From now on, everything that is there now and not ours has to stay as it is. */
  watchOthers(): void {
    this.others = new Map(this.everything().filter(([id]) => !this.isOurs(id)));
    this.othersCopies = new Set(this.world.account.templates.all().map(({ id }) => id));
  }

  check(): void {
    const now = new Map(this.everything());
    for (const [id, before] of this.others) expect([id, now.get(id)]).toEqual([id, before]);
    const ours = this.world
      .resources()
      .filter(
        ({ id, type }) => !this.others.has(id) && !/^(instance|network-interface)$/.test(type),
      )
      .filter(({ name, id }) => !(name.startsWith('eks-') && !this.othersCopies.has(id)));
    for (const { name, tags } of ours) {
      expect({ name, known: this.ids.has(tags[ID_TAG] ?? '') }).toEqual({ name, known: true });
    }
    for (const { action, input } of this.world.calls) {
      if (action !== 'AuthorizeSecurityGroupIngress') continue;
      // from the group itself alone
      expect(input.IpPermissions).toMatchObject([
        { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: input.GroupId }] },
      ]);
      expect(JSON.stringify(input)).not.toMatch(/CidrIp/);
    }
    expect(this.world.notModelled).toEqual([]);
  }

  private isOurs(id: string): boolean {
    const found = this.world.resources().find((resource) => resource.id === id);
    return this.ids.has(found?.tags[ID_TAG] ?? '');
  }

  private everything(): [string, string][] {
    const { account } = this.world;
    return [
      ...account.placementGroups.all().map(entry),
      ...account.securityGroups.all().map(entry),
      ...account.templates.all().map(entry),
      ...account.nodegroups
        .all()
        .map((value) => entry({ ...value, id: `${value.clusterName}/${value.nodegroupName}` })),
    ];
  }
}

function entry(value: { readonly id: string }): [string, string] {
  return [value.id, JSON.stringify(value)];
}

const watches = new Map<World, Watch>();

export function watch(world: World): Watch {
  const known = watches.get(world) ?? new Watch(world);
  watches.set(world, known);
  return known;
}

/** Checks every world since the last time, and forgets them. */
export function checkWatched(): void {
  const all = [...watches.values()];
  watches.clear();
  for (const each of all) each.check();
}

afterEach(checkWatched);

/** Decoys: the resources and the node group of another generation, with the same prefixes. */
export function addDecoys(world: World, identity: Identity): void {
  const { account } = world;
  const other = { ...identity, generation: '0123456789ab' };
  const name = resourceName(other);
  const tags = { [ID_TAG]: `${other.clusterName}/${other.nodegroupName}/${other.generation}` };
  account.placementGroups.put('pg-decoy', {
    id: 'pg-decoy',
    name,
    strategy: 'cluster',
    state: 'available',
    tags,
  });
  const group = { name, description: 'decoy', vpcId: 'vpc-decoy', rules: [], tags };
  account.securityGroups.put('sg-decoy', { ...group, id: 'sg-decoy' });
  account.templates.put('lt-decoy', {
    id: 'lt-decoy',
    name,
    createdAt: account.clock.now(),
    defaultVersion: 1,
    latestVersion: 1,
    versions: [{ number: 1, description: undefined, createdAt: account.clock.now(), data: {} }],
    tags,
  });
  addForeignNodegroup(world, `${identity.nodegroupName}-2`, tags);
}

/** A node group that somebody else created, ACTIVE and without instances. */
export function addForeignNodegroup(
  world: World,
  nodegroupName: string,
  tags: Record<string, string> = {},
): void {
  const { account } = world;
  account.nodegroups.put(`${CLUSTER}/${nodegroupName}`, {
    clusterName: CLUSTER,
    nodegroupName,
    nodegroupArn: account.arn('eks', `nodegroup/${CLUSTER}/${nodegroupName}/foreign`),
    status: 'ACTIVE',
    version: '1.33',
    releaseVersion: '1.33.5-20251120',
    capacityType: 'ON_DEMAND',
    amiType: 'AL2023_x86_64_STANDARD',
    nodeRole: NODE_ROLE,
    instanceTypes: ['m5.large'],
    subnets: [],
    scalingConfig: { minSize: 0, maxSize: 1, desiredSize: 0 },
    tags,
    labels: {},
    health: { issues: [] },
    copyTemplateId: undefined,
    autoScalingGroup: `eks-${nodegroupName}-foreign`,
  });
}
