/** Writes one line of JSON. Never a URL, a property, or the text of an unexpected error. */
export function log(line: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify(line));
}

/** The class and the place of an unexpected error; not its text, which may quote the request. */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 8).map((line) => line.trim())].join(' ');
}
