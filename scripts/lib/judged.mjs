/** What the tests of jest wrote of the requests that they sent, for the last lines of `make test`. */
import { existsSync, readFileSync } from 'node:fs';

/** @param file lines of JSON, one a test file (test/world/judge.ts) */
export function judgedRequests(file) {
  const reports = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  const figures = reports.filter(Boolean).map((line) => JSON.parse(line));
  const sum = (name) => figures.reduce((total, each) => total + each[name], 0);
  const met = new Set(figures.flatMap(({ known }) => known));
  const listed = Math.max(0, ...figures.map((each) => each.listed));
  const wrong = new Set(figures.flatMap(({ unexpected }) => unexpected));
  const unmet = Array.from({ length: listed }, (_, at) => at).filter((at) => !met.has(at));
  return {
    text: `wire: ${sum('requests')} requests and ${sum('answers')} answers judged by AWS's service models, ${wrong.size} kinds wrong`,
    problems: [
      ...wrong,
      ...unmet.map((at) => `KNOWN[${at}] of test/world/judge.ts is not met any more. Remove it.`),
      ...(figures.length === 0 ? ['No request was judged.'] : []),
    ],
  };
}
