/**
 * An update that fails on its way, and CloudFormation's way back: never refused, and the node group ends as it
 * was, with the security group that its template names.
 */
import type { Efa, Properties } from '../../src/core/model/properties';
import {
  create,
  created,
  leftOf,
  liveTemplate,
  QUICK,
  remove,
  run,
  SMALL,
  setting,
  succeeded,
  update,
  writes,
} from './driver';
import { newReservation } from './reserved';
import { addGroup, SHARED_GROUP } from './shared-group';
import { watch } from './watch';

type Given = Partial<Properties>;
type Scene = ReturnType<typeof setting>;
interface Way {
  readonly from: Given;
  readonly to: Given;
  /** What goes away or comes before the way back. */
  readonly meanwhile?: () => void;
}

const OTHER_GROUP = 'sg-05ba4ed05ba4ed002';
const PRIMARY = { NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'efa' } as const;
const IMAGE = { LocalStorage: 'AUTO', UserData: '#!/bin/sh\njoin' } as const;

function efa(from: Efa | undefined, to: Efa | undefined): (made: Scene) => Way {
  return () => ({ from: from ? { Efa: from } : {}, to: to ? { Efa: to } : {} });
}

/** Adds the rules that AUTO needs to the cluster's group, as an upgrade of the cluster does. */
function openCluster({ world, clusterSecurityGroupId: id }: Scene): void {
  const group = world.account.securityGroups.get(id);
  const [rule] = group?.rules ?? [];
  if (!group || !rule) throw new Error('no cluster security group');
  const rules = [false, true].map((egress) => ({
    id: `sgr-self-${egress}`,
    protocol: '-1',
    fromPort: undefined,
    toPort: undefined,
    description: undefined,
    egress,
    peer: { groupId: id },
  }));
  world.account.securityGroups.put(id, { ...group, rules });
}

const WAYS: readonly (readonly [string, (made: Scene) => Way])[] = [
  [
    'KeyName whose key pair is gone',
    ({ world }) => {
      for (const name of ['old', 'new']) world.addKeyPair(name);
      return {
        from: { KeyName: 'old' },
        to: { KeyName: 'new' },
        meanwhile: () => world.account.keyPairs.delete('old'),
      };
    },
  ],
  [
    'ImageId whose image is gone',
    ({ world }) => {
      for (const ImageId of ['ami-00000001', 'ami-00000002']) world.addImage({ ImageId });
      return {
        from: { ...IMAGE, ImageId: 'ami-00000001' },
        to: { ...IMAGE, ImageId: 'ami-00000002' },
        meanwhile: () => world.account.images.delete('ami-00000001'),
      };
    },
  ],
  [
    'CapacityReservation that has ended',
    ({ world }) => {
      const [old, next] = [1, 2].map(() => world.addReservation(newReservation())) as [
        string,
        string,
      ];
      return {
        from: { CapacityReservation: { Id: old } },
        to: { CapacityReservation: { Id: next } },
        meanwhile: () => world.changeReservation(old, { state: 'expired' }),
      };
    },
  ],
  [
    'SecurityGroupIds with a group that is gone',
    ({ world, vpcId }) => {
      addGroup(world, { id: OTHER_GROUP, vpcId });
      return {
        from: { SecurityGroupIds: [OTHER_GROUP], Efa: { SecurityGroup: 'CREATE' } },
        to: { Efa: { SecurityGroup: 'CREATE' } },
        meanwhile: () => world.remove(OTHER_GROUP),
      };
    },
  ],
  [
    'a group of the list that AUTO had chosen',
    () => ({ from: { SecurityGroupIds: [SHARED_GROUP] }, to: {} }),
  ],
  [
    'the same, on nodes that have no other interface',
    () => ({
      from: { SecurityGroupIds: [SHARED_GROUP], Efa: { NetworkInterfaces: [PRIMARY] } },
      to: { Efa: { NetworkInterfaces: [PRIMARY] } },
    }),
  ],
  [
    'the same, among as many as an interface can have',
    ({ world, vpcId }) => {
      const others = ['1', '2', '3'].map((digit) => `sg-0000000000000a00${digit}`);
      for (const id of others) addGroup(world, { id, vpcId, directions: [] });
      return {
        from: { SecurityGroupIds: [SHARED_GROUP, ...others] },
        to: { SecurityGroupIds: others },
      };
    },
  ],
  [
    'a group of the list that AUTO had chosen, for another',
    ({ world, vpcId }) => {
      addGroup(world, { id: OTHER_GROUP, vpcId });
      return {
        from: { SecurityGroupIds: [SHARED_GROUP] },
        to: { SecurityGroupIds: [OTHER_GROUP] },
      };
    },
  ],
  ['a group of our own', efa(undefined, { SecurityGroupId: SHARED_GROUP })],
  [
    'a group of our own, where the cluster has the rules by now',
    (made) => ({
      from: {},
      to: { Efa: { SecurityGroupId: SHARED_GROUP } },
      meanwhile: () => openCluster(made),
    }),
  ],
  ['a group of others', efa({ SecurityGroupId: SHARED_GROUP }, undefined)],
  ['no group', efa({ SecurityGroup: 'NONE' }, { SecurityGroupId: SHARED_GROUP })],
  ['a group of others, to none', efa({ SecurityGroupId: SHARED_GROUP }, { SecurityGroup: 'NONE' })],
  [
    'a list of interfaces',
    efa(
      { NetworkInterfaces: [{ NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'efa' }] },
      { InterfaceLayout: 'EFA_ALL' },
    ),
  ],
  [
    'MaxPods and user data',
    () => ({
      from: { MaxPods: 30, PreBootstrapUserData: '#!/bin/sh\none' },
      to: { PreBootstrapUserData: '#!/bin/sh\ntwo' },
    }),
  ],
];

