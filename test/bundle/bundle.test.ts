/** The files of the Lambda, as `cfn submit` builds them. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { schemaErrors } from '../../src/core/schema/schema-check';

const root = join(__dirname, '../..');
const MAXIMUM_BYTES_AT_START = 1_200_000;
const NAME = 'BundleTest';
const folder = join(root, 'build', NAME, 'dist');

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  runNode(join(root, 'scripts/package.mjs'), NAME);
});

afterAll(() => rmSync(join(root, 'build', NAME), { recursive: true, force: true }));

test('what is loaded at start is 1.2 MB at most, and none of it is what only some invocations need', () => {
  const script =
    'require(process.argv[1]); console.log(JSON.stringify(Object.keys(require.cache)));';
  const loaded = JSON.parse(runNode('-e', script, join(folder, 'handlers.js'))) as string[];
  expect(namesOf(loaded.map((file) => basename(file)))).toEqual(['chunk', 'chunk', 'handlers']);
  expect(namesOf(readdirSync(folder))).toEqual([
    'chunk',
    'chunk',
    'handlers',
    'lazy-clients',
    'log-clients',
    'schema-check',
  ]);
  const bytes = loaded.reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeLessThanOrEqual(MAXIMUM_BYTES_AT_START);
});

test("a call loads none of Node's fetch, which the SDK asks for by import()", () => {
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  expect(texts.filter((text) => /\bimport\(/.test(text))).toEqual([]);
});

test('the core of the SDK is there once', () => {
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  for (const name of ['HttpProtocol', 'SignatureV4', 'ServiceException', 'AwsQueryProtocol']) {
    // each class sets its own name
    const places = texts.flatMap((text) => text.split(`(this,"${name}")`).slice(1));
    expect([name, places.length]).toEqual([name, 1]);
  }
});

test('credentials are those that the SDK is given: no other source is in it', () => {
  const script =
    'const { entrypoint } = require(process.argv[1]); entrypoint(JSON.parse(process.argv[2]), {' +
    'getRemainingTimeInMillis: () => 60000 }).then((event) => console.log("\\n" + JSON.stringify(event)));';
  const event = {
    awsAccountId: '123456789012',
    bearerToken: 'token',
    region: 'us-east-1',
    action: 'LIST',
    requestData: { resourceProperties: {} },
  };
  const printed = runNode('-e', script, join(folder, 'handlers.js'), JSON.stringify(event));
  expect(JSON.parse(printed.trim().split('\n').at(-1) ?? '')).toMatchObject({
    status: 'FAILED',
    errorCode: 'InvalidCredentials',
  });
});

test('the clients that are loaded when they are needed call where the endpoint variables say', () => {
  const script = `
    const server = require('node:http').createServer((request, response) => {
      let body = '';
      request.on('data', (part) => { body += part; });
      request.on('end', () => {
        console.log(request.url, body.split('&')[0]);
        response.writeHead(403, { 'content-type': 'text/xml' });
        response.end('<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>');
      });
    });
    server.listen(0, '127.0.0.1', async () => {
      const url = 'http://127.0.0.1:' + server.address().port;
      process.env.AWS_ENDPOINT_URL_AUTO_SCALING = url + '/a';
      process.env.AWS_ENDPOINT_URL_RESOURCE_GROUPS = url + '/r';
      const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
      const { makeLazyClients } = require(process.argv[1]);
      const clients = makeLazyClients({ region: 'us-east-1', credentials, maxAttempts: 1 }, () => 60_000);
      for (const call of ['describeAutoScalingGroups', 'describeScalingActivities', 'listGroupResources'])
        await clients[call]({ Group: 'g' }).catch(({ name }) => console.log(name));
      server.close();
    });`;
  const printed = runNode('-e', script, fileNamed('lazy-clients')).trim().split('\n');
  expect(printed.slice(0, 5)).toEqual([
    '/a/ Action=DescribeAutoScalingGroups',
    'AccessDenied',
    '/a/ Action=DescribeScalingActivities',
    'AccessDenied',
    '/r/list-group-resources {"Group":"g"}',
  ]);
});

describe('the check of schema.json that ajv wrote beforehand', () => {
  const bundled = () =>
    (require(join(folder, 'schema-check.js')) as { schemaErrors: typeof schemaErrors })
      .schemaErrors;
  const sound = {
    ClusterName: 'cluster',
    NodeRole: 'arn:aws:iam::123456789012:role/nodes',
    Subnets: ['subnet-0123456789abcdef0'],
    InstanceTypes: ['p5.48xlarge'],
    ScalingConfig: { MinSize: 2, MaxSize: 10 },
    UpdateConfig: { MaxUnavailable: 1 },
    Labels: { team: 'a' },
    Taints: [{ Key: 'key', Value: 'value', Effect: 'NO_SCHEDULE' }],
    Volume: { SizeGiB: 100, Type: 'gp3' },
    Tags: { 'a key': 'value' },
  };

  it('finds nothing where ajv finds nothing', () => {
    expect(schemaErrors(sound)).toEqual([]);
    expect(bundled()(sound)).toEqual([]);
  });

  it('gives what ajv gives, for anything in the place of any property', () => {
    const schema = require('../../schema.json') as { properties: object };
    const names = Object.keys(schema.properties);
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom('', '\u{1f642}'.repeat(64), -1, 0.5, 1e6, [], {}, [{}], ['a', 'a']),
      fc.constantFrom(...Object.values(sound)),
      fc.dictionary(fc.constantFrom(...membersOf(schema)), fc.jsonValue({ maxDepth: 1 })),
    );
    const change = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), value);
    fc.assert(
      fc.property(change, fc.subarray(names), (changed, removed) => {
        const kept = Object.entries({ ...sound, ...changed }).filter(
          ([name]) => name in changed || !removed.includes(name),
        );
        const properties = Object.fromEntries(kept);
        expect(bundled()(properties)).toEqual(schemaErrors(properties));
      }),
      { numRuns: 300 },
    );
  });
});

/** The names of all members, so that objects of the right names are tried too. */
function membersOf(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'properties' ? [...Object.keys(member), ...membersOf(member)] : membersOf(member),
  );
}

/** Without the hash of what is in them. */
function namesOf(files: readonly string[]): string[] {
  return files.map((file) => file.replace(/(-[A-Z0-9]{8})?\.js$/, '')).sort();
}

function fileNamed(name: string): string {
  const found = readdirSync(folder).find((file) => file.startsWith(`${name}-`));
  return join(folder, found ?? `${name}.js`);
}

function runNode(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
