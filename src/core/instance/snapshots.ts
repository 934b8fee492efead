/** The snapshots that volumes are created from. */
import type { Snapshot } from '@aws-sdk/client-ec2';
import type { Environment, Target } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties, Volume } from '../model/properties';

type FromSnapshot = Pick<
  Volume,
  'SizeGiB' | 'Encrypted' | 'SnapshotId' | 'VolumeInitializationRate'
>;

/** Each once. */
export function snapshotIdsOf({
  Volume: given = {},
  AdditionalVolumes: additional = [],
}: Properties): readonly string[] {
  return [...new Set([given, ...additional].flatMap(({ SnapshotId }) => SnapshotId ?? []))];
}

export function snapshotTargets(desired: Properties): readonly Target[] {
  return snapshotIdsOf(desired).length > 0 ? ['snapshots'] : [];
}

/** API_LaunchTemplateEbsBlockDeviceRequest: "supported only for volumes created from snapshots". */
export function initializationRules(
  path: string,
  { SnapshotId, VolumeInitializationRate: rate }: FromSnapshot,
): readonly Finding[] {
  return findingsAt(`${path}.VolumeInitializationRate`, [
    rate !== undefined && SnapshotId === undefined
      ? `${rate} MiB/s apply only to a volume that is created from a snapshot. Add SnapshotId, or remove VolumeInitializationRate.`
      : undefined,
  ]);
}

/** [] where no snapshot was observed. @param path of the volume, whose defaults are filled in */
export function snapshotFindings(
  path: string,
  volume: FromSnapshot,
  { snapshots = [], unknownSnapshotIds = [] }: Environment,
): readonly Finding[] {
  const { SnapshotId: id = '' } = volume;
  const snapshot = snapshots.find(({ SnapshotId }) => SnapshotId === id);
  return [
    ...findingsAt(`${path}.SnapshotId`, [
      unknownSnapshotIds.includes(id)
        ? `Snapshot ${id} does not exist in this Region or is not shared with this account. Correct the ID, or have the snapshot shared.`
        : undefined,
    ]),
    ...(snapshot ? unsuitable(path, volume, snapshot) : []),
  ];
}

/** API_CreateVolume, Size; API_Snapshot, StorageTier; Auto Scaling's API_Ebs, Encrypted. */
function unsuitable(
  path: string,
  { SizeGiB: size, Encrypted }: FromSnapshot,
  { SnapshotId: id, State, StorageTier, VolumeSize = 0, Encrypted: isEncrypted }: Snapshot,
): readonly Finding[] {
  return [
    ...findingsAt(`${path}.SnapshotId`, [
      State !== 'completed'
        ? `Snapshot ${id} is ${State}, and volumes are created only from completed snapshots. Wait until it is completed, or use another one.`
        : undefined,
      StorageTier === 'archive'
        ? `Snapshot ${id} is archived. Restore it from the archive tier, or use another one.`
        : undefined,
    ]),
    ...findingsAt(`${path}.SizeGiB`, [
      size !== undefined && size < VolumeSize
        ? `${size} GiB is less than the ${VolumeSize} GiB of snapshot ${id}. Set at least ${VolumeSize}.`
        : undefined,
    ]),
    ...findingsAt(`${path}.Encrypted`, [
      isEncrypted && Encrypted === false
        ? `Snapshot ${id} is encrypted, and EBS creates no unencrypted volume from it. Remove Encrypted, or use an unencrypted snapshot.`
        : undefined,
    ]),
  ];
}
