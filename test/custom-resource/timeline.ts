/** Processes side by side in virtual time: the clock moves when all of them wait. */
import type { Clock } from '../world/clock';

interface Sleeper {
  readonly atEpochSeconds: number;
  /** Wakes it before its time. */
  readonly condition: () => boolean;
  readonly wake: () => void;
}

export class Timeline {
  private running = 0;
  private sleepers: Sleeper[] = [];

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.epochSeconds();
  }

  /** A process of its own. */
  spawn(run: () => Promise<unknown>): void {
    this.running += 1;
    void run().finally(() => {
      this.running -= 1;
    });
  }

  sleep(seconds: number): Promise<boolean> {
    return this.until(() => false, seconds);
  }

  /** @returns whether the condition came true in time. */
  async until(condition: () => boolean, seconds: number): Promise<boolean> {
    if (condition()) return true;
    this.running -= 1;
    await new Promise<void>((wake) => {
      this.sleepers.push({ atEpochSeconds: this.now() + seconds, condition, wake });
    });
    return condition();
  }

  /** What `run` gives, or undefined when it has not ended within its seconds or is stopped; it is then left behind. */
  async within<T>(
    seconds: number,
    run: () => Promise<T>,
    isStopped: () => boolean = () => false,
  ): Promise<T | undefined> {
    let ended: { readonly value: T } | undefined;
    let failed: { readonly error: unknown } | undefined;
    this.spawn(async () => {
      try {
        ended = { value: await run() };
      } catch (error) {
        failed = { error };
      }
    });
    await this.until(() => ended !== undefined || failed !== undefined || isStopped(), seconds);
    if (failed) throw failed.error;
    return ended?.value;
  }

  /** Runs a process to its end, and then whatever else is still under way. */
  async run<T>(main: () => Promise<T>): Promise<T> {
    const result: { value?: T; error?: unknown } = {};
    this.spawn(async () => {
      try {
        result.value = await main();
      } catch (error) {
        result.error = error;
      }
    });
    while (this.running > 0 || this.sleepers.length > 0) {
      if (this.running > 0) await new Promise((next) => setImmediate(next));
      else this.wakeNext();
    }
    if (result.error) throw result.error;
    return result.value as T;
  }

  private wakeNext(): void {
    const ready = this.sleepers.find(({ condition }) => condition());
    const next =
      ready ??
      this.sleepers.reduce((first, each) =>
        each.atEpochSeconds < first.atEpochSeconds ? each : first,
      );
    this.sleepers = this.sleepers.filter((each) => each !== next);
    this.running += 1;
    if (!ready) this.clock.advance(Math.max(0, next.atEpochSeconds - this.now()));
    next.wake();
  }
}
