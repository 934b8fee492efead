/**
 * A row for every path that a template can give: two values of it, and what else the template and the world have.
 * The type fails to compile where schema.json, through the types that are generated from it, has a path more or less.
 */
import type { Properties } from '../../src/core/model/properties';
import { addGroup } from '../reconcile/shared-group';
import type { NewReservation } from '../world/capacity-reservations';
import { CLUSTER, NODE_ROLE, type Scene, ZONES } from '../world/scene';
import type { World } from '../world/world';
import type { TemplatePath, ValueAt } from './paths';

export interface Sample<V = unknown> {
  /** Other properties, the same before and after; at the path itself it says what the value is put into. */
  readonly base?: Partial<Properties>;
  readonly from: V;
  /** Not the default, so that its removal is a change. */
  readonly to: V;
  /** Of what sometimes replaces the node group: a value in the place of `from` that does. */
  readonly replacing?: V;
  /** What happens in the world between create and update. */
  readonly between?: (world: World) => void;
  /** Properties that cannot stay when this one is removed. */
  readonly goWithIt?: readonly (keyof Properties)[];
}
type Row<V> = Sample<V> | ((made: Scene) => Sample<V>);
type Samples = { readonly [P in TemplatePath]: Row<ValueAt<Properties, P>> };

/** Two cards, four disks. */
const TYPE = 'hpc6id.32xlarge';
/** Two cards with two places each. */
const TWO_PLACES = ['hpc7a.96xlarge'];
const [GROUP_A, GROUP_B] = ['sg-0000000000000a001', 'sg-0000000000000a002'] as const;
const [IMAGE_A, IMAGE_B] = ['ami-0000000000000c001', 'ami-0000000000000c002'] as const;
const REPAIR = {
  NodeMonitoringCondition: 'AcceleratedInstanceReady',
  NodeUnhealthyReason: 'NvidiaXID13Error',
  MinRepairWaitTimeMins: 15,
  RepairAction: 'Reboot',
} as const;
const [FIRST, SECOND] = [
  { NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'interface' },
  { NetworkCardIndex: 1, DeviceIndex: 1, InterfaceType: 'efa-only' },
] as const;

/** What every template has. */
export function common({ subnetIds }: Scene): Properties {
  return {
    ClusterName: CLUSTER,
    NodeRole: NODE_ROLE,
    Subnets: [...subnetIds],
    InstanceTypes: [TYPE],
    ScalingConfig: { MinSize: 1, MaxSize: 4, DesiredSize: 2 },
  };
}

