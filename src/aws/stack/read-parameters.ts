/** Reads from Systems Manager, and whose account this is. */
import { GetParametersCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { StringMap } from '../../core/util/objects';
import { send } from '../clients';
import type { StackClients } from './stack-clients';

/** "Array Members: Minimum number of 1 item. Maximum number of 10 items." (API_GetParameters, Names) */
const PARAMETERS_A_CALL = 10;

/** Values by the names as they are given, `name` or `name:version`; those that do not exist are left out. @throws AwsCallError */
export async function readParameters(
  { ssm }: StackClients,
  names: readonly string[],
): Promise<StringMap> {
  const found: [string, string][] = [];
  for (let from = 0; from < names.length; from += PARAMETERS_A_CALL) {
    const Names = names.slice(from, from + PARAMETERS_A_CALL);
    const answer = await send('ssm:GetParameters', Names.join(', '), () =>
      ssm.send(new GetParametersCommand({ Names })),
    );
    for (const { Name = '', Selector = '', Value = '' } of answer.Parameters ?? []) {
      const asked = Names.find((name) => name === `${Name}${Selector}`) ?? Name;
      found.push([asked, Value]);
    }
  }
  return Object.fromEntries(found);
}

/** Undefined where it cannot be read. Needs no permission (API_GetCallerIdentity: "No permissions are required"). */
export async function readAccount({ sts }: StackClients): Promise<string | undefined> {
  try {
    return (await sts.send(new GetCallerIdentityCommand({}))).Account;
  } catch {
    return undefined;
  }
}
