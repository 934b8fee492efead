import {
  create,
  failed,
  leftOf,
  living,
  QUICK,
  remove,
  run,
  SMALL,
  setting,
  succeeded,
  update,
  writes,
} from './driver';

const options = { change: SMALL, timings: QUICK };

describe('reads that lag behind', () => {
  const READS = [
    'DescribeNodegroup',
    'DescribeSecurityGroups',
    'DescribePlacementGroups',
    'DescribeLaunchTemplates',
    'DescribeLaunchTemplateVersions',
  ];
  it.each(READS.flatMap((action) => [1, 3].map((times) => [action, times] as const)))(
    '%s, %i times: one of each is created, and delete leaves nothing',
    async (action, times) => {
      for (const of of ['create', 'any'] as const) {
        const made = setting(options);
        const { world, request } = made;
        world.stale({ action, times, of });
        // the answer is lost as well, so that the observation decides
        for (const lost of ['CreatePlacementGroup', 'CreateSecurityGroup', 'CreateNodegroup']) {
          world.faults.add({ action: lost, when: 'after', error: 'ECONNRESET' });
        }
        succeeded(await run(world, request));
        const kinds = leftOf(made).map(({ type, name }) => `${type} ${name.slice(0, 3)}`);
        const resources = kinds.filter((kind) => !/instance|interface/.test(kind));
        expect(resources.sort()).toEqual([
          'launch-template efa',
          'launch-template eks',
          'nodegroup Nod',
          'placement-group efa',
          'security-group efa',
        ]);
        // Delete assumes absence after two observations that show nothing
        if (times > 1) continue;
        succeeded(await run(world, remove(request.identity)));
        world.clock.advance(300);
        expect(leftOf(made)).toEqual([]);
      }
    },
  );

  it.each([1, 3])('DescribeUpdate, %i times: update goes on', async (times) => {
    const { world, request, properties } = await living(options);
    world.stale({ action: 'DescribeUpdate', times, of: 'any' });
    const desired = { ...properties, Labels: { a: 'b' } };
    const end = await run(world, update(request.identity, properties, desired));
    expect(succeeded(end).model?.Labels).toEqual({ a: 'b' });
    expect(writes(end.calls)).toEqual(['UpdateNodegroupConfig']);
  });

  it('DescribeNodegroup, once in the middle of an update: update goes on', async () => {
    const { world, request, properties } = await living(options);
    const gone = { code: 'ResourceNotFoundException', status: 404 };
    world.faults.add({ action: 'DescribeNodegroup', skip: 2, error: gone });
    const desired = { ...properties, Labels: { a: 'b' } };
    succeeded(await run(world, update(request.identity, properties, desired)));
    expect(world.faults.unused()).toEqual([]);
  });

  it('DescribeNodegroup of an update that just finished shows the old version: one roll', async () => {
    const { world, request, properties } = await living(options);
    const desired = { ...properties, Volume: { SizeGiB: 200 } };
    world.stale({ action: 'DescribeNodegroup', times: 2, of: 'any' });
    const end = await run(world, update(request.identity, properties, desired));
    succeeded(end);
    expect(writes(end.calls)).toEqual(['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion']);
  });
});

describe('what was just created and is not visible to the next call', () => {
  it('a placement group is waited for until it is available', async () => {
    const { world, request } = setting({
      ...options,
      timings: { ...QUICK, placementGroupCreate: 40 },
    });
    const end = await run(world, request);
    succeeded(end);
    expect(end.messages.join('\n')).toMatch(/placement group efa-\S+ to become available: pending/);
  });

  it.each([
    ['CreateNodegroup', 2],
    ['CreateLaunchTemplate', 2],
    ['AuthorizeSecurityGroupIngress', 3],
    ['RevokeSecurityGroupEgress', 3],
  ])('to %s, %i times, is waited for', async (action, times) => {
    const { world, request } = setting(options);
    world.stale({ action, times });
    succeeded(await run(world, request, { maxAttempts: 1 }));
  });

  it('a new version of the template, to UpdateNodegroupVersion, is waited for', async () => {
    const { world, request, properties } = await living(options);
    world.stale({ action: 'UpdateNodegroupVersion', times: 3, of: 'any' });
    const desired = { ...properties, Volume: { SizeGiB: 200 } };
    const end = await run(world, update(request.identity, properties, desired));
    expect(succeeded(end).model).toMatchObject({ LaunchTemplateVersion: '2' });
    expect(end.messages.join('\n')).toContain('could not be found');
  });

  it('is InvalidRequest, with the words of EKS, when the window is over', async () => {
    const { world, request } = setting(options);
    world.stale({ action: 'CreateNodegroup', times: 1000 });
    const begun = world.clock.epochSeconds();
    const end = failed(await run(world, request));
    expect(end.code).toBe('InvalidRequest');
    expect(end.message).toMatch(/^eks:CreateNodegroup .*Launch template could not be found/);
    const seconds = world.clock.epochSeconds() - begun;
    expect(seconds).toBeGreaterThan(100);
    expect(seconds).toBeLessThan(140);
  });
});

describe('a finished operation that is run again', () => {
  it('changes nothing: create, update and delete', async () => {
    const made = await living(options);
    const { world, request, properties, model } = made;
    const again = await run(world, request);
    expect(succeeded(again).model).toEqual(model);
    expect(writes(again.calls)).toEqual([]);

    const desired = { ...properties, Labels: { a: 'b' }, Volume: { SizeGiB: 200 } };
    const change = update(request.identity, properties, { ...desired, Tags: { team: 'ml' } });
    const first = succeeded(await run(world, change));
    const second = await run(world, change);
    expect(succeeded(second).model).toEqual(first.model);
    expect(writes(second.calls)).toEqual([]);

    succeeded(await run(world, remove(request.identity)));
    const gone = await run(world, remove(request.identity));
    expect(failed(gone).code).toBe('NotFound');
    expect(gone.invocations).toBe(4);
    expect(writes(gone.calls)).toEqual([]);
    // and the name is free again
    succeeded(await run(world, create(properties, { token: 'next' })));
  });
});
