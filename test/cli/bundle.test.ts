/** The one file that people run, as they run it: from a folder with nothing else in it. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedProperties } from '../reconcile/driver';
import { type Scene, scene } from '../world/scene';
import { serve, type WorldServer } from '../world/server';

const ROOT = join(__dirname, '../..');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
};

let folder: string;
let made: Scene;
let aws: WorldServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'efa-nodegroup-bundle-'));
  const file = join(folder, 'efa-nodegroup.js');
  execFileSync(process.execPath, ['scripts/cli.mjs', file], { cwd: ROOT });
  made = scene();
  aws = await serve(made.world);
}, 60_000);
afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true });
});

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** With no variables but these, and nothing of this machine's configuration. */
function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  { stdin = '', isReadToEnd = true } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, ['efa-nodegroup.js', ...args], {
    cwd: folder,
    env: { HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  if (!isReadToEnd) child.stdout.destroy();
  child.stdin.end(stdin);
  return new Promise((done) => {
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' };
const account = () => ({ ...CREDENTIALS, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: aws.url });
const planned = (environment: Readonly<Record<string, string>>, ...args: string[]) =>
  run(['plan', '-', ...args], environment, { stdin: JSON.stringify(seedProperties(made)) });

it('says its version', async () => {
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

it('plans, with nothing on stderr and no colours in a pipe', async () => {
  const { code, stdout, stderr } = await planned(account());
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Account 123456789012, Region us-east-1, cluster training\n\ntraining\//);
  expect(stdout).not.toContain('\u001b');
});

it.each([
  [
    {},
    'No Region is configured. Pass --region, export AWS_REGION, or set a Region in the profile.',
  ],
  [
    { AWS_REGION: 'us-east-1' },
    /^error: There are no usable credentials: Could not load credentials from any providers\. Pass --profile/,
  ],
])(
  '%j: one line of what is missing',
  async (environment: Readonly<Record<string, string>>, words) => {
    const { code, stdout, stderr } = await planned(environment);
    expect([code === 0, stdout, stderr.trimEnd().split('\n').length]).toEqual([false, '', 1]);
    expect(stderr).toMatch(words);
  },
);

it('--region goes before AWS_REGION', async () => {
  const environment = { ...account(), AWS_REGION: 'eu-west-1' };
  const { stdout } = await planned(environment, '--region', 'us-east-1', '--output', 'json');
  expect(JSON.parse(stdout)).toMatchObject({ region: 'us-east-1', account: '123456789012' });
});

it('ends quietly where nobody reads on', async () => {
  const ran = await run(['completion', 'fish'], {}, { isReadToEnd: false });
  expect(ran).toEqual({ code: 0, stdout: '', stderr: '' });
});

it('its completion script completes in bash', async () => {
  const { stdout } = await run(['completion', 'bash']);
  const complete = (...words: string[]) =>
    execFileSync(
      'bash',
      [
        '-c',
        `${stdout}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _efa_nodegroup; echo "\${COMPREPLY[@]}"`,
        'bash',
        'efa-nodegroup',
        ...words,
      ],
      { encoding: 'utf8', cwd: folder },
    ).trim();
  expect(complete('')).toBe('plan read list completion --version --help');
  expect(complete('plan', '--out')).toBe('--output');
  expect(complete('plan', '--output', '')).toBe('text json yaml');
  expect(complete('plan', 'lay')).toBe('layout');
  expect(complete('plan', '--template', 'efa')).toBe('efa-nodegroup.js');
  expect(complete('completion', 'z')).toBe('zsh');
});

describe('behind a proxy', () => {
  const asked: string[] = [];
  let proxy: Server;
  let url: string;
  beforeAll(async () => {
    // an HTTP proxy that has everything answered by the world, and lets nobody through to a name
    proxy = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const { pathname, search } = new URL(request.url ?? '/');
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const method = request.method ?? 'GET';
        const headers = request.headers as Record<string, string>;
        void fetch(`${aws.url}${pathname}${search}`, {
          method,
          headers: Object.fromEntries(
            Object.entries(headers).filter(
              ([name]) => !/^(host|connection|content-length|expect)$/.test(name),
            ),
          ),
          ...(method !== 'GET' && { body: Buffer.concat(chunks) }),
        }).then(async (answer) => {
          response.writeHead(answer.status, {
            'content-type': answer.headers.get('content-type') ?? '',
          });
          response.end(Buffer.from(await answer.arrayBuffer()));
        });
      });
    });
    proxy.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    });
    await new Promise<void>((listening) => {
      proxy.listen(0, '127.0.0.1', listening);
    });
    url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    asked.length = 0;
  });
  afterAll(() => proxy.close());

  it('HTTP_PROXY has every request of an http endpoint', async () => {
    const { code, stderr } = await planned({ ...account(), HTTP_PROXY: url });
    expect([code, stderr]).toEqual([0, '']);
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.every((each) => each.includes(` ${aws.url}/`))).toBe(true);
  });

  it('NO_PROXY names what goes past it', async () => {
    const environment = { ...account(), HTTP_PROXY: url, NO_PROXY: 'example.com,127.0.0.1' };
    const { code } = await planned(environment);
    expect([code, asked]).toEqual([0, []]);
  });

  it('HTTPS_PROXY is asked to connect to AWS, and its refusal is an error of AWS’s call', async () => {
    const { code, stderr } = await planned({
      ...CREDENTIALS,
      AWS_REGION: 'us-east-1',
      HTTPS_PROXY: url,
    });
    expect(code).toBe(1);
    expect(asked).toContain('CONNECT ec2.us-east-1.amazonaws.com:443');
    expect(stderr).toMatch(/^error: \w+:\w+ failed for .*403/);
  });
});
