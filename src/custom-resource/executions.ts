/** Executions of the state machine, which are the requests of CloudFormation: found, and put in order. */
import type { ListExecutionsInput, ListExecutionsOutput } from '@aws-sdk/client-sfn';
import { type ExecutionName, parseExecutionName } from './protocol/execution-name';

/** The execution that an invocation belongs to. */
export interface OwnExecution {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly startedAtEpochSeconds: number;
}
export interface Execution extends ExecutionName {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly startedAtEpochSeconds: number;
  readonly stoppedAtEpochSeconds: number | undefined;
}

/** An execution with this status has answered. */
export const ENDED_ON_ITS_OWN = 'SUCCEEDED';
/** An execution that has answered ends within so much. */
export const ENDING_SECONDS = 5;
/** Requests are signed by more than one host, whose clocks may differ by so much. */
const CLOCK_SKEW_SECONDS = 5;
/** Lambda delivers within so much, unless a request comes late. */
const PROMPT_SECONDS = 10;

/** By the time that CloudFormation sent them; of the same second a Delete is the last, otherwise the later start. */
export function isBefore(one: Execution, other: Execution): boolean {
  const [a, b] = [one.requestedAtEpochSeconds, other.requestedAtEpochSeconds];
  const byStart = startsBefore(one, other);
  if (a === undefined || b === undefined) return byStart;
  if (a !== b) return byStart !== a < b && isSkewed(one, other, byStart) ? byStart : a < b;
  const [first, second] = [one, other].map(({ requestType }) => requestType === 'Delete');
  return first === second ? byStart : second === true;
}

/** Whether only its end shows which one was sent last: by two clocks, or because `one` comes late. */
export function isUndecided(one: Execution, later: Execution): boolean {
  const [a, b] = [one.requestedAtEpochSeconds ?? 0, later.requestedAtEpochSeconds ?? 0];
  return later.status === 'RUNNING' && b - a <= CLOCK_SKEW_SECONDS;
}

/** Of the same moment the one that has answered. */
function startsBefore(one: Execution, other: Execution): boolean {
  const [a, b] = [one.startedAtEpochSeconds, other.startedAtEpochSeconds];
  return a === b ? one.status === ENDED_ON_ITS_OWN && other.status !== one.status : a < b;
}

/**
 * Whether two clocks explain that the one that started first was sent last: it had been answered when the other started,
 * promptly, or the other is a Delete, before which CloudFormation gives up what it may be about.
 */
function isSkewed(one: Execution, other: Execution, byStart: boolean): boolean {
  const [first, second] = byStart ? [one, other] : [other, one];
  const { requestedAtEpochSeconds: sentFirst = 0, stoppedAtEpochSeconds: answeredAt } = first;
  const { requestedAtEpochSeconds: sent = 0, startedAtEpochSeconds: startedAt } = second;
  if (sentFirst - sent > CLOCK_SKEW_SECONDS || startedAt - sent > PROMPT_SECONDS) return false;
  const hasAnswered =
    first.status === ENDED_ON_ITS_OWN && (answeredAt ?? startedAt) - startedAt <= ENDING_SECONDS;
  return hasAnswered || (second.requestType === 'Delete' && first.requestType !== 'Delete');
}

/** Undefined for an execution that release 0.1 started. */
export function ownExecution(own: OwnExecution): Execution | undefined {
  const parsed = parseExecutionName(own.name);
  const { name, startedAtEpochSeconds } = own;
  const rest = { arn: '', status: 'RUNNING', stoppedAtEpochSeconds: undefined };
  return parsed && { ...parsed, name, startedAtEpochSeconds, ...rest };
}

/**
 * Those of one resource that started since then. They are listed "with the most recent execution first": those that run by
 * their start, others by their end (API_ListExecutions), so that one may be listed after one that started long before it.
 */
export async function executionsOf(
  list: (page: ListExecutionsInput) => Promise<ListExecutionsOutput>,
  { resource }: ExecutionName,
  stateMachineArn: string,
  sinceEpochSeconds: number,
): Promise<readonly Execution[]> {
  const found: Execution[] = [];
  let nextToken: string | undefined;
  do {
    const page = { stateMachineArn, maxResults: 1000, ...(nextToken && { nextToken }) };
    const answer = await list(page);
    const executions = answer.executions ?? [];
    for (const { name = '', executionArn: arn = '', status = '', ...dates } of executions) {
      const parsed = parseExecutionName(name);
      const startedAtEpochSeconds = secondsOf(dates.startDate) ?? 0;
      const stoppedAtEpochSeconds = secondsOf(dates.stopDate);
      if (parsed?.resource === resource) {
        found.push({ ...parsed, name, arn, status, startedAtEpochSeconds, stoppedAtEpochSeconds });
      }
    }
    const last = executions.at(-1);
    const lastAt = secondsOf(last?.stopDate ?? last?.startDate) ?? 0;
    nextToken = lastAt >= sinceEpochSeconds ? answer.nextToken : undefined;
  } while (nextToken);
  return found;
}

function secondsOf(date: Date | undefined): number | undefined {
  return date && date.getTime() / 1000;
}
