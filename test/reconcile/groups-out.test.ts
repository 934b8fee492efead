/**
 * A security group that leaves the template leaves the nodes, in whatever way it leaves: the groups of the interfaces
 * are then those of a node group that was made without it, and what somebody added by hand besides.
 */
import type { Properties } from '../../src/core/model/properties';
import { silenceLogs } from '../custom-resource/given';
import { ENTRY_POINTS, type Ended, type EntryPoint, lifeIn } from '../matrix/lives';
import type { Json } from '../registry/cloudformation';
import { scene } from '../world/scene';
import { liveTemplate, QUICK, rollByHand, SMALL, seedProperties } from './driver';
import { addGroup } from './shared-group';

silenceLogs();

type Given = Partial<Pick<Properties, 'SecurityGroupIds' | 'Efa'>>;
type Where = 'nothing' | 'first' | 'last';

/** These let EFA traffic through, */
const [EFA_1, EFA_2] = ['sg-05ba4ed05ba4ed0e1', 'sg-05ba4ed05ba4ed0e2'] as const;
/** these do not. */
const [PLAIN_1, PLAIN_2, BY_HAND] = [
  'sg-0000000000000a001',
  'sg-0000000000000a002',
  'sg-0000000000000b001',
] as const;
const LISTED = [
  { NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'interface' },
  { NetworkCardIndex: 1, DeviceIndex: 0, InterfaceType: 'efa-only' },
] as const;

function life(entryPoint: EntryPoint, selfRules = false) {
  const made = scene({ timings: QUICK, selfEgress: selfRules });
  const { world, vpcId, clusterSecurityGroupId } = made;
  for (const id of [EFA_1, EFA_2]) addGroup(world, { id, vpcId });
  for (const id of [PLAIN_1, PLAIN_2, BY_HAND]) addGroup(world, { id, vpcId, directions: [] });
  const lived = lifeIn(world, entryPoint);
  const given = (some: Given) =>
    ({ ...seedProperties(made), ...SMALL, ...some }) as unknown as Json;
  const own = () =>
    world.account.securityGroups.all().find(({ name }) => name.startsWith('efa-'))?.id;
  return {
    world,
    create: async (some: Given) => well(await lived.create(given(some))),
    update: (from: Given, to: Given) => lived.update(given(from), given(to)),
    own,
    /** What Read tells of them. */
    told: async () => {
      const { SecurityGroupIds, Efa } = await lived.read();
      return { SecurityGroupIds, Efa };
    },
    /** Of each interface, by what they are. */
    groups: async () => {
      const { data } = liveTemplate(world, (await lived.read()) as never);
      const names = { [clusterSecurityGroupId]: 'cluster', [own() ?? '']: 'own' };
      return (data.NetworkInterfaces ?? []).map(({ Groups = [] }) =>
        Groups.map((id) => names[id] ?? id).sort(),
      );
    },
    missOwnGroup: (times: number) => {
      const { securityGroups, stale } = world.account;
      const group = securityGroups.get(own() ?? '');
      if (!group) throw new Error('no group');
      // as if it had been created a moment ago
      securityGroups.remove(group.id);
      world.stale({ action: 'DescribeSecurityGroups', times });
      securityGroups.put(group.id, group);
      stale.clear();
    },
    byHand: async (where: Where) => {
      if (where === 'nothing') return;
      const model = await lived.read();
      const request = { identity: { nodegroupName: String(model.Name) } };
      rollByHand({ world, model, request } as never, (data) => ({
        ...data,
        NetworkInterfaces: (data.NetworkInterfaces ?? []).map((one, at, { length }) =>
          at === (where === 'first' ? 0 : length - 1)
            ? { ...one, Groups: [...(one.Groups ?? []), BY_HAND] }
            : one,
        ),
      }));
    },
  };
}

function well(ended: Ended): Ended {
  if (!ended.succeeded) throw new Error(JSON.stringify(ended.answer));
  return ended;
}

