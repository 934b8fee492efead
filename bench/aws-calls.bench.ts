/** AWS calls, round trips and virtual seconds of each operation on test/world, written to the file of BENCH_OUTPUT. */

import { writeFileSync } from 'node:fs';
import type { Properties } from '../src/core/model/properties';
import type { Request } from '../src/core/model/request';
import {
  type Living,
  living,
  type Run,
  remove,
  run,
  SMALL,
  setting,
  succeeded,
  update,
} from '../test/reconcile/driver';
import type { World } from '../test/world/world';

/** Of one operation: up to the answer of the call that AWS works long on, that call included, and in all. */
interface OperationFigures {
  readonly name: string;
  readonly calls: number;
  readonly roundTrips: number;
  readonly callsInAll: number;
  /** Looks at the node group or its update after that call. */
  readonly polls: number;
}

interface LatenessFigures {
  readonly name: string;
  /** Of each timing, in its order. */
  readonly seconds: readonly number[];
}

const POLLS = ['DescribeNodegroup', 'DescribeUpdate'];

/** How long AWS takes, in seconds. */
const TIMINGS = [5, 31, 60, 77, 95, 180, 333, 600, 1234, 1800, 3601, 7000];

const operations: OperationFigures[] = [];
const lateness: LatenessFigures[] = [];

afterAll(() => {
  writeFileSync(process.env.BENCH_OUTPUT ?? '', JSON.stringify({ operations, lateness, TIMINGS }));
});

describe('calls', () => {
  test.each([
    ['create', true],
    ['create with a new security group', false],
  ])('%s', async (name, selfEgress) => {
    const { world, request } = setting({ selfEgress });
    record(name, 'CreateNodegroup', await run(world, request));
  });

  test.each<readonly [string, string, Partial<Properties>]>([
    ['quiet update', 'UpdateNodegroupConfig', { Labels: { team: 'ml' } }],
    ['roll', 'UpdateNodegroupVersion', { Volume: { SizeGiB: 200 } }],
  ])('%s', async (name, longCall, change) => {
    const made = await living();
    record(name, longCall, await run(made.world, updateOf(made, change)));
  });

  test('delete', async () => {
    const { world, request } = await living();
    record('delete', 'DeleteNodegroup', await run(world, remove(request.identity)));
  });
});

describe('from the end of what AWS does to SUCCESS', () => {
  test('create', async () => {
    const seconds: number[] = [];
    for (const nodegroupCreate of TIMINGS) {
      const { world, request } = setting({ change: SMALL, timings: { nodegroupCreate } });
      seconds.push(await secondsAfter('CreateNodegroup', nodegroupCreate, world, request));
    }
    lateness.push({ name: 'create, from ACTIVE', seconds });
  });

  test('quiet update', async () => {
    const seconds: number[] = [];
    for (const configUpdate of TIMINGS) {
      const made = await living({ change: SMALL, timings: { configUpdate } });
      const request = updateOf(made, { Labels: { team: 'ml' } });
      seconds.push(await secondsAfter('UpdateNodegroupConfig', configUpdate, made.world, request));
    }
    lateness.push({ name: 'quiet update, from its end', seconds });
  });

  test('roll', async () => {
    const seconds: number[] = [];
    for (const versionUpdate of TIMINGS) {
      const made = await living({ change: SMALL, timings: { versionUpdate } });
      const request = updateOf(made, { Volume: { SizeGiB: 200 } });
      seconds.push(
        await secondsAfter('UpdateNodegroupVersion', versionUpdate, made.world, request),
      );
    }
    lateness.push({ name: 'roll, from its end', seconds });
  });
});

function updateOf({ request, properties }: Living, change: Partial<Properties>) {
  return update(request.identity, properties, { ...properties, ...change });
}

function record(name: string, longCall: string, ran: Run): void {
  succeeded(ran);
  const at = ran.calls.findIndex(({ action }) => action === longCall);
  expect(at).toBeGreaterThanOrEqual(0);
  const upTo = ran.calls.slice(0, at + 1);
  operations.push({
    name,
    calls: upTo.length,
    roundTrips: new Set(upTo.map(({ batch }) => batch)).size,
    callsInAll: ran.calls.length,
    polls: ran.calls.slice(at + 1).filter(({ action }) => POLLS.includes(action)).length,
  });
}

/** Virtual seconds between the end of what `action` began and the answer SUCCESS. */
async function secondsAfter(
  action: string,
  takesSeconds: number,
  world: World,
  request: Request,
): Promise<number> {
  let ends = 0;
  world.faults.add({
    action,
    run: () => {
      ends = world.clock.epochSeconds() + takesSeconds;
    },
  });
  succeeded(await run(world, request));
  expect(ends).toBeGreaterThan(0);
  return world.clock.epochSeconds() - ends;
}
