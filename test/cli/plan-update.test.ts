/** What a change of a living node group would cost. */
import { nodeGroupNotFound } from '../../src/cli/io';
import type { PlanDocument } from '../../src/cli/plan/plan-document';
import { actions, type Living, living, QUICK, run, SMALL, update } from '../reconcile/driver';
import { CLUSTER } from '../world/scene';
import { efaNodegroup, file } from './terminal';

const NODEGROUP_ROLE = 'arn:aws:iam::123456789012:role/another';

function small(): Promise<Living> {
  return living({ timings: QUICK, change: { ...SMALL } });
}

async function planned({ world, model, properties }: Living, change: object, args: string[] = []) {
  const ran = await efaNodegroup(world, ['plan', '-', '--id', model.Id, '--json', ...args], {
    stdin: { ...properties, ...change },
  });
  return { ...ran, document: JSON.parse(ran.stdout) as PlanDocument };
}

describe('plan of an update', () => {
  it('the same template changes nothing', async () => {
    const { exitCode, document } = await planned(await small(), {});
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ action: 'UPDATE', cost: 'NOTHING', changes: [], calls: [] });
  });

  it.each([
    ['Labels', { Labels: { team: 'ml' } }, 'IN PLACE'],
    ['Tags', { Tags: { project: 'llm' } }, 'IN PLACE'],
    ['ScalingConfig', { ScalingConfig: { MinSize: 2, MaxSize: 20 } }, 'IN PLACE'],
    ['Volume', { Volume: { SizeGiB: 500 } }, 'ROLLS 2 NODES'],
    ['LocalStorage', { LocalStorage: 'NONE' }, 'ROLLS 2 NODES'],
    ['PreBootstrapUserData', { PreBootstrapUserData: '#!/bin/sh\nid' }, 'ROLLS 2 NODES'],
    ['NodeRole', { NodeRole: NODEGROUP_ROLE }, 'REPLACES'],
    ['Placement', { Placement: { Group: 'NONE' } }, 'REPLACES'],
  ])('%s: %j', async (property, change, cost) => {
    const { exitCode, document } = await planned(await small(), change);
    expect(document.cost).toBe(cost);
    expect(document.changes.map((each) => [each.property, each.cost])).toEqual([[property, cost]]);
    expect(exitCode).toBe(0);
  });

  it('each difference has its own cost, and the whole the highest', async () => {
    const { document } = await planned(await small(), {
      Labels: { team: 'ml' },
      Volume: { SizeGiB: 500 },
    });
    expect(document.cost).toBe('ROLLS 2 NODES');
    expect(document.changes).toEqual([
      expect.objectContaining({ property: 'Labels', to: { team: 'ml' }, cost: 'IN PLACE' }),
      expect.objectContaining({ property: 'Volume', to: { SizeGiB: 500 }, cost: 'ROLLS 2 NODES' }),
    ]);
  });

  it('counts the nodes that are there, and those that the update itself asks for', async () => {
    const there = await small();
    there.world.autoscale(CLUSTER, there.model.Name, 7);
    const live = await planned(there, { Volume: { SizeGiB: 500 } }, [
      '--previous',
      file('before.json', there.properties),
    ]);
    expect(live.document.cost).toBe('ROLLS 7 NODES');
    const asked = await planned(there, {
      Volume: { SizeGiB: 500 },
      ScalingConfig: { MinSize: 2, MaxSize: 10, DesiredSize: 4 },
    });
    expect(asked.document.cost).toBe('ROLLS 4 NODES');
  });

  it('compares with the live state, or with the previous template', async () => {
    const there = await small();
    there.world.autoscale(CLUSTER, there.model.Name, 7);
    // the template is what was applied last, whatever an autoscaler made of it
    const same = await planned(there, {});
    expect(same.document.changes).toEqual([]);
    const live = await planned(there, { ScalingConfig: { MinSize: 2, MaxSize: 12 } });
    expect(live.document.changes.map(({ property }) => property)).toEqual(['ScalingConfig']);
    const before = file('same.json', there.properties);
    expect((await planned(there, {}, ['--previous', before])).document.cost).toBe('NOTHING');
  });

  it('shows no user data in the differences', async () => {
    const { stdout, document } = await planned(await small(), {
      PreBootstrapUserData: '#!/bin/sh\necho sup3r-s3cret',
    });
    expect(document.changes[0]?.to).toBe('(not shown)');
    expect(stdout).not.toContain('sup3r-s3cret');
  });

  it('has the calls that the handlers make, in their order', async () => {
    const there = await small();
    const change = { Labels: { team: 'ml' }, Volume: { SizeGiB: 500 }, Tags: { project: 'llm' } };
    const { document } = await planned(there, change);
    const { world, properties, request } = there;
    const desired = { ...properties, ...change };
    const { calls } = await run(world, update(request.identity, properties, desired));
    expect(document.calls.map(({ call }) => call.split(':')[1])).toEqual(
      actions(calls.filter(({ write }) => write)),
    );
  });

  it('plans through a roll that is under way', async () => {
    const there = await small();
    const { world, model } = there;
    const live = world.nodegroup(CLUSTER, model.Name);
    world.account.nodegroups.put(`${CLUSTER}/${model.Name}`, { ...live, status: 'UPDATING' });
    const { document } = await planned(there, { Volume: { SizeGiB: 500 } });
    expect(document.cost).toBe('ROLLS 2 NODES');
  });

  it('says what takes the place of a node group that is replaced', async () => {
    const { exitCode, document } = await planned(await small(), { NodeRole: NODEGROUP_ROLE });
    expect(exitCode).toBe(0);
    expect(document.replacement).toMatchObject({ action: 'CREATE', efaInterfaceCount: 2 });
    expect(document.calls).toEqual([]);
  });

  it('a replacement of the same name would fail', async () => {
    const there = await living({ timings: QUICK, change: { ...SMALL, NodegroupName: 'mine' } });
    const { exitCode, document } = await planned(there, { NodeRole: NODEGROUP_ROLE });
    expect(exitCode).toBe(1);
    expect(document.replacement?.findings[0]?.message).toContain('Remove NodegroupName');
  });

  it('an update that is refused', async () => {
    const change = { ScalingConfig: { MinSize: 0, MaxSize: 1 } };
    const { exitCode, document } = await planned(await small(), change);
    expect([exitCode, document.cost]).toEqual([1, 'REFUSED']);
    expect(document.findings[0]?.path).toBe('ScalingConfig.MaxSize');
  });

  it('a version lower than the live one is a warning', async () => {
    const there = await small();
    const { exitCode, document } = await planned(there, { Version: '1.29' });
    expect([exitCode, document.cost]).toEqual([0, 'NOTHING']);
    expect(document.warnings[0]?.message).toContain('EKS cannot downgrade');
  });

  it('as text', async () => {
    const { world, model, properties } = await small();
    const stdin = { ...properties, Labels: { team: 'ml' }, Volume: { SizeGiB: 500 } };
    const { stdout } = await efaNodegroup(world, ['plan', '-', '--id', model.Id], { stdin });
    expect(stdout).toContain(`${model.Id}: ROLLS 2 NODES\n`);
    expect(stdout).toMatch(/^ {2}changes +IN PLACE {2}Labels: \(not set\) -> {"team":"ml"}$/m);
    expect(stdout).toMatch(/^ +ROLLS 2 NODES {2}Volume: /m);
    expect(stdout).toMatch(
      /zone +us-east-1a \(use1-az1\): chosen when the node group was created$/m,
    );
    expect(stdout).toMatch(/eks:UpdateNodegroupVersion/);
  });

  it('says the values now and then, and how long the roll takes', async () => {
    const there = await living({
      timings: QUICK,
      change: { ...SMALL, Labels: { team: 'ml', old: 'x' }, UpdateConfig: { MaxUnavailable: 2 } },
    });
    const { world, model } = there;
    world.autoscale(CLUSTER, model.Name, 7);
    const change = {
      ScalingConfig: { MinSize: 2, MaxSize: 20 },
      Labels: { team: 'hpc' },
      Taints: [{ Key: 'efa', Value: 'true', Effect: 'NO_SCHEDULE' }],
      Volume: { SizeGiB: 500 },
    };
    const { document } = await planned(there, change);
    expect(document.before?.sizes).toEqual({ minSize: 2, maxSize: 10, desiredSize: 7 });
    expect(document.after.sizes).toEqual({ minSize: 2, maxSize: 20, desiredSize: 7 });
    expect(document.after.labels).toMatchObject({ team: 'hpc' });
    expect(document.after.labels).not.toHaveProperty('old');
    expect(document.after.taints).toEqual([{ key: 'efa', value: 'true', effect: 'NO_SCHEDULE' }]);
    expect([document.before, document.after].map((each) => each?.volumes[0]?.sizeGiB)).toEqual([
      100, 500,
    ]);
    // 7 nodes, 2 at once: 4 batches of 6 to 25 minutes
    expect(document.roll).toEqual({
      nodes: 7,
      atOnce: 2,
      batches: 4,
      shortestMinutes: 24,
      likelyMinutes: 100,
    });
    const { properties } = there;
    const { stdout } = await efaNodegroup(world, ['plan', '-', '--id', model.Id], {
      stdin: { ...properties, ...change },
    });
    for (const line of [
      /^ {2}roll +7 nodes in 4 batches of 2 \(UpdateConfig\): at least 24 minutes, likely 100$/m,
      /^ {2}sizes +2 to 10 nodes, desired 7 -> 2 to 20 nodes, desired 7$/m,
      /^ +team=hpc \(new\)$/m,
      /^ +old=x \(removed\)$/m,
      /^ {2}taints +efa=true:NO_SCHEDULE \(new\)$/m,
      /^ {2}volumes +\S+ 500 GiB, gp3, encrypted \(new\)$/m,
      /^ {2}AMI +AL2023_x86_64_\w+, release 1\.\S+$/m,
    ])
      expect(stdout).toMatch(line);
  });

  it('as text, an update that is refused shows its errors alone', async () => {
    const { world, model, properties } = await small();
    const stdin = { ...properties, ScalingConfig: { MinSize: 0, MaxSize: 1 } };
    const ran = await efaNodegroup(world, ['plan', '-', '--id', model.Id], { stdin });
    expect(ran.stderr).toMatch(/^ {2}errors +ScalingConfig\.MaxSize: [^\n]+\n$/);
    expect(ran.stdout.split('\n').slice(2)).toEqual([`${model.Id}: REFUSED`, '']);
  });

  it('a node group that is not there', async () => {
    const there = await small();
    const gone = { ...there, model: { ...there.model, Id: `${CLUSTER}/gone/0123456789ab` } };
    const { world, properties } = gone;
    const args = ['plan', '-', '--id', gone.model.Id];
    const { exitCode, stderr } = await efaNodegroup(world, args, { stdin: properties });
    expect([exitCode, stderr]).toEqual([1, nodeGroupNotFound(gone.model.Id)]);
  });
});
