/** Reads capacity reservations, and placement groups that this provider did not create. */

import {
  type CapacityReservation,
  DescribeCapacityReservationsCommand,
  type DescribeCapacityReservationsCommandInput,
  DescribeInstancesCommand,
  type PlacementGroup,
} from '@aws-sdk/client-ec2';
import { fittingMembers } from '../../core/capacity/members';
import type { NamedGroup } from '../../core/model/choices';
import type { Environment, NamedPlacementGroup } from '../../core/model/facts';
import { NOT_FOUND } from '../../core/model/not-found';
import type { Properties } from '../../core/model/properties';
import type { Zone } from '../../core/model/zone';
import { withoutUndefined } from '../../core/util/objects';
import { type Clients, find, send } from '../clients';
import { describePlacementGroup } from './owned-resources';

export async function findReservations(
  clients: Clients,
  desired: Properties,
): Promise<Environment> {
  const { Id, ResourceGroupArn } = desired.CapacityReservation ?? {};
  const ids = Id === undefined ? await findMembers(clients, ResourceGroupArn ?? '') : [Id];
  if (ids === undefined) {
    return { capacityReservations: [], unknownCapacityReservations: [ResourceGroupArn ?? ''] };
  }
  const known = ids.length > 0 ? await describeKnown(clients, ids) : [];
  const isKnown = (id: string) =>
    known.some(({ CapacityReservationId }) => CapacityReservationId === id);
  const observation: Environment = {
    capacityReservations: known,
    unknownCapacityReservations: ids.filter((id) => !isKnown(id)),
  };
  return Id === undefined ? fittingMembers(desired, observation) : observation;
}

/** Ids of the reservations in the resource group; undefined where the group does not exist. */
async function findMembers(
  { lazy }: Clients,
  Group: string,
): Promise<readonly string[] | undefined> {
  const ids: string[] = [];
  let NextToken: string | undefined;
  do {
    const token = NextToken === undefined ? {} : { NextToken };
    const page = await find(
      'resource-groups:ListGroupResources',
      Group,
      NOT_FOUND.resourceGroup,
      async () => (await lazy()).listGroupResources({ Group, ...token }),
    );
    if (!page) return undefined;
    const arns = (page.Resources ?? []).map(({ Identifier }) => Identifier?.ResourceArn ?? '');
    ids.push(...arns.filter((arn) => arn.includes(':capacity-reservation/')).map(lastPart));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return ids;
}

/** EC2 refuses the whole call where one reservation does not exist; then each is described in a call of its own. */
async function describeKnown(
  clients: Clients,
  ids: readonly string[],
): Promise<readonly CapacityReservation[]> {
  const describe = (some: readonly string[]) =>
    find('ec2:DescribeCapacityReservations', some.join(', '), NOT_FOUND.capacityReservation, () =>
      describeAll(clients, { CapacityReservationIds: [...some] }),
    );
  const together = await describe(ids);
  if (together) return together;
  if (ids.length === 1) return [];
  return (await Promise.all(ids.map((id) => describe([id])))).flatMap((each) => each ?? []);
}

async function describeAll(
  { ec2 }: Clients,
  input: DescribeCapacityReservationsCommandInput,
): Promise<readonly CapacityReservation[]> {
  const reservations: CapacityReservation[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ec2.send(
      new DescribeCapacityReservationsCommand({ ...input, ...(NextToken && { NextToken }) }),
    );
    reservations.push(...(page.CapacityReservations ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return reservations;
}

/** EC2 reports no zone for a placement group, but one for each instance and each reservation in it. */
export async function findNamedPlacementGroup(
  clients: Clients,
  named: NamedGroup,
): Promise<NamedPlacementGroup | 'absent'> {
  const group = await describePlacementGroup(clients, named);
  if (!group) return 'absent';
  const [ofInstances, ofReservations] = await Promise.all([
    zoneOfInstances(clients, group),
    zoneOfReservations(clients, group.GroupArn),
  ]);
  const zone = ofInstances ?? ofReservations;
  return { group, ...(zone && { zone }) };
}

/** A group that another account shares may have the name of one of this account. */
async function zoneOfInstances(
  { ec2 }: Clients,
  { GroupName: name = '', GroupId }: PlacementGroup,
): Promise<Zone | undefined> {
  let NextToken: string | undefined;
  do {
    const page = await send('ec2:DescribeInstances', name, () =>
      ec2.send(
        new DescribeInstancesCommand({
          Filters: [
            { Name: 'placement-group-name', Values: [name] },
            { Name: 'instance-state-name', Values: ['pending', 'running'] },
          ],
          ...(NextToken && { NextToken }),
        }),
      ),
    );
    // a page may be empty and not the last (EC2 API reference, pagination)
    const instance = (page.Reservations ?? [])
      .flatMap(({ Instances = [] }) => Instances)
      .find(({ Placement }) => [undefined, GroupId].includes(Placement?.GroupId));
    if (instance) {
      return withoutUndefined({
        zoneId: instance.Placement?.AvailabilityZoneId,
        zoneName: instance.Placement?.AvailabilityZone,
      });
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return undefined;
}

async function zoneOfReservations(
  clients: Clients,
  arn: string | undefined,
): Promise<Zone | undefined> {
  if (!arn) return undefined;
  const [reservation] = await send('ec2:DescribeCapacityReservations', arn, () =>
    describeAll(clients, {
      Filters: [
        { Name: 'placement-group-arn', Values: [arn] },
        { Name: 'state', Values: ['active'] },
      ],
    }),
  );
  return (
    reservation &&
    withoutUndefined({
      zoneId: reservation.AvailabilityZoneId,
      zoneName: reservation.AvailabilityZone,
    })
  );
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
