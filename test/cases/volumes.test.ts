/** Volumes that EC2 refuses (volume-rules.ts of the world has its words), and the nearest that it takes. */
import { silenceLogs } from '../custom-resource/given';
import { type Refused, refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';

const refused = (
  Volume: object,
  member: string,
  words: Refused['words'],
  atSynth = true,
): Refused => ({
  name: JSON.stringify(Volume),
  properties: { Volume },
  path: `Volume.${member}`,
  words,
  atSynth,
});

refusedEverywhere([
  refused({ Type: 'gp2', SizeGiB: 20_000 }, 'SizeGiB', [
    '20000 is outside',
    'type gp2, 1 to 16384',
    'Change it',
  ]),
  refused({ Type: 'io2', SizeGiB: 2, Iops: 100 }, 'SizeGiB', ['2 is outside', '4 to 65536']),
  refused({ SizeGiB: 19 }, 'SizeGiB', ['19 GiB is less than the 20 GiB', 'Set at least 20']),
  refused({ Iops: 2_000 }, 'Iops', ['2000 is outside', 'type gp3, 3000 to 80000']),
  refused({ Type: 'io1', Iops: 70_000, SizeGiB: 9_000 }, 'Iops', [
    '70000 is outside',
    '100 to 64000',
  ]),
  refused({ SizeGiB: 20, Iops: 15_000 }, 'Iops', [
    '15000 IOPS are too many for 20 GiB',
    '500 IOPS a GiB, 10000 here',
    'at least 30',
  ]),
  // the default of 100 GiB
  refused({ Type: 'io1', Iops: 6_000 }, 'Iops', [
    'too many for 100 GiB',
    '5000 here',
    'at least 120',
  ]),
  refused({ Throughput: 1_000 }, 'Throughput', [
    '1000 MiB/s are too many for 3000 IOPS',
    '750 here',
    'Iops to at least 4000',
  ]),
  refused({ KmsKeyId: 'nodes' }, 'KmsKeyId', ['The value is no key ID', 'alias/NAME']),
  refused(
    { KmsKeyId: `arn:aws:kms:eu-west-1:123456789012:key/${KEY}` },
    'KmsKeyId',
    ['is a key of eu-west-1', 'Use a key of us-east-1'],
    false,
  ),
]);

takenEverywhere(
  [
    { SizeGiB: 30, Iops: 15_000, Throughput: 2_000 },
    { Throughput: 750 },
    { SizeGiB: 20, Iops: 3_000 },
    { Type: 'gp2', SizeGiB: 16_384 },
    { Type: 'io1', SizeGiB: 120, Iops: 6_000 },
    { Type: 'io2', SizeGiB: 256, Iops: 256_000, KmsKeyId: KEY },
    { KmsKeyId: `arn:aws:kms:us-east-1:123456789012:key/${KEY}` },
    { KmsKeyId: 'arn:aws:kms:us-east-1:999999999999:alias/nodes' },
  ].map((Volume) => ({ name: JSON.stringify(Volume), properties: { Volume } })),
);

takenEverywhere([
  {
    name: 'a small data volume of Bottlerocket',
    properties: {
      Volume: { SizeGiB: 1, Iops: 3_000 },
      AmiType: 'BOTTLEROCKET_x86_64_NVIDIA',
      LocalStorage: 'AUTO',
    },
  },
]);
