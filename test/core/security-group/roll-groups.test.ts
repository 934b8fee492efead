/** Which security groups the interfaces carry after a roll, and where EFA traffic goes. */
import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { efaSecurityGroup } from '../../../src/core/interfaces/change';
import type { Roll } from '../../../src/core/launch-template/next-version';
import { CLUSTER_GROUP, environment, group, OWN_GROUP, SELF_RULES, update } from '../given';
import { type Given, NO_SELF, rolled, type Setting } from '../launch-template/rolled';

function groupsOf(roll: Roll | undefined) {
  const all = roll?.data.NetworkInterfaces ?? [];
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
      'AUTO held: a group added while the cluster group gained the rules',
      {},
      { SecurityGroupIds: ['sg-00000001'] },
      [CLUSTER_GROUP, 'sg-00000001', OWN_GROUP],
      [OWN_GROUP],
      { observation: NO_SELF },
    ],
  ])('%s', (_name, previous, desired, primary, last, ...[setting]) => {
    expect(groupsOf(rolled(previous, desired, setting).roll)).toEqual([primary, last]);
  });
  it('keep what was changed by hand on the interface', () => {
    const { roll } = rolled({}, { SecurityGroupIds: ['sg-00000001'] }, { drift: byHand });
    expect(roll?.data.NetworkInterfaces?.[0]).toMatchObject({
      Description: 'by hand',
      DeleteOnTermination: true,
    });
    expect(roll?.data.NetworkInterfaces).toHaveLength(32);
  });
  it('of a new layout are those of the new interfaces', () => {
    const { roll } = rolled({}, { Efa: { InterfaceLayout: 'ENA_PRIMARY' } });
    expect(roll?.data.NetworkInterfaces).toHaveLength(33);
    expect(roll?.data.NetworkInterfaces?.slice(0, 2)).toEqual([
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
  const made = { madeSecurityGroup: true };
  const found = { foundSecurityGroupId: CLUSTER_GROUP };
  const serving = group('sg-00000001', {
    IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-00000001' }] }],
    IpPermissionsEgress: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-00000001' }] }],
  });
  type Asked = 'AUTO' | 'CREATE' | 'NONE' | undefined;
  it.each([
    [
      'AUTO held: ours stays though the cluster group serves now',
      'AUTO',
      'AUTO',
      made,
      OWN_GROUP,
      'made',
    ],
    [
      'AUTO held: the cluster group stays though it lost its rules',
      undefined,
      'AUTO',
      found,
      undefined,
      { groupId: CLUSTER_GROUP },
    ],
    ['CREATE → AUTO keeps ours', 'CREATE', 'AUTO', made, OWN_GROUP, 'made'],
    ['CREATE → NONE takes none', 'CREATE', 'NONE', made, OWN_GROUP, 'none'],
    ['NONE → CREATE makes one', 'NONE', 'CREATE', {}, undefined, 'made'],
    [
      'NONE → AUTO takes the cluster group first, in whatever order EC2 answers',
      'NONE',
      'AUTO',
      {},
      undefined,
      { groupId: CLUSTER_GROUP },
    ],
    ['AUTO → CREATE makes one beside the found one', 'AUTO', 'CREATE', found, undefined, 'made'],
    ['AUTO → NONE takes none', undefined, 'NONE', found, undefined, 'none'],
    ['NONE stays NONE', 'NONE', 'NONE', {}, undefined, 'none'],
  ] as const)('%s', (_name, before: Asked, asked: Asked, record, ownGroupId, wanted) => {
    const efa = (SecurityGroup: Asked): Given => ({
      SecurityGroupIds: ['sg-00000001'],
      ...(SecurityGroup && { Efa: { SecurityGroup } }),
    });
    const observation = environment({
      securityGroups: [serving, group(CLUSTER_GROUP, SELF_RULES)],
    });
    expect(
      efaSecurityGroup(update(efa(before), efa(asked)), {
        record,
        environment: observation,
        ownGroupId,
      }),
    ).toEqual(wanted);
  });
});
