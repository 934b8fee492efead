/** The same stack through both entry points: the same resources in AWS and the same attributes, but for the generation. */
import schema from '../../schema.json';
import { QUICK, SMALL, seedProperties, writes } from '../reconcile/driver';
import { CloudFormation, type Json } from '../registry/cloudformation';
import { CLUSTER, scene } from '../world/scene';
import type { World } from '../world/world';
import { Stack } from './cloudformation';
import { silenceLogs } from './given';

silenceLogs();

/** What a stack does, one after the other: create, in place, roll, both, back. */
const CHANGES: readonly Json[] = [
  {
    UpdateConfig: { MaxUnavailable: 1 },
    Volume: { SizeGiB: 200, Encrypted: true },
    MetadataOptions: { HttpPutResponseHopLimit: 2 },
    Taints: [{ Key: 'efa', Value: 'only', Effect: 'NO_SCHEDULE' }],
    Tags: { team: 'ml', number: '7' },
  },
  { Labels: { stage: 'test' }, ScalingConfig: { MinSize: 1, MaxSize: 4, DesiredSize: 2 } },
  { PreBootstrapUserData: '#!/bin/sh\ntrue', ForceUpdateEnabled: true },
  {
    Efa: { InterfaceLayout: 'ENA_PRIMARY' },
    InstanceTags: { owner: 'hpc' },
    Tags: { team: 'hpc' },
  },
  {},
];
const ATTRIBUTES = [
  ...schema.readOnlyProperties.map((pointer) => pointer.split('/')[2] ?? ''),
  'NodegroupName',
];

/** AWS and the attributes after each step. */
type Steps = readonly { readonly aws: unknown; readonly attributes: unknown }[];

test('end in the same', async () => {
  const [registry, custom] = [await throughRegistry(), await throughCustomResource()];
  expect(custom).toHaveLength(CHANGES.length + 1);
  expect(custom).toEqual(registry);
  expect(JSON.stringify(custom)).toContain('GENERATION');
});

describe('an update that is refused while an autoscaler runs other sizes, and its rollback', () => {
  const given = { ...SMALL, ScalingConfig: { MinSize: 0, MaxSize: 300, DesiredSize: 2 } };
  const wanted = {
    ScalingConfig: { MinSize: 0, MaxSize: 250, DesiredSize: 220 },
    Labels: { team: 'hpc' },
    KeyName: 'no-such-key',
  };
  /** @returns what was written */
  const autoscaled = async (
    world: World,
    name: string,
    thereAndBack: () => Promise<unknown>,
  ): Promise<readonly string[]> => {
    world.autoscale(CLUSTER, name, 40);
    const before = world.nodegroup(CLUSTER, name);
    const first = world.calls.length;
    await thereAndBack();
    expect(world.nodegroup(CLUSTER, name)).toEqual(before);
    return writes(world.calls.slice(first));
  };

  test('write nothing through the registry type', async () => {
    const made = scene({ timings: QUICK });
    const registry = new CloudFormation(made.world);
    const properties = { ...seedProperties(made), ...given };
    const { resourceModel = {} } = await registry.last({ action: 'CREATE', model: properties });
    const { Id, Name } = resourceModel;
    const [previous, model] = [
      { ...properties, Id },
      { ...properties, ...wanted, Id },
    ];
    const written = await autoscaled(made.world, `${Name}`, async () => {
      const refused = await registry.last({ action: 'UPDATE', model, previous, token: 'there' });
      expect(refused).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
      const back = { model: previous, previous: model, token: 'back' };
      const { status } = await registry.last({ action: 'UPDATE', ...back });
      expect(status).toBe('SUCCESS');
    });
    expect(written).toEqual([]);
  });

  test('write nothing through the custom resource', async () => {
    const made = scene({ timings: QUICK });
    const stack = new Stack(made.world);
    const properties = { ...seedProperties(made), ...given };
    const { PhysicalResourceId: id } = await stack.run(() => stack.create(properties));
    const written = await autoscaled(made.world, id.split('/')[1] ?? '', async () => {
      // the rollback follows, and has to succeed
      const answer = await stack.run(() => stack.update({ ...properties, ...wanted }));
      expect(answer.Status).toBe('FAILED');
    });
    expect(written).toEqual([]);
  });
});

