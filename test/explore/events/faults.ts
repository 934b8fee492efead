/** What goes wrong with one call (reliability.md 5.2). */
import type { HandlerErrorCode } from '../../../src/core/model/errors';
import type { RecordedCall } from '../../world/endpoint';
import { type Fault, type FaultError, GATEWAY_ANSWERS } from '../../world/faults';
import type { EventKind, Owed } from './event';

type ErrorOf = (call: Pick<RecordedCall, 'service'>) => FaultError;

/** The SDK tries a call three times: so many errors reach the provider. */
const SDK_ATTEMPTS = 3;

const THROTTLED = { ec2: 'RequestLimitExceeded', eks: 'ThrottlingException' } as const;
const BROKEN = { ec2: 'InternalError', eks: 'ServerException' } as const;
const DENIED = { ec2: 'UnauthorizedOperation', eks: 'AccessDeniedException' } as const;
const EXPIRED = { ec2: 'RequestExpired', eks: 'ExpiredTokenException' } as const;
const QUOTA = { ec2: 'SecurityGroupLimitExceeded', eks: 'ResourceLimitExceededException' } as const;

function coded(codes: { readonly ec2: string; readonly eks: string }): ErrorOf {
  return ({ service }) => ({ code: codes[service === 'eks' ? 'eks' : 'ec2'] });
}

function always(error: FaultError): ErrorOf {
  return () => error;
}

interface Kind {
  readonly error: ErrorOf;
  readonly times?: number;
  readonly when?: Fault['when'];
  readonly code: HandlerErrorCode;
  readonly owed?: Owed;
  readonly of?: 'writes' | 'creates';
}

const ofStatus = (status: number): HandlerErrorCode =>
  status === 429 ? 'Throttling' : status === 408 ? 'NetworkFailure' : 'ServiceInternalError';

const GATEWAYS: Readonly<Record<string, Kind>> = Object.fromEntries(
  Object.values(GATEWAY_ANSWERS).map((answer) => [
    `http-${answer.status}`,
    { error: always(answer), times: SDK_ATTEMPTS, code: ofStatus(answer.status) },
  ]),
);

const SOCKETS: Readonly<Record<string, Kind>> = Object.fromEntries(
  (['EMFILE', 'EHOSTUNREACH', 'EPROTO', 'ECONNREFUSED', 'EAI_AGAIN', 'ETIMEDOUT'] as const).map(
    (code): [string, Kind] => [
      code.toLowerCase().replace('_', '-'),
      { error: always(code), times: SDK_ATTEMPTS, code: 'NetworkFailure' },
    ],
  ),
);

const THROTTLES: Readonly<Record<string, Kind>> = Object.fromEntries(
  // both sides of the SDK's own attempts
  [1, 2, 3, 4, 10].map((times): [string, Kind] => [
    `throttle-${times}`,
    { error: coded(THROTTLED), times, code: 'Throttling' },
  ]),
);

const KINDS: Readonly<Record<string, Kind>> = {
  error: { error: coded(BROKEN), times: SDK_ATTEMPTS, code: 'ServiceInternalError' },
  lost: { error: always('ECONNRESET'), when: 'after', code: 'NetworkFailure', of: 'writes' },
  'lost-for-good': {
    error: always('ECONNRESET'),
    times: SDK_ATTEMPTS,
    when: 'after',
    code: 'NetworkFailure',
    of: 'writes',
  },
  ...THROTTLES,
  'kill-before': { error: always('killed'), code: 'ServiceInternalError' },
  'kill-after': {
    error: always('killed'),
    when: 'after',
    code: 'ServiceInternalError',
    of: 'writes',
  },
  expired: { error: coded(EXPIRED), code: 'InvalidCredentials' },
  denied: { error: coded(DENIED), code: 'AccessDenied', owed: 'fails' },
  quota: {
    error: coded(QUOTA),
    code: 'ServiceLimitExceeded',
    owed: 'fails',
    of: 'creates',
  },
  ...GATEWAYS,
  ...SOCKETS,
};

/**
 * Kinds that differ in a number alone: which status without a code, which error of a socket, how often within the SDK's
 * attempts or beyond them. Errors of each of them are told apart in one place of the provider, which has its own tests.
 */
export const ALIKE: readonly (readonly string[])[] = [
  Object.keys(GATEWAYS),
  Object.keys(SOCKETS),
  ['throttle-1', 'throttle-2'],
  ['throttle-3', 'throttle-4', 'throttle-10'],
];

const HANG_SECONDS = 600;

/** The SDK gives up: it was done, and nobody knows. */
const HANG: EventKind = {
  name: 'hang',
  group: 'fault',
  owed: 'recovers',
  code: 'NetworkFailure',
  applies: () => true,
  arm: (stage, moment) => stage.slow(moment, HANG_SECONDS),
};

export const FAULTS: readonly EventKind[] = [
  ...Object.entries(KINDS).map(([name, kind]): EventKind => {
    const { error, times = 1, when = 'before', code, owed = 'recovers', of } = kind;
    return {
      name,
      group: 'fault',
      owed,
      code,
      applies: ({ write, action }) =>
        of === undefined || (of === 'writes' ? write : /^(Create|Authorize)/.test(action)),
      arm: ({ made, serviceOf }, { action, ordinal }) =>
        made.world.faults.add({
          action,
          skip: ordinal - 1,
          times,
          when,
          error: error({ service: serviceOf(action) }),
        }),
    };
  }),
  HANG,
];

/** A read that shows the state at the start of the journey, so many times running. */
export const STALE_READS: readonly EventKind[] = [1, 2, 3].map((times) => ({
  name: `stale-${times}`,
  group: 'stale',
  owed: 'recovers',
  applies: ({ write }) => !write,
  arm: ({ made }, { action, ordinal }) =>
    made.world.stalePast({ action, skip: ordinal - 1, times }),
}));
