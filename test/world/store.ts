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

/** Reads that show what was there before, whatever others have shown meanwhile. */
interface PastPlan {
  readonly action: string;
  skip: number;
  times: number;
}

/** What a reader may not see yet, and for how many more of its calls. */
export class StaleReads {
  private readonly plans: Plan[] = [];
  private readonly pastPlans: PastPlan[] = [];
  private readonly pastCalls = new WeakMap<Call, boolean>();
  private readonly stores: { keepPast(): void }[] = [];

  register(store: { keepPast(): void }): void {
    this.stores.push(store);
  }

  /**
   * After `skip` more calls of `action`, the next `times` show everything as it is now. EC2 promises no order: "the
   * results from the same describe command may vary" (EC2 API reference, "Eventual consistency"); a read that was
   * up to date may be followed by one that is not.
   * @param keepsEarlier whether they show what the plan before showed
   */
  addPast(
    { action, skip = 0, times = 1 }: { action: string; skip?: number; times?: number },
    keepsEarlier = false,
  ): void {
    if (!keepsEarlier) for (const store of this.stores) store.keepPast();
    this.pastPlans.push({ action, skip, times });
  }

  /** Plans of the past that no call met. */
  unmetPast(): readonly string[] {
    return this.pastPlans.filter(({ times }) => times > 0).map(({ action }) => action);
  }

  /** One answer for a call, however many stores it looks at. */
  isPast(call: Call): boolean {
    const known = this.pastCalls.get(call);
    if (known !== undefined) return known;
    const isPast = this.takePast(call.action);
    this.pastCalls.set(call, isPast);
    return isPast;
  }

  private takePast(action: string): boolean {
    const plan = this.pastPlans.find((each) => each.action === action && each.times > 0);
    if (!plan) return false;
    if (plan.skip > 0) {
      plan.skip -= 1;
      return false;
    }
    plan.times -= 1;
    return true;
  }

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
  private readonly viewed = new WeakMap<Call, ReadonlyMap<string, T>>();
  private past: ReadonlyMap<string, T> = new Map();

  constructor(private readonly stale: StaleReads) {
    stale.register(this);
  }

  /** Values are replaced, never changed in place. */
  keepPast(): void {
    const entries = [...this.entries].flatMap(([id, { now }]) =>
      now === undefined ? [] : [[id, now] as const],
    );
    this.past = new Map(entries);
  }

  /** What another store holds, as values are never changed in place. */
  copy(from: Store<T>): void {
    this.entries.clear();
    for (const [id, { now }] of from.entries) {
      if (now !== undefined) this.entries.set(id, { now, before: undefined, lag: new Map() });
    }
  }

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
    if (this.stale.isPast(call)) {
      this.viewed.set(call, this.past);
      return this.past;
    }
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
