/** The volume of the nodes: the root, or Bottlerocket's data volume. */
import type { RequestLaunchTemplateData, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { ANY_DEFAULT } from '../ami/ami-type';
import { amiFamilyOf } from '../ami/families';
import { volumeDeviceOfImage } from '../ami/image';
import type { Feature } from '../feature/feature';
import type { Section } from '../feature/template-part';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties, Volume } from '../model/properties';
import { nonEmpty, withoutUndefined } from '../util/objects';
import { keyNameProblem, keyRegionProblem } from './kms-key';
import { volumeFindings } from './volume-limits';

const DEFAULTS = { SizeGiB: 100, Type: 'gp3', Encrypted: true } as const;

const section: Section = {
  kind: 'section',
  members: ['BlockDeviceMappings'],
  expand: ({ Volume: given }, { volumeDevice }) => ({
    BlockDeviceMappings: expandVolume({ ...DEFAULTS, ...given }, volumeDevice),
  }),
  flatten: (data) => withoutUndefined({ Volume: nonEmpty(flattenVolume(data)) }),
};

export const volume: Feature = {
  properties: ['Volume'],
  dependsOn: ['ImageId'],
  change: 'roll',
  canonical: ({ Volume: given }) => ({ Volume: { ...DEFAULTS, ...given } }),
  part: section,
  observesForUpdate: ({ desired }) => (desired.ImageId === undefined ? [] : ['image']),
  rules,
  laterRules: ({ Volume: given = {}, ImageId, AmiType = ANY_DEFAULT }, isNew) => [
    ...(isNew && !ImageId ? snapshotFindings(given, AmiType) : []),
    ...volumeFindings(given, DEFAULTS.SizeGiB),
    ...findingsAt('Volume.KmsKeyId', [keyNameProblem(given.KmsKeyId)]),
  ],
  warnings: ({ desired, environment: { image } }) =>
    findingsAt('Volume.Encrypted', [encryptedAnyway(desired, image)]),
  checkCreate: ({ desired, environment: { image, cluster } }) => [
    ...volumeSizeFindings(desired, image),
    ...keyFindings(desired, cluster === 'absent' ? undefined : cluster?.arn),
  ],
  checkUpdate: ({ desired, previous, environment, nodegroup }) => [
    ...volumeSizeFindings(desired, environment.image),
    ...(previous.Volume?.SizeGiB === desired.Volume?.SizeGiB
      ? []
      : snapshotFindings(desired.Volume, nodegroup.amiType ?? '')),
    ...keyFindings(desired, nodegroup.nodegroupArn),
  ],
};

function keyFindings({ Volume: given }: Properties, arn: string | undefined): readonly Finding[] {
  return findingsAt('Volume.KmsKeyId', [keyRegionProblem(given?.KmsKeyId, arn)]);
}

function rules({ Volume: given }: Properties): readonly Finding[] {
  const { Type = 'gp3', Iops, Throughput, KmsKeyId, Encrypted } = given ?? {};
  return [
    ...findingsAt('Volume.Iops', [
      (Type === 'io1' || Type === 'io2') && Iops === undefined
        ? `Volumes of type ${Type} require Iops. Add it.`
        : undefined,
      Type === 'gp2' && Iops !== undefined
        ? 'Volumes of type gp2 do not support Iops. Use gp3, io1 or io2, or remove Iops.'
        : undefined,
    ]),
    ...findingsAt('Volume.Throughput', [
      Type !== 'gp3' && Throughput !== undefined
        ? `Volumes of type ${Type} do not support Throughput. Use gp3, or remove Throughput.`
        : undefined,
    ]),
    ...findingsAt('Volume.KmsKeyId', [
      KmsKeyId !== undefined && Encrypted === false
        ? `${KmsKeyId} is set, but Volume.Encrypted is false. Remove Encrypted or KmsKeyId.`
        : undefined,
    ]),
  ];
}

