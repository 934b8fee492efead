/** The connections of this process: shared by all clients of all invocations, so that a warm container keeps no more of them than it uses at once. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** As the SDK's own request handler makes them for each client. */
const OPTIONS = { keepAlive: true, maxSockets: 50 };

/** Options of the SDK's request handler. Credentials are no part of a connection: each request is signed by its client. */
export const CONNECTIONS = {
  httpAgent: new HttpAgent(OPTIONS),
  httpsAgent: new HttpsAgent(OPTIONS),
  // without it the SDK only logs a request that exceeds its time-out
  throwOnRequestTimeout: true,
} as const;
