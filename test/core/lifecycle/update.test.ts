import type { Update } from '@aws-sdk/client-eks';
import { decide } from '../../../src/core/lifecycle/decide';
import { NOTHING_OBSERVED } from '../../../src/core/loop/observation';
import type { Checkpoint, NotShown } from '../../../src/core/model/decision';
import type { LaunchTemplateFact } from '../../../src/core/model/facts';
import { headlineOf, textOf } from '../decisions';
import { factsOf, living, missed, present, progress, TEMPLATE, update } from '../given';
import {
  decided,
  decidedAfterRecord,
  type Given,
  inputOf,
  LABEL,
  ROLL,
  type Setting,
} from './decided';

/** Version 2 is live; version 1, the default, is that of the properties before. */
const second = (template: LaunchTemplateFact): LaunchTemplateFact => ({
  ...template,
  versions: [
    ...(template.versions ?? []),
    { ...template.versions?.[0], VersionNumber: 2, VersionDescription: 'v1:other' },
  ],
});

const UNREADABLE = {
  observations: 1,
  observed: { is: 'unreadable', why: 'eks:no' },
} as const;

describe('an update', () => {
  const unsettled = 'wait node group nodes-0123456789ab to become ACTIVE or DEGRADED';
  it.each<readonly [string, Given, Given, Setting, string]>([
    ['of nothing is done', {}, {}, {}, 'succeed'],
    [
      'of nothing is done, whatever drifted',
      {},
      {},
      {
        live: {
          scalingConfig: { minSize: 1, maxSize: 99, desiredSize: 50 },
          labels: {},
          version: '1.34',
        },
      },
      'succeed',
    ],
    ['of a label is one config call', {}, LABEL, {}, 'call UpdateNodegroupConfig'],
    [
      'of a tag comes before all else',
      {},
      { ...LABEL, ...ROLL, Tags: { a: '1' } },
      {},
      'call TagResource',
    ],
    ['of a label comes before a roll', {}, { ...LABEL, ...ROLL }, {}, 'call UpdateNodegroupConfig'],
    ['of the template creates a version first', {}, ROLL, {}, 'call CreateLaunchTemplateVersion'],
    [
      'of the template sets the default to the live version first',
      {},
      ROLL,
      { live: { launchTemplate: { id: TEMPLATE, version: '2' } }, template: second },
      'call ModifyLaunchTemplate',
    ],
    [
      'of the template deletes older versions next',
      {},
      ROLL,
      {
        live: { launchTemplate: { id: TEMPLATE, version: '2' } },
        template: (it) => ({ ...second(it), defaultVersion: 2 }),
      },
      'call DeleteLaunchTemplateVersions',
    ],
    [
      'of the version alone is one version call',
      { Version: '1.33' },
      { Version: '1.34' },
      {},
      'call UpdateNodegroupVersion',
    ],
    [
      'to a lower version is done, with a note',
      { Version: '1.33' },
      { Version: '1.32' },
      {},
      'succeed',
    ],
    [
      'of a create-only property replaces',
      {},
      { InstanceTypes: ['p5e.48xlarge'] },
      {},
      'fail NotUpdatable',
    ],
    [
      'that would remove nodes is refused',
      {},
      { ScalingConfig: { MinSize: 1, MaxSize: 1 } },
      { facts: { environment: { scalingGroup: { desiredCapacity: 2 } } } },
      'fail InvalidRequest',
    ],
    [
      'of the template, which is gone, says so',
      {},
      ROLL,
      { template: (it) => ({ ...it, versions: [] }), facts: { templateCopy: UNREADABLE } },
      'fail NotStabilized',
    ],
    [
      'of a label needs no template',
      {},
      LABEL,
      { template: (it) => ({ ...it, versions: [] }) },
      'call UpdateNodegroupConfig',
    ],
    [
      'of a DEGRADED node group is sent',
      {},
      LABEL,
      { live: { status: 'DEGRADED' } },
      'call UpdateNodegroupConfig',
    ],
    [
      'waits while the node group is UPDATING',
      {},
      LABEL,
      { live: { status: 'UPDATING' } },
      unsettled,
    ],
    [
      'waits while the node group is CREATING',
      {},
      LABEL,
      { live: { status: 'CREATING' } },
      unsettled,
    ],
    [
      'of a node group that failed says what to do',
      {},
      LABEL,
      { live: { status: 'CREATE_FAILED' } },
      'fail NotStabilized',
    ],
    [
      'of no node group is NotFound',
      {},
      LABEL,
      { facts: { nodegroup: { is: 'absent' } } },
      'fail NotFound',
    ],
  ])('%s', (_name, previous, desired, setting, expected) => {
    expect(headlineOf(decided(previous, desired, setting))).toBe(expected);
  });

  it.each<readonly [string, Update, string, string]>([
    [
      'waits for the update that it sent',
      { id: 'u-1', status: 'InProgress', type: 'ConfigUpdate' },
      'wait update u-1 (ConfigUpdate)',
      'to finish: InProgress',
    ],
    ['goes on after it', { id: 'u-1', status: 'Successful' }, 'call UpdateNodegroupConfig', ''],
    [
      'reports a failed one once, with its errors',
      {
        id: 'u-1',
        status: 'Failed',
        errors: [{ errorCode: 'PodEvictionFailure', errorMessage: 'budget', resourceIds: ['i-1'] }],
      },
      'fail NotStabilized',
      'PodEvictionFailure: budget (i-1)',
    ],
    [
      'reports a cancelled one',
      { id: 'u-1', status: 'Cancelled' },
      'fail NotStabilized',
      'Cancelled',
    ],
  ])('%s', (_name, sent, expected, text) => {
    const decision = decided({}, LABEL, { facts: { update: sent } });
    expect(headlineOf(decision).startsWith(expected)).toBe(true);
    expect(textOf(decision)).toContain(text);
  });
});

