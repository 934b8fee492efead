import type { Nodegroup, Update } from '@aws-sdk/client-eks';
import { decide } from '../../../src/core/lifecycle/decide';
import { NOTHING_OBSERVED } from '../../../src/core/loop/observation';
import type { ApiCall } from '../../../src/core/model/api-calls';
import type { Decision } from '../../../src/core/model/decision';
import type { Facts, LaunchTemplateFact } from '../../../src/core/model/facts';
import type { Properties } from '../../../src/core/model/properties';
import { plan } from '../../../src/core/plan/plan';
import { headlineOf, textOf } from '../decisions';
import {
  environment,
  factsOf,
  living,
  OURS,
  present,
  progress,
  SECURITY_GROUP,
  TEMPLATE,
  update,
} from '../given';

type Given = Partial<Properties>;
interface Setting {
  readonly live?: Partial<Nodegroup>;
  readonly facts?: Partial<Facts>;
  readonly template?: (template: LaunchTemplateFact) => LaunchTemplateFact;
}

function decided(
  previous: Given,
  desired: Given,
  { live, facts, template }: Setting = {},
): Decision {
  const born = living(previous);
  const known = factsOf(
    {
      ...born,
      nodegroup: { ...born.nodegroup, ...live },
      template: template ? template(born.template) : born.template,
    },
    facts,
  );
  return decide(update(previous, desired), known, progress());
}

const inputOf = (decision: Decision): ApiCall['input'] => {
  if (decision.kind !== 'call' || decision.calls.length !== 1)
    throw new Error(JSON.stringify(decision));
  return (decision.calls[0] as ApiCall).input;
};
const LABEL = { Labels: { a: '1' } };
const ROLL = { Volume: { SizeGiB: 200 } };
/** Version 2 is live; version 1, the default, is that of the properties before. */
const second = (template: LaunchTemplateFact): LaunchTemplateFact => ({
  ...template,
  versions: [
    ...(template.versions ?? []),
    { ...template.versions?.[0], VersionNumber: 2, VersionDescription: 'v1:other' },
  ],
});

describe('an update', () => {
  const unsettled = 'wait node group nodes-0123456789ab to be settled';
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
      'call TagResource CreateTags',
    ],
    ['of a label comes before a roll', {}, { ...LABEL, ...ROLL }, {}, 'call UpdateNodegroupConfig'],
    ['of the template makes a version first', {}, ROLL, {}, 'call CreateLaunchTemplateVersion'],
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
      'that would take nodes away is refused',
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
  ])('%s', (_name, previous, desired, setting, wanted) => {
    expect(headlineOf(decided(previous, desired, setting))).toBe(wanted);
  });

  it.each<readonly [string, Update, string, string]>([
    [
      'waits for the update that it sent',
      { id: 'u-1', status: 'InProgress', type: 'ConfigUpdate' },
      'wait update u-1 (ConfigUpdate)',
      'now InProgress',
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
  ])('%s', (_name, sent, wanted, text) => {
    const decision = decided({}, LABEL, { facts: { update: sent } });
    expect(headlineOf(decision).startsWith(wanted)).toBe(true);
    expect(textOf(decision)).toContain(text);
  });
});

describe('look-ups', () => {
  const fresh = (desired: Given) => {
    const facts = { ...NOTHING_OBSERVED, nodegroup: present(living().nodegroup) };
    return headlineOf(decide(update({}, desired), facts, progress()));
  };
  it.each<readonly [string, Given, string]>([
    ['of a label are none', LABEL, 'call UpdateNodegroupConfig'],
    [
      'of the size are none',
      { ScalingConfig: { MinSize: 2, MaxSize: 12 } },
      'call UpdateNodegroupConfig',
    ],
    ['of the volume are the template and our group', ROLL, 'observe launchTemplate securityGroup'],
    [
      'of a tag are all pieces',
      { Tags: { a: '1' } },
      'observe launchTemplate securityGroup placementGroup',
    ],
    [
      'of local storage are the type too',
      { LocalStorage: 'NONE' },
      'observe launchTemplate securityGroup instanceTypes',
    ],
    [
      'of groups are the cluster too',
      { SecurityGroupIds: ['sg-00000001'] },
      'observe launchTemplate securityGroup cluster',
    ],
    [
      'of the zone are the subnets of the nodes',
      { Placement: { AvailabilityZone: 'us-east-1b' } },
      'observe nodeSubnets',
    ],
  ])('%s', (_name, desired, wanted) => {
    expect(fresh(desired)).toBe(wanted);
  });
  it('begin with the node group', () => {
    expect(headlineOf(decide(update({}, LABEL), NOTHING_OBSERVED, progress()))).toBe(
      'observe nodegroup',
    );
    const sent = { ...NOTHING_OBSERVED, update: { id: 'u-1' } };
    expect(headlineOf(decide(update({}, LABEL), sent, progress()))).toBe(
      'observe nodegroup update',
    );
  });
});

