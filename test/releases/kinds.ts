/**
 * The kinds of node groups whose lives are recorded. A recording stands on what `prepare` and `happens` do to
 * the world, so neither changes once a release has recorded the kind; a new kind is added beside.
 */
import { addGroup, SHARED_GROUP } from '../reconcile/shared-group';
import type { Json } from '../registry/cloudformation';
import { CLUSTER, NODE_ROLE, type Scene, scene, ZONES } from '../world/scene';
import type { World } from '../world/world';

export const STEPS = [
  'create',
  'read',
  'unchanged',
  'in place',
  'roll',
  'roll back',
  'delete',
] as const;
export type Step = (typeof STEPS)[number];

interface Kind {
  /** Makes what the node group needs; gives its properties beside the common ones. */
  readonly prepare: (scene: Scene) => Json;
  /** The properties that the update in place and then the update that rolls change. */
  readonly inPlace: Json;
  readonly roll: Json;
  readonly stackTags?: Readonly<Record<string, string>>;
  /** What happens in the world before a step. */
  readonly happens?: Partial<Record<Step, (world: World) => void>>;
}

export interface Templates {
  readonly created: Json;
  readonly changed: Json;
  readonly rolled: Json;
}

/** AWS is quick, so that there are few polls. */
const TIMINGS = {
  nodegroupCreate: 20,
  nodegroupDelete: 20,
  instanceLinger: 20,
  configUpdate: 20,
  versionUpdate: 20,
} as const;

const OWN_GROUPS = ['sg-0000000000000a001', 'sg-0000000000000a002'] as const;
const IMAGE = 'ami-0000000000000c001';
const RESERVED = { ...ZONES[1], instanceType: 'p5.48xlarge' } as const;
const LARGER = { Volume: { SizeGiB: 200 } } as const;
const SCALED = {
  Labels: { team: 'ml' },
  ScalingConfig: { MinSize: 1, MaxSize: 10, DesiredSize: 3 },
} as const;
const usual = (properties: Json): Kind => ({
  prepare: () => properties,
  inPlace: SCALED,
  roll: LARGER,
});

