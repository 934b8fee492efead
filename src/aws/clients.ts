/** The SDK clients of one invocation, with that invocation's credentials and nobody else's. */
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { EKSClient, type EKSClientConfig } from '@aws-sdk/client-eks';
import { AwsCallError, type AwsError } from '../core/model/errors';
import { CONNECTIONS } from './connections';
import type { LazyClients } from './lazy-clients';
import { limited, type Remaining } from './time-limit';

export interface Clients {
  readonly ec2: EC2Client;
  readonly eks: EKSClient;
  /** Auto Scaling and Resource Groups, which few invocations need; loaded and created at their first use. */
  lazy(): Promise<LazyClients>;
}

/** Valid for every client; tests set requestHandler. */
export type ClientConfig = Pick<EC2ClientConfig, 'credentials' | 'region'> &
  Pick<EKSClientConfig, 'credentials' | 'region'> &
  Partial<Pick<EC2ClientConfig, 'profile' | 'requestHandler' | 'retryStrategy' | 'maxAttempts'>>;

const CONNECTION_TIMEOUT_MILLISECONDS = 5_000;

/**
 * Endpoints are the SDK's own: AWS_ENDPOINT_URL_EC2 and AWS_ENDPOINT_URL_EKS, where they are set.
 * @param remaining no call lasts longer; without it, as of a command, each attempt has its time-out
 */
export function makeClients(
  config: ClientConfig,
  remaining: Remaining = () => Number.POSITIVE_INFINITY,
): Clients {
  const requestHandler = { ...CONNECTIONS, connectionTimeout: CONNECTION_TIMEOUT_MILLISECONDS };
  const common = { requestHandler, ...config };
  let lazy: Promise<LazyClients> | undefined;
  return {
    ec2: limited(new EC2Client(common), remaining),
    eks: limited(new EKSClient(common), remaining),
    lazy: () => {
      lazy ??= makeLazy(common, remaining);
      return lazy;
    },
  };
}

/** A separate file of the bundle, where this require() is an import() (scripts/bundle/split.mjs). */
async function makeLazy(config: ClientConfig, remaining: Remaining): Promise<LazyClients> {
  const { makeLazyClients } = await (require('./lazy-clients') as Late<
    typeof import('./lazy-clients')
  >);
  return makeLazyClients(config, remaining);
}

/** A module that may come as a promise. */
type Late<T> = T | Promise<T>;

/** Runs one call; whatever it throws becomes an AwsCallError that names the call and its resource. */
export async function send<T>(call: string, resource: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new AwsCallError({ call, resource, ...codeAndMessage(error) });
  }
}

/** The same, but undefined for the codes that mean "not found". */
export async function find<T>(
  call: string,
  resource: string,
  absentCodes: readonly string[],
  run: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await send(call, resource, run);
  } catch (error) {
    if (error instanceof AwsCallError && absentCodes.includes(error.aws.code)) return undefined;
    throw error;
  }
}

type Failed = Pick<AwsError, 'code' | 'message' | 'status'>;

/** Names that the SDK gives an error of a service whose answer has no code. */
const WITHOUT_CODE = ['Unknown', 'UnknownError', 'Error'];
const NOT_OF_AWS = 'The answer is not in the form of an AWS API.';

/** AWS's code is the error's name; Node's network errors have theirs in `code`. */
function codeAndMessage(error: unknown): Failed {
  if (!(error instanceof Error)) return { code: 'UnknownError', message: String(error) };
  const { code, $metadata: { httpStatusCode: status } = {}, message } = error as SdkError;
  // only an error of a service has $fault; the SDK puts $metadata on every error, also of a body that broke off
  const isService = '$fault' in error;
  const isNode = !isService && typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code);
  if (isNode) return { code, message };
  if (status === undefined) return { code: error.name, message };
  // the SDK could not read the answer
  if (!isService) return { code: `HTTP ${status}`, message: NOT_OF_AWS, status };
  if (!WITHOUT_CODE.includes(error.name)) return { code: error.name, message, status };
  const words = WITHOUT_CODE.includes(message) ? NOT_OF_AWS : message;
  return { code: `HTTP ${status}`, message: words, status };
}

type SdkError = Error & {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
};
