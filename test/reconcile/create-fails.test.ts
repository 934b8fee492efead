import type { Properties } from '../../src/core/model/properties';
import { type IamChange, NOT_PROPAGATED } from '../world/iam-propagation';
import { route, TO_INTERNET } from '../world/route-tables';
import { CLUSTER } from '../world/scene';
import type { HealthIssue } from '../world/world';
import { create, failed, leftOf, remove, run, SMALL, setting, succeeded, writes } from './driver';
import { watch } from './watch';

const options = { change: SMALL };

function issue(code: string): HealthIssue {
  return { code, message: `Words of EKS about ${code}`, resourceIds: ['i-1', 'i-2'] };
}

/** The first node group of an account, or one with a role of the same deployment. */
describe('what IAM does not show yet', () => {
  it.each(Object.keys(NOT_PROPAGATED) as IamChange[])('%s is waited for', async (change) => {
    for (const seconds of [5, 30, 90]) {
      const made = setting(options);
      made.world.changeIam(change, seconds);
      const end = await run(made.world, made.request);
      succeeded(end);
      expect(writes(end.calls.filter(({ errorCode }) => !errorCode))).toContain('CreateNodegroup');
    }
  });

  it.each(Object.keys(NOT_PROPAGATED) as IamChange[])(
    '%s that stays away ends the create after two minutes with the words of EKS',
    async (change) => {
      const made = setting(options);
      const { world, request } = made;
      world.changeIam(change, 1e6);
      const begun = world.clock.epochSeconds();
      const end = failed(await run(world, request));
      expect(end).toMatchObject({ code: 'InvalidRequest', accepted: true });
      expect(end.message).toContain(NOT_PROPAGATED[change][1].trim().slice(0, 60));
      const waited = world.clock.epochSeconds() - begun;
      expect(waited).toBeGreaterThanOrEqual(115);
      expect(waited).toBeLessThanOrEqual(150);
      succeeded(await run(world, remove(request.identity)));
      expect(leftOf(made)).toEqual([]);
    },
  );

  it('a permission that is missing for good is told at once', async () => {
    const { world, request } = setting(options);
    const message =
      "Failed to validate if SLR: AWSServiceRoleForAmazonEKSNodegroup already exists due to missing permissions for 'iam:GetRole'";
    world.faults.add({
      action: 'CreateNodegroup',
      error: { code: 'InvalidRequestException', message },
    });
    const begun = world.clock.epochSeconds();
    expect(failed(await run(world, request)).message).toContain(message);
    expect(world.clock.epochSeconds() - begun).toBeLessThan(30);
  });
});

describe('a node group that fails to be created', () => {
  it.each([
    ['NodeCreationFailure', 'NotStabilized'],
    ['AccessDenied', 'AccessDenied'],
    ['Ec2SubnetNotFound', 'InvalidRequest'],
    ['IamNodeRoleNotFound', 'InvalidRequest'],
    ['Ec2LaunchTemplateMaxLimitExceeded', 'ServiceLimitExceeded'],
    ['IamThrottling', 'Throttling'],
    ['InternalFailure', 'ServiceInternalError'],
    ['Ec2SecurityGroupDeletionFailure', 'ResourceConflict'],
    ['Unknown', 'GeneralServiceException'],
  ])(
    'CREATE_FAILED with %s is %s, with the words of EKS; Delete leaves nothing',
    async (code, expected) => {
      const made = setting(options);
      const { world, request } = made;
      world.failNextCreate([issue(code)]);
      const end = failed(await run(world, request));
      expect(end).toMatchObject({ code: expected, accepted: true });
      expect(end.message).toContain(
        `is CREATE_FAILED: ${code}: Words of EKS about ${code} (i-1, i-2)`,
      );
      succeeded(await run(world, remove(request.identity)));
      world.clock.advance(600);
      expect(leftOf(made)).toEqual([]);
    },
  );

  it('DEGRADED with a terminal code fails at once, though another code is of capacity', async () => {
    const { world, request } = setting(options);
    world.failNextCreate(
      [issue('AsgInstanceLaunchFailures'), issue('Ec2LaunchTemplateNotFound')],
      'DEGRADED',
    );
    const end = failed(await run(world, request));
    expect(end.code).toBe('NotStabilized');
    expect(end.message).toContain('Ec2LaunchTemplateNotFound');
    expect(world.clock.epochSeconds()).toBeLessThan(Date.parse('2026-01-01T00:05:00Z') / 1000);
  });

  it.each(['AsgInstanceLaunchFailures', 'InsufficientFreeAddresses', 'InstanceLimitExceeded'])(
    'DEGRADED with %s is waited for until it is ACTIVE',
    async (code) => {
      const { world, request } = setting(options);
      world.failNextCreate([issue(code)], 'DEGRADED');
      const healed = 3600;
      world.clock.after(healed, () =>
        world.setHealth(CLUSTER, request.identity.nodegroupName, [], 'ACTIVE'),
      );
      const end = await run(world, request);
      succeeded(end);
      expect(end.messages.join('\n')).toContain('to become ACTIVE: DEGRADED;');
      expect(end.messages.join('\n')).toContain(`${code}: Words of EKS`);
    },
  );

  it('DEGRADED to the deadline is NotStabilized, with the last health', async () => {
    const { world, request } = setting(options);
    world.failNextCreate([issue('InsufficientFreeAddresses')], 'DEGRADED');
    const end = failed(await run(world, request));
    expect(end).toMatchObject({ code: 'NotStabilized', accepted: true });
    expect(end.message).toContain('Timed out after 240 minutes');
    expect(end.message).toContain('InsufficientFreeAddresses: Words of EKS');
  });

  it('without capacity says so in the words of Auto Scaling while it waits', async () => {
    const { world, request } = setting(options);
    world.setCapacity('hpc6id.32xlarge', 'use1-az1', 0);
    world.clock.after(1200, () => world.setCapacity('hpc6id.32xlarge', 'use1-az1', undefined));
    const end = await run(world, request);
    expect(succeeded(end).model?.Status).toBe('ACTIVE');
    expect(end.messages.join('\n')).toContain('InsufficientInstanceCapacity');
  });

  it('deleted by hand while it is CREATING is NotStabilized, and never created again', async () => {
    const { world, request } = setting(options);
    const key = `${CLUSTER}/${request.identity.nodegroupName}`;
    world.clock.after(60, () => world.remove(key));
    const end = await run(world, request);
    expect(failed(end)).toMatchObject({ code: 'NotStabilized', accepted: true });
    expect(writes(end.calls).filter((action) => action === 'CreateNodegroup').length).toBe(1);
  });

  it('deleted by somebody while it is created is NotStabilized', async () => {
    const { world, request } = setting(options);
    const { nodegroupName } = request.identity;
    world.clock.after(60, () => world.setHealth(CLUSTER, nodegroupName, [], 'DELETING'));
    const end = failed(await run(world, request));
    expect(end.code).toBe('NotStabilized');
    expect(end.message).toContain('is DELETING');
  });
});

