import { loaded, saved } from '../../src/core/loop/saved-progress';
import type { HandlerErrorCode } from '../../src/core/model/errors';
import {
  failed,
  invoke,
  leftOf,
  living,
  QUICK,
  remove,
  run,
  SMALL,
  setting,
  succeeded,
  update,
  writes,
} from './driver';

const options = { change: SMALL, timings: QUICK };

const CREATE_CALLS = {
  DescribeNodegroup: 'eks',
  DescribeCluster: 'eks',
  DescribeSubnets: 'ec2',
  DescribeInstanceTypes: 'ec2',
  DescribeInstanceTypeOfferings: 'ec2',
  DescribeSecurityGroups: 'ec2',
  CreatePlacementGroup: 'ec2',
  CreateSecurityGroup: 'ec2',
  AuthorizeSecurityGroupIngress: 'ec2',
  AuthorizeSecurityGroupEgress: 'ec2',
  RevokeSecurityGroupEgress: 'ec2',
  CreateLaunchTemplate: 'ec2',
  CreateNodegroup: 'eks',
} as const;
type CreateCall = keyof typeof CREATE_CALLS;
const ALL_CALLS = Object.keys(CREATE_CALLS) as CreateCall[];

function throttle(action: string): string {
  return action in CREATE_CALLS && CREATE_CALLS[action as CreateCall] === 'ec2'
    ? 'RequestLimitExceeded'
    : 'ThrottlingException';
}

describe('a create that is throttled', () => {
  // both sides of the three attempts of the SDK
  it.each(ALL_CALLS)('1, 3, 4 and 10 times by %s succeeds', async (action) => {
    for (const times of [1, 3, 4, 10]) {
      const { world, request } = setting(options);
      world.faults.add({ action, times, error: { code: throttle(action) } });
      succeeded(await run(world, request));
      expect(world.faults.unused()).toEqual([]);
    }
  });

  it('for ever ends as Throttling at the deadline, with waits that grow and differ', async () => {
    const { world, request } = setting(options);
    const action = 'CreateLaunchTemplate';
    world.faults.add({ action, times: 1e6, error: { code: 'RequestLimitExceeded' } });
    const begun = world.clock.epochSeconds();
    const end = await run(world, request);
    expect(failed(end)).toMatchObject({
      code: 'Throttling',
      accepted: true,
      message: expect.stringContaining('ec2:CreateLaunchTemplate failed for efa-Nodes-'),
    });
    const minutes = (world.clock.epochSeconds() - begun) / 60;
    expect(minutes).toBeGreaterThan(230);
    expect(minutes).toBeLessThanOrEqual(238);
    const late = end.delays.slice(6);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(24);
    expect(Math.max(...late)).toBeLessThanOrEqual(60);
    expect(new Set(late).size).toBeGreaterThan(5);
  });
});

describe('an update or a delete that is throttled', () => {
  it.each(['DescribeNodegroup', 'UpdateNodegroupConfig', 'DescribeUpdate', 'TagResource'])(
    '1, 3, 4 and 10 times by %s succeeds',
    async (action) => {
      for (const times of [1, 3, 4, 10]) {
        const { world, request, properties } = await living(options);
        world.faults.add({ action, times, error: { code: 'ThrottlingException' } });
        const desired = { ...properties, Labels: { a: 'b' }, Tags: { team: 'ml' } };
        const end = await run(world, update(request.identity, properties, desired));
        succeeded(end);
        expect(world.faults.unused()).toEqual([]);
        const sent = writes(end.calls.filter(({ errorCode }) => !errorCode));
        expect([...sent].sort()).toEqual(['CreateTags', 'TagResource', 'UpdateNodegroupConfig']);
      }
    },
  );

  it.each([
    'DescribeNodegroup',
    'DescribeLaunchTemplates',
    'DescribePlacementGroups',
    'DescribeSecurityGroups',
    'DeleteNodegroup',
    'DeleteSecurityGroup',
    'DeleteLaunchTemplate',
    'DeletePlacementGroup',
  ])('1, 3, 4 and 10 times by %s leaves nothing', async (action) => {
    for (const times of [1, 3, 4, 10]) {
      const made = await living(options);
      const { world, request } = made;
      world.faults.add({ action, times, error: { code: 'RequestLimitExceeded', status: 503 } });
      succeeded(await run(world, remove(request.identity)));
      expect(world.faults.unused()).toEqual([]);
      world.clock.advance(600);
      expect(leftOf(made)).toEqual([]);
    }
  });
});

describe('credentials that AWS refuses', () => {
  const refused = { code: 'ExpiredTokenException', status: 403 };

  it('once are waited for: the next invocation has new ones', async () => {
    const { world, request } = setting(options);
    world.faults.add({ action: 'CreateNodegroup', error: refused });
    succeeded(await run(world, request));
  });

  it('twice running are InvalidCredentials', async () => {
    const { world, request } = setting(options);
    world.faults.add({
      action: 'CreatePlacementGroup',
      times: 2,
      error: { code: 'RequestExpired' },
    });
    const end = await run(world, request);
    expect(failed(end)).toMatchObject({ code: 'InvalidCredentials', accepted: true });
    expect(failed(end).message).toMatch(
      /^ec2:CreatePlacementGroup failed for efa-\S+: RequestExpired: /,
    );
  });

  it('twice, with an invocation between that went well, are waited for twice', async () => {
    const { world, request } = setting({ change: SMALL });
    world.faults.add({ action: 'DescribeNodegroup', skip: 2, error: refused });
    world.faults.add({ action: 'DescribeNodegroup', skip: 6, error: refused });
    succeeded(await run(world, request));
    expect(world.faults.unused()).toEqual([]);
  });
});

