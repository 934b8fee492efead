/** Pods, key pair, monitoring (rolls); repair and warm pool (in place). Each created, read, changed, removed. */
import type { Properties } from '../../src/core/model/properties';
import { CLUSTER } from '../world/scene';
import {
  actions,
  type Living,
  liveTemplate,
  living,
  QUICK,
  readModel,
  run,
  SMALL,
  setting,
  succeeded,
  update,
  writes,
} from './driver';

const ROLL = ['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion'];
const CONFIG = ['UpdateNodegroupConfig'];
type Given = Partial<Properties>;

async function node(change: Given = {}) {
  const made = setting({ timings: QUICK, change: { ...SMALL, ...change } });
  for (const name of ['mine', 'other']) made.world.addKeyPair(name);
  const { model } = succeeded(await run(made.world, made.request));
  return { ...made, model } as Living;
}

let token = 0;
async function changed(made: Living, from: Given, to: Given) {
  const { world, request, properties } = made;
  token += 1;
  const [previous, desired] = [from, to].map((given) => ({ ...properties, ...given })) as [
    Properties,
    Properties,
  ];
  const end = await run(world, update(request.identity, previous, desired, { token: `${token}` }));
  const { model } = succeeded(end);
  return { model, writes: writes(end.calls), actions: actions(end.calls), messages: end.messages };
}

function memberOf(object: object | undefined, name: string): unknown {
  return (object as Record<string, unknown> | undefined)?.[name];
}

function live({ world, request }: Living) {
  return world.nodegroup(CLUSTER, request.identity.nodegroupName);
}

describe('a setting of the template', () => {
  it.each<[string, Given, Given, Given, readonly string[]]>([
    ['KeyName', { KeyName: 'mine' }, { KeyName: 'other' }, { KeyName: 'other' }, ROLL],
    ['KeyName removed', { KeyName: 'mine' }, {}, {}, ROLL],
    ['KeyName at last', {}, { KeyName: 'mine' }, { KeyName: 'mine' }, ROLL],
    ['Monitoring', {}, { Monitoring: true }, { Monitoring: true }, ROLL],
    ['Monitoring removed', { Monitoring: true }, {}, { Monitoring: false }, ROLL],
    ['Monitoring written down', {}, { Monitoring: false }, { Monitoring: false }, []],
    ['MaxPods', { MaxPods: 30 }, { MaxPods: 40 }, { MaxPods: 40 }, ['TagResource', ...ROLL]],
    ['MaxPods removed', { MaxPods: 30 }, {}, {}, ['TagResource', ...ROLL]],
  ])('%s', async (_name, from, to, expected, calls) => {
    const made = await node(from);
    expect(made.model).toMatchObject(from);
    expect(await readModel(made.world, made.request.identity)).toEqual(made.model);
    expect((await changed(made, from, from)).writes).toEqual([]);
    const after = await changed({ ...made, properties: without(made.properties, from) }, from, to);
    expect(after.writes).toEqual(calls);
    expect(await readModel(made.world, made.request.identity)).toEqual(after.model);
    const names = Object.keys({ ...from, ...to });
    expect(Object.fromEntries(names.map((name) => [name, memberOf(after.model, name)]))).toEqual(
      Object.fromEntries(names.map((name) => [name, memberOf(expected, name)])),
    );
  });

  it('MaxPods is in a part of its own, behind that of the disks', async () => {
    const made = await node({ MaxPods: 30 });
    const { UserData = '' } = liveTemplate(made.world, made.model).data;
    const text = Buffer.from(UserData, 'base64').toString('utf8');
    expect(text.match(/strategy: RAID0|maxPods: 30/g)).toEqual(['strategy: RAID0', 'maxPods: 30']);
  });

  it('a key pair is observed only when it changed', async () => {
    const made = await node({ KeyName: 'mine' });
    const after = await changed(made, {}, { Volume: { SizeGiB: 300 } });
    expect(after.actions).not.toContain('DescribeKeyPairs');
  });

  it('a key pair is observed again after EC2 was out of reach', async () => {
    const made = setting({ timings: QUICK, change: { ...SMALL, KeyName: 'mine' } });
    made.world.addKeyPair('mine');
    made.world.faults.add({ action: 'DescribeKeyPairs', error: 'ECONNRESET', times: 4 });
    expect(succeeded(await run(made.world, made.request)).model?.KeyName).toBe('mine');
    expect(made.world.faults.unused()).toEqual([]);
  });
});

