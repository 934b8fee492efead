import type { Properties } from '../../src/core/model/properties';
import { CLUSTER } from '../world/scene';
import {
  failed,
  type Living,
  liveTemplate,
  living,
  QUICK,
  remove,
  run,
  SMALL,
  succeeded,
  update,
  writes,
} from './driver';

const options = { change: SMALL, timings: QUICK };
const ROLL = ['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion'];

function change(made: Living, desired: Partial<Properties>, token = 'update-token') {
  const all = { ...made.properties, ...desired };
  return { ...update(made.request.identity, made.properties, all, { token }), all };
}

function versionCall(calls: readonly { action: string; input: object }[]) {
  return calls.find(({ action }) => action === 'UpdateNodegroupVersion')?.input;
}

describe('a roll', () => {
  it.each<readonly [string, Partial<Properties>]>([
    ['Volume', { Volume: { SizeGiB: 200 } }],
    ['MetadataOptions', { MetadataOptions: { HttpPutResponseHopLimit: 2 } }],
    ['InstanceTags', { InstanceTags: { team: 'ml' } }],
    ['LocalStorage', { LocalStorage: 'NONE' }],
    ['PreBootstrapUserData', { PreBootstrapUserData: '#!/bin/sh\necho hello' }],
    ['Efa.InterfaceLayout', { Efa: { InterfaceLayout: 'EFA_ALL' } }],
  ])('of %s is one version and one call, with the live versions', async (name, desired) => {
    const made = await living(options);
    const { world, request, model } = made;
    // AWS has newer ones by now
    world.account.releases['1.33']?.push('1.33.9-20260101');
    const end = await run(world, change(made, desired));
    const { model: after } = succeeded(end);
    const recorded = /LocalStorage|Efa/.test(name) ? ['TagResource'] : [];
    expect(writes(end.calls)).toEqual([...recorded, ...ROLL]);
    expect(versionCall(end.calls)).toEqual({
      clusterName: CLUSTER,
      nodegroupName: request.identity.nodegroupName,
      launchTemplate: { id: model.LaunchTemplateId, version: '2' },
      version: '1.33',
      releaseVersion: '1.33.5-20251120',
      clientRequestToken: expect.any(String),
    });
    expect(after).toMatchObject({ LaunchTemplateVersion: '2', ReleaseVersion: '1.33.5-20251120' });
    const { PreBootstrapUserData: _, ...shown } = desired;
    expect(after).toMatchObject(shown);
  });

  it('keeps the parts of the template that did not change, and drift too', async () => {
    const made = await living({
      change: { ...SMALL, PreBootstrapUserData: '#!/bin/sh\necho hello' },
    });
    const { world, model } = made;
    const before = liveTemplate(world, model).data;
    const { outcome } = await run(world, change(made, { Volume: { SizeGiB: 200 } }));
    expect(outcome.kind).toBe('succeeded');
    const { BlockDeviceMappings: _, ...others } = liveTemplate(world, model).data;
    const { BlockDeviceMappings: __, ...othersBefore } = before;
    expect(others).toEqual(othersBefore);
  });

  it('leaves at most two versions in the template', async () => {
    const made = await living(options);
    const { world, model } = made;
    let properties = made.properties;
    for (const SizeGiB of [200, 300, 400]) {
      const desired = { ...properties, Volume: { SizeGiB } };
      const token = `size ${SizeGiB}`;
      succeeded(await run(world, update(made.request.identity, properties, desired, { token })));
      properties = desired;
      expect(liveTemplate(world, model).template?.versions.length).toBeLessThanOrEqual(2);
    }
    expect(liveTemplate(world, model).template).toMatchObject({ latestVersion: 4 });
  });

  it('to a higher Version goes there, with the newest release of it', async () => {
    const made = await living(options);
    const { world } = made;
    const cluster = world.account.clusters.get(CLUSTER);
    if (cluster) world.account.clusters.put(CLUSTER, { ...cluster, version: '1.34' });
    const end = await run(world, change(made, { Version: '1.34' }));
    expect(writes(end.calls)).toEqual(['UpdateNodegroupVersion']);
    expect(versionCall(end.calls)).toMatchObject({ version: '1.34' });
    expect(versionCall(end.calls)).not.toHaveProperty('launchTemplate');
    expect(succeeded(end).model).toMatchObject({
      Version: '1.34',
      ReleaseVersion: '1.34.1-20251120',
      LaunchTemplateVersion: '1',
    });
  });

  it('to a lower ReleaseVersion is sent, and the refusal of EKS is the message of success', async () => {
    const made = await living(options);
    const [older = ''] = made.world.account.releases['1.33'] ?? [];
    expect(
      older <
        `${made.world.nodegroup(CLUSTER, made.request.identity.nodegroupName).releaseVersion}`,
    ).toBe(true);
    const end = await run(made.world, change(made, { ReleaseVersion: older }));
    expect(writes(end.calls)).toEqual(['UpdateNodegroupVersion']);
    const { message } = succeeded(end);
    expect(message).toContain(`ReleaseVersion ${older} is older than the nodes'`);
    expect(message).toContain('Allowed release version is');
  });

  it('beside a lower ReleaseVersion keeps the live one', async () => {
    const made = await living(options);
    const [older = ''] = made.world.account.releases['1.33'] ?? [];
    const end = await run(
      made.world,
      change(made, { ReleaseVersion: older, Volume: { SizeGiB: 200 } }),
    );
    expect(writes(end.calls)).toEqual([
      'CreateLaunchTemplateVersion',
      'UpdateNodegroupVersion',
      'UpdateNodegroupVersion',
    ]);
    const { message, model } = succeeded(end);
    expect(message).toContain('Allowed release version is');
    expect(model).toMatchObject({ Volume: { SizeGiB: 200 }, LaunchTemplateVersion: '2' });
  });

  it('to an absent ReleaseVersion leaves a newer one that lives', async () => {
    const made = await living(options);
    const [older = ''] = made.world.account.releases['1.33'] ?? [];
    const previous = { ...made.properties, ReleaseVersion: older, Version: '1.33' };
    const end = await run(made.world, update(made.request.identity, previous, made.properties));
    expect(writes(end.calls)).toEqual([]);
    succeeded(end);
  });

  it('of a higher cluster and nothing else in the template keeps the nodes where they are', async () => {
    const made = await living(options);
    const { world } = made;
    const cluster = world.account.clusters.get(CLUSTER);
    if (cluster) world.account.clusters.put(CLUSTER, { ...cluster, version: '1.34' });
    const end = await run(world, change(made, { Volume: { SizeGiB: 200 } }));
    expect(succeeded(end).model).toMatchObject({ Version: '1.33' });
  });
});

