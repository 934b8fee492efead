/**
 * A plan: what happens at which calls of a journey, through which entry point. It is one line, so that a failure can be
 * repeated: `registry roll UpdateNodegroupVersion/1:lost DescribeNodegroup/3:stale-2`.
 */
import type { RecordedCall } from '../world/endpoint';

export const ENTRIES = ['registry', 'custom'] as const;
export type Entry = (typeof ENTRIES)[number];

/** The request of this number, from 1, among those of an action in the journey; repeats of the SDK count. */
export interface Moment {
  readonly action: string;
  readonly ordinal: number;
}

export interface Step extends Moment {
  /** The name of an event. */
  readonly what: string;
}

export interface Plan {
  readonly entry: Entry;
  readonly journey: string;
  readonly steps: readonly Step[];
}

export function lineOf({ entry, journey, steps }: Plan): string {
  const words = steps.map(({ action, ordinal, what }) => `${action}/${ordinal}:${what}`);
  return [entry, journey, ...words].join(' ');
}

export function planOf(line: string): Plan {
  const [entry, journey, ...words] = line.trim().split(/\s+/);
  if (!ENTRIES.includes(entry as Entry) || !journey) throw new Error(`not a plan: ${line}`);
  const steps = words.map((word) => {
    const [, action, ordinal, what] = /^(\w+)\/(\d+):([\w-]+)$/.exec(word) ?? [];
    if (!action || !what) throw new Error(`not a step of a plan: ${word}`);
    return { action, ordinal: Number(ordinal), what };
  });
  return { entry: entry as Entry, journey, steps };
}

/** The moments of a trace, in order. */
export function momentsOf(calls: readonly RecordedCall[]): readonly Moment[] {
  const counts = new Map<string, number>();
  return calls.map(({ action }) => {
    const ordinal = (counts.get(action) ?? 0) + 1;
    counts.set(action, ordinal);
    return { action, ordinal };
  });
}
