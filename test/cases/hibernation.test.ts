/** Warm pools that cannot hibernate (nodegroup-config-rules.ts of the world), and the nearest that may. */
import { silenceLogs } from '../custom-resource/given';
import type { Scene } from '../world/scene';
import { refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const POOL = {
  InstanceTypes: ['c5n.18xlarge'],
  LocalStorage: 'AUTO',
  WarmPoolConfig: { Enabled: true, PoolState: 'HIBERNATED' },
};

/** As c7gn.16xlarge, which can hibernate and has 128 GiB. */
function able({ world: { account } }: Scene): void {
  const type = account.instanceTypes.get('c5n.18xlarge');
  const more = { HibernationSupported: true, MemoryInfo: { SizeInMiB: 131_072 } };
  if (type) account.instanceTypes.set('c5n.18xlarge', { ...type, ...more });
}

refusedEverywhere([
  {
    name: 'a root volume that is not encrypted',
    properties: { ...POOL, Volume: { Encrypted: false, SizeGiB: 200 } },
    world: able,
    path: 'WarmPoolConfig.PoolState',
    words: ['requires an encrypted root volume', 'Remove Encrypted'],
    atSynth: true,
  },
  {
    name: 'the second of two types that cannot',
    properties: { ...POOL, InstanceTypes: ['c5n.18xlarge', 'c5n.9xlarge'] },
    world: able,
    path: 'WarmPoolConfig.PoolState',
    words: ['HIBERNATED is not supported by c5n.9xlarge'],
    atSynth: false,
  },
]);

takenEverywhere([
  {
    name: 'a volume that holds the memory',
    properties: { ...POOL, Volume: { SizeGiB: 200 } },
    world: able,
  },
  {
    name: 'the default volume, which does not',
    properties: POOL,
    world: able,
    warned: ['stores the 128 GiB of memory', 'Set Volume.SizeGiB to more than 128'],
  },
  {
    name: 'a stopped pool without encryption',
    properties: {
      ...POOL,
      WarmPoolConfig: { Enabled: true, PoolState: 'STOPPED' },
      Volume: { Encrypted: false },
    },
  },
]);