describe('what is observed', () => {
  const fresh = (desired: Given) => {
    const facts = { ...NOTHING_OBSERVED, nodegroup: present(living().nodegroup) };
    return headlineOf(decidedAfterRecord(update({}, desired), facts));
  };
  it.each<readonly [string, Given, string]>([
    ['for a label is what Read needs', LABEL, 'observe readable'],
    [
      'for the size is what the Auto Scaling group runs',
      { ScalingConfig: { MinSize: 2, MaxSize: 12 } },
      'observe scalingGroup',
    ],
    [
      'for the volume are the template and our group',
      ROLL,
      'observe launchTemplate securityGroup scalingGroup',
    ],
    [
      'for a tag are all resources',
      { Tags: { a: '1' } },
      'observe launchTemplate securityGroup placementGroup',
    ],
    [
      'for local storage is the type too',
      { LocalStorage: 'NONE' },
      'observe launchTemplate securityGroup scalingGroup instanceTypes',
    ],
    [
      'for groups is the cluster too',
      { SecurityGroupIds: ['sg-00000001'] },
      'observe launchTemplate securityGroup scalingGroup cluster',
    ],
    [
      'for the zone are the subnets of the nodes',
      { Placement: { AvailabilityZone: 'us-east-1b' } },
      'observe nodeSubnets',
    ],
  ])('%s', (_name, desired, expected) => {
    expect(fresh(desired)).toBe(expected);
  });
  it('begins with the node group', () => {
    expect(headlineOf(decide(update({}, LABEL), NOTHING_OBSERVED, progress()))).toBe(
      'observe nodegroup',
    );
    const sent = { ...NOTHING_OBSERVED, update: { id: 'u-1' } };
    expect(headlineOf(decide(update({}, LABEL), sent, progress()))).toBe('observe update');
  });
});

