/** A volume as the launch template has it. */
import type {
  LaunchTemplateBlockDeviceMapping,
  LaunchTemplateEbsBlockDevice,
} from '@aws-sdk/client-ec2';
import type { Volume } from '../model/properties';
import { withoutUndefined } from '../util/objects';

/** A mapping of the launch template, as it is sent and as it is answered. */
export type BlockDevice = Omit<LaunchTemplateBlockDeviceMapping, 'Ebs'> & {
  readonly Ebs?: LaunchTemplateEbsBlockDevice | undefined;
};

/** @param volume with its defaults filled in: EC2's are others */
export function expandEbs({
  SizeGiB: VolumeSize,
  Type: VolumeType,
  Encrypted,
  ...others
}: Volume): LaunchTemplateEbsBlockDevice {
  return {
    ...withoutUndefined({ VolumeSize, VolumeType, Encrypted }),
    // nothing is kept of a node that is replaced
    DeleteOnTermination: true,
    ...withoutUndefined(others),
  };
}

export function flattenEbs(ebs: LaunchTemplateEbsBlockDevice | undefined): Volume {
  return withoutUndefined({
    SizeGiB: ebs?.VolumeSize,
    Type: ebs?.VolumeType as Volume['Type'],
    Encrypted: ebs?.Encrypted,
    Iops: ebs?.Iops,
    Throughput: ebs?.Throughput,
    KmsKeyId: ebs?.KmsKeyId,
    SnapshotId: ebs?.SnapshotId,
    VolumeInitializationRate: ebs?.VolumeInitializationRate,
  });
}

/** Of a launch template's mappings the first one with a volume: the one that Volume is about. */
export function volumeMapping(
  mappings: readonly BlockDevice[] | undefined,
): BlockDevice | undefined {
  return mappings?.find(({ Ebs }) => Ebs);
}

/** EBS encrypts all the same where the account demands it ("encryption by default", EBS user guide). */
export function unencrypted(isEncrypted: boolean | undefined): string | undefined {
  return isEncrypted === false
    ? 'The volume is not encrypted, so whoever may make a snapshot of it reads what is on it. Remove Encrypted, unless nothing on the nodes matters.'
    : undefined;
}
