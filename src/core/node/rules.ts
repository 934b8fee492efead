/** What the properties of the nodes may say together: AMI, user data, kubelet. */

import { findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';
import type { Finding } from '../model/types';
import { unsupportedReason } from './ami-type';
import { formatOf, USER_DATA_MAX_BYTES } from './user-data';

/** What `defaultAmiType` chooses takes its user data alike. */
const ANY_DEFAULT = 'AL2023_x86_64_STANDARD';

/** @param isNew whether an AmiType that is not given is the default one: later it is the live one */
export function nodeRuleFindings(given: Properties, isNew: boolean): readonly Finding[] {
  const { AmiType, ImageId, PreBootstrapUserData: preBootstrap } = given;
  const unsupported = AmiType === undefined || ImageId ? undefined : unsupportedReason(AmiType);
  const amiType = AmiType ?? (isNew ? ANY_DEFAULT : undefined);
  return [
    ...findingsAt('AmiType', [unsupported ? `${AmiType}: ${unsupported}` : undefined]),
    ...(ImageId ? imageFindings(given) : []),
    ...findingsAt('UserData', userDataMessages(given)),
    // the value itself may hold secrets: no message shows it
    ...findingsAt('PreBootstrapUserData', [
      preBootstrap === undefined || ImageId || amiType === undefined
        ? undefined
        : formatOf(amiType).unsupportedReason(preBootstrap),
    ]),
  ];
}

function userDataMessages({ ImageId, UserData }: Properties): readonly (string | undefined)[] {
  const bytes = Buffer.byteLength(UserData ?? '');
  return [
    ImageId && UserData === undefined
      ? 'it is required with ImageId: EKS adds nothing to the user data of a custom AMI, so it has to join the cluster by itself. Add it.'
      : undefined,
    UserData !== undefined && !ImageId
      ? 'it is the whole user data of a custom AMI, and there is no ImageId. Use PreBootstrapUserData, or add ImageId.'
      : undefined,
    bytes > USER_DATA_MAX_BYTES
      ? `it has ${bytes} bytes; EC2 takes ${USER_DATA_MAX_BYTES}. Fetch the larger part from S3 at start.`
      : undefined,
  ];
}

/** EKS refuses the first three; the others would be ours to put into user data that is all the user's. */
function imageFindings(given: Properties): readonly Finding[] {
  const { AmiType, Version, ReleaseVersion, PreBootstrapUserData, LocalStorage, MaxPods } = given;
  const beside = (value: string | number | undefined, mend: string) => [
    value === undefined ? undefined : `${value}: it cannot go with ImageId. ${mend}`,
  ];
  const isSetUp = LocalStorage !== 'AUTO' && LocalStorage !== 'NONE';
  return [
    ...findingsAt('AmiType', beside(AmiType, 'Remove one of the two.')),
    ...findingsAt('Version', beside(Version, 'Name an image of that version, and remove it.')),
    ...findingsAt(
      'ReleaseVersion',
      beside(ReleaseVersion, 'Name the image of that release, and remove it.'),
    ),
    ...findingsAt('PreBootstrapUserData', [
      PreBootstrapUserData === undefined
        ? undefined
        : 'it cannot go with ImageId, whose UserData is the whole. Put it there.',
    ]),
    ...findingsAt(
      'LocalStorage',
      beside(isSetUp ? LocalStorage : undefined, 'Set the disks up in UserData.'),
    ),
    ...findingsAt('MaxPods', beside(MaxPods, 'Configure the kubelet in UserData.')),
  ];
}