export const SAMPLES: Samples = {
  ClusterName: ({ world, vpcId }) => {
    world.addCluster({ name: 'inference', vpcId });
    return { from: CLUSTER, to: 'inference' };
  },
  NodegroupName: { from: 'first', to: 'second' },
  NodeRole: { from: NODE_ROLE, to: `${NODE_ROLE}-2` },
  Subnets: ({ subnetIds: [a, b, c] }) => ({ from: [a, b], to: [c, a], replacing: [b, c] }),
  InstanceTypes: { from: [TYPE], to: TWO_PLACES },
  AmiType: { from: 'AL2023_x86_64_STANDARD', to: 'BOTTLEROCKET_x86_64' },
  ImageId: ({ world }) => ({
    base: { UserData: '#!/bin/sh\njoin' },
    from: world.addImage({ ImageId: IMAGE_A }),
    to: world.addImage({ ImageId: IMAGE_B, RootDeviceName: '/dev/sda1' }),
    goWithIt: ['UserData'],
  }),
  // EC2 does not sell the HPC types as Spot Instances
  CapacityType: { base: { InstanceTypes: ['c5n.18xlarge'] }, from: 'ON_DEMAND', to: 'SPOT' },

  CapacityReservation: (made) => ({
    from: { Id: reserved(made) },
    to: { Id: reserved(made) },
    replacing: { Preference: 'none' },
  }),
  'CapacityReservation.Id': (made) => ({
    from: reserved(made),
    to: reserved(made),
    replacing: reserved(made, ZONES[2]),
  }),
  'CapacityReservation.ResourceGroupArn': (made) => ({
    from: made.world.addResourceGroup('one', [reserved(made)]),
    to: made.world.addResourceGroup('two', [reserved(made)]),
    replacing: made.world.addResourceGroup('elsewhere', [reserved(made, ZONES[2])]),
  }),
  'CapacityReservation.Preference': (made) => {
    for (const zone of ZONES) reserved(made, { ...zone, match: 'open' });
    return { from: 'open', to: 'none', replacing: 'capacity-reservations-only' };
  },

  ScalingConfig: {
    from: { MinSize: 1, MaxSize: 4, DesiredSize: 2 },
    to: { MinSize: 2, MaxSize: 6, DesiredSize: 3 },
  },
  'ScalingConfig.MinSize': { from: 1, to: 2 },
  'ScalingConfig.MaxSize': { from: 4, to: 6 },
  'ScalingConfig.DesiredSize': { from: 2, to: 3 },

  UpdateConfig: {
    from: { MaxUnavailable: 2 },
    to: { MaxUnavailablePercentage: 50, UpdateStrategy: 'MINIMAL' },
  },
  'UpdateConfig.MaxUnavailable': { from: 2, to: 3 },
  'UpdateConfig.MaxUnavailablePercentage': { from: 25, to: 50 },
  'UpdateConfig.UpdateStrategy': { from: 'DEFAULT', to: 'MINIMAL' },

  NodeRepairConfig: {
    from: { Enabled: true, MaxParallelNodesRepairedCount: 1 },
    to: { Enabled: true, MaxUnhealthyNodeThresholdPercentage: 20 },
  },
  'NodeRepairConfig.Enabled': { from: false, to: true },
  'NodeRepairConfig.MaxUnhealthyNodeThresholdCount': { ...repairing(), from: 2, to: 3 },
  'NodeRepairConfig.MaxUnhealthyNodeThresholdPercentage': { ...repairing(), from: 20, to: 30 },
  'NodeRepairConfig.MaxParallelNodesRepairedCount': { ...repairing(), from: 1, to: 2 },
  'NodeRepairConfig.MaxParallelNodesRepairedPercentage': { ...repairing(), from: 10, to: 20 },
  'NodeRepairConfig.NodeRepairConfigOverrides': {
    ...repairing(),
    from: [REPAIR, { ...REPAIR, NodeUnhealthyReason: 'NvidiaXID48Error' }],
    to: [{ ...REPAIR, RepairAction: 'Replace' }],
  },
  'NodeRepairConfig.NodeRepairConfigOverrides[].NodeMonitoringCondition': {
    ...repairing([REPAIR]),
    from: 'AcceleratedInstanceReady',
    to: 'NetworkingReady',
  },
  'NodeRepairConfig.NodeRepairConfigOverrides[].NodeUnhealthyReason': {
    ...repairing([REPAIR]),
    from: 'NvidiaXID13Error',
    to: 'NvidiaXID48Error',
  },
  'NodeRepairConfig.NodeRepairConfigOverrides[].MinRepairWaitTimeMins': {
    ...repairing([REPAIR]),
    from: 15,
    to: 30,
  },
  'NodeRepairConfig.NodeRepairConfigOverrides[].RepairAction': {
    ...repairing([REPAIR]),
    from: 'Reboot',
    to: 'NoAction',
  },

  WarmPoolConfig: {
    from: { Enabled: true, MinSize: 1 },
    to: { Enabled: true, MaxGroupPreparedCapacity: 3, PoolState: 'RUNNING', ReuseOnScaleIn: true },
  },
  'WarmPoolConfig.Enabled': { from: false, to: true },
  'WarmPoolConfig.MinSize': { ...warm(), from: 1, to: 2 },
  'WarmPoolConfig.MaxGroupPreparedCapacity': { ...warm(), from: 3, to: 4 },
  'WarmPoolConfig.PoolState': { ...warm(), from: 'STOPPED', to: 'RUNNING' },
  'WarmPoolConfig.ReuseOnScaleIn': { ...warm(), from: false, to: true },

  Labels: { from: { team: 'ml', stage: 'test' }, to: { team: 'hpc', cost: '7' } },
  Taints: {
    from: [
      { Key: 'efa', Value: 'only', Effect: 'NO_SCHEDULE' },
      { Key: 'batch', Effect: 'PREFER_NO_SCHEDULE' },
    ],
    to: [{ Key: 'efa', Value: 'first', Effect: 'NO_SCHEDULE' }],
  },
  'Taints[].Key': { ...tainted(), from: 'efa', to: 'gpu' },
  'Taints[].Value': { ...tainted(), from: 'only', to: 'first' },
  'Taints[].Effect': { ...tainted(), from: 'NO_SCHEDULE', to: 'NO_EXECUTE' },
  Tags: { from: { team: 'ml', stage: 'test' }, to: { team: 'hpc', cost: '7' } },
  InstanceTags: { from: { owner: 'hpc', stage: 'test' }, to: { owner: 'ml', cost: '7' } },

  // EKS makes nodes of the cluster's version alone
  Version: { from: '1.33', between: upgrade, to: '1.34' },
  ReleaseVersion: { from: '1.33.0-20251001', to: '1.33.5-20251120' },
  ForceUpdateEnabled: { from: false, to: true },

  Volume: {
    from: { SizeGiB: 200, Type: 'io2', Iops: 9000, KmsKeyId: 'alias/nodes' },
    to: { SizeGiB: 300, Type: 'gp3', Iops: 4000, Throughput: 250, Encrypted: false },
  },
  'Volume.SizeGiB': { from: 200, to: 300 },
  'Volume.Type': { from: 'gp3', to: 'gp2' },
  'Volume.Iops': { from: 4000, to: 5000 },
  'Volume.Throughput': { from: 250, to: 300 },
  'Volume.Encrypted': { from: true, to: false },
  'Volume.KmsKeyId': { from: 'alias/nodes', to: 'alias/others' },
  'Volume.SnapshotId': ({ world }) => ({
    base: { AmiType: 'BOTTLEROCKET_x86_64' },
    from: world.addSnapshot(),
    to: world.addSnapshot(),
  }),
  'Volume.VolumeInitializationRate': ({ world }) => ({
    base: { AmiType: 'BOTTLEROCKET_x86_64', Volume: { SnapshotId: world.addSnapshot() } },
    from: 100,
    to: 300,
  }),

  AdditionalVolumes: {
    from: [
      { DeviceName: '/dev/sdf', SizeGiB: 500, Type: 'gp3', Encrypted: true },
      { DeviceName: '/dev/sdg', SizeGiB: 100, Type: 'gp2', Encrypted: false },
    ],
    to: [{ DeviceName: '/dev/sdg', SizeGiB: 200, Type: 'gp2', Encrypted: false }],
  },
  'AdditionalVolumes[].DeviceName': { ...attached(), from: '/dev/sdg', to: '/dev/sdh' },
  'AdditionalVolumes[].SizeGiB': ({ world }) => {
    const volume = { SnapshotId: world.addSnapshot(), Type: 'gp3', Encrypted: true } as const;
    const AdditionalVolumes = ['/dev/sdf', '/dev/sdk'].map((DeviceName) => ({
      ...volume,
      DeviceName,
    }));
    return { base: { AdditionalVolumes }, from: 600, to: 700 };
  },
  'AdditionalVolumes[].Type': { ...attached(), from: 'gp3', to: 'gp2' },
  'AdditionalVolumes[].Iops': { ...attached(), from: 4000, to: 5000 },
  'AdditionalVolumes[].Throughput': { ...attached(), from: 250, to: 300 },
  'AdditionalVolumes[].Encrypted': { ...attached(), from: true, to: false },
  'AdditionalVolumes[].KmsKeyId': { ...attached(), from: 'alias/nodes', to: 'alias/others' },
  'AdditionalVolumes[].SnapshotId': ({ world }) => ({
    ...attached(),
    from: world.addSnapshot(),
    to: world.addSnapshot(),
  }),
  'AdditionalVolumes[].VolumeInitializationRate': ({ world }) => ({
    ...attached({ SnapshotId: world.addSnapshot() }),
    from: 100,
    to: 300,
  }),

  KeyName: ({ world }) => {
    for (const name of ['operations', 'support']) world.addKeyPair(name);
    return { from: 'operations', to: 'support' };
  },
  Monitoring: { from: false, to: true },
  MetadataOptions: {
    from: { HttpPutResponseHopLimit: 2 },
    to: { HttpTokens: 'optional', HttpPutResponseHopLimit: 3 },
  },
  'MetadataOptions.HttpTokens': { from: 'required', to: 'optional' },
  'MetadataOptions.HttpPutResponseHopLimit': { from: 2, to: 3 },
  'MetadataOptions.InstanceMetadataTags': { from: 'enabled', to: 'disabled' },
  CpuOptions: {
    from: { CoreCount: 32, ThreadsPerCore: 1 },
    to: { CoreCount: 64, ThreadsPerCore: 1 },
  },
  'CpuOptions.CoreCount': {
    base: { CpuOptions: { CoreCount: 4, ThreadsPerCore: 1 } },
    from: 32,
    to: 64,
  },
  'CpuOptions.ThreadsPerCore': {
    base: { InstanceTypes: ['c5n.18xlarge'], CpuOptions: { CoreCount: 36, ThreadsPerCore: 1 } },
    from: 1,
    to: 2,
  },
  LocalStorage: { from: 'RAID10', to: 'Mount' },
  MaxPods: { from: 40, to: 60 },
  PreBootstrapUserData: { from: '#!/bin/sh\necho first', to: '#!/bin/sh\necho second' },
  UserData: ({ world }) => ({
    base: { ImageId: world.addImage({ ImageId: IMAGE_A }) },
    from: '#!/bin/sh\njoin first',
    to: '#!/bin/sh\njoin second',
  }),
  SecurityGroupIds: (made) => {
    addGroups(made, []);
    return { from: [GROUP_A], to: [GROUP_B, GROUP_A] };
  },

  Efa: {
    base: { InstanceTypes: TWO_PLACES },
    from: { InterfaceLayout: 'EFA_ALL' },
    to: { InterfaceLayout: 'ENA_PRIMARY', SecurityGroup: 'NONE' },
  },
  'Efa.InterfaceLayout': {
    base: { InstanceTypes: TWO_PLACES },
    from: 'EFA_ALL',
    to: 'ENA_PRIMARY',
  },
  'Efa.NetworkInterfaces': {
    base: { InstanceTypes: TWO_PLACES },
    from: [FIRST, SECOND],
    to: [FIRST, { NetworkCardIndex: 0, DeviceIndex: 1, InterfaceType: 'efa-only' }],
  },
  'Efa.NetworkInterfaces[].NetworkCardIndex': { ...listed(), from: 0, to: 1 },
  'Efa.NetworkInterfaces[].DeviceIndex': { ...listed(), from: 0, to: 1 },
  'Efa.NetworkInterfaces[].InterfaceType': { ...listed(), from: 'efa', to: 'efa-only' },
  'Efa.SecurityGroup': { from: 'CREATE', to: 'NONE' },
  'Efa.SecurityGroupId': (made) => {
    addGroups(made, ['inbound', 'outbound']);
    return { from: GROUP_A, to: GROUP_B };
  },

  Placement: {
    from: { Group: 'CREATE', AvailabilityZone: ZONES[1].zone },
    to: { Group: 'NONE', AvailabilityZone: ZONES[2].zone },
  },
  'Placement.AvailabilityZone': { from: ZONES[1].zone, to: ZONES[2].zone },
  'Placement.AvailabilityZoneId': { from: ZONES[1].zoneId, to: ZONES[2].zoneId },
  'Placement.Group': { from: 'CREATE', to: 'NONE' },
  'Placement.GroupName': ({ world }) => ({
    from: world.addPlacementGroup('theirs'),
    to: world.addPlacementGroup('others'),
  }),
  'Placement.GroupId': ({ world }) => ({
    from: world.addSharedGroup('theirs'),
    to: world.addSharedGroup('others'),
  }),
};

