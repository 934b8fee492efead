/** What AWS says: each look is one call, and looks at the same time are sent together. */
import {
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeNetworkInterfacesCommand,
  DescribePlacementGroupsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type LaunchTemplateVersion,
  type Subnet,
} from '@aws-sdk/client-ec2';
import {
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  DescribeUpdateCommand,
  type Nodegroup,
} from '@aws-sdk/client-eks';
import type { Looked } from '../core/after';
import { formatId, pieceName } from '../core/identity';
import { flattenTags } from '../core/launch-template';
import { securityGroupFact } from '../core/security-group';
import { ID_TAG } from '../core/tags';
import type {
  Facts,
  Identity,
  LaunchTemplateFact,
  Lookups,
  PlacementGroupFact,
  Request,
  SecurityGroupFact,
  Step,
  StringMap,
  Target,
} from '../core/types';
import { type Clients, find, send } from './clients';

const NO_NODEGROUP = ['ResourceNotFoundException', 'NotFoundException'];
const NO_TEMPLATE = [
  'InvalidLaunchTemplateId.NotFound',
  'InvalidLaunchTemplateName.NotFoundException',
  'InvalidLaunchTemplateId.VersionNotFound',
];
/** Blockers that a message names. */
const NAMED_BLOCKERS = 5;

/** @throws AwsCallError of the first look that failed */
export async function look(
  clients: Clients,
  at: readonly Target[],
  request: Request,
  facts: Facts,
): Promise<Looked> {
  const answers = await Promise.all(at.map((target) => LOOKS[target](clients, request, facts)));
  const lookups = Object.assign({}, ...answers.map((answer) => answer.lookups ?? {})) as Lookups;
  return Object.assign({}, ...answers, { lookups }) as Looked;
}

type Look = (clients: Clients, request: Request, facts: Facts) => Promise<Looked>;
type Creating = Extract<Request, { action: 'CREATE' | 'UPDATE' }>;

const LOOKS: Readonly<Record<Target, Look>> = {
  nodegroup: async (clients, { identity }) => ({
    nodegroup: { value: await findNodegroup(clients, identity) },
  }),
  launchTemplate: async (clients, request, facts) => ({
    launchTemplate: { value: await findLaunchTemplate(clients, request, facts) },
  }),
  securityGroup: async (clients, { identity }) => ({
    securityGroup: { value: await findSecurityGroup(clients, identity) },
  }),
  placementGroup: async (clients, { identity }) => ({
    placementGroup: { value: await findPlacementGroup(clients, identity) },
  }),
  update: async (clients, { identity }, { update }) => ({
    update: { value: await findUpdate(clients, identity, update?.id ?? '') },
  }),
  cluster: async (clients, { identity }) => ({
    lookups: { cluster: (await findCluster(clients, identity)) ?? 'absent' },
  }),
  subnets: async (clients, request) => ({
    lookups: await findSubnets(clients, (request as Creating).desired.Subnets),
  }),
  nodeSubnets: async (clients, _request, { nodegroup }) => ({
    lookups: {
      nodeSubnets: await nodeSubnets(
        clients,
        nodegroup.is === 'present' ? nodegroup.value : undefined,
      ),
    },
  }),
  instanceType: async (clients, request) => ({
    lookups: { instanceType: await findInstanceType(clients, typeOf(request as Creating)) },
  }),
  offerings: async (clients, request) => ({
    lookups: { offeringZoneIds: await findOfferings(clients, typeOf(request as Creating)) },
  }),
  securityGroups: async (clients, request, { lookups }) => ({
    lookups: { securityGroups: await findGivenGroups(clients, request as Creating, lookups) },
  }),
};

function typeOf({ desired }: Creating): string {
  return desired.InstanceTypes[0] ?? '';
}

export async function findNodegroup(
  { eks }: Clients,
  { clusterName, nodegroupName }: Identity,
): Promise<Nodegroup | undefined> {
  const answer = await find(
    'eks:DescribeNodegroup',
    `${clusterName}/${nodegroupName}`,
    NO_NODEGROUP,
    () => eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName })),
  );
  return answer?.nodegroup;
}

