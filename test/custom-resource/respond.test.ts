/** Against a server on this machine: what goes over the wire is what counts. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NotDelivered, put } from '../../src/custom-resource/protocol/respond';

interface Received {
  readonly method: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

let server: Server;
let received: Received[];
/** What happens to each request, first to last; then 200. */
let ends: ((response: ServerResponse) => void)[];
const delays: number[] = [];
const network = {
  fetch: (url: string, request: RequestInit) => fetch(url, request),
  sleep: async (milliseconds: number) => delays.push(milliseconds),
};
const url = () =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket?X-Amz-Signature=secret`;

beforeEach(async () => {
  received = [];
  ends = [];
  delays.length = 0;
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method, headers } = request;
      received.push({ method, headers, body: Buffer.concat(parts) });
      const end = ends.shift() ?? ((answer) => answer.end());
      end(response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const status =
  (code: number, headers = {}) =>
  (response: ServerResponse) =>
    response.writeHead(code, headers).end();
const reset = (response: ServerResponse) => response.socket?.destroy();

test('is a PUT of so many bytes, with an empty type', async () => {
  expect(await put(url(), '{"Reason":"größer 🙂"}', network)).toBe(200);
  const [{ method, headers, body } = { body: Buffer.from('') } as Received] = received;
  expect({ method, type: headers?.['content-type'], length: headers?.['content-length'] }).toEqual({
    method: 'PUT',
    type: '',
    length: String(Buffer.byteLength('{"Reason":"größer 🙂"}')),
  });
  expect(headers?.['transfer-encoding']).toBeUndefined();
  expect(body.toString()).toBe('{"Reason":"größer 🙂"}');
});

test('is tried again after 5xx and after a broken connection, ever later', async () => {
  ends.push(status(500), reset, status(503), reset);
  expect(await put(url(), 'x', network)).toBe(200);
  expect(received).toHaveLength(5);
  expect(delays).toEqual([500, 1000, 2000, 4000]);
});

test('is given up after five tries, and says nothing of where and what', async () => {
  ends.push(reset, reset, status(500), reset, status(502));
  const given = put(url(), 'a secret answer', network);
  await expect(given).rejects.toThrow(NotDelivered);
  await expect(given).rejects.toThrow(
    /^The answer was not delivered in 5 attempts\. The last one ended with 502\.$/,
  );
  expect(received).toHaveLength(5);
});

test('a host that is not there ends in the code of the error', async () => {
  await expect(put('http://127.0.0.1:1/x?secret', 'x', network)).rejects.toThrow(
    /^The answer was not delivered in 5 attempts\. The last one ended with \w+\.$/,
  );
});

test.each([400, 403, 404])('%i is final', async (code) => {
  ends.push(status(code));
  expect(await put(url(), 'x', network)).toBe(code);
  expect(received).toHaveLength(1);
});

test('a redirection is not followed', async () => {
  ends.push(status(307, { location: '/elsewhere' }));
  expect(await put(url(), 'x', network)).toBe(307);
  expect(received).toHaveLength(1);
});
