/** Snapshots that no volume can be created from, by update; test/cases/snapshots.test.ts has those of a create. */
import type { BadInput } from './bad-input';

const BOTTLEROCKET = { AmiType: 'BOTTLEROCKET_x86_64_NVIDIA' };
const [SMALL, LARGE] = ['snap-0123456789abcdef0', 'snap-0123456789abcdef1'];

export const SNAPSHOTS: readonly BadInput[] = [
  {
    name: 'one that is larger than the volume',
    living: BOTTLEROCKET,
    world: (world) => {
      world.addSnapshot({ SnapshotId: LARGE, VolumeSize: 500 });
    },
    properties: { ...BOTTLEROCKET, Volume: { SnapshotId: LARGE, SizeGiB: 400 } },
    path: 'Volume.SizeGiB',
    words: ['400 GiB is less than the 500 GiB', LARGE, 'at least 500'],
  },
  {
    name: 'one that does not exist',
    living: BOTTLEROCKET,
    properties: { ...BOTTLEROCKET, Volume: { SnapshotId: SMALL } },
    path: 'Volume.SnapshotId',
    words: [SMALL, 'does not exist'],
  },
  {
    name: 'one for the root volume of a living node group',
    living: {},
    world: (world) => {
      world.addSnapshot({ SnapshotId: SMALL });
    },
    properties: { Volume: { SnapshotId: SMALL } },
    path: 'Volume.SnapshotId',
    words: [SMALL, 'only from the AMI', 'AL2023'],
  },
];
