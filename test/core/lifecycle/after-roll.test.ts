/** Our own security group after the nodes have left it: deleted where nothing names it, and never a failure. */

import { afterRoll, withoutUnusedGroup } from '../../../src/core/lifecycle/update/after-roll';
import { leavesOver, leftoverAfter } from '../../../src/core/lifecycle/update/leftover';
import type { Decision, Leftover } from '../../../src/core/model/decision';
import type { Environment, Facts, TemplateInterface } from '../../../src/core/model/facts';
import { headlineOf, textOf } from '../decisions';
import {
  ABSENT,
  CLUSTER_GROUP,
  DELETE,
  factsOf,
  living,
  missed,
  OWN_GROUP,
  present,
  progress,
  SECURITY_GROUP,
  update,
} from '../given';

const CREATE = { Efa: { SecurityGroup: 'CREATE' } } as const;
const NONE = { Efa: { SecurityGroup: 'NONE' } } as const;
const LEAVES = update(CREATE, NONE);
const named = (...groups: readonly (readonly string[])[]): Environment => ({
  ownTemplate: {
    interfaces: groups.map((Groups, card) => ({
      NetworkCardIndex: card,
      InterfaceType: 'efa',
      Groups: [...Groups],
    })),
  },
});
const UNNAMED = named([CLUSTER_GROUP], [CLUSTER_GROUP]);
const GROUP = { securityGroup: present(SECURITY_GROUP) };

function rolled(
  more: Partial<Facts> & { readonly environment: Environment },
  leftover?: Leftover,
  request = LEAVES,
): Decision {
  const { environment, ...others } = more;
  const facts = { ...factsOf(living(CREATE)), ...others, environment };
  return withoutUnusedGroup(
    request,
    facts,
    progress({ checkpoint: leftover ? { leftover } : {} }),
    ['a note'],
  );
}

