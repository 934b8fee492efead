/**
 * Snapshots, and what EC2 refuses of volumes from them. Sources: API_LaunchTemplateEbsBlockDeviceRequest: the rate "is
 * supported only for volumes created from snapshots", "Valid range: 100 - 300 MiB/s"; API_CreateVolume, Size: "equal to or
 * larger than the snapshot size"; API_Snapshot, StorageTier: an archived one "must be restored before it can be used";
 * Auto Scaling's API_Ebs, Encrypted: "you cannot create an unencrypted volume from an encrypted snapshot"; EC2 user guide,
 * block-device-mapping-concepts: "For the root volume, you can only modify the following: volume size, volume type, and the
 * Delete on Termination flag". Codes: EC2 API reference, error codes. The texts of the root and of the size are EC2's
 * (openstack/ec2-api has them too); the others are ours.
 */
import type {
  DescribeSnapshotsCommandInput,
  RequestLaunchTemplateData,
  Snapshot,
} from '@aws-sdk/client-ec2';
import type { Account } from './account';
import { AwsError } from './aws-error';
import { eksError } from './eks-errors';

type Mapping = NonNullable<RequestLaunchTemplateData['BlockDeviceMappings']>[number];

/** Completed, 20 GiB, not encrypted, where `snapshot` says nothing else. @returns its id */
export function addSnapshot(account: Account, snapshot: Snapshot): string {
  const { SnapshotId = account.newId('snap') } = snapshot;
  account.snapshots.set(SnapshotId, {
    State: 'completed',
    StorageTier: 'standard',
    VolumeSize: 20,
    Encrypted: false,
    OwnerId: account.accountId,
    ...snapshot,
    SnapshotId,
  });
  return SnapshotId;
}

export function describeSnapshots(
  account: Account,
  { SnapshotIds = [] }: DescribeSnapshotsCommandInput,
): { Snapshots: Snapshot[] } {
  return { Snapshots: SnapshotIds.map((id) => snapshotOf(account, id)) };
}

function snapshotOf(account: Account, id: string): Snapshot {
  const snapshot = account.snapshots.get(id);
  if (snapshot) return snapshot;
  throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
}

/** @throws AwsError in EKS's form for the first volume that could not be created */
export function checkSnapshots(account: Account, data: RequestLaunchTemplateData): void {
  for (const mapping of data.BlockDeviceMappings ?? []) {
    const problem = snapshotProblem(account, data, mapping);
    if (problem) throw eksError('InvalidRequestException', problem);
  }
}

function snapshotProblem(
  account: Account,
  { ImageId }: RequestLaunchTemplateData,
  { DeviceName = '', Ebs: ebs }: Mapping,
): string | undefined {
  const { SnapshotId, VolumeInitializationRate: rate } = ebs ?? {};
  if (rate !== undefined && !SnapshotId) {
    return 'InvalidParameterCombination: volumeInitializationRate is supported only for volumes created from snapshots.';
  }
  if (rate !== undefined && (rate < 100 || rate > 300)) {
    return `InvalidParameterValue: volumeInitializationRate ${rate} is not within 100-300.`;
  }
  if (!ebs || !SnapshotId) return undefined;
  const image = account.images.get(ImageId ?? '');
  const isRoot = DeviceName === (image?.RootDeviceName ?? '/dev/xvda');
  const own = image?.BlockDeviceMappings?.find((each) => each.DeviceName === DeviceName);
  if (isRoot && own?.Ebs?.SnapshotId !== SnapshotId) {
    return 'InvalidBlockDeviceMapping: snapshotId cannot be modified on root device';
  }
  const snapshot = account.snapshots.get(SnapshotId);
  if (!snapshot) return `InvalidSnapshot.NotFound: The snapshot '${SnapshotId}' does not exist.`;
  const { State, StorageTier, VolumeSize = 0, Encrypted } = snapshot;
  if (State !== 'completed' || StorageTier === 'archive') {
    return `IncorrectState: Snapshot ${SnapshotId} is ${StorageTier === 'archive' ? 'archived' : State}.`;
  }
  if (ebs.VolumeSize !== undefined && ebs.VolumeSize < VolumeSize) {
    return `InvalidBlockDeviceMapping: Volume of size ${ebs.VolumeSize}GB is smaller than snapshot '${SnapshotId}', expect size >= ${VolumeSize}GB`;
  }
  return Encrypted && ebs.Encrypted === false
    ? `InvalidParameterCombination: An unencrypted volume cannot be created from the encrypted snapshot ${SnapshotId}.`
    : undefined;
}
