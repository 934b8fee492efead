import { resourceName } from '../../src/core/ownership/identity';
import { CLUSTER } from '../world/scene';
import {
  actions,
  create,
  failed,
  leftOf,
  living,
  remove,
  run,
  SMALL,
  setting,
  succeeded,
  writes,
} from './driver';
import { addForeignNodegroup, watch } from './watch';

const options = { change: SMALL };
type Made = Awaited<ReturnType<typeof living>>;

function deletion({ world, request }: Pick<Made, 'world' | 'request'>) {
  return run(world, remove(request.identity));
}

function nothingLeft(made: ReturnType<typeof setting>): void {
  made.world.clock.advance(3600);
  expect(leftOf(made)).toEqual([]);
}

describe('delete', () => {
  it.each([
    ['with a security group of ours', false],
    ['without one', true],
  ])(
    '%s takes at most ten calls besides polls and retries of what is in use',
    async (_n, selfEgress) => {
      const made = await living({ selfEgress });
      const end = await deletion(made);
      succeeded(end);
      const inUse = /DependencyViolation|InvalidPlacementGroup\.InUse|ResourceInUseException/;
      const firstPoll = actions(end.calls).indexOf('DescribeNodegroup');
      const counted = end.calls.filter(
        ({ action, errorCode }, at) =>
          (action !== 'DescribeNodegroup' || at === firstPoll) && !inUse.test(errorCode ?? ''),
      );
      const blockers = /^Describe(NetworkInterfaces|Instances)$/;
      expect(counted.filter(({ action }) => !blockers.test(action)).length).toBeLessThanOrEqual(10);
      nothingLeft(made);
    },
  );

  it.each(['ACTIVE', 'DEGRADED', 'CREATE_FAILED', 'DELETE_FAILED'])(
    'of a node group that is %s leaves nothing',
    async (status) => {
      const made = await living(options);
      const { nodegroupName } = made.request.identity;
      made.world.setHealth(CLUSTER, nodegroupName, [{ code: 'Unknown', message: 'x' }], status);
      succeeded(await deletion(made));
      nothingLeft(made);
    },
  );

  it('of one that is still CREATING waits until EKS takes it', async () => {
    const made = setting(options);
    const { world, request } = made;
    world.faults.add({ action: 'DescribeNodegroup', skip: 2, error: { code: 'AccessDenied' } });
    expect(failed(await run(world, request)).code).toBe('AccessDenied');
    const end = await deletion(made);
    succeeded(end);
    expect(end.messages.join('\n')).toContain('ResourceInUseException');
    nothingLeft(made);
  });

  it('is tried again on DELETE_FAILED', async () => {
    const made = await living(options);
    for (let times = 0; times < 3; times += 1) {
      made.world.failNextDelete([{ code: 'Ec2SecurityGroupDeletionFailure', message: 'held' }]);
    }
    const end = await deletion(made);
    succeeded(end);
    expect(writes(end.calls).filter((action) => action === 'DeleteNodegroup').length).toBe(4);
    nothingLeft(made);
  });

  it('that keeps failing is NotStabilized, with the issues of EKS', async () => {
    const made = await living(options);
    for (let times = 0; times < 9; times += 1) {
      made.world.failNextDelete([{ code: 'ClusterUnreachable', message: 'no route' }]);
    }
    const end = await deletion(made);
    expect(failed(end)).toMatchObject({ code: 'NotStabilized', accepted: true });
    expect(failed(end).message).toContain('ClusterUnreachable: no route');
    expect(writes(end.calls)).toEqual(Array(4).fill('DeleteNodegroup'));
  });

  it('works when the cluster is gone', async () => {
    const made = await living(options);
    const { world, request } = made;
    world.remove(`${CLUSTER}/${request.identity.nodegroupName}`);
    world.remove(CLUSTER);
    succeeded(await deletion(made));
    nothingLeft(made);
  });

  it.each(['PlacementGroupId', 'EfaSecurityGroupId', 'LaunchTemplateId'] as const)(
    'works when somebody deleted the resource of %s',
    async (attribute) => {
      const made = await living({ ...options, timings: { instanceLinger: 0 } });
      made.world.remove(made.model[attribute] ?? '');
      succeeded(await deletion(made));
      nothingLeft(made);
    },
  );

  it('works when somebody deleted the node group', async () => {
    const made = await living(options);
    made.world.remove(`${CLUSTER}/${made.request.identity.nodegroupName}`);
    succeeded(await deletion(made));
    nothingLeft(made);
  });

  it('works when a resource is deleted elsewhere while it is being deleted', async () => {
    const made = await living(options);
    const { world, model } = made;
    for (const [action, id] of [
      ['DeleteLaunchTemplate', model.LaunchTemplateId],
      ['DeleteSecurityGroup', model.EfaSecurityGroupId],
      ['DeletePlacementGroup', model.PlacementGroupId],
    ] as const) {
      world.faults.add({ action, run: () => world.remove(id ?? '') });
    }
    succeeded(await deletion(made));
    expect(world.faults.unused()).toEqual([]);
  });

  it.each([
    'DeleteNodegroup',
    'DeleteSecurityGroup',
    'DeleteLaunchTemplate',
    'DeletePlacementGroup',
  ])('whose answer to %s is lost, heard or not, leaves nothing', async (action) => {
    for (const [error, afterKill] of [
      ['ECONNRESET', 'context'],
      ['killed', 'context'],
      ['killed', 'nothing'],
    ] as const) {
      const made = await living({ ...options, timings: { instanceLinger: 0 } });
      made.world.faults.add({ action, when: 'after', error });
      const { outcome } = await run(made.world, remove(made.request.identity), { afterKill });
      // nothing at all is left for the last of an operation that forgot what it had seen
      if (outcome.kind === 'failed') expect(outcome.failure.code).toBe('NotFound');
      expect(made.world.faults.unused()).toEqual([]);
      nothingLeft(made);
    }
  });
});

