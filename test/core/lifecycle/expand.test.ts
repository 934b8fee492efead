import { FEATURES } from '../../../src/core/features';
import { createLaunchTemplate } from '../../../src/core/launch-template/template';
import { createNodegroup } from '../../../src/core/lifecycle/create/create-nodegroup';
import { nodegroupTags } from '../../../src/core/lifecycle/create/nodegroup-tags';
import { taints } from '../../../src/core/nodegroup/taints';
import {
  createPlacementGroup,
  createSecurityGroup,
  deleteNodegroup,
} from '../../../src/core/ownership/calls';
import { resourceTags } from '../../../src/core/ownership/tags';
import { updateConfig } from '../../../src/core/scaling/update-config';
import { securityGroupRules } from '../../../src/core/security-group/self-rules';
import { createMembers } from '../features';
import {
  choices,
  create,
  DELETE,
  environment,
  IDENTITY,
  NAME,
  OURS,
  OWN_GROUP,
  SECURITY_GROUP,
  typeNamed,
  VPC,
} from '../given';

const ID = 'training/nodes-0123456789ab/0123456789ab';
const tag = (Key: string, Value: string) => ({ Key, Value });
const ourTags = [
  tag('efa-node-group:id', ID),
  tag('efa-node-group:logical-id', 'Nodes'),
  tag('efa-node-group:stack', 'stack'),
];

describe('the tags of the resources', () => {
  it.each([
    ['ours', {}, {}, OURS],
    ["the user's", { team: 'a' }, {}, { ...OURS, team: 'a' }],
    ["the stack's", {}, { cost: '1' }, { ...OURS, cost: '1' }],
    ["the user's before the stack's", { team: 'a' }, { team: 'b' }, { ...OURS, team: 'a' }],
    ['ours before any forged one', {}, { 'efa-node-group:id': 'forged' }, OURS],
    ['never those of AWS', {}, { 'aws:cloudformation:stack-id': 'x' }, OURS],
  ])('hold %s', (_name, Tags, stackTags, expected) => {
    expect(resourceTags(create({ Tags }, stackTags))).toEqual(expected);
  });
  it.each([
    ['p5.48xlarge', '32'],
    ['p6-b300.48xlarge', '16'],
    ['c5n.18xlarge', '1'],
  ])('of the node group say to Cluster Autoscaler that %s has %s EFAs', (name, count) => {
    const request = create({ InstanceTypes: [name] });
    const chosen = choices(request, environment({ instanceTypes: [typeNamed(name)] }));
    expect(nodegroupTags(FEATURES, request, chosen)).toMatchObject({
      ...OURS,
      'k8s.io/cluster-autoscaler/node-template/resources/vpc.amazonaws.com/efa': count,
    });
  });
});

