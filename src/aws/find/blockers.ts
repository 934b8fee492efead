/** Finds what keeps a deletion from succeeding. */

import { DescribeInstancesCommand, DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import type { ApiCall } from '../../core/model/api-calls';
import { type Clients, send } from '../clients';

/** How many blockers a message names. */
const NAMED_BLOCKERS = 5;

/** Ids of the interfaces that use a security group, or of the instances in a placement group. */
export async function blockers({ ec2 }: Clients, apiCall: ApiCall): Promise<string> {
  if (apiCall.call === 'ec2:DeleteSecurityGroup') {
    const answer = await send('ec2:DescribeNetworkInterfaces', apiCall.input.GroupId ?? '', () =>
      ec2.send(
        new DescribeNetworkInterfacesCommand({
          Filters: [{ Name: 'group-id', Values: [apiCall.input.GroupId ?? ''] }],
        }),
      ),
    );
    return named(
      (answer.NetworkInterfaces ?? []).map(({ NetworkInterfaceId }) => NetworkInterfaceId),
    );
  }
  if (apiCall.call === 'ec2:DeletePlacementGroup') {
    const answer = await send('ec2:DescribeInstances', apiCall.input.GroupName ?? '', () =>
      ec2.send(
        new DescribeInstancesCommand({
          Filters: [{ Name: 'placement-group-name', Values: [apiCall.input.GroupName ?? ''] }],
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
