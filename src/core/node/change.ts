/** What of a roll is about the nodes themselves: their user data, the device of their volume, and what speaks against both. */
import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import type { Roll } from '../launch-template/next-version';
import { type Replaced, volumeDeviceOf, volumeMapping } from '../launch-template/sections';
import { resolveLocalStorage } from '../launch-template/template';
import { changed } from '../lifecycle/changes';
import type { Finding, Environment, UpdateRequest } from '../model/types';
import { hibernationFindings } from '../scaling/warm-pool';
import { CUSTOM } from './ami-type';
import { keyPairFindings, localStorageFinding, releaseFindings, userDataFinding } from './checks';
import { imageFindings, rootDeviceOf } from './image';
import { representative } from './instance-types';
import {
  formatOf,
  givenUserData,
  type NodeSettings,
  nodeSettings,
  updatedUserData,
} from './user-data';

/** What both models leave out of the user's own keeps its live value: it is write-only. */
export function userDataSection(
  request: UpdateRequest,
  { UserData: live }: ResponseLaunchTemplateData,
  amiType: string,
  { instanceTypes = [] }: Environment,
): Replaced {
  const { desired, previous } = request;
  const type = representative(instanceTypes);
  const storageChanged = (desired.LocalStorage ?? 'AUTO') !== (previous.LocalStorage ?? 'AUTO');
  const settings: readonly (keyof NodeSettings)[] = [
    ...(storageChanged && type ? (['localStorage'] as const) : []),
    ...(changed(request, 'MaxPods') ? (['maxPods'] as const) : []),
    ...(givenChanged(request) ? (['given'] as const) : []),
  ];
  const localStorage = type ? resolveLocalStorage(desired.LocalStorage, type, amiType) : 'NONE';
  const UserData = updatedUserData(
    amiType,
    live,
    nodeSettings(desired, { localStorage }),
    settings,
  );
  return UserData === live ? {} : { UserData };
}

export function givenChanged({ previous, desired }: UpdateRequest): boolean {
  return givenUserData(previous) !== givenUserData(desired);
}

/** The device that Volume is about: the image's root, or what it is live. */
export function liveVolumeDevice(
  data: ResponseLaunchTemplateData,
  amiType: string,
  { image }: Environment,
): string {
  return (
    rootDeviceOf(image) ?? volumeMapping(data)?.DeviceName ?? volumeDeviceOf(amiType, undefined)
  );
}

/** Another image may have its root elsewhere: the volume goes with it, as it is live. */
export function renamedVolume(
  request: UpdateRequest,
  data: ResponseLaunchTemplateData,
  device: string,
): Replaced {
  const live = volumeMapping(data);
  if (!changed(request, 'ImageId') || !live || live.DeviceName === device) return {};
  const { BlockDeviceMappings = [] } = data;
  return {
    BlockDeviceMappings: BlockDeviceMappings.map((each) =>
      each === live ? { ...each, DeviceName: device } : each,
    ) as NonNullable<Replaced['BlockDeviceMappings']>,
  };
}

/** Only properties that changed are looked at. */
export function nodeRollFindings(
  request: UpdateRequest,
  amiType: string,
  { image, keyPair, instanceTypes = [] }: Environment,
  roll: Roll | undefined,
): readonly Finding[] {
  const { desired } = request;
  const type = representative(instanceTypes);
  const given = desired.PreBootstrapUserData;
  const unsupported =
    amiType !== CUSTOM && given !== undefined && changed(request, 'PreBootstrapUserData')
      ? formatOf(amiType).unsupportedReason(given)
      : undefined;
  const storage =
    changed(request, 'LocalStorage') && type
      ? localStorageFinding(desired.LocalStorage, type, amiType)
      : undefined;
  const bytes = Buffer.byteLength(roll?.data.UserData ?? '', 'base64');
  return [
    ...(unsupported ? [{ path: 'PreBootstrapUserData', message: unsupported }] : []),
    ...(storage ? [storage] : []),
    ...(changed(request, 'ImageId') || changed(request, 'Volume')
      ? imageFindings(desired, image, type)
      : []),
    ...(changed(request, 'KeyName') ? keyPairFindings(desired, keyPair) : []),
    ...userDataFinding(bytes, desired),
  ];
}

/** The same for what changes without the template. */
export function settingFindings(
  request: UpdateRequest,
  { amiType }: Nodegroup,
  { instanceTypes = [] }: Environment,
): readonly Finding[] {
  const type = representative(instanceTypes);
  return [
    ...(changed(request, 'ReleaseVersion') ? releaseFindings(request.desired, amiType ?? '') : []),
    ...(changed(request, 'WarmPoolConfig') && type
      ? hibernationFindings(request.desired, type)
      : []),
  ];
}

/** EKS user guide, launch-templates: "create a new node group to switch between specifying an AMI ID" and not. */
export function imageNotUpdatable(
  { previous, desired }: UpdateRequest,
  { amiType }: Nodegroup,
): readonly Finding[] {
  const isCustom = amiType === CUSTOM;
  const given = desired.ImageId !== undefined;
  if (given === isCustom || given === (previous.ImageId !== undefined)) return [];
  const [held, wanted] = given
    ? [`an AMI of EKS (${amiType})`, `the custom AMI ${desired.ImageId}`]
    : ['a custom AMI', 'one of EKS'];
  return [
    {
      path: 'ImageId',
      message: `${held} cannot become ${wanted} in place: the node group has to be replaced.`,
    },
  ];
}
