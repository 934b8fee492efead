import type { Tag, TagSpecification } from '@aws-sdk/client-ec2';
import { AwsError } from './aws-error';

export type Tags = Readonly<Record<string, string>>;

const MAXIMUM_TAGS = 50;

/** EC2's tags of a create call; the resource type of each specification must be the created one's. */
export function tagsOf(specifications: TagSpecification[] | undefined, resourceType: string): Tags {
  const tags: Record<string, string> = {};
  for (const specification of specifications ?? []) {
    if (specification.ResourceType !== resourceType) {
      throw new AwsError(
        'InvalidParameterValue',
        `'${specification.ResourceType}' is not a valid taggable resource type for this operation.`,
      );
    }
    Object.assign(tags, recordOf(specification.Tags));
  }
  return checkedEc2Tags(tags);
}

export function recordOf(tags: Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}

export function listOf(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html, tag restrictions. */
export function checkedEc2Tags(tags: Tags): Tags {
  for (const [key, value] of Object.entries(tags)) {
    if (/^aws:/i.test(key)) {
      throw new AwsError(
        'InvalidParameterValue',
        `Tag keys starting with 'aws:' are reserved for internal use`,
      );
    }
    if (key.length < 1 || key.length > 128) {
      throw new AwsError(
        'InvalidParameterValue',
        'Tag key length must be between 1 and 128 characters.',
      );
    }
    if (value.length > 256) {
      throw new AwsError('InvalidParameterValue', 'Tag value exceeds the maximum length of 256.');
    }
  }
  if (Object.keys(tags).length > MAXIMUM_TAGS) {
    throw new AwsError('TagLimitExceeded', 'More than 50 tags specified');
  }
  return tags;
}

/** EKS words its own refusals. */
export function checkedEksTags(tags: Tags, code = 'InvalidParameterException'): Tags {
  for (const [key, value] of Object.entries(tags)) {
    if (/^aws:/i.test(key)) throw new AwsError(code, "Tag keys can't start with aws:");
    if (key.length < 1 || key.length > 128 || value.length > 256) {
      throw new AwsError(code, `Tag ${key} is too long`);
    }
  }
  if (Object.keys(tags).length > MAXIMUM_TAGS) {
    throw new AwsError(code, 'The number of tags exceeds the limit of 50');
  }
  return tags;
}