describe('a roll that fails', () => {
  const errors = [
    { code: 'PodEvictionFailure', message: 'Reached max retries', resourceIds: ['n1'] },
  ];

  it('is NotStabilized with the errors of EKS, sent once; the rollback rolls nothing', async () => {
    const made = await living(options);
    const { world, request } = made;
    world.failNextUpdate(errors);
    const tried = change(made, { Volume: { SizeGiB: 200 } });
    const end = await run(world, tried);
    expect(failed(end)).toMatchObject({ code: 'NotStabilized', accepted: true });
    expect(failed(end).message).toContain('PodEvictionFailure: Reached max retries (n1)');
    expect(writes(end.calls)).toEqual(ROLL);
    const back = update(request.identity, tried.all, made.properties, { token: 'rollback' });
    const rollback = await run(world, back);
    expect(succeeded(rollback).model).toMatchObject({ LaunchTemplateVersion: '1' });
    expect(writes(rollback.calls)).toEqual([]);
  });

  it('in a later resource of the stack is rolled back to the old version number', async () => {
    const made = await living(options);
    const { world, request, model } = made;
    const tried = change(made, { Volume: { SizeGiB: 200 } });
    succeeded(await run(world, tried));
    const back = update(request.identity, tried.all, made.properties, { token: 'rollback' });
    const rollback = await run(world, back);
    expect(writes(rollback.calls)).toEqual(['UpdateNodegroupVersion']);
    expect(versionCall(rollback.calls)).toMatchObject({
      launchTemplate: { id: model.LaunchTemplateId, version: '1' },
    });
    expect(succeeded(rollback).model).toMatchObject({
      LaunchTemplateVersion: '1',
      Volume: { SizeGiB: 100 },
    });
  });

  it('and is tried again by a new template is sent again', async () => {
    const made = await living(options);
    const { world } = made;
    world.failNextUpdate(errors);
    failed(await run(world, change(made, { Volume: { SizeGiB: 200 } })));
    const again = await run(world, change(made, { Volume: { SizeGiB: 200 } }, 'again'));
    expect(succeeded(again).model).toMatchObject({ Volume: { SizeGiB: 200 } });
    expect(writes(again.calls)).toEqual(['UpdateNodegroupVersion']);
  });
});