/** @param 3 whether the cluster's own group lets EFA traffic through */
type Way = readonly [string, Given, Given, boolean?];
const WAYS: readonly Way[] = [
  [
    'an entry of the list',
    { SecurityGroupIds: [PLAIN_1, PLAIN_2] },
    { SecurityGroupIds: [PLAIN_2] },
  ],
  ['the last entry of the list', { SecurityGroupIds: [PLAIN_1] }, { SecurityGroupIds: [] }],
  ['the whole list', { SecurityGroupIds: [PLAIN_1, PLAIN_2] }, {}],
  ['the list, where the cluster has the rules', { SecurityGroupIds: [PLAIN_1] }, {}, true],
  ['an entry for another', { SecurityGroupIds: [PLAIN_1] }, { SecurityGroupIds: [PLAIN_2] }],
  [
    'an entry that AUTO had chosen for EFA',
    { SecurityGroupIds: [EFA_1, PLAIN_1] },
    { SecurityGroupIds: [PLAIN_1] },
  ],
  ['the list that AUTO had chosen from', { SecurityGroupIds: [EFA_1] }, {}],
  [
    'an entry that AUTO had chosen, for another',
    { SecurityGroupIds: [EFA_1] },
    { SecurityGroupIds: [EFA_2] },
  ],
  [
    'an entry that AUTO had chosen, of two',
    { SecurityGroupIds: [EFA_1, EFA_2] },
    { SecurityGroupIds: [EFA_2] },
  ],
  [
    'an entry that AUTO had chosen, to CREATE',
    { SecurityGroupIds: [EFA_1] },
    { Efa: { SecurityGroup: 'CREATE' } },
  ],
  [
    'an entry that AUTO had chosen, to NONE',
    { SecurityGroupIds: [EFA_1] },
    { Efa: { SecurityGroup: 'NONE' } },
  ],
  [
    'the list with NONE, of all interfaces',
    { SecurityGroupIds: [PLAIN_1], Efa: { SecurityGroup: 'NONE' } },
    { Efa: { SecurityGroup: 'NONE' } },
  ],
  [
    'the list with CREATE',
    { SecurityGroupIds: [PLAIN_1], Efa: { SecurityGroup: 'CREATE' } },
    { Efa: { SecurityGroup: 'CREATE' } },
  ],
  [
    'the list with SecurityGroupId',
    { SecurityGroupIds: [PLAIN_1], Efa: { SecurityGroupId: EFA_1 } },
    { Efa: { SecurityGroupId: EFA_1 } },
  ],
  ['our own, to none', { Efa: { SecurityGroup: 'CREATE' } }, { Efa: { SecurityGroup: 'NONE' } }],
  ['our own, for a given one', {}, { Efa: { SecurityGroupId: EFA_1 } }],
  ['a given one, to our own', { Efa: { SecurityGroupId: EFA_1 } }, {}],
  ['a given one, to the cluster', { Efa: { SecurityGroupId: EFA_1 } }, {}, true],
  [
    'a given one, for another',
    { Efa: { SecurityGroupId: EFA_1 } },
    { Efa: { SecurityGroupId: EFA_2 } },
  ],
  ['a given one, to none', { Efa: { SecurityGroupId: EFA_1 } }, { Efa: { SecurityGroup: 'NONE' } }],
  [
    'a given one that is listed too',
    { SecurityGroupIds: [EFA_1], Efa: { SecurityGroupId: EFA_1 } },
    {},
  ],
  ['the cluster as the group for EFA, to CREATE', {}, { Efa: { SecurityGroup: 'CREATE' } }, true],
  [
    'the cluster as the group for EFA, for a given one',
    {},
    { Efa: { SecurityGroupId: EFA_1 } },
    true,
  ],
  [
    'an entry, with a list of interfaces',
    { SecurityGroupIds: [PLAIN_1], Efa: { NetworkInterfaces: [...LISTED] } },
    { Efa: { NetworkInterfaces: [...LISTED] } },
  ],
  [
    'an entry, with a list of interfaces given',
    { SecurityGroupIds: [PLAIN_1] },
    { Efa: { NetworkInterfaces: [...LISTED] } },
  ],
  [
    'an entry, with a list of interfaces removed',
    { SecurityGroupIds: [PLAIN_1], Efa: { NetworkInterfaces: [...LISTED] } },
    {},
  ],
  [
    'an entry that AUTO had chosen, with another layout',
    { SecurityGroupIds: [EFA_1] },
    { Efa: { InterfaceLayout: 'EFA_ALL' } },
  ],
];

