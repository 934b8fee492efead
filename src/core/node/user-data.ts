/** The user's own user data: beside EKS's and ours, or the whole of it for a custom AMI. */

import { ANY_DEFAULT } from '../ami/ami-type';
import { amiFamilyOf, CUSTOM } from '../ami/families';
import { nodeSettings, USER_DATA_MAX_BYTES } from '../ami/node-settings';
import { isDiskSetupChanged, setsUpOwnDisks } from '../ami/user-data';
import { isChanged } from '../feature/change';
import type { Feature } from '../feature/feature';
import { instanceStoreDisks, representative } from '../instance-type/hardware';
import { type Finding, findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';

export const userData: Feature = {
  properties: ['PreBootstrapUserData', 'UserData'],
  change: 'roll',
  // it has a hash of its own in the version's description
  canonical: () => ({}),
  part: { kind: 'userData', setting: 'given' },
  observesForUpdate: (change, { nodegroup }) =>
    // a setting of ours may come back, and it depends on the type
    isChanged(change, 'PreBootstrapUserData') &&
    nodegroup.is === 'present' &&
    (amiFamilyOf(nodegroup.value.amiType ?? '').settingsYield ||
      isDiskSetupChanged(change, nodegroup.value.amiType ?? ''))
      ? ['instanceTypes']
      : [],
  rules: (given, isNew) => [
    ...findingsAt('UserData', wholeMessages(given)),
    ...formatFindings(given, given.AmiType ?? (isNew ? ANY_DEFAULT : undefined)),
  ],
  // a document that another family reads is none of MIME
  laterRules: ({ PreBootstrapUserData: text, ImageId, AmiType = ANY_DEFAULT }) =>
    text === undefined || ImageId || AmiType === CUSTOM
      ? []
      : findingsAt('PreBootstrapUserData', [amiFamilyOf(AmiType).unreadableUserData(text)]),
  warnings: ({ desired, environment: { instanceTypes = [] }, choices }) => {
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
  },
  checkCreate: ({ desired, choices }) =>
    choices
      ? userDataSizeFindings(
          Buffer.byteLength(
            amiFamilyOf(choices.amiType).expand(nodeSettings(desired, choices)) ?? '',
          ),
          desired,
        )
      : [],
  checkUpdate: (context) =>
    isChanged(context, 'PreBootstrapUserData')
      ? formatFindings(context.desired, context.nodegroup.amiType ?? '')
      : [],
};

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

/** Of everything that the user data sets together. @param bytes before base64 */
export function userDataSizeFindings(bytes: number, { UserData }: Properties): readonly Finding[] {
  return findingsAt(UserData === undefined ? 'PreBootstrapUserData' : 'UserData', [
    bytes > USER_DATA_MAX_BYTES ? tooLarge(bytes) : undefined,
  ]);
}

function tooLarge(bytes: number): string {
  return `The user data has ${bytes} bytes; EC2 allows ${USER_DATA_MAX_BYTES}. Move part of it to S3 and download it at boot.`;
}
