/** The user's own user data: beside EKS's and ours, or the whole of it for a custom AMI. */

import { ANY_DEFAULT } from '../ami/ami-type';
import { amiFamilyOf, CUSTOM } from '../ami/families';
import { joiningBytes, otherJoiningBytes } from '../ami/joining';
import { nodeSettings, USER_DATA_MAX_BYTES } from '../ami/node-settings';
import { isDiskSetupChanged, setsUpOwnDisks } from '../ami/user-data';
import { isChanged } from '../feature/change';
import type { Feature, WarningContext } from '../feature/feature';
import { instanceStoreDisks, representative } from '../instance-type/hardware';
import type { Choices } from '../model/choices';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';

export const userData: Feature = {
  properties: ['PreBootstrapUserData', 'UserData'],
  change: 'roll',
  // it has a hash of its own in the version's description
  canonical: () => ({}),
  part: { kind: 'userData', setting: 'given' },
  observesForUpdate: (change, { nodegroup }) => {
    if (!isChanged(change, 'PreBootstrapUserData') || nodegroup.is !== 'present') return [];
    const { amiType = '' } = nodegroup.value;
    // a setting of ours may come back, and it depends on the type
    const mayComeBack = amiFamilyOf(amiType).settingsYield || isDiskSetupChanged(change, amiType);
    // what EKS adds depends on the cluster
    return mayComeBack ? ['cluster', 'instanceTypes'] : ['cluster'];
  },
  rules: (given, isNew) => [
    ...findingsAt('UserData', wholeMessages(given)),
    ...formatFindings(given, given.AmiType ?? (isNew ? ANY_DEFAULT : undefined)),
  ],
  // a document that another family reads is none of MIME
  laterRules: ({ PreBootstrapUserData: text, ImageId, AmiType = ANY_DEFAULT }) =>
    text === undefined || ImageId || AmiType === CUSTOM
      ? []
      : findingsAt('PreBootstrapUserData', [amiFamilyOf(AmiType).unreadableUserData(text)]),
  warnings: (context) => [
    ...findingsAt('PreBootstrapUserData', [encodedTwice(context.desired.PreBootstrapUserData)]),
    ...findingsAt('UserData', [encodedTwice(context.desired.UserData)]),
    ...diskWarnings(context),
    ...sizeWarnings(context),
  ],
  checkCreate: ({ desired, environment, choices }) =>
    choices
      ? userDataSizeFindings(
          textBytes(desired, choices),
          desired,
          joiningBytes(choices.amiType, environment.cluster),
        )
      : [],
  checkUpdate: (context) =>
    isChanged(context, 'PreBootstrapUserData')
      ? formatFindings(context.desired, context.nodegroup.amiType ?? '')
      : [],
};

/** A warning: some images decode it twice (cloud-init, DataSourceEc2, maybe_b64decode). */
function encodedTwice(text: string | undefined): string | undefined {
  if (text === undefined || !/^[A-Za-z0-9+/\s]{8,}={0,2}\s*$/.test(text)) return undefined;
  const decoded = Buffer.from(text, 'base64').toString('latin1');
  return /^(#!|#cloud-|MIME-Version:|Content-Type:|apiVersion:|---\s|\[settings)/i.test(decoded)
    ? 'The text is base64, but the property takes plain text, which is encoded when it is sent. Remove Fn::Base64.'
    : undefined;
}

/** Of the user data that a new node group gets, before base64. */
function textBytes(desired: Properties, choices: Choices): number {
  const { expand } = amiFamilyOf(choices.amiType);
  return Buffer.byteLength(expand(nodeSettings(desired, choices)) ?? '');
}

/** Near the limit: what EKS adds is known in part. */
function sizeWarnings({ desired, environment, choices }: WarningContext): readonly Finding[] {
  const { PreBootstrapUserData: text, AmiType = choices?.amiType ?? ANY_DEFAULT } = desired;
  if (text === undefined) return [];
  const bytes = choices ? textBytes(desired, choices) : Buffer.byteLength(text);
  const most = joiningBytes(AmiType, environment.cluster) + otherJoiningBytes(desired);
  return findingsAt('PreBootstrapUserData', [
    bytes + most > USER_DATA_MAX_BYTES
      ? `The user data has ${bytes} bytes, and EKS adds about ${most} so that the nodes join; EC2 allows ${USER_DATA_MAX_BYTES} for both. If EKS refuses it, move part of it to S3 and download it at boot.`
      : undefined,
  ]);
}

function diskWarnings({
  desired,
  environment: { instanceTypes = [] },
  choices,
}: WarningContext): readonly Finding[] {
  const { LocalStorage = 'AUTO', AmiType = choices?.amiType } = desired;
  const type = representative(instanceTypes);
  return findingsAt('LocalStorage', [
    LocalStorage === 'AUTO' &&
    type &&
    instanceStoreDisks(type) > 0 &&
    setsUpOwnDisks(desired, AmiType ?? ANY_DEFAULT)
      ? 'AUTO adds no setup of the instance store volumes, because PreBootstrapUserData has commands that set up disks. Set NONE, or RAID0 without these commands.'
      : undefined,
  ]);
}

// the value itself may hold secrets: no message shows it
function formatFindings(
  { PreBootstrapUserData: text, ImageId }: Properties,
  amiType: string | undefined,
): readonly Finding[] {
  if (text === undefined || ImageId || amiType === undefined || amiType === CUSTOM) return [];
  return findingsAt('PreBootstrapUserData', [amiFamilyOf(amiType).unsupportedUserData(text)]);
}

function wholeMessages({ ImageId, UserData }: Properties): readonly (string | undefined)[] {
  const bytes = Buffer.byteLength(UserData ?? '');
  return [
    ImageId && UserData === undefined
      ? 'ImageId requires UserData, because EKS does not make custom-AMI nodes join the cluster. Add UserData.'
      : undefined,
    UserData !== undefined && !ImageId
      ? 'UserData applies only with ImageId. Use PreBootstrapUserData, or add ImageId.'
      : undefined,
    bytes > USER_DATA_MAX_BYTES ? tooLarge(bytes) : undefined,
  ];
}

/** Of everything that the user data sets together. @param bytes before base64 @param added by EKS, at least */
export function userDataSizeFindings(
  bytes: number,
  { UserData }: Properties,
  added: number,
): readonly Finding[] {
  return findingsAt(UserData === undefined ? 'PreBootstrapUserData' : 'UserData', [
    bytes > USER_DATA_MAX_BYTES
      ? tooLarge(bytes)
      : bytes > 0 && bytes + added > USER_DATA_MAX_BYTES
        ? `The user data has ${bytes} bytes, and EKS adds at least ${added} so that the nodes join; EC2 allows ${USER_DATA_MAX_BYTES} for both. Move part of it to S3 and download it at boot.`
        : undefined,
  ]);
}

function tooLarge(bytes: number): string {
  return `The user data has ${bytes} bytes; EC2 allows ${USER_DATA_MAX_BYTES}. Move part of it to S3 and download it at boot.`;
}
