/** A CDK app whose folder goes with the test: the CDK leaves one in the system's for each app. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';

const folder = mkdtempSync(join(tmpdir(), 'construct-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export function newFolder(): string {
  return mkdtempSync(join(folder, 'app-'));
}

export function newApp(): App {
  return new App({ outdir: newFolder() });
}

/** `path: text` of each annotation of a level, in order; the CLI refuses a stack that has errors. */
export function annotationsOf(stack: Stack, level: 'error' | 'warning' = 'error'): string[] {
  const found = Annotations.fromStack(stack);
  const any = Match.stringLikeRegexp('');
  const messages = level === 'error' ? found.findError('*', any) : found.findWarning('*', any);
  return messages.map(({ id, entry }) => `${id}: ${entry.data}`);
}
