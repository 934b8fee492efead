/** What only AWS knows of a template's values: exports, parameters of Systems Manager, the account. Each is read once. */

import { readAccount, readParameters } from '../../aws/stack/read-parameters';
import { readExports } from '../../aws/stack/read-stack';
import type { StackClients } from '../../aws/stack/stack-clients';
import { AwsCallError, describeAwsError } from '../../core/model/errors';
import type { StringMap } from '../../core/util/objects';
import { UsageError } from '../usage-error';

/** A value, or a sentence that says why there is none. */
export type ExternalValue = { readonly value: string } | { readonly why: string };

/** Stands for what is read next; no message ever shows it. */
const NOT_YET: ExternalValue = { why: 'It has not been read yet.' };

/** A template is resolved, then what it asked for is read, then it is resolved again. */
export class ExternalValues {
  private readonly wantedNames = new Set<string>();
  private readonly storedValues = new Map<string, ExternalValue>();
  private exports: ((name: string) => ExternalValue) | undefined;
  private wantsExports = false;
  private wantsAccount = false;
  private account: { readonly id: string | undefined } | undefined;

  constructor(private readonly clients: () => StackClients) {}

  readonly exported = (name: string): ExternalValue => {
    this.wantsExports = true;
    return this.exports?.(name) ?? NOT_YET;
  };

  readonly stored = (name: string): ExternalValue => {
    this.wantedNames.add(name);
    return this.storedValues.get(name) ?? NOT_YET;
  };

  readonly accountId = (): string | undefined => {
    this.wantsAccount = true;
    return this.account?.id;
  };

  /** Reads what was asked for; what cannot be read becomes a reason. @returns whether anything was read */
  async fetch(): Promise<boolean> {
    const names = [...this.wantedNames].filter((name) => !this.storedValues.has(name));
    const isExports = this.wantsExports && !this.exports;
    const isAccount = this.wantsAccount && !this.account;
    await Promise.all([
      names.length > 0 ? this.readStored(names) : undefined,
      isExports ? this.readAllExports() : undefined,
      isAccount ? this.readOwnAccount() : undefined,
    ]);
    return names.length > 0 || isExports || isAccount;
  }

  private async readStored(names: readonly string[]): Promise<void> {
    const found = await orWhy(readParameters(this.clients(), names));
    for (const name of names) {
      this.storedValues.set(
        name,
        externalValue(
          found,
          name,
          `Systems Manager has no parameter ${name} in this account and Region.`,
        ),
      );
    }
  }

  private async readAllExports(): Promise<void> {
    const found = await orWhy(readExports(this.clients()));
    this.exports = (name) =>
      externalValue(found, name, `No stack of this account and Region exports ${name}.`);
  }

  private async readOwnAccount(): Promise<void> {
    this.account = { id: await readAccount(this.clients()) };
  }
}

/** Resolves again until nothing more has to be read. */
export async function withExternal<T>(external: ExternalValues, run: () => T): Promise<T> {
  for (;;) {
    const result = attempted(run);
    if (await external.fetch()) continue;
    if ('error' in result) throw result.error;
    return result.value;
  }
}

/** A condition that needs a value which has not been read yet fails the whole. */
function attempted<T>(run: () => T): { readonly value: T } | { readonly error: UsageError } {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof UsageError) return { error };
    throw error;
  }
}

type Found = { readonly values: StringMap } | { readonly why: string };

function externalValue(found: Found, name: string, absent: string): ExternalValue {
  if ('why' in found) return found;
  const value = found.values[name];
  return value === undefined ? { why: absent } : { value };
}

async function orWhy(reading: Promise<StringMap>): Promise<Found> {
  try {
    return { values: await reading };
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    return { why: `${describeAwsError(error.aws).replace(/[.\s]*$/, '')}.` };
  }
}
