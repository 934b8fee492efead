/** The world behind a real socket, for what only real connections show. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { HttpRequest } from './endpoint';
import type { World } from './world';

export interface WorldServer {
  readonly url: string;
  /** Sockets that clients have open now, and how many they ever opened. */
  readonly open: ReadonlySet<Socket>;
  readonly opened: () => number;
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** @param first may answer instead of the world; logs and metrics are taken and forgotten. */
export async function serve(world: World, first: Answer = () => false): Promise<WorldServer> {
  const open = new Set<Socket>();
  let opened = 0;
  const server = createServer((request, response) => {
    if (first(request, response)) return;
    void answer(world, request, response);
  });
  server.keepAliveTimeout = 600_000;
  server.on('connection', (socket) => {
    opened += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    open,
    opened: () => opened,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => {
        server.close(() => closed());
      });
    },
  };
}

async function answer(world: World, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://aws');
  if (request.headers['x-amz-target'] !== undefined || pathname.startsWith('/service/')) {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{}');
    return;
  }
  const { response: reply } = await world.endpoint.handle({
    method: request.method ?? 'GET',
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: request.headers as HttpRequest['headers'],
    body: Buffer.concat(chunks),
  });
  response.writeHead(reply.statusCode, reply.headers).end(reply.body);
}
