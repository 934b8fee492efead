/** Placement groups and security groups in ways that AWS takes, with a warning where it may not (their rules are in the world). */
import { silenceLogs } from '../custom-resource/given';
import { addGroup, SHARED_GROUP } from '../reconcile/shared-group';
import type { Scene } from '../world/scene';
import { refusedEverywhere, takenEverywhere } from './everywhere';

silenceLogs();

const TYPES = { InstanceTypes: ['c5n.18xlarge', 'c5n.9xlarge'], LocalStorage: 'AUTO' };
const ids = (count: number) =>
  Array.from({ length: count }, (_, at) => `sg-0000000000000f0${10 + at}`);

/** Groups of the cluster's VPC, in an account with this quota of them on an interface. */
const groups =
  (count: number, quota: number) =>
  ({ world, vpcId }: Scene) => {
    world.account.quotas.securityGroupsPerInterface = quota;
    for (const id of ids(count)) addGroup(world, { id, vpcId, directions: [] });
  };
takenEverywhere([
  {
    name: 'several instance types in one new placement group',
    properties: { ...TYPES, Placement: { Group: 'CREATE' } },
    warned: ['c5n.18xlarge, c5n.9xlarge share one cluster placement group', 'less likely'],
  },
  {
    name: 'several instance types in one of the user',
    properties: { ...TYPES, Placement: { GroupName: 'mine' } },
    world: ({ world }) => {
      world.addPlacementGroup('mine');
    },
    warned: ['share one cluster placement group'],
  },
  {
    name: 'six security groups in an account that may have them',
    properties: { SecurityGroupIds: ids(4) },
    world: groups(4, 6),
    warned: ['the primary interface has 6 security groups', 'remove 1 from SecurityGroupIds'],
  },
  {
    name: 'as many as EC2 has',
    properties: { SecurityGroupIds: ids(14) },
    world: groups(14, 16),
    warned: ['has 16 security groups'],
  },
]);

refusedEverywhere([
  {
    name: 'a security group of another VPC',
    properties: { SecurityGroupIds: [SHARED_GROUP] },
    world: ({ world }) => addGroup(world, { vpcId: 'vpc-0ther' }),
    path: 'SecurityGroupIds',
    words: [`${SHARED_GROUP} is in vpc-0ther, but the cluster is in vpc-`],
    atSynth: false,
  },
  {
    name: 'one type of several that cannot be in a placement group',
    properties: { ...TYPES, Placement: { Group: 'CREATE' } },
    world: ({ world: { account } }) => {
      const type = account.instanceTypes.get('c5n.9xlarge');
      const PlacementGroupInfo = { SupportedStrategies: ['spread' as const] };
      if (type) account.instanceTypes.set('c5n.9xlarge', { ...type, PlacementGroupInfo });
    },
    path: 'Placement.Group',
    words: ['c5n.9xlarge does not support cluster placement groups', 'Use NONE or AUTO'],
    atSynth: false,
  },
  {
    name: 'more security groups than EC2 has',
    properties: { SecurityGroupIds: ids(15) },
    world: groups(15, 16),
    path: 'SecurityGroupIds',
    words: ['has 17 security groups', 'EC2 allows at most 16', 'Remove 1'],
    atSynth: false,
  },
]);
