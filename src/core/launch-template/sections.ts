/**
 * The sections of the launch template that properties alone decide: each with what expands it from the
 * properties and what flattens it from a live version, so that a change replaces its own section and leaves
 * the others alone. Interfaces and user data, which need more, are in roll.ts.
 */
import type { RequestLaunchTemplateData, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { capacitySection } from '../capacity/reservation';
import type { CapacityType, MetadataOptions, Model, Properties, Volume } from '../model/properties';
import type { StringMap } from '../model/types';
import { isBottlerocket } from '../node/ami-type';
import { canonicalJson } from '../ownership/identity';
import { expandTags, flattenTags } from '../ownership/tags';
import { nonEmpty, withoutUndefined } from '../util/objects';

/** AL2023's root device (EKS AMI repository). */
const ROOT_DEVICE = '/dev/xvda';
/** Bottlerocket's volume for containers, images and logs; its small root is left to the AMI (Bottlerocket's README). */
const BOTTLEROCKET_DATA_DEVICE = '/dev/xvdb';
export const DEFAULT_VOLUME = { SizeGiB: 100, Type: 'gp3', Encrypted: true } as const;
export const DEFAULT_METADATA_OPTIONS = {
  HttpTokens: 'required',
  HttpPutResponseHopLimit: 1,
} as const;
const TAGGED = ['instance', 'volume', 'network-interface'] as const;

/** What a section has to know beside the properties. */
export interface SectionContext {
  /** The node group's, also when they were chosen. */
  readonly amiType: string;
  readonly capacityType: CapacityType;
  /** Device that Volume is about. */
  readonly volumeDevice: string;
}

/** @param rootDevice of a custom AMI */
export function volumeDeviceOf(amiType: string, rootDevice: string | undefined): string {
  return rootDevice ?? (isBottlerocket(amiType) ? BOTTLEROCKET_DATA_DEVICE : ROOT_DEVICE);
}

export interface Section {
  /** Members of the template data that the section owns: those that `expand` leaves out are removed. */
  readonly members: readonly (keyof RequestLaunchTemplateData)[];
  expand(desired: Properties, context: SectionContext): Partial<RequestLaunchTemplateData>;
  /** Properties as they stand in the template; {} where it says nothing of them. */
  flatten(data: ResponseLaunchTemplateData): Partial<Model>;
}

const volume: Section = {
  members: ['BlockDeviceMappings'],
  expand: ({ Volume }, { volumeDevice }) => ({
    BlockDeviceMappings: expandVolume(Volume, volumeDevice),
  }),
  flatten: (data) => withoutUndefined({ Volume: nonEmpty(flattenVolume(data)) }),
};
const metadataOptions: Section = {
  members: ['MetadataOptions'],
  expand: ({ MetadataOptions }) => ({ MetadataOptions: expandMetadataOptions(MetadataOptions) }),
  flatten: (data) => withoutUndefined({ MetadataOptions: nonEmpty(flattenMetadataOptions(data)) }),
};
const instanceTags: Section = {
  members: ['TagSpecifications'],
  expand: ({ InstanceTags }) => expandInstanceTags(InstanceTags),
  flatten: (data) => withoutUndefined({ InstanceTags: nonEmpty(flattenInstanceTags(data)) }),
};
const image: Section = {
  members: ['ImageId'],
  expand: ({ ImageId }) => withoutUndefined({ ImageId }),
  flatten: ({ ImageId }) => withoutUndefined({ ImageId }),
};
const keyPair: Section = {
  members: ['KeyName'],
  expand: ({ KeyName }) => withoutUndefined({ KeyName }),
  flatten: ({ KeyName }) => withoutUndefined({ KeyName }),
};
const monitoring: Section = {
  members: ['Monitoring'],
  expand: ({ Monitoring }) => (Monitoring ? { Monitoring: { Enabled: true } } : {}),
  flatten: ({ Monitoring }) => ({ Monitoring: Monitoring?.Enabled ?? false }),
};

const SECTIONS: readonly Section[] = [
  volume,
  metadataOptions,
  instanceTags,
  image,
  keyPair,
  monitoring,
  capacitySection,
];

export function expandSections(
  desired: Properties,
  context: SectionContext,
): Partial<RequestLaunchTemplateData> {
  return Object.assign({}, ...SECTIONS.map((section) => section.expand(desired, context)));
}

export function flattenSections(data: ResponseLaunchTemplateData): Partial<Model> {
  return Object.assign({}, ...SECTIONS.map((section) => section.flatten(data)));
}

/** Members of template data; an undefined one is taken out of the template. */
export type Replaced = {
  [K in keyof RequestLaunchTemplateData]: RequestLaunchTemplateData[K] | undefined;
};

/** Three-way: a section whose given value changed, and that differs from the live one. */
export function replacedSections(
  { previous, desired }: { readonly previous: Properties; readonly desired: Properties },
  live: ResponseLaunchTemplateData,
  context: SectionContext,
): Replaced {
  return Object.assign(
    {},
    ...SECTIONS.map((section) => {
      const wanted = section.expand(desired, context);
      if (same(section.expand(previous, context), wanted)) return {};
      const read = section.flatten(wanted as ResponseLaunchTemplateData);
      if (same(section.flatten(live), read)) return {};
      return { ...Object.fromEntries(section.members.map((name) => [name, undefined])), ...wanted };
    }),
  );
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

export function expandVolume(
  volume: Volume | undefined,
  device: string,
): NonNullable<RequestLaunchTemplateData['BlockDeviceMappings']> {
  const { SizeGiB, Type, Encrypted, Iops, Throughput, KmsKeyId } = {
    ...DEFAULT_VOLUME,
    ...volume,
  } as Volume;
  return [
    {
      DeviceName: device,
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

/** The template names one volume: the one that Volume is about. */
export function volumeMapping({ BlockDeviceMappings }: ResponseLaunchTemplateData) {
  return BlockDeviceMappings?.find(({ Ebs }) => Ebs);
}

export function flattenVolume(data: ResponseLaunchTemplateData): Volume {
  const ebs = volumeMapping(data)?.Ebs;
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
