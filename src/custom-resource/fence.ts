/**
 * The fence between two requests for one resource. CloudFormation gives a request up without a word to the provider and
 * sends the next one: what still runs for the earlier one is stopped and waited out before the next one does anything, and
 * an earlier one that comes late does nothing. Why: decisions/custom-resource-entry-point.md.
 */
import {
  ListExecutionsCommand,
  SFNClient,
  type SFNClientConfig,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { send } from '../aws/clients';
import { AwsCallError } from '../core/model/errors';
import { type ExecutionName, parseExecutionName } from './protocol/execution-name';

/** The execution that an invocation belongs to. */
export interface OwnExecution {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly startedAtEpochSeconds: number;
}
/** What the checks before found. */
export interface Fence {
  readonly checks: number;
  /** Names of executions that no invocation of can write any more: they were waited for. */
  readonly waitedOut: readonly string[];
}
interface Execution extends ExecutionName {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly startedAtEpochSeconds: number;
  readonly stoppedAtEpochSeconds: number | undefined;
}
/**
 * - `open`: nothing of an earlier request can write any more
 * - `superseded`: CloudFormation has sent a later request
 * - `waitSeconds`: check again after them
 */
export type FenceResult =
  | 'open'
  | 'superseded'
  | { readonly waitSeconds: number; readonly fence: Fence };

/** An execution that has answered ends within moments: it is not stopped. */
const ENDING_SECONDS = 5;
/** A call that was sent right before Lambda ended the function may still be carried out. */
const LAST_CALL_SECONDS = 10;
/** No execution runs for longer: the state machine's TimeoutSeconds is 3540. */
const LONGEST_SECONDS = 3600;
const ENDED_ON_ITS_OWN = 'SUCCEEDED';

/**
 * @param invocationSeconds how long an invocation of this function may take. @throws AwsCallError
 */
export async function fence(
  own: OwnExecution,
  { checks, waitedOut }: Fence,
  invocationSeconds: number,
  now: number,
  clientConfig: SFNClientConfig,
): Promise<FenceResult> {
  const client = new SFNClient(clientConfig);
  const ownName = parseExecutionName(own.name);
  if (!ownName) return 'open';
  const mine = { ...ownName, startedAtEpochSeconds: own.startedAtEpochSeconds };
  const lastWriteAfter = invocationSeconds + LAST_CALL_SECONDS;
  const since = now - LONGEST_SECONDS - lastWriteAfter;
  const others = (await executionsSince(client, own.stateMachineArn, since)).filter(
    ({ name, resource }) => name !== own.name && resource === mine.resource,
  );
  const isDelete = mine.requestType === 'Delete';
  if (!isDelete && others.some((other) => isBefore(mine, other))) return 'superseded';
  // a Delete makes nothing, and may be of another generation
  const making = others.filter((other) => other.requestType !== 'Delete' && isBefore(other, mine));
  const open = making.filter(({ name }) => !waitedOut.includes(name));
  const running = open.filter(({ status }) => status === 'RUNNING');
  const after = (waitSeconds: number, out: readonly Execution[]) => ({
    waitSeconds,
    fence: { checks: checks + 1, waitedOut: [...waitedOut, ...out.map(({ name }) => name)] },
  });
  if (running.length > 0) {
    if (checks === 0) return after(ENDING_SECONDS, []);
    await Promise.all(running.map(({ arn }) => stop(client, arn)));
    return after(lastWriteAfter, running);
  }
  const ended = open.filter(({ status }) => status !== ENDED_ON_ITS_OWN);
  const waits = ended.map(({ stoppedAtEpochSeconds: at = 0 }) => at + lastWriteAfter - now);
  const waitSeconds = Math.ceil(Math.max(0, ...waits));
  return waitSeconds > 0 ? after(waitSeconds, ended) : 'open';
}

type Ordered = ExecutionName & { readonly startedAtEpochSeconds: number };

/** By the time that CloudFormation sent them; of the same second a Delete is the last, otherwise the later start. */
function isBefore(one: Ordered, other: Ordered): boolean {
  const [a, b] = [one.requestedAtEpochSeconds, other.requestedAtEpochSeconds];
  if (a !== undefined && b !== undefined && a !== b) return a < b;
  const [first, second] = [one.requestType === 'Delete', other.requestType === 'Delete'];
  if (a !== undefined && b !== undefined && first !== second) return second;
  return one.startedAtEpochSeconds < other.startedAtEpochSeconds;
}

/** "sorted by time, with the most recent execution first" (API_ListExecutions). */
async function executionsSince(
  client: SFNClient,
  stateMachineArn: string,
  sinceEpochSeconds: number,
): Promise<readonly Execution[]> {
  const found: Execution[] = [];
  let nextToken: string | undefined;
  do {
    const page = { stateMachineArn, maxResults: 1000, ...(nextToken && { nextToken }) };
    const answer = await send('states:ListExecutions', stateMachineArn, () =>
      client.send(new ListExecutionsCommand(page)),
    );
    const executions = answer.executions ?? [];
    for (const { name = '', executionArn: arn = '', status = '', ...dates } of executions) {
      const parsed = parseExecutionName(name);
      const startedAtEpochSeconds = secondsOf(dates.startDate) ?? 0;
      const stoppedAtEpochSeconds = secondsOf(dates.stopDate);
      if (parsed) {
        found.push({ ...parsed, name, arn, status, startedAtEpochSeconds, stoppedAtEpochSeconds });
      }
    }
    const oldest = secondsOf(executions.at(-1)?.startDate) ?? 0;
    nextToken = oldest >= sinceEpochSeconds ? answer.nextToken : undefined;
  } while (nextToken);
  return found;
}

function secondsOf(date: Date | undefined): number | undefined {
  return date && date.getTime() / 1000;
}

/** Without error and cause, which would need the state machine's key (API_StopExecution). */
async function stop(client: SFNClient, executionArn: string): Promise<void> {
  try {
    await send('states:StopExecution', executionArn, () =>
      client.send(new StopExecutionCommand({ executionArn })),
    );
  } catch (error) {
    // it has ended meanwhile
    const ended = ['ExecutionDoesNotExist', 'ValidationException'];
    if (!(error instanceof AwsCallError && ended.includes(error.aws.code))) throw error;
  }
}
