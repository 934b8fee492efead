import type { SavedProgress } from '../../src/core/model/decision';
import { CLUSTER } from '../world/scene';
import type { World } from '../world/world';
import {
  create,
  created,
  failed,
  invoke,
  QUICK,
  readModel,
  remove,
  run,
  SMALL,
  setting,
  succeeded,
  update,
  writes,
} from './driver';
import { addForeignNodegroup, watch } from './watch';

function rivals() {
  const made = setting({ change: { ...SMALL, NodegroupName: 'training' } });
  const winner = made.request;
  const loser = create(made.properties, { token: 'other-token', logicalId: 'Other' });
  return { ...made, winner, loser };
}

/** The first invocation, which only reads. */
async function begun(world: World, request: ReturnType<typeof create>): Promise<SavedProgress> {
  const outcome = await invoke(world, request, undefined);
  if (outcome === 'killed' || outcome.kind !== 'inProgress') throw new Error('not begun');
  return outcome.progress;
}

function everything({ account }: World): string {
  const stores = [account.placementGroups, account.securityGroups, account.templates] as const;
  return JSON.stringify([...stores.map((store) => store.all()), account.nodegroups.all()]);
}

describe('two creates of one NodegroupName', () => {
  it('that begin together: one is ACTIVE, the other AlreadyExists and leaves nothing', async () => {
    const { world, winner, loser } = rivals();
    const first = await begun(world, winner);
    const second = await begun(world, loser);
    const { model } = succeeded(await run(world, winner, { from: first }));
    const winners = everything(world);

    const lost = await run(world, loser, { from: second });
    expect(failed(lost)).toMatchObject({ code: 'AlreadyExists', accepted: true });
    expect(failed(lost).message).toContain('Remove NodegroupName');
    // what CloudFormation does after a failed create
    const gone = await run(world, remove(loser.identity, { logicalId: 'Other' }));
    succeeded(gone);
    expect(everything(world)).toBe(winners);
    expect(await readModel(world, winner.identity)).toEqual(model);
    expect(await readModel(world, loser.identity)).toBeUndefined();
  });

  it('whose calls interleave: the same', async () => {
    const { world, winner, loser } = rivals();
    const second = await begun(world, loser);
    let lost: ReturnType<typeof run> | undefined;
    const first = await begun(world, winner);
    world.faults.add({
      action: 'CreateNodegroup',
      run: () => {
        lost = run(world, loser, { from: second });
      },
    });
    succeeded(await run(world, winner, { from: first }));
    if (!lost) throw new Error('the other one never began');
    expect(failed(await lost)).toMatchObject({ code: 'AlreadyExists', accepted: true });
    succeeded(await run(world, remove(loser.identity, { logicalId: 'Other' })));
    expect(await readModel(world, winner.identity)).toMatchObject({ Status: 'ACTIVE' });
    const ours = world.resources().filter(({ tags }) => JSON.stringify(tags).includes('Other'));
    expect(ours).toEqual([]);
  });

  it('one after the other: the second is AlreadyExists at once, without a model', async () => {
    const { world, winner, loser } = rivals();
    await created(world, winner);
    const winners = everything(world);
    const lost = await run(world, loser);
    expect(failed(lost)).toMatchObject({ code: 'AlreadyExists', accepted: false });
    expect(writes(lost.calls)).toEqual([]);
    const gone = await run(world, remove(loser.identity, { logicalId: 'Other' }));
    expect(failed(gone).code).toBe('NotFound');
    expect(writes(gone.calls)).toEqual([]);
    expect(everything(world)).toBe(winners);
  });
});

describe('the Delete of the loser, while reads lag behind', () => {
  const READS = ['DescribeLaunchTemplates', 'DescribePlacementGroups', 'DescribeSecurityGroups'];
  const NO_GROUPS = { Placement: { Group: 'NONE' }, Efa: { SecurityGroup: 'NONE' } } as const;
  type Row = readonly [string, object, readonly string[], number];
  const rows = [1, 2, 3].flatMap((times): readonly Row[] => [
    ...READS.map((read): Row => ['all it needs', {}, [read], times]),
    ['all it needs', {}, READS, times],
    ['a launch template alone', NO_GROUPS, READS, times],
  ]);
  it.each(rows)(
    'of what created %s (%j): %s, %i times: nothing of it is left',
    async (_what, groups, actions, times) => {
      for (const fenced of [false, true]) {
        const change = { ...SMALL, NodegroupName: 'training', ...groups };
        const made = setting({ change, timings: QUICK });
        const { world, properties, request: winner } = made;
        const loser = create(properties, { token: 'other-token', logicalId: 'Other' });
        const second = await begun(world, loser);
        await created(world, winner);
        const winners = everything(world);
        for (const action of actions) world.stale({ action, times });
        expect(failed(await run(world, loser, { from: second })).code).toBe('AlreadyExists');
        const gone = { ...remove(loser.identity, { logicalId: 'Other' }), fenced };
        succeeded(await run(world, gone));
        expect(everything(world)).toBe(winners);
      }
    },
  );
});

describe('a node group of the name that somebody else created', () => {
  it.each([
    ['without tags', {}],
    ['with the Id of another generation', { 'efa-node-group:id': 'training/theirs/0123456789ab' }],
  ])('%s is AlreadyExists for create, and NotFound for all else', async (_name, tags) => {
    const made = setting({ change: { ...SMALL, NodegroupName: 'theirs' } });
    const { world, request, properties } = made;
    addForeignNodegroup(world, 'theirs', tags);
    watch(world).watchOthers();
    expect(failed(await run(world, request))).toMatchObject({
      code: 'AlreadyExists',
      accepted: false,
    });
    expect(failed(await run(world, remove(request.identity))).code).toBe('NotFound');
    const changed = { ...properties, Labels: { a: 'b' } };
    const updated = await run(world, update(request.identity, properties, changed));
    expect(failed(updated).code).toBe('NotFound');
    expect(await readModel(world, request.identity)).toBeUndefined();
    expect(writes(world.calls)).toEqual([]);
  });
});

describe('a resource under our name that somebody else created', () => {
  it.each(['placement group', 'launch template', 'security group'])(
    '(%s) is AlreadyExists, and is left alone by the Delete that follows',
    async (kind) => {
      const { world, request, vpcId } = setting({ change: SMALL });
      const name = `efa-Nodes-${request.identity.generation}`;
      const { account } = world;
      const now = account.clock.now();
      if (kind === 'placement group') {
        const group = {
          id: 'pg-0',
          name,
          strategy: 'cluster',
          state: 'available',
          tags: {},
        } as const;
        account.placementGroups.put('pg-0', group);
      } else if (kind === 'security group') {
        const group = { id: 'sg-0', name, description: '', vpcId, rules: [], tags: {} };
        account.securityGroups.put('sg-0', group);
      } else {
        const versions = [{ number: 1, description: undefined, createdAt: now, data: {} }];
        const template = { id: 'lt-0', name, createdAt: now, tags: {}, versions };
        account.templates.put('lt-0', { ...template, defaultVersion: 1, latestVersion: 1 });
      }
      watch(world).watchOthers();
      const end = failed(await run(world, request));
      expect(end).toMatchObject({ code: 'AlreadyExists', accepted: true });
      expect(end.message).toContain(`The ${kind} ${name} exists but does not carry`);
      await run(world, remove(request.identity));
      expect(world.resources().filter(({ name: other }) => other === name).length).toBe(1);
      expect(account.nodegroups.get(`${CLUSTER}/${request.identity.nodegroupName}`)).toBe(
        undefined,
      );
    },
  );
});
