import { applyAlreadyExists, applyResult } from '../../../src/core/loop/apply-result';
import type { Observation } from '../../../src/core/loop/observation';
import { applyObservation, NOTHING_OBSERVED } from '../../../src/core/loop/observation';
import type { ApiResult } from '../../../src/core/model/api-calls';
import type { Checkpoint } from '../../../src/core/model/decision';
import type { Facts, Observed } from '../../../src/core/model/facts';
import type { Request } from '../../../src/core/model/request';
import { createdResource } from '../../../src/core/ownership/owned-resources';
import {
  ABSENT,
  create,
  DELETE,
  factsOf,
  living,
  missed,
  OURS,
  PLACEMENT_GROUP,
  present,
  SECURITY_GROUP,
  TEMPLATE,
  update,
} from '../given';

const UPDATE = update({}, {});
const foreign = {
  ...PLACEMENT_GROUP,
  tags: { 'efa-node-group:id': 'training/other/0123456789ab' },
};

describe('after a look', () => {
  const MADE: Observed<never> = {
    is: 'unknown',
    confirmed: true,
    observations: 0,
    observeNow: true,
  };
  it.each<
    readonly [
      string,
      Request,
      Observed<typeof PLACEMENT_GROUP>,
      typeof PLACEMENT_GROUP | undefined,
      Observed<unknown>,
    ]
  >([
    [
      'what carries the Id is ours',
      create(),
      NOTHING_OBSERVED.placementGroup,
      PLACEMENT_GROUP,
      present(PLACEMENT_GROUP),
    ],
    [
      'Create sees what carries another Id',
      create(),
      NOTHING_OBSERVED.placementGroup,
      foreign,
      present(foreign, false),
    ],
    [
      'Create waits for the tags of what carries none',
      create(),
      MADE,
      { ...foreign, tags: {} },
      missed(1, true),
    ],
    [
      "Create takes what stays without tags for somebody else's",
      create(),
      { is: 'unknown' as const, confirmed: true, observations: 7, observeNow: true },
      { ...foreign, tags: {} },
      present({ ...foreign, tags: {} }, false),
    ],
    [
      'Update does not see what carries another Id',
      UPDATE,
      NOTHING_OBSERVED.placementGroup,
      foreign,
      missed(1),
    ],
    [
      'Delete does not see what carries another Id',
      DELETE,
      NOTHING_OBSERVED.placementGroup,
      foreign,
      missed(1),
    ],
    [
      'one empty look is not absence',
      create(),
      NOTHING_OBSERVED.placementGroup,
      undefined,
      missed(1),
    ],
    ['what was made stays made', create(), MADE, undefined, missed(1, true)],
    ['what was seen stays made', create(), present(PLACEMENT_GROUP), undefined, missed(1, true)],
    ['after seven looks Create still waits', create(), missed(6, true), undefined, missed(7, true)],
    [
      'after eight looks Create believes that it was removed',
      create(),
      missed(7, true),
      undefined,
      ABSENT,
    ],
    ['Create never believes so of what was not made', create(), missed(20), undefined, missed(21)],
    ['Delete believes two empty looks', DELETE, missed(1), undefined, ABSENT],
    ['what is absent stays absent', DELETE, ABSENT, undefined, ABSENT],
  ])('%s', (_name, request, before, value, wanted) => {
    const facts = { ...NOTHING_OBSERVED, placementGroup: before };
    expect(
      applyObservation(request, facts, { placementGroup: { value } }, {}).placementGroup,
    ).toEqual(wanted);
  });

  it.each<readonly [string, Request, Facts['nodegroup'], Checkpoint, Observed<unknown>]>([
    [
      'a node group that was deleted with success is gone at once',
      DELETE,
      MADE,
      { deletes: 1 },
      ABSENT,
    ],
    [
      'a node group that was seen and not deleted by us takes two looks',
      DELETE,
      MADE,
      {},
      missed(1, true),
    ],
    ['a node group is never made a second time', create(), missed(30, true), {}, missed(31, true)],
  ])('%s', (_name, request, nodegroup, seen, wanted) => {
    const facts = { ...NOTHING_OBSERVED, nodegroup };
    expect(
      applyObservation(request, facts, { nodegroup: { value: undefined } }, seen).nodegroup,
    ).toEqual(wanted);
  });

  it('Delete learns from the node group which pieces were never made', () => {
    const observation: Observation = {
      nodegroup: { value: living({ Placement: { Group: 'NONE' } }).nodegroup },
    };
    expect(applyObservation(DELETE, NOTHING_OBSERVED, observation, {})).toMatchObject({
      placementGroup: ABSENT,
      securityGroup: ABSENT,
      launchTemplate: { is: 'unknown' },
    });
    const none: Observation = { nodegroup: { value: { tags: { ...OURS } } } };
    expect(applyObservation(DELETE, NOTHING_OBSERVED, none, {}).placementGroup.is).toBe('unknown');
  });

  it('rules that were sent and do not show make the operation wait', () => {
    const before = {
      ...NOTHING_OBSERVED,
      securityGroup: present({ ...SECURITY_GROUP, ruleObservations: 1 }),
    };
    const value = { ...SECURITY_GROUP, selfEgress: false, rulesConfirmed: false };
    expect(
      applyObservation(create(), before, { securityGroup: { value } }, {}).securityGroup,
    ).toMatchObject({ value: { ruleObservations: 2, waitForRules: true } });
    const right = { securityGroup: { value: SECURITY_GROUP } };
    expect(applyObservation(create(), before, right, {}).securityGroup).toEqual(
      present(SECURITY_GROUP),
    );
  });

  it('look-ups are added to those there are', () => {
    const facts = { ...NOTHING_OBSERVED, environment: { offerings: { a: ['b'] } } };
    expect(
      applyObservation(create(), facts, { environment: { unknownSubnetIds: [] } }, {}).environment,
    ).toEqual({
      offerings: { a: ['b'] },
      unknownSubnetIds: [],
    });
  });
});

