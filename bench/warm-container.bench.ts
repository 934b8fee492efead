/**
 * What a warm Lambda container keeps: descriptors and heap of one process after many invocations of every action, over
 * real sockets to the world's own server, which is in the same process. Written beside the file of BENCH_OUTPUT.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CONNECTIONS } from '../src/aws/connections';
import { formatId } from '../src/core/ownership/identity';
import { makeReconcile } from '../src/custom-resource/functions/reconcile';
import { makeEntrypoint } from '../src/registry/entrypoint';
import { created, QUICK, SMALL, setting } from '../test/reconcile/driver';
import { serve } from '../test/world/server';
import type { World } from '../test/world/world';

jest.setTimeout(600_000);

/** The first ones load what is loaded once. */
const FIRST = 100;
const LAST = 1_000;
const STEP_SECONDS = 60;
const CREDENTIALS = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' };
const CONTEXT = {
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:provider',
  getRemainingTimeInMillis: () => 60_000,
};
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
};

interface Footprint {
  readonly descriptors: number;
  readonly heapBytes: number;
}
interface WarmFigures {
  readonly name: string;
  readonly invocations: readonly [number, number];
  readonly first: Footprint;
  readonly last: Footprint;
}

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;
const warm: WarmFigures[] = [];
const silent = jest.spyOn(console, 'log').mockImplementation(() => {});
const before = { ...process.env };

afterAll(() => {
  process.env = before;
  CONNECTIONS.httpAgent.destroy();
  const { BENCH_OUTPUT = '' } = before;
  writeFileSync(join(dirname(BENCH_OUTPUT), 'warm.json'), JSON.stringify(warm));
});

type Made = ReturnType<typeof setting>;

/** The invocations of an entry point: that of this number. */
type Invoking = (made: Made) => (index: number) => Promise<unknown>;

test.each<readonly [string, Invoking]>([
  ['registry type: Create, Read, Update, Delete, List', registry],
  ['custom resource: Create, Update, Delete', customResource],
])('%s', async (name, invoking) => {
  const made = setting({ change: SMALL, timings: QUICK });
  const { world, request } = made;
  await created(world, request);
  const server = await serve(world);
  Object.assign(process.env, ENVIRONMENT, { AWS_ENDPOINT_URL: server.url });
  const invoke = invoking(made);
  const footprints: Footprint[] = [];
  for (let index = 1; index <= LAST; index += 1) {
    expect(JSON.stringify(await invoke(index))).not.toContain('InternalFailure');
    world.clock.advance(STEP_SECONDS);
    forget(world);
    if (index === FIRST || index === LAST) footprints.push(await footprint());
  }
  const [first, last] = footprints as [Footprint, Footprint];
  warm.push({ name, invocations: [FIRST, LAST], first, last });
  CONNECTIONS.httpAgent.destroy();
  await server.close();
});

/** What the world and jest keep of each request is no part of a container. */
function forget(world: World): void {
  (world.calls as unknown[]).length = 0;
  silent.mockClear();
}

async function footprint(): Promise<Footprint> {
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    collectGarbage();
  }
  const descriptors = readdirSync('/proc/self/fd').length;
  return { descriptors, heapBytes: process.memoryUsage().heapUsed };
}

/** Two templates in turn, so that an update has something to do. */
function templates({ properties }: Made, index: number) {
  const labelled = { ...properties, Labels: { turn: 'even' } };
  return index % 2 === 0 ? [labelled, properties] : [properties, labelled];
}

function registry(made: Made) {
  const { world, request } = made;
  const entrypoint = makeEntrypoint({
    clientConfig: {},
    nowEpochSeconds: () => world.clock.epochSeconds(),
  });
  const Id = formatId(request.identity);
  const actions = (index: number): readonly (readonly [string, object, object?])[] => {
    const [desired, previous] = templates(made, Math.floor(index / 5));
    return [
      ['READ', { Id }],
      ['LIST', {}],
      ['UPDATE', { ...desired, Id }, { ...previous, Id }],
      ['CREATE', made.properties],
      ['DELETE', { Id: Id.replace(/.$/, 'f') }],
    ];
  };
  return (index: number) => {
    const [action, desired, previous] = actions(index)[index % 5] ?? [];
    const event = {
      awsAccountId: '123456789012',
      bearerToken: `token-${index}`,
      region: 'us-east-1',
      action,
      resourceType: 'Efa::EKS::NodeGroup',
      resourceTypeVersion: '00000001',
      requestData: {
        callerCredentials: { ...CREDENTIALS, accessKeyId: `AKID${index}` },
        logicalResourceId: 'Nodes',
        resourceProperties: desired,
        previousResourceProperties: previous ?? null,
      },
    };
    return entrypoint(event, CONTEXT as never);
  };
}

function customResource(made: Made) {
  const { world, request } = made;
  const reconcile = makeReconcile({
    clientConfig: {},
    confirms: false,
    nowEpochSeconds: () => world.clock.epochSeconds(),
  });
  const Id = formatId(request.identity);
  const bag = (properties: object) => ({ ServiceToken: 'arn', ...properties });
  const requests = (index: number) => {
    const [desired = {}, previous = {}] = templates(made, Math.floor(index / 3));
    return [
      { RequestType: 'Create', ResourceProperties: bag(made.properties) },
      {
        RequestType: 'Update',
        PhysicalResourceId: Id,
        ResourceProperties: bag(desired),
        OldResourceProperties: bag(previous),
      },
      {
        RequestType: 'Delete',
        PhysicalResourceId: Id.replace(/.$/, 'f'),
        ResourceProperties: bag(made.properties),
      },
    ];
  };
  return (index: number) => {
    const event = {
      ...requests(index)[index % 3],
      ResponseURL: `https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/${index}`,
      StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/stack/6a1f0c2e-0000',
      RequestId: `request-${index}`,
      LogicalResourceId: 'Nodes',
      ResourceType: 'Custom::EksEfaNodeGroup',
    };
    const executionStartedAt = new Date(world.clock.epochSeconds() * 1000).toISOString();
    return reconcile({ event, executionStartedAt }, CONTEXT);
  };
}
