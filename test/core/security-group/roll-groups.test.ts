/** Which security groups the interfaces carry after a roll, and where EFA traffic goes. */

import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { NextVersion } from '../../../src/core/launch-template/versions';
import type { SecurityGroupChoice } from '../../../src/core/model/choices';
import type { ChoiceRecord } from '../../../src/core/ownership/choice-record';
import { keptSecurityGroup } from '../../../src/core/security-group/choice';
import { CLUSTER_GROUP, environment, group, OWN_GROUP, SELF_RULES, update } from '../given';
import { type Given, NO_SELF, rolled, type Setting } from '../launch-template/rolled';

function groupsOf(next: NextVersion | undefined) {
  const all = next?.data.NetworkInterfaces ?? [];
  return [all[0]?.Groups, all.at(-1)?.Groups];
}

describe('the groups of the interfaces', () => {
  const byHand = (data: ResponseLaunchTemplateData) => ({
    ...data,
    NetworkInterfaces: (data.NetworkInterfaces ?? []).map((each, at) =>
      at === 0
        ? { ...each, Groups: [...(each.Groups ?? []), 'sg-0byhand'], Description: 'by hand' }
        : each,
    ),
  });
  it.each<[string, Given, Given, readonly string[], readonly string[], Setting?]>([
    [
      'a group added goes on the primary interface alone',
      {},
      { SecurityGroupIds: ['sg-00000001'] },
      [CLUSTER_GROUP, 'sg-00000001'],
      [CLUSTER_GROUP],
    ],
    [
      'a group removed leaves the others',
      { SecurityGroupIds: ['sg-00000001', 'sg-00000002'] },
      { SecurityGroupIds: ['sg-00000002'] },
      [CLUSTER_GROUP, 'sg-00000002'],
      [CLUSTER_GROUP],
    ],
    [
      'a group added keeps one that was added by hand',
      {},
      { SecurityGroupIds: ['sg-00000001'] },
      [CLUSTER_GROUP, 'sg-00000001', 'sg-0byhand'],
      [CLUSTER_GROUP],
      { drift: byHand },
    ],
    [
      'a group removed keeps one that was added by hand',
      { SecurityGroupIds: ['sg-00000001'] },
      {},
      [CLUSTER_GROUP, 'sg-0byhand'],
      [CLUSTER_GROUP],
      { drift: byHand },
    ],
    [
      'another layout keeps one that was added by hand',
      {},
      { Efa: { InterfaceLayout: 'ENA_PRIMARY' } },
      [CLUSTER_GROUP, 'sg-0byhand'],
      [CLUSTER_GROUP],
      { drift: byHand },
    ],
    [
      'CREATE → NONE takes ours off',
      { Efa: { SecurityGroup: 'CREATE' } },
      { Efa: { SecurityGroup: 'NONE' } },
      [CLUSTER_GROUP],
      [CLUSTER_GROUP],
    ],
    [
      'CREATE → NONE with a given group: efa-only ones get all',
      { Efa: { SecurityGroup: 'CREATE' }, SecurityGroupIds: ['sg-00000001'] },
      { Efa: { SecurityGroup: 'NONE' }, SecurityGroupIds: ['sg-00000001'] },
      [CLUSTER_GROUP, 'sg-00000001'],
      [CLUSTER_GROUP, 'sg-00000001'],
    ],
    [
      'AUTO as before: a group added while the cluster group gained the rules',
      {},
      { SecurityGroupIds: ['sg-00000001'] },
      [CLUSTER_GROUP, 'sg-00000001', OWN_GROUP],
      [OWN_GROUP],
      { environment: NO_SELF },
    ],
  ])('%s', (_name, previous, desired, primary, last, ...[setting]) => {
    expect(groupsOf(rolled(previous, desired, setting).next)).toEqual([primary, last]);
  });
  it('keep what was changed by hand on the interface', () => {
    const { next } = rolled({}, { SecurityGroupIds: ['sg-00000001'] }, { drift: byHand });
    expect(next?.data.NetworkInterfaces?.[0]).toMatchObject({
      Description: 'by hand',
      DeleteOnTermination: true,
    });
    expect(next?.data.NetworkInterfaces).toHaveLength(32);
  });
  it('of a new layout are those of the new interfaces', () => {
    const { next } = rolled({}, { Efa: { InterfaceLayout: 'ENA_PRIMARY' } });
    expect(next?.data.NetworkInterfaces).toHaveLength(33);
    expect(next?.data.NetworkInterfaces?.slice(0, 2)).toEqual([
      {
        NetworkCardIndex: 0,
        DeviceIndex: 0,
        InterfaceType: 'interface',
        Groups: [CLUSTER_GROUP],
        DeleteOnTermination: true,
      },
      {
        NetworkCardIndex: 0,
        DeviceIndex: 1,
        InterfaceType: 'efa-only',
        Groups: [CLUSTER_GROUP],
        DeleteOnTermination: true,
      },
    ]);
  });
});

describe('where EFA traffic goes after an update', () => {
  const created: ChoiceRecord = { createdSecurityGroup: true };
  const existing: ChoiceRecord = { existingSecurityGroupId: CLUSTER_GROUP };
  const clusterGroup = { kind: 'existing', id: CLUSTER_GROUP } as const;
  const serving = group('sg-00000001', {
    IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-00000001' }] }],
    IpPermissionsEgress: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-00000001' }] }],
  });
  type Mode = 'AUTO' | 'CREATE' | 'NONE' | undefined;
  it.each<[string, Mode, Mode, ChoiceRecord, string | undefined, SecurityGroupChoice]>([
    [
      'AUTO as before: ours stays though the cluster group serves now',
      'AUTO',
      'AUTO',
      created,
      OWN_GROUP,
      { kind: 'created' },
    ],
    [
      'AUTO as before: the cluster group stays though it lost its rules',
      undefined,
      'AUTO',
      existing,
      undefined,
      clusterGroup,
    ],
    ['CREATE → AUTO keeps ours', 'CREATE', 'AUTO', created, OWN_GROUP, { kind: 'created' }],
    ['CREATE → NONE takes none', 'CREATE', 'NONE', created, OWN_GROUP, { kind: 'none' }],
    ['NONE → CREATE creates one', 'NONE', 'CREATE', {}, undefined, { kind: 'created' }],
    [
      'NONE → AUTO takes the cluster group first, in whatever order EC2 answers',
      'NONE',
      'AUTO',
      {},
      undefined,
      clusterGroup,
    ],
    [
      'AUTO → CREATE creates one beside the existing one',
      'AUTO',
      'CREATE',
      existing,
      undefined,
      { kind: 'created' },
    ],
    ['AUTO → NONE takes none', undefined, 'NONE', existing, undefined, { kind: 'none' }],
    ['NONE stays NONE', 'NONE', 'NONE', {}, undefined, { kind: 'none' }],
  ])('%s', (_name, before, now, record, ownGroupId, expected) => {
    const efa = (SecurityGroup: Mode): Given => ({
      SecurityGroupIds: ['sg-00000001'],
      ...(SecurityGroup && { Efa: { SecurityGroup } }),
    });
    const around = environment({ securityGroups: [serving, group(CLUSTER_GROUP, SELF_RULES)] });
    expect(
      keptSecurityGroup(update(efa(before), efa(now)), {
        record,
        environment: around,
        ownGroupId,
      }),
    ).toEqual(expected);
  });
});
