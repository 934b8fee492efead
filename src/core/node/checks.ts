/** Whether the AMI, the disks, the user data and the key fit the instance type and the account. */
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { instanceStoreDisks } from '../launch-template/template';
import { findingsAt, found } from '../model/findings';
import type { LocalStorage, Properties } from '../model/properties';
import type { Choices, Finding, Environment } from '../model/types';
import { hibernationFindings } from '../scaling/warm-pool';
import { CUSTOM, amiHint, isBottlerocket, amiConflict } from './ami-type';
import { imageFindings } from './image';
import { representative } from './instance-types';
import { nodeSettings, USER_DATA_MAX_BYTES, userDataBytes } from './user-data';

/** EKS user guide, node-efa: "Bottlerocket AMI version 1.28.0 and later include official support for EFA". */
const BOTTLEROCKET_WITH_EFA = [1, 28];
/** EKS AMI changelog: the EFA kernel module is in AL2023's STANDARD AMIs since this release. */
const STANDARD_WITH_EFA = 20260505;

export function nodeFindings(
  desired: Properties,
  type: InstanceTypeInfo,
  choices: Choices,
  environment: Environment,
): readonly Finding[] {
  const conflict = desired.AmiType && amiConflict(desired.AmiType, type);
  const bytes = userDataBytes(choices.amiType, nodeSettings(desired, choices));
  return [
    ...findingsAt('AmiType', [conflict ? `${desired.AmiType}: ${conflict}` : undefined]),
    ...imageFindings(desired, environment.image, type),
    ...hibernationFindings(desired, type),
    ...releaseFindings(desired, choices.amiType),
    ...keyPairFindings(desired, environment.keyPair),
    ...found(localStorageFinding(desired.LocalStorage, type, choices.amiType)),
    ...userDataFinding(bytes, desired),
  ];
}

/** @param bytes before base64 */
export function userDataFinding(bytes: number, { UserData }: Properties): readonly Finding[] {
  return findingsAt(UserData === undefined ? 'PreBootstrapUserData' : 'UserData', [
    bytes > USER_DATA_MAX_BYTES
      ? `the user data has ${bytes} bytes; EC2 takes ${USER_DATA_MAX_BYTES}. Fetch the larger part from S3 at start.`
      : undefined,
  ]);
}

/** RAID10 needs four disks (nodeadm, LocalStorageStrategy); Bottlerocket knows RAID0 alone. */
export function localStorageFinding(
  asked: LocalStorage | undefined,
  type: InstanceTypeInfo,
  amiType: string,
): Finding | undefined {
  if (!asked || asked === 'AUTO' || asked === 'NONE') return undefined;
  const disks = instanceStoreDisks(type);
  const needed = asked === 'RAID10' ? 4 : 1;
  const others = isBottlerocket(amiType) ? 'RAID0, ' : 'RAID0, Mount, ';
  const use = `Use ${disks > 0 ? others : ''}AUTO or NONE.`;
  if (isBottlerocket(amiType) && asked !== 'RAID0') {
    return {
      path: 'LocalStorage',
      message: `${asked}: Bottlerocket makes one RAID0 array of all instance-store disks, and nothing else. ${use}`,
    };
  }
  if (disks >= needed) return undefined;
  return {
    path: 'LocalStorage',
    message: `${asked} needs ${needed === 1 ? 'an instance-store disk' : '4 instance-store disks'}, ${type.InstanceType} has ${disks}. ${use}`,
  };
}

/** [] where no key pair was looked up. */
export function keyPairFindings(
  { KeyName }: Properties,
  keyPair: Environment['keyPair'],
): readonly Finding[] {
  return findingsAt('KeyName', [
    keyPair === 'absent'
      ? `EC2 knows no key pair ${KeyName} in this Region. Name one that exists, or remove it.`
      : undefined,
  ]);
}

/** Nothing can add a driver to Bottlerocket. */
export function releaseFindings(
  { ReleaseVersion = '' }: Properties,
  amiType: string,
): readonly Finding[] {
  const [major = 0, minor = 0] = ReleaseVersion.split('.').map(Number);
  const [firstMajor = 0, firstMinor = 0] = BOTTLEROCKET_WITH_EFA;
  const tooOld = major < firstMajor || (major === firstMajor && minor < firstMinor);
  return findingsAt('ReleaseVersion', [
    isBottlerocket(amiType) && ReleaseVersion && tooOld
      ? `${ReleaseVersion}: Bottlerocket has EFA since ${BOTTLEROCKET_WITH_EFA.join('.')}.0. Name that or a later one, or remove it.`
      : undefined,
  ]);
}

/** What runs, but not as one might think. */
export function nodeWarnings(
  desired: Properties,
  { instanceTypes = [] }: Environment,
  amiType: string | undefined,
): readonly Finding[] {
  const { AmiType = amiType, ReleaseVersion } = desired;
  const type = representative(instanceTypes);
  const hint = AmiType && AmiType !== CUSTOM && type && amiHint(AmiType, type);
  const released = Number(/-(\d{8})$/.exec(ReleaseVersion ?? '')?.[1] ?? STANDARD_WITH_EFA);
  return [
    ...findingsAt('AmiType', [hint ? `${AmiType}: ${hint}` : undefined]),
    ...findingsAt('ReleaseVersion', [
      AmiType?.endsWith('_STANDARD') && released < STANDARD_WITH_EFA
        ? `${ReleaseVersion}: ${AmiType} has the EFA driver since v${STANDARD_WITH_EFA}. Unless the user data brings it, name that release or a later one.`
        : undefined,
    ]),
  ];
}
