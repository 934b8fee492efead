/** Real sockets: what a warm container keeps, and when a call ends that AWS does not. */
import { Agent } from 'node:https';
import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { makeClients, send } from '../../src/aws/clients';
import { CONNECTIONS } from '../../src/aws/connections';
import { formatId } from '../../src/core/ownership/identity';
import { makeEntrypoint } from '../../src/registry/entrypoint';
import { created, QUICK, SMALL, setting } from '../reconcile/driver';
import { serve, type WorldServer } from '../world/server';

let server: WorldServer | undefined;
beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => {}));
afterEach(async () => {
  jest.restoreAllMocks();
  delete process.env.AWS_ENDPOINT_URL;
  CONNECTIONS.httpAgent.destroy();
  await server?.close();
});

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' };

async function pointTo(made: WorldServer): Promise<void> {
  server = made;
  process.env.AWS_ENDPOINT_URL = made.url;
}

test('300 invocations in one process keep a handful of connections', async () => {
  const made = setting({ change: SMALL, timings: QUICK });
  const { world, request } = made;
  await created(world, request);
  await pointTo(await serve(world));
  const entrypoint = makeEntrypoint({
    clientConfig: {},
    nowEpochSeconds: () => world.clock.epochSeconds(),
  });
  const invoke = async (action: string, index: number, desired: object, previous?: object) => {
    const event = {
      awsAccountId: '123456789012',
      bearerToken: `token-${index}`,
      region: 'us-east-1',
      action,
      resourceType: 'Efa::EKS::NodeGroup',
      resourceTypeVersion: '00000001',
      requestData: {
        callerCredentials: { ...credentials, accessKeyId: `AKID${index}` },
        logicalResourceId: 'Nodes',
        resourceProperties: desired,
        previousResourceProperties: previous ?? null,
      },
    };
    const lambda = { getRemainingTimeInMillis: () => 60_000 };
    return (await entrypoint(event, lambda as never)) as { readonly status: string };
  };
  const Id = formatId(request.identity);
  const open: number[] = [];
  const statuses = new Set<string>();
  for (let index = 0; index < 300; index += 1) {
    const properties = { ...made.properties, Id };
    const [action, desired, previous] = [
      ['READ', { Id }, undefined],
      ['LIST', {}, undefined],
      ['UPDATE', properties, properties],
      ['CREATE', { ...made.properties, NodegroupName: request.identity.nodegroupName }, undefined],
      ['DELETE', { Id: Id.replace(/.$/, 'f') }, undefined],
    ][index % 5] as [string, object, object | undefined];
    statuses.add(`${action} ${(await invoke(action, index, desired, previous)).status}`);
    open.push(server?.open.size ?? 0);
  }
  expect([...statuses]).toEqual(
    expect.arrayContaining(['READ SUCCESS', 'LIST SUCCESS', 'UPDATE SUCCESS', 'CREATE FAILED']),
  );
  // as many as one invocation uses at once, however many there were
  expect(Math.max(...open)).toBeLessThanOrEqual(12);
  expect(open.at(-1)).toBeLessThanOrEqual(Math.max(...open.slice(0, 10)));
  expect(server?.opened()).toBeLessThanOrEqual(12);
});

test('connections to AWS itself are shared too', () => {
  expect(CONNECTIONS.httpsAgent).toBeInstanceOf(Agent);
});

describe('a call ends with the time of its invocation', () => {
  const QUICK_END = { remaining: 3_600, atMost: 6_000 };

  function describeSubnets() {
    const end = Date.now() + QUICK_END.remaining + 5_000;
    const { ec2 } = makeClients({ credentials, region: 'us-east-1' }, () => end - Date.now());
    return send('ec2:DescribeSubnets', 'x', () => ec2.send(new DescribeSubnetsCommand({})));
  }

  it.each([
    ['no answer', () => true],
    [
      'a body that does not end',
      (_: unknown, response: import('node:http').ServerResponse) => {
        response.writeHead(200, { 'content-type': 'text/xml' });
        const drip = setInterval(() => response.write(' '), 100);
        response.on('close', () => clearInterval(drip));
        return true;
      },
    ],
  ] as const)('%s', async (_, answer) => {
    const { world } = setting({ change: SMALL });
    await pointTo(await serve(world, answer as never));
    const begun = Date.now();
    // `aborted` is Node's ECONNRESET, which jest's own realm does not know for an Error
    await expect(describeSubnets()).rejects.toThrow(
      /ec2:DescribeSubnets failed for x: .*(ETIMEDOUT|ECONNRESET|aborted)/,
    );
    expect(Date.now() - begun).toBeLessThan(QUICK_END.atMost);
  });

  it('and none begins without', async () => {
    const { world } = setting({ change: SMALL });
    await pointTo(await serve(world));
    const { ec2 } = makeClients({ credentials, region: 'us-east-1' }, () => 7_000);
    await expect(
      send('ec2:DescribeSubnets', 'x', () => ec2.send(new DescribeSubnetsCommand({}))),
    ).rejects.toThrow('no time left');
    expect(server?.opened()).toBe(0);
  });
});
