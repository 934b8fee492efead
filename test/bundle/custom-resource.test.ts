/** The files of the custom resource's three Lambda functions. */
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const NAME = 'CustomResourceTest';
const folder = join(root, 'build', NAME, 'dist');
const EVENT = {
  RequestType: 'Create',
  ResponseURL:
    'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x?X-Amz-Signature=y',
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/name/uuid',
  RequestId: 'request',
  LogicalResourceId: 'Nodes',
  ResourceType: 'Custom::EksEfaNodeGroup',
  ResourceProperties: { ClusterName: 'training', ScalingConfig: { MinSize: '1', MaxSize: 'x' } },
};

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  runNode(join(root, 'scripts/package.mjs'), NAME);
}, 60_000);
afterAll(() => rmSync(join(root, 'build', NAME), { recursive: true, force: true }));

test('a file for each function beside the one that Lambda opens', () => {
  expect(withoutChunks(readdirSync(folder))).toEqual([
    'answer',
    'custom-resource',
    'lazy-clients',
    'on-event',
    'reconcile',
    'schema-check',
  ]);
});

test.each([
  ['nothing', 'undefined', []],
  ['onEvent', '{}', ['on-event']],
  ['answer', '{}', ['answer']],
  ['reconcile', '{ event: EVENT }', ['reconcile', 'schema-check']],
])('%s loads its own file, beside what several need', (name, input, files) => {
  const script = `
    const EVENT = ${JSON.stringify(EVENT)};
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
    process.env.AWS_REGION = 'us-east-1';
    const handlers = require(process.argv[1]);
    const context = {
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
      getRemainingTimeInMillis: () => 60000,
    };
    Promise.resolve(handlers.${name}?.(${input}, context)).then((output) => {
      const loaded = Object.keys(require.cache).map((file) => require('node:path').basename(file));
      console.log('\\n' + JSON.stringify({ loaded, output }));
    });`;
  const printed = runNode('-e', script, join(folder, 'custom-resource.js'));
  const { loaded, output } = JSON.parse(printed.trim().split('\n').at(-1) ?? '');
  expect(withoutChunks(loaded)).toEqual(['custom-resource', ...files].sort());
  if (name === 'reconcile') {
    expect(output.answer.Reason).toMatch(
      /^InvalidRequest: NodeRole: The property is required\. Add it\./,
    );
    expect(output.answer.Reason).toMatch(
      /ScalingConfig.MaxSize: The value is text, and a whole number is needed/,
    );
  }
});

test('the functions sign with what Lambda gives them, and call where the endpoint variable says', () => {
  const script = `
    const server = require('node:http').createServer((request, response) => {
      console.log(request.headers['x-amz-target'] ?? request.url, /Credential=([^/]+)/.exec(request.headers.authorization)?.[1]);
      response.writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' });
      response.end('{"__type":"AccessDeniedException","message":"no"}');
    });
    server.listen(0, '127.0.0.1', async () => {
      process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:' + server.address().port;
      Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'AKIDLAMBDA', AWS_SECRET_ACCESS_KEY: 'secret', STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:m' });
      const handlers = require(process.argv[1]);
      const context = { invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f', getRemainingTimeInMillis: () => 60000 };
      const event = ${JSON.stringify(EVENT)};
      await handlers.onEvent(event, context).catch((error) => console.log(error.message));
      const detail = { executionArn: 'arn', status: 'FAILED' };
      await handlers.answer({ source: 'aws.states', detail }, context).catch((error) => console.log(error.message));
      server.close();
    });`;
  const printed = runNode('-e', script, join(folder, 'custom-resource.js')).trim().split('\n');
  expect(printed).toEqual([
    'AWSStepFunctions.StartExecution AKIDLAMBDA',
    'states:StartExecution: AccessDeniedException',
    'AWSStepFunctions.DescribeExecution AKIDLAMBDA',
    'states:DescribeExecution: AccessDeniedException',
  ]);
});

/** Without the hash of what is in them. */
function withoutChunks(files: readonly string[]): string[] {
  const names = files.map((file) => file.replace(/(-[A-Z0-9]{8})?\.js$/, ''));
  return names.filter((name) => name !== 'chunk').sort();
}

function runNode(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