function upgrade({ account }: World): void {
  const cluster = account.clusters.get(CLUSTER);
  if (cluster) account.clusters.put(CLUSTER, { ...cluster, version: '1.34' });
}

function reserved(
  { world }: Scene,
  more: Pick<NewReservation, 'zone' | 'zoneId' | 'match'> = ZONES[1],
): string {
  return world.addReservation({ ...more, instanceType: TYPE, count: 10 });
}

function repairing(
  overrides?: NonNullable<Properties['NodeRepairConfig']>['NodeRepairConfigOverrides'],
) {
  const more = overrides && { NodeRepairConfigOverrides: overrides };
  return { base: { NodeRepairConfig: { Enabled: true, ...more } } };
}

function warm() {
  return { base: { WarmPoolConfig: { Enabled: true } } };
}

function tainted() {
  return { base: { Taints: [{ Key: 'efa', Value: 'only', Effect: 'NO_SCHEDULE' }] } } as const;
}

/** The first of two is varied. */
function attached(more: Partial<NonNullable<Properties['AdditionalVolumes']>[number]> = {}) {
  const volume = { DeviceName: '/dev/sdf', SizeGiB: 500, Type: 'gp3', Encrypted: true } as const;
  const other = { ...volume, DeviceName: '/dev/sdk' };
  return { base: { AdditionalVolumes: [{ ...volume, ...more }, other] } };
}

/** The first one is varied. */
function listed() {
  const base = { InstanceTypes: TWO_PLACES, Efa: { NetworkInterfaces: [SECOND, FIRST] } };
  return { base };
}

function addGroups({ world, vpcId }: Scene, directions: readonly ('inbound' | 'outbound')[]) {
  for (const id of [GROUP_A, GROUP_B]) addGroup(world, { id, vpcId, directions });
}
