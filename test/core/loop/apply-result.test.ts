import { applyAlreadyExists, applyResult } from '../../../src/core/loop/apply-result';
import { NOTHING_OBSERVED } from '../../../src/core/loop/observation';
import type { ApiResult } from '../../../src/core/model/api-calls';
import { createdResource } from '../../../src/core/ownership/owned-resources';
import {
  ABSENT,
  factsOf,
  living,
  OURS,
  PLACEMENT_GROUP,
  present,
  SECURITY_GROUP,
  TEMPLATE,
} from '../given';

describe('after the result of a call', () => {
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
            openEgressIpv6: false,
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
      'tags are on the resources that were named',
      apiCall('ec2:CreateTags', { Resources: [TEMPLATE], Tags: [{ Key: 'a', Value: '1' }] }),
      { launchTemplate: { value: { tags: { a: '1' } } }, placementGroup: present(PLACEMENT_GROUP) },
    ],
    [
      'tags are off the resources that were named',
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
      'a node group is there, whatever the output',
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
  ])('%s', (_name, result, expected) => {
    const before = JSON.stringify(start);
    expect(applyResult(start, result)).toMatchObject(expected);
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
  ] as const)('%s creates %s; a taken name has to be observed', (call, resource) => {
    expect(createdResource(call)).toBe(resource);
    if (resource) {
      expect(applyAlreadyExists(NOTHING_OBSERVED, resource)[resource]).toEqual({
        is: 'unknown',
        confirmed: true,
        observations: 0,
        observeNow: true,
        isNameTaken: true,
      });
    }
  });
});
