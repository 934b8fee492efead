/** Whether the custom AMI can be the nodes'. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { DEFAULT_VOLUME } from '../launch-template/sections';
import { findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Finding, Environment } from '../model/types';
import { architectureOf } from './ami-type';

/** Undefined where no image was looked up. */
export function rootDeviceOf(image: Environment['image']): string | undefined {
  return image && image !== 'absent' ? image.RootDeviceName : undefined;
}

/** [] where no image was looked up. */
export function imageFindings(
  { ImageId, Volume }: Properties,
  image: Environment['image'],
  type: InstanceTypeInfo | undefined,
): readonly Finding[] {
  if (!ImageId || !image) return [];
  if (image === 'absent') {
    return findingsAt('ImageId', [
      `EC2 shows no image ${ImageId} to this account in this Region. Mend the id, or have it shared.`,
    ]);
  }
  const { State, Architecture, RootDeviceType, RootDeviceName, Platform, EnaSupport } = image;
  const root = image.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === RootDeviceName);
  const needed = root?.Ebs?.VolumeSize ?? 0;
  const size = Volume?.SizeGiB ?? DEFAULT_VOLUME.SizeGiB;
  return [
    ...findingsAt('ImageId', [
      State !== 'available' ? `${ImageId} is ${State}; it has to be available.` : undefined,
      type && Architecture !== architectureOf(type)
        ? `${ImageId} is for ${Architecture}, ${type.InstanceType} is ${architectureOf(type)}. Name an image for ${architectureOf(type)}.`
        : undefined,
      RootDeviceType !== 'ebs'
        ? `${ImageId} has its root on ${RootDeviceType}; EFA types take images on ebs alone.`
        : undefined,
      Platform === 'Windows'
        ? `${ImageId} is for Windows, for which EFA has no driver.`
        : undefined,
      // EFA is an ENA with more to it (EC2 user guide, efa)
      EnaSupport === false ? `${ImageId} does not support ENA, and so no EFA either.` : undefined,
    ]),
    ...findingsAt('Volume.SizeGiB', [
      size < needed
        ? `${size} is less than the ${needed} GiB of ${ImageId}'s root. Give at least ${needed}.`
        : undefined,
    ]),
  ];
}