/** Through the custom resource what is particular to hands is the same core. */
const TRIED = ENTRY_POINTS.flatMap((entryPoint) =>
  (entryPoint === 'registry'
    ? (['nothing', 'first', 'last'] as const)
    : (['nothing'] as const)
  ).map((where) => [entryPoint, where] as const),
);

const TABLE = WAYS.map(([name, from, to, selfRules]) => [name, { from, to, selfRules }] as const);

describe.each(TRIED)('%s, where somebody added a group to %s', (entryPoint, where) => {
  test.each(TABLE)('%s', async (_name, { from, to, selfRules }) => {
    const fresh = life(entryPoint, selfRules);
    await fresh.create(to);
    const expected = await fresh.groups();
    const lived = life(entryPoint, selfRules);
    await lived.create(from);
    const last = (await lived.groups()).length - 1;
    await lived.byHand(where);
    well(await lived.update(from, to));
    const at = { nothing: -1, first: 0, last }[where];
    expect(await lived.groups()).toEqual(
      expected.map((each, index) => (index === at ? [...each, BY_HAND].sort() : each)),
    );
    if (where !== 'first') expect(await lived.told()).toEqual(await fresh.told());
  });
});

describe('what the template had is what was applied last, not what CloudFormation says of it', () => {
  test.each<readonly [string, Given, Given, Given]>([
    [
      'an entry of the list',
      { SecurityGroupIds: [PLAIN_1] },
      { SecurityGroupIds: [PLAIN_1, PLAIN_2] },
      { SecurityGroupIds: [PLAIN_1, BY_HAND] },
    ],
    [
      'a given one, for another',
      {},
      { Efa: { SecurityGroupId: EFA_1 } },
      { Efa: { SecurityGroupId: EFA_2 } },
    ],
    [
      'a given one, to none',
      {},
      { Efa: { SecurityGroupId: EFA_1 } },
      { Efa: { SecurityGroup: 'NONE' } },
    ],
  ])('a rollback that was skipped: %s', async (_name, from, applied, to) => {
    const fresh = life('registry');
    await fresh.create(to);
    const lived = life('registry');
    await lived.create(from);
    well(await lived.update(from, applied));
    well(await lived.update(from, to));
    const named = (await fresh.groups()).map((each) => each.filter((id) => id !== 'own'));
    const groups = (await lived.groups()).map((each) => each.filter((id) => id !== 'own'));
    expect(groups).toEqual(named);
  });
});

describe('our own group that one read does not show', () => {
  test.each<readonly [string, Given]>([
    ['to none', { Efa: { SecurityGroup: 'NONE' } }],
    ['for a given one', { Efa: { SecurityGroupId: EFA_1 } }],
  ])('%s', async (_name, to) => {
    const fresh = life('registry');
    await fresh.create(to);
    const lived = life('registry');
    await lived.create({});
    lived.missOwnGroup(1);
    well(await lived.update({}, to));
    expect(await lived.groups()).toEqual(await fresh.groups());
  });

  test('to none, where somebody deleted it', async () => {
    const lived = life('registry');
    await lived.create({});
    lived.world.remove(lived.own() ?? '');
    well(await lived.update({}, { Efa: { SecurityGroup: 'NONE' } }));
    expect(await lived.groups()).toEqual([['cluster'], ['cluster']]);
  });
});
