/** Runs the command line in this process, on a world, where no call of it may change anything. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientConfig } from '../../src/aws/clients';
import type { Io } from '../../src/cli/io';
import { main } from '../../src/cli/main';
import type { World } from '../world/world';

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
interface Given {
  readonly stdin?: unknown;
  readonly environment?: Io['environment'];
  readonly clientConfig?: ClientConfig;
  readonly hasColors?: boolean;
}

export async function efaNodegroup(
  world: World,
  args: readonly string[],
  { stdin, environment = {}, clientConfig, hasColors = false }: Given = {},
): Promise<Ran> {
  const before = world.calls.length;
  let stdout = '';
  let stderr = '';
  const exitCode = await main(args, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    stdin: () => (typeof stdin === 'string' ? stdin : JSON.stringify(stdin)),
    clientConfig: clientConfig ?? (world.clientConfig() as unknown as ClientConfig),
    environment,
    hasColors,
  });
  expect(world.notModelled).toEqual([]);
  expect(world.calls.slice(before).filter(({ write }) => write)).toEqual([]);
  return { exitCode, stdout, stderr };
}

const folder = mkdtempSync(join(tmpdir(), 'efa-nodegroup-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of this test's own. */
export function file(name: string, content: string | object): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