describe('the cluster', () => {
  it.each(['CREATING', 'UPDATING'])(
    '%s is waited for, before anything is created',
    async (status) => {
      const { world, request } = setting(options);
      world.setClusterStatus(CLUSTER, status);
      world.clock.after(300, () => {
        expect(world.calls.some(({ write }) => write)).toBe(false);
        world.setClusterStatus(CLUSTER, 'ACTIVE');
      });
      const end = await run(world, request);
      succeeded(end);
      expect(end.messages[0]).toContain(status);
    },
  );

  it.each(['FAILED', 'DELETING', 'PENDING'])('%s is InvalidRequest', async (status) => {
    const { world, request } = setting(options);
    world.setClusterStatus(CLUSTER, status);
    expect(failed(await run(world, request))).toMatchObject({
      code: 'InvalidRequest',
      accepted: false,
    });
  });
});

describe('a template that cannot be', () => {
  it.each<readonly [string, Partial<Properties>, RegExp]>([
    ['a cluster that is not there', { ClusterName: 'nowhere' }, /^ClusterName: .*nowhere/],
    ['a type that does not exist', { InstanceTypes: ['p9.48xlarge'] }, /p9\.48xlarge/],
    [
      'a type without EFA',
      { InstanceTypes: ['m5.large'] },
      /Neither m5\.large nor any other m5 size/,
    ],
    ['a subnet that does not exist', { Subnets: ['subnet-0123456789abcdef0'] }, /subnet-0123/],
    ['a group that does not exist', { SecurityGroupIds: ['sg-0123456789abcdef0'] }, /sg-0123/],
    ['a zone without a subnet', { Placement: { AvailabilityZone: 'us-east-1f' } }, /us-east-1f/],
    ['more nodes than addresses', { ScalingConfig: { MinSize: 4999, MaxSize: 5000 } }, /addresses/],
    [
      'MinSize over MaxSize',
      { ScalingConfig: { MinSize: 3, MaxSize: 2 } },
      /ScalingConfig\.MinSize/,
    ],
    ['RAID10 on one disk', { InstanceTypes: ['c5n.18xlarge'], LocalStorage: 'RAID10' }, /RAID10/],
    ['an AMI type of another architecture', { AmiType: 'AL2023_ARM_64_STANDARD' }, /AmiType/],
    ['AL2', { AmiType: 'AL2_x86_64_GPU' }, /AmiType: AL2_x86_64_GPU/],
    ['user data of no kind', { PreBootstrapUserData: 'echo' }, /PreBootstrapUserData/],
    [
      'a launch template of its own',
      { LaunchTemplate: {} } as never,
      /this resource creates the launch template/,
    ],
    ['a reserved tag', { Tags: { 'efa-node-group:id': 'x' } }, /Tags\.efa-node-group:id/],
    [
      'more than 50 tags',
      { Tags: Object.fromEntries(Array.from({ length: 48 }, (_, at) => [`tag${at}`, ''])) },
      /limit of 50/,
    ],
  ])('(%s) is InvalidRequest, and nothing is written', async (_name, change, words) => {
    const made = setting(options);
    const { world } = made;
    const end = await run(world, create({ ...made.properties, ...change } as Properties));
    expect(failed(end)).toMatchObject({ code: 'InvalidRequest', accepted: false });
    expect(failed(end).message).toMatch(words);
    expect(writes(end.calls)).toEqual([]);
  });

  it('with several faults says all of them at once', async () => {
    const made = setting(options);
    const change = {
      AmiType: 'AL2023_ARM_64_STANDARD',
      Placement: { AvailabilityZone: 'nowhere' },
    };
    const end = await run(made.world, create({ ...made.properties, ...change }));
    expect(failed(end).message.split(' | ').length).toBe(2);
  });

  it('public subnets whose nodes could not reach the API server', async () => {
    const made = setting(options);
    const { world } = made;
    const vpcId = world.addVpc();
    const zone = { zone: 'us-east-1a', zoneId: 'use1-az1' };
    const subnet = world.addSubnet({ vpcId, ...zone, mapPublicIpOnLaunch: true });
    world.addCluster({ name: 'public', vpcId, endpointPrivateAccess: false });
    route(world.account, [TO_INTERNET]);
    watch(world).watchOthers();
    const open = { ...made.properties, ClusterName: 'public', Subnets: [subnet] };
    expect(failed(await run(world, create(open))).message).toContain('private endpoint');
  });
});
