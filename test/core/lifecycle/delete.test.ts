import type { Nodegroup } from '@aws-sdk/client-eks';
import { decide } from '../../../src/core/lifecycle/decide';
import { NOTHING_OBSERVED } from '../../../src/core/loop/observation';
import { CREATES_OVER_SECONDS } from '../../../src/core/loop/wait';
import type { Checkpoint } from '../../../src/core/model/decision';
import type { Facts } from '../../../src/core/model/facts';
import { headlineOf, textOf } from '../decisions';
import {
  ABSENT,
  DELETE,
  IDENTITY,
  missed,
  NAME,
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

describe('a node group whose Id tag was taken off', () => {
  const { 'efa-node-group:id': _id, ...others } = OURS as Readonly<Record<string, string>>;
  const launchTemplate = { id: 'lt-1', name: NAME, version: '1' };
  const untagged = (more: Nodegroup = {}) => ({
    nodegroup: present<Nodegroup>({
      status: 'ACTIVE',
      nodegroupName: IDENTITY.nodegroupName,
      nodegroupArn: 'arn:nodes',
      launchTemplate,
      tags: others,
      ...more,
    }),
  });
  const recorded = { tags: { ...others, 'efa-node-group:choices': 'layout=EFA_PRIMARY' } };
  const ID = { 'efa-node-group:id': 'training/nodes-0123456789ab/0123456789ab' };
  const of = (more: Partial<Facts>) => decide(DELETE, { ...GONE, ...more }, progress());

  it.each<readonly [string, Partial<Facts>, string]>([
    ['gets it back where it has its record', untagged(recorded), 'call TagResource'],
    [
      'gets it back where our launch template is its own',
      { ...untagged(), ...resources },
      'call TagResource',
    ],
    [
      'is not deleted where it has another launch template',
      { ...untagged(), launchTemplate: present({ id: 'lt-2' }) },
      'fail ResourceConflict',
    ],
    ['is not deleted where its launch template is gone', untagged(), 'fail ResourceConflict'],
    [
      'waits for a launch template that was seen before',
      { ...untagged(), launchTemplate: missed(3, true) },
      'wait everything of training/nodes-0123456789ab/0123456789ab to become visible',
    ],
    [
      'waits for one more observation of any other',
      { ...untagged(), launchTemplate: missed() },
      SECOND,
    ],
    ['is left to go where somebody deletes it', untagged({ status: 'DELETING' }), GONE_WAIT],
  ])('%s', (_name, more, expected) => {
    expect(headlineOf(of(more))).toBe(expected);
  });
  it('gets exactly that tag, on that node group', () => {
    const decision = of(untagged(recorded));
    expect(decision.kind === 'call' && decision.calls.map(({ input }) => input)).toEqual([
      { resourceArn: 'arn:nodes', tags: ID },
    ]);
  });
  it('is named with the tag that has to be put on it', () => {
    const words = textOf(of(untagged()));
    expect(words).toContain(`Node group ${IDENTITY.nodegroupName} uses launch template ${NAME}`);
    expect(words).toContain('the tag efa-node-group:id with the value training/');
  });
});

describe('a Delete of what an earlier request left', () => {
  const keeping = { ...DELETE, keepsInService: true } as const;
  const of = (status: Nodegroup['status'], checkpoint: Checkpoint = {}, request = keeping) =>
    headlineOf(
      decide(request, { ...GONE, ...resources, ...group(status) }, progress({ checkpoint })),
    );
  it.each(['ACTIVE', 'UPDATING', 'DEGRADED'] as const)(
    'leaves a node group that is %s, and its resources, in service',
    (status) => {
      expect(of(status)).toBe('succeed');
      expect(of(status, {}, DELETE as typeof keeping)).toBe('call DeleteNodegroup');
    },
  );
  it.each(['CREATING', 'CREATE_FAILED', 'DELETE_FAILED'] as const)(
    'deletes one that is %s',
    (status) => {
      expect(of(status)).toBe('call DeleteNodegroup');
    },
  );
  it('goes on once it has begun, whatever a stale observation shows', () => {
    expect(of('ACTIVE', { deletes: 1 })).toBe(GONE_WAIT);
  });
});

describe('what Delete reports while it waits', () => {
  const status = (more: Partial<Facts>) => {
    const decision = decide(DELETE, { ...GONE, ...more }, progress());
    return decision.kind === 'wait' ? decision.wait.lastStatus : undefined;
  };
  it.each<readonly [string, Partial<Facts>, string]>([
    ['the status of the node group', group('DELETING'), 'DELETING'],
    ['that nothing was found once', { nodegroup: missed() }, 'not found once'],
    ['that not all is visible', { launchTemplate: missed(2, true) }, 'not all of it is visible'],
    ['that nothing is visible', {}, 'nothing of it is visible'],
  ])('%s', (_name, more, expected) => {
    expect(status(more)).toBe(expected);
  });
});

describe('the delays of Delete', () => {
  const delay = (more: Partial<Facts>, waitedSeconds = 0) => {
    const decision = decide(DELETE, { ...GONE, ...more }, progress({ waitedSeconds }));
    return decision.kind === 'wait' ? decision.wait.delaySeconds : undefined;
  };
  it('follow the visibility window of what was seen before, the least observed first', () => {
    expect(delay({ launchTemplate: missed(1, true) })).toBe(5);
    expect(delay({ launchTemplate: missed(2, true), securityGroup: missed(7, true) })).toBe(10);
    expect(delay({ launchTemplate: missed(7, true) })).toBe(20);
  });
  it('are 10 s for what nothing proves', () => {
    expect(delay({ launchTemplate: missed(3) })).toBe(10);
    expect(delay({ nodegroup: missed() })).toBe(10);
  });
  it('end when no Create can write any more, and are 10 s at least', () => {
    expect(delay({})).toBe(CREATES_OVER_SECONDS);
    expect(delay({}, 100)).toBe(CREATES_OVER_SECONDS - 100);
    expect(delay({}, 9_999)).toBe(10);
  });
});
