/** test/world as the rows of the cross-check find it: the scene, what happens in it, and calls by name. */
import * as autoScaling from '@aws-sdk/client-auto-scaling';
import type { BootModeValues } from '@aws-sdk/client-ec2';
import * as ec2 from '@aws-sdk/client-ec2';
import * as eks from '@aws-sdk/client-eks';
import * as resourceGroups from '@aws-sdk/client-resource-groups';
import { route, TO_INTERNET } from '../world/route-tables';
import { World } from '../world/world';
import type { Step } from './rows';
import { type Json, type JsonObject, Names, requestOf, valueAt } from './rows';

/** Zones, and what they offer, are as in moto's recordings, from which the local AWS answers. */
const ZONES = [
  { zone: 'us-east-1a', zoneId: 'use1-az6' },
  { zone: 'us-east-1b', zoneId: 'use1-az1' },
  { zone: 'us-east-1c', zoneId: 'use1-az2' },
] as const;
const OFFERED: Readonly<Record<string, readonly string[]>> = {
  'p6-b300.48xlarge': ['use1-az6', 'use1-az2'],
  'trn1.32xlarge': ['use1-az6'],
  'vt1.24xlarge': ['use1-az1', 'use1-az2'],
  'hpc7a.96xlarge': [],
  'hpc6id.32xlarge': [],
};
const RELEASE_DATES = ['20251001', '20260620'];

type Client = { send(command: unknown): Promise<unknown> };

export class WorldSide {
  readonly names = new Names();
  /** Where nobody knows AWS's answer, the world has a switch: as the local AWS reads it. */
  private readonly world = new World({ assumptions: { deleteRefusedWhile: ['UPDATING'] } });
  private readonly clients: Readonly<Record<string, [Client, object]>>;

  constructor() {
    const { world, names } = this;
    const config = world.clientConfig();
    this.clients = {
      ec2: [world.ec2, ec2],
      eks: [world.eks, eks],
      autoscaling: [new autoScaling.AutoScalingClient(config), autoScaling],
      'resource-groups': [new resourceGroups.ResourceGroupsClient(config), resourceGroups],
    };
    const vpcId = world.addVpc();
    ZONES.forEach((zone, at) => {
      names.set(`subnet ${'abc'[at]}`, world.addSubnet({ vpcId, ...zone }));
    });
    names.set('vpc', vpcId);
    names.set('cluster group', world.addCluster({ name: 'training', vpcId, version: '1.33' }));
    for (const type of world.account.instanceTypes.keys())
      world.offer(type, OFFERED[type] ?? ZONES.map(({ zoneId }) => zoneId));
    for (const version of ['1.31', '1.32', '1.33', '1.34'])
      world.account.releases[version] = RELEASE_DATES.map((date) => `${version}.0-${date}`);
  }

  /** @throws the SDK's error */
  async call(name: string, request: JsonObject): Promise<JsonObject> {
    const [service = '', operation = ''] = name.split(':');
    const [client, sdk] = this.clients[service] ?? [];
    const Command = (sdk as Record<string, new (input: object) => unknown>)[`${operation}Command`];
    if (!client || !Command) throw new Error(`no call ${name}`);
    const answer = await client.send(new Command(this.names.fill(request) as JsonObject));
    return JSON.parse(JSON.stringify(answer)) as JsonObject;
  }

  async prepare(step: Step): Promise<void> {
    if ('event' in step) {
      await this.happen(step.event, (this.names.fill(step.with ?? {}) as JsonObject) ?? {});
      return;
    }
    const sent = this.call(step.call, requestOf(step.like, step.request));
    if (step.refused) {
      await expect(sent).rejects.toThrow(expect.objectContaining({ name: step.refused }));
      return;
    }
    const answer = await sent;
    for (const [name, path] of Object.entries(step.keep ?? {}))
      this.names.set(name, valueAt(answer, path));
  }

  private async happen(event: string, given: JsonObject): Promise<void> {
    const { world, names } = this;
    const text = (name: string) => String(given[name]);
    switch (event) {
      case 'settle':
        return void world.clock.advance(1_200);
      case 'foreign subnet': {
        const vpcId = world.addVpc();
        names.set('foreign vpc', vpcId);
        return names.set('foreign subnet', world.addSubnet({ vpcId, ...ZONES[0] }));
      }
      case 'public subnets':
        return route(world.account, [TO_INTERNET], {
          mapPublicIpOnLaunch: given.assigns === 'true',
        });
      case 'cluster status':
        return world.setClusterStatus('training', text('status'));
      case 'cluster version': {
        const cluster = world.account.clusters.get('training');
        if (cluster)
          world.account.clusters.put('training', { ...cluster, version: text('version') });
        return;
      }
      case 'ipv6 cluster': {
        const vpcId = world.addVpc({ hasIpv6: true });
        const subnet = { vpcId, ...ZONES[0] };
        names.set('subnet with ipv6', world.addSubnet({ ...subnet, assignsIpv6: true }));
        names.set('subnet without ipv6', world.addSubnet({ ...subnet, assignsIpv6: false }));
        world.addCluster({ name: 'six', vpcId, version: '1.33', ipFamily: 'ipv6' });
        return;
      }
      case 'add-on':
        return void world.account.addons.set(`training/${given.name}`, text('version'));
      case 'interface': {
        const id = world.leakInterface(text('subnet'), given.groups as unknown as string[]);
        return names.set('interface', id);
      }
      case 'image':
        return names.set(
          'image',
          world.addImage(given.mode ? { BootMode: given.mode as BootModeValues } : {}),
        );
      case 'key pair':
        return world.addKeyPair(text('name'));
      case 'reservation':
        return names.set(text('as'), world.addReservation(reservationOf(given)));
      case 'resource group':
        return names.set(
          'resource group',
          world.addResourceGroup('pool', given.members as unknown as string[]),
        );
      default:
        throw new Error(`no event ${event}`);
    }
  }
}

/** Of p5.48xlarge in the zone of subnet a, where nothing else is said. */
function reservationOf({ kind, state, starts, group }: Record<string, Json>) {
  return {
    instanceType: 'p5.48xlarge',
    ...ZONES[0],
    count: 4,
    match: 'targeted' as const,
    block: kind === 'block',
    ...(state && { state: String(state) }),
    ...(starts && { startDate: new Date(String(starts)) }),
    ...(group && { placementGroupArn: String(group) }),
  };
}
