/**
 * The launch template, section by section: each section has what expands it from the properties and what
 * flattens it from a live version, so that a change replaces its own section and leaves the others alone.
 */
import type {
  InstanceTypeInfo,
  LaunchTemplateVersion,
  RequestLaunchTemplateData,
  ResponseLaunchTemplateData,
  Tag,
} from '@aws-sdk/client-ec2';
import { canonicalJson, pieceName, sha256Hex } from './identity';
import type { LocalStorage, MetadataOptions, Properties, Volume } from './properties';
import { groupsOf } from './security-group';
import type { CardInterface, Choices, Identity, StringMap } from './types';
import { expandUserData } from './user-data';

/** AL2023's root device (EKS AMI repository). */
const ROOT_DEVICE = '/dev/xvda';
const DEFAULT_VOLUME = { SizeGiB: 100, Type: 'gp3', Encrypted: true } as const;
const DEFAULT_METADATA_OPTIONS = { HttpTokens: 'required', HttpPutResponseHopLimit: 1 } as const;
const TAGGED = ['instance', 'volume', 'network-interface'] as const;
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
  const userData = expandUserData(choices.localStorage, desired.PreBootstrapUserData);
  return {
    NetworkInterfaces: expandInterfaces(choices.interfaces, {
      clusterGroupId: choices.clusterSecurityGroupId,
      givenGroupIds: desired.SecurityGroupIds ?? [],
      efaGroupId,
    }),
    ...(choices.placementGroup && { Placement: { GroupName: pieceName(identity) } }),
    BlockDeviceMappings: expandVolume(desired.Volume),
    MetadataOptions: expandMetadataOptions(desired.MetadataOptions),
    ...expandInstanceTags(desired.InstanceTags),
    ...(userData !== undefined && { UserData: userData }),
  };
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

export function expandVolume(
  volume: Volume | undefined,
): NonNullable<RequestLaunchTemplateData['BlockDeviceMappings']> {
  const { SizeGiB, Type, Encrypted, Iops, Throughput, KmsKeyId } = {
    ...DEFAULT_VOLUME,
    ...volume,
  } as Volume;
  return [
    {
      DeviceName: ROOT_DEVICE,
      Ebs: {
        VolumeSize: SizeGiB,
        VolumeType: Type,
        Encrypted,
        DeleteOnTermination: true,
        ...(Iops !== undefined && { Iops }),
        ...(Throughput !== undefined && { Throughput }),
        ...(KmsKeyId !== undefined && { KmsKeyId }),
      },
    },
  ];
}

export function flattenVolume(data: ResponseLaunchTemplateData): Volume {
  const ebs = data.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === ROOT_DEVICE)?.Ebs;
  return withoutUndefined({
    SizeGiB: ebs?.VolumeSize,
    Type: ebs?.VolumeType as Volume['Type'],
    Encrypted: ebs?.Encrypted,
    Iops: ebs?.Iops,
    Throughput: ebs?.Throughput,
    KmsKeyId: ebs?.KmsKeyId,
  });
}

export function expandMetadataOptions(
  options: MetadataOptions | undefined,
): NonNullable<RequestLaunchTemplateData['MetadataOptions']> {
  return { ...DEFAULT_METADATA_OPTIONS, ...options };
}

export function flattenMetadataOptions({
  MetadataOptions: live,
}: ResponseLaunchTemplateData): MetadataOptions {
  return withoutUndefined({
    HttpTokens: live?.HttpTokens as MetadataOptions['HttpTokens'],
    HttpPutResponseHopLimit: live?.HttpPutResponseHopLimit,
  });
}

export function expandInstanceTags(
  tags: StringMap | undefined,
): Pick<RequestLaunchTemplateData, 'TagSpecifications'> {
  if (!tags || Object.keys(tags).length === 0) return {};
  return {
    TagSpecifications: TAGGED.map((ResourceType) => ({ ResourceType, Tags: expandTags(tags) })),
  };
}

export function flattenInstanceTags({ TagSpecifications }: ResponseLaunchTemplateData): StringMap {
  const ofInstance = TagSpecifications?.find(({ ResourceType }) => ResourceType === 'instance');
  return flattenTags(ofInstance?.Tags);
}

/** Sorted by key, so that equal tags make equal calls. */
export function expandTags(tags: StringMap): Tag[] {
  return Object.entries(tags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([Key, Value]) => ({ Key, Value }));
}

export function flattenTags(tags: readonly Tag[] | undefined): StringMap {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** What AUTO means for a type; RAID0 where it has instance-store disks. */
export function resolveLocalStorage(
  asked: LocalStorage | undefined,
  type: InstanceTypeInfo,
): Choices['localStorage'] {
  if (asked !== undefined && asked !== 'AUTO') return asked;
  return instanceStoreDisks(type) > 0 ? 'RAID0' : 'NONE';
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
  });
  return `v1:${userDataHash}:${sha256Hex(rest).slice(0, HASH_LENGTH)}`;
}

export function userDataHash(preBootstrap: string | undefined): string {
  return sha256Hex(preBootstrap ?? '').slice(0, HASH_LENGTH);
}

/** The user-data hash of a version that one of our releases described; undefined for any other. */
export function recordedUserDataHash(
  version: LaunchTemplateVersion | undefined,
): string | undefined {
  return /^v1:([0-9a-f]{32}):[0-9a-f]{32}$/.exec(version?.VersionDescription ?? '')?.[1];
}

export function withoutUndefined<T extends object>(
  value: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
