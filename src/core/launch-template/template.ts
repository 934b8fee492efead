/** The launch template of a new node group, and the description that records its given input. */
import type {
  InstanceTypeInfo,
  LaunchTemplateVersion,
  RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { inOrder } from '../interfaces/layout';
import type { LocalStorage, Properties } from '../model/properties';
import type { CardInterface, Choices, Identity } from '../model/types';
import { CUSTOM } from '../node/ami-type';
import { expandUserData, nodeSettings } from '../node/user-data';
import { canonicalJson, resourceName, sha256Hex } from '../ownership/identity';
import { groupsOf } from '../security-group/security-group';
import {
  DEFAULT_METADATA_OPTIONS,
  DEFAULT_VOLUME,
  expandSections,
  volumeDeviceOf,
} from './sections';

const HASH_LENGTH = 32;

export interface InterfaceGroups {
  readonly clusterGroupId: string;
  readonly givenGroupIds: readonly string[];
  readonly efaGroupId: string | undefined;
}

/** The whole template, as Create sends it. No field that EKS forbids (EKS user guide, launch-templates). */
export function expandLaunchTemplateData(
  identity: Identity,
  desired: Properties,
  choices: Choices,
  efaGroupId: string | undefined,
): RequestLaunchTemplateData {
  const userData = expandUserData(choices.amiType, nodeSettings(desired, choices));
  return {
    NetworkInterfaces: expandInterfaces(choices.interfaces, {
      clusterGroupId: choices.clusterSecurityGroupId,
      givenGroupIds: desired.SecurityGroupIds ?? [],
      efaGroupId,
    }),
    ...expandPlacement(identity, choices.placementGroup),
    ...expandSections(desired, {
      ...choices,
      volumeDevice: volumeDeviceOf(choices.amiType, choices.rootDevice),
    }),
    ...(userData !== undefined && { UserData: userData }),
  };
}

function expandPlacement(
  identity: Identity,
  group: Choices['placementGroup'],
): Pick<RequestLaunchTemplateData, 'Placement'> {
  if (group === 'none') return {};
  return { Placement: { GroupName: group === 'made' ? resourceName(identity) : group.groupName } };
}

export function expandInterfaces(
  interfaces: readonly CardInterface[],
  groups: InterfaceGroups,
): NonNullable<RequestLaunchTemplateData['NetworkInterfaces']> {
  return interfaces.map((card) => ({
    ...card,
    Groups: groupsOf(card, groups),
    DeleteOnTermination: true,
  }));
}

/** What AUTO means for a type; RAID0 where it has instance-store disks and the user data is not all the user's. */
export function resolveLocalStorage(
  asked: LocalStorage | undefined,
  type: InstanceTypeInfo,
  amiType: string,
): Choices['localStorage'] {
  if (asked !== undefined && asked !== 'AUTO') return asked;
  return amiType !== CUSTOM && instanceStoreDisks(type) > 0 ? 'RAID0' : 'NONE';
}

export function instanceStoreDisks({ InstanceStorageInfo }: InstanceTypeInfo): number {
  return (InstanceStorageInfo?.Disks ?? []).reduce((sum, { Count = 0 }) => sum + Count, 0);
}

/**
 * The given input of a version, as its description: `v1:`, a hash of the user data and one of all else that
 * is in the template. Defaults are filled in, so that writing a default down is no change. A version whose
 * description has another prefix says nothing.
 */
export function versionDescription(desired: Properties, userDataHash: string): string {
  const rest = canonicalJson({
    Volume: { ...DEFAULT_VOLUME, ...desired.Volume },
    MetadataOptions: { ...DEFAULT_METADATA_OPTIONS, ...desired.MetadataOptions },
    LocalStorage: desired.LocalStorage ?? 'AUTO',
    InstanceTags: desired.InstanceTags ?? {},
    SecurityGroupIds: [...(desired.SecurityGroupIds ?? [])].sort(),
    InterfaceLayout: desired.Efa?.InterfaceLayout ?? 'EFA_PRIMARY',
    SecurityGroup: desired.Efa?.SecurityGroup ?? 'AUTO',
    // absent where they are not given: the description of an older release stays what it was
    NetworkInterfaces: desired.Efa?.NetworkInterfaces && inOrder(desired.Efa.NetworkInterfaces),
    SecurityGroupId: desired.Efa?.SecurityGroupId,
    CapacityReservation: desired.CapacityReservation,
    ImageId: desired.ImageId,
    KeyName: desired.KeyName,
    Monitoring: desired.Monitoring || undefined,
    MaxPods: desired.MaxPods,
  });
  return `v1:${userDataHash}:${sha256Hex(rest).slice(0, HASH_LENGTH)}`;
}

/** @param given UserData or PreBootstrapUserData */
export function userDataHash(given: string | undefined): string {
  return sha256Hex(given ?? '').slice(0, HASH_LENGTH);
}

/** The user-data hash of a version that one of our releases described; undefined for any other. */
export function recordedUserDataHash(
  version: LaunchTemplateVersion | undefined,
): string | undefined {
  return /^v1:([0-9a-f]{32}):[0-9a-f]{32}$/.exec(version?.VersionDescription ?? '')?.[1];
}
