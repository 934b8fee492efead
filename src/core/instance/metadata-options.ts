/** The instance metadata service (IMDS). */
import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Feature } from '../feature/feature';
import { type Finding, findingsAt } from '../model/findings';
import type { MetadataOptions, Properties } from '../model/properties';
import { nonEmpty, withoutUndefined } from '../util/objects';

const DEFAULTS = { HttpTokens: 'required', HttpPutResponseHopLimit: 1 } as const;
/** EC2 user guide, work-with-tags-in-IMDS: the keys of instance tags where the metadata shows them. */
const SHOWN_TAG_KEY = /^(?!(\.|\.\.|_index)$)[A-Za-z0-9+\-=.,_:@]+$/;

export const metadataOptions: Feature = {
  properties: ['MetadataOptions'],
  dependsOn: ['InstanceTags'],
  change: 'roll',
  canonical: ({ MetadataOptions: given }) => ({ MetadataOptions: { ...DEFAULTS, ...given } }),
  part: {
    kind: 'section',
    members: ['MetadataOptions'],
    expand: ({ MetadataOptions: given }) => ({ MetadataOptions: { ...DEFAULTS, ...given } }),
    flatten: (data) => withoutUndefined({ MetadataOptions: nonEmpty(flattenOptions(data)) }),
  },
  rules: tagKeyFindings,
  // the rules say nothing of tags that an update leaves as they are
  checkUpdate: ({ desired }) => tagKeyFindings(desired),
  warnings: ({ desired }) =>
    findingsAt('MetadataOptions.InstanceMetadataTags', [
      // EKS user guide, worker; terraform-aws-eks#1977
      showsTags(desired)
        ? 'EKS may not apply InstanceMetadataTags, because its own tags contain a slash. Check it on a node, or remove the property and read the tags with ec2:DescribeTags.'
        : undefined,
    ]),
};

function flattenOptions({ MetadataOptions: live }: ResponseLaunchTemplateData): MetadataOptions {
  return withoutUndefined({
    HttpTokens: live?.HttpTokens as MetadataOptions['HttpTokens'],
    HttpPutResponseHopLimit: live?.HttpPutResponseHopLimit,
    InstanceMetadataTags: live?.InstanceMetadataTags as MetadataOptions['InstanceMetadataTags'],
  });
}

function showsTags({ MetadataOptions: given }: Properties): boolean {
  return given?.InstanceMetadataTags === 'enabled';
}

/** With such a key EC2 launches no instance. */
function tagKeyFindings(desired: Properties): readonly Finding[] {
  const keys = showsTags(desired) ? Object.keys(desired.InstanceTags ?? {}) : [];
  return keys
    .filter((key) => !SHOWN_TAG_KEY.test(key))
    .map((key) => ({
      path: `InstanceTags.${key}`,
      message:
        'Tag keys in instance metadata may use only letters, digits and + - = . , _ : @, and may not be _index or consist of periods. Choose another key, or set MetadataOptions.InstanceMetadataTags to disabled.',
    }));
}
