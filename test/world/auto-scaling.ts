/** The Auto Scaling group behind a node group: its instances and their interfaces. */
import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Account, Instance, WorldNodegroup } from './account';
import { reservationFor } from './capacity-reservations';
import { cardOf, isEfaOnly } from './launch-template-rules';
import { placedIn } from './placement-groups';

export interface LaunchFailure {
  readonly code: 'AsgInstanceLaunchFailures' | 'InsufficientFreeAddresses';
  readonly message: string;
}

/** Launches and terminates until the group has its desired size. The answer: what stopped it. */
export function scale(account: Account, nodegroup: WorldNodegroup): LaunchFailure | undefined {
  const desired = nodegroup.scalingConfig.desiredSize;
  const running = instancesOf(account, nodegroup).filter(({ state }) => state === 'running');
  for (const instance of running.slice(desired)) terminate(account, instance);
  for (let count = running.length; count < desired; count += 1) {
    const failure = launch(account, nodegroup);
    account.scalingActivities.push({
      id: account.newUuid(),
      autoScalingGroup: nodegroup.autoScalingGroup,
      at: account.clock.now(),
      statusCode: failure ? 'Failed' : 'Successful',
      description: 'Launching a new EC2 instance',
      statusMessage: failure?.message,
    });
    if (failure) return failure;
  }
  return undefined;
}

/** As EKS has it, which may be out of date. */
export function scalingOfEks({ scalingConfig, desiredSizeOfEks }: WorldNodegroup) {
  return { ...scalingConfig, desiredSize: desiredSizeOfEks ?? scalingConfig.desiredSize };
}

export function instancesOf(account: Account, nodegroup: WorldNodegroup): Instance[] {
  return account.instances
    .all()
    .filter((instance) => instance.autoScalingGroup === nodegroup.autoScalingGroup);
}

/** Instances and interfaces outlive the order to stop: EFA instances by minutes. */
export function terminate(account: Account, instance: Instance): void {
  if (instance.state === 'shutting-down') return;
  account.instances.put(instance.id, { ...instance, state: 'shutting-down' });
  giveBackCapacity(account, instance);
  account.clock.after(account.timings.instanceLinger, () => {
    account.instances.remove(instance.id);
    for (const item of account.interfaces.all()) {
      if (item.instanceId !== instance.id) continue;
      account.interfaces.remove(item.id);
      if (item.interfaceType !== 'efa-only') addFreeAddresses(account, item.subnetId, 1);
    }
  });
}

export function templateDataOf(
  account: Account,
  nodegroup: WorldNodegroup,
): RequestLaunchTemplateData {
  const template = account.templates.get(nodegroup.copyTemplateId ?? '');
  const version = template?.versions.find(({ number }) => number === template.latestVersion);
  return version?.data ?? {};
}

function launch(account: Account, nodegroup: WorldNodegroup): LaunchFailure | undefined {
  const data = templateDataOf(account, nodegroup);
  const instanceType = data.InstanceType ?? nodegroup.instanceTypes?.[0] ?? 't3.medium';
  const subnets = nodegroup.subnets.flatMap((id) => account.subnets.get(id) ?? []);
  const interfaces = data.NetworkInterfaces ?? [{ DeviceIndex: 0, NetworkCardIndex: 0 }];
  const addresses = interfaces.filter((item) => !isEfaOnly(item)).length;
  const roomy = subnets.filter((subnet) => subnet.availableIpAddressCount >= addresses);
  if (roomy.length === 0) {
    return {
      code: 'InsufficientFreeAddresses',
      message: 'One or more of the subnets does not have enough free IP addresses.',
    };
  }
  const subnet = roomy.find(
    ({ zoneId }) => account.capacity.get(`${instanceType}/${zoneId}`) !== 0,
  );
  if (!subnet) {
    // The words of an Auto Scaling activity.
    return {
      code: 'AsgInstanceLaunchFailures',
      message: `Could not launch On-Demand Instances. InsufficientInstanceCapacity - We currently do not have sufficient ${instanceType} capacity in the Availability Zone you requested (${roomy[0]?.zone}). Launching EC2 instance failed.`,
    };
  }
  const reservation = reservationFor(account, data, instanceType, subnet.zoneId);
  if (reservation && 'code' in reservation) {
    return {
      code: 'AsgInstanceLaunchFailures',
      message: `Could not launch On-Demand Instances. ${reservation.code} - ${reservation.text} Launching EC2 instance failed.`,
    };
  }
  const capacityKey = `${instanceType}/${subnet.zoneId}`;
  const left = account.capacity.get(capacityKey);
  if (left !== undefined) account.capacity.set(capacityKey, left - 1);
  addFreeAddresses(account, subnet.id, -addresses);
  const clusterSecurityGroupId =
    account.clusters.get(nodegroup.clusterName)?.clusterSecurityGroupId ?? '';
  const instance: Instance = {
    id: account.newId('i'),
    instanceType,
    state: 'running',
    subnetId: subnet.id,
    placementGroup: placedIn(account.placementGroups.all(), data)?.name,
    placementGroupId: placedIn(account.placementGroups.all(), data)?.id,
    reservationId: reservation?.id,
    autoScalingGroup: nodegroup.autoScalingGroup,
    launchedAt: account.clock.now(),
    tags: {
      ...Object.fromEntries(
        (data.TagSpecifications ?? [])
          .filter((specification) => specification.ResourceType === 'instance')
          .flatMap((specification) => specification.Tags ?? [])
          .map((tag) => [tag.Key ?? '', tag.Value ?? '']),
      ),
      'aws:autoscaling:groupName': nodegroup.autoScalingGroup,
      'eks:cluster-name': nodegroup.clusterName,
      'eks:nodegroup-name': nodegroup.nodegroupName,
    },
  };
  account.instances.put(instance.id, instance);
  for (const item of interfaces) {
    const id = account.newId('eni');
    account.interfaces.put(id, {
      id,
      instanceId: instance.id,
      interfaceType: item.InterfaceType ?? 'interface',
      networkCardIndex: cardOf(item),
      deviceIndex: item.DeviceIndex ?? 0,
      subnetId: subnet.id,
      groupIds: item.Groups ?? data.SecurityGroupIds ?? [clusterSecurityGroupId],
      description: '',
      tags: {},
    });
  }
  return undefined;
}

function giveBackCapacity(account: Account, instance: Instance): void {
  const key = `${instance.instanceType}/${account.subnets.get(instance.subnetId)?.zoneId}`;
  const left = account.capacity.get(key);
  if (left !== undefined) account.capacity.set(key, left + 1);
}

function addFreeAddresses(account: Account, subnetId: string, count: number): void {
  const subnet = account.subnets.get(subnetId);
  if (!subnet) return;
  const availableIpAddressCount = subnet.availableIpAddressCount + count;
  account.subnets.put(subnetId, { ...subnet, availableIpAddressCount });
}
