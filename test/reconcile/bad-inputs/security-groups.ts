/** Bad inputs about security groups. */
import { addGroup, SHARED_GROUP } from '../shared-group';
import type { BadInput } from './bad-input';

const UNKNOWN = 'sg-0badbadbadbadbad1';
const FIFTEEN = Array.from({ length: 15 }, (_, n) => `sg-0000000000000f0${10 + n}`);

export const SECURITY_GROUPS: readonly BadInput[] = [
  {
    name: 'a group that does not exist',
    properties: { SecurityGroupIds: [UNKNOWN] },
    path: 'SecurityGroupIds',
    words: [`Security group ${UNKNOWN} does not exist`, 'Correct the ID'],
  },
  {
    name: '17 groups on an interface: 15 given, the cluster group and a new one',
    properties: { SecurityGroupIds: FIFTEEN },
    world: (world, { vpcId }) => {
      for (const id of FIFTEEN) addGroup(world, { id, vpcId, directions: [] });
    },
    path: 'SecurityGroupIds',
    words: [
      'the primary interface has 17 security groups',
      'EC2 allows at most 16',
      'Remove 1 from SecurityGroupIds',
    ],
  },
  {
    name: '17 groups on an interface: 15 given, the cluster group and an existing one for EFA',
    properties: { SecurityGroupIds: FIFTEEN, Efa: { SecurityGroupId: SHARED_GROUP } },
    world: (world, { vpcId }) => {
      for (const id of FIFTEEN) addGroup(world, { id, vpcId, directions: [] });
      addGroup(world, { vpcId });
    },
    path: 'SecurityGroupIds',
    words: [
      'the primary interface has 17 security groups',
      'EC2 allows at most 16',
      'Remove 1 from SecurityGroupIds',
    ],
  },
  {
    name: 'an update to 17 groups',
    living: {},
    properties: { SecurityGroupIds: FIFTEEN },
    world: (world, { vpcId }) => {
      for (const id of FIFTEEN) addGroup(world, { id, vpcId, directions: [] });
    },
    path: 'SecurityGroupIds',
    words: ['the primary interface has 17 security groups', 'Remove 1'],
  },
  {
    name: 'a group named twice',
    properties: { SecurityGroupIds: [SHARED_GROUP, SHARED_GROUP] },
    path: 'SecurityGroupIds',
    words: ['The value is listed twice, as [0] and [1]', 'Remove one'],
  },
  ...(['CREATE', 'NONE'] as const).map(
    (SecurityGroup): BadInput => ({
      name: `an existing EFA group beside SecurityGroup ${SecurityGroup}`,
      properties: { Efa: { SecurityGroupId: SHARED_GROUP, SecurityGroup } },
      path: 'Efa.SecurityGroupId',
      words: [SHARED_GROUP, `SecurityGroup ${SecurityGroup}`, 'Remove one of the two'],
    }),
  ),
  {
    name: 'an EFA group that does not exist',
    properties: { Efa: { SecurityGroupId: UNKNOWN } },
    path: 'Efa.SecurityGroupId',
    words: [`Security group ${UNKNOWN} does not exist`, 'Correct the ID'],
  },
  {
    name: 'an EFA group without outbound rule to itself (gardener#1832)',
    properties: { Efa: { SecurityGroupId: SHARED_GROUP } },
    world: (world, { vpcId }) => addGroup(world, { vpcId, directions: ['inbound'] }),
    path: 'Efa.SecurityGroupId',
    words: [
      `${SHARED_GROUP} lacks the outbound rule`,
      'itself as destination.',
      '0.0.0.0/0 do not count',
      'Add what is missing',
    ],
  },
  {
    name: 'an EFA group without inbound rule from itself',
    properties: { Efa: { SecurityGroupId: SHARED_GROUP } },
    world: (world, { vpcId }) => addGroup(world, { vpcId, directions: ['outbound'] }),
    path: 'Efa.SecurityGroupId',
    words: [`${SHARED_GROUP} lacks the inbound rule`, 'itself as source.', 'Add what is missing'],
  },
  {
    name: 'an update to an EFA group without any of its rules',
    living: {},
    properties: { Efa: { SecurityGroupId: SHARED_GROUP } },
    world: (world, { vpcId }) => addGroup(world, { vpcId, directions: [] }),
    path: 'Efa.SecurityGroupId',
    words: [`${SHARED_GROUP} lacks the inbound and the outbound rule`, 'as source and destination'],
  },
  {
    name: "an update that names the node group's own EFA group",
    living: {},
    properties: ({ world }) => {
      const own = world.account.securityGroups
        .all()
        .find(({ id, tags }) => id !== 'sg-decoy' && tags['efa-node-group:id']);
      return { Efa: { SecurityGroupId: own?.id } };
    },
    path: 'Efa.SecurityGroupId',
    words: ['is the security group that was created for this node group', 'Remove SecurityGroupId'],
  },
];
