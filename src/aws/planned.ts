/** The core's plan with observations of AWS; it makes reading calls only. */
import type { Observation } from '../core/loop/observation';
import type { Facts, Target } from '../core/model/facts';
import type { Request } from '../core/model/request';
import type { Planned, Question } from '../core/plan/plan';

/** Observes what the plan asks for, as the handlers would. @throws AwsCallError */
export async function planWith(
  planning: (request: Request) => Generator<Question, Planned, Observation>,
  observe: (targets: readonly Target[], request: Request, facts: Facts) => Promise<Observation>,
  request: Request,
): Promise<Planned> {
  const steps = planning(request);
  let question = steps.next();
  while (!question.done) {
    const { targets, facts, afterCalls } = question.value;
    // what only becomes visible once something was created cannot be observed
    const visible = targets.filter((target) => !afterCalls || target === 'cluster');
    question = steps.next(
      visible.length > 0 ? await observe(visible, request, facts) : { environment: {} },
    );
  }
  return question.value;
}
