/** Bad inputs about capacity reservations, spot and placement groups. */
import type { NewReservation } from '../../world/capacity-reservations';
import type { Scene } from '../../world/scene';
import type { World } from '../../world/world';
import type { BadInput } from './bad-input';

const FIRST = 'cr-00000000000000099';

function holding(more: Partial<NewReservation>) {
  return (world: World): void => {
    const reservation: NewReservation = {
      instanceType: 'p5.48xlarge',
      zone: 'us-east-1a',
      zoneId: 'use1-az1',
      count: 10,
      ...more,
    };
    world.account.capacityReservations.put(FIRST, { ...reservation, id: FIRST });
  };
}
const BY_ID = { CapacityReservation: { Id: FIRST } };
const groupArn = ({ world }: Pick<Scene, 'world'>) =>
  world.account.arn('resource-groups', 'group/pool');
const byGroup = (given: Scene) => ({ CapacityReservation: { ResourceGroupArn: groupArn(given) } });
const GROUP_PATH = 'CapacityReservation.ResourceGroupArn';
const ID_PATH = 'CapacityReservation.Id';

export const RESERVATIONS: readonly BadInput[] = [
  {
    name: 'a reservation that does not exist',
    properties: BY_ID,
    path: ID_PATH,
    words: [`Capacity Reservation ${FIRST} does not exist`, 'Correct the ID'],
  },
  {
    name: 'a reservation of another type',
    properties: BY_ID,
    world: holding({ instanceType: 'p4d.24xlarge' }),
    path: ID_PATH,
    words: [FIRST, 'p4d.24xlarge', 'p5.48xlarge', 'Use another reservation'],
  },
  {
    name: 'a reservation in a zone without a subnet',
    properties: ({ subnetIds }) => ({ ...BY_ID, Subnets: [subnetIds[1]] }),
    world: holding({}),
    path: ID_PATH,
    words: ['us-east-1a (use1-az1', 'us-east-1b (use1-az2', 'Add a subnet'],
  },
  {
    name: 'a reservation in another zone than Placement names',
    properties: { ...BY_ID, Placement: { AvailabilityZone: 'us-east-1b' } },
    world: holding({}),
    path: ID_PATH,
    words: ['us-east-1a (use1-az1)', 'us-east-1b (use1-az2)', 'Change one of the two'],
  },
  {
    name: 'a reservation that has ended',
    properties: BY_ID,
    world: holding({ state: 'expired' }),
    path: ID_PATH,
    words: [FIRST, 'expired', 'Use another reservation'],
  },
  {
    name: 'a block that has not started',
    properties: BY_ID,
    world: holding({
      block: true,
      state: 'scheduled',
      startDate: new Date('2026-12-10T11:30:00Z'),
    }),
    path: 'ScalingConfig.DesiredSize',
    words: [
      '2 exceeds the 0 active instances',
      `${FIRST} is scheduled and starts at 2026-12-10T11:30:00`,
      'Set MinSize and DesiredSize to 0',
    ],
  },
  {
    name: 'a reservation that is too small',
    properties: BY_ID,
    world: holding({ count: 1 }),
    path: 'ScalingConfig.DesiredSize',
    words: ['2 exceeds the 1 instances', FIRST, 'Lower it'],
  },
  {
    name: 'an interruptible reservation',
    properties: BY_ID,
    world: holding({ interruptible: true }),
    path: ID_PATH,
    words: [`${FIRST} is interruptible`, 'managed node groups cannot use it', 'Use another'],
  },
  {
    name: 'a reservation of dedicated tenancy',
    properties: BY_ID,
    world: holding({ tenancy: 'dedicated' }),
    path: ID_PATH,
    words: ['dedicated', 'default', 'Use another reservation'],
  },
  {
    name: 'a reservation for Windows',
    properties: BY_ID,
    world: holding({ platform: 'Windows' }),
    path: ID_PATH,
    words: ['Windows', 'Linux/UNIX', 'Use another reservation'],
  },
  {
    name: 'a reservation in the placement group of another account',
    properties: BY_ID,
    world: holding({
      ownerId: '999999999999',
      placementGroupArn: 'arn:aws:ec2:us-east-1:999999999999:placement-group/far',
    }),
    path: ID_PATH,
    words: ['999999999999', 'placement-group/far', '123456789012'],
  },
  {
    name: 'ON_DEMAND for a Capacity Block',
    properties: { ...BY_ID, CapacityType: 'ON_DEMAND' },
    world: holding({ block: true }),
    path: 'CapacityType',
    words: ['ON_DEMAND', FIRST, 'a Capacity Block', 'Remove CapacityType'],
  },
  {
    name: 'CAPACITY_BLOCK for an On-Demand reservation',
    properties: { ...BY_ID, CapacityType: 'CAPACITY_BLOCK' },
    world: holding({}),
    path: 'CapacityType',
    words: ['CAPACITY_BLOCK', FIRST, 'an On-Demand Capacity Reservation', 'Remove CapacityType'],
  },
  {
    name: 'CAPACITY_BLOCK without a reservation',
    properties: { CapacityType: 'CAPACITY_BLOCK' },
    path: 'CapacityType',
    words: ['CAPACITY_BLOCK', 'Set CapacityReservation.Id'],
  },
  {
    name: 'SPOT in a reservation',
    properties: { ...BY_ID, CapacityType: 'SPOT' },
    path: 'CapacityType',
    words: ['SPOT', FIRST, 'Remove one'],
  },
  {
    name: 'an id and a group',
    properties: (given) => ({
      CapacityReservation: { Id: FIRST, ResourceGroupArn: groupArn(given) },
    }),
    path: 'CapacityReservation',
    words: [FIRST, 'group/pool', 'Remove one'],
  },
  {
    name: 'a reservation of nothing',
    properties: { CapacityReservation: {} },
    path: 'CapacityReservation',
    words: ['CapacityReservation is empty', 'Set Id, ResourceGroupArn or Preference'],
  },
  {
    name: 'a preference that leaves the reservation',
    properties: { CapacityReservation: { Id: FIRST, Preference: 'open' } },
    path: 'CapacityReservation.Preference',
    words: ['open', FIRST, 'Remove Preference'],
  },
  {
    name: 'several types in a reservation',
    properties: { ...BY_ID, InstanceTypes: ['p5.48xlarge', 'p5e.48xlarge'] },
    path: 'InstanceTypes',
    words: ['p5.48xlarge', 'p5e.48xlarge', 'Keep only the reserved type'],
  },
  {
    name: 'a resource group that does not exist',
    properties: byGroup,
    path: GROUP_PATH,
    words: ['group/pool does not exist', 'Correct the ARN'],
  },
  {
    name: 'a resource group without a reservation',
    properties: byGroup,
    world: (world) => world.account.resourceGroups.set(groupArn({ world }), []),
    path: GROUP_PATH,
    words: ['group/pool', 'Add one'],
  },
  {
    name: 'a resource group of both kinds',
    properties: byGroup,
    world: (world) => {
      holding({ block: true })(world);
      const other = world.addReservation({
        instanceType: 'p5.48xlarge',
        zone: 'us-east-1a',
        zoneId: 'use1-az1',
        count: 10,
      });
      world.addResourceGroup('pool', [FIRST, other]);
    },
    path: GROUP_PATH,
    words: [`${FIRST} is a Capacity Block`, 'On-Demand Capacity Reservation', 'Keep only one kind'],
  },
  {
    name: 'a resource group with a member of another type',
    properties: byGroup,
    world: (world) => {
      holding({ instanceType: 'p4d.24xlarge' })(world);
      world.addResourceGroup('pool', [FIRST]);
    },
    path: GROUP_PATH,
    words: [FIRST, 'p4d.24xlarge', 'Remove it from the group'],
  },
];

