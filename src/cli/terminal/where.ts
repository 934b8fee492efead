/** Where an answer is true: account and Region. */
import type { Clients } from '../../aws/clients';
import type { ExternalValues } from '../input/external-values';
import { withExternal } from '../input/external-values';
import { accountOf, regionOf } from '../input/source';
import type { Io } from '../io';

export interface Where {
  /** Null where nothing was asked of AWS, or STS does not answer. */
  readonly account: string | null;
  readonly region: string;
}

/** @param asks whether AWS is asked for the account where the credentials do not say. @throws UsageError without a Region */
export async function whereAmI(
  { ec2 }: Pick<Clients, 'ec2'>,
  external: ExternalValues,
  { environment }: Pick<Io, 'environment'>,
  asks = true,
): Promise<Where> {
  const region = await regionOf(ec2);
  const known = environment.AWS_ACCOUNT_ID ?? (await accountOf(ec2));
  const account = known ?? (asks ? await withExternal(external, external.accountId) : undefined);
  return { account: account ?? null, region };
}

/** `Account 123456789012, Region us-east-1, cluster training` */
export function headOf({ account, region }: Where, more: readonly string[] = []): string {
  const parts = [...(account === null ? [] : [`account ${account}`]), `Region ${region}`, ...more];
  const text = parts.join(', ');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
