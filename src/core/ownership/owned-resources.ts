/** The four resources of a node group: the one list of them. */
import type { ApiCall, ApiCallName } from '../model/api-calls';
import type { Facts, OwnedResource } from '../model/facts';

type Value<R extends OwnedResource> = Extract<Facts[R], { is: 'present' }>['value'];
type Entry<R extends OwnedResource> = {
  /** As a message names it. */
  readonly title: string;
  readonly createdBy: ApiCallName;
  /** Of the three that EC2 holds; the node group is deleted by its name, before them. */
  deletion?(value: Value<R>): ApiCall;
};

const TABLE: { readonly [R in OwnedResource]: Entry<R> } = {
  nodegroup: { title: 'node group', createdBy: 'eks:CreateNodegroup' },
  launchTemplate: {
    title: 'launch template',
    createdBy: 'ec2:CreateLaunchTemplate',
    deletion: ({ id }) => ({ call: 'ec2:DeleteLaunchTemplate', input: { LaunchTemplateId: id } }),
  },
  securityGroup: {
    title: 'security group',
    createdBy: 'ec2:CreateSecurityGroup',
    deletion: ({ id }) => ({ call: 'ec2:DeleteSecurityGroup', input: { GroupId: id } }),
  },
  placementGroup: {
    title: 'placement group',
    createdBy: 'ec2:CreatePlacementGroup',
    deletion: ({ name }) => ({ call: 'ec2:DeletePlacementGroup', input: { GroupName: name } }),
  },
};

export const OWNED_RESOURCES = Object.keys(TABLE) as readonly OwnedResource[];
/** Those that EC2 holds: created before the node group, deleted after it. */
export const EC2_RESOURCES = ['launchTemplate', 'securityGroup', 'placementGroup'] as const;

export function titleOf(resource: OwnedResource): string {
  return TABLE[resource].title;
}

/** The resource that a creating call creates. */
export function createdResource(call: ApiCallName): OwnedResource | undefined {
  return OWNED_RESOURCES.find((resource) => TABLE[resource].createdBy === call);
}

/** Undefined where the resource is not known to be there. */
export function deletionCall(
  facts: Facts,
  resource: (typeof EC2_RESOURCES)[number],
): ApiCall | undefined {
  const observed = facts[resource];
  const { deletion } = TABLE[resource] as Entry<typeof resource>;
  return observed.is === 'present' ? deletion?.(observed.value as never) : undefined;
}
