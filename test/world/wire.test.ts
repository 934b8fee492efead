import {
  CreateLaunchTemplateCommand,
  CreatePlacementGroupCommand,
  DeletePlacementGroupCommand,
  DescribePlacementGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { OWN_KEY } from './endpoint';
import { CLUSTER, scene } from './scene';
import { World } from './world';

const createGroup = (GroupName = 'efa') =>
  new CreatePlacementGroupCommand({ GroupName, Strategy: 'cluster' });
const findGroup = (name = 'efa') =>
  new DescribePlacementGroupsCommand({ Filters: [{ Name: 'group-name', Values: [name] }] });
const named = (name: string) => expect.objectContaining({ name });

describe('a lost answer', () => {
  test('the SDK repeats the call and the caller sees "Duplicate" on its first', async () => {
    const { world } = scene();
    world.faults.add({ action: 'CreatePlacementGroup', when: 'after', error: 'ECONNRESET' });
    await expect(world.ec2.send(createGroup())).rejects.toEqual(
      expect.objectContaining({
        name: 'InvalidPlacementGroup.Duplicate',
        $metadata: expect.objectContaining({ attempts: 2 }),
      }),
    );
    expect(world.calls.map(({ attempt, errorCode }) => [attempt, errorCode])).toEqual([
      [1, 'ECONNRESET'],
      [2, 'InvalidPlacementGroup.Duplicate'],
    ]);
  });

  test('with a token the repetition succeeds', async () => {
    const { world } = scene();
    world.faults.add({
      action: 'CreateLaunchTemplate',
      when: 'after',
      error: { code: 'Unavailable' },
    });
    const { LaunchTemplate, $metadata } = await world.ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: 'efa',
        LaunchTemplateData: { ImageId: 'ami-0123456789abcdef0' },
      }),
    );
    expect($metadata.attempts).toBe(2);
    expect(
      world.resources().filter(({ id }) => id === LaunchTemplate?.LaunchTemplateId),
    ).toHaveLength(1);
  });

  test('without SDK retries the caller sees the connection break, and the work is done', async () => {
    const { world } = scene();
    const ec2 = new EC2Client(world.clientConfig(`${OWN_KEY}ONCE`, 1));
    world.faults.add({ action: 'CreatePlacementGroup', when: 'after', error: 'ECONNRESET' });
    await expect(ec2.send(createGroup())).rejects.toEqual(
      expect.objectContaining({ code: 'ECONNRESET' }),
    );
    expect((await ec2.send(findGroup())).PlacementGroups).toHaveLength(1);
    expect(world.calls.every(({ accessKeyId }) => accessKeyId === `${OWN_KEY}ONCE`)).toBe(true);
  });
});

describe('errors', () => {
  test.each([
    ['RequestLimitExceeded', 3],
    ['InternalError', 3],
    ['DependencyViolation', 1],
    ['RequestExpired', 1],
    ['UnauthorizedOperation', 1],
  ])('EC2 %s: %i attempts', async (code, attempts) => {
    const { world } = scene();
    world.faults.add({ error: { code }, times: 10 });
    await expect(world.ec2.send(createGroup())).rejects.toEqual(named(code));
    expect(world.calls).toHaveLength(attempts);
    expect(world.resources().some(({ type }) => type === 'placement-group')).toBe(false);
  });

  test.each([
    ['ThrottlingException', 3],
    ['ServerException', 3],
    ['ResourcePropagationDelayException', 1],
    ['ExpiredTokenException', 1],
    ['AccessDeniedException', 1],
  ])('EKS %s: %i attempts', async (code, attempts) => {
    const { world } = scene();
    world.faults.add({ error: { code, message: 'words' }, times: 10 });
    await expect(world.eks.send(new DescribeClusterCommand({ name: CLUSTER }))).rejects.toEqual(
      expect.objectContaining({ name: code, message: 'words' }),
    );
    expect(world.calls).toHaveLength(attempts);
  });

  test('throttled twice, then answered', async () => {
    const { world } = scene();
    world.faults.add({
      action: 'DescribePlacementGroups',
      error: { code: 'RequestLimitExceeded' },
      times: 2,
    });
    expect((await world.ec2.send(findGroup())).$metadata.attempts).toBe(3);
    expect(world.faults.unused()).toEqual([]);
  });

  test('a limit of requests a second, refilled by virtual time', async () => {
    const { world } = scene();
    world.throttle.limit('DescribePlacementGroups', { burst: 2, perSecond: 0.1 });
    await world.ec2.send(findGroup());
    await world.ec2.send(findGroup());
    await expect(world.ec2.send(findGroup())).rejects.toEqual(named('RequestLimitExceeded'));
    world.clock.advance(10);
    await world.ec2.send(findGroup());
  });

  test('at a call number, after skipping, with something else happening', async () => {
    const { world } = scene();
    const seen: string[] = [];
    world.faults.add({ call: 1, run: () => seen.push('second call') });
    world.faults.add({ action: 'DescribeSubnets', skip: 1, error: 'TimeoutError', seconds: 15 });
    const start = world.clock.epochSeconds();
    for (let index = 0; index < 3; index += 1) await world.ec2.send(new DescribeSubnetsCommand({}));
    expect(seen).toEqual(['second call']);
    expect(world.clock.epochSeconds() - start).toBe(15);
    expect(world.calls.map(({ errorCode }) => errorCode)).toEqual([
      undefined,
      'TimeoutError',
      undefined,
      undefined,
    ]);
  });

  test('what is not modelled is told, and kept for those who swallow it', async () => {
    const { world } = scene();
    await expect(world.ec2.send(new DescribeVpcsCommand({}))).rejects.toEqual(named('NotModelled'));
    await expect(
      world.ec2.send(
        new DescribeSubnetsCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] }),
      ),
    ).rejects.toEqual(named('NotModelled'));
    await expect(world.ec2.send(new DescribeSubnetsCommand({ DryRun: true }))).rejects.toEqual(
      named('NotModelled'),
    );
    expect(world.notModelled).toHaveLength(3);
    expect(world.calls).toHaveLength(1);
  });
});

