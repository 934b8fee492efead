/** The volume of the nodes: the root, or Bottlerocket's data volume. */
import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { ANY_DEFAULT } from '../ami/ami-type';
import { amiFamilyOf, CUSTOM } from '../ami/families';
import { volumeDeviceOfImage } from '../ami/image';
import type { Feature } from '../feature/feature';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties, Volume } from '../model/properties';
import type { Change } from '../model/request';
import { sameJson } from '../util/compare';
import { nonEmpty, withoutUndefined } from '../util/objects';
import { type BlockDevice, expandEbs, flattenEbs, unencrypted, volumeMapping } from './ebs';
import { keyNameProblem, keyRegionProblem } from './kms-key';
import { snapshotFindings, snapshotTargets } from './snapshots';
import { volumeFindings, volumeRules } from './volume-limits';

const DEFAULTS = { SizeGiB: 100, Type: 'gp3', Encrypted: true } as const;

export const volume: Feature = {
  properties: ['Volume'],
  dependsOn: ['ImageId'],
  change: 'roll',
  canonical: ({ Volume: given }) => ({ Volume: { ...DEFAULTS, ...given } }),
  part: { kind: 'blockDevices' },
  observesForCreate: snapshotTargets,
  observesForUpdate: ({ desired }) => [
    ...(desired.ImageId === undefined ? [] : (['image'] as const)),
    ...snapshotTargets(desired),
  ],
  rules: (given, isNew) => [
    ...volumeRules('Volume', given.Volume ?? {}),
    // the type of a living node group is checked where it is known
    ...(isNew
      ? rootSnapshotFindings(given, given.ImageId ? CUSTOM : (given.AmiType ?? ANY_DEFAULT))
      : []),
  ],
  laterRules: ({ Volume: given = {}, ImageId, AmiType = ANY_DEFAULT }, isNew) => [
    ...(isNew && !ImageId ? belowSnapshotFindings(given, AmiType) : []),
    ...volumeFindings('Volume', given, DEFAULTS.SizeGiB),
    ...findingsAt('Volume.KmsKeyId', [keyNameProblem(given.KmsKeyId)]),
  ],
  warnings: ({ desired, environment: { image } }) =>
    findingsAt('Volume.Encrypted', [
      encryptedAnyway(desired, image) ?? unencrypted(desired.Volume?.Encrypted),
    ]),
  checkCreate: ({ desired, environment }) => [
    ...volumeSizeFindings(desired, environment.image),
    ...observedSnapshotFindings(desired, environment),
    ...keyFindings(
      desired,
      environment.cluster === 'absent' ? undefined : environment.cluster?.arn,
    ),
  ],
  checkUpdate: ({ desired, previous, environment, nodegroup }) => [
    ...rootSnapshotFindings(desired, nodegroup.amiType ?? CUSTOM),
    ...volumeSizeFindings(desired, environment.image),
    ...observedSnapshotFindings(desired, environment),
    ...(previous.Volume?.SizeGiB === desired.Volume?.SizeGiB
      ? []
      : belowSnapshotFindings(desired.Volume, nodegroup.amiType ?? '')),
    ...keyFindings(desired, nodegroup.nodegroupArn),
  ],
  flatten: ({ data }) =>
    withoutUndefined({
      Volume: nonEmpty(flattenEbs(volumeMapping(data?.BlockDeviceMappings)?.Ebs)),
    }),
};

function keyFindings({ Volume: given }: Properties, arn: string | undefined): readonly Finding[] {
  return findingsAt('Volume.KmsKeyId', [keyRegionProblem(given?.KmsKeyId, arn)]);
}

const OTHER_SNAPSHOT =
  'Put the data into one of AdditionalVolumes or into an AMI, or use Bottlerocket, whose Volume is the data volume.';

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

/** EKS: "Volume of size 10GB is smaller than snapshot …, expect size>= 20GB" (cilium#43051). */
function belowSnapshotFindings(given: Volume | undefined, amiType: string): readonly Finding[] {
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
  return (
    ofImage ??
    volumeMapping(data.BlockDeviceMappings)?.DeviceName ??
    volumeDeviceOf(amiType, undefined)
  );
}

/** The mapping of Volume. */
export function expandVolume({ Volume: given }: Properties, device: string): BlockDevice {
  return { DeviceName: device, Ebs: expandEbs({ ...DEFAULTS, ...given }) };
}

/**
 * Three-way: the live mapping where the given value did not change, or AWS has it already; on the device of another image.
 * @param live undefined where there is none
 */
export function replacedVolume(
  { previous, desired }: Change,
  live: BlockDevice | undefined,
  device: string,
): BlockDevice | undefined {
  const moved = previous.ImageId !== desired.ImageId;
  const kept = live && moved ? { ...live, DeviceName: device } : live;
  const expanded = expandVolume(desired, device);
  if (sameJson(expandVolume(previous, device), expanded)) return kept;
  return sameJson(flattenEbs(live?.Ebs), flattenEbs(expanded.Ebs)) ? kept : expanded;
}
