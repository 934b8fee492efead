/**
 * What an earlier release created, under the code of this one: an unchanged template makes no call that
 * writes, and Update, Read and Delete take the earlier shape.
 *
 * releases/VERSION/ holds the release's schema.json and, for two node groups, the properties that were given,
 * the model that was answered and the calls that created it, which are sent again to a fresh account here. A
 * release's folder is written once, when it is released, and never again:
 *
 *     RECORD_RELEASE=1 node node_modules/jest/bin/jest.js test/registry/second-release
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ec2 from '@aws-sdk/client-ec2';
import * as eks from '@aws-sdk/client-eks';
import { version } from '../../package.json';
import schema from '../../schema.json';
import type { Model, Properties } from '../../src/core/model/properties';
import type { Identity } from '../../src/core/model/request';
import { parseId } from '../../src/core/ownership/identity';
import {
  create,
  readModel,
  run,
  SMALL,
  seedProperties,
  succeeded,
  update,
  writes,
} from '../reconcile/driver';
import { watch } from '../reconcile/watch';
import { type Scene, scene } from '../world/scene';
import type { World } from '../world/world';
import { CloudFormation, type Json } from './cloudformation';

interface Made {
  readonly properties: Properties;
  readonly model: Model;
  readonly calls: readonly { service: 'ec2' | 'eks'; action: string; input: object }[];
}

type Commands = Record<string, new (input: object) => object>;

const RELEASES = join(__dirname, 'releases');
const NODE_GROUPS: Readonly<Record<string, Partial<Properties>>> = {
  plain: SMALL,
  full: {
    ...SMALL,
    NodegroupName: 'full',
    AmiType: 'AL2023_x86_64_STANDARD',
    CapacityType: 'ON_DEMAND',
    ScalingConfig: { MinSize: 0, MaxSize: 3, DesiredSize: 1 },
    UpdateConfig: { MaxUnavailable: 2, UpdateStrategy: 'MINIMAL' },
    Labels: { team: 'ml' },
    Taints: [{ Key: 'efa', Value: 'yes', Effect: 'NO_SCHEDULE' }],
    Tags: { team: 'ml' },
    InstanceTags: { team: 'ml' },
    Version: '1.33',
    ForceUpdateEnabled: true,
    Volume: { SizeGiB: 200, Type: 'gp3', Iops: 4000, Throughput: 250, Encrypted: true },
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
    LocalStorage: 'RAID10',
    PreBootstrapUserData: '#!/bin/sh\ntrue',
    Efa: { InterfaceLayout: 'EFA_ALL', SecurityGroup: 'CREATE' },
    Placement: { AvailabilityZone: 'us-east-1b', Group: 'CREATE' },
  },
};

function json<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(RELEASES, ...path), 'utf8')) as T;
}

async function record(folder: string): Promise<void> {
  mkdirSync(folder);
  const write = (name: string, value: object) =>
    writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
  write('schema.json', schema);
  for (const [name, change] of Object.entries(NODE_GROUPS)) {
    const made = scene();
    const properties = { ...seedProperties(made), ...change };
    const end = await run(made.world, create(properties));
    const calls = end.calls
      .filter((call) => call.write && !call.errorCode)
      .map(({ service, action, input }) => ({ service, action, input }));
    write(`${name}.json`, { properties, model: succeeded(end).model, calls });
  }
}

/** An account in which the release created the node group: the world gives the same ids in the same order. */
async function inherited({ calls }: Made): Promise<Scene> {
  const made = scene();
  for (const { service, action, input } of calls) {
    const commands = (service === 'ec2' ? ec2 : eks) as unknown as Commands;
    const Command = commands[`${action}Command`];
    if (!Command) throw new Error(`no ${action}Command`);
    const client = made.world[service] as { send(command: object): Promise<unknown> };
    await client.send(new Command(input));
    made.world.clock.advance(1);
  }
  made.world.clock.advance(3600);
  return made;
}

