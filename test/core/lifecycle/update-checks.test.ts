/** What no update can change in place. */

import type { Subnet } from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import { notUpdatableFindings } from '../../../src/core/lifecycle/update/checks';
import type { Properties } from '../../../src/core/model/properties';
import { settled } from '../features';
import { factsOf, IDENTITY, living, progress, subnet, update } from '../given';

describe('create-only properties', () => {
  const LIVING = living();
  const nodeSubnets = [subnet('b')];
  const findings = (
    desired: Partial<Properties>,
    nodegroup: Nodegroup = LIVING.nodegroup,
    known: readonly Subnet[] = nodeSubnets,
  ) => {
    const facts = factsOf(LIVING, { environment: { nodeSubnets: known } });
    return notUpdatableFindings(settled(update({}, desired), facts, nodegroup), progress());
  };
  it.each<readonly [string, Partial<Properties>, string, string]>([
    [
      'another cluster',
      { ClusterName: 'other' },
      'ClusterName',
      'training cannot be changed to other in place. CloudFormation replaces the node group.',
    ],
    [
      'another name',
      { NodegroupName: 'other' },
      'NodegroupName',
      'nodes-0123456789ab cannot be changed to other',
    ],
    [
      'another role',
      { NodeRole: 'arn:aws:iam::123456789012:role/other' },
      'NodeRole',
      'role/nodes cannot be changed to arn:aws:iam::123456789012:role/other',
    ],
    [
      'another type',
      { InstanceTypes: ['p5e.48xlarge'] },
      'InstanceTypes',
      'p5.48xlarge cannot be changed to p5e.48xlarge',
    ],
    [
      'another AMI type',
      { AmiType: 'AL2023_x86_64_STANDARD' },
      'AmiType',
      'AL2023_x86_64_NVIDIA cannot be changed to AL2023_x86_64_STANDARD',
    ],
    [
      'another placement',
      { Placement: { Group: 'NONE' } },
      'Placement.Group',
      'AUTO cannot be changed to NONE',
    ],
    [
      'another zone',
      { Placement: { AvailabilityZone: 'us-east-1a' } },
      'Placement.AvailabilityZone',
      'us-east-1b cannot be changed to us-east-1a',
    ],
    [
      'another zone id',
      { Placement: { AvailabilityZoneId: 'use1-az1' } },
      'Placement.AvailabilityZoneId',
      'use1-az2 cannot be changed to use1-az1',
    ],
    [
      'the subnets of the nodes dropped',
      { Subnets: ['subnet-0000000a'] },
      'Subnets',
      'The nodes are in subnet-0000000b, which the template no longer lists. CloudFormation replaces the node group.',
    ],
  ])('%s has to replace', (_name, more, path, text) => {
    expect(findings(more)).toEqual([{ path, message: expect.stringContaining(text) }]);
  });
  it.each<readonly [string, Partial<Properties>]>([
    ['nothing given', {}],
    [
      'all given as they are live',
      {
        NodegroupName: IDENTITY.nodegroupName,
        AmiType: 'AL2023_x86_64_NVIDIA',
        CapacityType: 'ON_DEMAND',
        Placement: {
          Group: 'AUTO',
          AvailabilityZone: 'us-east-1b',
          AvailabilityZoneId: 'use1-az2',
        },
      },
    ],
    [
      'a candidate subnet added',
      { Subnets: ['subnet-0000000a', 'subnet-0000000b', 'subnet-0000000c'] },
    ],
    ['a candidate subnet removed that is not in use', { Subnets: ['subnet-0000000b'] }],
  ])('%s is no replacement', (_name, more) => {
    expect(findings(more)).toEqual([]);
  });
  it('what neither AWS nor the record holds is not compared', () => {
    const other: Partial<Properties> = {
      InstanceTypes: ['p5e.48xlarge'],
      Placement: { Group: 'NONE', AvailabilityZone: 'x' },
      AmiType: 'AL2023_x86_64_NVIDIA',
    };
    expect(findings(other, {}, [])).toEqual([]);
  });
});
