/** Options that every command has. */
import { stringify } from 'yaml';
import type { ClientConfig } from '../../aws/clients';
import type { Io } from '../io';
import { UsageError } from '../usage-error';

export type Format = 'text' | 'json' | 'yaml';
export const FORMATS: readonly Format[] = ['text', 'json', 'yaml'];

export interface CommonOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly output?: Format;
  /** As --output json and --output yaml. */
  readonly json?: true;
  readonly yaml?: true;
}

/** @throws UsageError for two formats */
export function formatOf({ output, json, yaml }: CommonOptions, otherwise: Format): Format {
  const asked = new Set<Format>([
    ...(output ? [output] : []),
    ...(json ? ['json' as const] : []),
    ...(yaml ? ['yaml' as const] : []),
  ]);
  if (asked.size > 1) {
    throw new UsageError(`${[...asked].join(' and ')} are two formats. Pass one of them.`);
  }
  return [...asked][0] ?? otherwise;
}

/** A document in the format, with its last line break. */
export function printed(document: unknown, format: Exclude<Format, 'text'>): string {
  return format === 'yaml' ? stringify(document) : `${JSON.stringify(document, null, 2)}\n`;
}

/** Of the SDK's clients: what the options say comes before files and variables. */
export function clientConfigOf({ region, profile }: CommonOptions, io: Io): ClientConfig {
  return {
    ...io.clientConfig,
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  };
}
