/** Counts what was run, and tells what was found in lines that repeat it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { known } from './lists';
import { type Plan, planOf } from './plan';
import { eventOf, type Verdict } from './verdict';

interface Count {
  run: number;
  passed: number;
  known: number;
  /** The first event changed the way, so that the second never came. */
  notMet: number;
}

const FOLDER = join(__dirname, '../../.reports/explore');

export class Report {
  readonly failures: string[] = [];
  /** Plans so far. */
  run = 0;
  private readonly counts: Record<string, Count> = {};
  private readonly knownFound: Record<string, number> = {};
  private longest = 0;
  private readonly begun = process.cpuUsage();

  add(verdict: Verdict): void {
    const { broken, longest, met, line } = verdict;
    const kind = kindOf(planOf(line));
    const count = this.counts[kind] ?? { run: 0, passed: 0, known: 0, notMet: 0 };
    this.counts[kind] = count;
    count.run += 1;
    this.run += 1;
    if (!met) count.notMet += 1;
    this.longest = Math.max(this.longest, longest);
    if (broken.size === 0) count.passed += 1;
    else this.fail(verdict, count);
  }

  private fail({ broken, line }: Verdict, count: Count): void {
    const reasons = [...broken.keys()].map(
      (invariant) =>
        known().find((each) => each.line.test(line) && each.invariant === invariant)?.reason,
    );
    if (!reasons.includes(undefined)) {
      count.known += 1;
      for (const reason of reasons)
        this.knownFound[reason ?? ''] = (this.knownFound[reason ?? ''] ?? 0) + 1;
      return;
    }
    const details = [...broken].map(([invariant, detail]) => `    ${invariant}: ${detail}`);
    this.failures.push([`make explore REPLAY='${line}'`, ...details].join('\n'));
  }

  /** For scripts/explore.mjs, which adds the parts up. */
  write(name: string, more: object): void {
    mkdirSync(FOLDER, { recursive: true });
    const { user, system } = process.cpuUsage(this.begun);
    const { counts, failures, longest, knownFound } = this;
    const cpuSeconds = Math.round((user + system) / 1e6);
    const text = JSON.stringify(
      { counts, longest, cpuSeconds, knownFound, failures, ...more },
      null,
      2,
    );
    writeFileSync(join(FOLDER, `${name}.json`), `${text}\n`);
  }
}

/** The group of its event; of two, `pair`. */
function kindOf({ steps }: Plan): string {
  const [first, second] = steps;
  if (second) return 'pair';
  return first ? eventOf(first.what).group : 'calm';
}
