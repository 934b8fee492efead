/** What somebody deleted or changed by hand matters only to an update that needs it. */
import type { Properties } from '../../src/core/model/properties';
import { APPLIED_TAG } from '../../src/core/ownership/applied-record';
import { ID_TAG } from '../../src/core/ownership/tag-keys';
import { CLUSTER } from '../world/scene';
import {
  failed,
  type Living,
  leftOf,
  liveTemplate,
  living,
  QUICK,
  remove,
  rollByHand,
  run,
  SMALL,
  succeeded,
  update,
  writes,
} from './driver';
import { addGroup, SHARED_GROUP } from './shared-group';

const CREATE = { ...SMALL, Efa: { SecurityGroup: 'CREATE' as const } };
const LABELS = { Labels: { a: 'b' } };
const VOLUME = { Volume: { SizeGiB: 200 } };

function changed(made: Living, change: Partial<Properties>, token = 'update-token') {
  const { request, properties } = made;
  return update(request.identity, properties, { ...properties, ...change }, { token });
}

describe.each(['LaunchTemplateId', 'EfaSecurityGroupId', 'PlacementGroupId'] as const)(
  'where somebody deleted the resource of %s',
  (attribute) => {
    it.each<readonly [string, Partial<Properties>]>([
      ['a label', LABELS],
      ['a tag', { Tags: { team: 'ml' } }],
      ['the size', { ScalingConfig: { MinSize: 2, MaxSize: 20, DesiredSize: 2 } }],
    ])('%s is changed all the same', async (_name, change) => {
      const made = await living({ change: CREATE, timings: QUICK });
      const { world, request } = made;
      world.remove(made.model[attribute] ?? '');
      const end = await run(world, changed(made, change));
      expect(succeeded(end).model).toMatchObject(change);
      succeeded(await run(world, remove(request.identity)));
      expect(leftOf(made)).toEqual([]);
    });
  },
);

describe.each(['CreateTags', 'DeleteTags'])(
  'a resource that is deleted as %s names it',
  (action) => {
    it.each(['LaunchTemplateId', 'EfaSecurityGroupId', 'PlacementGroupId'] as const)(
      '%s: the others get their tags, and the update goes on',
      async (attribute) => {
        const Tags = { team: 'ml' };
        const made = await living({ change: { ...CREATE, Tags }, timings: QUICK });
        const { world, properties, model, request } = made;
        const gone = model[attribute] ?? '';
        world.faults.add({ action, run: () => world.remove(gone), error: 'ECONNRESET' });
        const { Tags: _, ...without } = properties;
        const desired =
          action === 'CreateTags' ? { ...properties, Tags: { team: 'hpc' } } : without;
        const end = await run(world, update(request.identity, properties, desired));
        succeeded(end);
        const teams = leftOf(made).flatMap(({ type, tags }) =>
          tags[ID_TAG] && type !== 'nodegroup' ? [tags.team] : [],
        );
        const team = action === 'CreateTags' ? 'hpc' : undefined;
        expect(teams).toEqual([team, team]);
      },
    );
  },
);

describe('our security group that somebody deleted', () => {
  it.each([[[]], [[SHARED_GROUP]]])(
    'is created anew by a roll, beside groups that were added by hand: %j',
    async (byHand) => {
      const made = await living({ change: CREATE, timings: QUICK });
      const { world, request, model, vpcId, clusterSecurityGroupId } = made;
      addGroup(world, { vpcId });
      if (byHand.length > 0) {
        rollByHand(made, (data) => ({
          ...data,
          NetworkInterfaces: (data.NetworkInterfaces ?? []).map((one, at) =>
            at === 0 ? { ...one, Groups: [...(one.Groups ?? []), ...byHand] } : one,
          ),
        }));
      }
      world.remove(model.EfaSecurityGroupId ?? '');
      const end = await run(world, changed(made, VOLUME));
      const { model: after } = succeeded(end);
      expect(after).toMatchObject(VOLUME);
      expect(after?.EfaSecurityGroupId).not.toBe(model.EfaSecurityGroupId);
      const interfaces = liveTemplate(world, model).data.NetworkInterfaces ?? [];
      expect(interfaces.map(({ Groups }) => Groups)).toEqual([
        [clusterSecurityGroupId, ...byHand, after?.EfaSecurityGroupId],
        [after?.EfaSecurityGroupId],
      ]);
      const { rules = [] } =
        world.account.securityGroups.get(after?.EfaSecurityGroupId ?? '') ?? {};
      expect(rules.map(({ egress }) => egress).sort()).toEqual([false, true]);
      expect(writes(end.calls).filter((name) => name === 'UpdateNodegroupVersion')).toHaveLength(1);
      succeeded(await run(world, remove(request.identity)));
      world.remove(SHARED_GROUP);
      expect(leftOf(made)).toEqual([]);
    },
  );
});

