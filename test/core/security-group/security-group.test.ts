import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import type { SecurityGroupChoice } from '../../../src/core/model/choices';
import type { Efa } from '../../../src/core/model/properties';
import { chooseSecurityGroup, groupsOf } from '../../../src/core/security-group/choice';
import {
  hasSelfRules,
  OPEN_EGRESS_IPV4,
  OPEN_EGRESS_IPV6,
  rulesAreRight,
  securityGroupFact,
  selfRule,
} from '../../../src/core/security-group/self-rules';
import { CLUSTER_GROUP, environment, properties } from '../given';

const ID = 'sg-00000001';
const self = selfRule(ID);
const tcp: IpPermission = { ...self, IpProtocol: 'tcp', FromPort: 0, ToPort: 65535 };
const other = selfRule('sg-00000002');

function group(ingress: IpPermission[], egress: IpPermission[], GroupId = ID): SecurityGroup {
  return { GroupId, IpPermissions: ingress, IpPermissionsEgress: egress };
}

describe('EFA traffic', () => {
  it.each([
    ['passes with both self rules', group([self], [self]), true],
    [
      'passes with both self rules among others',
      group([tcp, self], [OPEN_EGRESS_IPV4, self]),
      true,
    ],
    [
      'passes where AWS merged two groups in one rule',
      group(
        [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-00000002' }, { GroupId: ID }] }],
        [self],
      ),
      true,
    ],
    [
      'does not pass an open CIDR egress',
      group([self], [OPEN_EGRESS_IPV4, OPEN_EGRESS_IPV6]),
      false,
    ],
    ['does not pass without an ingress rule', group([], [self]), false],
    ['does not pass rules to another group', group([other], [other]), false],
    ['does not pass TCP alone', group([self], [tcp]), false],
    ['does not pass a group of which no rule is known', { GroupId: ID }, false],
  ])('%s', (_name, given, passes) => {
    expect(hasSelfRules(given)).toBe(passes);
  });
});

describe('AUTO, CREATE and NONE', () => {
  const serving = group([self], [self]);
  const later = group([selfRule('sg-00000009')], [selfRule('sg-00000009')], 'sg-00000009');
  const closed = group([], [], CLUSTER_GROUP);
  const other = group([selfRule('sg-00000002')], [], 'sg-00000002');
  const choose = (Efa: Efa | undefined, known: readonly SecurityGroup[]) => {
    const SecurityGroupIds = ['sg-00000002', ID, 'sg-00000009'];
    const given = properties({ SecurityGroupIds, ...(Efa && { Efa }) });
    return chooseSecurityGroup(given, CLUSTER_GROUP, environment({ securityGroups: known }));
  };
  it.each<[string, Efa['SecurityGroup'], SecurityGroup[], SecurityGroupChoice]>([
    [
      'AUTO takes the first of the given ones that serves',
      'AUTO',
      [closed, other, later, serving],
      { kind: 'existing', id: ID },
    ],
    ['AUTO creates one where none serves', 'AUTO', [closed, other], { kind: 'created' }],
    ['AUTO creates one where nothing is known', 'AUTO', [], { kind: 'created' }],
    ['CREATE creates one although one serves', 'CREATE', [serving], { kind: 'created' }],
    ['NONE takes none although one serves', 'NONE', [serving], { kind: 'none' }],
  ])('%s', (_name, SecurityGroup, known, chosen) => {
    expect(choose(SecurityGroup && { SecurityGroup }, known)).toEqual(chosen);
  });
  it('AUTO is the default', () => {
    expect(choose(undefined, [serving])).toEqual({ kind: 'existing', id: ID });
  });
  it('a given group is taken, whichever others serve', () => {
    const SecurityGroupId = 'sg-0000beef';
    expect(choose({ SecurityGroupId }, [serving])).toEqual({
      kind: 'existing',
      id: SecurityGroupId,
    });
  });
});

describe('the groups of an interface', () => {
  const groups = {
    clusterGroupId: 'sg-c',
    givenGroupIds: ['sg-b', 'sg-a'],
    efaGroupId: 'sg-efa' as string | undefined,
  };
  it.each([
    [
      'a plain one: cluster, given (sorted), EFA',
      'interface',
      groups,
      ['sg-c', 'sg-a', 'sg-b', 'sg-efa'],
    ],
    ['an efa one: the same', 'efa', groups, ['sg-c', 'sg-a', 'sg-b', 'sg-efa']],
    ['one of an unnamed type: the same', undefined, groups, ['sg-c', 'sg-a', 'sg-b', 'sg-efa']],
    ['an efa-only one: the EFA group alone', 'efa-only', groups, ['sg-efa']],
    [
      'an efa-only one where EFA goes through the cluster group',
      'efa-only',
      { ...groups, efaGroupId: 'sg-c' },
      ['sg-c'],
    ],
    [
      'an efa one where EFA goes through the cluster group: each once',
      'efa',
      { ...groups, efaGroupId: 'sg-c' },
      ['sg-c', 'sg-a', 'sg-b'],
    ],
    [
      'an efa-only one without an EFA group: all of the others',
      'efa-only',
      { ...groups, efaGroupId: undefined },
      ['sg-c', 'sg-a', 'sg-b'],
    ],
    [
      'a group given twice: once',
      'efa',
      { ...groups, givenGroupIds: ['sg-c', 'sg-a', 'sg-a'] },
      ['sg-c', 'sg-a', 'sg-efa'],
    ],
  ])('%s', (_name, InterfaceType, known, expected) => {
    expect(groupsOf({ InterfaceType }, known)).toEqual(expected);
  });
});

describe('what an observation of our group shows', () => {
  const cidr = (CidrIp: string): IpPermission => ({ IpProtocol: '-1', IpRanges: [{ CidrIp }] });
  it.each<readonly [string, IpPermission[], IpPermission[], boolean[], boolean]>([
    ['right with exactly the two self rules', [self], [self], [true, true, false, false], true],
    ['new: open egress, nothing else', [], [OPEN_EGRESS_IPV4], [false, false, true, false], false],
    [
      'new in a VPC with IPv6',
      [],
      [OPEN_EGRESS_IPV4, OPEN_EGRESS_IPV6],
      [false, false, true, true],
      false,
    ],
    ['one rule missing', [self], [], [true, false, false, false], false],
    [
      'right with rules that somebody added',
      [self, tcp, other],
      [self, cidr('10.0.0.0/8')],
      [true, true, false, false],
      true,
    ],
    ['IPv6 egress left', [self], [self, OPEN_EGRESS_IPV6], [true, true, false, true], false],
    [
      'an open TCP egress is not the default one',
      [self],
      [self, { IpProtocol: 'tcp', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      [true, true, false, false],
      true,
    ],
  ])('%s', (_name, ingress, egress, expected, right) => {
    const fact = securityGroupFact(group([...ingress], [...egress]), { tag: 'kept' });
    expect([fact.selfIngress, fact.selfEgress, fact.openEgressIpv4, fact.openEgressIpv6]).toEqual(
      expected,
    );
    expect([rulesAreRight(fact), fact.rulesConfirmed]).toEqual([right, right]);
    expect(fact).toMatchObject({
      id: ID,
      tags: { tag: 'kept' },
      ruleObservations: 0,
      waitForRules: false,
    });
  });
});
