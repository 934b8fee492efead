/** The volume of the nodes: the root, or Bottlerocket's data volume. */
import type { RequestLaunchTemplateData, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { ANY_DEFAULT } from '../ami/ami-type';
import { amiFamilyOf, CUSTOM } from '../ami/families';
import { volumeDeviceOfImage } from '../ami/image';
import type { Feature } from '../feature/feature';
import type { Section } from '../feature/template-part';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties, Volume } from '../model/properties';
import { nonEmpty, withoutUndefined } from '../util/objects';
import { expandEbs, flattenEbs } from './ebs';
import { keyNameProblem, keyRegionProblem } from './kms-key';
import { initializationRules, snapshotFindings, snapshotTargets } from './snapshots';
import { volumeFindings } from './volume-limits';

const DEFAULTS = { SizeGiB: 100, Type: 'gp3', Encrypted: true } as const;

const section: Section = {
  kind: 'section',
  members: ['BlockDeviceMappings'],
  expand: ({ Volume: given }, { volumeDevice }) => ({
    BlockDeviceMappings: expandVolume({ ...DEFAULTS, ...given }, volumeDevice),
  }),
  flatten: (data) => withoutUndefined({ Volume: nonEmpty(flattenEbs(volumeMapping(data)?.Ebs)) }),
};

export const volume: Feature = {
  properties: ['Volume'],
  dependsOn: ['ImageId'],
  change: 'roll',
  canonical: ({ Volume: given }) => ({ Volume: { ...DEFAULTS, ...given } }),
  part: section,
  observesForCreate: snapshotTargets,
  observesForUpdate: ({ desired }) => [
    ...(desired.ImageId === undefined ? [] : (['image'] as const)),
    ...snapshotTargets(desired),
  ],
  rules: (given, isNew) => [
    ...rules(given),
    // the type of a living node group is checked where it is known
    ...(isNew
      ? rootSnapshotFindings(given, given.ImageId ? CUSTOM : (given.AmiType ?? ANY_DEFAULT))
      : []),
  ],
  laterRules: ({ Volume: given = {} }) => [
    ...volumeFindings('Volume', given, DEFAULTS.SizeGiB),
    ...findingsAt('Volume.KmsKeyId', [keyNameProblem(given.KmsKeyId)]),
  ],
  checkCreate: ({ desired, environment }) => [
    ...volumeSizeFindings(desired, environment.image),
    ...observedSnapshotFindings(desired, environment),
    ...keyFindings(
      desired,
      environment.cluster === 'absent' ? undefined : environment.cluster?.arn,
    ),
  ],
  checkUpdate: ({ desired, environment, nodegroup }) => [
    ...rootSnapshotFindings(desired, nodegroup.amiType ?? CUSTOM),
    ...volumeSizeFindings(desired, environment.image),
    ...observedSnapshotFindings(desired, environment),
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
    ...initializationRules('Volume', given ?? {}),
  ];
}

const OTHER_SNAPSHOT =
  'Put the data into a volume of its own, or into an AMI, or use Bottlerocket, whose Volume is the data volume.';

/** Of an AMI type: "For the root volume, you can only modify" size, type and deletion (EC2, block-device-mapping-concepts). */
function rootSnapshotFindings({ Volume: given }: Properties, amiType: string): readonly Finding[] {
  const { devices, volumeDevice } = amiFamilyOf(amiType);
  return findingsAt('Volume.SnapshotId', [
    given?.SnapshotId !== undefined && devices[0] === volumeDevice
      ? `${given.SnapshotId} cannot be used with ${amiType}, because EC2 creates the root volume only from the AMI's own snapshot. ${OTHER_SNAPSHOT}`
      : undefined,
  ]);
}

/** The root of a custom AMI takes the AMI's own snapshot alone. */
function observedSnapshotFindings(
  { ImageId, UserData, Volume: given }: Properties,
  environment: Environment,
): readonly Finding[] {
  const { image } = environment;
  const id = given?.SnapshotId;
  if (id === undefined) return [];
  const observed = image && image !== 'absent' ? image : undefined;
  const own = observed?.BlockDeviceMappings?.find(
    ({ DeviceName }) => DeviceName === observed.RootDeviceName,
  )?.Ebs?.SnapshotId;
  return [
    ...findingsAt('Volume.SnapshotId', [
      observed && id !== own && volumeDeviceOfImage(observed, UserData) === observed.RootDeviceName
        ? `${id} is not the snapshot of ${ImageId}${own ? ` (${own})` : ''}, from which alone EC2 creates its root volume. ${OTHER_SNAPSHOT}`
        : undefined,
    ]),
    ...snapshotFindings('Volume', { ...DEFAULTS, ...given }, environment),
  ];
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
  volume: Volume,
  device: string,
): RequestLaunchTemplateData['BlockDeviceMappings'] {
  return [{ DeviceName: device, Ebs: expandEbs(volume) }];
}

/** The launch template names one volume: the one that Volume is about. */
function volumeMapping({ BlockDeviceMappings }: ResponseLaunchTemplateData) {
  return BlockDeviceMappings?.find(({ Ebs }) => Ebs);
}
