/** The process itself as the commands' Io. */
import { CONNECTIONS } from '../../aws/connections';
import type { Io } from '../io';

/** The variables that name a proxy, as curl and the AWS CLI read them. */
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** @param stdin reads all of the standard input */
export function processIo(stdin: () => string): Io {
  // its words about Node's version are for developers, not for who runs a command
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endQuietly);
  return {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    stdin,
    clientConfig: isProxied() ? { requestHandler: proxied() } : {},
    environment: process.env,
    isTerminal: process.stderr.isTTY === true,
    // a pipe has no hasColors
    hasColors: process.stdout.isTTY === true && process.stdout.hasColors(),
  };
}

/** Whoever reads has read enough, as `head` does. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

function isProxied(): boolean {
  return PROXY_VARIABLES.some((name) => process.env[name]);
}

/** Options of the SDK's request handler; the agents are loaded only here. */
function proxied() {
  const { environmentProxyAgent } = require('./proxy') as typeof import('./proxy');
  const agent = environmentProxyAgent();
  return { ...CONNECTIONS, connectionTimeout: 5_000, httpAgent: agent, httpsAgent: agent };
}