function identityOf({ model }: Made): Identity {
  const identity = parseId(model.Id);
  if (!identity) throw new Error(model.Id);
  return identity;
}

/** As this release shows it: 0.1 had these two as numbers, of which CloudFormation takes no output. */
function shown(model: Made['model']): Json {
  const { EfaInterfaceCount, NetworkInterfaceCount } = model;
  return {
    ...model,
    EfaInterfaceCount: String(EfaInterfaceCount),
    NetworkInterfaceCount: String(NetworkInterfaceCount),
  };
}

/** Changing calls since. */
function writesAfter(world: World, first: number): readonly string[] {
  return writes(world.calls.slice(first));
}

beforeAll(async () => {
  const folder = join(RELEASES, version);
  if (process.env.RECORD_RELEASE && !existsSync(folder)) await record(folder);
});

beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => jest.restoreAllMocks());

/** With a property that this release no longer has, and without those that it may have added. */
const retired = { RetiredProperty: 'x', RetiredObject: { A: [1, 2] } };

const releases = process.env.RECORD_RELEASE ? [version] : readdirSync(RELEASES);

describe.each(releases)('what release %s created', (release) => {
  describe.each(Object.keys(NODE_GROUPS))('%s', (name) => {
    const fixture = () => json<Made>(release, `${name}.json`);

    it('is not touched where the template is unchanged', async () => {
      const made = fixture();
      const { world } = await inherited(made);
      const end = await run(world, update(identityOf(made), made.properties, made.properties));
      expect(succeeded(end).model).toMatchObject(shown(made.model));
      expect(writes(end.calls)).toEqual([]);
    });

    it('is not rolled where tags alone change, those of the stack among them', async () => {
      const made = fixture();
      const { world } = await inherited(made);
      const first = world.calls.length;
      const tagged = { ...made.properties, Tags: { team: 'hpc', cost: '1' } };
      const stackTags = { stage: 'prod' };
      const identity = identityOf(made);
      succeeded(await run(world, update(identity, made.properties, tagged, { stackTags })));
      watch(world).watchOthers();
      expect(writesAfter(world, first)).toEqual(['TagResource', 'CreateTags']);
      const back = { token: 'back', previousStackTags: stackTags };
      const end = await run(world, update(identity, tagged, made.properties, back));
      expect(succeeded(end).model).toMatchObject(shown(made.model));
      expect(new Set(writes(end.calls))).not.toContain('CreateLaunchTemplateVersion');
      expect(new Set(writes(end.calls))).not.toContain('UpdateNodegroupVersion');
    });

    it('is not touched where the template becomes what Read shows now', async () => {
      const made = fixture();
      const { world } = await inherited(made);
      const identity = identityOf(made);
      const { PreBootstrapUserData } = made.properties;
      const answered = {
        ...(await readModel(world, identity)),
        ...(PreBootstrapUserData !== undefined && { PreBootstrapUserData }),
      } as Properties;
      for (const [from, to, token] of [
        [made.properties, answered, 'there'],
        [answered, made.properties, 'back'],
      ] as const) {
        const end = await run(world, update(identity, from, to, { token }));
        expect(succeeded(end).model).toMatchObject(shown(made.model));
        expect(writes(end.calls)).toEqual([]);
      }
    });

    it('rolls once for one new property, as a node group of this release does', async () => {
      const made = fixture();
      const { world } = await inherited(made);
      const identity = identityOf(made);
      const first = world.calls.length;
      const desired = { ...made.properties, Monitoring: true };
      const end = await run(world, update(identity, made.properties, desired));
      expect(succeeded(end).model).toMatchObject({ Monitoring: true });
      expect(writesAfter(world, first)).toEqual([
        'CreateLaunchTemplateVersion',
        'UpdateNodegroupVersion',
      ]);
      // the driver did not observe its creation: the template, and the copy that EKS keeps of it, count as others'
      watch(world).watchOthers();
    });

    it('is read as before', async () => {
      const made = fixture();
      const { world } = await inherited(made);
      expect(await readModel(world, identityOf(made))).toMatchObject(shown(made.model));
    });

    it('is updated from a model of the earlier shape, and back to it', async () => {
      const made = fixture();
      const { world } = await inherited(made);
      const cloudFormation = new CloudFormation(world);
      const { Id } = made.model;
      const previous: Json = { ...made.properties, ...retired, Id };
      const desired: Json = { ...made.properties, Labels: { team: 'hpc' }, Id };
      const first = world.calls.length;
      const there = await cloudFormation.last({
        action: 'UPDATE',
        model: desired,
        previous,
        token: 'there',
      });
      expect(there).toMatchObject({
        status: 'SUCCESS',
        resourceModel: { Labels: { team: 'hpc' } },
      });
      const back = await cloudFormation.last({
        action: 'UPDATE',
        model: { ...made.properties, Id },
        previous: { ...desired, ...retired },
        token: 'back',
      });
      expect(back.status).toBe('SUCCESS');
      expect(back.resourceModel).toMatchObject(shown(made.model));
      expect(writesAfter(world, first)).toEqual(['UpdateNodegroupConfig', 'UpdateNodegroupConfig']);
    });

    it('is deleted by a model of the earlier shape, with nothing left', async () => {
      const made = fixture();
      const { world } = await inherited(made);
      const before = scene().world.resources();
      const cloudFormation = new CloudFormation(world);
      // the answers cannot carry what the schema no longer has
      const model: Json = { ...made.model, ...retired };
      let event = await cloudFormation.invoke({ action: 'DELETE', model });
      while (event.status === 'IN_PROGRESS') {
        world.clock.advance(event.callbackDelaySeconds ?? 0);
        const next = event.resourceModel ?? model;
        event = await cloudFormation.invoke(
          { action: 'DELETE', model: next },
          event.callbackContext,
        );
      }
      expect(event.status).toBe('SUCCESS');
      expect(world.resources()).toEqual(before);
    });
  });

  it('had no property, value or identifier that this release removes or requires', () => {
    const earlier = json<typeof schema>(release, 'schema.json');
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining(Object.keys(earlier.properties)),
    );
    expect(schema.primaryIdentifier).toEqual(earlier.primaryIdentifier);
    expect(earlier.required).toEqual(expect.arrayContaining(schema.required));
    // what could be changed in place still can, what could be read still can
    expect(earlier.createOnlyProperties).toEqual(
      expect.arrayContaining(
        schema.createOnlyProperties.filter((pointer) => isOf(earlier, pointer)),
      ),
    );
    expect(earlier.writeOnlyProperties).toEqual(
      expect.arrayContaining(
        schema.writeOnlyProperties.filter((pointer) => isOf(earlier, pointer)),
      ),
    );
    expect(schema.readOnlyProperties).toEqual(expect.arrayContaining(earlier.readOnlyProperties));
    for (const [definition, { properties = {} }] of Object.entries(
      earlier.definitions as Record<string, { properties?: object }>,
    )) {
      const now = (schema.definitions as Record<string, { properties?: object }>)[definition];
      expect(Object.keys(now?.properties ?? {})).toEqual(
        expect.arrayContaining(Object.keys(properties)),
      );
    }
  });
});

/** Whether the schema has the property that a pointer begins with. */
function isOf({ properties, definitions }: typeof schema, pointer: string): boolean {
  const [, , name = '', member] = pointer.split('/');
  const property = (properties as Record<string, { readonly $ref?: string }>)[name];
  if (!property || member === undefined) return property !== undefined;
  const definition = property.$ref?.split('/')[2] as keyof typeof definitions;
  const { properties: members = {} } = definitions[definition] as { readonly properties?: object };
  return member in members;
}
