/** A world at the start of a journey: what lives there was created once, and is copied. */
import type { Properties } from '../../../src/core/model/properties';
import { ID_TAG } from '../../../src/core/ownership/tag-keys';
import { leftOf, QUICK, type Setting, SMALL, setting } from '../../reconcile/driver';
import type { Account } from '../../world/account';
import type { RecordedCall } from '../../world/endpoint';
import { judge } from '../../world/judge';
import { Store } from '../../world/store';
import type { Journey } from '../journeys';
import type { Entry, Moment } from '../plan';
import { Monitor } from '../rules/monitor';
import { CustomStack } from './custom-stack';
import { RegistryStack } from './registry-stack';
import type { Stack } from './stack';

judge.leavesOutAuthorizations = true;

/** Longer than anything in the world takes. */
const SETTLED_SECONDS = 3600;

interface Snapshot {
  readonly account: Account;
  readonly id: string;
}

const snapshots = new Map<string, Promise<Snapshot>>();

/** The hooks of one run. */
export class Stage {
  readonly monitor: Monitor;
  private readonly hooks: { readonly moment: Moment; readonly run: () => Promise<void> }[] = [];
  private readonly slowCalls: { readonly moment: Moment; readonly seconds: number }[] = [];
  private readonly counts = new Map<string, number>();
  private readonly ordinals = new WeakMap<RecordedCall, number>();
  /** Events that came to pass. */
  met = 0;

  constructor(
    readonly made: Setting,
    readonly stack: Stack,
    journey: Journey,
  ) {
    this.monitor = new Monitor(this, journey);
  }

  /** Everything is told from here on; calls before do not count. */
  begin(): void {
    const { endpoint } = this.made.world;
    endpoint.latencySeconds = (call) => {
      const ordinal = this.ordinalOf(call);
      const slow = this.slowCalls.find(({ moment }) => isAt(moment, call, ordinal));
      if (slow) this.met += 1;
      return slow?.seconds ?? 0;
    };
    endpoint.answerAfter = async (call) => {
      await new Promise((next) => setImmediate(next));
      this.monitor.check(call);
      const ordinal = this.ordinalOf(call);
      for (const { moment, run } of this.hooks) {
        if (!isAt(moment, call, ordinal)) continue;
        this.met += 1;
        await run();
      }
    };
    this.monitor.begin();
  }

  /** @returns whether every event came to pass. */
  end(): boolean {
    const { endpoint, faults } = this.made.world;
    const isMet =
      this.met >= this.hooks.length + this.slowCalls.length && faults.unused().length === 0;
    faults.clear();
    this.hooks.length = 0;
    this.slowCalls.length = 0;
    endpoint.latencySeconds = () => 0;
    return isMet;
  }

  atCall(moment: Moment, run: () => Promise<void>): void {
    this.hooks.push({ moment, run });
  }

  slow(moment: Moment, seconds: number): void {
    this.slowCalls.push({ moment, seconds });
  }

  serviceOf(action: string): RecordedCall['service'] {
    return /Nodegroup|Cluster|Update$|Addon|TagResource|Updates$/.test(action) ? 'eks' : 'ec2';
  }

  /** Ids of the generations that anything is left of. */
  ids(): readonly string[] {
    return [...new Set(this.left().flatMap(({ tags }) => tags[ID_TAG] ?? []))];
  }

  left() {
    return leftOf(this.made);
  }

  private ordinalOf(call: RecordedCall): number {
    const known = this.ordinals.get(call);
    if (known !== undefined) return known;
    const ordinal = (this.counts.get(call.action) ?? 0) + 1;
    this.counts.set(call.action, ordinal);
    this.ordinals.set(call, ordinal);
    return ordinal;
  }
}

function isAt(moment: Moment, { action }: RecordedCall, ordinal: number): boolean {
  return moment.action === action && moment.ordinal === ordinal;
}

export async function stageOf(entry: Entry, journey: Journey): Promise<Stage> {
  const { made, stack } = empty(entry, journey.from);
  if (journey.lives) {
    const { account, id } = await living(entry, journey);
    copy(account, made.world.account);
    stack.adopt(id, made.properties);
  }
  return new Stage(made, stack, journey);
}

function empty(entry: Entry, from: Partial<Properties>) {
  const made = setting({ change: { ...SMALL, ...from }, timings: QUICK });
  const stack = entry === 'registry' ? new RegistryStack(made) : new CustomStack(made);
  return { made, stack };
}

function living(entry: Entry, { from }: Journey): Promise<Snapshot> {
  const key = JSON.stringify([entry, from]);
  const known = snapshots.get(key) ?? createdOnce(entry, from);
  snapshots.set(key, known);
  return known;
}

async function createdOnce(entry: Entry, from: Partial<Properties>): Promise<Snapshot> {
  const { made, stack } = empty(entry, from);
  await stack.run(() => stack.create(made.properties));
  if (!stack.id) throw new Error(`not created: ${JSON.stringify(stack.journal.requests)}`);
  made.world.clock.advance(2 * SETTLED_SECONDS);
  return { account: made.world.account, id: stack.id };
}

/** Nothing is pending in a settled world, so that what exists is all there is. */
function copy(from: Account, to: Account): void {
  for (const [key, value] of Object.entries(from)) {
    const target = to[key as keyof Account] as unknown;
    if (value instanceof Store) (target as Store<unknown>).copy(value);
    else if (value instanceof Set) for (const each of value) (target as Set<unknown>).add(each);
    else if (value instanceof Map)
      for (const [name, each] of value) (target as Map<unknown, unknown>).set(name, each);
    else if (Array.isArray(value)) (target as unknown[]).push(...value);
    else if (typeof value === 'number') Object.assign(to, { [key]: value });
  }
  to.clock.advance(from.clock.epochSeconds() - to.clock.epochSeconds());
}

export function settle({ made }: Pick<Stage, 'made'>): void {
  made.world.clock.advance(SETTLED_SECONDS);
}
