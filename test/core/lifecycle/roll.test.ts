import { decide } from '../../../src/core/lifecycle/decide';
import { plan } from '../../../src/core/plan/plan';
import { headlineOf } from '../decisions';
import {
  environment,
  factsOf,
  living,
  OURS,
  progress,
  SECURITY_GROUP,
  TEMPLATE,
  update,
} from '../given';
import { decided, type Given, inputOf, LABEL, ROLL, type Setting } from './decided';

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