describe('our own security group', () => {
  it.each<readonly [string, Parameters<typeof rolled>[0], string]>([
    [
      'is deleted where no interface names it',
      { ...GROUP, environment: UNNAMED },
      'call DeleteSecurityGroup',
    ],
    [
      'stays where all interfaces name it',
      { ...GROUP, environment: named([CLUSTER_GROUP, OWN_GROUP], [OWN_GROUP]) },
      'succeed',
    ],
    [
      'stays where one of several interfaces names it',
      { ...GROUP, environment: named([CLUSTER_GROUP], [OWN_GROUP]) },
      'succeed',
    ],
    [
      'stays where the launch template is gone',
      { ...GROUP, environment: { ownTemplate: 'absent' } },
      'succeed',
    ],
    [
      'waits for the launch template to be observed',
      { ...GROUP, environment: {} },
      'observe ownTemplate',
    ],
    ['that is gone is not deleted', { securityGroup: ABSENT, environment: UNNAMED }, 'succeed'],
    [
      'is observed where it was not',
      { securityGroup: { ...missed(0), observeNow: true }, environment: UNNAMED },
      'observe securityGroup',
    ],
  ])('%s', (_name, more, expected) => {
    expect(headlineOf(rolled(more))).toBe(expected);
  });
  it('is waited for where it was seen and is not visible', () => {
    const decision = rolled({ securityGroup: missed(1, true), environment: UNNAMED });
    expect(headlineOf(decision)).toBe('wait the security group to become visible');
  });
  it('goes once the interfaces are verified, and not before', () => {
    const ends = (used: readonly TemplateInterface[], observations: number) => {
      const facts: Facts = {
        ...factsOf(living(CREATE)),
        ...GROUP,
        environment: UNNAMED,
        templateCopy: {
          observations,
          observed: { is: 'read', template: 'lt-2 version 1', interfaces: used },
        },
      };
      const { nodegroup } = living(CREATE);
      return headlineOf(afterRoll(LEAVES, facts, nodegroup, progress()));
    };
    const { ownTemplate } = UNNAMED;
    const planned = ownTemplate && ownTemplate !== 'absent' ? ownTemplate.interfaces : [];
    expect(ends(planned, 1)).toBe('call DeleteSecurityGroup');
    expect(ends(planned.slice(1), 1)).toMatch(/^wait EKS's copy/);
    expect(ends(planned.slice(1), 8)).toBe('fail NotStabilized');
  });
  it('is the one that is deleted, by its id', () => {
    const decision = rolled({ ...GROUP, environment: UNNAMED });
    expect(decision.kind === 'call' && decision.calls).toEqual([
      { call: 'ec2:DeleteSecurityGroup', input: { GroupId: OWN_GROUP } },
    ]);
  });
  it('stays while the template wants it', () => {
    const stays = update(CREATE, { ...CREATE, Volume: { SizeGiB: 200 } });
    expect(headlineOf(rolled({ ...GROUP, environment: UNNAMED }, undefined, stays))).toBe(
      'succeed',
    );
  });
  it('does not fail the update where it stays invisible', () => {
    const decision = rolled({ securityGroup: missed(9, true), environment: UNNAMED });
    expect(decision).toEqual({ kind: 'succeed', notes: ['a note'] });
  });
});

describe('one that AWS refused to delete', () => {
  const LEFT: Leftover = { securityGroupId: 'sg-left', sinceSeconds: 0 };
  const environment = UNNAMED;
  it('is deleted again by the id that it had', () => {
    const decision = rolled({ ...GROUP, environment }, LEFT);
    expect(decision.kind === 'call' && decision.calls.map(({ input }) => input)).toEqual([
      { GroupId: 'sg-left' },
    ]);
    expect(headlineOf(rolled({ securityGroup: missed(), environment }, LEFT))).toBe(
      'call DeleteSecurityGroup',
    );
  });
  it('is done with once it is gone', () => {
    expect(rolled({ securityGroup: ABSENT, environment }, LEFT)).toEqual({
      kind: 'succeed',
      notes: ['a note'],
    });
  });
  it('is named with the reason, and its tag, once it is given up', () => {
    const decision = rolled({ ...GROUP, environment }, { ...LEFT, why: 'DependencyViolation.' });
    expect(headlineOf(decision)).toBe('succeed');
    expect(textOf(decision)).toContain('a note');
    expect(textOf(decision)).toContain(
      'Security group sg-left is no longer used but could not be deleted: DependencyViolation. It keeps its tag efa-node-group:id',
    );
  });

  const apiCall = { call: 'ec2:DeleteSecurityGroup', input: { GroupId: 'sg-left' } } as const;
  const refused = (waitedSeconds: number, more: object = {}, request = LEAVES, since?: number) =>
    leftoverAfter(
      request,
      since === undefined ? {} : { leftover: { ...LEFT, sinceSeconds: since } },
      { apiCall, disposition: 'wait', waitedSeconds, isLastTry: false, why: 'held', ...more },
    );
  it.each<readonly [string, Leftover, boolean]>([
    ['is tried again at first', refused(100), false],
    ['is tried again for ten minutes', refused(699, {}, LEAVES, 100), false],
    ['is given up then', refused(700, {}, LEAVES, 100), true],
    ['is given up where the operation ends', refused(100, { isLastTry: true }), true],
    ['is given up where it may not be deleted', refused(100, { disposition: 'fail' }), true],
    [
      'is given up at once by an update that is about something else',
      refused(100, {}, update(NONE, { ...NONE, Labels: { a: '1' } })),
      true,
    ],
  ])('%s', (_name, leftover, isOver) => {
    expect(leftover.why).toBe(isOver ? 'held' : undefined);
    expect(leftover.securityGroupId).toBe('sg-left');
  });
  it('is counted from the first refusal', () => {
    expect(refused(100).sinceSeconds).toBe(100);
    expect(refused(650, {}, LEAVES, 100).sinceSeconds).toBe(100);
  });
  it('fails nothing but a Delete', () => {
    expect(leavesOver(LEAVES, apiCall)).toBe(true);
    expect(leavesOver(DELETE, apiCall)).toBe(false);
    expect(
      leavesOver(LEAVES, { call: 'ec2:DeleteLaunchTemplate', input: { LaunchTemplateId: 'lt-1' } }),
    ).toBe(false);
  });
});