/** Where the way there ends. */
const ENDS = ['CreateLaunchTemplateVersion', 'UpdateNodegroupVersion', 'the roll itself'] as const;

/** Those of an interface that are there; of the one that went away we could know nothing. */
function groupsThere({ world }: Scene, groups: readonly string[]) {
  return groups.filter((id) => id === OTHER_GROUP || world.account.securityGroups.get(id));
}

async function thereAndBack(way: (made: Scene) => Way, end: (typeof ENDS)[number] | undefined) {
  const made = setting({ timings: QUICK });
  const { world } = made;
  addGroup(world, { vpcId: made.vpcId });
  const { from, to, meanwhile = () => {} } = way(made);
  watch(world).watchOthers();
  const before = world.resources();
  const [previous, desired] = [from, to].map((given) => ({
    ...made.properties,
    ...SMALL,
    ...given,
  })) as [Properties, Properties];
  const request = create(previous);
  const model = await created(world, request);
  const { data } = liveTemplate(world, model);
  if (end === 'the roll itself') {
    world.failNextUpdate([{ code: 'NodeCreationFailure', message: 'no', resourceIds: [] }]);
  } else if (end) {
    world.faults.add({ action: end, error: { code: 'InvalidParameterValue', message: 'no' } });
  }
  const there = await run(world, update(request.identity, previous, desired, { token: 'there' }));
  expect(there.outcome.kind).toBe(end ? 'failed' : 'succeeded');
  // AWS itself goes back to nothing that is gone
  if (end) meanwhile();
  const back = await run(world, update(request.identity, desired, previous, { token: 'back' }));
  return { made: { ...made, before }, request, model, data, back };
}

describe.each(WAYS)('%s', (_name, way) => {
  it('after it went well and something else of the stack failed', async () => {
    const { made, request, model, back } = await thereAndBack(way, undefined);
    const after = succeeded(back).model ?? ({} as never);
    const { EfaSecurityGroupId: _, LaunchTemplateVersion: __, ...expected } = model;
    expect(after).toMatchObject(expected);
    for (const { Groups = [] } of liveTemplate(made.world, after).data.NetworkInterfaces ?? []) {
      expect(groupsThere(made, Groups)).toEqual(Groups);
    }
    succeeded(await run(made.world, remove(request.identity)));
    expect(leftOf(made)).toEqual([]);
    watch(made.world).watchOthers();
  });

  it.each(ENDS)('after %s failed', async (end) => {
    const { made, request, model, data, back } = await thereAndBack(way, end);
    const { world } = made;
    const { LaunchTemplateVersion: _, ...after } = succeeded(back).model ?? ({} as never);
    const { LaunchTemplateVersion: __, ...expected } = model;
    expect(after).toEqual(expected);
    expect(liveTemplate(world, model).data).toEqual(data);
    for (const { Groups = [] } of data.NetworkInterfaces ?? []) {
      expect(groupsThere(made, Groups)).toEqual(Groups);
    }
    if (end !== 'the roll itself') {
      expect(writes(back.calls)).not.toContain('UpdateNodegroupVersion');
    }
    succeeded(await run(world, remove(request.identity)));
    expect(leftOf(made)).toEqual([]);
    // what came or went meanwhile was not our doing
    watch(world).watchOthers();
  });
});
