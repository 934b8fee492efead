/** A live version of the launch template, and the next one. */
import type { LaunchTemplateVersion, RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { CapacityType } from '../model/property-types';
import type { LiveGroups } from '../security-group/choice';

/** Live facts that a roll starts from. */
export interface LiveTemplate extends LiveGroups {
  readonly version: LaunchTemplateVersion;
  readonly amiType: string;
  readonly capacityType: CapacityType;
}

export interface NextVersion {
  readonly description: string;
  readonly data: RequestLaunchTemplateData;
}
