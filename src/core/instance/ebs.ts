/** A volume as the launch template has it. */
import type {
  LaunchTemplateEbsBlockDevice,
  LaunchTemplateEbsBlockDeviceRequest,
} from '@aws-sdk/client-ec2';
import type { Volume } from '../model/properties';
import { withoutUndefined } from '../util/objects';

/** @param volume with its defaults filled in: EC2's are others */
export function expandEbs({
  SizeGiB: VolumeSize,
  Type: VolumeType,
  Encrypted,
  ...others
}: Volume): LaunchTemplateEbsBlockDeviceRequest {
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