describe('a creating call', () => {
  it('of the placement group: cluster strategy, tagged in the call', () => {
    expect(createPlacementGroup(create())).toEqual({
      call: 'ec2:CreatePlacementGroup',
      input: {
        GroupName: NAME,
        Strategy: 'cluster',
        TagSpecifications: [{ ResourceType: 'placement-group', Tags: ourTags }],
      },
    });
  });
  it('of the security group: in the VPC, tagged in the call, without a cluster tag', () => {
    const request = create({}, { 'kubernetes.io/cluster/training': 'owned' });
    expect(createSecurityGroup(request, VPC)).toEqual({
      call: 'ec2:CreateSecurityGroup',
      input: {
        GroupName: NAME,
        Description: `EFA traffic between the nodes of ${ID}`,
        VpcId: VPC,
        TagSpecifications: [{ ResourceType: 'security-group', Tags: ourTags }],
      },
    });
  });
  it('of the launch template: tagged in the call, with a token of its content and attempt', () => {
    const request = create();
    const apiCall = createLaunchTemplate(request, choices(request), OWN_GROUP, undefined);
    expect(apiCall.input).toMatchObject({
      LaunchTemplateName: NAME,
      VersionDescription: expect.stringMatching(/^v1:/),
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: ourTags }],
      ClientToken: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const token = (given: typeof apiCall) => (given.input as { ClientToken?: string }).ClientToken;
    const same = createLaunchTemplate(create(), choices(request), OWN_GROUP, {});
    const next = createLaunchTemplate(request, choices(request), OWN_GROUP, { launchTemplate: 1 });
    const other = createLaunchTemplate(request, choices(request), 'sg-2', undefined);
    expect(token(same)).toBe(token(apiCall));
    expect(new Set([token(apiCall), token(next), token(other)]).size).toBe(3);
  });
  it('of the node group: everything, with the one zone, the pinned version and the count label', () => {
    const request = create({
      Labels: { team: 'a' },
      Taints: [{ Key: 'k', Effect: 'NO_SCHEDULE' }],
      UpdateConfig: { UpdateStrategy: 'MINIMAL' },
      Version: '1.33',
      ReleaseVersion: '1.33.5-20260801',
    });
    const template = { id: 'lt-1', createdVersion: 1 };
    const chosen = choices(request);
    const { call, input } = createNodegroup(request, chosen, template, undefined);
    expect(call).toBe('eks:CreateNodegroup');
    expect(input).toEqual({
      clusterName: 'training',
      nodegroupName: IDENTITY.nodegroupName,
      nodeRole: request.desired.NodeRole,
      subnets: ['subnet-0000000b'],
      instanceTypes: ['p5.48xlarge'],
      amiType: 'AL2023_x86_64_NVIDIA',
      capacityType: 'ON_DEMAND',
      scalingConfig: { minSize: 2, maxSize: 10, desiredSize: 2 },
      launchTemplate: { id: 'lt-1', version: '1' },
      labels: { team: 'a', 'efa-node-group/efa-count': '32' },
      taints: [{ key: 'k', effect: 'NO_SCHEDULE' }],
      updateConfig: { maxUnavailable: 1, updateStrategy: 'MINIMAL' },
      version: '1.33',
      releaseVersion: '1.33.5-20260801',
      tags: nodegroupTags(FEATURES, request, chosen),
      clientRequestToken: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
  it('of the node group leaves out what was not given', () => {
    const { input } = createNodegroup(create(), choices(), { id: 'lt-1' }, undefined);
    for (const name of [
      'taints',
      'updateConfig',
      'version',
      'releaseVersion',
      'diskSize',
      'remoteAccess',
    ]) {
      expect(input).not.toHaveProperty(name);
    }
    expect(input).toMatchObject({ launchTemplate: { version: '1' } });
  });
  it.each([
    ['the minimum where none is given', { MinSize: 3, MaxSize: 9 }, 3],
    ['what is given', { MinSize: 3, MaxSize: 9, DesiredSize: 5 }, 5],
    ['none', { MinSize: 0, MaxSize: 9, DesiredSize: 0 }, 0],
  ])('of the node group begins with %s', (_name, ScalingConfig, desiredSize) => {
    const request = create({ ScalingConfig });
    expect(createNodegroup(request, choices(request), { id: 'lt-1' }, {}).input).toMatchObject({
      scalingConfig: { desiredSize },
    });
  });
});

describe('the rules of the security group', () => {
  const newGroup = {
    ...SECURITY_GROUP,
    selfIngress: false,
    selfEgress: false,
    openEgressIpv4: true,
    openEgressIpv6: true,
  };
  it.each([
    [
      'of a new group: two in, two out, each in its call',
      newGroup,
      [
        'AuthorizeSecurityGroupIngress',
        'AuthorizeSecurityGroupEgress',
        'RevokeSecurityGroupEgress',
        'RevokeSecurityGroupEgress',
      ],
    ],
    ['of a finished group: none', SECURITY_GROUP, []],
    [
      'of a group without its ingress',
      { ...SECURITY_GROUP, selfIngress: false },
      ['AuthorizeSecurityGroupIngress'],
    ],
    [
      'of a group without its egress',
      { ...SECURITY_GROUP, selfEgress: false },
      ['AuthorizeSecurityGroupEgress'],
    ],
    [
      'of a group with IPv6 egress',
      { ...SECURITY_GROUP, openEgressIpv6: true },
      ['RevokeSecurityGroupEgress'],
    ],
  ])('%s', (_name, group, calls) => {
    expect(securityGroupRules(group).map(({ call }) => call.slice(4))).toEqual(calls);
    for (const { input } of securityGroupRules(group))
      expect(input).toMatchObject({ GroupId: OWN_GROUP });
  });
  it('are all traffic from and to the group itself, and the two open egress rules go', () => {
    const permissions = securityGroupRules(newGroup).map(
      ({ input }) => (input as { IpPermissions?: object[] }).IpPermissions,
    );
    const self = {
      IpProtocol: '-1',
      UserIdGroupPairs: [expect.objectContaining({ GroupId: OWN_GROUP })],
    };
    expect(permissions).toEqual([
      [self],
      [self],
      [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      [{ IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
    ]);
  });
});

describe('small parts', () => {
  it.each([
    [
      'a taint without a value',
      { Key: 'a', Effect: 'NO_EXECUTE' },
      { key: 'a', effect: 'NO_EXECUTE' },
    ],
    [
      'a taint with a value',
      { Key: 'a', Value: 'x', Effect: 'NO_EXECUTE' },
      { key: 'a', value: 'x', effect: 'NO_EXECUTE' },
    ],
  ] as const)('%s', (_name, taint, expected) => {
    expect(createMembers(taints, { Taints: [taint] })).toEqual({ taints: [expected] });
  });
  it.each([
    ['one at a time by default', {}, { maxUnavailable: 1 }],
    ['a percentage instead', { MaxUnavailablePercentage: 50 }, { maxUnavailablePercentage: 50 }],
    [
      'a number',
      { MaxUnavailable: 3, UpdateStrategy: 'MINIMAL' },
      { maxUnavailable: 3, updateStrategy: 'MINIMAL' },
    ],
  ] as const)('%s', (_name, config, expected) => {
    expect(createMembers(updateConfig, { UpdateConfig: config })).toEqual({
      updateConfig: expected,
    });
  });
  it('a deletion names cluster and node group', () => {
    expect(deleteNodegroup(DELETE)).toEqual({
      call: 'eks:DeleteNodegroup',
      input: { clusterName: 'training', nodegroupName: IDENTITY.nodegroupName },
    });
  });
});
