import type { LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import type { Nodegroup } from '@aws-sdk/client-eks';
import { decide } from '../../../src/core/lifecycle/decide';
import type { Environment, Facts } from '../../../src/core/model/facts';
import { plan } from '../../../src/core/plan/plan';
import { headlineOf } from '../decisions';
import {
  ABSENT,
  environment,
  factsOf,
  living,
  missed,
  OURS,
  OWN_GROUP,
  present,
  progress,
  SECURITY_GROUP,
  TEMPLATE,
  update,
} from '../given';
import {
  decided,
  decidedAfterTags,
  type Given,
  inputOf,
  LABEL,
  ROLL,
  type Setting,
} from './decided';

describe('the roll', () => {
  /** The version that the update creates is there already. */
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
      'by force where that is given',
      { ForceUpdateEnabled: true, Version: '1.34' },
      { force: true },
      [],
    ],
  ])('%s', (_name, desired, expected, without) => {
    const input = inputOf(decided({}, { ...ROLL, ...desired }, ready({ ...ROLL, ...desired })));
    expect(input).toMatchObject({ launchTemplate: { version: '2' }, ...expected });
    for (const name of without) expect(input).not.toHaveProperty(name);
  });
  it('creates its version from the live one, and no other call at the same time', () => {
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
    ).toBe('observe templateCopy ownTemplate');
  });
});

it('never deletes the security group that the living template names, whatever is desired', () => {
  const CREATE: Given = { Efa: { SecurityGroup: 'CREATE' } };
  const { nodegroup, template } = living(CREATE);
  const decisions = plan(update(CREATE, { Efa: { SecurityGroup: 'NONE' } }), {
    nodegroup,
    launchTemplate: template,
    securityGroup: { ...SECURITY_GROUP, tags: OURS },
    // an observation without a cluster: no other interfaces can be written
    environment: { ...environment(), cluster: 'absent' },
  });
  expect(decisions.map(headlineOf)).toContain('call TagResource');
  expect(decisions.map(headlineOf)).not.toContain('call DeleteSecurityGroup');
});

describe('what comes before a version that names our own security group', () => {
  const CREATE: Given = { Efa: { SecurityGroup: 'CREATE' } };
  const GROUP = present(SECURITY_GROUP);
  const NEW = present({
    ...SECURITY_GROUP,
    id: 'sg-00000002',
    selfIngress: false,
    selfEgress: false,
    openEgressIpv4: true,
    rulesConfirmed: false,
  });
  const seeing = (
    securityGroup: Facts['securityGroup'],
    more: Partial<Environment> = {},
  ): Setting => ({ facts: { securityGroup, environment: { ...environment(), ...more } } });
  const WITHOUT = { cluster: undefined } as unknown as Partial<Environment>;

  it.each<readonly [string, Given, Given, Setting, string]>([
    ['creates the group', {}, CREATE, seeing(ABSENT), 'call CreateSecurityGroup'],
    [
      'observes the cluster, for its VPC, where another group went',
      CREATE,
      { ...CREATE, ...ROLL },
      seeing(missed(8, true), WITHOUT),
      'observe cluster',
    ],
    [
      'ends where there is no cluster',
      CREATE,
      { ...CREATE, ...ROLL },
      seeing(missed(8, true), { cluster: 'absent' }),
      'fail NotFound',
    ],
    [
      'gives a new group its rules',
      {},
      CREATE,
      seeing(NEW),
      'call AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress',
    ],
    [
      'observes rules that were sent',
      {},
      CREATE,
      seeing(present({ ...SECURITY_GROUP, rulesConfirmed: false })),
      'observe securityGroup',
    ],
    ['then creates the version', {}, CREATE, seeing(GROUP), 'call CreateLaunchTemplateVersion'],
    [
      'waits for a group of before that is not visible',
      CREATE,
      { ...CREATE, ...ROLL },
      seeing(missed(1)),
      'wait the security group to become visible',
    ],
    [
      'creates another one where it stays away',
      CREATE,
      { ...CREATE, ...ROLL },
      seeing(missed(8, true)),
      'call CreateSecurityGroup',
    ],
    [
      'gives that one all rules',
      CREATE,
      { ...CREATE, ...ROLL },
      seeing(NEW),
      'call AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress',
    ],
    [
      'observes which groups the new one takes the place of',
      CREATE,
      { ...CREATE, ...ROLL },
      seeing(present({ ...SECURITY_GROUP, id: 'sg-00000002' })),
      'observe goneGroups',
    ],
    [
      'observes the cluster with them where it was not',
      CREATE,
      { ...CREATE, ...ROLL },
      seeing(present({ ...SECURITY_GROUP, id: 'sg-00000002' }), WITHOUT),
      'observe goneGroups cluster',
    ],
    [
      'then creates the version',
      CREATE,
      { ...CREATE, ...ROLL },
      seeing(present({ ...SECURITY_GROUP, id: 'sg-00000002' }), { goneGroupIds: [OWN_GROUP] }),
      'call CreateLaunchTemplateVersion',
    ],
    [
      "leaves an operator's rule on the living group",
      CREATE,
      { ...CREATE, ...ROLL },
      seeing(present({ ...SECURITY_GROUP, openEgressIpv4: true })),
      'call CreateLaunchTemplateVersion',
    ],
    [
      'gives the living group a self rule that it lost, and no more',
      CREATE,
      { ...CREATE, ...ROLL },
      seeing(present({ ...SECURITY_GROUP, selfIngress: false, openEgressIpv4: true })),
      'call AuthorizeSecurityGroupIngress',
    ],
  ])('%s', (_name, previous, desired, setting, expected) => {
    expect(headlineOf(decidedAfterTags(previous, desired, setting))).toBe(expected);
  });
});

