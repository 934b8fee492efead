/**
 * Whose a node group is. Anybody who has eks:TagResource can put the Id tag on it or take it off; the launch template it
 * was created with cannot be exchanged: "After node group creation, you cannot use a different name"
 * (API_LaunchTemplateSpecification). DescribeNodegroup answers its id, its name and the version.
 */
import type { Nodegroup } from '@aws-sdk/client-eks';
import type { ApiCall } from '../model/api-calls';
import type { LaunchTemplateFact, Observed } from '../model/facts';
import type { Identity } from '../model/request';
import { hasRecord } from './choice-record';
import { formatId, resourceName } from './identity';
import { ID_TAG } from './tag-keys';

/**
 * Whether it uses the launch template of this generation. Should EKS answer the template's id alone, its own Id tag
 * decides.
 */
export function isOwnNodegroup(nodegroup: Nodegroup | undefined, identity: Identity): boolean {
  const { id, name } = nodegroup?.launchTemplate ?? {};
  if (id !== undefined && name === undefined)
    return nodegroup?.tags?.[ID_TAG] === formatId(identity);
  return name === resourceName(identity);
}

/**
 * Whether anything beside the name of its launch template shows that it is ours, before it is deleted: its Id tag, its
 * record, or our launch template itself.
 */
export function isProvenOwn(
  nodegroup: Nodegroup,
  template: Observed<LaunchTemplateFact>,
  identity: Identity,
): boolean {
  const { tags = {}, launchTemplate } = nodegroup;
  const usesOwn = template.is === 'present' && template.value.id === launchTemplate?.id;
  return tags[ID_TAG] === formatId(identity) || hasRecord(tags) || usesOwn;
}

/** Of an EC2 resource that has our name: the provider's roles allow changes of what has the tag, and its owner is not known without. */
export function untagged(identity: Identity, title: string, id: string): string {
  return `${title} ${id} has the name ${resourceName(identity)} and not the tag ${ID_TAG} with the value ${formatId(identity)}, so it was not changed. Put the tag back if it belongs to this node group, and retry the stack operation.`;
}

/** Puts the Id tag back: the provider's roles allow changes of node groups that have one. Undefined where it is there. */
export function restoreIdTag(nodegroup: Nodegroup, identity: Identity): ApiCall | undefined {
  const id = formatId(identity);
  if (nodegroup.tags?.[ID_TAG] === id) return undefined;
  const { nodegroupArn: resourceArn } = nodegroup;
  return { call: 'eks:TagResource', input: { resourceArn, tags: { [ID_TAG]: id } } };
}
