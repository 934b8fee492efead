import { seedProperties } from '../reconcile/driver';
import { CLUSTER, scene } from '../world/scene';
import { CloudFormation, type Json } from './cloudformation';

beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => jest.restoreAllMocks());

const SMALL = { InstanceTypes: ['hpc6id.32xlarge'] };
const QUICK = { nodegroupCreate: 20, nodegroupDelete: 20, instanceLinger: 0, configUpdate: 20 };

function stack(options: Parameters<typeof scene>[0] = {}) {
  const made = scene({ timings: QUICK, ...options });
  const cloudFormation = new CloudFormation(made.world);
  const model: Json = { ...seedProperties(made), ...SMALL };
  return { ...made, cloudFormation, model };
}

describe('a resource through the entry point of the registry type', () => {
  it('lives a whole life, each event as the contract wants it', async () => {
    const { world, cloudFormation, model } = stack();
    const before = world.resources();
    const events = await cloudFormation.run({ action: 'CREATE', model });
    const created = events.at(-1);
    expect(created?.status).toBe('SUCCESS');
    // the first event carries the Id, and nothing is made before it
    const ids = new Set(events.map((event) => event.resourceModel?.Id));
    expect(ids.size).toBe(1);
    const [id] = ids;
    expect(id).toMatch(/^training\/Nodes-[0-9a-f]{12}\/[0-9a-f]{12}$/);
    const identifier = { Id: id };
    const firstWrite = world.calls.find(({ write }) => write);
    expect(firstWrite?.accessKeyId).toBe('AKIDINVOCATION2');

    const read = await cloudFormation.last({ action: 'READ', model: identifier });
    expect(read).toMatchObject({ status: 'SUCCESS', resourceModel: created?.resourceModel ?? {} });
    const listed = await cloudFormation.last({ action: 'LIST' });
    expect(listed.resourceModels).toEqual([identifier]);

    const desired = { ...model, Id: id, Labels: { a: 'b' } };
    const updated = await cloudFormation.last({
      action: 'UPDATE',
      model: desired,
      previous: model,
    });
    expect(updated).toMatchObject({ status: 'SUCCESS', resourceModel: { Labels: { a: 'b' } } });

    const gone = await cloudFormation.last({ action: 'DELETE', model: identifier });
    expect(gone.status).toBe('SUCCESS');
    expect(world.resources()).toEqual(before);
    for (const action of ['READ', 'DELETE'] as const) {
      const after = await cloudFormation.last({ action, model: identifier, token: 'again' });
      expect(after).toMatchObject({ status: 'FAILED', errorCode: 'NotFound' });
    }
    const update = await cloudFormation.last({ action: 'UPDATE', model: desired, previous: model });
    expect(update).toMatchObject({ status: 'FAILED', errorCode: 'NotFound' });
    expect((await cloudFormation.last({ action: 'LIST' })).resourceModels).toEqual([]);
  });

  it.each([1, 2, 3])('is updated though EKS does not show it at first, %i times', async (times) => {
    const { world, cloudFormation, model } = stack();
    const created = await cloudFormation.last({ action: 'CREATE', model });
    const Id = created.resourceModel?.Id;
    const error = {
      code: 'ResourceNotFoundException',
      message: 'No node group found',
      status: 404,
    };
    world.faults.add({ action: 'DescribeNodegroup', times, error });
    const desired = { ...model, Id, Labels: { a: 'b' } };
    const updated = await cloudFormation.last({
      action: 'UPDATE',
      model: desired,
      previous: model,
    });
    expect(updated).toMatchObject({ status: 'SUCCESS', resourceModel: { Labels: { a: 'b' } } });
  });

  it('keeps every property through maps, sets and integers, write-only ones aside', async () => {
    const { world, cloudFormation, model, subnetIds, vpcId } = stack();
    const group = { id: 'sg-0123456789abcdef0', name: 'x', description: '', rules: [], tags: {} };
    world.account.securityGroups.put(group.id, { ...group, vpcId });
    const shown: Json = {
      ...model,
      NodegroupName: 'all',
      Subnets: [...subnetIds],
      AmiType: 'AL2023_x86_64_STANDARD',
      CapacityType: 'ON_DEMAND',
      ScalingConfig: { MinSize: 0, MaxSize: 3, DesiredSize: 1 },
      UpdateConfig: { MaxUnavailable: 2, UpdateStrategy: 'MINIMAL' },
      Labels: { 'a/b': 'c', d: 'e' },
      Taints: [
        { Key: 'efa', Value: 'yes', Effect: 'NO_SCHEDULE' },
        { Key: 'gpu', Effect: 'NO_EXECUTE' },
      ],
      Tags: { team: 'ml', empty: '' },
      InstanceTags: { team: 'ml' },
      Version: '1.33',
      ReleaseVersion: '1.33.0-20251001',
      Volume: { SizeGiB: 200, Type: 'gp3', Iops: 4000, Throughput: 250, Encrypted: true },
      MetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: 2 },
      LocalStorage: 'RAID10',
      SecurityGroupIds: [group.id],
      Efa: { InterfaceLayout: 'EFA_ALL', SecurityGroup: 'CREATE' },
      Placement: {
        AvailabilityZone: 'us-east-1b',
        AvailabilityZoneId: 'use1-az2',
        Group: 'CREATE',
      },
    };
    const writeOnly = { PreBootstrapUserData: '#!/bin/sh\ntrue', ForceUpdateEnabled: true };
    const events = await cloudFormation.run({
      action: 'CREATE',
      model: { ...shown, ...writeOnly },
      stackTags: { cost: 'center' },
    });
    expect(events.at(-1)?.status).toBe('SUCCESS');
    expect(events.at(-1)?.resourceModel).toMatchObject(shown);
    expect(events.at(-1)?.resourceModel?.Tags).toEqual(shown.Tags);
    const { tags } = world.nodegroup(CLUSTER, 'all');
    expect(tags.cost).toBe('center');
    expect(events.at(-2)?.resourceModel).toMatchObject({ ...shown, ...writeOnly });
  });
});

