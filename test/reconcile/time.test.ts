import { invoke, living, remove, run, SMALL, setting, succeeded, update } from './driver';

const TIMINGS = [7, 31, 60, 95, 180, 333, 600, 1234, 3601, 7000];

describe('success', () => {
  it('of create comes within 30 seconds of ACTIVE, and within 15 on average', async () => {
    const late: number[] = [];
    for (const nodegroupCreate of TIMINGS) {
      const { world, request } = setting({ change: SMALL, timings: { nodegroupCreate } });
      let active = 0;
      world.faults.add({
        action: 'CreateNodegroup',
        run: () => {
          active = world.clock.epochSeconds() + nodegroupCreate;
        },
      });
      succeeded(await run(world, request));
      late.push(world.clock.epochSeconds() - active);
    }
    expect(Math.max(...late)).toBeLessThanOrEqual(30);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
    expect(late.reduce((sum, one) => sum + one) / late.length).toBeLessThanOrEqual(15);
  });

  it('of an update comes within 30 seconds of its end', async () => {
    for (const configUpdate of [5, 77, 400, 3000]) {
      const { world, request, properties } = await living({
        change: SMALL,
        timings: { configUpdate },
      });
      const desired = { ...properties, Labels: { a: 'b' } };
      const begun = world.clock.epochSeconds();
      succeeded(await run(world, update(request.identity, properties, desired)));
      expect(world.clock.epochSeconds() - begun - configUpdate).toBeLessThanOrEqual(30);
    }
  });
});

describe('waits', () => {
  it('are 10 seconds early and 30 later, and differ between operations', async () => {
    const { world, request } = setting({ change: SMALL, timings: { nodegroupCreate: 3600 } });
    const { delays } = await run(world, request);
    const early = delays.slice(1, 6);
    const late = delays.slice(6);
    expect(Math.min(...early)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...early)).toBeLessThanOrEqual(10);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(24);
    expect(Math.max(...late)).toBeLessThanOrEqual(30);
    expect(new Set(late).size).toBeGreaterThan(3);
    const other = setting({ change: SMALL, timings: { nodegroupCreate: 3600 } });
    const otherRequest = { ...other.request, operationKey: 'another' };
    expect((await run(other.world, otherRequest)).delays).not.toEqual(delays);
  });
});

describe('the last event', () => {
  const HOUR = 3600;
  // what CloudFormation has not heard by then, it replaces by words of its own
  const [FROM, TO] = [HOUR - 150, HOUR - 120];
  it('of a create that never ends comes two minutes before CloudFormation stops waiting', async () => {
    const { world, request } = setting({ change: SMALL, timings: { nodegroupCreate: 9 * HOUR } });
    const begun = world.clock.epochSeconds();
    const { outcome } = await run(world, request, { timeoutSeconds: HOUR });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'NotStabilized' } });
    expect(world.clock.epochSeconds() - begun).toBeGreaterThan(FROM);
    expect(world.clock.epochSeconds() - begun).toBeLessThanOrEqual(TO);
  });
  it('of an update does, too', async () => {
    const timings = { configUpdate: 9 * HOUR };
    const { world, request, properties } = await living({ change: SMALL, timings });
    const desired = { ...properties, Labels: { a: 'b' } };
    const begun = world.clock.epochSeconds();
    const change = update(request.identity, properties, desired);
    const { outcome } = await run(world, change, { timeoutSeconds: HOUR });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'NotStabilized' } });
    expect(world.clock.epochSeconds() - begun).toBeGreaterThan(FROM);
    expect(world.clock.epochSeconds() - begun).toBeLessThanOrEqual(TO);
  });
});

describe('an invocation', () => {
  it('starts no step with less than 12 seconds left, and the next one goes on', async () => {
    const { world, request, properties } = setting({ change: SMALL });
    let left = 60_000;
    const begun: number[] = [];
    // every round trip takes 15 seconds of the invocation
    let batch = 0;
    const answerAfter = world.endpoint.answerAfter;
    world.endpoint.answerAfter = (call) => {
      if (call.batch !== batch) {
        begun.push(left);
        left -= 15_000;
      }
      batch = call.batch;
      return answerAfter(call);
    };
    const options = {
      before: () => {
        left = 60_000;
      },
      remainingMilliseconds: () => left,
    };
    succeeded(await run(world, request, options));
    const desired = { ...properties, Volume: { SizeGiB: 200 }, Labels: { a: 'b' } };
    succeeded(await run(world, update(request.identity, properties, desired), options));
    succeeded(await run(world, remove(request.identity), options));
    expect(Math.min(...begun)).toBeGreaterThanOrEqual(5_000);
    expect(begun.length).toBeGreaterThan(40);
  });

  it('that has no time at all makes no call', async () => {
    const { world, request } = setting({ change: SMALL });
    const outcome = await invoke(world, request, undefined, {
      remainingMilliseconds: () => 11_000,
    });
    expect(outcome).toMatchObject({ kind: 'inProgress', delaySeconds: 1 });
    expect(world.calls).toEqual([]);
  });

  it('does not read the model at the end with less than 12 seconds left', async () => {
    const { world, request } = await living({ change: SMALL });
    const first = world.calls.length;
    let left = 60_000;
    const answerAfter = world.endpoint.answerAfter;
    world.endpoint.answerAfter = (call) => {
      if (call.action === 'DescribeCluster') left = 11_000;
      return answerAfter(call);
    };
    const outcome = await invoke(world, request, undefined, { remainingMilliseconds: () => left });
    expect(outcome).toMatchObject({ kind: 'inProgress' });
    expect(world.calls.slice(first).map(({ action }) => action)).not.toContain(
      'DescribeLaunchTemplateVersions',
    );
  });
});
