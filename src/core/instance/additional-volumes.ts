/** Volumes beside that of Volume. */
import { ANY_DEFAULT } from '../ami/ami-type';
import { amiFamilyOf, CUSTOM } from '../ami/families';
import { isDiskSetupChanged } from '../ami/user-data';
import type { Feature } from '../feature/feature';
import type { Environment } from '../model/facts';
import { type Finding, findingsAt } from '../model/findings';
import type { AdditionalVolume, Properties } from '../model/properties';
import type { Change } from '../model/request';
import { sameJson } from '../util/compare';
import { canonicalJson } from '../util/hash';
import { type BlockDevice, expandEbs, flattenEbs, unencrypted, volumeMapping } from './ebs';
import { keyNameProblem, keyRegionProblem } from './kms-key';
import { snapshotFindings, snapshotTargets } from './snapshots';
import { volumeFindings, volumeRules } from './volume-limits';

export const additionalVolumes: Feature = {
  properties: ['AdditionalVolumes'],
  dependsOn: ['ImageId'],
  change: 'roll',
  // a set, and an empty one says as little as none
  canonical: ({ AdditionalVolumes: given = [] }) =>
    given.length > 0 ? { AdditionalVolumes: given.map(canonicalJson).sort() } : {},
  part: { kind: 'blockDevices' },
  observesForCreate: snapshotTargets,
  observesForUpdate: (change, { nodegroup }) => [
    ...(change.desired.ImageId === undefined ? [] : (['image'] as const)),
    ...snapshotTargets(change.desired),
    // what AUTO of LocalStorage means depends on the type
    ...(nodegroup.is === 'present' && isDiskSetupChanged(change, nodegroup.value.amiType ?? '')
      ? (['instanceTypes'] as const)
      : []),
  ],
  rules: (desired, isNew) => [
    ...volumesOf(desired).flatMap(([path, each]) => [
      ...volumeRules(path, each),
      ...volumeFindings(path, each, Number.POSITIVE_INFINITY),
      ...sizeRules(path, each),
      ...findingsAt(`${path}.KmsKeyId`, [keyNameProblem(each.KmsKeyId)]),
    ]),
    ...duplicateFindings(desired.AdditionalVolumes ?? []),
    // the type of a living node group is checked where it is known
    ...(isNew && !desired.ImageId
      ? deviceFindings(desired, amiFamilyOf(desired.AmiType ?? ANY_DEFAULT).devices, 'the AMI')
      : []),
  ],
  checkCreate: ({ desired, environment, choices }) =>
    observedFindings(
      desired,
      environment,
      choices?.amiType ?? CUSTOM,
      environment.cluster === 'absent' ? undefined : environment.cluster?.arn,
    ),
  checkUpdate: ({ desired, environment, nodegroup }) =>
    observedFindings(desired, environment, nodegroup.amiType ?? CUSTOM, nodegroup.nodegroupArn),
  warnings: ({ desired }) =>
    volumesOf(desired).flatMap(([path, { Encrypted }]) =>
      findingsAt(`${path}.Encrypted`, [unencrypted(Encrypted)]),
    ),
  flatten: ({ data }) => ({ AdditionalVolumes: flattenAdditional(data?.BlockDeviceMappings) }),
};

function volumesOf({ AdditionalVolumes: given = [] }: Properties) {
  return given.map((each, at) => [`AdditionalVolumes[${at}]`, each] as const);
}

/** API_LaunchTemplateEbsBlockDeviceRequest: "You must specify either a snapshot ID or a volume size". */
function sizeRules(path: string, { SizeGiB, SnapshotId }: AdditionalVolume): readonly Finding[] {
  return findingsAt(`${path}.SizeGiB`, [
    SizeGiB === undefined && SnapshotId === undefined
      ? 'The property is required where no SnapshotId is given. Add one of the two.'
      : undefined,
  ]);
}

