import type { Nodegroup } from '@aws-sdk/client-eks';
import { decide } from '../../../src/core/lifecycle/decide';
import { NOTHING_KNOWN } from '../../../src/core/loop/observation';
import type { Facts, Seen } from '../../../src/core/model/types';
import {
  ABSENT,
  DELETE,
  missed,
  PLACEMENT_GROUP,
  present,
  progress,
  SECURITY_GROUP,
} from '../given';
import { headlineOf, textOf } from '../moves';

const GONE: Facts = {
  ...NOTHING_KNOWN,
  nodegroup: ABSENT,
  launchTemplate: ABSENT,
  securityGroup: ABSENT,
  placementGroup: ABSENT,
};
const pieces = {
  launchTemplate: present({ id: 'lt-1' }),
  securityGroup: present(SECURITY_GROUP),
  placementGroup: present(PLACEMENT_GROUP),
};
const group = (status: Nodegroup['status']) => ({ nodegroup: present<Nodegroup>({ status }) });
const GONE_WAIT = 'wait node group nodes-0123456789ab to be gone';
const SECOND = 'wait a second look for training/nodes-0123456789ab/0123456789ab';

describe('Delete', () => {
  it.each<readonly [string, Partial<Facts>, Seen, string]>([
    [
      'looks at everything together',
      NOTHING_KNOWN,
      {},
      'look nodegroup securityGroup launchTemplate placementGroup',
    ],
    [
      'looks at what is not clear alone',
      { launchTemplate: NOTHING_KNOWN.launchTemplate },
      {},
      'look launchTemplate',
    ],
    ['deletes the node group first', { ...group('ACTIVE'), ...pieces }, {}, 'call DeleteNodegroup'],
    ...(['CREATING', 'UPDATING', 'DEGRADED', 'CREATE_FAILED', 'DELETE_FAILED'] as const).map(
      (status) => [`deletes it from ${status}`, group(status), {}, 'call DeleteNodegroup'] as const,
    ),
    ['waits while somebody deletes it', group('DELETING'), {}, GONE_WAIT],
    [
      'waits after its call, whatever a stale look says',
      group('ACTIVE'),
      { deletes: 1 },
      GONE_WAIT,
    ],
    [
      'deletes again after DELETE_FAILED',
      group('DELETE_FAILED'),
      { deletes: 3 },
      'call DeleteNodegroup',
    ],
    ['gives up after four calls', group('DELETE_FAILED'), { deletes: 4 }, 'fail NotStabilized'],
    [
      'looks a second time where no node group shows',
      { nodegroup: missed(), ...pieces },
      {},
      SECOND,
    ],
    [
      'then deletes the pieces together',
      pieces,
      {},
      'call DeleteSecurityGroup DeleteLaunchTemplate DeletePlacementGroup',
    ],
    [
      'deletes what is there before it looks a second time',
      { placementGroup: pieces.placementGroup, launchTemplate: missed() },
      {},
      'call DeletePlacementGroup',
    ],
    [
      'looks a second time for pieces that do not show',
      { launchTemplate: missed() },
      { anything: true },
      SECOND,
    ],
    ['is done when all is gone', {}, { anything: true }, 'done'],
    ['says NotFound where there was never anything', {}, {}, 'fail NotFound'],
  ])('%s', (_name, more, seen, wanted) => {
    expect(headlineOf(decide(DELETE, { ...GONE, ...more }, progress({ seen })))).toBe(wanted);
  });
  it('names each piece by what AWS knows it by', () => {
    const move = decide(DELETE, { ...GONE, ...pieces }, progress());
    expect(move.kind === 'call' && move.steps.map(({ input }) => input)).toEqual([
      { GroupId: SECURITY_GROUP.id },
      { LaunchTemplateId: 'lt-1' },
      { GroupName: PLACEMENT_GROUP.name },
    ]);
  });
  it('tells the health issues while it waits and when it gives up', () => {
    const health = {
      issues: [
        {
          code: 'Ec2SecurityGroupDeletionFailure' as const,
          message: 'words',
          resourceIds: ['sg-1'],
        },
      ],
    };
    for (const [status, deletes] of [
      ['DELETING', 1],
      ['DELETE_FAILED', 4],
    ] as const) {
      const nodegroup = present<Nodegroup>({ status, health });
      expect(
        textOf(decide(DELETE, { ...GONE, nodegroup }, progress({ seen: { deletes } }))),
      ).toContain('Ec2SecurityGroupDeletionFailure: words (sg-1)');
    }
  });
});
