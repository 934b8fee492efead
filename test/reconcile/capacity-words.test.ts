/** While capacity is waited for, the message carries the words of the Auto Scaling group's last failed activity. */
import { CLUSTER } from '../world/scene';
import type { World } from '../world/world';
import { failed, living, type Run, run, SMALL, setting, succeeded, update } from './driver';

const TYPE = 'hpc6id.32xlarge';
const WORDS = `Auto Scaling reports: Could not launch On-Demand Instances. InsufficientInstanceCapacity - We currently do not have sufficient ${TYPE} capacity`;
const ASK = 'DescribeScalingActivities';

function without(instances: number, forSeconds: number, world: World): void {
  world.setCapacity(TYPE, 'use1-az1', instances);
  world.clock.after(forSeconds, () => world.setCapacity(TYPE, 'use1-az1', undefined));
}

function asked({ calls }: Run): readonly number[] {
  return calls.filter(({ action }) => action === ASK).map(({ atEpochSeconds }) => atEpochSeconds);
}

describe('create without capacity for the second node', () => {
  it('says what Auto Scaling says, once an invocation, until it has it', async () => {
    const { world, request } = setting({ change: SMALL });
    without(1, 1200, world);
    const end = await run(world, request);
    expect(succeeded(end).message).toBe('');
    expect(end.messages.filter((message) => message.includes(WORDS)).length).toBeGreaterThan(10);
    // the last messages are those of nodes that were launched
    expect(end.messages.at(-1)).not.toContain('Auto Scaling reports');
    expect(new Set(asked(end)).size).toBe(asked(end).length);
    expect(asked(end).length).toBeLessThan(end.invocations);
  });

  it('fails at the deadline with the same words', async () => {
    const { world, request } = setting({ change: SMALL });
    world.setCapacity(TYPE, 'use1-az1', 0);
    const end = failed(await run(world, request));
    expect(end.message).toMatch(/^Timed out after 240 minutes waiting for node group /);
    expect(end.message).toContain(WORDS);
  });

  it.each([
    { code: 'AccessDenied', status: 403 },
    { code: 'Throttling' },
    { code: 'ValidationError' },
    'ECONNRESET',
  ] as const)('goes on without them where AWS answers %j', async (error) => {
    const { world, request } = setting({ change: SMALL });
    without(1, 600, world);
    world.faults.add({ action: ASK, times: 1000, error });
    const end = await run(world, request, { maxAttempts: 1 });
    expect(succeeded(end).message).toBe('');
    expect(end.messages.join('\n')).not.toContain('Auto Scaling reports');
    expect(asked(end).length).toBeGreaterThan(5);
  });

  it.each(['context', 'nothing'] as const)(
    'goes on after a kill there (left: %s)',
    async (left) => {
      const { world, request } = setting({ change: SMALL });
      without(1, 600, world);
      world.faults.add({ action: ASK, error: 'killed' });
      const end = await run(world, request, { afterKill: left });
      expect(succeeded(end).message).toBe('');
      expect(end.calls.filter(({ action }) => action === 'CreateNodegroup').length).toBe(1);
    },
  );
});

it('an update that scales out without capacity says so, too', async () => {
  const { world, request, properties } = await living({
    change: SMALL,
    timings: { configUpdate: 600 },
  });
  const { autoScalingGroup } = world.nodegroup(CLUSTER, request.identity.nodegroupName);
  world.clock.after(60, () => {
    const issue = { code: 'AsgInstanceLaunchFailures', message: 'no capacity' };
    world.setHealth(CLUSTER, request.identity.nodegroupName, [issue], 'UPDATING');
    world.account.scalingActivities.push({
      id: 'failed',
      autoScalingGroup,
      at: world.clock.now(),
      statusCode: 'Failed',
      description: 'Launching a new EC2 instance',
      statusMessage: 'Could not launch',
    });
  });
  const wanted = { ...properties, ScalingConfig: { MinSize: 4, MaxSize: 10, DesiredSize: 4 } };
  const end = await run(world, update(request.identity, properties, wanted));
  succeeded(end);
  expect(end.messages.join('\n')).toContain('Auto Scaling reports: Could not launch');
});

describe('what is said', () => {
  it('hides the encoded message of a refused launch', async () => {
    const { world, request } = setting({ change: SMALL });
    without(0, 600, world);
    world.faults.add({
      action: 'DescribeNodegroup',
      skip: 3,
      run: () => {
        const { autoScalingGroup } = world.nodegroup(CLUSTER, request.identity.nodegroupName);
        world.account.scalingActivities.push({
          id: 'activity',
          autoScalingGroup,
          at: new Date(world.clock.now().getTime() + 300_000),
          statusCode: 'Failed',
          description: 'Launching a new EC2 instance',
          statusMessage: 'You are not authorized. Encoded authorization failure message: AbCdEf',
        });
      },
    });
    const end = await run(world, request);
    succeeded(end);
    const text = end.messages.join('\n');
    expect(text).toContain('Encoded authorization failure message: (left out)');
    expect(text).not.toContain('AbCdEf');
  });

  it('is of this operation: an update does not tell of a failure before it', async () => {
    const made = await living({ change: SMALL, timings: { versionUpdate: 600 } });
    const { world, request, properties } = made;
    const { autoScalingGroup } = world.nodegroup(CLUSTER, request.identity.nodegroupName);
    const failure = (at: Date, statusMessage: string) => ({
      id: statusMessage,
      autoScalingGroup,
      at,
      statusCode: 'Failed' as const,
      description: 'Launching a new EC2 instance',
      statusMessage,
    });
    world.account.scalingActivities.push(failure(world.clock.now(), 'long ago'));
    world.clock.advance(3600);
    world.clock.after(120, () =>
      world.account.scalingActivities.push(failure(world.clock.now(), 'while it rolls')),
    );
    world.clock.after(300, () => {
      const later = failure(world.clock.now(), 'all went well');
      world.account.scalingActivities.push({ ...later, statusCode: 'Successful' });
    });
    const wanted = { ...properties, Volume: { SizeGiB: 200 } };
    const end = await run(world, update(request.identity, properties, wanted));
    succeeded(end);
    expect(end.messages.join('\n')).toContain('Auto Scaling reports: while it rolls');
    expect(end.messages.at(-1)).not.toContain('Auto Scaling reports');
    expect(end.messages.join('\n')).not.toContain('long ago');
  });

  it.each([1500, 1530, 1560, 1590])(
    'is told at the deadline of a roll too (%i s)',
    async (timeoutSeconds) => {
      const made = await living({ change: SMALL, timings: { versionUpdate: 99_999 } });
      const { world, request, properties } = made;
      const { autoScalingGroup } = world.nodegroup(CLUSTER, request.identity.nodegroupName);
      world.clock.after(60, () =>
        world.account.scalingActivities.push({
          id: 'failure',
          autoScalingGroup,
          at: world.clock.now(),
          statusCode: 'Failed' as const,
          description: 'Launching a new EC2 instance',
          statusMessage: 'no capacity',
        }),
      );
      const wanted = { ...properties, Volume: { SizeGiB: 200 } };
      const end = await run(world, update(request.identity, properties, wanted), {
        timeoutSeconds,
      });
      expect(failed(end).message).toContain('Auto Scaling reports: no capacity');
    },
  );
});
