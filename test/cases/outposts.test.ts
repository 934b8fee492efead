/** What is on an AWS Outpost, where EKS has no managed node groups (nodegroup-rules.ts of the world). */
import { silenceLogs } from '../custom-resource/given';
import { seedProperties } from '../reconcile/driver';
import { CloudFormation, type Json } from '../registry/cloudformation';
import { CLUSTER, type Scene, scene } from '../world/scene';
import { refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const OUTPOST = 'arn:aws:outposts:us-east-1:123456789012:outpost/op-0123456789abcdef0';
const RESERVATION = 'cr-00000000000000099';

/** Puts the first `count` subnets on the Outpost; zones have them beside their own. */
const onOutpost =
  (count: number) =>
  ({ world: { account }, subnetIds }: Scene) => {
    for (const id of subnetIds.slice(0, count)) {
      const subnet = account.subnets.get(id);
      if (subnet) account.subnets.put(id, { ...subnet, outpostArn: OUTPOST });
    }
  };
const reserved =
  (more: object) =>
  ({ world: { account } }: Scene) => {
    const zone = { zone: 'us-east-1a', zoneId: 'use1-az1' };
    const one = { instanceType: 'p5.48xlarge', count: 10, ...zone, ...more, id: RESERVATION };
    account.capacityReservations.put(RESERVATION, one);
  };

refusedEverywhere([
  {
    name: 'all subnets',
    properties: {},
    world: onOutpost(3),
    path: 'Subnets',
    words: ['subnet-', 'is on an AWS Outpost', 'Use subnets of the Region'],
    atSynth: false,
  },
  {
    name: 'a Capacity Reservation',
    properties: { CapacityReservation: { Id: RESERVATION } },
    world: reserved({ outpostArn: OUTPOST }),
    path: 'CapacityReservation.Id',
    words: [`${RESERVATION} is on an AWS Outpost`, 'Use another reservation'],
    atSynth: false,
  },
  {
    name: 'the cluster',
    properties: {},
    world: ({ world: { account } }) => {
      const cluster = account.clusters.get(CLUSTER);
      const outpostConfig = { outpostArns: [OUTPOST], controlPlaneInstanceType: 'm5.large' };
      if (cluster) account.clusters.put(CLUSTER, { ...cluster, outpostConfig });
    },
    path: 'ClusterName',
    words: ['training is a local cluster on an AWS Outpost', 'Use a cluster of the Region'],
    atSynth: false,
  },
]);

takenEverywhere([
  { name: 'one subnet of two zones that offer the type', properties: {}, world: onOutpost(1) },
  {
    name: 'a Capacity Reservation of the Region',
    properties: { CapacityReservation: { Id: RESERVATION } },
    world: reserved({}),
  },
]);

test('the nodes are in the other subnet, and a warning names the one on the Outpost', async () => {
  const made = scene();
  onOutpost(1)(made);
  const model = { ...seedProperties(made) } as unknown as Json;
  const event = await new CloudFormation(made.world).last({ action: 'CREATE', model });
  expect(event.resourceModel).toMatchObject({ NodeSubnets: [made.subnetIds[1]] });
  expect(event.message).toContain(`Subnets: ${made.subnetIds[0]} is on an AWS Outpost`);
});