describe('what a read does not show', () => {
  const STAYS = 'no longer exists, so nodes cannot be launched or rolled';
  const GONE_TEMPLATE = (observations: number) => ({
    facts: { launchTemplate: missed(observations, true), templateCopy: UNREADABLE },
  });
  const NEWER = (description: string): Setting => ({
    template: (it) => ({
      ...it,
      versions: [
        { ...it.versions?.[0], VersionDescription: 'v1:other' },
        { ...it.versions?.[0], VersionNumber: 2, VersionDescription: description },
      ],
    }),
  });
  const DESCRIBED = living().template.versions?.[0]?.VersionDescription ?? '';
  it.each<readonly [string, Given, Setting, string, string]>([
    [
      'the node group that it has seen: wait',
      LABEL,
      { facts: { nodegroup: missed(1, true) } },
      'wait training/nodes-0123456789ab/0123456789ab to become visible',
      'visible before, but not now',
    ],
    [
      'the node group, for good: NotFound',
      LABEL,
      { facts: { nodegroup: missed(8, true) } },
      'fail NotFound',
      'Node group training/nodes-0123456789ab/0123456789ab does not exist.',
    ],
    [
      'the node group, of which nothing was seen yet: wait, because CloudFormation knows it',
      LABEL,
      { facts: { nodegroup: missed(1) } },
      'wait training/nodes-0123456789ab/0123456789ab to become visible',
      'not visible',
    ],
    [
      'the node group, of which nothing is ever seen: NotFound',
      LABEL,
      { facts: { nodegroup: missed(8) } },
      'fail NotFound',
      'does not exist',
    ],
    [
      'the launch template: wait',
      ROLL,
      GONE_TEMPLATE(1),
      'wait the launch template to become visible',
      'not visible yet',
    ],
    ['the launch template, for good: say so', ROLL, GONE_TEMPLATE(8), 'fail NotStabilized', STAYS],
    [
      'the version of the properties before, which is newer: wait',
      ROLL,
      NEWER(DESCRIBED),
      'wait the node group to show version 2 of its launch template',
      'version 1',
    ],
    [
      'a newer version of other properties: go on',
      ROLL,
      NEWER(`v1:${'0'.repeat(32)}:${'0'.repeat(32)}`),
      'call CreateLaunchTemplateVersion',
      '',
    ],
    [
      'the Auto Scaling group, whose size it needs: wait',
      { ScalingConfig: { MinSize: 3, MaxSize: 12 } },
      {},
      'wait Auto Scaling group eks-nodes to become visible',
      'not visible',
    ],
    [
      'an Auto Scaling group where the node group has none: go on',
      { ScalingConfig: { MinSize: 3, MaxSize: 12 } },
      { live: { resources: {} } },
      'call UpdateNodegroupConfig',
      '',
    ],
  ])('%s', (_name, desired, setting, expected, text) => {
    const decision = decided({}, desired, setting);
    expect(headlineOf(decision)).toBe(expected);
    expect(textOf(decision)).toContain(text);
  });
  it.each<readonly [NotShown, Given, Setting, string]>([
    ['newerVersion', ROLL, NEWER(DESCRIBED), 'call TagResource'],
    ['scalingGroup', { ScalingConfig: { MinSize: 3, MaxSize: 12 } }, {}, 'fail InvalidRequest'],
  ])('is no longer waited for once its own window is over: %s', (name, desired, setting, end) => {
    const born = living();
    const facts = factsOf({
      ...born,
      template: setting.template?.(born.template) ?? born.template,
    });
    const ending = (observations: number) =>
      decide(
        update({}, desired),
        facts,
        progress({ waits: 9, checkpoint: { notShown: { [name]: observations } } }),
      );
    expect(ending(6)).toMatchObject({ kind: 'wait', wait: { notShown: name } });
    expect(headlineOf(ending(7))).toBe(end);
  });
});

describe('before the first change', () => {
  const unread = (checkpoint: Checkpoint = {}) => {
    const facts = { ...NOTHING_OBSERVED, nodegroup: present(living().nodegroup) };
    return headlineOf(decide(update({}, LABEL), facts, progress({ checkpoint })));
  };
  it('what Read needs is read once', () => {
    expect(unread()).toBe('observe readable');
    expect(unread({ sentTokens: ['sent'] })).toMatch(/^call/);
  });
  it('the Id tag is put back', () => {
    const born = living();
    const { 'efa-node-group:id': _id, ...tags } = born.nodegroup.tags ?? {};
    const untagged = (desired: Given) =>
      decide(
        update({}, desired),
        factsOf({ ...born, nodegroup: { ...born.nodegroup, tags } }),
        progress(),
      );
    expect(inputOf(untagged(LABEL))).toMatchObject({
      tags: { 'efa-node-group:id': 'training/nodes-0123456789ab/0123456789ab' },
    });
    expect(Object.keys((inputOf(untagged(LABEL)) as { tags: object }).tags)).toHaveLength(1);
    expect(headlineOf(untagged({}))).toBe('succeed');
  });
});
