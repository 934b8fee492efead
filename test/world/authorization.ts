/**
 * What IAM is asked for each request of the provider: actions, resources, and the keys that conditions can name. Source:
 * the Service Authorization Reference of each service (actions, resource types, condition keys), and for what EKS does
 * in its caller's name decisions/least-privilege.md. test/install/test_calls.py evaluates the policies on them.
 */
import type { TagSpecification } from '@aws-sdk/client-ec2';
import type { Account } from './account';
import { placedIn } from './placement-groups';
import { recordOf, type Tags } from './tags';
import type { Operation } from './wire-schema';

export interface Authorization {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

type Input = Readonly<Record<string, unknown>>;

/** Our own tag is what policies name; any other stands for all. */
const OUR_TAG = 'efa-node-group:id';
const REGION = 'us-east-1';
const ACCOUNT = '123456789012';
const SERVICE_ROLES = `arn:aws:iam::${ACCOUNT}:role/aws-service-role`;
const NODEGROUP_ROLE = 'eks-nodegroup.amazonaws.com/AWSServiceRoleForAmazonEKSNodegroup';
const SPOT_ROLE = 'spot.amazonaws.com/AWSServiceRoleForEC2Spot';

/** Different requests for authorization, and one example of each. */
export class Authorizations {
  private readonly examples = new Map<string, Authorization>();

  add(authorization: Authorization): void {
    const { action, resource, context } = authorization;
    // one launch template is as good as another
    const kind = /:(iam|eks):.*:(role|addon)\//.test(resource) ? resource : resource.split('/')[0];
    const keys = Object.entries(context).map(([key, value]) => {
      if (Array.isArray(value)) return `${key} ${value.includes(OUR_TAG)}`;
      return key === 'ec2:CreateAction' ? `${key} ${value}` : key;
    });
    const different = [action, kind, ...keys.sort()].join(' ');
    if (!this.examples.has(different)) this.examples.set(different, authorization);
  }

  all(): readonly Authorization[] {
    return [...this.examples.values()];
  }
}

/** [] where the request names something that is not there: AWS answers that without asking for its tags. */
export function authorizationsOf(
  account: Account,
  { service, name }: Operation,
  input: Input,
): readonly Authorization[] {
  const asked = new Asked(account, `${service}:${name}`);
  if (service === 'ec2') ec2(asked, name, input);
  else if (service === 'eks') eks(asked, name, input);
  else if (service === 'resource-groups') asked.on(groupArn(String(input.Group)));
  else asked.on('*');
  return asked.authorizations;
}

/** A call of the custom resource's functions. */
export function statesAuthorization(name: string, input: Input): Authorization {
  const resource = String(input.executionArn ?? input.stateMachineArn);
  return { action: `states:${name}`, resource, context: {} };
}

/** The same, of CloudFormation. */
export function cloudFormationAuthorization(name: string, input: Input): Authorization {
  return { action: `cloudformation:${name}`, resource: String(input.StackName), context: {} };
}

class Asked {
  readonly authorizations: Authorization[] = [];

  constructor(
    readonly account: Account,
    private readonly action: string,
  ) {}

  on(resource: string, context: Authorization['context'] = {}, action = this.action): void {
    this.authorizations.push({ action, resource, context });
  }

