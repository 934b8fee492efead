/** The table scenario × outcome, printed once when the suite has run. */
import type { Stack } from './cloudformation';

const rows: (readonly [scenario: string, answers: string, left: string])[] = [];
const print = console.log;

/** What was asked and answered, in order, and what was left; every request has at most one effective answer. */
export function report(scenario: string, stack: Stack, left: readonly unknown[]): void {
  const answers = stack.requests.map((request) => {
    const bodies = stack.putsOf(request).map(({ body }) => JSON.parse(body));
    const effective = new Set(
      bodies.map(({ Status, PhysicalResourceId }) => `${Status} ${PhysicalResourceId}`),
    );
    expect(effective.size).toBeLessThanOrEqual(1);
    const answered = bodies[0]?.Status ?? 'no answer';
    const status = stack.givenUp.has(request) && bodies.length > 0 ? 'cancelled' : answered;
    return `${request.RequestType} ${status}${bodies.length > 1 ? ` (sent ${bodies.length} times)` : ''}`;
  });
  rows.push([
    scenario,
    answers.join(', ') || 'none sent',
    left.length === 0 ? 'nothing' : left.join(', '),
  ]);
}

afterAll(() => {
  const [a, b] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([scenario, answers, left]) =>
    `${scenario.padEnd(a ?? 0)}  ${answers.padEnd(b ?? 0)}  ${left}`.trimEnd(),
  );
  const head = `${'scenario'.padEnd(a ?? 0)}  ${'answers'.padEnd(b ?? 0)}  left`;
  print([`custom resource: ${rows.length} scenarios`, head, ...lines].join('\n'));
});
