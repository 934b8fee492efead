/** One request as the model sees it. */
export interface Call {
  readonly action: string;
  readonly accessKeyId: string;
}

type Kind = 'create' | 'any';

interface Plan {
  readonly action: string;
  readonly times: number;
  readonly of: Kind;
}

/** What a reader may not see yet, and for how many more of its calls. */
export class StaleReads {
  private readonly plans: Plan[] = [];

  /** From now on, the next `times` calls of `action` miss what is created (or: written) meanwhile. */
  add(plan: { action: string; times: number; of?: Kind }): void {
    this.plans.push({ of: 'create', ...plan });
  }

  clear(): void {
    this.plans.length = 0;
  }

  lagOf(isCreate: boolean): Map<string, number> {
    const lag = new Map<string, number>();
    for (const plan of this.plans) {
      if (plan.of === 'any' || isCreate) lag.set(plan.action, plan.times);
    }
    return lag;
  }
}

interface Entry<T> {
  now: T | undefined;
  /** What a stale reader still sees. */
  before: T | undefined;
  lag: Map<string, number>;
}

/** Values are replaced, never changed in place: a stale reader may still hold the one before. */
export class Store<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly viewed = new WeakMap<Call, Map<string, T>>();

  constructor(private readonly stale: StaleReads) {}

  put(id: string, value: T): void {
    this.write(id, value);
  }

  remove(id: string): void {
    this.write(id, undefined);
  }

  /** The truth, whatever a stale reader sees. */
  get(id: string): T | undefined {
    return this.entries.get(id)?.now;
  }

  /** The truth, in order of making. */
  all(): T[] {
    return [...this.entries.values()].flatMap((entry) =>
      entry.now === undefined ? [] : entry.now,
    );
  }

  /** What a changing call acts on: the truth, if the call can see that it exists. */
  target(id: string, call: Call): T | undefined {
    return this.seenBy(call).has(id) ? this.get(id) : undefined;
  }

  /** What this call sees. Each call uses up one of the lagging reads, however often it looks. */
  seenBy(call: Call): ReadonlyMap<string, T> {
    const known = this.viewed.get(call);
    if (known) return known;
    const view = new Map<string, T>();
    for (const [id, entry] of this.entries) {
      const left = entry.lag.get(call.action) ?? 0;
      const value = left > 0 ? entry.before : entry.now;
      if (left > 0) entry.lag.set(call.action, left - 1);
      if (value !== undefined) view.set(id, value);
    }
    this.viewed.set(call, view);
    return view;
  }

  private write(id: string, value: T | undefined): void {
    const entry = this.entries.get(id);
    const lag = this.stale.lagOf(entry?.now === undefined);
    const lagging = [...(entry?.lag ?? [])].filter(([, left]) => left > 0);
    for (const [action, left] of lagging) lag.set(action, Math.max(left, lag.get(action) ?? 0));
    if (value === undefined && lag.size === 0) {
      this.entries.delete(id);
      return;
    }
    const before = lagging.length > 0 ? entry?.before : entry?.now;
    this.entries.set(id, { now: value, before, lag });
  }
}
