/** What the last read does not show yet of what the operation has done. */

import type { LiveState } from '../../../src/core/lifecycle/flatten';
import { missingInRead } from '../../../src/core/lifecycle/lag';
import type { RolledTo } from '../../../src/core/model/decision';
import type { Properties } from '../../../src/core/model/properties';
import { create, living, PLACEMENT_GROUP, SECURITY_GROUP, update } from '../given';

/** The cluster's group serves EFA where the template says no more. */
const OWN: Partial<Properties> = { Efa: { SecurityGroup: 'CREATE' } };

function shown(more: Partial<Properties> = {}, over: Partial<LiveState> = {}): LiveState {
  const { nodegroup, template } = living(more);
  return {
    nodegroup,
    version: template.versions?.[0],
    subnets: [],
    placementGroup: PLACEMENT_GROUP,
    securityGroup: SECURITY_GROUP,
    clusterSecurityGroupId: undefined,
    ...over,
  };
}
const NOTHING = { applied: undefined, isGroupDeleted: false };
const without = (name: keyof LiveState, more: Partial<Properties> = {}) =>
  shown(more, { [name]: undefined });

describe('after a create, the read does not show', () => {
  it.each<readonly [string, LiveState | undefined, string | undefined]>([
    ['nothing where all is there', shown(OWN), undefined],
    ['the node group', undefined, 'the node group'],
    ['its launch template', without('version', OWN), 'the launch template'],
    ['its own security group', without('securityGroup', OWN), 'the security group'],
    ['its placement group', without('placementGroup', OWN), 'the placement group'],
    ["nothing where the cluster's group serves", without('securityGroup'), undefined],
    [
      'nothing where a group was given',
      without('securityGroup', { Efa: { SecurityGroupId: 'sg-00000c1a' } }),
      undefined,
    ],
    [
      'nothing where no placement group was created',
      without('placementGroup', { Placement: { Group: 'NONE' } }),
      undefined,
    ],
  ])('%s', (_name, live, expected) => {
    expect(missingInRead(create(), undefined, live, NOTHING)).toBe(expected);
  });
  it('nothing of a group that ours was exchanged for by an update', () => {
    const live = without('securityGroup', OWN);
    const choices = live.nodegroup.tags?.['efa-node-group:choices'] ?? '';
    const exchanged = (to: string): LiveState => ({
      ...live,
      nodegroup: {
        ...live.nodegroup,
        tags: { ...live.nodegroup.tags, 'efa-node-group:choices': to },
      },
    });
    expect(missingInRead(create(), undefined, exchanged(choices), NOTHING)).toBe(
      'the security group',
    );
    for (const to of [
      choices.replace('security-group=CREATE', 'security-group=NONE'),
      `${choices} efa-group=sg-00000001`,
    ]) {
      expect(missingInRead(create(), undefined, exchanged(to), NOTHING)).toBeUndefined();
    }
  });
});

describe('after an update, the read does not show', () => {
  const REQUEST = update({}, {});
  const NOW: RolledTo = {
    templateVersion: '1',
    version: '1.33',
    releaseVersion: '1.33.5-20260801',
  };
  it.each<readonly [string, RolledTo | undefined, LiveState | undefined, string | undefined]>([
    ['nothing where all is there', NOW, shown(OWN), undefined],
    ['the node group', undefined, undefined, 'the node group'],
    ['another launch template version', { templateVersion: '2' }, shown(), 'the rolled node group'],
    ['another Kubernetes version', { version: '1.34' }, shown(), 'the rolled node group'],
    ['another release', { releaseVersion: '1.33.6-1' }, shown(), 'the rolled node group'],
    ['one of several', { ...NOW, version: '1.34' }, shown(), 'the rolled node group'],
    ['the launch template after a roll', NOW, without('version'), 'the launch template'],
    // what was deleted by hand stays away: an update that does not need it does not wait for it
    ['nothing where it did not roll', undefined, without('version', OWN), undefined],
  ])('%s', (_name, rolledTo, live, expected) => {
    expect(missingInRead(REQUEST, rolledTo, live, NOTHING)).toBe(expected);
  });
});

describe('after an update without a roll, the read does not show', () => {
  const REQUEST = update({}, { Labels: { a: 'b' } });
  const recorded = (applied: string) => {
    const live = shown(OWN);
    const tags = { ...live.nodegroup.tags, 'efa-node-group:applied': applied };
    return { ...live, nodegroup: { ...live.nodegroup, tags } };
  };
  it.each<readonly [string, LiveState, Partial<typeof NOTHING>, string | undefined]>([
    ['nothing where it wrote nothing', recorded('v1 op=a'), {}, undefined],
    [
      'nothing where it has its record',
      recorded('v1 op=a'),
      { applied: 'v1 op=a' } as never,
      undefined,
    ],
    [
      'what the record comes after',
      recorded('v1 op=a'),
      { applied: 'v1 op=b' } as never,
      'the update',
    ],
    [
      'that our group is deleted',
      shown(OWN),
      { isGroupDeleted: true },
      'the deletion of the security group',
    ],
    ['nothing where it is', without('securityGroup', OWN), { isGroupDeleted: true }, undefined],
  ])('%s', (_name, live, done, expected) => {
    expect(missingInRead(REQUEST, undefined, live, { ...NOTHING, ...done })).toBe(expected);
  });
});