/** Undefined while EKS does not show it: an update that was just sent may take a moment. */
async function findUpdate(
  { eks }: Clients,
  { clusterName: name, nodegroupName }: Identity,
  updateId: string,
) {
  const answer = await find(
    'eks:DescribeUpdate',
    `${name}/${nodegroupName} ${updateId}`,
    NO_NODEGROUP,
    () => eks.send(new DescribeUpdateCommand({ name, nodegroupName, updateId })),
  );
  return answer?.update;
}

export async function findCluster({ eks }: Clients, { clusterName: name }: Identity) {
  const answer = await find('eks:DescribeCluster', name, NO_NODEGROUP, () =>
    eks.send(new DescribeClusterCommand({ name })),
  );
  return answer?.cluster;
}

/** By name, because something of another owner may have it; for Update with every version. */
async function findLaunchTemplate(
  { ec2 }: Clients,
  { identity, action }: Request,
  { nodegroup }: Facts,
): Promise<LaunchTemplateFact | undefined> {
  const name = pieceName(identity);
  const used = nodegroup.is === 'present' ? nodegroup.value.launchTemplate?.id : undefined;
  const [templates, versions] = await Promise.all([
    send('ec2:DescribeLaunchTemplates', name, () =>
      ec2.send(
        new DescribeLaunchTemplatesCommand({
          Filters: [{ Name: 'launch-template-name', Values: [name] }],
        }),
      ),
    ),
    action === 'UPDATE' && used ? findVersions({ ec2 } as Clients, used) : undefined,
  ]);
  const [template] = templates.LaunchTemplates ?? [];
  if (!template) return undefined;
  return {
    id: template.LaunchTemplateId ?? '',
    name,
    ...(template.DefaultVersionNumber !== undefined && {
      defaultVersion: template.DefaultVersionNumber,
    }),
    createdVersion: 1,
    tags: flattenTags(template.Tags),
    ...(versions && { versions }),
  };
}

/** [] where the template is gone. */
export async function findVersions(
  { ec2 }: Pick<Clients, 'ec2'>,
  LaunchTemplateId: string,
  version?: string,
): Promise<readonly LaunchTemplateVersion[]> {
  const Versions = version === undefined ? undefined : [version];
  const answer = await find(
    'ec2:DescribeLaunchTemplateVersions',
    LaunchTemplateId,
    NO_TEMPLATE,
    () =>
      ec2.send(
        new DescribeLaunchTemplateVersionsCommand({
          LaunchTemplateId,
          ...(Versions && { Versions }),
        }),
      ),
  );
  return answer?.LaunchTemplateVersions ?? [];
}

/** Of several groups of the name, in several VPCs, the one that carries the Id comes first. */
export async function findSecurityGroup(
  { ec2 }: Clients,
  identity: Identity,
): Promise<SecurityGroupFact | undefined> {
  const name = pieceName(identity);
  const answer = await send('ec2:DescribeSecurityGroups', name, () =>
    ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: [name] }] }),
    ),
  );
  const facts = (answer.SecurityGroups ?? []).map((group) =>
    securityGroupFact(group, flattenTags(group.Tags)),
  );
  return facts.find((fact) => isOurs(fact, identity)) ?? facts[0];
}

export async function findPlacementGroup(
  { ec2 }: Clients,
  identity: Identity,
): Promise<PlacementGroupFact | undefined> {
  const name = pieceName(identity);
  const answer = await send('ec2:DescribePlacementGroups', name, () =>
    ec2.send(
      new DescribePlacementGroupsCommand({ Filters: [{ Name: 'group-name', Values: [name] }] }),
    ),
  );
  const [group] = answer.PlacementGroups ?? [];
  if (!group) return undefined;
  return {
    id: group.GroupId ?? '',
    name,
    ...(group.GroupArn && { arn: group.GroupArn }),
    state: group.State ?? 'pending',
    tags: flattenTags(group.Tags),
  };
}