/** CloudFormation fails an output whose attribute is missing, and rolls the new nodes back. */
describe('every attribute is answered where nothing was created', () => {
  const GROUPS = { Placement: { Group: 'NONE' }, Efa: { SecurityGroup: 'NONE' } } as const;
  const EMPTY = {
    PlacementGroupName: '',
    PlacementGroupId: '',
    PlacementGroupArn: '',
    EfaSecurityGroupId: '',
  };

  it('by create, Read and update of the registry type', async () => {
    const made = scene({ timings: QUICK });
    const cloudFormation = new CloudFormation(made.world);
    const base = { ...seedProperties(made), ...SMALL, Placement: GROUPS.Placement };
    const model = { ...base, Efa: { SecurityGroup: 'CREATE' } } as unknown as Json;
    const created = await cloudFormation.last({ action: 'CREATE', model });
    expect(missing(created.resourceModel)).toEqual([]);
    const { EfaSecurityGroupId: _, ...others } = EMPTY;
    expect(created.resourceModel).toMatchObject(others);
    const Id = created.resourceModel?.Id;
    // the update takes the group away
    const updated = await cloudFormation.last({
      action: 'UPDATE',
      model: { ...base, ...GROUPS, Id } as unknown as Json,
      previous: model,
    });
    expect(updated).toMatchObject({ status: 'SUCCESS', resourceModel: EMPTY });
    const read = await cloudFormation.last({ action: 'READ', model: { Id } });
    expect(read.resourceModel).toEqual(updated.resourceModel);
    expect(missing(read.resourceModel)).toEqual([]);
  });

  it('by the answers of the custom resource, also of the update that takes the groups away', async () => {
    const made = scene({ timings: QUICK });
    const stack = new Stack(made.world);
    const base = { ...seedProperties(made), ...SMALL };
    const { Data: before } = await stack.run(() => stack.create(base));
    expect(before?.PlacementGroupName).not.toBe('');
    const answer = await stack.run(() => stack.update({ ...base, ...GROUPS }));
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: EMPTY });
    expect(missing(answer.Data)).toEqual([]);
  });

  function missing(attributes: object = {}): readonly string[] {
    return ATTRIBUTES.filter((name) => !Object.hasOwn(attributes, name));
  }
});

/** What a resource import relies on: a node group is identified by its Id alone, whichever entry point created it. */
test('a node group of the custom resource is read, updated and deleted by the registry type', async () => {
  const made = scene({ timings: QUICK });
  const stack = new Stack(made.world);
  const properties = { ...seedProperties(made), ...SMALL };
  const answer = await stack.run(() => stack.create(properties));
  const Id = answer.PhysicalResourceId;
  const registry = new CloudFormation(made.world);

  const before = await registry.last({ action: 'READ', model: { Id } });
  expect(before.resourceModel).toMatchObject({ ...properties, Id, Status: 'ACTIVE' });

  const first = made.world.calls.length;
  const model = { ...properties, Labels: { moved: 'yes' }, Id };
  const updated = await registry.last({
    action: 'UPDATE',
    model,
    previous: properties as unknown as Json,
  });
  expect(updated.resourceModel).toEqual({ ...before.resourceModel, Labels: { moved: 'yes' } });
  expect(writes(made.world.calls.slice(first))).toEqual(['UpdateNodegroupConfig']);

  const gone = await registry.last({ action: 'DELETE', model: { Id } });
  expect(gone.status).toBe('SUCCESS');
  made.world.clock.advance(600);
  const { nodegroups, placementGroups, templates } = made.world.account;
  expect([...nodegroups.all(), ...placementGroups.all(), ...templates.all()]).toEqual([]);
});

async function throughRegistry(): Promise<Steps> {
  const made = scene({ timings: QUICK });
  const cloudFormation = new CloudFormation(made.world);
  const base = { ...seedProperties(made), ...SMALL };
  const steps: Steps[number][] = [];
  let previous: Json | undefined;
  let id = '';
  for (const change of CHANGES) {
    const model = { ...base, ...change } as Json;
    const event = previous
      ? await cloudFormation.last({
          action: 'UPDATE',
          model: { ...model, Id: id },
          previous,
          token: `update ${steps.length}`,
        })
      : await cloudFormation.last({ action: 'CREATE', model });
    expect(event.status).toBe('SUCCESS');
    id = String(event.resourceModel?.Id);
    previous = model;
    steps.push(snapshot(made.world, id, event.resourceModel ?? {}));
  }
  const gone = await cloudFormation.last({ action: 'DELETE', model: { Id: id } });
  expect(gone.status).toBe('SUCCESS');
  return [...steps, snapshot(made.world, id, {})];
}

async function throughCustomResource(): Promise<Steps> {
  const made = scene({ timings: QUICK });
  const stack = new Stack(made.world);
  const base = { ...seedProperties(made), ...SMALL };
  const steps: Steps[number][] = [];
  for (const change of CHANGES) {
    const properties = { ...base, ...change };
    const answer = await stack.run(() =>
      stack.id ? stack.update(properties) : stack.create(properties),
    );
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
    steps.push(snapshot(made.world, answer.PhysicalResourceId, answer.Data ?? {}));
  }
  const { id = '' } = stack;
  expect(await stack.run(() => stack.delete())).toMatchObject({ Status: 'SUCCESS' });
  return [...steps, snapshot(made.world, id, {})];
}

function snapshot({ account }: World, id: string, model: Json): Steps[number] {
  const generation = id.split('/')[2] ?? '';
  const attributes = ATTRIBUTES.flatMap((name) => {
    const value = model[name];
    return value === undefined ? [] : [[name, Array.isArray(value) ? value : String(value)]];
  });
  const aws = {
    placementGroups: account.placementGroups.all(),
    securityGroups: account.securityGroups.all(),
    templates: account.templates.all(),
    nodegroups: account.nodegroups.all(),
    instances: account.instances.all().length,
  };
  const text = JSON.stringify({ aws, attributes: Object.fromEntries(attributes) }, (key, value) =>
    // times of creation, change and launch
    /At$/.test(key) ? undefined : value,
  );
  // operations have keys of their own
  return JSON.parse(
    text.replaceAll(generation, 'GENERATION').replace(/op=\w+(\/\w+)?/g, 'op=OPERATION'),
  );
}
