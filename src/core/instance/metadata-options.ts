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
  warnings: ({ desired }) => [
    ...openFindings(desired),
    ...findingsAt('MetadataOptions.InstanceMetadataTags', [
      // EKS user guide, worker; terraform-aws-eks#1977
      showsTags(desired)
        ? 'EKS may not apply InstanceMetadataTags, because its own tags contain a slash. Check it on a node, or remove the property and read the tags with ec2:DescribeTags.'
        : undefined,
    ]),
  ],
};

/** A packet to a pod in a network of its own makes one hop more (EC2 user guide, "IMDS considerations"). */
const HOPS_TO_PODS = 2;

/** What lets more than the node itself read the credentials of its role. */
function openFindings({ MetadataOptions: given = {} }: Properties): readonly Finding[] {
  const { HttpTokens, HttpPutResponseHopLimit: hops = 1 } = given;
  return [
    ...findingsAt('MetadataOptions.HttpTokens', [
      HttpTokens === 'optional'
        ? 'The metadata service answers requests without a token (IMDSv1), by which a server on a node can be made to give away the credentials of the node role. Use required, unless a program on the nodes cannot.'
        : undefined,
    ]),
    ...findingsAt('MetadataOptions.HttpPutResponseHopLimit', [
      hops > HOPS_TO_PODS
        ? `The answers of the metadata service may pass ${hops} hops, but a pod needs ${HOPS_TO_PODS}: more lets what is behind the node read the credentials of the node role. Use ${HOPS_TO_PODS} or 1.`
        : undefined,
    ]),
  ];
}

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
