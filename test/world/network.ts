import type {
  DescribeInstancesCommandInput,
  DescribeInstancesCommandOutput,
  DescribeNetworkInterfacesCommandInput,
  DescribeNetworkInterfacesCommandOutput,
  DescribeSubnetsCommandInput,
  DescribeSubnetsCommandOutput,
} from '@aws-sdk/client-ec2';
import type { Account } from './account';
import { AwsError } from './aws-error';
import { filtered, type Output, paged } from './ec2-query';
import type { Call } from './store';
import { listOf } from './tags';

export function describeSubnets(
  account: Account,
  input: DescribeSubnetsCommandInput,
  call: Call,
): Output<DescribeSubnetsCommandOutput> {
  const seen = account.subnets.seenBy(call);
  for (const id of input.SubnetIds ?? []) {
    if (seen.has(id)) continue;
    throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
  }
  const subnets = filtered(
    [...seen.values()],
    input.Filters,
    {
      'subnet-id': (subnet) => [subnet.id],
      'vpc-id': (subnet) => [subnet.vpcId],
      'availability-zone': (subnet) => [subnet.zone],
      'availability-zone-id': (subnet) => [subnet.zoneId],
    },
    (subnet) => subnet.tags,
  ).filter((subnet) => input.SubnetIds?.includes(subnet.id) ?? true);
  const { page, NextToken } = paged(subnets, input);
  return {
    Subnets: page.map((subnet) => ({
      SubnetId: subnet.id,
      SubnetArn: account.arn('ec2', `subnet/${subnet.id}`),
      VpcId: subnet.vpcId,
      OwnerId: account.accountId,
      State: 'available',
      AvailabilityZone: subnet.zone,
      AvailabilityZoneId: subnet.zoneId,
      AvailableIpAddressCount: subnet.availableIpAddressCount,
      MapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
      AssignIpv6AddressOnCreation: subnet.assignsIpv6,
      OutpostArn: subnet.outpostArn,
      Ipv6CidrBlockAssociationSet: subnet.assignsIpv6
        ? [{ Ipv6CidrBlock: '2600:1f18::/64', Ipv6CidrBlockState: { State: 'associated' } }]
        : [],
      Tags: listOf(subnet.tags),
    })),
    NextToken,
  };
}

export function describeNetworkInterfaces(
  account: Account,
  input: DescribeNetworkInterfacesCommandInput,
  call: Call,
): Output<DescribeNetworkInterfacesCommandOutput> {
  const seen = account.interfaces.seenBy(call);
  for (const id of input.NetworkInterfaceIds ?? []) {
    if (seen.has(id)) continue;
    throw new AwsError(
      'InvalidNetworkInterfaceID.NotFound',
      `The networkInterface ID '${id}' does not exist`,
    );
  }
  const interfaces = filtered(
    [...seen.values()],
    input.Filters,
    {
      'group-id': (item) => item.groupIds,
      'network-interface-id': (item) => [item.id],
      'subnet-id': (item) => [item.subnetId],
      'attachment.instance-id': (item) => [item.instanceId],
      'interface-type': (item) => [item.interfaceType],
      status: (item) => [item.instanceId === undefined ? 'available' : 'in-use'],
    },
    (item) => item.tags,
  ).filter((item) => input.NetworkInterfaceIds?.includes(item.id) ?? true);
  const { page, NextToken } = paged(interfaces, input);
  return {
    NetworkInterfaces: page.map((item) => ({
      NetworkInterfaceId: item.id,
      InterfaceType: item.interfaceType as never,
      Description: item.description,
      Status: item.instanceId === undefined ? 'available' : 'in-use',
      SubnetId: item.subnetId,
      OwnerId: account.accountId,
      AvailabilityZone: account.subnets.get(item.subnetId)?.zone,
      VpcId: account.subnets.get(item.subnetId)?.vpcId,
      Groups: item.groupIds.map((GroupId) => ({
        GroupId,
        GroupName: account.securityGroups.get(GroupId)?.name,
      })),
      TagSet: listOf(item.tags),
      Attachment:
        item.instanceId === undefined
          ? undefined
          : {
              InstanceId: item.instanceId,
              DeviceIndex: item.deviceIndex,
              NetworkCardIndex: item.networkCardIndex,
              Status: 'attached',
              DeleteOnTermination: true,
            },
    })),
    NextToken,
  };
}

export function describeInstances(
  account: Account,
  input: DescribeInstancesCommandInput,
  call: Call,
): Output<DescribeInstancesCommandOutput> {
  const seen = account.instances.seenBy(call);
  for (const id of input.InstanceIds ?? []) {
    if (seen.has(id)) continue;
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  }
  const interfacesOf = (id: string) =>
    account.interfaces.all().filter((item) => item.instanceId === id);
  const groupIdsOf = (id: string) => [
    ...new Set(interfacesOf(id).flatMap((item) => item.groupIds)),
  ];
  const instances = filtered(
    [...seen.values()],
    input.Filters,
    {
      'instance-id': (instance) => [instance.id],
      'instance-type': (instance) => [instance.instanceType],
      'instance-state-name': (instance) => [instance.state],
      'instance.group-id': (instance) => groupIdsOf(instance.id),
      'network-interface.group-id': (instance) => groupIdsOf(instance.id),
      'placement-group-name': (instance) => [instance.placementGroup],
      'subnet-id': (instance) => [instance.subnetId],
    },
    (instance) => instance.tags,
  ).filter((instance) => input.InstanceIds?.includes(instance.id) ?? true);
  const { page, NextToken } = paged(instances, input);
  return {
    Reservations: page.map((instance) => ({
      ReservationId: instance.id.replace(/^i-/, 'r-'),
      OwnerId: account.accountId,
      Instances: [
        {
          InstanceId: instance.id,
          InstanceType: instance.instanceType as never,
          State: {
            Name: instance.state,
            Code: instance.state === 'running' ? 16 : 32,
          },
          SubnetId: instance.subnetId,
          VpcId: account.subnets.get(instance.subnetId)?.vpcId,
          LaunchTime: instance.launchedAt,
          Placement: {
            AvailabilityZone: account.subnets.get(instance.subnetId)?.zone,
            AvailabilityZoneId: account.subnets.get(instance.subnetId)?.zoneId,
            GroupName: instance.placementGroup ?? '',
            GroupId: instance.placementGroupId,
          },
          NetworkInterfaces: interfacesOf(instance.id).map((item) => ({
            NetworkInterfaceId: item.id,
            InterfaceType: item.interfaceType,
            Groups: item.groupIds.map((GroupId) => ({ GroupId })),
            Attachment: {
              DeviceIndex: item.deviceIndex,
              NetworkCardIndex: item.networkCardIndex,
              Status: 'attached',
            },
          })),
          Tags: listOf(instance.tags),
        },
      ],
    })),
    NextToken,
  };
}
