import type { Nodegroup } from '@aws-sdk/client-eks';
import { decide } from '../../../src/core/lifecycle/decide';
import { NOTHING_OBSERVED } from '../../../src/core/loop/observation';
import type { Checkpoint } from '../../../src/core/model/decision';
import type { Facts } from '../../../src/core/model/facts';
import { headlineOf, textOf } from '../decisions';
import {
  ABSENT,
  DELETE,
  missed,
  OURS,
  PLACEMENT_GROUP,
  present,
  progress,
  SECURITY_GROUP,
} from '../given';

const GONE: Facts = {
  ...NOTHING_OBSERVED,
  nodegroup: ABSENT,
  launchTemplate: ABSENT,
  securityGroup: ABSENT,
  placementGroup: ABSENT,
};
const resources = {
  launchTemplate: present({ id: 'lt-1' }),
  securityGroup: present(SECURITY_GROUP),
  placementGroup: present(PLACEMENT_GROUP),
};
const group = (status: Nodegroup['status']) => ({
  nodegroup: present<Nodegroup>({ status, tags: { ...OURS } }),
});
const GONE_WAIT = 'wait node group nodes-0123456789ab to be deleted';
const SECOND = 'wait confirmation that training/nodes-0123456789ab/0123456789ab is deleted';
const CLOSING =
  'wait the end of the time in which training/nodes-0123456789ab/0123456789ab may still be created';

describe('Delete', () => {
  it.each<readonly [string, Partial<Facts>, Checkpoint, string]>([
    [
      'observes everything together',
      NOTHING_OBSERVED,
      {},
      'observe nodegroup launchTemplate securityGroup placementGroup',
    ],
    [
      'observes what is unknown alone',
      { launchTemplate: NOTHING_OBSERVED.launchTemplate },
      {},
      'observe launchTemplate',
    ],
    [
      'deletes the node group first',
      { ...group('ACTIVE'), ...resources },
      {},
      'call DeleteNodegroup',
    ],
    ...(['CREATING', 'UPDATING', 'DEGRADED', 'CREATE_FAILED', 'DELETE_FAILED'] as const).map(
      (status) => [`deletes it from ${status}`, group(status), {}, 'call DeleteNodegroup'] as const,
    ),
    ['waits while somebody deletes it', group('DELETING'), {}, GONE_WAIT],
    [
      'waits after its call, whatever a stale observation shows',
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
      'observes a second time where no node group is visible',
      { nodegroup: missed(), ...resources },
      {},
      SECOND,
    ],
    [
      'then deletes the other resources together',
      resources,
      {},
      'call DeleteLaunchTemplate DeleteSecurityGroup DeletePlacementGroup',
    ],
    [
      'deletes what is there before it observes a second time',
      { placementGroup: resources.placementGroup, launchTemplate: missed() },
      {},
      'call DeletePlacementGroup',
    ],
    [
      'observes a second time resources that are not visible',
      { launchTemplate: missed() },
      { observedAnything: true },
      SECOND,
    ],
    ['is done when all is gone', {}, { observedAnything: true, creationEnded: true }, 'succeed'],
    ['waits while a create may be under way', {}, { observedAnything: true }, CLOSING],
    ['is done after that', {}, { observedAnything: true, closed: true }, 'succeed'],
    ['waits also where there was never anything', {}, {}, CLOSING],
    ['says NotFound after that', {}, { closed: true }, 'fail NotFound'],
  ])('%s', (_name, more, checkpoint, expected) => {
    expect(headlineOf(decide(DELETE, { ...GONE, ...more }, progress({ checkpoint })))).toBe(
      expected,
    );
  });
  it('names each resource by what AWS knows it by', () => {
    const decision = decide(DELETE, { ...GONE, ...resources }, progress());
    expect(decision.kind === 'call' && decision.calls.map(({ input }) => input)).toEqual([
      { LaunchTemplateId: 'lt-1' },
      { GroupId: SECURITY_GROUP.id },
      { GroupName: PLACEMENT_GROUP.name },
    ]);
  });
  it('reports the health issues while it waits and when it gives up', () => {
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
      const nodegroup = present<Nodegroup>({ status, health, tags: { ...OURS } });
      expect(
        textOf(decide(DELETE, { ...GONE, nodegroup }, progress({ checkpoint: { deletes } }))),
      ).toContain('Ec2SecurityGroupDeletionFailure: words (sg-1)');
    }
  });
});