const BY_NAME = { Placement: { GroupName: 'theirs' } };
const group = (options: Parameters<World['addPlacementGroup']>[1]) => (world: World) => {
  world.addPlacementGroup('theirs', options);
};

export const PLACEMENT_GROUPS: readonly BadInput[] = [
  {
    name: 'a placement group that does not exist',
    properties: BY_NAME,
    path: 'Placement.GroupName',
    words: ['Placement group theirs does not exist', 'Correct the name'],
  },
  ...['spread', 'partition', 'precision-time'].map((strategy) => ({
    name: `a ${strategy} group`,
    properties: BY_NAME,
    world: group({ strategy }),
    path: 'Placement.GroupName',
    words: [`theirs is a ${strategy} placement group`, 'Use a cluster placement group'],
  })),
  {
    name: 'a placement group that is being deleted',
    properties: BY_NAME,
    world: group({ state: 'deleting' }),
    path: 'Placement.GroupName',
    words: ['theirs is deleting', 'use another'],
  },
  {
    name: 'a placement group in a zone without a subnet',
    properties: ({ subnetIds }) => ({ ...BY_NAME, Subnets: [subnetIds[1]] }),
    world: (world) => {
      group({})(world);
      world.addReservation({
        instanceType: 'p5.48xlarge',
        zone: 'us-east-1a',
        zoneId: 'use1-az1',
        count: 1,
        placementGroupArn: world.placementGroupArn('theirs'),
      });
    },
    path: 'Placement.GroupName',
    words: ['us-east-1a (use1-az1', 'us-east-1b (use1-az2', 'Add a subnet'],
  },
  {
    name: 'a placement group that the reservation is not in',
    properties: { ...BY_ID, ...BY_NAME },
    world: (world) => {
      group({})(world);
      holding({})(world);
    },
    path: 'Placement.GroupName',
    words: ['theirs', FIRST, 'no placement group', 'Remove GroupName'],
  },
  {
    name: 'a new placement group for a reservation',
    properties: { ...BY_ID, Placement: { Group: 'CREATE' } },
    path: 'Placement.Group',
    words: ['CREATE', FIRST, 'Use AUTO'],
  },
  {
    name: 'no placement group for a reservation that is in one',
    properties: { ...BY_ID, Placement: { Group: 'NONE' } },
    world: (world) => holding({ placementGroupArn: world.placementGroupArn('theirs') })(world),
    path: 'Placement.Group',
    words: [FIRST, 'theirs', 'Use AUTO'],
  },
  ...['CREATE', 'NONE'].map((Group) => ({
    name: `a name beside Group ${Group}`,
    properties: { Placement: { Group, GroupName: 'theirs' } },
    path: 'Placement.GroupName',
    words: ['theirs', Group, 'Remove one'],
  })),
];
