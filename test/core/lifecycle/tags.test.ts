import { desiredTags, tagCalls } from '../../../src/core/lifecycle/update/tags';
import type { ApiCall } from '../../../src/core/model/api-calls';
import type { Facts } from '../../../src/core/model/facts';
import type { Properties } from '../../../src/core/model/properties';
import type { StringMap } from '../../../src/core/util/objects';
import { settled } from '../features';
import {
  CLUSTER_GROUP,
  environment,
  factsOf,
  group,
  living,
  missed,
  OURS,
  PLACEMENT_GROUP,
  present,
  SECURITY_GROUP,
  TEMPLATE,
  update,
} from '../given';

type Given = Partial<Properties>;
interface Setting {
  readonly before?: StringMap;
  readonly now?: StringMap;
  readonly live?: StringMap;
  readonly facts?: Partial<Facts>;
}

function updated(previous: Given, desired: Given, setting: Setting = {}) {
  const { before = {}, now = before, live = {}, facts = {} } = setting;
  const known = environment({ securityGroups: [group(CLUSTER_GROUP)] });
  const born = living(previous, { stackTags: before, environment: known });
  const nodegroup = { ...born.nodegroup, tags: { ...born.nodegroup.tags, ...live } };
  const tags = { ...before, ...previous.Tags, ...OURS };
  const all = factsOf(born, {
    launchTemplate: present({ ...born.template, tags }),
    securityGroup: present({ ...SECURITY_GROUP, tags }),
    placementGroup: present({ ...PLACEMENT_GROUP, tags }),
    ...facts,
  });
  const toTag = settled(update(previous, desired, { before, now }), all, nodegroup);
  return { calls: tagCalls(toTag, undefined), left: desiredTags(toTag, false) };
}

/** The calls with what they put on or take off, and how many resources they name. */
function lines(calls: readonly ApiCall[]): readonly string[] {
  return calls.map(({ call, input }) => {
    const { tags, tagKeys, Tags, Resources } = input as never as {
      tags?: StringMap;
      tagKeys?: readonly string[];
      Tags?: { Key: string; Value?: string }[];
      Resources?: readonly string[];
    };
    const pairs = tags
      ? Object.entries(tags).map(([key, value]) => `${key}=${value}`)
      : (tagKeys ??
        (Tags ?? []).map(({ Key, Value }) => (Value === undefined ? Key : `${Key}=${Value}`)));
    return [call, ...(Resources ? [Resources.length] : []), ...[...pairs].sort()].join(' ');
  });
}

const CHOICES = (securityGroup: string, more: string) =>
  `efa-node-group:choices=placement-group=AUTO security-group=${securityGroup} layout=EFA_PRIMARY local-storage=AUTO made=placement-group${more}`;

