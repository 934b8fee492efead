/** The generations that one logical resource of a stack has created, found by their origin tags. */

import {
  DescribeLaunchTemplatesCommand,
  DescribePlacementGroupsCommand,
  DescribeSecurityGroupsCommand,
  type Filter,
  type Tag,
} from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import { AwsCallError, classify } from '../../core/model/errors';
import type { Identity } from '../../core/model/request';
import { parseId, resourceName } from '../../core/ownership/identity';
import { isOwnNodegroup } from '../../core/ownership/nodegroup-owner';
import {
  idsOf,
  isForeign,
  type Origin,
  originOfTags,
  type Tagged,
} from '../../core/ownership/origin';
import { ID_TAG } from '../../core/ownership/tag-keys';
import { flattenTags, identityTags } from '../../core/ownership/tags';
import { type Clients, send } from '../clients';
import { findNodegroup, findPlacementGroup } from './owned-resources';

/** One generation; its node group is undefined where there is none that uses its launch template. */
export interface Generation {
  readonly identity: Identity;
  readonly nodegroup: Nodegroup | undefined;
}

/**
 * Sorted by Id. EKS has no search by tag, but every node group of this provider has a launch template. Anybody can make a
 * security group of any name with any tag: what was created for another resource, by the tags of its node group, launch
 * template or placement group, is none of them. @throws AwsCallError
 */
export async function generationsOf(
  clients: Clients,
  origin: { readonly stackName: string; readonly logicalId: string },
): Promise<readonly Generation[]> {
  const ids = new Set(idsOf(await taggedWith(clients, origin)));
  const found = await Promise.all(
    [...ids].sort().flatMap((id) => {
      const identity = parseId(id);
      return identity ? [withOrigin(clients, identity)] : [];
    }),
  );
  return found.filter(({ origins }) => !isForeign(origins, origin)).map((each) => each.generation);
}

/**
 * What a generation was created for, by the tags of its node group and of what has its name and no other can have:
 * launch templates and placement groups are unique by name. @throws AwsCallError
 */
export async function originsOfGeneration(
  clients: Clients,
  identity: Identity,
): Promise<readonly Origin[]> {
  return (await withOrigin(clients, identity)).origins;
}

async function withOrigin(clients: Clients, identity: Identity) {
  const name = resourceName(identity);
  const [generation, templates, placementGroup] = await Promise.all([
    withNodegroup(clients, identity),
    send('ec2:DescribeLaunchTemplates', name, () =>
      clients.ec2.send(
        new DescribeLaunchTemplatesCommand({
          Filters: [{ Name: 'launch-template-name', Values: [name] }],
        }),
      ),
    ),
    findPlacementGroup(clients, identity),
  ]);
  const tags = [
    generation.nodegroup?.tags,
    ...(templates.LaunchTemplates ?? []).map(({ Tags }) => flattenTags(Tags)),
    placementGroup?.tags,
  ];
  return { generation, origins: tags.map((each) => originOfTags(each ?? {})) };
}

async function withNodegroup(clients: Clients, identity: Identity): Promise<Generation> {
  const found = await findNodegroup(clients, identity);
  return { identity, nodegroup: found && isOwnNodegroup(found, identity) ? found : undefined };
}

async function taggedWith(
  clients: Clients,
  origin: { readonly stackName: string; readonly logicalId: string },
): Promise<readonly Tagged[]> {
  const { ec2 } = clients;
  const anyIdentity = { clusterName: '', nodegroupName: '', generation: '' };
  const { [ID_TAG]: _, ...originTags } = identityTags(anyIdentity, origin);
  const Filters = Object.entries(originTags).map(([key, value]) => ({
    Name: `tag:${key}`,
    Values: [value],
  }));
  const about = `${origin.stackName}/${origin.logicalId}`;
  const [templates, groups] = await Promise.all([
    everyPage('ec2:DescribeLaunchTemplates', about, async (page) => {
      const answer = await ec2.send(new DescribeLaunchTemplatesCommand({ Filters, ...page }));
      return { items: answer.LaunchTemplates ?? [], next: answer.NextToken };
    }),
    taggedGroups(clients, about, Filters),
  ]);
  const named = templates.map(({ LaunchTemplateName: name, Tags }) => ({
    name,
    tags: flattenTags(Tags),
  }));
  return [...named, ...groups];
}

/**
 * Ids of which a security group or a placement group has the tag, and no launch template: somebody took it off, or deleted the
 * template. None where the groups may not be read, which List did not ask for at first. @throws AwsCallError
 */
export async function idsWithoutTemplate(clients: Clients): Promise<readonly string[]> {
  try {
    const Filters = [{ Name: 'tag-key', Values: [ID_TAG] }];
    const ids = [...new Set(idsOf(await taggedGroups(clients, ID_TAG, Filters)))];
    const templates = await templatesNamed(clients, ids);
    const known = idsOf(templates);
    return ids.filter((id) => !known.includes(id));
  } catch (error) {
    if (error instanceof AwsCallError && classify(error.aws).code === 'AccessDenied') return [];
    throw error;
  }
}

/** EC2 takes 200 values of a filter. */
const FILTER_VALUES = 200;

async function templatesNamed(
  { ec2 }: Clients,
  ids: readonly string[],
): Promise<readonly Tagged[]> {
  const names = ids.flatMap((id) => {
    const identity = parseId(id);
    return identity ? [resourceName(identity)] : [];
  });
  const found: Tagged[] = [];
  for (let from = 0; from < names.length; from += FILTER_VALUES) {
    const Values = names.slice(from, from + FILTER_VALUES);
    const Filters = [{ Name: 'launch-template-name', Values }];
    const templates = await everyPage('ec2:DescribeLaunchTemplates', ID_TAG, async (page) => {
      const answer = await ec2.send(new DescribeLaunchTemplatesCommand({ Filters, ...page }));
      return { items: answer.LaunchTemplates ?? [], next: answer.NextToken };
    });
    found.push(
      ...templates.map(({ LaunchTemplateName: name, Tags }) => ({ name, tags: flattenTags(Tags) })),
    );
  }
  return found;
}

async function taggedGroups(
  { ec2 }: Clients,
  about: string,
  Filters: Filter[],
): Promise<readonly Tagged[]> {
  const [groups, placements] = await Promise.all([
    everyPage('ec2:DescribeSecurityGroups', about, async (page) => {
      const answer = await ec2.send(new DescribeSecurityGroupsCommand({ Filters, ...page }));
      return { items: answer.SecurityGroups ?? [], next: answer.NextToken };
    }),
    everyPage('ec2:DescribePlacementGroups', about, async () => {
      const answer = await ec2.send(new DescribePlacementGroupsCommand({ Filters }));
      return { items: answer.PlacementGroups ?? [], next: undefined };
    }),
  ]);
  return [...groups, ...placements].map(({ GroupName: name, Tags }) => ({
    name,
    tags: flattenTags(Tags),
  }));
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

async function everyPage<T extends { readonly Tags?: Tag[] | undefined }>(
  call: string,
  about: string,
  fetchPage: (page: { readonly NextToken?: string }) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let next: string | undefined;
  do {
    const token = next;
    const page = await send(call, about, () => fetchPage(token ? { NextToken: token } : {}));
    items.push(...page.items);
    next = page.next;
  } while (next);
  return items;
}
