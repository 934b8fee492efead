/** What holds of every request, whatever happened in it. */
import type { Setting } from '../../reconcile/driver';
import type { RecordedCall } from '../../world/endpoint';
import type { EventKind } from '../events/event';
import type { RequestRecord } from '../stacks/stack';
import type { Stage } from '../stacks/stage';

const REFUSED = /^[A-Z]\w*(Exception|Operation|Exceeded)$/;

export function judgeRequests(stage: Stage, events: readonly EventKind[]): void {
  const { requests } = stage.stack.journal;
  const isBroken = events.some(({ owed }) => owed === 'breaks');
  for (const [at, request] of requests.entries()) {
    const forward = requests[at - 1];
    // what was given up may still be in an invocation
    judgeOne(stage, request, request.isOverlapped || forward?.status === 'NOTHING');
    if (request.kind !== 'ROLLBACK' || forward?.kind !== 'UPDATE') continue;
    if (!isBroken && !request.isOverlapped && forward.status !== 'NOTHING')
      judgeRollback(stage, forward, request);
  }
  if (events.some(({ group }) => group === 'hand')) return;
  for (const { kind, status, rolls, message } of requests) {
    if (kind === 'UPDATE' && status === 'FAILED' && rolls > 0 && wasRolled(stage.made)) {
      stage.monitor.breaks('after-roll', `the roll went well, and the update failed: ${message}`);
    }
  }
}

/** I11; at most one roll a request; nothing from what comes after a Delete was answered. */
function judgeOne({ made, monitor }: Stage, request: RequestRecord, isOverlapped: boolean): void {
  const { kind, status, code, message, rolls } = request;
  const about = `${kind} ${status} ${code ?? ''}: ${message}`;
  if (code === 'InternalFailure') monitor.breaks('I11', about);
  if (status === 'FAILED' && !/\S{3,} \S+/.test(message)) monitor.breaks('I11', about);
  if (rolls > 1 && !isOverlapped) monitor.breaks('rolls', `${rolls} rolls in one ${kind}`);
  const writes = writesOf(made, request);
  // that something is gone already is nothing that was changed
  const changes = writes.filter(({ errorCode }) => errorCode === undefined);
  if (kind === 'LATE' && changes.length > 0) {
    monitor.breaks('late', `${namesOf(changes)} after the next request was answered`);
  }
}

/** A rollback that undoes nothing writes nothing. */
function judgeRollback({ made, monitor }: Stage, forward: RequestRecord, back: RequestRecord) {
  const sent = writesOf(made, forward);
  const writes = writesOf(made, back);
  if (sent.every(({ errorCode = '' }) => REFUSED.test(errorCode)) && writes.length > 0) {
    monitor.breaks('rollback', `nothing was changed, and the rollback sends ${namesOf(writes)}`);
  }
  if (back.rolls > forward.rolls) monitor.breaks('rolls', 'the rollback rolls what was not rolled');
}

function writesOf({ world }: Setting, { calls }: RequestRecord): readonly RecordedCall[] {
  return world.calls.slice(...calls).filter(({ write }) => write);
}

function namesOf(calls: readonly RecordedCall[]): string {
  return calls.map(({ action }) => action).join(', ');
}

function wasRolled({ world }: Setting): boolean {
  const rolls = world.account.updates.all().filter(({ update }) => update.type === 'VersionUpdate');
  return rolls[0]?.update.status === 'Successful';
}
