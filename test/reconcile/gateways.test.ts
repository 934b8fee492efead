/** Answers of gateways and proxies, and connections that break: waited for, in every phase, whatever their form. */
import type { FaultError } from '../world/faults';
import { GATEWAY_ANSWERS } from '../world/faults';
import {
  failed,
  leftOf,
  living,
  QUICK,
  remove,
  run,
  SMALL,
  setting,
  succeeded,
  update,
} from './driver';

const options = { change: SMALL, timings: QUICK };
/** More than the SDK tries by itself. */
const TIMES = 4;

const CREATE_CALLS = [
  'DescribeNodegroup',
  'DescribeCluster',
  'DescribeSubnets',
  'DescribeInstanceTypes',
  'DescribeInstanceTypeOfferings',
  'DescribeSecurityGroups',
  'CreatePlacementGroup',
  'CreateSecurityGroup',
  'AuthorizeSecurityGroupIngress',
  'RevokeSecurityGroupEgress',
  'CreateLaunchTemplate',
  'CreateNodegroup',
  'DescribeAutoScalingGroups',
  'DescribeLaunchTemplateVersions',
];
/** A socket error is the same error for every call. */
const SOME_CALLS = ['DescribeNodegroup', 'CreateLaunchTemplate', 'CreateNodegroup'];
const UPDATE_CALLS = ['DescribeNodegroup', 'UpdateNodegroupConfig', 'DescribeUpdate'];
const DELETE_CALLS = ['DeleteNodegroup', 'DescribeNodegroup', 'DeleteSecurityGroup'];

const SOCKETS = [
  'EMFILE',
  'ENFILE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPROTO',
  'ECONNRESET',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'HPE_INVALID_CONSTANT',
  'TimeoutError',
] as const;

const FAULTS: readonly (readonly [string, FaultError])[] = [
  ...Object.entries(GATEWAY_ANSWERS),
  ...SOCKETS.map((code) => [code, code] as const),
];

describe.each(FAULTS)('%s', (_, error) => {
  it('is waited for by a create, before its first answer and after', async () => {
    for (const action of typeof error === 'string' ? SOME_CALLS : CREATE_CALLS) {
      const { world, request } = setting(options);
      world.faults.add({ action, times: TIMES, error });
      succeeded(await run(world, request));
      expect([action, world.faults.unused()]).toEqual([action, []]);
    }
  });

  it('is waited for by an update and a delete', async () => {
    const made = await living(options);
    const { world, request, properties } = made;
    for (const action of UPDATE_CALLS) world.faults.add({ action, times: TIMES, error });
    const desired = { ...properties, Labels: { a: 'b' } };
    succeeded(await run(world, update(request.identity, properties, desired)));
    expect(world.faults.unused()).toEqual([]);
    for (const action of DELETE_CALLS) world.faults.add({ action, times: TIMES, error });
    succeeded(await run(world, remove(request.identity)));
    expect(world.faults.unused()).toEqual([]);
    world.clock.advance(600);
    expect(leftOf(made)).toEqual([]);
  });
});

it.each(['a 502 without a body', 'a 503 in HTML', 'a 504 with a message alone'] as const)(
  '%s that comes after CreateNodegroup was done makes no second node group',
  async (name) => {
    const { world, request } = setting(options);
    const error = GATEWAY_ANSWERS[name];
    world.faults.add({ action: 'CreateNodegroup', times: 1, when: 'after', error });
    succeeded(await run(world, request));
  },
);

const XML = '<?xml version="1.0"?><DescribeLaunchTemplatesResponse><launchTemplates>';
describe.each([
  ['in HTML', '<html>Sign in</html>'],
  ['that is empty', ''],
  ['that is cut off', XML],
])('an answer with status 200 %s', (_name, body) => {
  const error = { status: 200, body };

  it('is looked at again by a create', async () => {
    const { world, request } = setting(options);
    world.faults.add({ action: 'CreateNodegroup', when: 'after', error });
    world.faults.add({ action: 'CreateSecurityGroup', when: 'after', error });
    world.faults.add({ action: 'CreateLaunchTemplate', error });
    world.faults.add({ action: 'DescribeCluster', error });
    world.faults.add({ action: 'DescribeSubnets', error });
    succeeded(await run(world, request));
    expect(world.faults.unused()).toEqual([]);
  });

  it('leaves nothing behind where a delete meets it', async () => {
    const made = await living(options);
    const { world, request } = made;
    for (const action of [
      'DescribeNodegroup',
      'DescribeLaunchTemplates',
      'DescribeSecurityGroups',
      'DescribePlacementGroups',
      'DeleteNodegroup',
      'DeleteLaunchTemplate',
      'DeleteSecurityGroup',
      'DeletePlacementGroup',
    ]) {
      world.faults.add({ action, times: 2, error });
    }
    succeeded(await run(world, remove(request.identity)));
    expect(world.faults.unused()).toEqual([]);
    world.clock.advance(600);
    expect(leftOf(made)).toEqual([]);
  });
});

it.each(['EACCES', 'EPERM'] as const)(
  '%s, which no wait cures, ends the create at once',
  async (code) => {
    const { world, request } = setting(options);
    world.faults.add({ action: 'DescribeCluster', error: code });
    const end = await run(world, request);
    expect(failed(end)).toMatchObject({ code: 'NetworkFailure', accepted: false });
    expect(failed(end).message).toContain(code);
  },
);

it.each([
  [
    'a 503 in HTML',
    'ServiceInternalError',
    'HTTP 503: The answer is not in the form of an AWS API',
  ],
  ['a 504 with a message alone', 'ServiceInternalError', 'HTTP 504'],
  ['a 500 with an unknown fault in JSON', 'ServiceInternalError', 'HTTP 500'],
  ['a 429 in plain text', 'Throttling', 'HTTP 429'],
  ['EMFILE', 'NetworkFailure', 'EMFILE: connect EMFILE'],
  ['EHOSTUNREACH', 'NetworkFailure', 'EHOSTUNREACH: connect EHOSTUNREACH'],
] as const)('%s for ever ends as %s at the deadline', async (name, code, words) => {
  const { world, request } = setting(options);
  const error = new Map(FAULTS).get(name) as FaultError;
  world.faults.add({ action: 'CreateLaunchTemplate', times: 1e6, error });
  const begun = world.clock.epochSeconds();
  const failure = failed(await run(world, request));
  expect(failure).toMatchObject({ code, accepted: true });
  expect(failure.message).toContain('ec2:CreateLaunchTemplate failed for efa-Nodes-');
  expect(failure.message).toContain(words);
  expect((world.clock.epochSeconds() - begun) / 60).toBeGreaterThan(230);
});

it('a certificate that does not verify ends the create at once', async () => {
  const { world, request } = setting(options);
  world.faults.add({ action: 'DescribeCluster', error: 'CERT_HAS_EXPIRED' });
  const end = await run(world, request);
  expect(failed(end)).toMatchObject({ code: 'NetworkFailure', accepted: false });
  expect(end.invocations).toBe(1);
});
