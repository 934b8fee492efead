/** Reads what Read and List show: two round trips each, or three where the placement group was not created by us. */

import { DescribeLaunchTemplatesCommand } from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import type { LiveState } from '../../core/lifecycle/flatten';
import { AwsCallError, classify } from '../../core/model/errors';
import type { Identity } from '../../core/model/request';
import { parseId, resourceName } from '../../core/ownership/identity';
import { isOwnNodegroup } from '../../core/ownership/nodegroup-owner';
import { idsOf } from '../../core/ownership/origin';
import { ID_TAG } from '../../core/ownership/tag-keys';
import { flattenTags } from '../../core/ownership/tags';
import { type Clients, send } from '../clients';
import { findCluster, nodeSubnets } from './environment';
import { idsWithoutTemplate } from './generations';
import {
  findNamedGroup,
  findNodegroup,
  findPlacementGroup,
  findSecurityGroup,
  findUpdate,
  findVersions,
  isOurs,
} from './owned-resources';

/** A page of List, and how many of its node groups are described at the same time. */
const LIST_PAGE_SIZE = 20;
const LIST_CONCURRENCY = 5;

/** Undefined where the node group does not exist, or is not of this Id. @throws AwsCallError */
export async function findLiveState(
  clients: Clients,
  identity: Identity,
): Promise<LiveState | undefined> {
  const [nodegroup, [securityGroup, placementGroup, cluster]] = await Promise.all([
    findNodegroup(clients, identity),
    findByIdentity(clients, identity),
  ]);
  if (!nodegroup || !isOwnNodegroup(nodegroup, identity)) return undefined;
  const [[used], subnets] = await findByNodegroup(clients, nodegroup);
  const ownGroup = placementGroup && isOurs(placementGroup, identity) ? placementGroup : undefined;
  const { GroupName: name, GroupId: id } = used?.LaunchTemplateData?.Placement ?? {};
  const named = id !== undefined ? { id } : name !== undefined ? { name } : undefined;
  const isOther = named !== undefined && (id !== undefined || name !== ownGroup?.name);
  return {
    nodegroup,
    version: used,
    subnets,
    placementGroup: isOther ? await findNamedGroup(clients, named) : ownGroup,
    securityGroup: securityGroup && isOurs(securityGroup, identity) ? securityGroup : undefined,
    clusterSecurityGroupId: cluster?.resourcesVpcConfig?.clusterSecurityGroupId,
  };
}

/**
 * Reads what Read reads, and what an update is followed with: a permission that is missing is reported before anything is
 * changed, and not over a finished roll or over nodes that run. @throws AwsCallError
 * @param nodegroup undefined where there is none yet: a create reads the subnets and the cluster itself
 */
export async function checkReadable(
  clients: Clients,
  identity: Identity,
  nodegroup: Nodegroup | undefined,
): Promise<true> {
  if (!nodegroup) {
    await Promise.all([
      findPlacementGroup(clients, identity),
      findVersions(clients, { name: resourceName(identity) }, '$Default'),
    ]);
    return true;
  }
  await Promise.all([
    findByIdentity(clients, identity),
    findByNodegroup(clients, nodegroup),
    checkUpdateReadable(clients, identity),
  ]);
  return true;
}

/** No update has this id: EKS says so to whoever may ask. */
async function checkUpdateReadable(clients: Clients, identity: Identity): Promise<void> {
  try {
    await findUpdate(clients, identity, '00000000-0000-0000-0000-000000000000');
  } catch (error) {
    const isRefusal = error instanceof AwsCallError && classify(error.aws).code !== 'AccessDenied';
    if (!isRefusal) throw error;
  }
}

function findByIdentity(clients: Clients, identity: Identity) {
  return Promise.all([
    findSecurityGroup(clients, identity),
    findPlacementGroup(clients, identity),
    findCluster(clients, identity),
  ]);
}

function findByNodegroup(clients: Clients, nodegroup: Nodegroup) {
  const { id, version } = nodegroup.launchTemplate ?? {};
  return Promise.all([
    id ? findVersions(clients, { id }, version ?? '$Default') : [],
    nodeSubnets(clients, nodegroup),
  ]);
}

/** Of a page of launch templates, the Ids whose node group exists and uses that template. @throws AwsCallError */
export async function listIds(
  clients: Clients,
  nextToken: string | undefined,
): Promise<{ readonly ids: readonly string[]; readonly nextToken: string | undefined }> {
  const page = await send('ec2:DescribeLaunchTemplates', ID_TAG, () =>
    clients.ec2.send(
      new DescribeLaunchTemplatesCommand({
        Filters: [{ Name: 'tag-key', Values: [ID_TAG] }],
        MaxResults: LIST_PAGE_SIZE,
        ...(nextToken && { NextToken: nextToken }),
      }),
    ),
  );
  const tagged = (page.LaunchTemplates ?? []).flatMap(({ LaunchTemplateName: name, Tags }) =>
    idsOf([{ name, tags: flattenTags(Tags) }]),
  );
  // on the last page, what the templates do not show
  const candidates = [...tagged, ...(page.NextToken ? [] : await idsWithoutTemplate(clients))];
  const ids: string[] = [];
  for (let from = 0; from < candidates.length; from += LIST_CONCURRENCY) {
    const some = candidates.slice(from, from + LIST_CONCURRENCY);
    const found = await Promise.all(some.map((id) => exists(clients, id)));
    ids.push(...some.filter((_id, at) => found[at]));
  }
  return { ids, nextToken: page.NextToken };
}

async function exists(clients: Clients, id: string): Promise<boolean> {
  const identity = parseId(id);
  const nodegroup = identity && (await findNodegroup(clients, identity));
  return identity !== undefined && nodegroup !== undefined && isOwnNodegroup(nodegroup, identity);
}