/** AWS's codes (EC2 and EKS API references, "Common errors") and ours; a code that differs for one call comes after. */
const CODES: readonly (readonly [string, HandlerErrorCode])[] = [
  ['UnauthorizedOperation', 'AccessDenied'],
  ['AccessDeniedException', 'AccessDenied'],
  ['OptInRequired', 'AccessDenied'],
  ['PendingVerification', 'AccessDenied'],
  ['AuthFailure', 'InvalidCredentials'],
  ['UnrecognizedClientException', 'InvalidCredentials'],
  ['InvalidParameterValue', 'InvalidRequest'],
  ['MissingParameter', 'InvalidRequest'],
  ['Unsupported', 'InvalidRequest'],
  ['InvalidParameterException', 'InvalidRequest'],
  ['InvalidRequestException', 'InvalidRequest'],
  ['InvalidVpcID.NotFound', 'InvalidRequest'],
  ['PlacementGroupLimitExceeded', 'ServiceLimitExceeded'],
  ['SecurityGroupLimitExceeded', 'ServiceLimitExceeded'],
  ['RulesPerSecurityGroupLimitExceeded', 'ServiceLimitExceeded'],
  ['MaxTemplateLimitExceeded', 'ServiceLimitExceeded'],
  ['TagLimitExceeded', 'ServiceLimitExceeded'],
  ['ResourceLimitExceededException', 'ServiceLimitExceeded'],
  ['IdempotentParameterMismatch', 'InternalFailure'],
  ['ClientException', 'GeneralServiceException'],
  ['SomethingNobodyHeardOf', 'GeneralServiceException'],
  // these are waited for first
  ['ThrottlingException', 'Throttling'],
  ['EC2ThrottledException', 'Throttling'],
  ['InternalError', 'ServiceInternalError'],
  ['ServerException', 'ServiceInternalError'],
  ['ServiceUnavailableException', 'ServiceInternalError'],
  ['ConcurrentTagAccess', 'ResourceConflict'],
  ['ResourcePropagationDelayException', 'ResourceConflict'],
  ['DependencyViolation', 'ResourceConflict'],
];

/** Of a few minutes: what is waited for comes to its end soon. */
const NEAR_THE_END = { startedAtEpochSeconds: 0, waitedSeconds: 0, waits: 9, checkpoint: {} };

describe.each(ALL_CALLS)('%s, answered with', (action) => {
  it.each(CODES)('%s is %s, and names call, resource, code and text', async (code, expected) => {
    const { world, request } = setting(options);
    const begun = await invoke(world, request, undefined);
    if (begun === 'killed' || begun.kind !== 'inProgress') throw new Error('not begun');
    const isRead = action.startsWith('Describe');
    const text = `Words of AWS about ${code}`;
    world.faults.add({ action, times: 9, error: { code, message: text } });
    const progress = loaded(begun.progress);
    const late = saved({
      ...(isRead ? NEAR_THE_END : progress),
      startedAtEpochSeconds: world.clock.epochSeconds() - 240 * 60 + 121,
      checkpoint: { ...progress.checkpoint, refusedCredentials: 1 },
    });
    const { outcome } = await run(world, request, { from: late, maxAttempts: 1 });
    const failure = failed({ outcome });
    expect(failure.code).toBe(expected);
    expect(failure.accepted).toBe(true);
    expect(failure.message).toMatch(
      new RegExp(`${CREATE_CALLS[action]}:${action} \\S.*: ${code}: ${text}`),
    );
  });
});

describe('a code that means something else for one call', () => {
  it.each<readonly [string, string, HandlerErrorCode]>([
    ['CreateNodegroup', 'ResourceNotFoundException', 'InvalidRequest'],
    ['CreateLaunchTemplate', 'InvalidGroup.NotFound', 'NotFound'],
    ['AuthorizeSecurityGroupIngress', 'InvalidGroup.NotFound', 'NotFound'],
    ['RevokeSecurityGroupEgress', 'InvalidGroup.NotFound', 'NotFound'],
  ])('%s, answered with %s for ever, is %s', async (action, code, expected) => {
    const { world, request } = setting(options);
    world.faults.add({ action, times: 1000, error: { code, message: 'Words of AWS' } });
    const end = failed(await run(world, request));
    expect(end.code).toBe(expected);
    expect(end.message).toContain(`${action} `);
    expect(end.message).toContain(`${code}: Words of AWS`);
  });

  it.each([
    ['AuthorizeSecurityGroupIngress', 'InvalidPermission.Duplicate'],
    ['AuthorizeSecurityGroupEgress', 'InvalidPermission.Duplicate'],
    ['RevokeSecurityGroupEgress', 'InvalidPermission.NotFound'],
  ])('%s, answered with %s, has its effect already', async (action, code) => {
    const { world, request } = setting(options);
    world.faults.add({ action, when: 'after', error: { code } });
    succeeded(await run(world, request));
  });
});
