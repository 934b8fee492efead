/**
 * What Read tells as the template, after an import or a drift-aware change set, and back: defaults that are
 * written down or left out never cost a call that changes something.
 */
import type { Model, Properties } from '../../src/core/model/properties';
import {
  create,
  created,
  QUICK,
  readModel,
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

const GROUP = 'reserved';
const NO_NODES = { MinSize: 0, MaxSize: 4, DesiredSize: 0 };

/** Every way to choose among what AWS has, and what the world has to have for it. */
const SHAPES: readonly (readonly [string, (made: Scene) => Given])[] = [
  ['the smallest', () => ({ LocalStorage: 'AUTO' })],
  ['spot', () => ({ CapacityType: 'SPOT', InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'NONE' })],
  [
    'a reservation',
    ({ world }) => ({ CapacityReservation: { Id: world.addReservation(newReservation()) } }),
  ],
  [
    'a Capacity Block without nodes',
    ({ world }) => ({
      CapacityReservation: { Id: world.addReservation(newReservation({ block: true, count: 4 })) },
      ScalingConfig: NO_NODES,
    }),
  ],
  [
    'a Capacity Block with nodes',
    ({ world }) => ({
      CapacityReservation: { Id: world.addReservation(newReservation({ block: true, count: 10 })) },
    }),
  ],
  [
    'a group of reservations',
    ({ world }) => ({
      CapacityReservation: {
        ResourceGroupArn: world.addResourceGroup(GROUP, [world.addReservation(newReservation())]),
      },
    }),
  ],
  ['no reservation', () => ({ CapacityReservation: { Preference: 'none' } })],
  ['two types', () => ({ InstanceTypes: ['c5n.9xlarge', 'c5n.18xlarge'], LocalStorage: 'NONE' })],
  [
    'a custom AMI',
    ({ world }) => ({
      ImageId: world.addImage({ ImageId: 'ami-00000001', RootDeviceName: '/dev/sda1' }),
      UserData: '#!/bin/sh\njoin',
      LocalStorage: 'AUTO',
    }),
  ],
  [
    'Bottlerocket',
    () => ({
      AmiType: 'BOTTLEROCKET_x86_64',
      LocalStorage: 'AUTO',
      MaxPods: 40,
      PreBootstrapUserData: '[settings.kubernetes]\ncluster-dns-ip = "10.0.0.10"\n',
    }),
  ],
  [
    'user data',
    () => ({ PreBootstrapUserData: '#!/bin/sh\ntrue', MaxPods: 40, LocalStorage: 'RAID10' }),
  ],
  [
    'a list of interfaces',
    () => ({
      Efa: {
        NetworkInterfaces: [
          { NetworkCardIndex: 1, DeviceIndex: 0, InterfaceType: 'efa' },
          { NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'efa' },
        ],
      },
    }),
  ],
  ['a group for EFA', () => ({ Efa: { SecurityGroupId: SHARED_GROUP } })],
  ['no group for EFA', () => ({ Efa: { SecurityGroup: 'NONE' } })],
  [
    'a placement group by name',
    ({ world }) => {
      world.addPlacementGroup('theirs');
      return { Placement: { GroupName: 'theirs' } };
    },
  ],
  ['a zone', () => ({ Placement: { AvailabilityZone: 'us-east-1b', Group: 'NONE' } })],
  ['a warm pool', () => ({ WarmPoolConfig: { Enabled: true, MinSize: 1 } })],
  ['repair', () => ({ NodeRepairConfig: { Enabled: true, MaxParallelNodesRepairedCount: 1 } })],
  [
    'what rolls and what does not',
    ({ world }) => {
      world.addKeyPair('mine');
      return {
        KeyName: 'mine',
        Monitoring: true,
        Volume: { SizeGiB: 200 },
        MetadataOptions: { HttpPutResponseHopLimit: 2 },
        InstanceTags: { team: 'ml' },
        Tags: { team: 'ml' },
        Labels: { team: 'ml' },
        Taints: [{ Key: 'efa', Effect: 'NO_SCHEDULE' }],
        UpdateConfig: { MaxUnavailablePercentage: 50 },
      };
    },
  ],
];

/** Read never tells write-only properties: a template keeps its own. */
function asTemplate(model: Model, { UserData, PreBootstrapUserData }: Properties): Properties {
  return {
    ...model,
    ...(UserData !== undefined && { UserData }),
    ...(PreBootstrapUserData !== undefined && { PreBootstrapUserData }),
  } as Properties;
}

async function lives(shape: (made: Scene) => Given) {
  const made = setting({ timings: QUICK });
  addGroup(made.world, { vpcId: made.vpcId });
  const properties: Properties = { ...made.properties, ...SMALL, ...shape(made) };
  watch(made.world).watchOthers();
  const request = create(properties);
  const model = await created(made.world, request);
  const answered = (await readModel(made.world, request.identity)) as Model;
  expect(answered).toEqual(model);
  const change = (from: Properties, to: Properties, token: string) =>
    run(made.world, update(request.identity, from, to, { token }));
  return { properties, answered, change };
}

describe.each(SHAPES)('%s', (_name, shape) => {
  it('is left alone where the template becomes what Read tells, and back', async () => {
    const { properties, answered, change } = await lives(shape);
    const template = asTemplate(answered, properties);
    for (const [from, to, token] of [
      [properties, template, 'there'],
      [template, properties, 'back'],
    ] as const) {
      const end = await change(from, to, token);
      expect(succeeded(end).model).toEqual(answered);
      expect(writes(end.calls)).toEqual([]);
    }
  });

  it('gets one label where the template is what Read tells, as Cloud Control sends it', async () => {
    const { answered, change } = await lives(shape);
    const model = answered as Model & Properties;
    const end = await change(
      model,
      { ...model, Labels: { ...answered.Labels, more: 'yes' } },
      'label',
    );
    succeeded(end);
    expect(writes(end.calls)).toEqual(['UpdateNodegroupConfig']);
  });
});
