/** Stages of `make test`, and the lanes that they run in side by side. */

/**
 * @typedef {{ passed?: number, failed?: number, skipped?: number }} Counts
 * @typedef {{ name: string, run: () => Promise<{ output: string } & Counts> }} Stage
 */

/**
 * Runs the stages of a lane one after the other, and the lanes side by side. What a stage printed is shown when it has ended,
 * so that lines of two stages never mix.
 *
 * @param {Stage[][]} lanes
 * @returns what came of each stage, in the order of the lanes: its name, seconds and counts
 */
export async function runLanes(lanes) {
  const results = await Promise.all(lanes.map(runLane));
  return results.flat();
}

async function runLane(lane) {
  const results = [];
  for (const { name, run } of lane) {
    const began = Date.now();
    const { output, ...counts } = await attempt(run);
    const seconds = (Date.now() - began) / 1000;
    console.log(
      `\n== ${name}\n${output.trimEnd()}\n${name}: ${worded(counts)}, ${seconds.toFixed(0)} s`,
    );
    results.push({ name, seconds, ...counts });
  }
  return results;
}

/** A stage that throws has failed; the others go on. */
async function attempt(run) {
  try {
    return await run();
  } catch (error) {
    return { output: error.stack, failed: 1 };
  }
}

/** The words of the last line: `N passed, N failed`, with `, N skipped` when there are any. */
export function worded({ passed = 0, failed = 0, skipped = 0 }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** The counts of all. */
export function total(results) {
  const sum = (what) => results.reduce((all, each) => all + (each[what] ?? 0), 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** A runner that failed without a failed test, or that ran no test at all, counts as one failure. */
export function countedRunner(name, { passed, output }, counts) {
  const tests = counts.passed + counts.failed;
  if (tests === 0) return { ...counts, failed: 1, output: `${output}\n${name} ran no test` };
  if (!passed && counts.failed === 0) {
    return { ...counts, failed: 1, output: `${output}\n${name} failed, though no test of it did` };
  }
  return { ...counts, output };
}

/** Where the time went: longest first. */
export function timesOf(results, seconds) {
  const longest = [...results].sort((a, b) => b.seconds - a.seconds).slice(0, 8);
  const lines = longest.map((each) => `${each.seconds.toFixed(0).padStart(5)} s ${each.name}`);
  const sum = results.reduce((all, each) => all + each.seconds, 0);
  return [`time: ${seconds.toFixed(0)} s, of ${sum.toFixed(0)} s one after the other`, ...lines];
}
