/** ResponseURL, user data and what a template passes as a NoEcho parameter: in no log line, no message, no name. */
import { inspect } from 'node:util';
import { makeReconcile } from '../../src/custom-resource/functions/reconcile';
import { URL_SECRET } from './cloudformation';
import { given } from './given';
import { CONTEXT } from './provider';
import { deployedDefinition } from './state-machine';

const NO_ECHO = 'canary-no-echo';
const USER_DATA = '#!/bin/sh\nexport TOKEN=canary-in-user-data';
const CANARIES = [URL_SECRET, NO_ECHO, 'canary-in-user-data'];
const encoded = CANARIES.map((text) => Buffer.from(text).toString('base64').slice(4, -4));

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    jest.spyOn(console, method).mockImplementation((...args: unknown[]) => {
      lines.push(args.map((arg) => (typeof arg === 'string' ? arg : inspect(arg))).join(' '));
    });
  }
});
afterEach(() => jest.restoreAllMocks());

function silentOf(text: string): void {
  for (const canary of [...CANARIES, ...encoded]) expect(text).not.toContain(canary);
}

test.each<readonly [string, object, (made: ReturnType<typeof given>) => void]>([
  ['goes well', {}, () => {}],
  ['is refused for its user data', { PreBootstrapUserData: 'canary-in-user-data' }, () => {}],
  [
    'is refused for its length',
    { PreBootstrapUserData: `${USER_DATA}${'x'.repeat(20_000)}` },
    () => {},
  ],
  [
    'fails in EKS',
    {},
    ({ world }) => world.failNextCreate([{ code: 'AccessDenied', message: 'no such right' }]),
  ],
  [
    'breaks in every function',
    {},
    ({ stack: { provider } }) => {
      provider.faults.onEvent.push('killed');
      provider.faults.reconcile.push('killed', { gives: { done: USER_DATA } });
      provider.faults.answer.push('killed');
      provider.faults.put.push(500, 'reset');
    },
  ],
  ['cannot be answered', {}, ({ stack: { provider } }) => provider.faults.put.push(403)],
])('of a life that %s', async (_what, change, before) => {
  const made = given();
  const { stack, properties, world } = made;
  before(made);
  const tags = { Tags: { token: NO_ECHO }, Labels: { token: NO_ECHO } };
  const wanted = { ...properties, PreBootstrapUserData: USER_DATA, ...tags, ...change };
  await stack.run(async () => {
    const answer = await stack.create(wanted);
    if (answer.Status === 'SUCCESS') {
      await stack.update({ ...wanted, PreBootstrapUserData: `${USER_DATA}-2` });
      await stack.delete();
    }
  });
  expect(lines.length).toBeGreaterThan(3);
  silentOf(lines.join('\n'));
  for (const { body } of stack.provider.puts) silentOf(body);
  silentOf([...stack.provider.executions.keys()].join('\n'));
  // the value of a tag is what it is; names and what the provider adds contain nothing of it
  for (const { name, id } of world.resources()) silentOf(`${name} ${id}`);
});

test('a defect is reported by its class and its place', async () => {
  const { stack, properties } = given();
  await stack.run(() => stack.create(properties, { cancelAfterSeconds: 1 }));
  const [event] = stack.requests;
  const reconcile = makeReconcile({
    clientConfig: {},
    confirms: false,
    nowEpochSeconds: () => {
      throw new RangeError(`cannot read ${NO_ECHO} of ${URL_SECRET}`);
    },
  });
  const output = await reconcile({ event }, CONTEXT);
  expect(output).toMatchObject({
    answer: { Status: 'FAILED', Reason: expect.stringContaining('RangeError') },
  });
  expect(lines.join('\n')).toMatch(/"defect":"RangeError at .*secrets\.test\.ts/);
  silentOf(lines.join('\n'));
});

test('the definition of the state machine names no field of a request, and its errors show none', () => {
  expect(JSON.stringify(deployedDefinition())).not.toMatch(/ResponseURL|ResourceProperties/);
});