function without(properties: Properties, given: Given): Properties {
  const kept = Object.entries(properties).filter(([name]) => !(name in given));
  return Object.fromEntries(kept) as unknown as Properties;
}

const OVERRIDE = {
  NodeMonitoringCondition: 'AcceleratedHardwareReady',
  NodeUnhealthyReason: 'NvidiaXID64Error',
  MinRepairWaitTimeMins: 5,
  RepairAction: 'Replace',
} as const;
const ON = { Enabled: true } as const;

describe('automatic repair', () => {
  const full = {
    ...ON,
    MaxUnhealthyNodeThresholdPercentage: 10,
    MaxParallelNodesRepairedCount: 3,
    NodeRepairConfigOverrides: [OVERRIDE],
  };
  it('is created and read back', async () => {
    const made = await node({ NodeRepairConfig: full });
    expect(live(made).nodeRepairConfig).toMatchObject({
      enabled: true,
      maxUnhealthyNodeThresholdPercentage: 10,
      nodeRepairConfigOverrides: [
        { nodeUnhealthyReason: 'NvidiaXID64Error', repairAction: 'Replace' },
      ],
    });
    expect(made.model.NodeRepairConfig).toEqual(full);
    expect(await readModel(made.world, made.request.identity)).toEqual(made.model);
  });

  it.each<[string, Given, Given, readonly string[], object | undefined]>([
    ['turned on', {}, { NodeRepairConfig: ON }, CONFIG, ON],
    ['unchanged', { NodeRepairConfig: full }, { NodeRepairConfig: full }, [], full],
    ['removed: off', { NodeRepairConfig: full }, {}, CONFIG, { Enabled: false }],
    [
      'removed though it was off',
      { NodeRepairConfig: { Enabled: false } },
      {},
      [],
      { Enabled: false },
    ],
    [
      'a count instead of a percentage',
      { NodeRepairConfig: full },
      { NodeRepairConfig: { ...ON, MaxUnhealthyNodeThresholdCount: 2 } },
      CONFIG,
      { ...ON, MaxUnhealthyNodeThresholdCount: 2 },
    ],
    [
      'an override removed',
      { NodeRepairConfig: full },
      { NodeRepairConfig: { ...full, NodeRepairConfigOverrides: [] } },
      CONFIG,
      { ...ON, MaxUnhealthyNodeThresholdPercentage: 10, MaxParallelNodesRepairedCount: 3 },
    ],
  ])('%s', async (_name, from, to, calls, expected) => {
    const made = await node(from);
    const after = await changed({ ...made, properties: without(made.properties, from) }, from, to);
    expect(after.writes).toEqual(calls);
    expect(after.model?.NodeRepairConfig).toEqual(expected);
  });

  it('is never undone by another change, and keeps what an operator set beside it', async () => {
    const made = await node({ NodeRepairConfig: ON });
    const { nodegroupName } = made.request.identity;
    made.world.account.nodegroups.put(`${CLUSTER}/${nodegroupName}`, {
      ...live(made),
      nodeRepairConfig: { enabled: true, maxParallelNodesRepairedCount: 7 },
    });
    expect((await changed(made, {}, { Labels: { a: 'b' } })).model?.NodeRepairConfig).toEqual({
      ...ON,
      MaxParallelNodesRepairedCount: 7,
    });
    const wanted = { ...ON, MaxUnhealthyNodeThresholdCount: 2 };
    expect((await changed(made, {}, { NodeRepairConfig: wanted })).model?.NodeRepairConfig).toEqual(
      { ...wanted, MaxParallelNodesRepairedCount: 7 },
    );
    // of what excludes each other, the template's own stays
    const parallel = { ...wanted, MaxParallelNodesRepairedPercentage: 10 };
    const [from, to] = [{ NodeRepairConfig: wanted }, { NodeRepairConfig: parallel }];
    expect((await changed(made, from, to)).model?.NodeRepairConfig).toEqual(parallel);
  });
});

