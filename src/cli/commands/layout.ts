/** `efa-nodegroup plan layout`. */
import { makeClients } from '../../aws/clients';
import { findInstanceTypes } from '../../aws/find/environment';
import { type ExitCode, FAILED, type Io, OK } from '../io';
import { layoutDocument, layoutText } from '../plan/layouts';

export async function layoutCommand(
  types: readonly string[],
  { json }: { readonly json?: true },
  io: Io,
): Promise<ExitCode> {
  const { instanceTypes = [], unknownInstanceTypes = [] } = await findInstanceTypes(
    makeClients(io.clientConfig),
    types,
  );
  const documents = instanceTypes.map(layoutDocument);
  const findings = [
    ...unknownInstanceTypes.map(
      (type) =>
        `Instance type ${type} does not exist in this Region. Check the name, or use another Region.`,
    ),
    ...documents
      .filter(({ layouts }) => layouts.every(({ efaInterfaceCount }) => efaInterfaceCount === 0))
      .map(
        ({ instanceType }) =>
          `Instance type ${instanceType} does not support EFA. Use another instance type.`,
      ),
  ];
  if (json) io.stdout(`${JSON.stringify(documents, null, 2)}\n`);
  else if (documents.length > 0) io.stdout(`${documents.map(layoutText).join('\n\n')}\n`);
  for (const finding of findings) io.stderr(`${finding}\n`);
  return findings.length > 0 ? FAILED : OK;
}
