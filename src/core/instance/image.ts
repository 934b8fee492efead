/** The custom AMI. */
import type { Image } from '@aws-sdk/client-ec2';
import { CUSTOM } from '../ami/families';
import type { CreateContext, Feature, UpdateContext } from '../feature/feature';
import { plainSection } from '../feature/template-part';
import { architectureOf, representative } from '../instance-type/hardware';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';

export const image: Feature = {
  properties: ['ImageId'],
  change: 'roll',
  canonical: ({ ImageId }) => ({ ImageId }),
  part: plainSection('ImageId'),
  observesForCreate: ({ ImageId }) => (ImageId ? ['image'] : []),
  observesForUpdate: ({ desired }) =>
    desired.ImageId === undefined ? ['instanceTypes'] : ['instanceTypes', 'image'],
  rules: exclusionRules,
  checkCreate: imageFindings,
  checkUpdate: imageFindings,
  notUpdatable,
};

/** EKS refuses the first three; the others would be ours to put into user data that is all the user's. */
function exclusionRules(given: Properties): readonly Finding[] {
  if (!given.ImageId) return [];
  const { AmiType, Version, ReleaseVersion, PreBootstrapUserData, LocalStorage, MaxPods } = given;
  const excluded = (path: string, value: string | number | undefined, fix: string) =>
    findingsAt(path, [
      value === undefined ? undefined : `${value} cannot be combined with ImageId. ${fix}`,
    ]);
  const setsUpDisks = LocalStorage !== 'AUTO' && LocalStorage !== 'NONE';
  return [
    ...excluded('AmiType', AmiType, 'Remove one of the two.'),
    ...excluded('Version', Version, 'Name an image of that version, and remove Version.'),
    ...excluded(
      'ReleaseVersion',
      ReleaseVersion,
      'Name the image of that release, and remove ReleaseVersion.',
    ),
    // the value itself may hold secrets: no message shows it
    ...findingsAt('PreBootstrapUserData', [
      PreBootstrapUserData === undefined
        ? undefined
        : 'PreBootstrapUserData cannot be combined with ImageId. Move it to UserData, which is the whole user data of a custom AMI.',
    ]),
    ...excluded(
      'LocalStorage',
      setsUpDisks ? LocalStorage : undefined,
      'Set the disks up in UserData, and remove LocalStorage.',
    ),
    ...excluded('MaxPods', MaxPods, 'Configure the kubelet in UserData, and remove MaxPods.'),
  ];
}

function imageFindings({
  desired: { ImageId },
  environment: { image: observed, instanceTypes = [] },
}: Pick<CreateContext | UpdateContext, 'desired' | 'environment'>): readonly Finding[] {
  if (!ImageId || !observed) return [];
  if (observed === 'absent') {
    return findingsAt('ImageId', [
      `Image ${ImageId} does not exist in this Region or is not shared with this account. Correct the id, or have it shared.`,
    ]);
  }
  const { State, Architecture, RootDeviceType, Platform, EnaSupport } = observed;
  const type = representative(instanceTypes);
  return findingsAt('ImageId', [
    State !== 'available'
      ? `${ImageId} is ${State}. Wait until it is available, or name another image.`
      : undefined,
    type && Architecture !== architectureOf(type)
      ? `${ImageId} is for ${Architecture}, but ${type.InstanceType} is ${architectureOf(type)}. Name an image for ${architectureOf(type)}.`
      : undefined,
    RootDeviceType !== 'ebs'
      ? `${ImageId} has its root on ${RootDeviceType}, but EFA types take only images on ebs. Name another image.`
      : undefined,
    Platform === 'Windows'
      ? `${ImageId} is for Windows, for which EFA has no driver. Name a Linux image.`
      : undefined,
    // EFA is an ENA with more to it (EC2 user guide, efa)
    EnaSupport === false
      ? `${ImageId} does not support ENA, and therefore not EFA. Name another image.`
      : undefined,
  ]);
}

/** EKS user guide, launch-templates: "create a new node group to switch between specifying an AMI ID" and not. */
function notUpdatable({ desired, previous, nodegroup }: UpdateContext): readonly Finding[] {
  const isCustom = nodegroup.amiType === CUSTOM;
  const given = desired.ImageId !== undefined;
  if (given === isCustom || given === (previous.ImageId !== undefined)) return [];
  const [from, to] = given
    ? [`An AMI of EKS (${nodegroup.amiType})`, `the custom AMI ${desired.ImageId}`]
    : ['A custom AMI', 'one of EKS'];
  return findingsAt('ImageId', [
    `${from} cannot be changed to ${to} in place. The node group has to be replaced.`,
  ]);
}

/** Undefined where no image was observed. */
export function rootDeviceOf(observed: Environment['image']): string | undefined {
  return isImage(observed) ? observed.RootDeviceName : undefined;
}

function isImage(observed: Environment['image']): observed is Image {
  return observed !== undefined && observed !== 'absent';
}