describe('a warm pool', () => {
  const pool = { ...ON, MinSize: 1, MaxGroupPreparedCapacity: 6, PoolState: 'RUNNING' } as const;
  it('is created, read back, and reported with what it costs', async () => {
    const made = setting({ timings: QUICK, change: { ...SMALL, WarmPoolConfig: pool } });
    const end = await run(made.world, made.request);
    const { model, message } = succeeded(end);
    expect(model?.WarmPoolConfig).toEqual(pool);
    for (const text of [end.messages[0], message]) {
      expect(text).toContain(
        'WarmPoolConfig: In addition to 2 nodes, the warm pool keeps up to 4 instances of hpc6id.32xlarge. All of them are billed like nodes',
      );
    }
  });

  it.each<[string, Given, Given, readonly string[], object | undefined]>([
    [
      'turned on',
      {},
      { WarmPoolConfig: ON },
      CONFIG,
      { ...ON, MinSize: 0, PoolState: 'STOPPED', ReuseOnScaleIn: false },
    ],
    ['unchanged', { WarmPoolConfig: pool }, { WarmPoolConfig: pool }, [], pool],
    [
      'a default written down',
      { WarmPoolConfig: pool },
      { WarmPoolConfig: { ...pool, ReuseOnScaleIn: false } },
      [],
      pool,
    ],
    ['removed: off', { WarmPoolConfig: pool }, {}, CONFIG, { Enabled: false }],
    [
      'turned off',
      { WarmPoolConfig: pool },
      { WarmPoolConfig: { Enabled: false } },
      CONFIG,
      { Enabled: false },
    ],
    [
      'members removed: their defaults',
      { WarmPoolConfig: pool },
      { WarmPoolConfig: ON },
      CONFIG,
      { ...ON, MinSize: 0, PoolState: 'STOPPED', ReuseOnScaleIn: false },
    ],
  ])('%s', async (_name, from, to, calls, expected) => {
    const made = await node(from);
    const after = await changed({ ...made, properties: without(made.properties, from) }, from, to);
    expect(after.writes).toEqual(calls);
    expect(after.model?.WarmPoolConfig).toEqual(expected);
  });

  it('keeps what an operator set beside it', async () => {
    const made = await node({ WarmPoolConfig: pool });
    const { nodegroupName } = made.request.identity;
    made.world.account.nodegroups.put(`${CLUSTER}/${nodegroupName}`, {
      ...live(made),
      warmPoolConfig: { ...live(made).warmPoolConfig, minSize: 3 },
    });
    const after = await changed(made, {}, { WarmPoolConfig: { ...pool, PoolState: 'STOPPED' } });
    expect(after.model?.WarmPoolConfig).toMatchObject({ MinSize: 3, PoolState: 'STOPPED' });
  });
});

describe('an old release of STANDARD', () => {
  it('is reported: it has no EFA driver', async () => {
    const made = setting({
      timings: QUICK,
      change: { ...SMALL, ReleaseVersion: '1.33.5-20251120' },
    });
    const end = await run(made.world, made.request);
    expect(succeeded(end).message).toContain(
      'ReleaseVersion: 1.33.5-20251120 has no EFA driver, which AL2023_x86_64_STANDARD includes since v20260505',
    );
    const silent = await living({ timings: QUICK, change: SMALL });
    expect(silent.model.ReleaseVersion).toBe('1.33.5-20251120');
  });
});
