/** HTTPS_PROXY, HTTP_PROXY and NO_PROXY; loaded only where one of the first two is set. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Agent, type AgentConnectOpts } from 'agent-base';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

/** Of each request by its own host: which is proxied may differ, because of NO_PROXY. */
export function environmentProxyAgent(): HttpAgent {
  return new EnvironmentProxyAgent();
}

class EnvironmentProxyAgent extends Agent {
  private readonly agents = new Map<string, HttpAgent>();

  override connect(_request: unknown, options: AgentConnectOpts): HttpAgent {
    const { secureEndpoint: isSecure, host, port } = options;
    const proxy = getProxyForUrl(`${isSecure ? 'https' : 'http'}://${host}:${port}`);
    const key = `${isSecure} ${proxy}`;
    const known = this.agents.get(key);
    if (known) return known;
    const made = agentFor(isSecure, proxy);
    this.agents.set(key, made);
    return made;
  }
}

/** @param proxy '' for none */
function agentFor(isSecure: boolean, proxy: string): HttpAgent {
  if (proxy === '') return isSecure ? new HttpsAgent() : new HttpAgent();
  return isSecure ? new HttpsProxyAgent(proxy) : new HttpProxyAgent(proxy);
}
