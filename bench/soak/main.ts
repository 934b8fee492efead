/**
 * `make soak`: many node groups at once in one account and Region, on test/world in virtual time, within AWS's request limits
 * (buckets.ts): created, labelled, rolled and deleted, each step at the same moment for all of them. Prints one line of JSON a step.
 * NODE_GROUPS, FAULTS (percent of requests) and SEED; what it prints is the same for the same three.
 */
import { StandardRetryStrategy } from '@smithy/core/retry';
import { CloudFormation, type Event, type Json } from '../../test/registry/cloudformation';
import { scene, ZONES } from '../../test/world/scene';
import { BUCKETS, limit } from './buckets';
import { VirtualTime } from './virtual-time';

const { NODE_GROUPS = '1', FAULTS = '0', SEED = '1' } = process.env;
const COUNT = Number(NODE_GROUPS);
/** EKS's quota is 30 node groups a cluster, CloudFormation's of a Region are far above. */
const GROUPS_A_CLUSTER = 25;
/** Of a request, in seconds. */
const LATENCY_SECONDS = 0.15;
const MAXIMUM_INVOCATIONS = 3_000;
/** What meets a request: half of them were carried out. */
const FAULT_KINDS = [
  { error: { code: 'InternalError' }, when: 'before' },
  { error: { code: 'Unavailable' }, when: 'before' },
  { error: 'ECONNRESET', when: 'before' },
  { error: { code: 'InternalError' }, when: 'after' },
  { error: 'ECONNRESET', when: 'after' },
  { error: 'TimeoutError', when: 'after' },
] as const;

const { world, subnetIds, vpcId } = scene({
  quotas: { placementGroups: 2_000, securityGroupsPerVpc: 5_000 },
});
const time = new VirtualTime(world.clock);
const random = seeded(Number(SEED));
// the SDK's own pauses are part of what is measured
Math.random = random;

for (let at = 0; at * GROUPS_A_CLUSTER < COUNT; at += 1)
  world.addCluster({ name: `soak-${at}`, vpcId });
limit(world.throttle);
world.endpoint.answerAfter = () => time.sleep(LATENCY_SECONDS);
world.faults.take = () => {
  if (random() * 100 >= Number(FAULTS)) return [];
  return [FAULT_KINDS[Math.floor(random() * FAULT_KINDS.length)] as never];
};
const clientConfig = world.clientConfig.bind(world);
world.clientConfig = (accessKeyId, maxAttempts) => ({
  ...clientConfig(accessKeyId, maxAttempts),
  retryStrategy: new StandardRetryStrategy({ maxAttempts: 3 }) as never,
});
const cloudFormation = new CloudFormation(world);

interface Group {
  readonly logicalId: string;
  readonly cluster: string;
  model: Json;
}

interface Step {
  readonly name: string;
  readonly action: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly change: (model: Json) => Json;
}

const STEPS: readonly Step[] = [
  { name: 'create', action: 'CREATE', change: (model) => model },
  { name: 'label', action: 'UPDATE', change: (model) => ({ ...model, Labels: { team: 'ml' } }) },
  { name: 'roll', action: 'UPDATE', change: (model) => ({ ...model, Volume: { SizeGiB: 200 } }) },
  { name: 'delete', action: 'DELETE', change: ({ Id }) => ({ Id }) },
];

interface Ended {
  readonly event: Event;
  readonly atSeconds: number;
}

async function main(print: (text: string) => void): Promise<void> {
  const before = new Set(world.resources().map(({ id }) => id));
  const groups: Group[] = Array.from({ length: COUNT }, (_, at) => ({
    logicalId: `Nodes${at}`,
    cluster: `soak-${Math.floor(at / GROUPS_A_CLUSTER)}`,
    model: {
      ClusterName: `soak-${Math.floor(at / GROUPS_A_CLUSTER)}`,
      NodeRole: 'arn:aws:iam::123456789012:role/node',
      Subnets: [...subnetIds].slice(0, ZONES.length),
      InstanceTypes: ['hpc6id.32xlarge'],
      ScalingConfig: { MinSize: 2, MaxSize: 10, DesiredSize: 2 },
      LocalStorage: 'RAID0',
    },
  }));
  time.install();
  for (const step of STEPS) {
    print(JSON.stringify(await figuresOf(step, groups)));
    // what AWS still does, and the buckets fill again
    await time.run(time.sleep(3_600));
  }
  const left = world.resources().filter(({ id }) => !before.has(id));
  print(JSON.stringify({ name: 'left', left: left.length, notModelled: world.notModelled.length }));
}

async function figuresOf(step: Step, groups: readonly Group[]) {
  const first = world.calls.length;
  const begun = time.now();
  const starts: number[] = [];
  let running = 0;
  let mostRunning = 0;
  const counted = async (run: () => Promise<Event>) => {
    starts.push(Math.floor(time.now() - begun));
    running += 1;
    mostRunning = Math.max(mostRunning, running);
    try {
      return await run();
    } finally {
      running -= 1;
    }
  };
  const ends: Ended[] = [];
  const all = groups.map(async (group) => {
    const event = await ran(step, group, counted);
    ends.push({ event, atSeconds: time.now() - begun });
  });
  await time.run(Promise.all(all));
  const calls = world.calls.slice(first);
  const failed = ends.filter(({ event }) => event.status !== 'SUCCESS');
  const byAction = tally(calls.map(({ action }) => action));
  const throttled = calls.filter(({ errorCode = '' }) =>
    /RequestLimit|Throttling|TooMany/.test(errorCode),
  );
  return {
    name: step.name,
    groups: groups.length,
    faults: Number(FAULTS),
    failed: failed.length,
    failures: [...new Set(failed.map(({ event }) => `${event.errorCode}: ${event.message}`))].slice(
      0,
      3,
    ),
    callsAGroup: calls.length / groups.length,
    throttled: throttled.length,
    throttledActions: tally(throttled.map(({ action }) => action)),
    seconds: Math.max(...ends.map(({ atSeconds }) => atSeconds)),
    invocations: starts.length,
    mostRunning,
    /** Invocations that begin in one second, after the first. */
    herd: Math.max(
      0,
      ...Object.entries(tally(starts.map(String))).flatMap(([at, count]) =>
        at === '0' ? [] : count,
      ),
    ),
    byAction,
    buckets: BUCKETS,
  };
}

async function ran(
  { action, change }: Step,
  group: Group,
  counted: (run: () => Promise<Event>) => Promise<Event>,
): Promise<Event> {
  const { logicalId } = group;
  const previous = action === 'UPDATE' ? group.model : undefined;
  const token = `${action}-${logicalId}-${JSON.stringify(change({}))}`;
  let model = change(group.model);
  let context: Json | undefined;
  for (let invocation = 0; invocation < MAXIMUM_INVOCATIONS; invocation += 1) {
    const operation = { action, model, token, logicalId, ...(previous && { previous }) };
    const event = await counted(() => cloudFormation.invoke(operation, context));
    if (event.status !== 'IN_PROGRESS') {
      if (event.status === 'SUCCESS' && event.resourceModel)
        group.model = { ...change(group.model), ...event.resourceModel };
      return event;
    }
    model = event.resourceModel ?? model;
    context = event.callbackContext;
    await time.sleep(event.callbackDelaySeconds ?? 0);
  }
  throw new Error(`${logicalId} does not end`);
}

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** Mulberry32: the same numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const print = console.log;
console.log = () => undefined;
main(print).catch((error) => {
  print(String((error as Error).stack));
  process.exitCode = 1;
});