/** EC2 user guide, device_naming: "if you specify a device name of /dev/sdh, your device could be renamed /dev/xvdh". */
function sameDevice(name: string): string {
  return name.replace('/dev/sd', '/dev/xvd').replace(/^\/dev\/xvda1$/, '/dev/xvda');
}

/** "The device 'xvda' is used in more than one block-device mapping" (containers-roadmap#1523). */
function duplicateFindings(given: readonly AdditionalVolume[]): readonly Finding[] {
  const names = given.map(({ DeviceName }) => sameDevice(DeviceName));
  return names.flatMap((name, at) => {
    const first = names.indexOf(name);
    return findingsAt(`AdditionalVolumes[${at}].DeviceName`, [
      first < at
        ? `${given[at]?.DeviceName} is the device of AdditionalVolumes[${first}] (${given[first]?.DeviceName}) already. Use another one.`
        : undefined,
    ]);
  });
}

function deviceFindings(
  desired: Properties,
  devices: readonly string[],
  what: string,
): readonly Finding[] {
  const taken = devices.map(sameDevice);
  return volumesOf(desired).flatMap(([path, { DeviceName }]) =>
    findingsAt(`${path}.DeviceName`, [
      taken.includes(sameDevice(DeviceName))
        ? `${DeviceName} is a device of ${what} itself. Use another one, such as /dev/sdf.`
        : undefined,
    ]),
  );
}

function observedFindings(
  desired: Properties,
  environment: Environment,
  amiType: string,
  arn: string | undefined,
): readonly Finding[] {
  const { image } = environment;
  const { RootDeviceName, BlockDeviceMappings = [] } = image && image !== 'absent' ? image : {};
  const devices = [RootDeviceName, ...BlockDeviceMappings.map(({ DeviceName }) => DeviceName)];
  return [
    ...volumesOf(desired).flatMap(([path, each]) => [
      ...snapshotFindings(path, each, environment),
      ...findingsAt(`${path}.KmsKeyId`, [keyRegionProblem(each.KmsKeyId, arn)]),
    ]),
    ...(desired.ImageId
      ? deviceFindings(
          desired,
          devices.flatMap((name) => name ?? []),
          desired.ImageId,
        )
      : deviceFindings(desired, amiFamilyOf(amiType).devices, amiType)),
  ];
}

export function expandAdditional({ DeviceName, ...volume }: AdditionalVolume): BlockDevice {
  return { DeviceName, Ebs: expandEbs(volume) };
}

/** Undefined where there is none. */
function flattenAdditional(
  mappings: readonly BlockDevice[] = [],
): readonly AdditionalVolume[] | undefined {
  const own = volumeMapping(mappings);
  const others = mappings.filter((each) => each.Ebs && each !== own);
  return others.length > 0
    ? others.map(({ DeviceName = '', Ebs }) => ({ DeviceName, ...flattenEbs(Ebs) }) as never)
    : undefined;
}

/**
 * Three-way, device by device: a live mapping stays where the given value did not change, where AWS has it already, and where
 * no template names its device. @param live without the mapping of Volume
 */
export function replacedAdditional(
  { previous, desired }: Change,
  live: readonly BlockDevice[],
): readonly BlockDevice[] {
  const [before, after] = [previous, desired].map(({ AdditionalVolumes: given = [] }) => given);
  const named = (list: readonly AdditionalVolume[] | undefined, name: string | undefined) =>
    list?.find(({ DeviceName }) => DeviceName === name);
  const kept = live.flatMap((each): readonly BlockDevice[] => {
    const [was, is] = [named(before, each.DeviceName), named(after, each.DeviceName)];
    if (!is) return was ? [] : [each];
    const expanded = expandAdditional(is);
    const stays = sameJson(was, is) || sameJson(flattenEbs(each.Ebs), flattenEbs(expanded.Ebs));
    return [stays ? each : expanded];
  });
  const added = (after ?? []).filter(
    (each) =>
      !live.some(({ DeviceName }) => DeviceName === each.DeviceName) &&
      !sameJson(named(before, each.DeviceName), each),
  );
  return [...kept, ...added.map(expandAdditional)];
}