export const KINDS: Readonly<Record<string, Kind>> = {
  'p5-default': usual({ InstanceTypes: ['p5.48xlarge'] }),
  'efa-all': usual({
    InstanceTypes: ['p5en.48xlarge'],
    Efa: { InterfaceLayout: 'EFA_ALL' },
    LocalStorage: 'RAID0',
  }),
  'ena-primary': usual({
    InstanceTypes: ['trn1.32xlarge'],
    Efa: { InterfaceLayout: 'ENA_PRIMARY', SecurityGroup: 'CREATE' },
  }),
  'card-0-without-efa': usual({ InstanceTypes: ['p6-b300.48xlarge'] }),
  'own-security-groups': {
    ...usual({}),
    prepare: ({ world, vpcId }) => {
      addGroup(world, { vpcId });
      for (const id of OWN_GROUPS) addGroup(world, { id, vpcId, directions: [] });
      return {
        InstanceTypes: ['hpc7a.96xlarge'],
        SecurityGroupIds: [...OWN_GROUPS],
        Efa: { SecurityGroupId: SHARED_GROUP },
      };
    },
  },
  'capacity-reservation': {
    ...usual({}),
    prepare: ({ world }) => ({
      InstanceTypes: ['p5.48xlarge'],
      CapacityReservation: { Id: world.addReservation({ ...RESERVED, count: 10 }) },
    }),
  },
  'reservation-group': {
    ...usual({}),
    prepare: ({ world }) => {
      const id = world.addReservation({ ...RESERVED, count: 10 });
      return {
        InstanceTypes: ['p5.48xlarge'],
        CapacityReservation: { ResourceGroupArn: world.addResourceGroup('pool', [id]) },
      };
    },
  },
  'capacity-block': {
    prepare: ({ world }) => ({
      InstanceTypes: ['p5.48xlarge'],
      ScalingConfig: { MinSize: 0, MaxSize: 4, DesiredSize: 0 },
      CapacityType: 'CAPACITY_BLOCK',
      CapacityReservation: {
        Id: world.addReservation({
          ...RESERVED,
          count: 4,
          block: true,
          state: 'scheduled',
          startDate: new Date('2026-01-01T10:00:00Z'),
          endDate: new Date('2026-01-15T10:00:00Z'),
        }),
      },
    }),
    // nodes only while the block is active, and none while it rolls
    inPlace: {
      Labels: { team: 'ml' },
      ScalingConfig: { MinSize: 0, MaxSize: 4, DesiredSize: 2 },
    },
    roll: { ...LARGER, ScalingConfig: { MinSize: 0, MaxSize: 4, DesiredSize: 0 } },
    happens: {
      'in place': (world) => {
        const [block] = world.account.capacityReservations.all();
        world.changeReservation(block?.id ?? '', { state: 'active' });
      },
    },
  },
  bottlerocket: {
    prepare: () => ({
      InstanceTypes: ['hpc6id.32xlarge'],
      AmiType: 'BOTTLEROCKET_x86_64',
      MaxPods: 40,
      PreBootstrapUserData: '[settings.kubernetes]\ncluster-dns-ip = "10.0.0.10"\n',
    }),
    inPlace: SCALED,
    roll: { ...LARGER, MaxPods: 60 },
  },
  'custom-image': {
    prepare: ({ world }) => {
      world.addImage({ ImageId: IMAGE, RootDeviceName: '/dev/sda1' });
      return {
        InstanceTypes: ['hpc6id.32xlarge'],
        ImageId: IMAGE,
        UserData: 'MIME-Version: 1.0\nContent-Type: text/plain\n\njoin the cluster ü\n',
      };
    },
    inPlace: SCALED,
    roll: { Monitoring: true },
  },
  'listed-interfaces': usual({
    InstanceTypes: ['c5n.18xlarge', 'c5n.9xlarge'],
    Efa: {
      NetworkInterfaces: [
        { NetworkCardIndex: 0, DeviceIndex: 1, InterfaceType: 'efa-only' },
        { NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'interface' },
      ],
    },
  }),
  'named-placement-group': {
    ...usual({}),
    prepare: ({ world }) => ({
      InstanceTypes: ['i7ie.48xlarge'],
      Placement: { GroupName: world.addPlacementGroup('theirs'), AvailabilityZoneId: 'use1-az2' },
    }),
  },
  'spot-with-nothing-made': usual({
    InstanceTypes: ['g6e.24xlarge'],
    CapacityType: 'SPOT',
    Efa: { SecurityGroup: 'NONE' },
    Placement: { Group: 'NONE' },
    LocalStorage: 'NONE',
  }),
  full: {
    prepare: ({ world }) => {
      for (const name of ['operations', 'support']) world.addKeyPair(name);
      return {
        NodegroupName: 'full',
        InstanceTypes: ['hpc6id.32xlarge'],
        AmiType: 'AL2023_x86_64_STANDARD',
        CapacityType: 'ON_DEMAND',
        UpdateConfig: { MaxUnavailable: 2, UpdateStrategy: 'MINIMAL' },
        NodeRepairConfig: {
          Enabled: true,
          MaxUnhealthyNodeThresholdCount: 2,
          MaxParallelNodesRepairedPercentage: 50,
          NodeRepairConfigOverrides: [
            {
              NodeMonitoringCondition: 'AcceleratedInstanceReady',
              NodeUnhealthyReason: 'NvidiaXID13Error',
              MinRepairWaitTimeMins: 15,
              RepairAction: 'Reboot',
            },
          ],
        },
        WarmPoolConfig: { Enabled: true, MinSize: 1, MaxGroupPreparedCapacity: 4 },
        Labels: { team: 'ml', stage: 'test' },
        Taints: [
          { Key: 'efa', Value: 'only', Effect: 'NO_SCHEDULE' },
          { Key: 'batch', Effect: 'PREFER_NO_SCHEDULE' },
        ],
        Tags: { team: 'ml', purpose: 'training' },
        InstanceTags: { owner: 'hpc' },
        Version: '1.33',
        ForceUpdateEnabled: true,
        Volume: {
          SizeGiB: 200,
          Type: 'gp3',
          Iops: 4000,
          Throughput: 250,
          Encrypted: true,
          KmsKeyId: 'alias/nodes',
        },
        KeyName: 'operations',
        Monitoring: true,
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
        LocalStorage: 'RAID10',
        MaxPods: 110,
        PreBootstrapUserData: '#!/bin/sh\necho prepared',
        Efa: { InterfaceLayout: 'EFA_ALL', SecurityGroup: 'CREATE' },
        Placement: { AvailabilityZone: 'us-east-1b', Group: 'CREATE' },
      };
    },
    inPlace: {
      ...SCALED,
      UpdateConfig: { MaxUnavailablePercentage: 50, UpdateStrategy: 'DEFAULT' },
      NodeRepairConfig: { Enabled: true, MaxUnhealthyNodeThresholdPercentage: 20 },
      WarmPoolConfig: { Enabled: true, MinSize: 2, PoolState: 'RUNNING' },
      Taints: [{ Key: 'efa', Value: 'first', Effect: 'NO_EXECUTE' }],
      Tags: { team: 'hpc', cost: '1' },
    },
    roll: {
      InstanceTags: { owner: 'ml', shift: 'night' },
      Version: '1.34',
      Volume: { SizeGiB: 300, Type: 'io2', Iops: 9000 },
      KeyName: 'support',
      Monitoring: false,
      MetadataOptions: { HttpTokens: 'optional' },
      LocalStorage: 'Mount',
      MaxPods: 50,
      PreBootstrapUserData: '#!/bin/sh\necho changed',
      Efa: { InterfaceLayout: 'ENA_PRIMARY', SecurityGroup: 'CREATE' },
    },
    stackTags: { stage: 'production', 'cost-center': '4711' },
    happens: {
      // no roll back takes the nodes to an earlier version
      roll: ({ account }) => {
        const cluster = account.clusters.get(CLUSTER);
        if (cluster) account.clusters.put(CLUSTER, { ...cluster, version: '1.34' });
      },
    },
  },
};

export function kindNamed(name: string): Kind {
  const kind = KINDS[name];
  if (!kind) throw new Error(`no kind ${name}`);
  return kind;
}

/** A fresh world with what the kind needs, and the properties that its stack gives from step to step. */
export function prepared(name: string): { readonly world: World; readonly templates: Templates } {
  const kind = kindNamed(name);
  const made = scene({ timings: TIMINGS });
  const created = {
    ClusterName: CLUSTER,
    NodeRole: NODE_ROLE,
    Subnets: [...made.subnetIds],
    ScalingConfig: { MinSize: 2, MaxSize: 10, DesiredSize: 2 },
    ...kind.prepare(made),
  };
  const changed = { ...created, ...kind.inPlace };
  return {
    world: made.world,
    templates: { created, changed, rolled: { ...changed, ...kind.roll } },
  };
}
