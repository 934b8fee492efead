/** What the commands need of the process; a test brings its own. */
import type { ClientConfig } from '../aws/clients';

export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  /** All of the standard input. */
  stdin(): string;
  /** Beside what the SDK finds in files and variables. */
  readonly clientConfig: ClientConfig;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Exit codes: findings, something not there and AWS's errors are 1. */
export const OK = 0;
export const FAILED = 1;
export const USAGE = 2;
export type ExitCode = typeof OK | typeof FAILED | typeof USAGE;
