/** Finds what keeps a deletion from succeeding. */

import {
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
} from '@aws-sdk/client-ec2';
import type { ApiCall } from '../../core/model/api-calls';
import { type Clients, send } from '../clients';

/** How many blockers a message names. */
const NAMED_BLOCKERS = 5;

/** Ids of the interfaces that use a security group, or else of the groups whose rules name it; or of the instances in a placement group. */
export async function blockers(clients: Clients, apiCall: ApiCall): Promise<string> {
  if (apiCall.call === 'ec2:DeleteSecurityGroup') {
    const id = apiCall.input.GroupId ?? '';
    const interfaces = await interfacesWith(clients, id);
    if (interfaces.length > 0) return named(interfaces);
    const groups = await groupsThatName(clients, id);
    return groups.length > 0 ? `rules of ${named(groups)}` : '';
  }
  if (apiCall.call === 'ec2:DeletePlacementGroup') {
    return named(await instancesIn(clients, apiCall.input.GroupName ?? ''));
  }
  return '';
}

async function interfacesWith({ ec2 }: Clients, groupId: string) {
  const Filters = [{ Name: 'group-id', Values: [groupId] }];
  const answer = await send('ec2:DescribeNetworkInterfaces', groupId, () =>
    ec2.send(new DescribeNetworkInterfacesCommand({ Filters })),
  );
  return (answer.NetworkInterfaces ?? []).map(({ NetworkInterfaceId }) => NetworkInterfaceId);
}

/** "or is referenced by another security group, the operation fails with DependencyViolation" (API_DeleteSecurityGroup). */
async function groupsThatName({ ec2 }: Clients, groupId: string) {
  const answers = await Promise.all(
    ['ip-permission.group-id', 'egress.ip-permission.group-id'].map((Name) =>
      send('ec2:DescribeSecurityGroups', groupId, () =>
        ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name, Values: [groupId] }] })),
      ),
    ),
  );
  const ids = answers.flatMap(({ SecurityGroups = [] }) =>
    SecurityGroups.map(({ GroupId }) => GroupId),
  );
  return [...new Set(ids)].filter((id) => id !== groupId).sort();
}

async function instancesIn({ ec2 }: Clients, placementGroup: string) {
  const Filters = [{ Name: 'placement-group-name', Values: [placementGroup] }];
  const answer = await send('ec2:DescribeInstances', placementGroup, () =>
    ec2.send(new DescribeInstancesCommand({ Filters })),
  );
  const instances = (answer.Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
  return instances.map(({ InstanceId }) => InstanceId);
}

function named(ids: readonly (string | undefined)[]): string {
  const shown = ids.slice(0, NAMED_BLOCKERS).join(', ');
  return ids.length > NAMED_BLOCKERS ? `${shown} and ${ids.length - NAMED_BLOCKERS} more` : shown;
}