describe('what blocks a deletion', () => {
  it('an interface that the CNI leaked holds the security group: it is named, and waited for', async () => {
    const made = await living(options);
    const { world, model } = made;
    const leaked = world.leakInterface(model.NodeSubnets?.[0] ?? '', [
      model.EfaSecurityGroupId ?? '',
    ]);
    world.clock.after(3600, () => world.remove(leaked));
    const end = await deletion(made);
    succeeded(end);
    expect(end.messages.at(-1)).toContain('DependencyViolation');
    expect(end.messages.at(-1)).toContain(`(in use by ${leaked})`);
    nothingLeft(made);
  });

  it.each([false, true])(
    'a rule of another group (egress: %s) holds the security group: that group is named',
    async (egress) => {
      const made = await living(options);
      const { world, model } = made;
      const groupId = model.EfaSecurityGroupId ?? '';
      const rule = {
        id: 'sgr-storage',
        egress,
        protocol: 'tcp',
        fromPort: 988,
        toPort: 988,
        peer: { groupId },
        description: undefined,
      };
      const storage = { name: 'storage', description: '', vpcId: made.vpcId, tags: {} };
      const group = { ...storage, id: 'sg-storage', rules: [rule] };
      world.account.securityGroups.put('sg-storage', group);
      const end = failed(await deletion(made));
      watch(world).watchOthers();
      expect(end.code).toBe('ResourceConflict');
      expect(end.message).toContain('DependencyViolation');
      expect(end.message).toContain('(in use by rules of sg-storage)');
      expect(world.account.securityGroups.get(groupId)).toBeDefined();
    },
  );

  it('for ever is ResourceConflict at the deadline, and names it', async () => {
    const made = await living(options);
    const { world, model } = made;
    const leaked = world.leakInterface(model.NodeSubnets?.[0] ?? '', [
      model.EfaSecurityGroupId ?? '',
    ]);
    const end = failed(await deletion(made));
    expect(end).toMatchObject({ code: 'ResourceConflict', accepted: true });
    expect(end.message).toContain(`(in use by ${leaked})`);
    expect(end.message).toMatch(/^Timed out after 240 minutes /);
    expect(world.account.placementGroups.get(model.PlacementGroupId ?? '')).toBeUndefined();
  });

  it('instances that stop for 40 minutes hold the placement group: they are named', async () => {
    const made = await living({ ...options, selfEgress: true, timings: { instanceLinger: 2400 } });
    const end = await deletion(made);
    succeeded(end);
    const text = end.messages.join('\n');
    expect(text).toMatch(
      /ec2:DeletePlacementGroup failed for efa-\S+: InvalidPlacementGroup.InUse: .*\(in use by i-\S+, i-/,
    );
    nothingLeft(made);
  });

  it('both: the message names the interfaces and the instances', async () => {
    const made = await living({ ...options, timings: { instanceLinger: 2400 } });
    const end = await deletion(made);
    succeeded(end);
    expect(end.messages.at(-1)).toMatch(/\(in use by eni-/);
    expect(end.messages.at(-1)).toMatch(/\(in use by i-/);
  });
});

describe('what is not of the Id', () => {
  it('nothing there: NotFound once no create of it can be under way any more', async () => {
    const made = setting(options);
    const end = await deletion(made);
    expect(failed(end)).toMatchObject({ code: 'NotFound' });
    expect(end.delays).toEqual([10, 290, 10]);
    expect(writes(end.calls)).toEqual([]);
  });

  it('another generation of the same node group is left alone', async () => {
    const first = await living({ change: { ...SMALL, NodegroupName: 'same' } });
    const { world } = first;
    succeeded(await deletion(first));
    world.clock.advance(600);
    const second = create(first.properties, { token: 'second' });
    const { model } = succeeded(await run(world, second));
    watch(world).ids.delete(`${CLUSTER}/same/${second.identity.generation}`);
    watch(world).watchOthers();
    watch(world).ids.add(`${CLUSTER}/same/${second.identity.generation}`);
    const late = await deletion(first);
    expect(failed(late).code).toBe('NotFound');
    expect(writes(late.calls)).toEqual([]);
    expect(model?.Status).toBe('ACTIVE');
  });

  it("somebody else's node group under our name, and a group of our name in another VPC", async () => {
    const made = await living(options);
    const { world, request } = made;
    world.remove(`${CLUSTER}/${request.identity.nodegroupName}`);
    addForeignNodegroup(world, request.identity.nodegroupName);
    const name = resourceName(request.identity);
    const group = { id: 'sg-0', name, description: '', vpcId: 'vpc-0', rules: [], tags: {} };
    world.account.securityGroups.put('sg-0', group);
    watch(world).watchOthers();
    succeeded(await deletion(made));
    world.clock.advance(600);
    expect(leftOf(made).map(({ name: left }) => left)).toEqual([
      name,
      request.identity.nodegroupName,
    ]);
  });
});
