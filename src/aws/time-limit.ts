/**
 * Keeps an SDK client within the time that an invocation has left: attempts become shorter, and none begins that could
 * not end. A call that is cut off counts as a broken connection; the next invocation observes what it did.
 */

import { readable } from './readable';

/** Milliseconds that the invocation has left. */
export type Remaining = () => number;

/** A call that hangs ends well before the invocation does. */
const ATTEMPT_MILLISECONDS = 15_000;
/** An attempt with less would hardly be answered. */
const SHORTEST_ATTEMPT_MILLISECONDS = 3_000;
/** Kept for the answer and the last log lines. */
const ANSWER_MILLISECONDS = 5_000;
/** The SDK's longest pause before another attempt is 2 s; a Retry-After of AWS adds up to 5 (@smithy/core, StandardRetryStrategy). */
const PAUSE_MILLISECONDS = 2_000;
/** The request handler's own time-out ends with the headers of the answer; this ends a body that does not end. */
const BODY_MILLISECONDS = 500;

interface HandlerOptions {
  readonly requestTimeout?: number;
  readonly abortSignal?: AbortSignal;
}
interface Handler {
  handle(
    request: unknown,
    options?: HandlerOptions,
  ): Promise<{ readonly response: { readonly statusCode?: number; body?: unknown } }>;
}
interface RetryStrategy {
  readonly mode?: string;
  acquireInitialRetryToken(scope: string): Promise<unknown>;
  refreshRetryTokenForRetry(token: unknown, error: unknown): Promise<unknown>;
  recordSuccess(token: unknown): void;
}
/** The members of every SDK client's configuration that are replaced. */
interface Limited {
  readonly config: {
    requestHandler: Handler;
    retryStrategy: () => Promise<RetryStrategy>;
    readonly serviceId: string;
  };
}

export function limited<C>(client: C, remaining: Remaining): C {
  const { config } = client as unknown as Limited;
  const { requestHandler, retryStrategy, serviceId } = config;
  config.requestHandler = Object.create(requestHandler, {
    handle: {
      value: (request: unknown, options?: HandlerOptions) =>
        attempt(requestHandler, request, options, remaining() - ANSWER_MILLISECONDS, serviceId),
    },
  }) as Handler;
  config.retryStrategy = async () => limitedRetries(await retryStrategy(), remaining);
  return client;
}

async function attempt(
  handler: Handler,
  request: unknown,
  options: HandlerOptions | undefined,
  left: number,
  serviceId: string,
) {
  if (left < SHORTEST_ATTEMPT_MILLISECONDS) {
    const error = new Error('The invocation has no time left for the call.');
    throw Object.assign(error, { name: 'NoTimeLeft', code: 'ETIMEDOUT' });
  }
  const requestTimeout = Math.min(ATTEMPT_MILLISECONDS, left);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), requestTimeout + BODY_MILLISECONDS);
  // the connection itself keeps the process alive
  timer.unref();
  try {
    const limits = { requestTimeout, abortSignal: controller.signal };
    const answer = await handler.handle(request, { ...options, ...limits });
    return { ...answer, response: await readable(answer.response, request, serviceId) };
  } finally {
    clearTimeout(timer);
  }
}

/** The SDK gives up with the error of its last attempt where no token for another one comes. */
function limitedRetries(strategy: RetryStrategy, remaining: Remaining): RetryStrategy {
  const needed = PAUSE_MILLISECONDS + SHORTEST_ATTEMPT_MILLISECONDS + ANSWER_MILLISECONDS;
  return {
    ...(strategy.mode !== undefined && { mode: strategy.mode }),
    acquireInitialRetryToken: (scope) => strategy.acquireInitialRetryToken(scope),
    recordSuccess: (token) => strategy.recordSuccess(token),
    refreshRetryTokenForRetry: async (token, error) => {
      if (remaining() < needed) throw new Error('no time left for another attempt');
      return strategy.refreshRetryTokenForRetry(token, error);
    },
  };
}