describe('a killed process', () => {
  test('gets no answer and sends nothing more; the next one finds what it did', async () => {
    const { world } = scene();
    const dying = new EC2Client(world.clientConfig(`${OWN_KEY}DYING`));
    const killed = new Promise((resolve) => world.endpoint.onKill(resolve));
    world.faults.add({ action: 'CreatePlacementGroup', when: 'after', error: 'killed' });
    const invocation = dying.send(createGroup()).then(() => 'answered');
    expect(await Promise.race([invocation, killed])).toBe(`${OWN_KEY}DYING`);
    void dying.send(createGroup('more'));
    expect((await world.ec2.send(findGroup())).PlacementGroups).toHaveLength(1);
    expect((await world.ec2.send(findGroup('more'))).PlacementGroups).toEqual([]);
  });
});

describe('stale reads', () => {
  test('a describe lags behind a create, for as many reads as asked', async () => {
    const { world } = scene();
    world.stale({ action: 'DescribePlacementGroups', times: 2 });
    await world.ec2.send(findGroup());
    await world.ec2.send(createGroup());
    const counts: (number | undefined)[] = [];
    for (let index = 0; index < 3; index += 1) {
      counts.push((await world.ec2.send(findGroup())).PlacementGroups?.length);
    }
    expect(counts).toEqual([0, 0, 1]);
    await expect(world.ec2.send(createGroup())).rejects.toEqual(
      named('InvalidPlacementGroup.Duplicate'),
    );
  });
});

test('a changing call works on the truth, not on what a stale reader sees', async () => {
  const { world } = scene();
  await world.ec2.send(createGroup());
  world.stale({ action: 'DescribePlacementGroups', times: 1, of: 'any' });
  await world.ec2.send(new DeletePlacementGroupCommand({ GroupName: 'efa' }));
  expect((await world.ec2.send(findGroup())).PlacementGroups).toHaveLength(1);
  expect((await world.ec2.send(findGroup())).PlacementGroups).toEqual([]);
});

describe('batches', () => {
  test('calls sent together are one round trip, by whichever client', async () => {
    const { world } = scene();
    const subnets = () => world.ec2.send(new DescribeSubnetsCommand({}));
    const cluster = () => world.eks.send(new DescribeClusterCommand({ name: CLUSTER }));
    await Promise.all([subnets(), cluster(), subnets()]);
    await subnets();
    await Promise.all([cluster(), subnets()]);
    expect(world.calls.map(({ batch }) => batch)).toEqual([1, 1, 1, 2, 3, 3]);
  });

  test('two processes at once each count their own', async () => {
    const { world } = scene();
    const [one, two] = [`${OWN_KEY}ONE`, `${OWN_KEY}TWO`].map(
      (key) => new EC2Client(world.clientConfig(key)),
    );
    const clients = [one, two, one, two];
    await Promise.all(clients.map((ec2) => ec2?.send(new DescribeSubnetsCommand({}))));
    const seen = world.calls.map(({ accessKeyId, batch }) => `${accessKeyId} ${batch}`);
    expect(seen.sort()).toEqual(
      [1, 1, 2, 2].map((batch) => `${OWN_KEY}${batch === 1 ? 'ONE' : 'TWO'} ${batch}`),
    );
  });

  test('the first calls of new clients too', async () => {
    const { world } = scene();
    const ec2 = new EC2Client(world.clientConfig(`${OWN_KEY}NEW`));
    const eks = new EKSClient(world.clientConfig(`${OWN_KEY}NEW`));
    await Promise.all([
      ec2.send(new DescribeSubnetsCommand({})),
      eks.send(new DescribeClusterCommand({ name: CLUSTER })),
      ec2.send(findGroup()),
    ]);
    expect(world.calls.map(({ batch }) => batch)).toEqual([1, 1, 1]);
  });
});

test('two worlds that see the same calls are the same', async () => {
  const run = async () => {
    const { world } = scene();
    await world.ec2.send(createGroup());
    world.clock.advance(30);
    await Promise.all(['a', 'b', 'c'].map((name) => world.ec2.send(createGroup(name))));
    return { resources: world.resources(), calls: world.calls };
  };
  expect(await run()).toEqual(await run());
});

test('nothing is there that was not put there', () => {
  expect(new World().resources()).toEqual([]);
});
