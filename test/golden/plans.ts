/** The operations whose whole plans are kept as files. */
import type { InstanceTypeInfo, SecurityGroup, Subnet } from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import { type Before, plan } from '../../src/core/plan';
import type { Properties } from '../../src/core/properties';
import { selfRule } from '../../src/core/security-group';
import type { CreateRequest, LaunchTemplateFact, Move, Request } from '../../src/core/types';
import { create, remove, update } from '../reconcile/driver';
import { INSTANCE_TYPES } from '../world/instance-types';

const VPC = 'vpc-0000000000000001';
const CLUSTER_GROUP = 'sg-00000000000000c1';
const ZONES = ['use1-az1', 'use1-az2', 'use1-az4'] as const;

interface Setting {
  readonly type?: string;
  /** Whether the cluster's security group already lets EFA traffic through. */
  readonly clusterGroupServes?: boolean;
  readonly properties?: Partial<Properties>;
}

export interface GoldenPlan {
  readonly name: string;
  readonly moves: () => readonly Move[];
}

export const GOLDEN_PLANS: readonly GoldenPlan[] = [
  ...[
    'p5.48xlarge',
    'p5en.48xlarge',
    'p6-b300.48xlarge',
    'trn1.32xlarge',
    'hpc6id.32xlarge',
    'hpc7a.96xlarge',
    'i7ie.48xlarge',
    'g6e.24xlarge',
    'c5n.18xlarge',
  ].map((type) => ({ name: `create-${type}`, moves: () => created({ type }) })),
  {
    name: 'create-p5.48xlarge-cluster-group-serves',
    moves: () => created({ clusterGroupServes: true }),
  },
  {
    name: 'create-p5.48xlarge-ena-primary-without-groups',
    moves: () =>
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
    moves: () => updated({ Labels: { team: 'ml' }, Tags: { project: 'llm' } }),
  },
  { name: 'update-that-rolls', moves: () => updated({ LocalStorage: 'Mount' }) },
  {
    name: 'update-all-at-once',
    moves: () =>
      updated({
        Labels: { team: 'ml' },
        Tags: { project: 'llm' },
        ScalingConfig: { MinSize: 2, MaxSize: 12, DesiredSize: 2 },
        Volume: { SizeGiB: 500 },
        Efa: { SecurityGroup: 'NONE' },
      }),
  },
  { name: 'delete', moves: () => deleted() },
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

function lookupsOf({ type = 'p5.48xlarge', clusterGroupServes = false }: Setting): Before {
  const rules = clusterGroupServes ? [selfRule(CLUSTER_GROUP)] : [];
  const clusterGroup: SecurityGroup = {
    GroupId: CLUSTER_GROUP,
    VpcId: VPC,
    IpPermissions: [selfRule(CLUSTER_GROUP)],
    IpPermissionsEgress: rules,
  };
  const subnets = ZONES.map(
    (AvailabilityZoneId, at): Subnet => ({
      SubnetId: subnetId(AvailabilityZoneId),
      VpcId: VPC,
      AvailabilityZoneId,
      AvailabilityZone: `us-east-1${'abc'[at]}`,
      AvailableIpAddressCount: 1000 + at,
      MapPublicIpOnLaunch: false,
    }),
  );
  return {
    lookups: {
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
      instanceType: INSTANCE_TYPES.find(
        ({ InstanceType }) => InstanceType === type,
      ) as InstanceTypeInfo,
      offeringZoneIds: ['use1-az2', 'use1-az4'],
      securityGroups: [clusterGroup],
    },
  };
}

function created(setting: Setting): readonly Move[] {
  return plan(create(propertiesOf(setting)), lookupsOf(setting));
}

/** What a create of the plain p5 group leaves behind, as later operations see it. */
function living(): { readonly request: CreateRequest; readonly before: Before } {
  const request = create(propertiesOf({}));
  const steps = created({}).flatMap((move) => (move.kind === 'call' ? move.steps : []));
  const nodegroupStep = steps.find(({ call }) => call === 'eks:CreateNodegroup');
  const templateStep = steps.find(({ call }) => call === 'ec2:CreateLaunchTemplate');
  if (nodegroupStep?.call !== 'eks:CreateNodegroup') throw new Error('no node group planned');
  if (templateStep?.call !== 'ec2:CreateLaunchTemplate') throw new Error('no template planned');
  const tags = nodegroupStep.input.tags ?? {};
  const { clientRequestToken: _token, ...input } = nodegroupStep.input;
  const launchTemplate: LaunchTemplateFact = {
    id: 'lt-00000000000000001',
    defaultVersion: 1,
    tags,
    versions: [
      {
        VersionNumber: 1,
        VersionDescription: templateStep.input.VersionDescription,
        LaunchTemplateData: templateStep.input.LaunchTemplateData as never,
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
        launchTemplate: { id: launchTemplate.id ?? '', version: '1' },
      } as Nodegroup,
      launchTemplate,
      securityGroup: {
        id: 'sg-00000000000000e1',
        tags,
        selfIngress: true,
        selfEgress: true,
        openEgressIpv4: false,
        openEgressIpv6: false,
        rulesSeen: true,
        ruleLooks: 0,
        waitForRules: false,
      },
      placementGroup: { id: 'pg-00000000000000001', name: 'efa', state: 'available', tags },
    },
  };
}

function updated(change: Partial<Properties>): readonly Move[] {
  const { request, before } = living();
  return plan(update(request.identity, request.desired, { ...request.desired, ...change }), before);
}

function deleted(): readonly Move[] {
  const { request, before } = living();
  const deletion: Request = remove(request.identity);
  return plan(deletion, before);
}
