/** The SDK clients of one invocation, with that invocation's credentials and nobody else's. */
import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { EKSClient, type EKSClientConfig } from '@aws-sdk/client-eks';
import { AwsCallError, type AwsError } from '../core/model/errors';
import type { LazyClients } from './lazy-clients';

export interface Clients {
  readonly ec2: EC2Client;
  readonly eks: EKSClient;
  /** Auto Scaling and Resource Groups, which few invocations need; loaded and created at their first use. */
  lazy(): LazyClients;
}

/** Valid for every client; tests set requestHandler. */
export type ClientConfig = Pick<EC2ClientConfig, 'credentials' | 'region'> &
  Pick<EKSClientConfig, 'credentials' | 'region'> &
  Partial<Pick<EC2ClientConfig, 'requestHandler' | 'retryStrategy' | 'maxAttempts'>>;

/** A call that hangs ends well before the invocation does. */
const CONNECTION_TIMEOUT_MILLISECONDS = 5_000;
const REQUEST_TIMEOUT_MILLISECONDS = 15_000;

/** Endpoints are the SDK's own: AWS_ENDPOINT_URL_EC2 and AWS_ENDPOINT_URL_EKS, where they are set. */
export function makeClients(config: ClientConfig): Clients {
  const requestHandler = {
    connectionTimeout: CONNECTION_TIMEOUT_MILLISECONDS,
    requestTimeout: REQUEST_TIMEOUT_MILLISECONDS,
    throwOnRequestTimeout: true,
  };
  const common = { requestHandler, ...config };
  let lazy: LazyClients | undefined;
  return {
    ec2: new EC2Client(common),
    eks: new EKSClient(common),
    lazy: () => {
      lazy ??= lazyClients().makeLazyClients(common);
      return lazy;
    },
  };
}

/** A separate file of the bundle (scripts/bundle/lazy-clients.mjs). */
function lazyClients() {
  return require('./lazy-clients') as typeof import('./lazy-clients');
}

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
  // without an answer; the SDK's retry puts $metadata on every error
  if (status === undefined) {
    const isNode = typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code);
    return { code: isNode ? code : error.name, message };
  }
  // only an error of a service has $fault: any other is of the SDK, which could not read the answer
  if (!('$fault' in error)) return { code: `HTTP ${status}`, message: NOT_OF_AWS, status };
  if (!WITHOUT_CODE.includes(error.name)) return { code: error.name, message, status };
  const words = WITHOUT_CODE.includes(message) ? NOT_OF_AWS : message;
  return { code: `HTTP ${status}`, message: words, status };
}

type SdkError = Error & {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
};
