/**
 * What EC2 refuses of device names. Sources: EC2 user guide, device_naming, "Available device names" (HVM: /dev/sd[a-z],
 * /dev/xvd[a-d][a-z], /dev/xvd[e-z]; "HVM AMIs do not support the use of trailing numbers on device names, except for
 * /dev/sda1"), and /dev/xvd[a-d], which EC2 takes too: Bottlerocket's images have /dev/xvdb. Words: containers-roadmap#1523
 * (a device used twice), hashicorp/packer#1500 (neither size nor snapshot); those of the name are ours.
 */
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Problem } from './launch-template-rules';

const AVAILABLE = /^(\/dev\/)?(sd[a-z]|sda1|xvd[a-z]|xvd[a-d][a-z])$/;
/** Of AMIs that EKS chooses: the root, and Bottlerocket's data volume. */
const OF_IMAGES = ['/dev/xvda', '/dev/xvdb', '/dev/sda1'];

export function deviceProblems({ BlockDeviceMappings = [] }: RequestLaunchTemplateData): Problem[] {
  const problem = (message: string): Problem => ({ code: 'InvalidBlockDeviceMapping', message });
  const names = BlockDeviceMappings.map(({ DeviceName = '' }) => DeviceName);
  const short = names.map((name) => name.replace(/^\/dev\//, '').replace(/^sd/, 'xvd'));
  return BlockDeviceMappings.flatMap(({ DeviceName = '', Ebs: ebs }, at) => {
    const name = short[at] ?? '';
    if (!AVAILABLE.test(DeviceName)) return [problem(`Invalid device name ${DeviceName}`)];
    if (short.indexOf(name) < at) {
      return [problem(`The device '${name}' is used in more than one block-device mapping`)];
    }
    const isSized = ebs?.VolumeSize !== undefined || ebs?.SnapshotId !== undefined;
    return !ebs || isSized || OF_IMAGES.includes(DeviceName)
      ? []
      : [problem(`Either snapshot ID or volume size must be provided for: ${DeviceName}`)];
  });
}
