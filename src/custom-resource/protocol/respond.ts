/** The PUT to the ResponseURL: the one thing that CloudFormation waits for. */
import { setTimeout as sleep } from 'node:timers/promises';

/** What a test replaces. */
export interface Network {
  fetch(url: string, request: RequestInit): Promise<{ readonly status: number }>;
  sleep(milliseconds: number): Promise<unknown>;
}

const REAL: Network = { fetch: (url, request) => fetch(url, request), sleep };

const TRIES = 5;
const TRY_MILLISECONDS = 10_000;
const FIRST_DELAY_MILLISECONDS = 500;

/** S3 did not take it, but may later. Neither the URL nor what was sent is in it. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
}

/**
 * @returns the HTTP status that ended it: 2xx, or one that will not change when it is tried again.
 * @throws NotDelivered after five tries that met 5xx, a broken connection or silence.
 */
export async function put(url: string, body: string, network: Network = REAL): Promise<number> {
  const bytes = Buffer.from(body);
  let last = '';
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (attempt > 0) await network.sleep(FIRST_DELAY_MILLISECONDS * 2 ** (attempt - 1));
    const status = await once(url, bytes, network);
    if (typeof status === 'number' && status < 500) return status;
    last = String(status);
  }
  throw new NotDelivered(`${TRIES} tries, the last one ended with ${last}`);
}

/** The status, or the code of what broke: the text of such an error may have the URL in it. */
async function once(url: string, body: Buffer, network: Network): Promise<number | string> {
  try {
    const { status } = await network.fetch(url, {
      method: 'PUT',
      body: new Uint8Array(body),
      // CloudFormation's signature is over an empty type; the length is that of the bytes
      headers: { 'content-type': '' },
      // what is sent is for CloudFormation alone
      redirect: 'manual',
      signal: AbortSignal.timeout(TRY_MILLISECONDS),
    });
    return status;
  } catch (error) {
    const { name, cause } = error as Error & { readonly cause?: { readonly code?: unknown } };
    return String(cause?.code ?? name);
  }
}