describe('the tag calls of an update', () => {
  it.each<readonly [string, Given, Given, Setting, readonly string[]]>([
    ['nothing changed', { Tags: { a: '1' } }, { Tags: { a: '1' } }, {}, []],
    [
      'nothing changed, drift left alone',
      { Tags: { a: '1' } },
      { Tags: { a: '1' } },
      { live: { a: '9', x: 'y' } },
      [],
    ],
    [
      'a tag added: one call by EKS, one by EC2 for the three resources',
      {},
      { Tags: { a: '1' } },
      {},
      ['eks:TagResource a=1', 'ec2:CreateTags 3 a=1'],
    ],
    [
      'a tag removed',
      { Tags: { a: '1', b: '2' } },
      { Tags: { b: '2' } },
      {},
      ['eks:UntagResource a', 'ec2:DeleteTags 3 a'],
    ],
    [
      'one changed, one removed',
      { Tags: { a: '1', b: '2' } },
      { Tags: { a: '3' } },
      {},
      ['eks:TagResource a=3', 'eks:UntagResource b', 'ec2:CreateTags 3 a=3', 'ec2:DeleteTags 3 b'],
    ],
    [
      'a stack tag changed',
      {},
      {},
      { before: { cost: '1' }, now: { cost: '2' } },
      ['eks:TagResource cost=2', 'ec2:CreateTags 3 cost=2'],
    ],
    ['a stack tag of AWS changed', {}, {}, { before: { 'aws:x': '1' }, now: { 'aws:x': '2' } }, []],
    [
      'a resource that is gone',
      {},
      { Tags: { a: '1' } },
      { facts: { placementGroup: { is: 'absent' } } },
      ['eks:TagResource a=1', 'ec2:CreateTags 2 a=1'],
    ],
    [
      'a resource that is not ours',
      {},
      { Tags: { a: '1' } },
      { facts: { placementGroup: present(PLACEMENT_GROUP, false) } },
      ['eks:TagResource a=1', 'ec2:CreateTags 2 a=1'],
    ],
    [
      'a resource that has it already',
      {},
      { Tags: { a: '1' } },
      { facts: { placementGroup: present({ ...PLACEMENT_GROUP, tags: { ...OURS, a: '1' } }) } },
      ['eks:TagResource a=1', 'ec2:CreateTags 2 a=1'],
    ],
    [
      'a resource with other drift gets a call of its own',
      { Tags: { a: '1', b: '1' } },
      { Tags: { a: '2', b: '2' } },
      {
        facts: {
          placementGroup: present({ ...PLACEMENT_GROUP, tags: { ...OURS, a: '1', b: '2' } }),
        },
      },
      ['eks:TagResource a=2 b=2', 'ec2:CreateTags 2 a=2 b=2', 'ec2:CreateTags 1 a=2'],
    ],
    [
      'a candidate subnet added is recorded',
      {},
      { Subnets: ['subnet-0000000c', 'subnet-0000000b', 'subnet-0000000a'] },
      {},
      ['eks:TagResource efa-node-group:subnets=subnet-0000000a subnet-0000000b subnet-0000000c'],
    ],
    [
      'candidates in another order are not',
      {},
      { Subnets: ['subnet-0000000b', 'subnet-0000000a'] },
      {},
      [],
    ],
    [
      'a default written down is not',
      {},
      { LocalStorage: 'AUTO', Efa: { SecurityGroup: 'AUTO' } },
      {},
      [],
    ],
    [
      'NONE → CREATE is recorded, with the group that will be created',
      { Efa: { SecurityGroup: 'NONE' } },
      { Efa: { SecurityGroup: 'CREATE' } },
      {},
      [`eks:TagResource ${CHOICES('CREATE', ' made=security-group')}`],
    ],
    [
      'CREATE → NONE is recorded; that one was created is never taken back',
      { Efa: { SecurityGroup: 'CREATE' } },
      { Efa: { SecurityGroup: 'NONE' } },
      {},
      [`eks:TagResource ${CHOICES('NONE', ' made=security-group')}`],
    ],
    [
      'an existing group is recorded',
      { Efa: { SecurityGroup: 'NONE' } },
      { Efa: { SecurityGroup: 'AUTO' } },
      { facts: { securityGroup: missed() } },
      [`eks:TagResource ${CHOICES('AUTO', ` efa-group=${CLUSTER_GROUP}`)}`],
    ],
    [
      "a tag of the user's takes over one of the stack's, which is no longer recorded",
      {},
      { Tags: { cost: 'mine' } },
      { before: { cost: '1' } },
      [
        'eks:TagResource cost=mine',
        'eks:UntagResource efa-node-group:stack-tags',
        'ec2:CreateTags 3 cost=mine',
      ],
    ],
  ])('%s', (_name, previous, desired, setting, expected) => {
    expect(lines(updated(previous, desired, setting).calls)).toEqual(expected);
  });

  it('name the node group by its ARN and the other resources by their ids', () => {
    const { calls } = updated({}, { Tags: { a: '1' } });
    expect(calls[0]?.input).toMatchObject({ resourceArn: expect.stringContaining('arn:aws:eks:') });
    expect(calls[1]?.input).toMatchObject({
      Resources: [TEMPLATE, SECURITY_GROUP.id, PLACEMENT_GROUP.id],
    });
  });
});

describe('the tags that an update leaves', () => {
  it('are the live ones with the difference', () => {
    const { left } = updated(
      { Tags: { a: '1', b: '2' } },
      { Tags: { a: '3' } },
      { live: { x: 'y' } },
    );
    expect(left).toMatchObject({ ...OURS, a: '3', x: 'y' });
    expect(left).not.toHaveProperty('b');
  });
});