describe.each([true, false])('with EKS replaying tokens: %s', (eksTokenReplays) => {
  it.each(
    [...ROLL, 'UpdateNodegroupConfig', 'TagResource'].flatMap((action) =>
      (['context', 'nothing'] as const).map((afterKill) => [action, afterKill] as const),
    ),
  )('an update killed right after %s, with %s kept, ends the same', async (action, afterKill) => {
    const made = await living({ ...options, assumptions: { eksTokenReplays } });
    const { world, model } = made;
    world.faults.add({ action, when: 'after', error: 'killed' });
    const desired = { Volume: { SizeGiB: 200 }, Labels: { a: 'b' }, Tags: { team: 'ml' } };
    const end = await run(world, change(made, desired), { afterKill });
    expect(succeeded(end).model).toMatchObject({ ...desired, LaunchTemplateVersion: '2' });
    expect(liveTemplate(world, model).template?.versions.length).toBe(2);
    const rolls = [...world.account.updates.all()].map(({ update: { type } }) => type);
    expect(rolls.sort()).toEqual(['ConfigUpdate', 'VersionUpdate']);
  });
});

describe('the state that an update meets', () => {
  it.each([['ConfigUpdate', 'UPDATING by somebody else is waited for']])('(%s) %s', async () => {
    const made = await living(options);
    const { world, request } = made;
    const { nodegroupName } = request.identity;
    world.setHealth(CLUSTER, nodegroupName, [], 'UPDATING');
    world.clock.after(600, () => world.setHealth(CLUSTER, nodegroupName, [], 'ACTIVE'));
    const end = await run(world, change(made, { Volume: { SizeGiB: 200 } }));
    succeeded(end);
    expect(end.messages[0]).toContain('to become ACTIVE or DEGRADED: UPDATING');
    expect(writes(end.calls)).toEqual(ROLL);
  });

  it.each([true, false])('DEGRADED, where EKS takes it: %s', async (degradedTakesUpdates) => {
    const made = await living({ ...options, assumptions: { degradedTakesUpdates } });
    const { world, request } = made;
    const { nodegroupName } = request.identity;
    world.setHealth(CLUSTER, nodegroupName, [{ code: 'NodeCreationFailure', message: 'x' }]);
    if (!degradedTakesUpdates) {
      world.clock.after(900, () => world.setHealth(CLUSTER, nodegroupName, [], 'ACTIVE'));
    }
    const end = await run(world, change(made, { Volume: { SizeGiB: 200 } }));
    succeeded(end);
    expect(end.messages.some((text) => text.includes('ResourceInUseException'))).toBe(
      !degradedTakesUpdates,
    );
  });

  it('gone is NotFound, before and while it runs', async () => {
    for (const seconds of [0, 12]) {
      const made = await living(options);
      const { world, request } = made;
      world.clock.after(seconds, () =>
        world.remove(`${CLUSTER}/${request.identity.nodegroupName}`),
      );
      const end = await run(world, change(made, { Labels: { a: 'b' } }));
      expect(failed(end).code).toBe('NotFound');
    }
  });

  it('without its template takes a label, but no roll', async () => {
    const made = await living(options);
    const { world, model, request } = made;
    world.remove(model.LaunchTemplateId ?? '');
    succeeded(await run(world, change(made, { Labels: { a: 'b' } })));
    const end = await run(world, change(made, { Volume: { SizeGiB: 200 } }, 'roll'));
    expect(failed(end)).toMatchObject({ code: 'NotStabilized' });
    expect(failed(end).message).toContain('Undo this change, or replace the node group');
    expect(writes(end.calls)).toEqual([]);
    succeeded(await run(world, remove(request.identity)));
  });

  it.each(['CREATE_FAILED', 'DELETE_FAILED'])('%s takes no update', async (status) => {
    const made = await living(options);
    made.world.setHealth(CLUSTER, made.request.identity.nodegroupName, [], status);
    const end = await run(made.world, change(made, { Labels: { a: 'b' } }));
    expect(failed(end).message).toContain(
      `cannot be updated in status ${status}. Remove the node group from the template`,
    );
  });
});