  ec2(resource: string, context: Authorization['context'] = {}, action = this.action): void {
    this.on(`arn:aws:ec2:${REGION}:${ACCOUNT}:${resource}`, context, action);
  }
}

function ec2(asked: Asked, name: string, input: Input): void {
  const { account } = asked;
  if (name.startsWith('Describe')) {
    asked.on('*');
    return;
  }
  const made = /^Create(LaunchTemplate|PlacementGroup|SecurityGroup)$/.exec(name);
  if (made) {
    const kind = String(made[1])
      .replaceAll(/\B[A-Z]/g, '-$&')
      .toLowerCase();
    const given = requested(tagsIn(input.TagSpecifications as TagSpecification[]));
    asked.ec2(`${kind}/${kind === 'placement-group' ? input.GroupName : '*'}`, given);
    if (kind === 'security-group') asked.ec2(`vpc/${input.VpcId}`);
    if (Object.keys(given).length > 0)
      asked.ec2(`${kind}/*`, { ...given, 'ec2:CreateAction': name }, 'ec2:CreateTags');
    return;
  }
  if (name === 'CreateTags' || name === 'DeleteTags') {
    const tags = recordOf(input.Tags as never);
    const given = name === 'CreateTags' ? requested(tags) : { 'aws:TagKeys': Object.keys(tags) };
    for (const id of input.Resources as string[]) {
      const found = resourceOf(account, name, id);
      if (found) asked.ec2(found.resource, { ...owned(found.tags), ...given });
    }
    return;
  }
  const id = input.GroupId ?? input.GroupName ?? input.LaunchTemplateId ?? input.LaunchTemplateName;
  const found = resourceOf(account, name, String(id));
  if (found) asked.ec2(found.resource, owned(found.tags));
}

function eks(asked: Asked, name: string, input: Input): void {
  const arn = (resource: string) => `arn:aws:eks:${REGION}:${ACCOUNT}:${resource}`;
  const cluster = String(input.clusterName ?? input.name);
  const { account } = asked;
  if (name === 'DescribeCluster') asked.on(arn(`cluster/${cluster}`));
  // the reference has the cluster as required for it, and the node group beside it
  if (name === 'DescribeUpdate') asked.on(arn(`cluster/${cluster}`));
  if (name === 'DescribeAddon') asked.on(arn(`addon/${cluster}/${input.addonName}/0a`));
  if (name === 'CreateNodegroup') {
    const given = requested(input.tags as Tags);
    asked.on(arn(`cluster/${cluster}`), given);
    asked.on(arn(`nodegroup/${cluster}/${input.nodegroupName}/0a`), given, 'eks:TagResource');
    byEks(asked, input);
    return;
  }
  const tagged = String(input.resourceArn);
  const group = account.nodegroups
    .all()
    .find((each) =>
      input.resourceArn
        ? each.nodegroupArn === tagged
        : each.clusterName === cluster && each.nodegroupName === input.nodegroupName,
    );
  if (!group) return;
  const given =
    name === 'TagResource'
      ? requested(input.tags as Tags)
      : name === 'UntagResource'
        ? { 'aws:TagKeys': input.tagKeys as string[] }
        : {};
  const resource = arn(`nodegroup/${group.clusterName}/${group.nodegroupName}/0a`);
  asked.on(resource, { ...owned(group.tags), ...given });
  if (name === 'UpdateNodegroupVersion') launch(asked, input);
}

/** What EKS does with the rights of who creates a node group. */
function byEks(asked: Asked, input: Input): void {
  const role = String(input.nodeRole);
  asked.on('*', {}, 'ec2:DescribeVpcs');
  asked.on('*', {}, 'ec2:DescribeRouteTables');
  asked.on(role, { 'iam:PassedToService': 'eks.amazonaws.com' }, 'iam:PassRole');
  asked.on(role, {}, 'iam:GetRole');
  asked.on(role, {}, 'iam:ListAttachedRolePolicies');
  const services = [NODEGROUP_ROLE, ...(input.capacityType === 'SPOT' ? [SPOT_ROLE] : [])];
  asked.on(`${SERVICE_ROLES}/${NODEGROUP_ROLE}`, {}, 'iam:GetRole');
  for (const path of services) {
    const [service = ''] = path.split('/');
    const context = { 'iam:AWSServiceName': service };
    asked.on(`${SERVICE_ROLES}/${path}`, context, 'iam:CreateServiceLinkedRole');
  }
  for (const subnet of (input.subnets ?? []) as string[])
    asked.ec2(`subnet/${subnet}`, byTemplate('lt-1'), 'ec2:RunInstances');
  launch(asked, input);
}

/** EKS tries whether its caller could launch by the template. */
function launch(asked: Asked, input: Input): void {
  const { id = '', version } = (input.launchTemplate ?? {}) as { id?: string; version?: string };
  const template = asked.account.templates.get(id);
  const data = template?.versions.find(({ number }) => String(number) === version)?.data;
  if (!template || !data) return;
  const context = byTemplate(id);
  const run = (resource: string) => asked.ec2(resource, context, 'ec2:RunInstances');
  const runOn = (arn: string) => asked.on(arn, context, 'ec2:RunInstances');
  asked.ec2(`launch-template/${id}`, { ...context, ...owned(template.tags) }, 'ec2:RunInstances');
  for (const kind of ['instance/*', 'volume/*', 'network-interface/*']) run(kind);
  runOn(`arn:aws:ec2:${REGION}::image/${data.ImageId ?? 'ami-1'}`);
  const snapshots = (data.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
  for (const one of ['snap-1', ...snapshots]) runOn(`arn:aws:ec2:${REGION}::snapshot/${one}`);
  const groups = (data.NetworkInterfaces ?? []).flatMap(({ Groups = [] }) => Groups);
  for (const group of new Set(groups)) run(`security-group/${group}`);
  const group = placedIn(asked.account.placementGroups.all(), data);
  if (group) runOn(`arn:aws:ec2:${REGION}:${group.owner ?? ACCOUNT}:placement-group/${group.name}`);
  if (data.KeyName) run(`key-pair/${data.KeyName}`);
  const { CapacityReservationId, CapacityReservationResourceGroupArn } =
    data.CapacityReservationSpecification?.CapacityReservationTarget ?? {};
  if (CapacityReservationId) run(`capacity-reservation/${CapacityReservationId}`);
  if (CapacityReservationResourceGroupArn) runOn(groupArn(CapacityReservationResourceGroupArn));
  for (const { ResourceType, Tags } of data.TagSpecifications ?? []) {
    const given = { ...requested(recordOf(Tags)), 'ec2:CreateAction': 'RunInstances' };
    asked.ec2(`${ResourceType}/*`, given, 'ec2:CreateTags');
  }
}

function byTemplate(id: string): Authorization['context'] {
  return { 'ec2:LaunchTemplate': `arn:aws:ec2:${REGION}:${ACCOUNT}:launch-template/${id}` };
}

/** By its name in the kind that the action is about, or by its id. */
function resourceOf(account: Account, action: string, id: string) {
  const kinds = [
    ['security-group', 'SecurityGroup', account.securityGroups],
    ['launch-template', 'LaunchTemplate', account.templates],
    ['placement-group', 'PlacementGroup', account.placementGroups],
  ] as const;
  for (const [kind, word, store] of kinds) {
    const found = store
      .all()
      .find((each) => each.id === id || (action.includes(word) && each.name === id));
    if (!found) continue;
    // the ARN of a placement group has its name
    const last = kind === 'placement-group' ? found.name : found.id;
    return { resource: `${kind}/${last}`, tags: found.tags };
  }
  return undefined;
}

function tagsIn(specifications: TagSpecification[] | undefined): Tags {
  return recordOf((specifications ?? []).flatMap(({ Tags = [] }) => Tags));
}

function requested(tags: Tags | undefined): Authorization['context'] {
  const keys = Object.keys(tags ?? {});
  return keys.length === 0 ? {} : { ...keysOf('aws:RequestTag', tags), 'aws:TagKeys': keys };
}

function owned(tags: Tags): Authorization['context'] {
  return keysOf('aws:ResourceTag', tags);
}

function keysOf(prefix: string, tags: Tags = {}): Record<string, string> {
  const value = tags[OUR_TAG];
  return value === undefined ? {} : { [`${prefix}/${OUR_TAG}`]: value };
}

function groupArn(name: string): string {
  return name.startsWith('arn:')
    ? name
    : `arn:aws:resource-groups:${REGION}:${ACCOUNT}:group/${name}`;
}