describe('the roll', () => {
  /** The version that the update makes is there already. */
  const ready = (desired: Given): Setting => {
    const made = inputOf(decided({}, desired)) as {
      VersionDescription?: string;
      LaunchTemplateData?: object;
    };
    return {
      template: (it) => ({
        ...it,
        versions: [
          ...(it.versions ?? []),
          {
            VersionNumber: 2,
            VersionDescription: made.VersionDescription,
            LaunchTemplateData: made.LaunchTemplateData as never,
          },
        ],
      }),
    };
  };
  it('is one call with template version, live version and live release', () => {
    const decision = decided({}, ROLL, ready(ROLL));
    expect(headlineOf(decision)).toBe('call UpdateNodegroupVersion');
    expect(inputOf(decision)).toEqual({
      clusterName: 'training',
      nodegroupName: 'nodes-0123456789ab',
      launchTemplate: { id: TEMPLATE, version: '2' },
      version: '1.33',
      releaseVersion: '1.33.5-20260801',
      clientRequestToken: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
  it.each<readonly [string, Given, object, string[]]>([
    [
      'with a higher version: the live release does not belong to it',
      { Version: '1.34' },
      { version: '1.34' },
      ['releaseVersion', 'force'],
    ],
    [
      'with a higher release: the live version stays',
      { ReleaseVersion: '1.33.5-20260901' },
      { version: '1.33', releaseVersion: '1.33.5-20260901' },
      ['force'],
    ],
    [
      'by force where that is asked for',
      { ForceUpdateEnabled: true, Version: '1.34' },
      { force: true },
      [],
    ],
  ])('%s', (_name, desired, wanted, without) => {
    const input = inputOf(decided({}, { ...ROLL, ...desired }, ready({ ...ROLL, ...desired })));
    expect(input).toMatchObject({ launchTemplate: { version: '2' }, ...wanted });
    for (const name of without) expect(input).not.toHaveProperty(name);
  });
  it('makes its version of the live one, and no other call at the same time', () => {
    const input = inputOf(decided({}, ROLL));
    expect(input).toMatchObject({
      LaunchTemplateId: TEMPLATE,
      LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { VolumeSize: 200 } }] },
      ClientToken: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
  it('sends the same token whenever it is decided again', () => {
    expect(inputOf(decided({}, ROLL))).toEqual(inputOf(decided({}, ROLL)));
    expect(inputOf(decided({}, LABEL))).toEqual(inputOf(decided({}, LABEL)));
  });
  it('was sent: it is not sent again, whatever DescribeNodegroup shows', () => {
    const sent = inputOf(decided({}, ROLL, ready(ROLL))) as { clientRequestToken?: string };
    const born = living();
    const template = ready(ROLL).template?.(born.template) ?? born.template;
    const checkpoint = { sentTokens: [sent.clientRequestToken ?? ''] };
    expect(
      headlineOf(
        decide(update({}, ROLL), factsOf({ ...born, template }), progress({ checkpoint })),
      ),
    ).toBe('observe templateCopy');
  });
});

it('never deletes the security group that the living template names, whatever was asked for', () => {
  const CREATE: Given = { Efa: { SecurityGroup: 'CREATE' } };
  const { nodegroup, template } = living(CREATE);
  const decisions = plan(update(CREATE, { Efa: { SecurityGroup: 'NONE' } }), {
    nodegroup,
    launchTemplate: template,
    securityGroup: { ...SECURITY_GROUP, tags: OURS },
    // a look that shows no cluster: no other interfaces can be written
    environment: { ...environment(), cluster: 'absent' },
  });
  expect(decisions.map(headlineOf)).toContain('call TagResource');
  expect(decisions.map(headlineOf)).not.toContain('call DeleteSecurityGroup');
});
