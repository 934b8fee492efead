/** Reads files and the command line's values. */
import { readFileSync } from 'node:fs';
import type { Clients } from '../../aws/clients';
import type { Io } from '../io';
import { UsageError } from '../usage-error';
import { parse } from './document';
import type { KeyValues } from './intrinsics';
import { type Positions, positionsIn } from './positions';

/** A file, parsed. */
export interface ReadFile {
  readonly content: unknown;
  /** @param base keys that lead to the properties of a node group */
  positions(base: readonly string[]): Positions;
}

/** @throws UsageError */
export function readDocument(file: string, io: Io): ReadFile {
  const text = readText(file, io);
  const name = nameOf(file);
  return {
    content: parse(text, name),
    positions: (base) => {
      let positions: Positions | undefined;
      return (path) => {
        positions ??= positionsIn(text, name, base);
        return positions(path);
      };
    },
  };
}

/** What a file of properties holds. @throws UsageError */
export function propertiesOf({ content }: ReadFile, file: string): object {
  if (content === null || typeof content !== 'object' || Array.isArray(content)) {
    throw new UsageError(
      `${nameOf(file)} contains no properties. Write them as one JSON or YAML object.`,
    );
  }
  if ('Resources' in content) {
    throw new UsageError(`${nameOf(file)} is a template. Pass it as --template ${file}.`);
  }
  return content;
}

/** The pseudo parameters that are known without a stack; the account only where it costs no call. @throws UsageError without a Region */
export async function pseudoParameters(
  { ec2 }: Pick<Clients, 'ec2'>,
  stackName: string | undefined,
  { environment }: Pick<Io, 'environment'>,
): Promise<KeyValues> {
  const region = await regionOf(ec2);
  const accountId = environment.AWS_ACCOUNT_ID ?? (await accountOf(ec2));
  return {
    'AWS::Region': region,
    ...partitionOf(region),
    ...(accountId && { 'AWS::AccountId': accountId }),
    ...(stackName && { 'AWS::StackName': stackName }),
  };
}

/** Those of a stack that exists. */
export function stackPseudoParameters(id: string, name: string): KeyValues {
  const [, , , , accountId = ''] = id.split(':');
  return {
    'AWS::StackId': id,
    'AWS::StackName': name,
    ...(accountId && { 'AWS::AccountId': accountId }),
  };
}

/** Parses `Key=Value` texts, as in the AWS CLI's --parameter-overrides. @throws UsageError */
export function keyValues(texts: readonly string[], option: string): KeyValues {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(`${option}: ${text} is not of the form KEY=VALUE.`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}

function readText(file: string, io: Io): string {
  if (file === '-') return io.stdin();
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read: ${(error as NodeJS.ErrnoException).code}. Check the path and its permissions.`,
    );
  }
}

/** @throws UsageError without a Region */
export async function regionOf(ec2: Clients['ec2']): Promise<string> {
  try {
    return await ec2.config.region();
  } catch {
    throw new UsageError(
      'No Region is configured. Pass --region, export AWS_REGION, or set a Region in the profile.',
    );
  }
}

/** Many sources of credentials know the account. Undefined where they do not, or without credentials. */
export async function accountOf(ec2: Clients['ec2']): Promise<string | undefined> {
  try {
    return (await ec2.config.credentials()).accountId;
  } catch {
    return undefined;
  }
}

/** Source: AWS Fault Isolation Boundaries, "Partitions"; CloudFormation user guide, "Pseudo parameters". */
function partitionOf(region: string): KeyValues {
  if (region.startsWith('cn-')) {
    return { 'AWS::Partition': 'aws-cn', 'AWS::URLSuffix': 'amazonaws.com.cn' };
  }
  const partition = region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return { 'AWS::Partition': partition, 'AWS::URLSuffix': 'amazonaws.com' };
}
