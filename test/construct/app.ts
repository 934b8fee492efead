/** A CDK app whose folder goes with the test: the CDK leaves one in the system's for each app. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';

const folder = mkdtempSync(join(tmpdir(), 'construct-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export function newFolder(): string {
  return mkdtempSync(join(folder, 'app-'));
}

export function newApp(): App {
  return new App({ outdir: newFolder() });
}