describe('after an answer', () => {
  const start = factsOf(living(), {
    securityGroup: present({
      ...SECURITY_GROUP,
      selfIngress: false,
      selfEgress: false,
      openEgressIpv4: true,
      openEgressIpv6: true,
    }),
  });
  const apiCall = (call: string, input: object, output: object = {}) =>
    ({ call, input, output }) as ApiResult;
  it.each<readonly [string, ApiResult, object]>([
    [
      'a placement group is there, with its state',
      apiCall(
        'ec2:CreatePlacementGroup',
        { GroupName: 'n' },
        { PlacementGroup: { GroupId: 'pg-2', State: 'pending' } },
      ),
      { placementGroup: present({ id: 'pg-2', name: 'n', state: 'pending' }) },
    ],
    [
      'a security group is there, with the rules that EC2 gives',
      apiCall('ec2:CreateSecurityGroup', {}, { GroupId: 'sg-2' }),
      {
        securityGroup: {
          is: 'present',
          ours: true,
          value: {
            id: 'sg-2',
            selfIngress: false,
            selfEgress: false,
            openEgressIpv4: true,
            openEgressIpv6: true,
          },
        },
      },
    ],
    [
      'a template is there, with its version',
      apiCall(
        'ec2:CreateLaunchTemplate',
        { LaunchTemplateName: 'n' },
        { LaunchTemplate: { LaunchTemplateId: 'lt-2', LatestVersionNumber: 1 } },
      ),
      { launchTemplate: present({ id: 'lt-2', name: 'n', createdVersion: 1 }) },
    ],
    [
      'an ingress rule is there',
      apiCall('ec2:AuthorizeSecurityGroupIngress', {}),
      { securityGroup: { value: { selfIngress: true, selfEgress: false, rulesConfirmed: false } } },
    ],
    [
      'an egress rule is there',
      apiCall('ec2:AuthorizeSecurityGroupEgress', {}),
      { securityGroup: { value: { selfIngress: false, selfEgress: true } } },
    ],
    [
      'the IPv4 egress is gone',
      apiCall('ec2:RevokeSecurityGroupEgress', {
        IpPermissions: [{ IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      }),
      { securityGroup: { value: { openEgressIpv4: false, openEgressIpv6: true } } },
    ],
    [
      'the IPv6 egress is gone',
      apiCall('ec2:RevokeSecurityGroupEgress', {
        IpPermissions: [{ Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
      }),
      { securityGroup: { value: { openEgressIpv4: true, openEgressIpv6: false } } },
    ],
    [
      'a version is there',
      apiCall(
        'ec2:CreateLaunchTemplateVersion',
        { VersionDescription: 'd', LaunchTemplateData: {} },
        { LaunchTemplateVersion: { VersionNumber: 2 } },
      ),
      {
        launchTemplate: {
          value: {
            versions: [{ VersionNumber: 1 }, { VersionNumber: 2, VersionDescription: 'd' }],
          },
        },
      },
    ],
    [
      'the default is another',
      apiCall('ec2:ModifyLaunchTemplate', { DefaultVersion: '7' }),
      { launchTemplate: { value: { defaultVersion: 7 } } },
    ],
    [
      'a version is gone',
      apiCall('ec2:DeleteLaunchTemplateVersions', { Versions: ['1'] }),
      { launchTemplate: { value: { versions: [] } } },
    ],
    [
      'tags are on the pieces that were named',
      apiCall('ec2:CreateTags', { Resources: [TEMPLATE], Tags: [{ Key: 'a', Value: '1' }] }),
      { launchTemplate: { value: { tags: { a: '1' } } }, placementGroup: present(PLACEMENT_GROUP) },
    ],
    [
      'tags are off the pieces that were named',
      apiCall('ec2:DeleteTags', {
        Resources: [PLACEMENT_GROUP.id],
        Tags: [{ Key: 'efa-node-group:stack' }],
      }),
      {
        placementGroup: {
          value: { tags: expect.not.objectContaining({ 'efa-node-group:stack': 'stack' }) },
        },
      },
    ],
    [
      'the security group is gone',
      apiCall('ec2:DeleteSecurityGroup', {}),
      { securityGroup: ABSENT },
    ],
    ['the template is gone', apiCall('ec2:DeleteLaunchTemplate', {}), { launchTemplate: ABSENT }],
    [
      'the placement group is gone',
      apiCall('ec2:DeletePlacementGroup', {}),
      { placementGroup: ABSENT },
    ],
    [
      'a node group is there',
      apiCall('eks:CreateNodegroup', {}, { nodegroup: { status: 'CREATING' } }),
      { nodegroup: present({ status: 'CREATING' }) },
    ],
    [
      'a node group is there, whatever the answer',
      apiCall('eks:CreateNodegroup', {}),
      { nodegroup: present({ status: 'CREATING' }) },
    ],
    [
      'an update is sent',
      apiCall('eks:UpdateNodegroupConfig', {}, { update: { id: 'u-1' } }),
      { update: { id: 'u-1' } },
    ],
    [
      'a roll is sent',
      apiCall('eks:UpdateNodegroupVersion', {}, { update: { id: 'u-2' } }),
      { update: { id: 'u-2' } },
    ],
    [
      'the node group is being deleted',
      apiCall('eks:DeleteNodegroup', {}),
      { nodegroup: { value: { status: 'DELETING' } } },
    ],
    [
      'the node group has tags',
      apiCall('eks:TagResource', { tags: { a: '1' } }),
      { nodegroup: { value: { tags: { a: '1', ...OURS } } } },
    ],
    [
      'the node group has lost a tag',
      apiCall('eks:UntagResource', { tagKeys: ['efa-node-group:stack'] }),
      {
        nodegroup: {
          value: { tags: expect.not.objectContaining({ 'efa-node-group:stack': 'stack' }) },
        },
      },
    ],
  ])('%s', (_name, answered, wanted) => {
    const before = JSON.stringify(start);
    expect(applyResult(start, answered)).toMatchObject(wanted);
    expect(JSON.stringify(start)).toBe(before);
  });

  it('of an unknown call there is none', () => {
    expect(() => applyResult(start, apiCall('ec2:RunInstances', {}))).toThrow(TypeError);
  });
  it.each([
    ['ec2:CreatePlacementGroup', 'placementGroup'],
    ['ec2:CreateSecurityGroup', 'securityGroup'],
    ['ec2:CreateLaunchTemplate', 'launchTemplate'],
    ['eks:CreateNodegroup', 'nodegroup'],
    ['ec2:CreateTags', undefined],
  ] as const)('%s makes %s; a taken name calls for a look', (call, resource) => {
    expect(createdResource(call)).toBe(resource);
    if (resource) {
      expect(applyAlreadyExists(NOTHING_OBSERVED, resource)[resource]).toEqual({
        is: 'unknown',
        confirmed: true,
        observations: 0,
        observeNow: true,
      });
    }
  });
});
