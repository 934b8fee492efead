import { AwsError } from './aws-error';

/** What the caller gets: AWS's error, an answer as it is, a broken connection, or (killed) never anything. */
export type FaultError = ServiceError | RawAnswer | BrokenConnection | 'killed';
type ServiceError = {
  readonly code: string;
  readonly message?: string;
  readonly status?: number;
};
/** An answer that some gateway on the way may have written: whatever its body is. */
export type RawAnswer = {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};
/** Node's code of a socket error, or the SDK's own time-out. */
export type BrokenConnection = SocketCode | 'TimeoutError';
export type SocketCode = `${'E' | 'HPE_' | 'CERT_' | 'UNABLE_TO_'}${Uppercase<string>}`;

/** Answers of gateways, proxies and load balancers, as they are seen in front of AWS. */
export const GATEWAY_ANSWERS = {
  'a 503 in HTML': {
    status: 503,
    body: '<html><body><b>Http/1.1 Service Unavailable</b></body> </html>',
    headers: { 'content-type': 'text/html' },
  },
  'a 502 without a body': { status: 502, body: '', headers: {} },
  'a 504 with a message alone': {
    status: 504,
    body: '{"message": "Endpoint request timed out"}',
    headers: { 'content-type': 'application/json' },
  },
  'a 500 with an unknown fault in JSON': {
    status: 500,
    body: '{"__type": "FaultOfSomeDay", "message": "Something broke"}',
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'FaultOfSomeDay' },
  },
  'a 520 of a proxy': { status: 520, body: 'web server is returning an unknown error' },
  'a 501 in XML': { status: 501, body: '<?xml version="1.0"?><Oops/>' },
  'a 429 in plain text': { status: 429, body: 'slow down' },
  'a 408 without a body': { status: 408, body: '' },
} as const satisfies Readonly<Record<string, RawAnswer>>;

export interface Fault {
  /** Which calls: of this action, or the request with this place in `world.calls`, or both absent: any. */
  readonly action?: string;
  readonly call?: number;
  /** How many matching calls go well before. Default 0. */
  readonly skip?: number;
  /** How many then fail. Default 1. */
  readonly times?: number;
  /** before: nothing was done; after: it was done and the answer is lost. Default before. */
  readonly when?: 'before' | 'after';
  readonly error?: FaultError;
  /** What else happens in the world at that moment, e.g. somebody deletes the node group. */
  readonly run?: () => void;
  /** Virtual seconds that the call takes, e.g. before a time-out. */
  readonly seconds?: number;
}

interface Armed {
  readonly fault: Fault;
  skip: number;
  times: number;
}

export class Faults {
  private armed: Armed[] = [];

  add(fault: Fault): void {
    this.armed.push({ fault, skip: fault.skip ?? 0, times: fault.times ?? 1 });
  }

  clear(): void {
    this.armed = [];
  }

  /** Faults that were planned and never met: a fault plan that tests nothing. */
  unused(): Fault[] {
    return this.armed.filter(({ times }) => times > 0).map(({ fault }) => fault);
  }

  /** The faults that hit this request, in order of planning; each is used up by one. */
  take(action: string, call: number): Fault[] {
    return this.armed.flatMap((armed) => {
      const { fault } = armed;
      if (armed.times === 0 || (fault.action ?? action) !== action) return [];
      if ((fault.call ?? call) !== call) return [];
      if (armed.skip > 0) {
        armed.skip -= 1;
        return [];
      }
      armed.times -= 1;
      return fault;
    });
  }
}

/** The words and status that go with the codes used most. */
const KNOWN: Readonly<Record<string, readonly [message: string, status: number]>> = {
  RequestLimitExceeded: ['Request limit exceeded.', 503],
  EC2ThrottledException: ['Request limit exceeded.', 503],
  ThrottlingException: ['Rate exceeded', 429],
  InternalError: ['An internal error has occurred', 500],
  InternalFailure: ['An internal error has occurred', 500],
  Unavailable: ['The service is unavailable. Please try again shortly.', 503],
  ServerException: ['Internal server error', 500],
  ServiceUnavailableException: ['Service Unavailable', 503],
  RequestExpired: ['Request has expired.', 400],
  ExpiredTokenException: ['The security token included in the request is expired', 403],
  UnauthorizedOperation: ['You are not authorized to perform this operation.', 403],
  AccessDeniedException: ['User is not authorized to perform this operation', 403],
  ResourceInUseException: ['The resource is in use', 409],
  ResourcePropagationDelayException: ['The resource has not propagated yet', 428],
};

export function awsErrorOf(error: ServiceError): AwsError {
  const [message, status] = KNOWN[error.code] ?? [error.code, 400];
  return new AwsError(error.code, error.message ?? message, error.status ?? status);
}

/** As the SDK's own Node.js request handler rejects. */
export function connectionErrorOf(error: BrokenConnection): Error {
  if (error === 'TimeoutError') {
    return Object.assign(new Error('Request timed out'), { name: 'TimeoutError' });
  }
  const broken = Object.assign(new Error(`connect ${error}`), { code: error });
  return SDK_TIMEOUTS.includes(error) ? Object.assign(broken, { name: 'TimeoutError' }) : broken;
}

/** @smithy/node-http-handler gives these a name of its own (NODEJS_TIMEOUT_ERROR_CODES). */
const SDK_TIMEOUTS: readonly string[] = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'];
