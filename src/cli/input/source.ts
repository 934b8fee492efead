/** Loads properties: from a file of them, or from a template and the parameters of its stack. */
import { readFileSync } from 'node:fs';
import type { Clients } from '../../aws/clients';
import type { Io } from '../io';
import { UsageError } from '../usage-error';
import { parse } from './document';
import { type KeyValues, propertiesFromTemplate } from './template';

export interface Source {
  readonly file: string;
  /** Whether the file is a template. */
  readonly template: boolean;
  readonly resource: string | undefined;
  readonly parameters: KeyValues;
}
export interface Loaded {
  readonly logicalId: string | undefined;
  /** Unchecked; numbers and booleans may be texts. */
  readonly properties: object;
}

/** @throws UsageError */
export function load(source: Source, pseudo: KeyValues, io: Io): Loaded {
  const document = parse(readText(source.file, io), nameOf(source.file));
  if (source.template) {
    const { logicalId, properties } = propertiesFromTemplate(
      document,
      source.resource,
      source.parameters,
      pseudo,
    );
    return { logicalId, properties };
  }
  if (document === null || typeof document !== 'object' || Array.isArray(document)) {
    throw new UsageError(
      `${nameOf(source.file)} contains no properties. Write them as one JSON or YAML object.`,
    );
  }
  if ('Resources' in document) {
    throw new UsageError(
      `${nameOf(source.file)} is a template. Pass it as --template ${source.file}.`,
    );
  }
  return {
    logicalId: source.resource,
    properties: document,
  };
}

/** The pseudo parameters that are known without a stack. @throws UsageError without a Region */
export async function pseudoParameters(
  { ec2 }: Clients,
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

async function regionOf(ec2: Clients['ec2']): Promise<string> {
  try {
    return await ec2.config.region();
  } catch {
    throw new UsageError(
      'No Region is configured. Export AWS_REGION, or set a Region in the profile.',
    );
  }
}

/** Many sources of credentials know the account. Undefined where they do not, or without credentials. */
async function accountOf(ec2: Clients['ec2']): Promise<string | undefined> {
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
