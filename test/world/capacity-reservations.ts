/**
 * Capacity reservations, the resource groups that hold them, and what a launch gets of them.
 * Sources: EC2 API reference CapacityReservation and CapacityReservationSpecification; EC2 user guide
 * create-cr-group, using-cpg-odcr-crg, cr-cpg and ec2-capacity-blocks; EKS user guide capacity-blocks-mng.
 */
import type {
  CapacityReservation,
  DescribeCapacityReservationsCommandInput,
  DescribeCapacityReservationsCommandOutput,
  RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import type { CreateNodegroupCommandInput } from '@aws-sdk/client-eks';
import type { ListGroupResourcesCommandInput } from '@aws-sdk/client-resource-groups';
import type { Account, Subnet } from './account';
import { AwsError } from './aws-error';
import { filtered, type Output, paged } from './ec2-query';
import { eksError } from './eks-errors';
import { placedIn } from './placement-groups';
import type { Call } from './store';

/** What somebody bought; EC2's defaults where nothing is said. */
export interface NewReservation {
  readonly instanceType: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly count: number;
  readonly block?: boolean;
  readonly interruptible?: boolean;
  readonly state?: string;
  readonly tenancy?: string;
  readonly platform?: string;
  readonly match?: 'open' | 'targeted';
  readonly ownerId?: string;
  readonly placementGroupArn?: string;
  readonly outpostArn?: string;
  readonly startDate?: Date;
  readonly endDate?: Date;
}
export interface Reservation extends NewReservation {
  readonly id: string;
}

export interface LaunchRefusal {
  readonly code: string;
  readonly text: string;
}

const EXCEEDED: LaunchRefusal = {
  code: 'ReservationCapacityExceeded',
  text: 'The requested reservation does not have sufficient compatible and available capacity for this request.',
};

export function addReservation(account: Account, reservation: NewReservation): string {
  const id = account.newId('cr');
  account.capacityReservations.put(id, { ...reservation, id });
  return id;
}

export function describeCapacityReservations(
  account: Account,
  input: DescribeCapacityReservationsCommandInput,
  call: Call,
): Output<DescribeCapacityReservationsCommandOutput> {
  const seen = account.capacityReservations.seenBy(call);
  for (const id of input.CapacityReservationIds ?? []) {
    // EC2 error codes: InvalidCapacityReservationId.Malformed
    if (!id.startsWith('cr-')) {
      throw new AwsError(
        'InvalidCapacityReservationId.Malformed',
        `The capacity reservation ID '${id}' is malformed`,
      );
    }
    if (!seen.has(id)) {
      throw new AwsError(
        'InvalidCapacityReservationId.NotFound',
        `The capacity reservation '${id}' does not exist`,
      );
    }
  }
  const chosen = filtered([...seen.values()], input.Filters, {
    'placement-group-arn': ({ placementGroupArn }) => [placementGroupArn],
    state: (one) => [stateOf(one)],
  }).filter(({ id }) => input.CapacityReservationIds?.includes(id) ?? true);
  const { page, NextToken } = paged(chosen, input);
  return { CapacityReservations: page.map((one) => shown(account, one)), NextToken };
}

/** At most 50 a page (Resource Groups API reference). */
export function listGroupResources(account: Account, input: ListGroupResourcesCommandInput) {
  const members = account.resourceGroups.get(input.Group ?? '');
  if (!members) throw new AwsError('NotFoundException', `Cannot find group ${input.Group}.`, 404);
  const { page, NextToken } = paged(members, { MaxResults: 50, ...input });
  const identifiers = page.map((id) => ({
    ResourceArn: arnOf(account, id),
    ResourceType: 'AWS::EC2::CapacityReservation',
  }));
  return {
    Resources: identifiers.map((Identifier) => ({ Identifier })),
    ResourceIdentifiers: identifiers,
    NextToken,
    QueryErrors: [],
  };
}

/** The reservation that a launch uses; undefined for On-Demand capacity. */
export function reservationFor(
  account: Account,
  data: RequestLaunchTemplateData,
  instanceType: string,
  zoneId: string,
): Reservation | LaunchRefusal | undefined {
  const { CapacityReservationPreference: preference, CapacityReservationTarget: target } =
    data.CapacityReservationSpecification ?? {};
  if (preference === 'none') return undefined;
  const { CapacityReservationId: id, CapacityReservationResourceGroupArn: groupArn } = target ?? {};
  const members = groupArn ? account.resourceGroups.get(groupArn) : undefined;
  const named = account.capacityReservations
    .all()
    .filter((one) =>
      id ? one.id === id : groupArn ? members?.includes(one.id) : one.match !== 'targeted',
    );
  const fit = named.find(
    (one) =>
      stateOf(one) === 'active' &&
      one.instanceType === instanceType &&
      one.zoneId === zoneId &&
      (one.tenancy ?? 'default') === 'default' &&
      (one.platform ?? 'Linux/UNIX') === 'Linux/UNIX' &&
      !one.interruptible &&
      (one.block ?? false) === (data.InstanceMarketOptions?.MarketType === 'capacity-block') &&
      isInItsGroup(account, one, groupOf(account, data), groupArn !== undefined) &&
      usedOf(account, one) < one.count,
  );
  if (fit) return fit;
  const [only] = named;
  if (id && !only) {
    return {
      code: 'InvalidCapacityReservationId.NotFound',
      text: `The capacity reservation '${id}' does not exist`,
    };
  }
  if (id && only?.block && stateOf(only) === 'scheduled') {
    return {
      code: 'InvalidCapacityReservationState.PendingActivation',
      text: 'Your Capacity Block is not active yet.',
    };
  }
  return id || preference === 'capacity-reservations-only' ? EXCEEDED : undefined;
}

/** DEFAULT launches new nodes before it ends old ones. */
export function hasSpare(
  account: Account,
  data: RequestLaunchTemplateData,
  instanceType: string,
  zoneId: string,
): boolean {
  const found = reservationFor(account, data, instanceType, zoneId);
  return !(found && 'code' in found);
}

/** A Capacity Block takes the subnets of its own zone alone. */
export function checkCapacityBlock(
  account: Account,
  { capacityType }: CreateNodegroupCommandInput,
  data: RequestLaunchTemplateData,
  subnets: readonly Subnet[],
): void {
  if (capacityType !== 'CAPACITY_BLOCK') return;
  const { CapacityReservationTarget: target } = data.CapacityReservationSpecification ?? {};
  const ids = target?.CapacityReservationId
    ? [target.CapacityReservationId]
    : (account.resourceGroups.get(target?.CapacityReservationResourceGroupArn ?? '') ?? []);
  const blocks = ids.map((id) => account.capacityReservations.get(id));
  if (blocks.some((block) => !block?.block)) {
    throw eksError('InvalidParameterException', 'The capacity reservation is no Capacity Block.');
  }
  if (subnets.length !== 1 || blocks.some((block) => block?.zoneId !== subnets[0]?.zoneId)) {
    throw eksError(
      'InvalidParameterException',
      'Specify the one subnet in the Availability Zone of the Capacity Block.',
    );
  }
}

/** With a resource group and no placement group, reservations inside a group serve as well. */
/** Name of the group that the launch is in. */
function groupOf(account: Account, data: RequestLaunchTemplateData): string | undefined {
  return placedIn(account.placementGroups.all(), data)?.name ?? data.Placement?.GroupName;
}

function isInItsGroup(
  account: Account,
  { placementGroupArn }: Reservation,
  name: string | undefined,
  byResourceGroup: boolean,
): boolean {
  if (placementGroupArn === undefined) return name === undefined;
  return (
    placementGroupArn === account.arn('ec2', `placement-group/${name}`) ||
    (byResourceGroup && name === undefined)
  );
}

function usedOf(account: Account, { id }: Reservation): number {
  return account.instances
    .all()
    .filter(({ reservationId, state }) => reservationId === id && state === 'running').length;
}

function stateOf({ state = 'active' }: Reservation): string {
  return state;
}

function arnOf(account: Account, id: string): string {
  return account.arn('ec2', `capacity-reservation/${id}`);
}

function shown(account: Account, one: Reservation): CapacityReservation {
  const state = stateOf(one);
  const left = one.count - usedOf(account, one);
  return {
    CapacityReservationId: one.id,
    CapacityReservationArn: arnOf(account, one.id),
    OwnerId: one.ownerId ?? account.accountId,
    AvailabilityZone: one.zone,
    AvailabilityZoneId: one.zoneId,
    InstanceType: one.instanceType,
    InstancePlatform: (one.platform ?? 'Linux/UNIX') as 'Linux/UNIX',
    Tenancy: (one.tenancy ?? 'default') as 'default',
    TotalInstanceCount: one.count,
    AvailableInstanceCount: state === 'active' ? left : 0,
    State: state as 'active',
    StartDate: one.startDate ?? account.clock.now(),
    EndDateType: one.endDate ? 'limited' : 'unlimited',
    ...(one.endDate && { EndDate: one.endDate }),
    InstanceMatchCriteria: one.match ?? 'targeted',
    ReservationType: one.block ? 'capacity-block' : 'default',
    Interruptible: one.interruptible ?? false,
    ...(one.placementGroupArn && { PlacementGroupArn: one.placementGroupArn }),
    ...(one.outpostArn && { OutpostArn: one.outpostArn }),
  };
}
