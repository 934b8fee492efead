/** Efa.SecurityGroupId: a group of somebody else, that node groups share. */
import type { Efa } from '../../src/core/model/properties';
import {
  created,
  type Living,
  leftOf,
  liveTemplate,
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
import { addGroup, SHARED_GROUP } from './shared-group';
import { watch } from './watch';

const OTHER_GROUP = 'sg-05ba4ed05ba4ed002';
const ROLL = ['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion'];

/** A node group, in an account that has two groups for EFA; the driver watches that they stay as they are. */
async function lives(Efa: Efa | undefined): Promise<Living> {
  const change = { ...SMALL, ...(Efa && { Efa }) };
  const made = setting({ change, timings: QUICK });
  for (const id of [SHARED_GROUP, OTHER_GROUP]) addGroup(made.world, { id, vpcId: made.vpcId });
  watch(made.world).watchOthers();
  const before = made.world.resources();
  return { ...made, before, model: await created(made.world, made.request) };
}

function to(made: Living, Efa: Efa | undefined, token = 'update-token') {
  const { Efa: _, ...others } = made.properties;
  const desired = { ...others, ...(Efa && { Efa }) };
  return update(made.request.identity, made.properties, desired, { token });
}

/** Of the primary interface and of the last. */
function groupsOf(made: Living) {
  const all = liveTemplate(made.world, made.model).data.NetworkInterfaces ?? [];
  return [all[0]?.Groups, all.at(-1)?.Groups];
}

describe('an existing group for EFA', () => {
  const given = { SecurityGroupId: SHARED_GROUP };

  it('is on the interfaces as a group of our own would be, and none is made', async () => {
    const made = await lives(given);
    const cluster = made.clusterSecurityGroupId;
    expect(groupsOf(made)).toEqual([[cluster, SHARED_GROUP], [SHARED_GROUP]]);
    expect(leftOf(made).filter(({ type }) => type === 'security-group')).toEqual([]);
  });

  it('is read back, as output too, and not among SecurityGroupIds', async () => {
    const made = await lives(given);
    const model = await readModel(made.world, made.request.identity);
    expect(model).toEqual(made.model);
    expect(model?.Efa).toEqual({
      InterfaceLayout: 'EFA_PRIMARY',
      SecurityGroup: 'AUTO',
      SecurityGroupId: SHARED_GROUP,
    });
    expect(model?.EfaSecurityGroupId).toBe(SHARED_GROUP);
    expect(model?.SecurityGroupIds).toBeUndefined();
  });

  it('stays when the node group goes', async () => {
    const made = await lives(given);
    succeeded(await run(made.world, remove(made.request.identity)));
    expect(leftOf(made)).toEqual([]);
    expect(made.world.account.securityGroups.get(SHARED_GROUP)).toBeDefined();
  });

  it('never gets the tags of the node group', async () => {
    const made = await lives(given);
    const desired = { ...made.properties, Tags: { project: 'llm' } };
    succeeded(await run(made.world, update(made.request.identity, made.properties, desired)));
    expect(made.world.account.securityGroups.get(SHARED_GROUP)?.tags).toEqual({ team: 'network' });
  });

  it('may be one of SecurityGroupIds too, and counts once', async () => {
    const made = await lives(given);
    const desired = { ...made.properties, SecurityGroupIds: [SHARED_GROUP, OTHER_GROUP] };
    const end = await run(made.world, update(made.request.identity, made.properties, desired));
    expect(succeeded(end).model?.SecurityGroupIds).toEqual([SHARED_GROUP, OTHER_GROUP]);
    expect(groupsOf(made)[0]).toEqual([made.clusterSecurityGroupId, SHARED_GROUP, OTHER_GROUP]);
  });
});

describe('a change', () => {
  it('from one to another rolls', async () => {
    const made = await lives({ SecurityGroupId: SHARED_GROUP });
    const end = await run(made.world, to(made, { SecurityGroupId: OTHER_GROUP }));
    expect(writes(end.calls)).toEqual(['TagResource', ...ROLL]);
    expect(succeeded(end).model?.EfaSecurityGroupId).toBe(OTHER_GROUP);
    expect(groupsOf(made)).toEqual([[made.clusterSecurityGroupId, OTHER_GROUP], [OTHER_GROUP]]);
  });

  it('from a group that was made removes that one, after the roll', async () => {
    const made = await lives(undefined);
    const own = made.model.EfaSecurityGroupId ?? '';
    const held = made.world.account.securityGroups.get(own);
    const end = await run(made.world, to(made, { SecurityGroupId: SHARED_GROUP }));
    const sent = writes(end.calls);
    expect(sent.slice(0, 3)).toEqual(['TagResource', ...ROLL]);
    expect(new Set(sent.slice(3))).toEqual(new Set(['DeleteSecurityGroup']));
    expect(succeeded(end).model?.EfaSecurityGroupId).toBe(SHARED_GROUP);
    expect(made.world.account.securityGroups.get(own)).toBeUndefined();

    // Read tells which one serves also while something still holds the other
    if (held) made.world.account.securityGroups.put(own, held);
    const model = await readModel(made.world, made.request.identity);
    expect(model).toMatchObject({ EfaSecurityGroupId: SHARED_GROUP });
    expect(model?.SecurityGroupIds).toBeUndefined();
  });

  it('to none is AUTO again: a group is made, and the shared one stays', async () => {
    const made = await lives({ SecurityGroupId: SHARED_GROUP });
    const end = await run(made.world, to(made, undefined));
    const { model } = succeeded(end);
    expect(writes(end.calls)).toContain('CreateSecurityGroup');
    expect(model?.EfaSecurityGroupId).not.toBe(SHARED_GROUP);
    expect(model?.Efa).toEqual({ InterfaceLayout: 'EFA_PRIMARY', SecurityGroup: 'AUTO' });
    const own = model?.EfaSecurityGroupId;
    expect(groupsOf(made)).toEqual([[made.clusterSecurityGroupId, own], [own]]);
    const after = await run(made.world, remove(made.request.identity));
    succeeded(after);
    expect(leftOf(made)).toEqual([]);
  });

  it('to CREATE and to NONE leave it', async () => {
    for (const SecurityGroup of ['CREATE', 'NONE'] as const) {
      const made = await lives({ SecurityGroupId: SHARED_GROUP });
      const { model } = succeeded(await run(made.world, to(made, { SecurityGroup })));
      expect(model?.Efa).toEqual({ InterfaceLayout: 'EFA_PRIMARY', SecurityGroup });
      expect(groupsOf(made).flat()).not.toContain(SHARED_GROUP);
    }
  });

  it('of something else is not refused where the group lost a rule meanwhile', async () => {
    const made = await lives({ SecurityGroupId: SHARED_GROUP });
    addGroup(made.world, { vpcId: made.vpcId, directions: ['inbound'] });
    const desired = { ...made.properties, Volume: { SizeGiB: 300 } };
    const end = await run(made.world, update(made.request.identity, made.properties, desired));
    succeeded(end);
    expect(writes(end.calls)).toEqual(ROLL);
    // as the driver remembers it
    addGroup(made.world, { vpcId: made.vpcId });
  });
});
