/** The operations whose whole plans are kept as files. */

import type {
  CapacityReservation,
  InstanceTypeInfo,
  LaunchTemplateVersion,
  SecurityGroup,
  Subnet,
} from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import type { Decision } from '../../src/core/model/decision';
import type { LaunchTemplateFact } from '../../src/core/model/facts';
import type { Properties } from '../../src/core/model/properties';
import type { CreateRequest, Request } from '../../src/core/model/request';
import { plan } from '../../src/core/plan/plan';
import type { Snapshot } from '../../src/core/plan/simulate';
import { selfRule } from '../../src/core/security-group/self-rules';
import { P6E_GB200 } from '../core/documented-types';
import { typeNamed } from '../core/given';
import { create, remove, update } from '../reconcile/driver';
import { BLOCK, LOCAL_ZONE, RESERVATION, ULTRASERVER } from './reservations';

const VPC = 'vpc-0000000000000001';
const CLUSTER_GROUP = 'sg-00000000000000c1';
const SHARED_GROUP = 'sg-00000000000000ef';
/** Created with the living node group. */
const OWN_GROUP = 'sg-00000000000000e1';
const ZONES = ['use1-az1', 'use1-az2', 'use1-az4'] as const;
interface Setting {
  readonly type?: string;
  /** Whether the cluster's security group already lets EFA traffic through. */
  readonly clusterGroupServes?: boolean;
  readonly reservation?: CapacityReservation;
  readonly properties?: Partial<Properties>;
}

export interface GoldenPlan {
  readonly name: string;
  readonly decisions: () => readonly Decision[];
}

export const GOLDEN_PLANS: readonly GoldenPlan[] = [
  ...[
    'p5.48xlarge',
    'p5en.48xlarge',
    'p6-b200.48xlarge',
    'p6-b300.48xlarge',
    'trn1.32xlarge',
    'trn2.48xlarge',
    'hpc6id.32xlarge',
    'hpc7a.96xlarge',
    'c7gn.16xlarge',
    'i7ie.48xlarge',
    'g6e.24xlarge',
    'c5n.18xlarge',
  ].map((type) => ({ name: `create-${type}`, decisions: () => created({ type }) })),
  {
    // from the documentation, not from a recorded answer; sold as Capacity Blocks, in a Local Zone
    name: 'create-p6e-gb200.36xlarge-capacity-block',
    decisions: () =>
      created({
        type: 'p6e-gb200.36xlarge',
        reservation: ULTRASERVER,
        properties: {
          Subnets: [subnetId(LOCAL_ZONE.AvailabilityZoneId)],
          ScalingConfig: { MinSize: 0, MaxSize: 18, DesiredSize: 18 },
          CapacityReservation: { Id: ULTRASERVER.CapacityReservationId ?? '' },
        },
      }),
  },
  {
    name: 'create-p5.48xlarge-reservation',
    decisions: () =>
      created({
        reservation: RESERVATION,
        properties: { CapacityReservation: { Id: RESERVATION.CapacityReservationId ?? '' } },
      }),
  },
  {
    name: 'create-p5.48xlarge-capacity-block',
    decisions: () =>
      created({
        reservation: BLOCK,
        properties: {
          ScalingConfig: { MinSize: 0, MaxSize: 4 },
          CapacityReservation: { Id: BLOCK.CapacityReservationId ?? '' },
        },
      }),
  },
  {
    name: 'create-c5n.18xlarge-two-types-and-a-list',
    decisions: () =>
      created({
        type: 'c5n.18xlarge',
        properties: {
          InstanceTypes: ['c5n.18xlarge', 'c5n.9xlarge'],
          Efa: {
            NetworkInterfaces: [
              { NetworkCardIndex: 0, DeviceIndex: 1, InterfaceType: 'efa-only' },
              { NetworkCardIndex: 0, DeviceIndex: 0, InterfaceType: 'interface' },
            ],
            SecurityGroupId: SHARED_GROUP,
          },
        },
      }),
  },
  {
    name: 'create-p5.48xlarge-cluster-group-serves',
    decisions: () => created({ clusterGroupServes: true }),
  },
  {
    name: 'create-p5.48xlarge-ena-primary-without-groups',
    decisions: () =>
      created({
        properties: {
          Efa: { InterfaceLayout: 'ENA_PRIMARY', SecurityGroup: 'NONE' },
          Placement: { Group: 'NONE' },
          LocalStorage: 'NONE',
        },
      }),
  },
  {
    name: 'update-in-place',
    decisions: () => updated({ Labels: { team: 'ml' }, Tags: { project: 'llm' } }),
  },
  { name: 'update-that-rolls', decisions: () => updated({ LocalStorage: 'Mount' }) },
  {
    name: 'update-all-at-once',
    decisions: () =>
      updated({
        Labels: { team: 'ml' },
        Tags: { project: 'llm' },
        ScalingConfig: { MinSize: 2, MaxSize: 12, DesiredSize: 2 },
        Volume: { SizeGiB: 500 },
        Efa: { SecurityGroup: 'NONE' },
      }),
  },
  { name: 'delete', decisions: () => deleted() },
];

function propertiesOf({ type = 'p5.48xlarge', properties }: Setting): Properties {
  return {
    ClusterName: 'training',
    NodeRole: 'arn:aws:iam::123456789012:role/node',
    Subnets: ZONES.map(subnetId),
    InstanceTypes: [type],
    ScalingConfig: { MinSize: 2, MaxSize: 10, DesiredSize: 2 },
    ...properties,
  };
}

function subnetId(zoneId: string): string {
  return `subnet-00000000000000a${zoneId.at(-1)}`;
}

