/** Virtual time: nothing in the world happens unless somebody advances the clock. */
export class Clock {
  private nowMilliseconds: number;
  private readonly events: { atMilliseconds: number; run: () => void }[] = [];

  constructor(start = '2026-01-01T00:00:00Z') {
    this.nowMilliseconds = Date.parse(start);
  }

  now(): Date {
    return new Date(this.nowMilliseconds);
  }

  epochSeconds(): number {
    return this.nowMilliseconds / 1000;
  }

  /** Runs `run` when the clock passes `seconds` from now; at once when that is 0 or less. */
  after(seconds: number, run: () => void): void {
    if (seconds <= 0) {
      run();
      return;
    }
    this.events.push({ atMilliseconds: this.nowMilliseconds + seconds * 1000, run });
  }

  /** Events due on the way run in order of time, those of the same moment in order of making. */
  advance(seconds: number): void {
    const end = this.nowMilliseconds + seconds * 1000;
    for (let next = this.takeNextUntil(end); next; next = this.takeNextUntil(end)) {
      this.nowMilliseconds = next.atMilliseconds;
      next.run();
    }
    this.nowMilliseconds = end;
  }

  private takeNextUntil(endMilliseconds: number) {
    let first: number | undefined;
    for (const [index, event] of this.events.entries()) {
      if (event.atMilliseconds > endMilliseconds) continue;
      if (first === undefined || event.atMilliseconds < this.eventAt(first)) first = index;
    }
    return first === undefined ? undefined : this.events.splice(first, 1)[0];
  }

  private eventAt(index: number): number {
    return this.events[index]?.atMilliseconds ?? Number.POSITIVE_INFINITY;
  }
}
