/** The PUT to the ResponseURL, which is what CloudFormation waits for. */
import { setTimeout as sleep } from 'node:timers/promises';

interface Answered {
  readonly status: number;
  text?(): Promise<string>;
}
/** Replaced by tests. */
export interface Network {
  fetch(url: string, request: RequestInit): Promise<Answered>;
  sleep(milliseconds: number): Promise<unknown>;
}

const REAL: Network = { fetch: (url, request) => fetch(url, request), sleep };

const ATTEMPTS = 5;
const ATTEMPT_MILLISECONDS = 10_000;
const FIRST_DELAY_MILLISECONDS = 500;

/** S3 did not accept the answer, but may later. The message contains neither the URL nor the answer. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
}

/**
 * @returns the last HTTP status: 2xx, or one that a retry would not change
 * @throws NotDelivered after five attempts that ended with what may pass, a broken connection or a time-out
 */
export async function put(url: string, body: string, network: Network = REAL): Promise<number> {
  const bytes = Buffer.from(body);
  let last = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await network.sleep(FIRST_DELAY_MILLISECONDS * 2 ** (attempt - 1));
    const status = await once(url, bytes, network);
    if (typeof status === 'number' && status < 500 && status !== 429) return status;
    last = String(status);
  }
  throw new NotDelivered(
    `The answer was not delivered in ${ATTEMPTS} attempts. The last one ended with ${last}.`,
  );
}

/** The status, or the code of the error: its text may contain the URL. */
async function once(url: string, body: Buffer, network: Network): Promise<number | string> {
  try {
    const answered = await network.fetch(url, {
      method: 'PUT',
      body: new Uint8Array(body),
      // CloudFormation signed the URL for an empty content type
      headers: { 'content-type': '' },
      // the answer must reach no other host
      redirect: 'manual',
      signal: AbortSignal.timeout(ATTEMPT_MILLISECONDS),
    });
    return (await s3Code(answered)) ?? answered.status;
  } catch (error) {
    const { name, cause } = error as Error & { readonly cause?: { readonly code?: unknown } };
    return String(cause?.code ?? name);
  }
}

/** Codes of S3 that pass though their status is 4xx ("Error responses", list of error codes). */
const PASSING = ['RequestTimeout', 'OperationAborted', 'SlowDown'];

/** The code of an answer that another attempt may change. */
async function s3Code(answered: Answered): Promise<string | undefined> {
  if (answered.status < 400 || answered.status >= 500) return undefined;
  const body = (await answered.text?.()) ?? '';
  const code = /<Code>([A-Za-z]{1,40})<\/Code>/.exec(body)?.[1] ?? '';
  return PASSING.includes(code) ? code : undefined;
}
