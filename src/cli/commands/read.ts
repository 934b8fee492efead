/** `efa-nodegroup read` and `list`: the same as the registry type's Read and List. */
import { makeClients } from '../../aws/clients';
import { findLiveState, listIds } from '../../aws/find/live-state';
import { makeStackClients } from '../../aws/stack/stack-clients';
import { flatten } from '../../core/lifecycle/flatten';
import { ExternalValues } from '../input/external-values';
import { identityOf } from '../input/request';
import { regionOf } from '../input/source';
import { type ExitCode, FAILED, type Io, nodeGroupNotFound, OK } from '../io';
import { type CommonOptions, clientConfigOf, formatOf, printed } from '../terminal/options';
import { headOf, whereAmI } from '../terminal/where';

/** Text is JSON here; where it comes from goes to stderr, so that the output is the model alone. */
export async function readCommand(id: string, options: CommonOptions, io: Io): Promise<ExitCode> {
  const identity = identityOf(id);
  const format = formatOf(options, 'text');
  const config = clientConfigOf(options, io);
  const clients = makeClients(config);
  await regionOf(clients.ec2);
  if (format === 'text') await writeHead(config, [`cluster ${identity.clusterName}`], io);
  const liveState = await findLiveState(clients, identity);
  if (!liveState) {
    io.stderr(nodeGroupNotFound(id));
    return FAILED;
  }
  io.stdout(printed(flatten(identity, liveState), format === 'yaml' ? 'yaml' : 'json'));
  return OK;
}

/** The Ids go to stdout, one a line, and where they are to stderr. */
export async function listCommand(
  cluster: string | undefined,
  options: CommonOptions,
  io: Io,
): Promise<ExitCode> {
  const format = formatOf(options, 'text');
  const config = clientConfigOf(options, io);
  const clients = makeClients(config);
  await regionOf(clients.ec2);
  if (format === 'text') {
    await writeHead(config, cluster === undefined ? [] : [`cluster ${cluster}`], io);
  }
  const ids: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await listIds(clients, nextToken);
    ids.push(...page.ids.filter((id) => !cluster || id.startsWith(`${cluster}/`)));
    nextToken = page.nextToken;
  } while (nextToken);
  ids.sort();
  if (format === 'text') for (const id of ids) io.stdout(`${id}\n`);
  else io.stdout(printed(ids, format));
  return OK;
}

async function writeHead(
  config: ReturnType<typeof clientConfigOf>,
  more: readonly string[],
  io: Io,
): Promise<void> {
  const external = new ExternalValues(() => makeStackClients(config));
  io.stderr(`${headOf(await whereAmI(makeClients(config), external, io), more)}\n`);
}