describe('a failure', () => {
  it('before anything was made has no model', async () => {
    const { cloudFormation, model } = stack();
    const bad = {
      ...model,
      PreBootstrapUserData: 'no user data',
      Labels: { 'efa-node-group/x': '' },
    };
    const event = await cloudFormation.last({ action: 'CREATE', model: bad });
    expect(event).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
    expect(event.resourceModel ?? null).toBeNull();
  });

  it('because the name is taken is AlreadyExists at once, without a model', async () => {
    const { cloudFormation, model } = stack();
    const named = { ...model, NodegroupName: 'same' };
    await cloudFormation.run({ action: 'CREATE', model: named, token: 'first' });
    const events = await cloudFormation.run({ action: 'CREATE', model: named, token: 'second' });
    expect(events.length).toBe(1);
    expect(events[0]).toMatchObject({ status: 'FAILED', errorCode: 'AlreadyExists' });
    expect(events[0]?.resourceModel ?? null).toBeNull();
  });

  it('after the Id went out carries it, so that CloudFormation deletes what was made', async () => {
    const { world, cloudFormation, model } = stack();
    const before = world.resources();
    world.failNextCreate([{ code: 'AccessDenied', message: 'no such right' }]);
    const failing = { ...model, PreBootstrapUserData: '#!/bin/sh\ntrue' };
    const event = await cloudFormation.last({ action: 'CREATE', model: failing });
    expect(event).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
    expect(event.message).toContain('no such right');
    const { Id } = event.resourceModel ?? {};
    expect(Id).toMatch(/^training\//);
    await cloudFormation.last({ action: 'DELETE', model: { Id } });
    expect(world.resources()).toEqual(before);
  });

  it('of READ or LIST is their answer, and they never wait', async () => {
    const { world, cloudFormation } = stack();
    const throttled = { code: 'RequestLimitExceeded', status: 503 };
    world.faults.add({ action: 'DescribeLaunchTemplates', times: 3, error: throttled });
    const listed = await cloudFormation.last({ action: 'LIST' });
    expect(listed).toMatchObject({ status: 'FAILED', errorCode: 'Throttling' });
    const denied = { code: 'AccessDeniedException', status: 403 };
    world.faults.add({ action: 'DescribeNodegroup', error: denied });
    const read = await cloudFormation.last({ action: 'READ', model: { Id: 'a/b/0123456789ab' } });
    expect(read).toMatchObject({ status: 'FAILED', errorCode: 'AccessDenied' });
    expect(read.message).toContain('eks:DescribeNodegroup failed for a/b: AccessDeniedException');
  });
});

describe('an Id', () => {
  it.each([
    undefined,
    '',
    'training',
    'training/Nodes',
    'a/b/c',
    'a/b/0123456789AB',
    'a/b/0123456789ab/c',
  ])('%j names nothing: READ, UPDATE and DELETE are NotFound without a call', async (Id) => {
    const { world, cloudFormation, model } = stack();
    for (const action of ['READ', 'UPDATE', 'DELETE'] as const) {
      const all = action === 'UPDATE' ? model : {};
      const event = await cloudFormation.last({
        action,
        model: { ...all, ...(Id !== undefined && { Id }) },
        ...(action === 'UPDATE' && { previous: model }),
      });
      expect(event).toMatchObject({ status: 'FAILED', errorCode: 'NotFound' });
    }
    expect(world.calls).toEqual([]);
  });
});

describe('LIST', () => {
  it('hands its token out and takes it in', async () => {
    const { world, cloudFormation } = stack();
    for (let at = 0; at < 21; at += 1) {
      const now = world.clock.now();
      const template = { id: `lt-${at}`, name: `lt-${at}`, createdAt: now, latestVersion: 1 };
      const tags = { 'efa-node-group:id': `${CLUSTER}/gone/0123456789ab` };
      world.account.templates.put(`lt-${at}`, {
        ...template,
        tags,
        defaultVersion: 1,
        versions: [],
      });
    }
    const first = await cloudFormation.last({ action: 'LIST' });
    expect(first).toMatchObject({
      status: 'SUCCESS',
      resourceModels: [],
      nextToken: expect.any(String),
    });
    const nextToken = first.nextToken ?? '';
    const second = await cloudFormation.last({ action: 'LIST', nextToken });
    expect(second.nextToken ?? null).toBeNull();
    const calls = world.calls.filter(({ action }) => action === 'DescribeLaunchTemplates');
    expect(calls.map(({ input }) => input.NextToken)).toEqual([undefined, nextToken]);
  });
});

describe('credentials', () => {
  it('are those of the invocation, each its own', async () => {
    const { world, cloudFormation, model } = stack();
    await cloudFormation.invoke({ action: 'CREATE', model });
    const keys = new Set(world.calls.map(({ accessKeyId }) => accessKeyId));
    expect([...keys]).toEqual(['AKIDINVOCATION1']);
    const first = world.calls.length;
    await cloudFormation.invoke({ action: 'READ', model: { Id: 'a/b/0123456789ab' } });
    const later = new Set(world.calls.slice(first).map(({ accessKeyId }) => accessKeyId));
    expect([...later]).toEqual(['AKIDINVOCATION2']);
  });

  it.each(['CREATE', 'READ', 'LIST'] as const)(
    'not given to %s are InvalidCredentials, and no call',
    async (action) => {
      process.env.AWS_ACCESS_KEY_ID = 'AKIDOFTHEFUNCTION';
      process.env.AWS_SECRET_ACCESS_KEY = 'secret';
      try {
        const { world, cloudFormation, model } = stack();
        const all = action === 'CREATE' ? model : { Id: 'a/b/0123456789ab' };
        const event = await cloudFormation.last({ action, model: all, credentials: 'none' });
        expect(event).toMatchObject({ status: 'FAILED', errorCode: 'InvalidCredentials' });
        expect(world.calls).toEqual([]);
      } finally {
        delete process.env.AWS_ACCESS_KEY_ID;
        delete process.env.AWS_SECRET_ACCESS_KEY;
      }
    },
  );
});

describe('what CloudFormation says beside the properties', () => {
  it('the name of the stack, from its id, stands on what is made', async () => {
    const { world, cloudFormation, model } = stack();
    await cloudFormation.run({ action: 'CREATE', model });
    const ours = world.resources().filter(({ tags }) => 'efa-node-group:id' in tags);
    expect(ours).toHaveLength(4);
    expect(ours.map(({ tags }) => tags['efa-node-group:stack'])).toEqual(Array(4).fill('stack'));
  });

  it('an update without the previous state is refused before any call', async () => {
    const { world, cloudFormation, model } = stack();
    const Id = 'training/Nodes-0123456789ab/0123456789ab';
    const event = await cloudFormation.last({ action: 'UPDATE', model: { ...model, Id } });
    expect(event).toMatchObject({ status: 'FAILED', errorCode: 'InvalidRequest' });
    expect(event.message).toContain('no previous resource state');
    expect(world.calls).toEqual([]);
  });

  it('a message that CloudFormation would cut says how much is missing; the log has all of it', async () => {
    const { cloudFormation, model } = stack();
    const names = Array.from({ length: 40 }, (_, at) => `aws:key${at}`);
    const wrong = { ...model, Tags: Object.fromEntries(names.map((name) => [name, 'x'])) };
    const { message = '' } = await cloudFormation.last({ action: 'CREATE', model: wrong });
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(1024);
    expect(message).toMatch(/ \| \d+ more findings: run efa-nodegroup plan to see all of them/);
    const logged = jest.mocked(console.log).mock.calls.flat().join('\n');
    for (const name of names) expect(logged).toContain(`Tags.${name}: The key does not match`);
  });
});
