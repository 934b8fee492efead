/**
 * Time of the soak: `setTimeout` of this process, so that the SDK's own pauses between attempts are in it, with the world's clock.
 * Whatever was woken runs as far as it gets before time goes on.
 */
import type { Clock } from '../../test/world/clock';

/** Of the event loop; the first call of a process loads modules. */
const IDLE_TURNS = 1_000;

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  isCleared: boolean;
}

export class VirtualTime {
  private timers: Timer[] = [];
  private made = 0;
  private readonly begun: number;

  constructor(private readonly clock: Clock) {
    this.begun = clock.epochSeconds();
  }

  /** Seconds since the beginning. */
  now(): number {
    return this.clock.epochSeconds() - this.begun;
  }

  /** Replaces the timers of the process. */
  install(): void {
    const setTimeout = (
      run: (...values: unknown[]) => void,
      milliseconds = 0,
      ...values: unknown[]
    ) => this.timer(() => run(...values), milliseconds / 1000);
    const clearTimeout = (handle?: { readonly timer?: Timer }) => {
      if (handle?.timer) handle.timer.isCleared = true;
    };
    Object.assign(globalThis, { setTimeout, clearTimeout });
  }

  sleep(seconds: number): Promise<void> {
    return new Promise((wake) => {
      this.timer(wake, seconds);
    });
  }

  /** Until the promise is settled. @throws Error where nothing would ever wake what it waits for */
  async run<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    void promise.then(over, over);
    for (let idle = 0; !isOver && idle < IDLE_TURNS; ) {
      await nextTurn();
      if (isOver) break;
      idle = this.wakeNext() ? 0 : idle + 1;
    }
    if (!isOver) throw new Error('Nothing in the soak waits for a time any more.');
    return promise;
  }

  /** All of the next moment. */
  private wakeNext(): boolean {
    const next = this.takeNext();
    if (!next) return false;
    this.clock.advance(Math.max(0, next.at - this.now()));
    next.run();
    while (this.timers[0]?.at === next.at) this.takeNext()?.run();
    return true;
  }

  private timer(run: () => void, seconds: number) {
    this.made += 1;
    const timer = { at: this.now() + seconds, order: this.made, run, isCleared: false };
    push(this.timers, timer);
    const handle = { timer, unref: () => handle, ref: () => handle, hasRef: () => true };
    return handle;
  }

  private takeNext(): Timer | undefined {
    for (let next = pop(this.timers); next; next = pop(this.timers)) {
      if (!next.isCleared) return next;
    }
    return undefined;
  }
}

/** Everything that follows from promises has run. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** A binary heap, the earliest first. */
function push(heap: Timer[], timer: Timer): void {
  let at = heap.push(timer) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(timer, heap[parent] as Timer)) break;
    heap[at] = heap[parent] as Timer;
    at = parent;
  }
  heap[at] = timer;
}

function pop(heap: Timer[]): Timer | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    const right = child + 1;
    if (right < heap.length && isBefore(heap[right] as Timer, heap[child] as Timer)) child = right;
    if (!isBefore(heap[child] as Timer, last)) break;
    heap[at] = heap[child] as Timer;
    at = child;
  }
  heap[at] = last;
  return first;
}
