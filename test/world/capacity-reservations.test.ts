import {
  DeletePlacementGroupCommand,
  DescribeCapacityReservationsCommand,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { CreateNodegroupCommand } from '@aws-sdk/client-eks';
import { ListGroupResourcesCommand, ResourceGroupsClient } from '@aws-sdk/client-resource-groups';
import { type NewReservation, reservationFor } from './capacity-reservations';
import { describe1, prepared } from './prepared';
import { ZONES } from './scene';
import { World } from './world';

const TYPE = 'p5.48xlarge';
const [A, B] = ZONES;
const bought = (more: Partial<NewReservation> = {}): NewReservation => ({
  instanceType: TYPE,
  ...A,
  count: 2,
  match: 'targeted',
  ...more,
});
const target = (CapacityReservationId: string): RequestLaunchTemplateData => ({
  CapacityReservationSpecification: { CapacityReservationTarget: { CapacityReservationId } },
});

describe('a launch', () => {
  const launch = (world: World, data: RequestLaunchTemplateData) =>
    reservationFor(world.account, data, TYPE, A.zoneId);

  it('gets the reservation that it names, where everything fits', () => {
    const world = new World();
    const id = world.addReservation(bought());
    expect(launch(world, target(id))).toMatchObject({ id });
  });

  it.each<[string, Partial<NewReservation>, RequestLaunchTemplateData, string]>([
    ['of another type', { instanceType: 'p4d.24xlarge' }, {}, 'ReservationCapacityExceeded'],
    ['of another zone', B, {}, 'ReservationCapacityExceeded'],
    ['that is full', { count: 0 }, {}, 'ReservationCapacityExceeded'],
    ['that has ended', { state: 'expired' }, {}, 'ReservationCapacityExceeded'],
    ['of dedicated tenancy', { tenancy: 'dedicated' }, {}, 'ReservationCapacityExceeded'],
    ['for another platform', { platform: 'Windows' }, {}, 'ReservationCapacityExceeded'],
    ['that is a block, bought otherwise', { block: true }, {}, 'ReservationCapacityExceeded'],
    [
      'outside the placement group of the launch',
      {},
      { Placement: { GroupName: 'pg' } },
      'ReservationCapacityExceeded',
    ],
    [
      'in a placement group that the launch does not name',
      { placementGroupArn: 'arn:aws:ec2:us-east-1:123456789012:placement-group/pg' },
      {},
      'ReservationCapacityExceeded',
    ],
    [
      'that is a block and has not begun',
      { block: true, state: 'scheduled' },
      { InstanceMarketOptions: { MarketType: 'capacity-block' } },
      'InvalidCapacityReservationState.PendingActivation',
    ],
  ])('is refused in one %s', (_name, more, data, code) => {
    const world = new World();
    const id = world.addReservation(bought(more));
    expect(launch(world, { ...data, ...target(id) })).toMatchObject({ code });
  });

  it('runs On-Demand beside a full resource group, but for the preference', () => {
    const world = new World();
    const arn = world.addResourceGroup('pool', [world.addReservation(bought({ count: 0 }))]);
    const CapacityReservationTarget = { CapacityReservationResourceGroupArn: arn };
    const only = { CapacityReservationPreference: 'capacity-reservations-only' } as const;
    const launched = (more: object) =>
      launch(world, { CapacityReservationSpecification: { CapacityReservationTarget, ...more } });
    expect(launched({})).toBeUndefined();
    expect(launched(only)).toMatchObject({ code: 'ReservationCapacityExceeded' });
  });

  it('takes an open reservation unasked, a targeted one never, none with the preference none', () => {
    const world = new World();
    world.addReservation(bought());
    expect(launch(world, {})).toBeUndefined();
    const open = world.addReservation(bought({ match: 'open' }));
    expect(launch(world, {})).toMatchObject({ id: open });
    const none = { CapacityReservationSpecification: { CapacityReservationPreference: 'none' } };
    expect(launch(world, none as RequestLaunchTemplateData)).toBeUndefined();
  });
});

it('a node group whose reservation is full has AWS’s words in its health, and counts what it uses', async () => {
  const setting = await prepared({ data: { ...target('cr-00000000000000099'), Placement: {} } });
  const { world, input } = setting;
  const id = 'cr-00000000000000099';
  world.account.capacityReservations.put(id, { ...bought({ count: 1 }), id });
  await world.eks.send(new CreateNodegroupCommand(input));
  world.clock.advance(180);
  const nodegroup = await describe1(setting);
  expect(nodegroup?.health?.issues?.[0]).toMatchObject({
    code: 'AsgInstanceLaunchFailures',
    message: expect.stringContaining('ReservationCapacityExceeded'),
  });
  const { CapacityReservations } = await world.ec2.send(
    new DescribeCapacityReservationsCommand({ CapacityReservationIds: [id] }),
  );
  expect(CapacityReservations?.[0]).toMatchObject({
    TotalInstanceCount: 1,
    AvailableInstanceCount: 0,
  });
});

it('a Capacity Block takes the one subnet of its zone alone', async () => {
  const { world, input, subnetIds } = await prepared({
    data: {
      ...target('cr-00000000000000099'),
      Placement: {},
      InstanceMarketOptions: { MarketType: 'capacity-block' },
      InstanceType: TYPE,
    },
  });
  const id = 'cr-00000000000000099';
  world.account.capacityReservations.put(id, { ...bought({ block: true }), id });
  const { instanceTypes: _inTemplate, ...others } = input;
  const create = (subnets: string[], clientRequestToken: string) =>
    world.eks.send(
      new CreateNodegroupCommand({
        ...others,
        capacityType: 'CAPACITY_BLOCK',
        subnets,
        clientRequestToken,
      }),
    );
  await expect(create([subnetIds[1]], 'other zone')).rejects.toThrow('the one subnet');
  await expect(create([subnetIds[0], subnetIds[1]], 'two')).rejects.toThrow('the one subnet');
  await expect(create([subnetIds[0]], 'its own')).resolves.toBeDefined();
});

it('a placement group with an active reservation is not deleted', async () => {
  const world = new World();
  world.addPlacementGroup('pg');
  const id = world.addReservation(bought({ placementGroupArn: world.placementGroupArn('pg') }));
  const remove = () => world.ec2.send(new DeletePlacementGroupCommand({ GroupName: 'pg' }));
  await expect(remove()).rejects.toThrow('active Capacity Reservations');
  world.changeReservation(id, { state: 'cancelled' });
  await expect(remove()).resolves.toBeDefined();
});

it('ListGroupResources gives 50 a page, and says so of a group that is not there', async () => {
  const world = new World();
  const client = new ResourceGroupsClient(world.clientConfig() as never);
  const ids = Array.from({ length: 51 }, () => world.addReservation(bought()));
  const Group = world.addResourceGroup('pool', ids);
  const first = await client.send(new ListGroupResourcesCommand({ Group }));
  expect(first.Resources).toHaveLength(50);
  const { NextToken = '' } = first;
  const second = await client.send(new ListGroupResourcesCommand({ Group, NextToken }));
  expect(second.Resources?.[0]?.Identifier?.ResourceArn).toContain(ids[50]);
  expect(second.NextToken).toBeUndefined();
  const unknown = client.send(new ListGroupResourcesCommand({ Group: `${Group}-2` }));
  await expect(unknown).rejects.toMatchObject({ name: 'NotFoundException' });
});
