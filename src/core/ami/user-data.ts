/** User data of the nodes: as text in the format of their AMI, in the launch template as base64. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { instanceStoreDisks } from '../instance-type/hardware';
import type { Properties } from '../model/properties';
import type { DiskStrategy } from '../model/property-types';
import type { Change } from '../model/request';
import type { NodeSettings } from './ami-family';
import { amiFamilyOf } from './families';

type DiskSetup = Pick<Properties, 'LocalStorage' | 'PreBootstrapUserData' | 'AdditionalVolumes'>;

/** What AUTO means for a type: RAID0 where it has instance-store disks, the AMI can set them up, and the user data does not. */
export function resolveLocalStorage(
  desired: DiskSetup,
  type: InstanceTypeInfo,
  amiType: string,
): DiskStrategy {
  const { LocalStorage: mode = 'AUTO' } = desired;
  if (mode !== 'AUTO') return mode;
  if (setsUpOwnDisks(desired, amiType)) return 'NONE';
  const [first] = amiFamilyOf(amiType).diskStrategies;
  return first !== undefined && instanceStoreDisks(type) > 0 ? first : 'NONE';
}

/** Whether the user's own user data sets up instance-store disks. */
export function setsUpOwnDisks(
  { PreBootstrapUserData: given, AdditionalVolumes: volumes = [] }: DiskSetup,
  amiType: string,
): boolean {
  const devices = volumes.map(({ DeviceName }) => DeviceName);
  return given !== undefined && amiFamilyOf(amiType).setsUpDisks(given, devices);
}

/** Whether what AUTO means may change with the user's own user data, or the volumes that it mounts. */
export function isDiskSetupChanged({ previous, desired }: Change, amiType: string): boolean {
  return setsUpOwnDisks(previous, amiType) !== setsUpOwnDisks(desired, amiType);
}

/** Base64, as EC2 takes it; undefined where there is none. */
export function expandUserData(amiType: string, settings: NodeSettings): string | undefined {
  return encode(amiFamilyOf(amiType).expand(settings));
}

/** The live user data, in base64, with the settings that changed; the rest stays as it is live. */
export function updatedUserData(
  amiType: string,
  live: string | undefined,
  desired: NodeSettings,
  changed: readonly (keyof NodeSettings)[],
): string | undefined {
  const text = Buffer.from(live ?? '', 'base64').toString('utf8');
  const updated = amiFamilyOf(amiType).update(text, desired, changed);
  return updated === text ? live : encode(updated);
}

function encode(text: string | undefined): string | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'utf8').toString('base64');
}
