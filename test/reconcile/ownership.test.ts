/**
 * Whose a node group is: its launch template says so, which nobody can exchange. Its Id tag can be put on and taken off by
 * anybody who has eks:TagResource.
 */
import { makeAws } from '../../src/aws/aws';
import type { ClientConfig } from '../../src/aws/clients';
import { formatId, resourceName } from '../../src/core/ownership/identity';
import { ID_TAG } from '../../src/core/ownership/tag-keys';
import { CLUSTER } from '../world/scene';
import type { World } from '../world/world';
import {
  failed,
  leftOf,
  living,
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

const options = { change: SMALL, timings: QUICK };
type Made = Awaited<ReturnType<typeof living>>;

function retag({ world, request }: Made, change: (tags: Record<string, string>) => void): void {
  const { nodegroupName } = request.identity;
  const { tags, ...live } = world.nodegroup(CLUSTER, nodegroupName);
  const changed = { ...tags };
  change(changed);
  world.account.nodegroups.put(`${CLUSTER}/${nodegroupName}`, { ...live, tags: changed });
}

const withoutId = (tags: Record<string, string>) => {
  delete tags[ID_TAG];
};
const withoutAll = (tags: Record<string, string>) => {
  for (const key of Object.keys(tags)) delete tags[key];
};

async function listed(world: World): Promise<readonly string[]> {
  const aws = makeAws(world.clientConfig() as unknown as ClientConfig);
  return (await aws.listIds(undefined)).ids;
}

describe('a node group of somebody else that carries an Id of its own name', () => {
  it.each([
    ['without a launch template', undefined],
    ['with one of its own', { id: 'lt-theirs', name: 'theirs', version: '1' }],
  ])('%s is not touched, not read and not listed', async (_what, launchTemplate) => {
    const { world, request, properties } = setting({
      ...options,
      change: { ...SMALL, NodegroupName: 'theirs' },
    });
    const id = formatId(request.identity);
    addForeignNodegroup(world, 'theirs', { [ID_TAG]: id });
    if (launchTemplate) {
      const live = world.nodegroup(CLUSTER, 'theirs');
      world.account.nodegroups.put(`${CLUSTER}/theirs`, { ...live, launchTemplate });
      const template = world.account.templates.get('lt-decoy');
      if (!template) throw new Error('no decoy');
      const theirs = { ...template, id: 'lt-theirs', name: 'theirs', tags: { [ID_TAG]: id } };
      world.account.templates.put('lt-theirs', theirs);
    }
    const before = JSON.stringify(world.account.nodegroups.all());
    expect(failed(await run(world, request)).code).toBe('AlreadyExists');
    expect(failed(await run(world, remove(request.identity))).code).toBe('NotFound');
    const changed = { ...properties, Labels: { a: 'b' } };
    const updated = await run(world, update(request.identity, properties, changed));
    expect(failed(updated).code).toBe('NotFound');
    expect(await readModel(world, request.identity)).toBeUndefined();
    expect(await listed(world)).not.toContain(id);
    expect(writes(world.calls)).toEqual([]);
    expect(JSON.stringify(world.account.nodegroups.all())).toBe(before);
  });
});

describe('our node group', () => {
  it.each([
    ['without its Id tag', withoutId],
    ['without any tag', withoutAll],
    [
      'with the Id of another generation',
      (tags: Record<string, string>) => {
        tags[ID_TAG] = `${CLUSTER}/other/0123456789ab`;
      },
    ],
  ])('%s is read and listed, and Delete leaves nothing', async (_what, change) => {
    const made = await living(options);
    const { world, request, model } = made;
    retag(made, change);
    expect(await readModel(world, request.identity)).toMatchObject({ Id: model.Id });
    expect(await listed(world)).toContain(model.Id);
    const end = await run(world, remove(request.identity));
    succeeded(end);
    // the provider's roles allow it to delete what carries an Id tag
    expect(writes(end.calls).slice(0, 2)).toEqual(['TagResource', 'DeleteNodegroup']);
    world.clock.advance(600);
    expect(leftOf(made)).toEqual([]);
  });

  it('without its Id tag is updated, and has it again', async () => {
    const made = await living(options);
    const { world, request, properties } = made;
    retag(made, withoutId);
    const desired = { ...properties, Labels: { a: 'b' } };
    const end = await run(world, update(request.identity, properties, desired));
    expect(succeeded(end).model?.Labels).toEqual({ a: 'b' });
    expect(writes(end.calls)).toEqual(['TagResource', 'UpdateNodegroupConfig']);
    const { nodegroupName } = request.identity;
    expect(world.nodegroup(CLUSTER, nodegroupName).tags[ID_TAG]).toBe(formatId(request.identity));
  });

  it('without its Id tag is not changed by an update that has nothing to change', async () => {
    const made = await living(options);
    const { world, request, properties } = made;
    retag(made, withoutId);
    watch(world).watchOthers();
    const end = await run(world, update(request.identity, properties, properties));
    succeeded(end);
    expect(writes(end.calls)).toEqual([]);
  });

  it('that lost its Id tag while it was created becomes ACTIVE', async () => {
    const made = setting(options);
    const { world, request } = made;
    const run1 = await run(world, request, {
      before: (invocation) => {
        if (invocation === 4) retag({ ...made, model: {} } as never, withoutId);
      },
    });
    expect(succeeded(run1).model?.Status).toBe('ACTIVE');
    watch(world).watchOthers();
  });

  it('without any tag and without its launch template is left, and the failure says what to do', async () => {
    const made = await living(options);
    const { world, request, model } = made;
    retag(made, withoutAll);
    world.remove(model.LaunchTemplateId ?? '');
    const end = await run(world, remove(request.identity));
    expect(writes(end.calls)).toEqual([]);
    const id = formatId(request.identity);
    expect(failed(end).code).toBe('ResourceConflict');
    expect(failed(end).message).toContain(resourceName(request.identity));
    expect(failed(end).message).toContain(`Put the tag ${ID_TAG} with the value ${id} on it`);
    // as it says
    retag(made, (tags) => {
      tags[ID_TAG] = id;
    });
    succeeded(await run(world, remove(request.identity)));
    world.clock.advance(600);
    expect(leftOf(made)).toEqual([]);
  });
});

it('a node group whose launch template EKS names by its id alone is ours by its Id tag', async () => {
  const made = await living({ change: SMALL, timings: QUICK });
  const { world, request } = made;
  const key = `${CLUSTER}/${request.identity.nodegroupName}`;
  const live = world.nodegroup(CLUSTER, request.identity.nodegroupName);
  const { name: _name, ...launchTemplate } = live.launchTemplate ?? {};
  world.account.nodegroups.put(key, { ...live, launchTemplate });
  expect(await readModel(world, request.identity)).toMatchObject({ ClusterName: CLUSTER });
  succeeded(await run(world, remove(request.identity)));
  expect(leftOf(made)).toEqual([]);
});
