/** `efa-nodegroup plan layout`. */
import { makeClients } from '../../aws/clients';
import { findInstanceTypes } from '../../aws/find/environment';
import { regionOf } from '../input/source';
import { type ExitCode, FAILED, type Io, OK } from '../io';
import { layoutDocument, layoutText } from '../picture/layouts';
import { type CommonOptions, clientConfigOf, formatOf, printed } from '../terminal/options';

export async function layoutCommand(
  types: readonly string[],
  options: CommonOptions,
  io: Io,
): Promise<ExitCode> {
  const format = formatOf(options, 'text');
  const clients = makeClients(clientConfigOf(options, io));
  const region = await regionOf(clients.ec2);
  const { instanceTypes = [], unknownInstanceTypes = [] } = await findInstanceTypes(clients, types);
  const documents = instanceTypes.map(layoutDocument);
  const findings = [
    ...unknownInstanceTypes.map(
      (type) =>
        `Instance type ${type} does not exist in ${region}. Check the name, or pass another --region.`,
    ),
    ...documents
      .filter(({ layouts }) => layouts.every(({ efaInterfaceCount }) => efaInterfaceCount === 0))
      .map(
        ({ instanceType }) =>
          `Instance type ${instanceType} does not support EFA. Use another instance type.`,
      ),
  ];
  if (format !== 'text') io.stdout(printed(documents, format));
  else if (documents.length > 0) io.stdout(`${documents.map(layoutText).join('\n\n')}\n`);
  for (const finding of findings) io.stderr(`${finding}\n`);
  return findings.length > 0 ? FAILED : OK;
}