/** EKS: "Volume of size 10GB is smaller than snapshot …, expect size>= 20GB" (cilium#43051). */
function snapshotFindings(given: Volume | undefined, amiType: string): readonly Finding[] {
  const { snapshotSize } = amiFamilyOf(amiType);
  const { SizeGiB = DEFAULTS.SizeGiB } = given ?? {};
  return findingsAt('Volume.SizeGiB', [
    SizeGiB < snapshotSize
      ? `${SizeGiB} GiB is less than the ${snapshotSize} GiB of the snapshot that ${amiType.split('_')[0]} AMIs are made from. Set at least ${snapshotSize}.`
      : undefined,
  ]);
}

/** [] where no image was observed. */
function volumeSizeFindings(
  { ImageId, UserData, Volume: given }: Properties,
  image: Environment['image'],
): readonly Finding[] {
  if (!ImageId || !image || image === 'absent') return [];
  const device = volumeDeviceOfImage(image, UserData);
  const own = image.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === device);
  const needed = own?.Ebs?.VolumeSize ?? 0;
  const size = given?.SizeGiB ?? DEFAULTS.SizeGiB;
  return findingsAt('Volume.SizeGiB', [
    size < needed
      ? `${size} GiB is less than the ${needed} GiB that the volume ${device} of ${ImageId} has. Set at least ${needed}.`
      : undefined,
  ]);
}

/** API_EbsBlockDevice, Encrypted: "In no case can you remove encryption from an encrypted volume". */
function encryptedAnyway(
  { ImageId, UserData, Volume: given }: Properties,
  image: Environment['image'],
): string | undefined {
  if (given?.Encrypted !== false || !image || image === 'absent') return undefined;
  const device = volumeDeviceOfImage(image, UserData);
  const own = image.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === device);
  return own?.Ebs?.Encrypted
    ? `The volume ${device} of ${ImageId} is encrypted, and its encryption cannot be removed. Remove Encrypted.`
    : undefined;
}

/** Device that Volume is about. @param ofImage that of a custom AMI */
export function volumeDeviceOf(amiType: string, ofImage: string | undefined): string {
  return ofImage ?? amiFamilyOf(amiType).volumeDevice;
}

/** The same for a live launch template. */
export function liveVolumeDevice(
  data: ResponseLaunchTemplateData,
  amiType: string,
  ofImage: string | undefined,
): string {
  return ofImage ?? volumeMapping(data)?.DeviceName ?? volumeDeviceOf(amiType, undefined);
}

/** The live mappings with the volume on another device: another image may have its root elsewhere. */
export function movedVolume(
  data: ResponseLaunchTemplateData,
  device: string,
): Pick<RequestLaunchTemplateData, 'BlockDeviceMappings'> {
  const live = volumeMapping(data);
  if (!live || live.DeviceName === device) return {};
  return {
    BlockDeviceMappings: (data.BlockDeviceMappings ?? []).map((each) =>
      each === live ? { ...each, DeviceName: device } : each,
    ) as NonNullable<RequestLaunchTemplateData['BlockDeviceMappings']>,
  };
}

function expandVolume(
  { SizeGiB, Type, Encrypted, Iops, Throughput, KmsKeyId }: Volume,
  device: string,
): RequestLaunchTemplateData['BlockDeviceMappings'] {
  return [
    {
      DeviceName: device,
      Ebs: {
        VolumeSize: SizeGiB,
        VolumeType: Type,
        Encrypted,
        DeleteOnTermination: true,
        ...(Iops !== undefined && { Iops }),
        ...(Throughput !== undefined && { Throughput }),
        ...(KmsKeyId !== undefined && { KmsKeyId }),
      },
    },
  ];
}

/** The launch template names one volume: the one that Volume is about. */
function volumeMapping({ BlockDeviceMappings }: ResponseLaunchTemplateData) {
  return BlockDeviceMappings?.find(({ Ebs }) => Ebs);
}

function flattenVolume(data: ResponseLaunchTemplateData): Volume {
  const ebs = volumeMapping(data)?.Ebs;
  return withoutUndefined({
    SizeGiB: ebs?.VolumeSize,
    Type: ebs?.VolumeType as Volume['Type'],
    Encrypted: ebs?.Encrypted,
    Iops: ebs?.Iops,
    Throughput: ebs?.Throughput,
    KmsKeyId: ebs?.KmsKeyId,
  });
}
