/** What the tables of this folder start from: one sound request, and what AWS says of it. */

import type { InstanceTypeInfo, SecurityGroup, Subnet } from '@aws-sdk/client-ec2';
import type { Cluster, Nodegroup } from '@aws-sdk/client-eks';
import { FEATURES } from '../../src/core/features';
import { expandLaunchTemplateData } from '../../src/core/launch-template/template';
import {
  userDataHash,
  versionDescription,
} from '../../src/core/launch-template/version-description';
import { choose } from '../../src/core/lifecycle/create/choose';
import { nodegroupTags } from '../../src/core/lifecycle/create/nodegroup-tags';
import { NOTHING_OBSERVED } from '../../src/core/loop/observation';
import type { Choices } from '../../src/core/model/choices';
import type { Progress } from '../../src/core/model/decision';
import type {
  Environment,
  Facts,
  LaunchTemplateFact,
  Observed,
  PlacementGroupFact,
  SecurityGroupFact,
} from '../../src/core/model/facts';
import type { Properties } from '../../src/core/model/properties';
import type {
  CreateRequest,
  DeleteRequest,
  Identity,
  UpdateRequest,
} from '../../src/core/model/request';
import { resourceName } from '../../src/core/ownership/identity';
import { identityTags } from '../../src/core/ownership/tags';
import { selfRule } from '../../src/core/security-group/self-rules';
import { sha256Hex } from '../../src/core/util/hash';
import type { StringMap } from '../../src/core/util/objects';
import recorded from './efa-instance-types.json';

/** Every EFA type of AWS's catalogue as recorded in moto 5.2.5 (scripts/efa-instance-types.py). */
export const EFA_TYPES = recorded as unknown as readonly InstanceTypeInfo[];

export function typeNamed(name: string): InstanceTypeInfo {
  const found = EFA_TYPES.find(({ InstanceType }) => InstanceType === name);
  if (!found) throw new Error(`${name} is not in the recorded catalogue`);
  return found;
}

export const VPC = 'vpc-00000001';
export const CLUSTER_GROUP = 'sg-00000c1a';
export const OWN_GROUP = 'sg-00000efa';
export const TEMPLATE = 'lt-00000001';
export const ROLE = 'arn:aws:iam::123456789012:role/nodes';
export const IDENTITY: Identity = {
  clusterName: 'training',
  nodegroupName: 'nodes-0123456789ab',
  generation: '0123456789ab',
};
export const NAME = resourceName(IDENTITY);
export const OURS = identityTags(IDENTITY, { stackName: 'stack', logicalId: 'Nodes' });

export function subnet(letter: string, free = 1000, more: Partial<Subnet> = {}): Subnet {
  const at = 'abcdef'.indexOf(letter) + 1;
  return {
    SubnetId: `subnet-0000000${letter}`,
    VpcId: VPC,
    AvailabilityZone: `us-east-1${letter}`,
    AvailabilityZoneId: `use1-az${at}`,
    AvailableIpAddressCount: free,
    MapPublicIpOnLaunch: false,
    ...more,
  };
}

export function properties(more: Partial<Properties> = {}): Properties {
  return {
    ClusterName: IDENTITY.clusterName,
    NodeRole: ROLE,
    Subnets: ['subnet-0000000a', 'subnet-0000000b'],
    InstanceTypes: ['p5.48xlarge'],
    ScalingConfig: { MinSize: 2, MaxSize: 10 },
    ...more,
  };
}

const operation = {
  identity: IDENTITY,
  operationKey: sha256Hex('operation'),
  origin: { stackName: 'stack', logicalId: 'Nodes' },
};

export function create(more: Partial<Properties> = {}, stackTags: StringMap = {}): CreateRequest {
  return { ...operation, action: 'CREATE', desired: properties(more), stackTags };
}

/** From one template to the next; what is not named is the same in both. */
export function update(
  previous: Partial<Properties>,
  desired: Partial<Properties>,
  stackTags: { readonly before?: StringMap; readonly now?: StringMap } = {},
): UpdateRequest {
  return {
    ...operation,
    operationKey: sha256Hex('update'),
    action: 'UPDATE',
    previous: properties(previous),
    desired: properties(desired),
    previousStackTags: stackTags.before ?? {},
    stackTags: stackTags.now ?? {},
  };
}

export const DELETE: DeleteRequest = {
  action: 'DELETE',
  identity: IDENTITY,
  operationKey: operation.operationKey,
};

export function progress(more: Partial<Progress> = {}): Progress {
  return { startedAtEpochSeconds: 0, waitedSeconds: 0, waits: 1, checkpoint: {}, ...more };
}

export const SELF_RULES: Pick<SecurityGroup, 'IpPermissions' | 'IpPermissionsEgress'> = {
  IpPermissions: [selfRule(CLUSTER_GROUP)],
  IpPermissionsEgress: [selfRule(CLUSTER_GROUP)],
};

export function cluster(more: Partial<Cluster> = {}): Cluster {
  return {
    name: IDENTITY.clusterName,
    status: 'ACTIVE',
    resourcesVpcConfig: {
      vpcId: VPC,
      clusterSecurityGroupId: CLUSTER_GROUP,
      endpointPrivateAccess: true,
    },
    ...more,
  };
}

export function group(id: string, more: Partial<SecurityGroup> = {}): SecurityGroup {
  return { GroupId: id, VpcId: VPC, IpPermissions: [], IpPermissionsEgress: [], ...more };
}

/** Zones of the types, and of the one that most requests here name. */
export function offeredIn(
  zoneIds: readonly string[],
  types: readonly InstanceTypeInfo[] = [],
): NonNullable<Environment['offerings']> {
  const names = types.map(({ InstanceType = '' }) => InstanceType);
  return Object.fromEntries(['p5.48xlarge', ...names].map((name) => [name, zoneIds]));
}

