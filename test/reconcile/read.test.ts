import { makeAws } from '../../src/aws/aws';
import type { ClientConfig } from '../../src/aws/clients';
import { CLUSTER } from '../world/scene';
import type { World } from '../world/world';
import { create, created, living, readModel, remove, run, SMALL, setting } from './driver';

const QUICK = { nodegroupCreate: 5, nodegroupDelete: 5, instanceLinger: 0 };
const options = { change: SMALL, timings: QUICK };

describe('read', () => {
  it('shows what was done outside the template: sizes, labels, tags, versions', async () => {
    const { world, request, model } = await living(options);
    const { nodegroupName } = request.identity;
    world.autoscale(CLUSTER, nodegroupName, 5);
    const key = `${CLUSTER}/${nodegroupName}`;
    const live = world.nodegroup(CLUSTER, nodegroupName);
    world.account.nodegroups.put(key, {
      ...live,
      labels: { ...live.labels, byHand: 'yes' },
      tags: { ...live.tags, byHand: 'yes', 'aws:x': 'y', 'eks:x': 'y' },
      taints: [{ key: 'a', value: '', effect: 'NO_SCHEDULE' }],
      releaseVersion: '1.33.9-20260101',
      status: 'DEGRADED',
    });
    expect(await readModel(world, request.identity)).toEqual({
      ...model,
      ScalingConfig: { ...model.ScalingConfig, DesiredSize: 5 },
      Labels: { byHand: 'yes' },
      Tags: { byHand: 'yes' },
      Taints: [{ Key: 'a', Effect: 'NO_SCHEDULE' }],
      ReleaseVersion: '1.33.9-20260101',
      Status: 'DEGRADED',
    });
  });

  it('shows what was done to the resources', async () => {
    const { world, request, model } = await living(options);
    world.remove(model.PlacementGroupId ?? '');
    world.remove(model.LaunchTemplateId ?? '');
    const { account } = world;
    account.securityGroups.remove(model.EfaSecurityGroupId ?? '');
    const after = await readModel(world, request.identity);
    const gone = Object.keys(model).filter((name) => !(name in (after ?? {})));
    expect(gone.sort()).toEqual(['MetadataOptions', 'Monitoring', 'Volume']);
    expect(after).toMatchObject({
      EfaInterfaceCount: '0',
      EfaSecurityGroupId: '',
      NetworkInterfaceCount: '0',
      PlacementGroupArn: '',
      PlacementGroupId: '',
      PlacementGroupName: '',
    });
  });

  it('shows a self rule that was taken away: the group no longer carries EFA traffic', async () => {
    const { world, request, model } = await living(options);
    const group = world.account.securityGroups.get(model.EfaSecurityGroupId ?? '');
    if (!group) throw new Error('no group');
    const rules = group.rules.filter(({ egress }) => egress);
    world.account.securityGroups.put(group.id, { ...group, rules });
    expect(await readModel(world, request.identity)).toEqual({
      ...model,
      Efa: { ...model.Efa, SecurityGroup: 'NONE' },
    });
  });

  it('is nothing where the node group is gone, or carries the Id of another generation', async () => {
    const { world, request } = await living(options);
    const { nodegroupName } = request.identity;
    const other = { ...request.identity, generation: '0123456789ab' };
    expect(await readModel(world, other)).toBeUndefined();
    world.remove(`${CLUSTER}/${nodegroupName}`);
    expect(await readModel(world, request.identity)).toBeUndefined();
  });

  it('takes few calls in two round trips', async () => {
    const { world, request } = await living(options);
    const first = world.calls.length;
    await readModel(world, request.identity);
    const calls = world.calls.slice(first);
    expect(calls.length).toBeLessThanOrEqual(6);
    expect(new Set(calls.map(({ batch }) => batch)).size).toBeLessThanOrEqual(2);
  });
});

async function list(world: World) {
  const aws = makeAws(world.clientConfig() as unknown as ClientConfig);
  const pages: (readonly string[])[] = [];
  let token: string | undefined;
  do {
    const page = await aws.listIds(token);
    pages.push(page.ids);
    token = page.nextToken;
  } while (token);
  return pages;
}

describe('list', () => {
  it('pages through node groups, 20 templates at a time, each of which can be read', async () => {
    const made = setting({ ...options, quotas: { nodegroupsPerCluster: 100 } });
    const { world, properties } = made;
    const zero = { ...properties, ScalingConfig: { MinSize: 0, MaxSize: 1 } };
    const requests = Array.from({ length: 24 }, (_, at) => create(zero, { token: `list ${at}` }));
    for (const request of requests) await created(world, request);
    const ids = requests.map(({ identity: { clusterName, nodegroupName, generation } }) =>
      [clusterName, nodegroupName, generation].join('/'),
    );
    // one is half deleted, one lost its node group: they cannot be read
    const [first, second] = requests;
    if (!first || !second) throw new Error('none made');
    world.remove(`${CLUSTER}/${first.identity.nodegroupName}`);
    await run(world, remove(second.identity));
    const pages = await list(world);
    expect(pages.length).toBe(2);
    expect(pages.flat().sort()).toEqual(ids.slice(2).sort());
    expect((await readModel(world, requests[3]?.identity ?? first.identity))?.Id).toBe(ids[3]);
  });

  it.each([
    ['lost its tag', false],
    ['was deleted', true],
  ])(
    'shows a node group whose launch template %s once, if it has a group of its own',
    async (_name, isGone) => {
      const made = await living({ change: { ...SMALL, Efa: { SecurityGroup: 'CREATE' } } });
      const { world, model } = made;
      const { templates } = world.account;
      const template = templates.get(model.LaunchTemplateId ?? '');
      if (!template) throw new Error('no template');
      if (isGone) world.remove(template.id);
      else templates.put(template.id, { ...template, tags: {} });
      expect(await list(world)).toEqual([[model.Id]]);
      const error = { code: 'UnauthorizedOperation' };
      world.faults.add({ action: 'DescribeSecurityGroups', times: 9, error });
      expect(await list(world)).toEqual([[]]);
      // what is ours has its tag when the test ends
      if (!isGone) templates.put(template.id, template);
    },
  );

  it('of an account without any is empty, also when a cluster is gone', async () => {
    const { world } = setting(options);
    expect(await list(world)).toEqual([[]]);
    const { world: other } = await living(options);
    other.remove(CLUSTER);
    expect(await list(other)).toEqual([[]]);
  });
});
