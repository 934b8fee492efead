/**
 * Instance tags in the instance metadata. Source: EC2 user guide, work-with-tags-in-IMDS: "If you allow access to tags in
 * instance metadata, instance tag keys are subject to specific restrictions. Non-compliance will result in failed launches";
 * the text is EKS's answer in eksctl#8446. EKS user guide, worker: tags in IMDS "are not compatible with EKS nodes", whose
 * own tags have a slash; that EKS's copy leaves `enabled` out is from terraform-aws-eks#1977, where AWS calls it intended.
 */
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Problem } from './launch-template-rules';

const KEY = /^[0-9a-zA-Z\-_+=,.@:]{1,255}$/;
const RESERVED = ['.', '..', '_index'];

export function metadataTagsProblems({
  MetadataOptions,
  TagSpecifications = [],
}: RequestLaunchTemplateData): Problem[] {
  if (MetadataOptions?.InstanceMetadataTags !== 'enabled') return [];
  return TagSpecifications.filter(({ ResourceType }) => ResourceType === 'instance')
    .flatMap(({ Tags = [] }) => Tags.map(({ Key = '' }) => Key))
    .filter((key) => !KEY.test(key) || RESERVED.includes(key))
    .map((key) => ({
      code: 'InvalidParameterValue',
      message: `'${key}' is not a valid tag key. Tag keys must match pattern ([0-9a-zA-Z\\-_+=,.@:]{1,255}), and must not be a reserved name ('.', '..', '_index')`,
    }));
}

/** EKS's copy of a template. */
export function withoutMetadataTags(data: RequestLaunchTemplateData): RequestLaunchTemplateData {
  if (data.MetadataOptions?.InstanceMetadataTags !== 'enabled') return data;
  const { InstanceMetadataTags: _, ...MetadataOptions } = data.MetadataOptions;
  return { ...data, MetadataOptions };
}
