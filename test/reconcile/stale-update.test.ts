/**
 * Every read of an update that shows the state before the update, once to three times running: the update ends right,
 * nothing is rolled or made twice, and what lives is not deleted.
 */
import type { Properties } from '../../src/core/model/properties';
import type { RecordedCall } from '../world/endpoint';
import { CLUSTER } from '../world/scene';
import {
  type Living,
  leftOf,
  liveTemplate,
  living,
  QUICK,
  remove,
  run,
  SMALL,
  succeeded,
  update,
} from './driver';

type Given = Partial<Properties>;

const CREATE: Given = { Efa: { SecurityGroup: 'CREATE' } };
const NONE: Given = { Efa: { SecurityGroup: 'NONE' } };
const UPDATES: readonly (readonly [string, Given, Given])[] = [
  ['a label', {}, { Labels: { a: 'b' } }],
  ['tags', {}, { Tags: { team: 'ml' } }],
  ['the volume', {}, { Volume: { SizeGiB: 200 } }],
  ['all at once', {}, { Volume: { SizeGiB: 200 }, Labels: { a: 'b' }, Tags: { team: 'ml' } }],
  ['a group of ours to none', CREATE, NONE],
  ['none to a group of ours', NONE, CREATE],
];

async function updated(
  from: Given,
  to: Given,
  plan?: { action: string; skip: number; times: number },
) {
  const made = await living({ change: { ...SMALL, ...from }, timings: QUICK });
  const { world, request, properties } = made;
  if (plan) world.stalePast(plan);
  const desired = { ...properties, ...to };
  const end = await run(world, update(request.identity, properties, desired));
  return { made, end };
}

function isRead({ write }: RecordedCall): boolean {
  return !write;
}

function count(calls: readonly RecordedCall[], action: string): number {
  return calls.filter((call) => call.action === action && !call.errorCode).length;
}

/** What the update leaves behind. */
function stateOf({ world, request, model }: Living) {
  const { launchTemplate, labels, tags } = world.nodegroup(CLUSTER, request.identity.nodegroupName);
  const { template, data } = liveTemplate(world, model);
  const live = template?.versions.some(({ number }) => String(number) === launchTemplate?.version);
  return { launchTemplate, labels, tags, data, live, latest: template?.latestVersion };
}

describe.each(UPDATES)('an update of %s', (_name, from, to) => {
  it('ends right whichever read is stale', async () => {
    const right = await updated(from, to);
    const expected = stateOf(right.made);
    expect(expected.live).toBe(true);
    const reads = right.end.calls.filter(isRead).map(({ action }) => action);
    const wrong: string[] = [];
    for (const action of new Set(reads)) {
      const times = reads.filter((each) => each === action).length;
      for (let skip = 0; skip < times; skip += 1) {
        for (const depth of [1, 2, 3]) {
          const plan = { action, skip, times: depth };
          const { made, end } = await updated(from, to, plan);
          const found: string[] = [];
          if (end.outcome.kind !== 'succeeded') found.push(JSON.stringify(end.outcome));
          if (count(end.calls, 'UpdateNodegroupVersion') > 1) found.push('rolled twice');
          if (count(end.calls, 'UpdateNodegroupConfig') > 1) found.push('configured twice');
          const state = stateOf(made);
          for (const [name, value] of Object.entries(expected)) {
            const is = state[name as keyof typeof state];
            if (JSON.stringify(is) !== JSON.stringify(value))
              found.push(`${name} is ${JSON.stringify(is)}, not ${JSON.stringify(value)}`);
          }
          if (end.outcome.kind === 'succeeded') {
            const { LaunchTemplateVersion } = end.outcome.model ?? {};
            if (LaunchTemplateVersion !== expected.launchTemplate?.version)
              found.push(`the model shows version ${LaunchTemplateVersion}`);
          }
          if (found.length > 0)
            wrong.push(`${JSON.stringify(plan)}: ${found.join('; ').slice(0, 300)}`);
          succeeded(await run(made.world, remove(made.request.identity)));
          made.world.clock.advance(600);
          if (leftOf(made).length > 0)
            wrong.push(`${JSON.stringify(plan)}: Delete leaves something`);
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});
