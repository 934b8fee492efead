/** Snapshots that EC2 creates no volume from (snapshots.ts of the world has its words), and the nearest that it takes. */
import type { Snapshot } from '@aws-sdk/client-ec2';
import { silenceLogs } from '../custom-resource/given';
import { type Refused, refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const ID = 'snap-0123456789abcdef0';
const IMAGE = 'ami-0123456789abcdef0';
const BOTTLEROCKET = { AmiType: 'BOTTLEROCKET_x86_64_NVIDIA' };
const OF_IMAGE = { ImageId: IMAGE, UserData: '#!/bin/sh\njoin', LocalStorage: undefined };

/** 200 GiB, in an account that has an image of it. */
const inAccount =
  (snapshot: Snapshot = {}): Refused['world'] =>
  ({ world }) => {
    const own = world.addSnapshot({ SnapshotId: ID, VolumeSize: 50, ...snapshot });
    const Ebs = { VolumeSize: 50, SnapshotId: own };
    world.addImage({ ImageId: IMAGE, BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }] });
    world.addSnapshot({ SnapshotId: 'snap-0123456789abcdef1' });
  };

const refused = (
  name: string,
  properties: Refused['properties'],
  member: string,
  words: Refused['words'],
  more: Partial<Refused> = {},
): Refused => ({
  name,
  properties,
  path: `Volume.${member}`,
  words,
  atSynth: false,
  world: inAccount() as NonNullable<Refused['world']>,
  ...more,
});

refusedEverywhere([
  refused(
    'a rate without a snapshot',
    { ...BOTTLEROCKET, Volume: { VolumeInitializationRate: 200 } },
    'VolumeInitializationRate',
    ['200 MiB/s apply only', 'Add SnapshotId'],
    { atSynth: true },
  ),
  refused(
    'a rate that EBS does not have',
    { ...BOTTLEROCKET, Volume: { SnapshotId: ID, VolumeInitializationRate: 301 } },
    'VolumeInitializationRate',
    ['301 is more than 300'],
    { atSynth: true },
  ),
  refused(
    'a snapshot for the root volume of Amazon Linux',
    { Volume: { SnapshotId: ID } },
    'SnapshotId',
    [ID, 'only from the AMI', 'use Bottlerocket'],
    { atSynth: true },
  ),
  refused(
    "another snapshot than the custom AMI's for its root volume",
    { ...OF_IMAGE, Volume: { SnapshotId: 'snap-0123456789abcdef1' } },
    'SnapshotId',
    ['snap-0123456789abcdef1 is not the snapshot', IMAGE, `(${ID})`],
  ),
  refused(
    'a snapshot that does not exist',
    { ...BOTTLEROCKET, Volume: { SnapshotId: 'snap-0000000000' } },
    'SnapshotId',
    ['snap-0000000000 does not exist', 'shared'],
  ),
  refused(
    'a snapshot that is larger than the default size',
    { ...BOTTLEROCKET, Volume: { SnapshotId: ID } },
    'SizeGiB',
    ['100 GiB is less than the 200 GiB', ID, 'Set at least 200'],
    { world: inAccount({ VolumeSize: 200 }) as NonNullable<Refused['world']> },
  ),
  refused(
    'an encrypted snapshot for a volume without encryption',
    { ...BOTTLEROCKET, Volume: { SnapshotId: ID, Encrypted: false } },
    'Encrypted',
    [`${ID} is encrypted`, 'Remove Encrypted'],
    { world: inAccount({ Encrypted: true }) as NonNullable<Refused['world']> },
  ),
  refused(
    'a snapshot that is not complete',
    { ...BOTTLEROCKET, Volume: { SnapshotId: ID } },
    'SnapshotId',
    [`${ID} is pending`, 'Wait'],
    { world: inAccount({ State: 'pending' }) as NonNullable<Refused['world']> },
  ),
  refused(
    'a snapshot in the archive',
    { ...BOTTLEROCKET, Volume: { SnapshotId: ID } },
    'SnapshotId',
    [`${ID} is archived`, 'Restore it'],
    { world: inAccount({ StorageTier: 'archive' }) as NonNullable<Refused['world']> },
  ),
]);

takenEverywhere(
  [
    { ...BOTTLEROCKET, Volume: { SnapshotId: ID, VolumeInitializationRate: 100 } },
    { ...BOTTLEROCKET, Volume: { SnapshotId: ID, SizeGiB: 50, VolumeInitializationRate: 300 } },
    { ...OF_IMAGE, Volume: { SnapshotId: ID, VolumeInitializationRate: 300 } },
  ].map((properties) => ({
    name: JSON.stringify(properties),
    properties,
    world: inAccount() as NonNullable<Refused['world']>,
  })),
);
