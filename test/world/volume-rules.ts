/**
 * What EC2 refuses of volumes. Sources: API_LaunchTemplateEbsBlockDeviceRequest: sizes "gp2: 1 - 16,384 GiB, gp3: 1 - 65,536
 * GiB, io1: 4 - 16,384 GiB, io2: 4 - 65,536 GiB", IOPS "gp3: 3,000 - 80,000, io1: 100 - 64,000, io2: 100 - 256,000",
 * throughput 125 to 2,000; EBS user guide, provisioned-iops: 50:1 for io1, 1,000:1 for io2. Words: rocicorp/mono#4410 (IOPS
 * to size), runs-on#260 (throughput to IOPS), runs-on#426 (throughput of another type); those of the ranges are ours.
 * API_EbsBlockDevice, VolumeSize: "If you specify a snapshot, … The volume size … must be equal to or larger than the
 * snapshot size"; that of AL2023 has 20 GiB (amazon-eks-ami#1581), and EKS refuses in the words of cilium#43051.
 */
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Account } from './account';
import type { Problem } from './launch-template-rules';

type Ebs = NonNullable<
  NonNullable<RequestLaunchTemplateData['BlockDeviceMappings']>[number]['Ebs']
>;

const SIZES: Record<string, [number, number]> = {
  gp2: [1, 16_384],
  gp3: [1, 65_536],
  io1: [4, 16_384],
  io2: [4, 65_536],
};
const IOPS: Record<string, [number, number]> = {
  gp3: [3_000, 80_000],
  io1: [100, 64_000],
  io2: [100, 256_000],
};
/** GiB of the snapshot that the root of AWS's own image is made from; Bottlerocket's two are small. */
const AL2023_SNAPSHOT = 20;
const RATIOS: Record<string, number> = { gp3: 500, io1: 50, io2: 1_000 };

export function volumeProblems({ BlockDeviceMappings = [] }: RequestLaunchTemplateData): Problem[] {
  return BlockDeviceMappings.flatMap(({ Ebs: ebs }) => (ebs ? problemsOf(ebs) : []));
}

function problemsOf({ VolumeType = 'gp2', VolumeSize, Iops, Throughput }: Ebs): Problem[] {
  const invalid = (message: string): Problem[] => [{ code: 'InvalidParameterValue', message }];
  const combination = (message: string): Problem[] => [
    { code: 'InvalidParameterCombination', message },
  ];
  const [least, most] = SIZES[VolumeType] ?? [0, Number.POSITIVE_INFINITY];
  if (VolumeSize !== undefined && (VolumeSize < least || VolumeSize > most)) {
    return invalid(
      `Volume size ${VolumeSize} of type ${VolumeType} is not within ${least}-${most}.`,
    );
  }
  const range = IOPS[VolumeType];
  if (Iops !== undefined && !range) {
    return combination(`The parameter iops is not supported for ${VolumeType} volumes.`);
  }
  if (Iops === undefined && VolumeType.startsWith('io')) {
    return combination(`The parameter iops must be specified for ${VolumeType} volumes.`);
  }
  if (Iops !== undefined && range && (Iops < range[0] || Iops > range[1])) {
    return invalid(`Volume iops of ${Iops} is not within ${range[0]}-${range[1]}.`);
  }
  const ratio = (Iops ?? 0) / (VolumeSize ?? Number.POSITIVE_INFINITY);
  const allowed = RATIOS[VolumeType] ?? Number.POSITIVE_INFINITY;
  // every gp3 volume has 3,000
  if (ratio > allowed && !(VolumeType === 'gp3' && Iops === 3_000)) {
    return invalid(
      `Iops to volume size ratio of ${ratio.toFixed(6)} is too high; maximum is ${allowed}`,
    );
  }
  return throughputProblems({ VolumeType: VolumeType as Ebs['VolumeType'], Iops, Throughput });
}

function throughputProblems({ VolumeType, Iops = 3_000, Throughput }: Ebs): Problem[] {
  if (Throughput === undefined) return [];
  if (VolumeType !== 'gp3') {
    return [
      {
        code: 'InvalidParameterCombination',
        message: 'throughput can only be specified for volumeType gp3.',
      },
    ];
  }
  if (Throughput < 125 || Throughput > 2_000) {
    return [
      {
        code: 'InvalidParameterValue',
        message: `Throughput ${Throughput} is not within 125-2000.`,
      },
    ];
  }
  const ratio = Throughput / Iops;
  if (ratio <= 0.25) return [];
  return [
    {
      code: 'InvalidParameterValue',
      message: `Throughput (MiBps) to iops ratio of ${ratio.toFixed(6)} is too high; maximum is 0.250000 MiBps per iops`,
    },
  ];
}

/** @param amiType of the request: where the template has an image, it decides */
export function snapshotProblems(
  account: Account,
  { ImageId, BlockDeviceMappings = [] }: RequestLaunchTemplateData,
  amiType: string | undefined = 'AL2023_x86_64_STANDARD',
): Problem[] {
  const image = account.images.get(ImageId ?? '');
  const ofType = amiType.startsWith('AL2023')
    ? [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: AL2023_SNAPSHOT } }]
    : [];
  const own = ImageId ? (image?.BlockDeviceMappings ?? []) : ofType;
  return BlockDeviceMappings.flatMap(({ DeviceName, Ebs }) => {
    const needed = own.find((each) => each.DeviceName === DeviceName)?.Ebs?.VolumeSize ?? 0;
    const size = Ebs?.VolumeSize ?? needed;
    return size < needed
      ? [
          {
            code: 'InvalidBlockDeviceMapping',
            message: `Volume of size ${size}GB is smaller than snapshot 'snap-00a7e1db053990bc5', expect size>= ${needed}GB`,
          },
        ]
      : [];
  });
}