describe('where the answer of the roll was lost', () => {
  it.each<readonly [string, Given, Given, Partial<Nodegroup>, string]>([
    [
      'a version that lives shows that there was one',
      { Version: '1.32' },
      { Version: '1.33' },
      { version: '1.33' },
      'observe templateCopy ownTemplate',
    ],
    [
      'so does a release',
      { ReleaseVersion: '1.33.5-20260701' },
      { ReleaseVersion: '1.33.5-20260801' },
      { releaseVersion: '1.33.5-20260801' },
      'observe templateCopy ownTemplate',
    ],
    [
      'a version that lives and did not change shows nothing',
      { Version: '1.33' },
      { Version: '1.33' },
      { version: '1.33' },
      'succeed',
    ],
  ])('%s', (_name, previous, desired, live, expected) => {
    // without a record of what was applied last
    const born = living(previous);
    const { 'efa-node-group:applied': _none, ...tags } = born.nodegroup.tags ?? {};
    expect(headlineOf(decided(previous, desired, { live: { ...live, tags } }))).toBe(expected);
  });
});

describe('a new version', () => {
  /** Version 3 lives, and is the default. */
  const third = (more: readonly LaunchTemplateVersion[]): Setting => ({
    live: { launchTemplate: { id: TEMPLATE, version: '3' } },
    template: (it) => ({
      ...it,
      defaultVersion: 3,
      versions: [{ ...it.versions?.[0], VersionNumber: 3 }, ...more],
    }),
  });
  const OURS_DESCRIBED = `v1:${'0'.repeat(32)}:${'1'.repeat(32)}`;
  const version = (VersionNumber: number, VersionDescription?: string) => ({
    VersionNumber,
    ...(VersionDescription && { VersionDescription }),
  });
  it('deletes older versions of ours first, and no other', () => {
    const input = inputOf(
      decided(
        {},
        ROLL,
        third([
          version(1, OURS_DESCRIBED),
          version(2, OURS_DESCRIBED),
          version(4, OURS_DESCRIBED),
          version(5, 'by hand'),
        ]),
      ),
    );
    expect(input).toEqual({ LaunchTemplateId: TEMPLATE, Versions: ['1', '2'] });
  });
  it('deletes nothing that was made by hand', () => {
    const decision = decided({}, ROLL, third([version(1, 'by hand'), version(2)]));
    expect(headlineOf(decision)).toBe('call CreateLaunchTemplateVersion');
  });
});