/** Everything that Create and Update observe; the cluster's group has both self rules. */
export function environment(more: Partial<Environment> = {}): Environment {
  const instanceTypes = more.instanceTypes ?? [typeNamed('p5.48xlarge')];
  return {
    cluster: cluster(),
    subnets: [subnet('a', 100), subnet('b', 1000)],
    unknownSubnetIds: [],
    instanceTypes,
    unknownInstanceTypes: [],
    offerings: offeredIn(['use1-az1', 'use1-az2'], instanceTypes),
    securityGroups: [group(CLUSTER_GROUP, SELF_RULES)],
    readable: true,
    ...more,
  };
}

/** The choices of a sound request. */
export function choices(
  request: CreateRequest = create(),
  with_: Environment = environment(),
): Choices {
  const chosen = choose(request, with_);
  if (!('zoneId' in chosen)) throw new Error(JSON.stringify(chosen));
  return chosen;
}

export function present<T>(value: T, ours = true): Observed<T> {
  return { is: 'present', ours, value };
}
export const ABSENT = { is: 'absent' } as const;

export function missed(observations = 1, confirmed = false) {
  return { is: 'unknown', confirmed, observations, observeNow: false } as const;
}

export const PLACEMENT_GROUP: PlacementGroupFact = {
  id: 'pg-00000001',
  name: NAME,
  arn: `arn:aws:ec2:us-east-1:123456789012:placement-group/${NAME}`,
  state: 'available',
  tags: OURS,
};
export const SECURITY_GROUP: SecurityGroupFact = {
  id: OWN_GROUP,
  selfIngress: true,
  selfEgress: true,
  openEgressIpv4: false,
  openEgressIpv6: false,
  rulesConfirmed: true,
  ruleObservations: 0,
  waitForRules: false,
  tags: OURS,
};

/** The node group that Create of these properties leaves behind, ACTIVE. */
export interface Living {
  readonly request: CreateRequest;
  readonly choices: Choices;
  readonly nodegroup: Nodegroup;
  readonly template: LaunchTemplateFact;
}

export function living(
  more: Partial<Properties> = {},
  options: { readonly environment?: Environment; readonly stackTags?: StringMap } = {},
): Living {
  const request = create(more, options.stackTags);
  const { desired } = request;
  const chosen = choices(request, options.environment ?? environment());
  const efaGroupId = { created: OWN_GROUP, none: undefined, existing: existingId(chosen) }[
    chosen.efaSecurityGroup.kind
  ];
  const { MinSize, MaxSize, DesiredSize } = desired.ScalingConfig;
  const { UpdateConfig } = desired;
  return {
    request,
    choices: chosen,
    nodegroup: {
      clusterName: IDENTITY.clusterName,
      nodegroupName: IDENTITY.nodegroupName,
      nodegroupArn: 'arn:aws:eks:us-east-1:123456789012:nodegroup/training/nodes/1',
      status: 'ACTIVE',
      nodeRole: ROLE,
      capacityType: 'ON_DEMAND',
      amiType: chosen.amiType as 'AL2023_x86_64_NVIDIA',
      instanceTypes: [...desired.InstanceTypes],
      subnets: [...chosen.subnetIds],
      version: '1.33',
      releaseVersion: '1.33.5-20260801',
      scalingConfig: { minSize: MinSize, maxSize: MaxSize, desiredSize: DesiredSize ?? MinSize },
      updateConfig: {
        ...(UpdateConfig?.MaxUnavailablePercentage
          ? { maxUnavailablePercentage: UpdateConfig.MaxUnavailablePercentage }
          : { maxUnavailable: UpdateConfig?.MaxUnavailable ?? 1 }),
        ...(UpdateConfig?.UpdateStrategy && { updateStrategy: UpdateConfig.UpdateStrategy }),
      },
      labels: { ...desired.Labels, 'efa-node-group/efa-count': '32' },
      taints: (desired.Taints ?? []).map(({ Key, Value = '', Effect }) => ({
        key: Key,
        value: Value,
        effect: Effect,
      })),
      launchTemplate: { id: TEMPLATE, name: NAME, version: '1' },
      resources: { autoScalingGroups: [{ name: 'eks-nodes' }] },
      tags: { ...nodegroupTags(FEATURES, request, chosen) },
    },
    template: {
      id: TEMPLATE,
      name: NAME,
      defaultVersion: 1,
      createdVersion: 1,
      tags: { ...options.stackTags, ...desired.Tags, ...OURS },
      versions: [
        {
          VersionNumber: 1,
          VersionDescription: versionDescription(
            FEATURES,
            desired,
            userDataHash(desired.UserData ?? desired.PreBootstrapUserData),
          ),
          LaunchTemplateData: expandLaunchTemplateData(
            IDENTITY,
            desired,
            chosen,
            efaGroupId,
          ) as never,
        },
      ],
    },
  };
}

function existingId({ efaSecurityGroup: choice }: Choices): string | undefined {
  return choice.kind === 'existing' ? choice.id : undefined;
}

/** Facts of an Update of that node group, everything observed. */
export function factsOf({ nodegroup, template }: Living, more: Partial<Facts> = {}): Facts {
  return {
    ...NOTHING_OBSERVED,
    nodegroup: present(nodegroup),
    launchTemplate: present(template),
    securityGroup: missed(),
    placementGroup: present(PLACEMENT_GROUP),
    ...more,
    environment: { ...environment(), scalingGroup: 'absent', ...more.environment },
  };
}
