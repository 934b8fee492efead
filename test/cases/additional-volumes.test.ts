/** Volumes beside that of Volume that EC2 refuses (device-rules.ts of the world has its words), and those that it takes. */
import { silenceLogs } from '../custom-resource/given';
import { type Case, type Refused, refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const VOLUME = { DeviceName: '/dev/sdf', SizeGiB: 500, Type: 'gp3', Encrypted: true };
const SNAPSHOT = 'snap-0123456789abcdef0';
const IMAGE = 'ami-0123456789abcdef0';
const OF_IMAGE = { ImageId: IMAGE, UserData: '#!/bin/sh\njoin', LocalStorage: undefined };

const world: NonNullable<Case['world']> = (made) => {
  made.world.addSnapshot({ SnapshotId: SNAPSHOT, VolumeSize: 300, Encrypted: true });
  const BlockDeviceMappings = ['/dev/sda1', '/dev/sdh'].map((DeviceName) => ({
    DeviceName,
    Ebs: { VolumeSize: 30 },
  }));
  made.world.addImage({ ImageId: IMAGE, RootDeviceName: '/dev/sda1', BlockDeviceMappings });
};

const refused = (
  name: string,
  volumes: readonly object[],
  path: string,
  words: Refused['words'],
  more: Partial<Refused> = {},
): Refused => ({
  name,
  path: `AdditionalVolumes${path}`,
  words,
  atSynth: true,
  world,
  ...more,
  properties: { AdditionalVolumes: volumes, ...more.properties },
});

refusedEverywhere([
  refused('two on one device', [VOLUME, { ...VOLUME, SizeGiB: 1 }], '[1].DeviceName', [
    '/dev/sdf is the device of AdditionalVolumes[0]',
    'Use another',
  ]),
  refused(
    'two names of one device',
    [VOLUME, { ...VOLUME, DeviceName: '/dev/xvdf' }],
    '[1].DeviceName',
    ['/dev/xvdf is the device of AdditionalVolumes[0] (/dev/sdf)'],
  ),
  refused('the root of Amazon Linux', [{ ...VOLUME, DeviceName: '/dev/xvda' }], '[0].DeviceName', [
    'The value does not match',
  ]),
  refused('a partition', [{ ...VOLUME, DeviceName: '/dev/sdf1' }], '[0].DeviceName', [
    'The value does not match',
  ]),
  refused(
    "Bottlerocket's data volume",
    [{ ...VOLUME, DeviceName: '/dev/sdb' }],
    '[0].DeviceName',
    ['/dev/sdb is a device of the AMI itself', 'such as /dev/sdf'],
    { properties: { AmiType: 'BOTTLEROCKET_x86_64_NVIDIA' } },
  ),
  refused(
    "a custom AMI's device",
    [{ ...VOLUME, DeviceName: '/dev/xvdh' }],
    '[0].DeviceName',
    [`/dev/xvdh is a device of ${IMAGE} itself`],
    { properties: OF_IMAGE, atSynth: false },
  ),
  refused('neither size nor snapshot', [{ ...VOLUME, SizeGiB: undefined }], '[0].SizeGiB', [
    'required where no SnapshotId',
    'Add one',
  ]),
  refused(
    'a size that the type lacks',
    [{ ...VOLUME, Type: 'gp2', SizeGiB: 20_000 }],
    '[0].SizeGiB',
    ['20000 is outside', 'type gp2, 1 to 16384'],
  ),
  refused('no IOPS for io2', [{ ...VOLUME, Type: 'io2' }], '[0].Iops', ['type io2 require Iops']),
  refused('too many IOPS', [{ ...VOLUME, SizeGiB: 10, Iops: 6_000 }], '[0].Iops', [
    '6000 IOPS are too many for 10 GiB',
  ]),
  refused(
    'a key of another Region',
    [{ ...VOLUME, KmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:alias/nodes' }],
    '[0].KmsKeyId',
    ['is a key of eu-west-1'],
    { atSynth: false },
  ),
  refused(
    'a rate without a snapshot',
    [{ ...VOLUME, VolumeInitializationRate: 200 }],
    '[0].VolumeInitializationRate',
    ['Add SnapshotId'],
  ),
  refused(
    'less than the snapshot has',
    [{ ...VOLUME, SizeGiB: 200, SnapshotId: SNAPSHOT }],
    '[0].SizeGiB',
    ['200 GiB is less than the 300 GiB', SNAPSHOT],
    { atSynth: false },
  ),
  refused(
    'an unencrypted volume of an encrypted snapshot',
    [{ ...VOLUME, Encrypted: false, SnapshotId: SNAPSHOT }],
    '[0].Encrypted',
    [`${SNAPSHOT} is encrypted`],
    { atSynth: false },
  ),
]);

takenEverywhere(
  [
    { AdditionalVolumes: [VOLUME, { ...VOLUME, DeviceName: '/dev/xvdba' }] },
    {
      AdditionalVolumes: [
        { ...VOLUME, DeviceName: '/dev/xvdb', SizeGiB: undefined, SnapshotId: SNAPSHOT },
      ],
    },
    { ...OF_IMAGE, AdditionalVolumes: [{ ...VOLUME, Type: 'io2', Iops: 9_000 }] },
    {
      AmiType: 'BOTTLEROCKET_x86_64_NVIDIA',
      AdditionalVolumes: [{ ...VOLUME, SnapshotId: SNAPSHOT, VolumeInitializationRate: 300 }],
    },
    {
      LocalStorage: 'RAID0',
      PreBootstrapUserData: '#!/bin/sh\nmkfs.xfs /dev/sdf && mount /dev/sdf /scratch',
      AdditionalVolumes: [VOLUME],
    },
  ].map((properties) => ({ name: JSON.stringify(properties), properties, world })),
);
