/** What a person sees while AWS is being asked for longer than a moment. */
import type { Io } from '../io';

/** Before that nothing is shown. */
const QUIET_MILLISECONDS = 2_000;
const TICK_MILLISECONDS = 1_000;
/** ECMA-48: EL, "erase in line", after a return to its begin. */
const CLEAR_LINE = '\r\u001b[K';

/** A line on stderr that goes away; nothing where stderr is no terminal. */
export async function withProgress<T>(
  { isTerminal, stderr }: Pick<Io, 'isTerminal' | 'stderr'>,
  run: () => Promise<T>,
): Promise<T> {
  if (!isTerminal) return run();
  const startedAt = Date.now();
  let isShown = false;
  const show = () => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    stderr(`${isShown ? CLEAR_LINE : ''}Reading from AWS for ${seconds} s ...`);
    isShown = true;
  };
  let ticks: NodeJS.Timeout | undefined;
  const quiet = setTimeout(() => {
    show();
    ticks = setInterval(show, TICK_MILLISECONDS);
  }, QUIET_MILLISECONDS);
  try {
    return await run();
  } finally {
    clearTimeout(quiet);
    clearInterval(ticks);
    if (isShown) stderr(CLEAR_LINE);
  }
}
