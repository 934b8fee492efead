/** The outputs that end an execution; each is logged. */
import { log } from './log';
import type { Output, Progress } from './progress';
import type { Event } from './protocol/event';

type Named = Pick<Event, 'RequestId'>;

export function succeeded({ RequestId }: Named, { id, data, notes }: Progress): Output {
  const Reason = notes.join(' ');
  log({ request: RequestId, succeeded: id, ...(Reason && { notes: Reason }) });
  const more = { ...(Reason && { Reason }), ...(data && { Data: data }) };
  return { done: true, answer: { Status: 'SUCCESS', PhysicalResourceId: id, ...more } };
}

export function failed({ RequestId }: Named, PhysicalResourceId: string, Reason: string): Output {
  log({ request: RequestId, failed: Reason });
  return { done: true, answer: { Status: 'FAILED', Reason, PhysicalResourceId } };
}
