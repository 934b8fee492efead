import type { Update } from '@aws-sdk/client-eks';
import { decide } from '../../../src/core/lifecycle/decide';
import { NOTHING_OBSERVED } from '../../../src/core/loop/observation';
import type { LaunchTemplateFact } from '../../../src/core/model/facts';
import { headlineOf, textOf } from '../decisions';
import { living, present, progress, TEMPLATE, update } from '../given';
import { decided, decidedAfterRecord, type Given, LABEL, ROLL, type Setting } from './decided';

/** Version 2 is live; version 1, the default, is that of the properties before. */
const second = (template: LaunchTemplateFact): LaunchTemplateFact => ({
  ...template,
  versions: [
    ...(template.versions ?? []),
    { ...template.versions?.[0], VersionNumber: 2, VersionDescription: 'v1:other' },
  ],
});

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
      {},
      'fail InvalidRequest',
    ],
    [
      'of the template, which is gone, says so',
      {},
      ROLL,
      { template: (it) => ({ ...it, versions: [] }) },
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
    ['for the volume are the template and our group', ROLL, 'observe launchTemplate securityGroup'],
    [
      'for a tag are all resources',
      { Tags: { a: '1' } },
      'observe launchTemplate securityGroup placementGroup',
    ],
    [
      'for local storage is the type too',
      { LocalStorage: 'NONE' },
      'observe launchTemplate securityGroup instanceTypes',
    ],
    [
      'for groups is the cluster too',
      { SecurityGroupIds: ['sg-00000001'] },
      'observe launchTemplate securityGroup cluster',
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
    expect(headlineOf(decide(update({}, LABEL), sent, progress()))).toBe(
      'observe nodegroup update',
    );
  });
});
