/**
 * The SDK clients with which the runtime library writes the provider's logs and metrics, in place of SDK v2's. They are a
 * separate file of the bundle, where this require() is an import() (scripts/bundle/split.mjs): it is loaded when the first
 * of them is sent.
 */
import { provide } from 'aws-sdk/service';

provide('cloudwatch', async () => (await logClients()).cloudWatch);
provide('cloudwatchlogs', async () => (await logClients()).cloudWatchLogs);

async function logClients() {
  return require('./log-clients') as typeof import('./log-clients');
}
