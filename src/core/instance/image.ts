/** The custom AMI. */
import type { Image, InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { missingDriver } from '../ami/ami-type';
import { amiFamilyOf, CUSTOM } from '../ami/families';
import { amiTypeOfImage, cannotJoin, kubernetesOfImage, volumeDeviceOfImage } from '../ami/image';
import type { CreateContext, Feature, UpdateContext, WarningContext } from '../feature/feature';
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
  warnings: (context) => [...driverWarnings(context), ...joinWarnings(context)],
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
    ...excluded('Version', Version, 'Use an AMI of that version, and remove Version.'),
    ...excluded(
      'ReleaseVersion',
      ReleaseVersion,
      'Use the AMI of that release, and remove ReleaseVersion.',
    ),
    // the value itself may hold secrets: no message shows it
    ...findingsAt('PreBootstrapUserData', [
      PreBootstrapUserData === undefined
        ? undefined
        : 'The property cannot be combined with ImageId. Move its text to UserData, which is the whole user data of a custom AMI.',
    ]),
    ...excluded(
      'LocalStorage',
      setsUpDisks ? LocalStorage : undefined,
      'Set up the instance store volumes in UserData, and remove LocalStorage.',
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
      `AMI ${ImageId} does not exist in this Region or is not shared with this account. Correct the ID, or have the AMI shared.`,
    ]);
  }
  const { State, Architecture, RootDeviceType, Platform, EnaSupport } = observed;
  const type = representative(instanceTypes);
  const unbootable = instanceTypes.find((each) => !boots(observed, each));
  return findingsAt('ImageId', [
    unbootable
      ? `${ImageId} boots in ${observed.BootMode} mode, which ${unbootable.InstanceType} does not have (${unbootable.SupportedBootModes?.join(', ')}). Use an AMI of another boot mode, or another instance type.`
      : undefined,
    State !== 'available'
      ? `${ImageId} is ${State}. Wait until it is available, or use another AMI.`
      : undefined,
    type && Architecture !== architectureOf(type)
      ? `${ImageId} is for ${Architecture}, but ${type.InstanceType} is ${architectureOf(type)}. Use an AMI for ${architectureOf(type)}.`
      : undefined,
    RootDeviceType !== 'ebs'
      ? `${ImageId} has root device type ${RootDeviceType}, but EFA instance types require an EBS-backed AMI. Use another AMI.`
      : undefined,
    Platform === 'Windows'
      ? `${ImageId} is a Windows AMI, and EFA has no driver for Windows. Use a Linux AMI.`
      : undefined,
    // EFA is an ENA with more to it (EC2 user guide, efa)
    EnaSupport === false
      ? `${ImageId} does not support ENA, which EFA requires. Use another AMI.`
      : undefined,
  ]);
}

/** EC2 user guide, ami-boot: an AMI of boot mode uefi or legacy-bios needs an instance type that supports it. */
function boots({ BootMode }: Image, { SupportedBootModes: modes = [] }: InstanceTypeInfo): boolean {
  return (
    (BootMode !== 'uefi' && BootMode !== 'legacy-bios') ||
    modes.length === 0 ||
    modes.includes(BootMode)
  );
}

/** EKS user guide, launch-templates: "create a new node group to switch between specifying an AMI ID" and not. */
function notUpdatable({ desired, previous, nodegroup }: UpdateContext): readonly Finding[] {
  const isCustom = nodegroup.amiType === CUSTOM;
  const given = desired.ImageId !== undefined;
  if (given === isCustom || given === (previous.ImageId !== undefined)) return [];
  const [from, to] = given
    ? [`an Amazon EKS optimized AMI (${nodegroup.amiType})`, `the custom AMI ${desired.ImageId}`]
    : [`the custom AMI ${previous.ImageId}`, 'an Amazon EKS optimized AMI'];
  return findingsAt('ImageId', [
    `The nodes use ${from}, and this node group cannot switch to ${to} in place. CloudFormation replaces the node group.`,
  ]);
}

/** Device of the volume that Volume is about; undefined where no image was observed. */
export function imageVolumeDevice(
  { UserData }: Properties,
  observed: Environment['image'],
): string | undefined {
  return observed && observed !== 'absent' ? volumeDeviceOfImage(observed, UserData) : undefined;
}

/** An image of AWS without the driver of the type's accelerator. */
function driverWarnings({
  desired: { ImageId },
  environment: { image: observed, instanceTypes = [] },
}: WarningContext): readonly Finding[] {
  const type = representative(instanceTypes);
  if (!observed || observed === 'absent' || !type) return [];
  const amiType = amiTypeOfImage(observed);
  const devices = amiType && missingDriver(amiType, type);
  return findingsAt('ImageId', [
    devices
      ? `${ImageId} (${observed.Name}) has no driver for the ${devices}s of ${type.InstanceType}. Use an AMI with the driver${amiFamilyOf(amiType).takesDrivers ? ', unless UserData installs it' : ''}.`
      : undefined,
  ]);
}

/** User data or a Kubernetes version with which nodes of AWS's own image do not join. */
function joinWarnings({
  desired: { ImageId, UserData },
  environment: { image: observed, cluster },
}: WarningContext): readonly Finding[] {
  if (!observed || observed === 'absent') return [];
  const missing = UserData === undefined ? undefined : cannotJoin(observed, UserData);
  const version = kubernetesOfImage(observed);
  const ofCluster = cluster === 'absent' ? undefined : cluster?.version;
  const [behind, known] = [version, ofCluster].map((each) => Number(each?.split('.')[1]));
  // Kubernetes, version-skew-policy; NaN where one is not known
  const isApart = Number(known) - Number(behind) > 3 || Number(behind) > Number(known);
  return [
    ...findingsAt('UserData', [
      missing
        ? `${ImageId} (${observed.Name}) ${missing}, which UserData does not have, so that the nodes may not join the cluster. Add it, unless the AMI was changed to do without.`
        : undefined,
    ]),
    ...findingsAt('ImageId', [
      isApart
        ? `${ImageId} (${observed.Name}) is for Kubernetes ${version}, but the cluster has ${ofCluster}, and nodes may be at most three minor versions older and none newer. Use an AMI for ${ofCluster}.`
        : undefined,
    ]),
  ];
}
