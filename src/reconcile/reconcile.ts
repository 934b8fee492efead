/** The loop: decide, observe or call, apply the result, decide again; until it has to wait, succeeds or fails. */

import { decide } from '../core/lifecycle/decide';
import { validateRequest } from '../core/lifecycle/validate';
import { loaded } from '../core/loop/saved-progress';
import { retrySeconds } from '../core/loop/wait';
import type { Decision, SavedProgress } from '../core/model/decision';
import { AwsCallError } from '../core/model/errors';
import { describeFindings } from '../core/model/findings';
import type { Outcome } from '../core/model/outcome';
import type { Request } from '../core/model/request';
import { Invocation } from './invocation';
import type { Ports } from './ports';

/** Far above what any operation needs in one invocation: a loop that does not converge ends as a wait. */
const MAXIMUM_DECISIONS = 40;

/** @param saved progress of the invocation before; undefined in the first */
export async function reconcile(
  request: Request,
  saved: SavedProgress | undefined,
  timeoutSeconds: number,
  ports: Ports,
): Promise<Outcome> {
  const progress = saved
    ? loaded(saved)
    : {
        startedAtEpochSeconds: ports.clock.nowEpochSeconds(),
        waitedSeconds: 0,
        waits: 0,
        checkpoint: {},
      };
  const invocation = new Invocation(request, progress, timeoutSeconds, ports);
  if (!saved) {
    const findings = validateRequest(request);
    if (findings.length > 0) return invocation.fail('InvalidRequest', describeFindings(findings));
  }
  try {
    return await run(invocation);
  } catch (error) {
    if (error instanceof AwsCallError) return invocation.handleErrors([error]);
    throw error;
  }
}

async function run(invocation: Invocation): Promise<Outcome> {
  const { request, progress } = invocation;
  if (progress.completionNotes) return invocation.succeed(progress.completionNotes);
  for (let decisions = 0; decisions < MAXIMUM_DECISIONS; decisions += 1) {
    const decision = decide(request, invocation.facts, invocation.currentProgress());
    const outcome = await carryOut(invocation, decision);
    if (outcome) return outcome;
  }
  return invocation.wait({
    until: 'AWS to report the last change',
    lastStatus: 'not reported yet',
    delaySeconds: retrySeconds(request.operationKey, progress.waits, progress.waits),
    timeoutCode: 'NotStabilized',
  });
}

/** Undefined where the invocation goes on with another decision. */
async function carryOut(invocation: Invocation, decision: Decision): Promise<Outcome | undefined> {
  switch (decision.kind) {
    case 'observe':
      return invocation.continueLater() ?? invocation.observe(decision.targets);
    case 'call':
      return invocation.continueLater() ?? invocation.call(decision.calls);
    case 'warn':
      return invocation.warn(decision.warnings);
    case 'accept':
      return invocation.accept(decision.choices);
    case 'wait':
      return invocation.wait(decision.wait);
    case 'succeed':
      return invocation.succeed(decision.notes);
    case 'fail':
      return invocation.fail(decision.failure.code, decision.failure.message);
  }
}
