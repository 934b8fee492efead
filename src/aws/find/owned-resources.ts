/** Reads the four resources of a node group. */

import {
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribePlacementGroupsCommand,
  DescribeSecurityGroupsCommand,
  type LaunchTemplateVersion,
  type PlacementGroup,
} from '@aws-sdk/client-ec2';
import {
  DescribeNodegroupCommand,
  DescribeUpdateCommand,
  type Nodegroup,
} from '@aws-sdk/client-eks';
import type { NamedGroup } from '../../core/model/choices';
import type {
  Facts,
  LaunchTemplateFact,
  PlacementGroupFact,
  SecurityGroupFact,
} from '../../core/model/facts';
import { NOT_FOUND } from '../../core/model/not-found';
import type { Identity, Request } from '../../core/model/request';
import { formatId, resourceName } from '../../core/ownership/identity';
import { ID_TAG } from '../../core/ownership/tag-keys';
import { flattenTags } from '../../core/ownership/tags';
import { securityGroupFact } from '../../core/security-group/self-rules';
import type { StringMap } from '../../core/util/objects';
import { type Clients, find, send } from '../clients';

export async function findNodegroup(
  { eks }: Clients,
  { clusterName, nodegroupName }: Identity,
): Promise<Nodegroup | undefined> {
  const answer = await find(
    'eks:DescribeNodegroup',
    `${clusterName}/${nodegroupName}`,
    NOT_FOUND.eks,
    () => eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName })),
  );
  return answer?.nodegroup;
}

/** Undefined while EKS does not show it yet, shortly after it was sent. */
export async function findUpdate(
  { eks }: Clients,
  { clusterName: name, nodegroupName }: Identity,
  updateId: string,
) {
  const answer = await find(
    'eks:DescribeUpdate',
    `${name}/${nodegroupName} ${updateId}`,
    NOT_FOUND.eks,
    () => eks.send(new DescribeUpdateCommand({ name, nodegroupName, updateId })),
  );
  return answer?.update;
}

/** By name, because a template of another owner may have that name; for Update with every version. */
export async function findLaunchTemplate(
  { ec2 }: Clients,
  { identity, action }: Request,
  { nodegroup }: Facts,
): Promise<LaunchTemplateFact | undefined> {
  const name = resourceName(identity);
  const used = nodegroup.is === 'present' ? nodegroup.value.launchTemplate?.id : undefined;
  const [templates, versions] = await Promise.all([
    send('ec2:DescribeLaunchTemplates', name, () =>
      ec2.send(
        new DescribeLaunchTemplatesCommand({
          Filters: [{ Name: 'launch-template-name', Values: [name] }],
        }),
      ),
    ),
    action === 'UPDATE' && used ? findVersions({ ec2 }, { id: used }) : undefined,
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

/** [] where the template does not exist. */
export async function findVersions(
  { ec2 }: Pick<Clients, 'ec2'>,
  named: { readonly id: string } | { readonly name: string },
  version?: string,
): Promise<readonly LaunchTemplateVersion[]> {
  const Versions = version === undefined ? undefined : [version];
  const answer = await find(
    'ec2:DescribeLaunchTemplateVersions',
    'id' in named ? named.id : named.name,
    NOT_FOUND.launchTemplate,
    () =>
      ec2.send(
        new DescribeLaunchTemplateVersionsCommand({
          ...('id' in named ? { LaunchTemplateId: named.id } : { LaunchTemplateName: named.name }),
          ...(Versions && { Versions }),
        }),
      ),
  );
  return answer?.LaunchTemplateVersions ?? [];
}

/** Groups in several VPCs may have the name: the one that carries the Id wins. */
export async function findSecurityGroup(
  { ec2 }: Clients,
  identity: Identity,
): Promise<SecurityGroupFact | undefined> {
  const name = resourceName(identity);
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
  return findNamedGroup({ ec2 }, { name: resourceName(identity) });
}

/** Whoever created it. */
export async function findNamedGroup(
  clients: Pick<Clients, 'ec2'>,
  named: NamedGroup,
): Promise<PlacementGroupFact | undefined> {
  const group = await describePlacementGroup(clients, named);
  if (!group) return undefined;
  return {
    id: group.GroupId ?? '',
    name: group.GroupName ?? '',
    ...(group.GroupArn && { arn: group.GroupArn }),
    state: group.State ?? 'pending',
    tags: flattenTags(group.Tags),
  };
}

/** DescribePlacementGroups: a group that another account shares is described by its id alone. */
export async function describePlacementGroup(
  { ec2 }: Pick<Clients, 'ec2'>,
  named: NamedGroup,
): Promise<PlacementGroup | undefined> {
  const [resource, input] =
    'id' in named
      ? [named.id, { GroupIds: [named.id] }]
      : [named.name, { Filters: [{ Name: 'group-name', Values: [named.name] }] }];
  const absent = 'id' in named ? NOT_FOUND.placementGroupId : [];
  const answer = await find('ec2:DescribePlacementGroups', resource, absent, () =>
    ec2.send(new DescribePlacementGroupsCommand(input)),
  );
  // a filter takes * and ? as wildcards (EC2 user guide, "List and filter using the CLI and API"), which a name may have
  return answer?.PlacementGroups?.find(
    ({ GroupName }) => 'id' in named || GroupName === named.name,
  );
}

export function isOurs(
  { tags }: { readonly tags?: StringMap | Record<string, string> | undefined },
  identity: Identity,
): boolean {
  return tags?.[ID_TAG] === formatId(identity);
}
