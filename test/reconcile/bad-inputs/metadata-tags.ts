/** Tag keys that the instance metadata cannot show. */
import type { BadInput } from './bad-input';

const MetadataOptions = { InstanceMetadataTags: 'enabled' } as const;
const words = ['Tag keys in instance metadata', 'Choose another key', 'disabled'];

export const METADATA_TAGS: readonly BadInput[] = [
  {
    name: 'a slash in a key',
    properties: { MetadataOptions, InstanceTags: { 'cost/center': '1' } },
    path: 'InstanceTags.cost/center',
    words,
  },
  {
    name: 'a slash in a key that is there, once they are shown',
    living: { InstanceTags: { 'cost/center': '1' } },
    properties: { MetadataOptions, InstanceTags: { 'cost/center': '1' } },
    path: 'InstanceTags.cost/center',
    words,
  },
  {
    name: 'another key with a slash, where they are shown',
    living: { MetadataOptions, InstanceTags: { cost: '1' } },
    properties: { MetadataOptions, InstanceTags: { 'cost/center': '1' } },
    path: 'InstanceTags.cost/center',
    words,
  },
];