export function isOurs(
  { tags }: { readonly tags?: StringMap | Record<string, string> | undefined },
  identity: Identity,
): boolean {
  return tags?.[ID_TAG] === formatId(identity);
}

/** By filter: an id that EC2 does not know is missing from the answer, and the others are still told. */
async function findSubnets({ ec2 }: Clients, ids: readonly string[]): Promise<Lookups> {
  const answer = await send('ec2:DescribeSubnets', ids.join(', '), () =>
    ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [...ids] }] })),
  );
  const subnets = answer.Subnets ?? [];
  const unknownSubnetIds = ids.filter((id) => !subnets.some(({ SubnetId }) => SubnetId === id));
  return { subnets, unknownSubnetIds };
}

export async function nodeSubnets(
  clients: Clients,
  nodegroup: Nodegroup | undefined,
): Promise<readonly Subnet[]> {
  const ids = nodegroup?.subnets ?? [];
  return ids.length > 0 ? ((await findSubnets(clients, ids)).subnets ?? []) : [];
}

async function findInstanceType({ ec2 }: Clients, type: string) {
  const answer = await find('ec2:DescribeInstanceTypes', type, ['InvalidInstanceType'], () =>
    ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: [type as 'm5.large'] })),
  );
  return answer?.InstanceTypes?.[0] ?? 'absent';
}

async function findOfferings({ ec2 }: Clients, type: string): Promise<readonly string[]> {
  const answer = await send('ec2:DescribeInstanceTypeOfferings', type, () =>
    ec2.send(
      new DescribeInstanceTypeOfferingsCommand({
        LocationType: 'availability-zone-id',
        Filters: [{ Name: 'instance-type', Values: [type] }],
      }),
    ),
  );
  return (answer.InstanceTypeOfferings ?? []).map(({ Location = '' }) => Location).sort();
}

/** The cluster's security group and those that the template names. */
async function findGivenGroups({ ec2 }: Clients, { desired }: Creating, { cluster }: Lookups) {
  const clusterGroup =
    cluster && cluster !== 'absent'
      ? cluster.resourcesVpcConfig?.clusterSecurityGroupId
      : undefined;
  const ids = [...(clusterGroup ? [clusterGroup] : []), ...(desired.SecurityGroupIds ?? [])];
  if (ids.length === 0) return [];
  const answer = await send('ec2:DescribeSecurityGroups', ids.join(', '), () =>
    ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-id', Values: ids }] })),
  );
  return answer.SecurityGroups ?? [];
}

/** The interfaces that hold a security group, or the instances that hold a placement group. */
export async function blockers({ ec2 }: Clients, step: Step): Promise<string> {
  if (step.call === 'ec2:DeleteSecurityGroup') {
    const answer = await send('ec2:DescribeNetworkInterfaces', step.input.GroupId ?? '', () =>
      ec2.send(
        new DescribeNetworkInterfacesCommand({
          Filters: [{ Name: 'group-id', Values: [step.input.GroupId ?? ''] }],
        }),
      ),
    );
    return named(
      (answer.NetworkInterfaces ?? []).map(({ NetworkInterfaceId }) => NetworkInterfaceId),
    );
  }
  if (step.call === 'ec2:DeletePlacementGroup') {
    const answer = await send('ec2:DescribeInstances', step.input.GroupName ?? '', () =>
      ec2.send(
        new DescribeInstancesCommand({
          Filters: [{ Name: 'placement-group-name', Values: [step.input.GroupName ?? ''] }],
        }),
      ),
    );
    const instances = (answer.Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
    return named(instances.map(({ InstanceId }) => InstanceId));
  }
  return '';
}

function named(ids: readonly (string | undefined)[]): string {
  const shown = ids.slice(0, NAMED_BLOCKERS).join(', ');
  return ids.length > NAMED_BLOCKERS ? `${shown} and ${ids.length - NAMED_BLOCKERS} more` : shown;
}
