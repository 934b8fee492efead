/** The block devices of the launch template: Volume's first, then those of AdditionalVolumes. */
import type { RequestLaunchTemplateData, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { isChanged } from '../feature/change';
import type { Replaced } from '../feature/template-part';
import { expandAdditional, replacedAdditional } from '../instance/additional-volumes';
import { type BlockDevice, volumeMapping } from '../instance/ebs';
import { expandVolume, replacedVolume } from '../instance/volume';
import type { Properties } from '../model/properties';
import type { Change } from '../model/request';
import { sameJson } from '../util/compare';

type Mappings = NonNullable<RequestLaunchTemplateData['BlockDeviceMappings']>;

/** @param device of Volume */
export function expandBlockDevices(desired: Properties, device: string): Mappings {
  const { AdditionalVolumes: additional = [] } = desired;
  return [expandVolume(desired, device), ...additional.map(expandAdditional)] as Mappings;
}

/** Live ones stay where nothing of theirs changed. @param device of Volume */
export function replacedBlockDevices(
  change: Change,
  { BlockDeviceMappings: live = [] }: ResponseLaunchTemplateData,
  device: string,
): Replaced {
  const paths = ['Volume', 'AdditionalVolumes', 'ImageId'] as const;
  if (!paths.some((path) => isChanged(change, path))) return {};
  const own = volumeMapping(live);
  const volume = replacedVolume(change, own, device);
  const others = live.filter((each) => each !== own);
  const replaced: readonly BlockDevice[] = [
    ...(volume ? [volume] : []),
    ...replacedAdditional(change, others),
  ];
  const before = own ? [own, ...others] : others;
  return sameJson(replaced, before) ? {} : { BlockDeviceMappings: replaced as Mappings };
}
