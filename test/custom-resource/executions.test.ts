/**
 * Executions over several pages: "Running executions are sorted by their startDate or redriveDate, and other executions
 * are sorted by their stopDate" (API_ListExecutions).
 */
import type { ListExecutionsInput, ListExecutionsOutput } from '@aws-sdk/client-sfn';
import { executionsOf } from '../../src/custom-resource/executions';
import {
  type ExecutionName,
  parseExecutionName,
} from '../../src/custom-resource/protocol/execution-name';

const ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:efa';
const RESOURCE = '0123456789abcdef';
const SINCE = 1_700_000_000;

/** @param started and @param stopped in seconds from SINCE on */
function execution(started: number, stopped: number | undefined) {
  const name = `${RESOURCE}-${SINCE + started}C-aaaaaaaaaaaa-${'0'.repeat(12)}-${started + 5000}`;
  const dates = { startDate: new Date(1000 * (SINCE + started)) };
  const stop = stopped === undefined ? {} : { stopDate: new Date(1000 * (SINCE + stopped)) };
  const status = stopped === undefined ? ('RUNNING' as const) : ('SUCCEEDED' as const);
  return { name, executionArn: name, stateMachineArn: ARN, status, ...dates, ...stop };
}

/** What is found, by its start in seconds from SINCE on, and how many pages were read. */
async function found(...pages: ReturnType<typeof execution>[][]) {
  let read = 0;
  const list = async ({ nextToken }: ListExecutionsInput): Promise<ListExecutionsOutput> => {
    const at = Number(nextToken ?? 0);
    read += 1;
    const more = at + 1 < pages.length ? { nextToken: String(at + 1) } : {};
    return { executions: pages[at] ?? [], ...more };
  };
  const own = parseExecutionName(execution(0, undefined).name) as ExecutionName;
  const executions = await executionsOf(list, own, ARN, SINCE);
  const starts = executions.map(({ startedAtEpochSeconds }) => startedAtEpochSeconds - SINCE);
  return { starts, read };
}

describe('executions of a resource', () => {
  it('that began later, but ended before one that took long, are on the next page', async () => {
    expect(await found([execution(-60, 600)], [execution(10, 500)])).toEqual({
      starts: [-60, 10],
      read: 2,
    });
  });

  it('are complete with one that ended before the time asked for', async () => {
    const pages = [[execution(60, undefined), execution(-90, -10)], [execution(-120, -60)]];
    expect(await found(...pages)).toEqual({ starts: [60, -90], read: 1 });
  });

  it('are complete with the last page', async () => {
    expect(await found([execution(60, 90)], [])).toEqual({ starts: [60], read: 2 });
  });
});
