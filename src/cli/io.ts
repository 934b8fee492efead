/** What the commands need of the process; tests pass their own. */
import type { ClientConfig } from '../aws/clients';

export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  /** All of the standard input. */
  stdin(): string;
  /** In addition to what the SDK finds in files and variables. */
  readonly clientConfig: ClientConfig;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether a person sees stderr: only then it shows progress. */
  readonly isTerminal?: boolean;
  /** Whether stdout takes colours. */
  readonly hasColors?: boolean;
}

/** Exit codes; 1 is for findings, for what does not exist, and for errors of AWS. */
export const OK = 0;
export const FAILED = 1;
export const USAGE = 2;
/** Of --detailed-exitcode, where OK is no change, and an error in the command line is FAILED. */
export const IN_PLACE = 2;
export const ROLLS = 3;
export const REPLACES = 4;
export type ExitCode =
  | typeof OK
  | typeof FAILED
  | typeof USAGE
  | typeof IN_PLACE
  | typeof ROLLS
  | typeof REPLACES;

export function nodeGroupNotFound(id: string): string {
  return `Node group ${id} does not exist in this account and Region. Run efa-nodegroup list to see the existing Ids.\n`;
}