function lookupsOf(setting: Setting): Snapshot {
  const { clusterGroupServes = false, reservation } = setting;
  const { InstanceTypes: types, Efa } = propertiesOf(setting);
  const rules = clusterGroupServes ? [selfRule(CLUSTER_GROUP)] : [];
  const clusterGroup: SecurityGroup = {
    GroupId: CLUSTER_GROUP,
    VpcId: VPC,
    IpPermissions: [selfRule(CLUSTER_GROUP)],
    IpPermissionsEgress: rules,
  };
  const zones = ZONES.map((AvailabilityZoneId, at) => ({
    AvailabilityZoneId,
    AvailabilityZone: `us-east-1${'abc'[at]}`,
  }));
  const subnets = (isInLocalZone(reservation) ? [LOCAL_ZONE] : zones).map(
    (zone, at): Subnet => ({
      SubnetId: subnetId(zone.AvailabilityZoneId),
      VpcId: VPC,
      ...zone,
      AvailableIpAddressCount: 1000 + at,
      MapPublicIpOnLaunch: false,
    }),
  );
  return {
    environment: {
      cluster: {
        name: 'training',
        status: 'ACTIVE',
        resourcesVpcConfig: {
          vpcId: VPC,
          clusterSecurityGroupId: CLUSTER_GROUP,
          endpointPrivateAccess: true,
        },
      },
      subnets,
      unknownSubnetIds: [],
      instanceTypes: types.map(typeOf),
      unknownInstanceTypes: [],
      offerings: Object.fromEntries(types.map((type) => [type, offeringZones(reservation)])),
      securityGroups: [clusterGroup, ...(Efa?.SecurityGroupId ? [sharedGroup()] : [])],
      ...(reservation && { capacityReservations: [reservation], unknownCapacityReservations: [] }),
    },
  };
}

function typeOf(name: string): InstanceTypeInfo {
  return name === P6E_GB200.InstanceType ? P6E_GB200 : typeNamed(name);
}

function offeringZones(reservation: CapacityReservation | undefined): readonly string[] {
  return isInLocalZone(reservation) ? [LOCAL_ZONE.AvailabilityZoneId] : ['use1-az2', 'use1-az4'];
}

function isInLocalZone(reservation: CapacityReservation | undefined): boolean {
  return reservation?.AvailabilityZoneId === LOCAL_ZONE.AvailabilityZoneId;
}

function sharedGroup(): SecurityGroup {
  const rules = [selfRule(SHARED_GROUP)];
  return {
    GroupId: SHARED_GROUP,
    VpcId: VPC,
    IpPermissions: rules,
    IpPermissionsEgress: rules,
  };
}

function created(setting: Setting): readonly Decision[] {
  return plan(create(propertiesOf(setting)), lookupsOf(setting));
}

/** What a create of the plain p5 group leaves behind, as later operations see it. */
function living(): { readonly request: CreateRequest; readonly before: Snapshot } {
  const request = create(propertiesOf({}));
  const calls = created({}).flatMap((decision) => (decision.kind === 'call' ? decision.calls : []));
  const nodegroupCall = calls.find(({ call }) => call === 'eks:CreateNodegroup');
  const templateCall = calls.find(({ call }) => call === 'ec2:CreateLaunchTemplate');
  if (nodegroupCall?.call !== 'eks:CreateNodegroup') throw new Error('no node group planned');
  if (templateCall?.call !== 'ec2:CreateLaunchTemplate') throw new Error('no template planned');
  const tags = nodegroupCall.input.tags ?? {};
  const { clientRequestToken: _token, ...input } = nodegroupCall.input;
  const launchTemplate: LaunchTemplateFact = {
    id: 'lt-00000000000000001',
    defaultVersion: 1,
    tags,
    versions: [
      {
        VersionNumber: 1,
        VersionDescription: templateCall.input.VersionDescription,
        LaunchTemplateData: withOwnGroup(templateCall.input.LaunchTemplateData),
      },
    ],
  };
  return {
    request,
    before: {
      ...lookupsOf({}),
      nodegroup: {
        ...input,
        nodegroupArn: 'arn:aws:eks:us-east-1:123456789012:nodegroup/training/Nodes/1',
        status: 'ACTIVE',
        version: '1.33',
        releaseVersion: '1.33.5-20260505',
        launchTemplate: {
          id: launchTemplate.id,
          name: templateCall.input.LaunchTemplateName,
          version: '1',
        },
      } as Nodegroup,
      launchTemplate,
      securityGroup: {
        id: OWN_GROUP,
        tags,
        selfIngress: true,
        selfEgress: true,
        openEgressIpv4: false,
        openEgressIpv6: false,
        rulesConfirmed: true,
        ruleObservations: 0,
        waitForRules: false,
      },
      placementGroup: { id: 'pg-00000000000000001', name: 'efa', state: 'available', tags },
    },
  };
}

/** The plan of the create names the group after its call: AWS knows it by its id. */
function withOwnGroup(data: unknown): NonNullable<LaunchTemplateVersion['LaunchTemplateData']> {
  const text = JSON.stringify(data);
  return JSON.parse(text.replaceAll('(known after ec2:CreateSecurityGroup)', OWN_GROUP));
}

function updated(change: Partial<Properties>): readonly Decision[] {
  const { request, before } = living();
  return plan(update(request.identity, request.desired, { ...request.desired, ...change }), before);
}

function deleted(): readonly Decision[] {
  const { request, before } = living();
  const deletion: Request = remove(request.identity);
  return plan(deletion, before);
}
