/** `efa-nodegroup read` and `list`: the same as the registry type's Read and List. */
import { stringify } from 'yaml';
import { makeClients } from '../../aws/clients';
import { findLiveState, listIds } from '../../aws/find/live-state';
import { flatten } from '../../core/lifecycle/flatten';
import { identityOf } from '../input/request';
import { type ExitCode, FAILED, type Io, nodeGroupNotFound, OK } from '../io';

export async function readCommand(
  id: string,
  { yaml }: { readonly yaml?: true },
  io: Io,
): Promise<ExitCode> {
  const identity = identityOf(id);
  const liveState = await findLiveState(makeClients(io.clientConfig), identity);
  if (!liveState) {
    io.stderr(nodeGroupNotFound(id));
    return FAILED;
  }
  const model = flatten(identity, liveState);
  io.stdout(yaml ? stringify(model) : `${JSON.stringify(model, null, 2)}\n`);
  return OK;
}

export async function listCommand(
  cluster: string | undefined,
  { json }: { readonly json?: true },
  io: Io,
): Promise<ExitCode> {
  const clients = makeClients(io.clientConfig);
  const ids: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await listIds(clients, nextToken);
    ids.push(...page.ids.filter((id) => !cluster || id.startsWith(`${cluster}/`)));
    nextToken = page.nextToken;
  } while (nextToken);
  ids.sort();
  if (json) io.stdout(`${JSON.stringify(ids, null, 2)}\n`);
  else for (const id of ids) io.stdout(`${id}\n`);
  return OK;
}