describe('a roll of the version alone', () => {
  const NEXT = { ReleaseVersion: '1.33.9-20260101' };
  async function released() {
    const made = await living({ change: CREATE, timings: QUICK });
    made.world.account.releases['1.33']?.push(NEXT.ReleaseVersion);
    return made;
  }

  it('creates our security group anew, in a version of the launch template', async () => {
    const made = await released();
    const { world, request, model } = made;
    world.remove(model.EfaSecurityGroupId ?? '');
    const end = await run(world, changed(made, NEXT));
    const { model: after } = succeeded(end);
    expect(after).toMatchObject({ ...NEXT, LaunchTemplateVersion: '2' });
    expect(after?.EfaSecurityGroupId).not.toBe(model.EfaSecurityGroupId);
    const { rules = [] } = world.account.securityGroups.get(after?.EfaSecurityGroupId ?? '') ?? {};
    expect(rules.map(({ egress }) => egress).sort()).toEqual([false, true]);
    for (const { Groups } of liveTemplate(world, model).data.NetworkInterfaces ?? []) {
      expect(Groups).toContain(after?.EfaSecurityGroupId);
      expect(Groups).not.toContain(model.EfaSecurityGroupId);
    }
    expect(writes(end.calls).filter((name) => name === 'UpdateNodegroupVersion')).toHaveLength(1);
    succeeded(await run(world, remove(request.identity)));
    expect(leftOf(made)).toEqual([]);
  });

  it('makes no version of the launch template where the security group is there', async () => {
    const made = await released();
    const end = await run(made.world, changed(made, NEXT));
    expect(succeeded(end).model).toMatchObject({ ...NEXT, LaunchTemplateVersion: '1' });
    expect(writes(end.calls)).toEqual(['UpdateNodegroupVersion']);
  });
});

describe('our launch template that somebody deleted', () => {
  it('fails what needs it after the window, and nothing is written', async () => {
    const made = await living({ change: CREATE, timings: QUICK });
    made.world.remove(made.model.LaunchTemplateId ?? '');
    const end = await run(made.world, changed(made, VOLUME));
    expect(failed(end).message).toContain('no longer exists');
    expect(end.delays).toEqual([5, 10, 20, 20, 20, 20, 20]);
    expect(writes(end.calls)).toEqual([]);
  });

  it.each<readonly [string, Partial<Properties>]>([
    ['a volume', VOLUME],
    ['interfaces', { Efa: { ...CREATE.Efa, InterfaceLayout: 'EFA_ALL' } }],
    ['metadata and a key pair that does not exist', { KeyName: 'no-key', Monitoring: true }],
  ])('lets the way back through: %s, where nothing is recorded', async (_name, change) => {
    const made = await living({ change: CREATE, timings: QUICK });
    const { world, request, properties, model } = made;
    const key = `${CLUSTER}/${request.identity.nodegroupName}`;
    const { [APPLIED_TAG]: _, ...tags } = world.account.nodegroups.get(key)?.tags ?? {};
    world.account.nodegroups.put(key, {
      ...world.nodegroup(CLUSTER, request.identity.nodegroupName),
      tags,
    });
    world.remove(model.LaunchTemplateId ?? '');
    const desired = { ...properties, ...LABELS, ...change };
    failed(await run(world, changed(made, { ...LABELS, ...change }, 'there')));
    const back = update(request.identity, desired, properties, { token: 'back' });
    const end = await run(world, back);
    succeeded(end);
    expect(writes(end.calls)).toEqual([]);
    succeeded(await run(world, changed(made, LABELS, 'label')));
  });
});

describe('a version of the launch template that was made by hand', () => {
  it('is never deleted, live or not', async () => {
    const made = await living({ change: SMALL, timings: QUICK });
    const { world, request, properties, model } = made;
    rollByHand(made, (data) => ({ ...data, KeyName: undefined }));
    let previous = properties;
    for (const SizeGiB of [200, 300, 400]) {
      const desired = { ...previous, Volume: { SizeGiB } };
      const token = `size ${SizeGiB}`;
      succeeded(await run(world, update(request.identity, previous, desired, { token })));
      previous = desired;
    }
    const { template } = liveTemplate(world, model);
    expect(template?.versions.map(({ number }) => number)).toEqual([2, 4, 5]);
  });
});

describe('a read of the node group that shows what was live before the update before', () => {
  it.each([1, 2, 3])(
    '%i times: nothing is made from it, and no live version deleted',
    async (times) => {
      const count = async (planned: boolean) => {
        const made = await living({ change: SMALL, timings: QUICK });
        const { world, request, properties, model } = made;
        const skip = planned ? await count(false) : 0;
        if (planned) world.stalePast({ action: 'DescribeNodegroup', skip, times });
        const first = await run(world, changed(made, VOLUME));
        succeeded(first);
        const reads = first.calls.filter(({ action }) => action === 'DescribeNodegroup').length;
        if (!planned) return reads;
        const before = { ...properties, ...VOLUME };
        const desired = { ...before, Monitoring: true };
        const end = await run(world, update(request.identity, before, desired, { token: 'next' }));
        expect(succeeded(end).model).toMatchObject({ ...VOLUME, Monitoring: true });
        const { template } = liveTemplate(world, model);
        const { launchTemplate } = world.nodegroup(CLUSTER, request.identity.nodegroupName);
        expect(template?.versions.map(({ number }) => number)).toEqual([2, 3]);
        expect(launchTemplate?.version).toBe('3');
        return reads;
      };
      await count(true);
    },
  );
});
