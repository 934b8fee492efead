/** Warm pools beside reservations (nodegroup-config-rules.ts of the world), and the nearest that AWS takes. */
import { silenceLogs } from '../custom-resource/given';
import type { Scene } from '../world/scene';
import { refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const RESERVATION = 'cr-00000000000000077';
const POOL = {
  CapacityReservation: { Id: RESERVATION },
  WarmPoolConfig: { Enabled: true },
};

const holding =
  (block: boolean) =>
  ({ world: { account } }: Scene): void => {
    account.capacityReservations.put(RESERVATION, {
      id: RESERVATION,
      instanceType: 'p5.48xlarge',
      zone: 'us-east-1a',
      zoneId: 'use1-az1',
      count: 10,
      block,
    });
  };

const REFUSED = {
  path: 'WarmPoolConfig.Enabled',
  words: ['warm pools with a Capacity Block', 'use an On-Demand Capacity Reservation'],
};

refusedEverywhere([
  {
    name: 'a Capacity Block that the reservation is',
    properties: POOL,
    world: holding(true),
    ...REFUSED,
    atSynth: false,
  },
  {
    name: 'one that the template names as such',
    properties: { ...POOL, CapacityType: 'CAPACITY_BLOCK' },
    world: holding(true),
    ...REFUSED,
    atSynth: true,
  },
]);

takenEverywhere([
  { name: 'an On-Demand reservation', properties: POOL, world: holding(false) },
  {
    name: 'a Capacity Block with the pool off',
    properties: { ...POOL, WarmPoolConfig: { Enabled: false } },
    world: holding(true),
  },
]);
