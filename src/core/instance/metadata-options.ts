/** The instance metadata service (IMDS). */
import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Feature } from '../feature/feature';
import type { MetadataOptions } from '../model/properties';
import { nonEmpty, withoutUndefined } from '../util/objects';

const DEFAULTS = { HttpTokens: 'required', HttpPutResponseHopLimit: 1 } as const;

export const metadataOptions: Feature = {
  properties: ['MetadataOptions'],
  change: 'roll',
  canonical: ({ MetadataOptions: given }) => ({ MetadataOptions: { ...DEFAULTS, ...given } }),
  part: {
    kind: 'section',
    members: ['MetadataOptions'],
    expand: ({ MetadataOptions: given }) => ({ MetadataOptions: { ...DEFAULTS, ...given } }),
    flatten: (data) => withoutUndefined({ MetadataOptions: nonEmpty(flattenOptions(data)) }),
  },
};

function flattenOptions({ MetadataOptions: live }: ResponseLaunchTemplateData): MetadataOptions {
  return withoutUndefined({
    HttpTokens: live?.HttpTokens as MetadataOptions['HttpTokens'],
    HttpPutResponseHopLimit: live?.HttpPutResponseHopLimit,
  });
}
